//! The methods of [`Companion`](crate::Companion) about the connection.

mod catalogue;
mod check;
mod connection;
mod import;
mod pinned;
