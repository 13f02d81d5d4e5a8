//! Runs: launches that we follow, from the click to their outcome.
//!
//! One actor, the [`RunsOwner`], owns them, looks at the server, and carries out what the state machine of a run
//! ([`decide`]) asks. Everything reaches it through its inbox, commands with a key and a reply. It never waits for the
//! network itself: requests run as tasks whose outcome comes back as a message, also when they panic. What it learns is
//! stored together with what is owed because of it before it is shown to anybody.

pub(crate) mod baseline;
pub(crate) mod compare;
pub(crate) mod decide;
pub(crate) mod history;
pub(crate) mod poller;
pub(crate) mod record;
pub(crate) mod template;
pub(crate) mod translate;

pub(crate) mod closely;
mod commands;
mod elsewhere;
mod facade;
mod form_check;
mod identity;
mod link;
mod looking;
mod message;
mod notifications;
mod owner;
pub(crate) mod past;
mod persist;
mod rerun;
mod results;
mod retention;
mod sending;
mod strangers;
mod submit;
mod timing;
mod tracked;
mod tray_feed;

pub(crate) use elsewhere::Elsewhere;
pub(crate) use facade::ReadTests;
pub(crate) use form_check::text_fault;
pub(crate) use message::{Message, NewLaunch, Reply};
pub(crate) use owner::RunsOwner;
pub(crate) use results::{changes_of, compared};
pub(crate) use translate::is_bad;
