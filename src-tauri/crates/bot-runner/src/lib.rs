//! Telegram bots in containers, on the Docker or Podman that a machine has.
//!
//! A request is a JSON object; `validate` turns it into a `Request` or tells everything that is wrong with it. Knows
//! nothing of a window.

mod address;
mod answer;
mod archive;
mod code;
mod context;
mod deploy;
mod engine;
mod fault;
mod fetch;
mod git;
mod lock;
mod place;
mod runner;
pub mod sources;
mod texts;
mod tree;
mod validate;
mod watch;

pub use answer::{Answer, Bot, End};
pub use archive::pack;
pub use engine::images::Progress;
pub use engine::{Bounds, Engine};
pub use fault::{Code, Fault, Part, Problem, Reason};
pub use runner::{Cancelled, MOST_BOTS, Runner};
pub use texts::Language;
pub use validate::request;
pub use validate::validate;
pub use watch::{Drift, Happening, LogPiece, Phase, Seen, Stir, Use, clean_line};
