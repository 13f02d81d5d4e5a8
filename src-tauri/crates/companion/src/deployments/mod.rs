//! Bots in containers.

mod facade;
