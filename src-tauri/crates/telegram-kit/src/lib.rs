#![doc = include_str!("../README.md")]
#![allow(
    clippy::cast_possible_truncation,
    reason = "ids and counts of a test fit all the integer types in use"
)]
#![allow(clippy::unnecessary_wraps, reason = "methods of one table share one signature")]

mod api;
mod ask;
mod cast;
mod clock;
mod core;
mod door;
mod failure;
mod http;
mod kit;
#[cfg(feature = "live")]
mod live;
mod pace;
mod person;
mod seen;
mod text;
mod transcript;
mod trouble;
mod want;
mod watch;
mod world;

pub use cast::{Bot, BotState, Group, NewBot, NewPerson};
pub use failure::Failure;
pub use kit::{Kit, Manner, Options, Problems, Reporter};
#[cfg(feature = "live")]
pub use live::LiveOptions;
pub use person::{Person, Pressed};
pub use seen::{Answer, Button, Event, FileInfo, Keyboard, Media, Message, Seen};
pub use text::{Entity, EntityKind, escape_html, escape_markdown_v2};
pub use trouble::{Trouble, TroubleKind};
pub use want::Want;
pub use world::commands::Command;
pub use world::log::Request;
