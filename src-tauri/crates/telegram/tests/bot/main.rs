//! Stories with the whole bot: the domain on a folder of its own, a simulated TestOps, an offline Telegram, and people.

mod access;
mod launch;
mod outside;
mod restart;
mod stage;
mod told;
mod trouble;
