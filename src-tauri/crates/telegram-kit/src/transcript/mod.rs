//! What was said, for people to read: as text, and as a page that looks like a chat. Tokens never appear in either.

mod bubble;
mod page;
mod text;

pub(crate) use page::page;
pub(crate) use text::text;
