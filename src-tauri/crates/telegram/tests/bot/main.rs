//! Stories with the whole bot: the domain on a folder of its own, a simulated TestOps, an offline Telegram, and people.

mod access;
mod environment;
mod flood;
mod groups;
mod keys;
mod launch;
mod log;
mod moved;
mod once;
mod outside;
mod people;
mod proxy;
mod quiet;
mod refused;
mod relay;
mod restart;
mod route;
mod schedules;
mod stage;
mod strange;
mod told;
mod topics;
mod triage;
mod trouble;
mod values;
