//! Runs from the click to the outcome: the real store, the real client, the simulated server.

mod faces;
mod lost;
mod outcomes;
mod outside;
mod program;
mod server;
mod troubles;
