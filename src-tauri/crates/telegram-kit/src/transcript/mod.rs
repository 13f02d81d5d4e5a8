//! What was said, for people to read: as text, and as a page that looks like a chat. Tokens never appear in either.

mod text;

pub(crate) use text::text;

use crate::world::World;
pub(crate) fn page(world: &World) -> String {
    text(world)
}
