//! How the launches of a project and their tests came out over time: read from the server into the store, launch by launch,
//! and worked out from what is stored, so that it is there at once and without the server.

mod cell;
mod difference;
mod facade;
mod history;
mod reading;
