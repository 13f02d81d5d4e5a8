//! The kit through its own wire, with bots that know nothing of it.

mod binary;
mod groups;
mod messages;
mod people;
mod presses;
mod python;
mod requests;
mod rights;
mod simulated;
mod stage;
mod teloxide_bot;
mod teloxide_types;
mod topics;
mod transcripts;
mod trouble;
mod updates;
mod webhooks;
mod words;
