//! Stories with the whole bot: the domain on a folder of its own, a simulated TestOps, an offline Telegram, and people.

mod access;
mod flood;
mod keys;
mod launch;
mod log;
mod outside;
mod people;
mod proxy;
mod quiet;
mod relay;
mod restart;
mod route;
mod stage;
mod strange;
mod told;
mod trouble;
mod values;
