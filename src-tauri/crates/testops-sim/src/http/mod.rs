//! What every request shares: how it is read, refused, paged and signed in.

pub(crate) mod auth;
pub(crate) mod call;
pub(crate) mod content;
pub(crate) mod jackson;
pub(crate) mod multipart;
pub(crate) mod page;
pub(crate) mod query;
pub(crate) mod router;
pub(crate) mod server;
pub(crate) mod sheet;
pub(crate) mod socket;
pub(crate) mod tls;
pub(crate) mod unbuilt;
pub(crate) mod wire;
