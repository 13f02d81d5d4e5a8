#![doc = include_str!("../README.md")]
#![allow(
    clippy::cast_possible_truncation,
    reason = "ids and counts of a test fit all the integer types in use"
)]
#![allow(clippy::unnecessary_wraps, reason = "methods of one table share one signature")]

mod api;
mod ask;
mod bot;
mod channel;
mod clock;
mod core;
mod door;
mod failure;
#[cfg(any(test, feature = "fuzzing"))]
pub mod fuzzing;
mod group;
mod http;
mod kit;
#[cfg(feature = "live")]
mod live;
mod manner;
mod marks;
mod pace;
mod person;
mod refusal;
mod refused;
mod seen;
mod sendable;
mod text;
mod transcript;
mod trouble;
mod want;
mod watch;
mod words;
mod world;

pub use bot::{Bot, BotState, NewBot};
pub use channel::Channel;
pub use clock::TimeSource;
pub use failure::Failure;
pub use group::{Group, Topic};
pub use kit::{Kit, Options, Problems, Reporter};
#[cfg(feature = "live")]
pub use live::LiveOptions;
pub use manner::Manner;
pub use person::{NewPerson, Person, Pressed};
pub use refused::Refused;
pub use seen::{Answer, Button, Event, FileInfo, Keyboard, Media, Message, Seen};
pub use sendable::Sendable;
pub use text::{Entity, EntityKind, escape_html, escape_markdown_v2};
pub use trouble::{Trouble, TroubleKind};
pub use want::Want;
pub use words::Words;
pub use world::commands::Command;
pub use world::log::Request;
