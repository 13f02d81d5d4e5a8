//! Telegram bots in containers, on the Docker or Podman that a machine has.
//!
//! A request is a JSON object; `validate` turns it into a `Request` or tells everything that is wrong with it. Knows
//! nothing of a window.

mod address;
mod fault;
mod texts;
mod validate;

pub use fault::{Code, Fault, Problem, Reason};
pub use texts::Language;
pub use validate::request;
pub use validate::validate;
