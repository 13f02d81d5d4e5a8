//! Results from a folder, sent into a launch.
//!
//! What is in the folder is told first. It goes in batches (`batches`), one at a time; each is noted in the store before
//! it is asked and once the server has it. Where an answer is lost, what the launch holds is counted: files are sent again
//! only where the count says that none of them arrived, and where it says neither, nothing more is sent. In the end the
//! launch is counted against what was sent, and closed.
//!
//! An upload that was killed or paused is found again by its server, project and folder. It goes on in a session of its
//! own: the server tells nothing of sessions, and attachments belong to theirs. One program sends an upload at a time.
//!
//! The window's uploads live in `room`, those of the command line in `errand`.

mod batches;
mod count;
mod door;
mod end;
mod errand;
mod facade;
mod folders;
mod order;
mod reading;
mod room;
mod sending;
mod target;
mod watching;

pub(crate) use room::Uploads;

pub use allure_results::{Broken, Reason, Status, Survey};
pub use door::NoDoor;
pub use end::{Doubt, Halt, Missed, Report};
pub use errand::{Errand, Gone, NotBegun, prepare};
pub use order::{Contents, Target, look};
pub use sending::{Progress, Stage};

/// What is wrong with a file of results, as a person reads it.
pub fn why_broken(reason: &Reason, language: crate::view::Language) -> String {
    crate::texts::Texts(language).broken_result(reason)
}
