//! Files in S3-compatible storage.
//!
//! A [`Shelf`] is one bucket, or what lies under a prefix of it. A file is put there once, under a key that nothing else
//! has, with its SHA-256 in the object's metadata: so one that was stored and not noted is found again. It is sent in
//! parts of a few megabytes, and what arrived is looked at before it counts as stored. Stores differ, and some ignore
//! conditions without a word: [`Shelf::probe`] says what this one can do.
//!
//! Every failure is an [`Error`] that says what happened ([`Fault`]) and what to do about it ([`Error::advice`]).
//! Secrets never reach `Debug` or an error.

mod connector;
mod error;
mod fetch;
#[cfg(feature = "fixture")]
pub mod fixture;
mod place;
mod probe;
mod put;
mod shelf;

pub use error::{Error, Fault};
pub use place::{Keys, Patience, Place, Proxy};
pub use probe::Probe;
pub use put::{Put, Source};
pub use shelf::{Held, Listed, Shelf};
