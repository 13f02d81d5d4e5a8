//! The connection to a server: its draft, its check, an `.env` it is read from, what the server has to choose from, and
//! how a start goes on with it.

pub(crate) mod address;
pub(crate) mod catalogue;
pub(crate) mod draft;
pub(crate) mod env_import;
pub(crate) mod find;

mod awaited;
mod facade;
mod resume;
