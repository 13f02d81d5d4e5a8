//! Launches on a schedule: at times, or after another job passed.
//!
//! One actor, the [`Scheduler`], owns them. What is due is stored as pending before anything is asked; the launch itself
//! goes the way of every launch, under a key made of the due time, so that whatever comes between launches nothing twice.
//! A job whose parameters are others than those that were saved is not launched by guess: an hour before, and at the
//! time, the person is told.

mod check;
mod due;
mod entry;
mod facade;
mod launching;
mod news;
mod orders;
mod owner;

use tokio::sync::oneshot;

use crate::view::{Failure, ScheduleDraft, ScheduleView};

pub(crate) use check::ParameterChange;
pub(crate) use entry::Upcoming;
pub(crate) use launching::Attempt;
pub(crate) use owner::Scheduler;

type Reply<T> = oneshot::Sender<Result<T, Failure>>;

/// What the scheduler is told.
pub(crate) enum Message {
    /// The connection changed; answered once the schedules of the new one are in.
    Session(oneshot::Sender<()>),
    /// A checked draft; answers its id.
    Save(Box<ScheduleDraft>, Reply<i64>),
    Delete(i64, Reply<()>),
    Pause(i64, bool, Reply<()>),
    /// Pass the next due time over, or take that back.
    Skip(i64, bool, Reply<()>),
    /// Whether to launch once for all that was missed.
    Answer(i64, bool, Reply<()>),
    See(i64, Reply<()>),
    /// A run ended.
    RunEnded,
    Launched {
        epoch: u64,
        id: i64,
        attempt: Box<Attempt>,
    },
    /// Why the job cannot be launched as it was saved, where the server said.
    Checked {
        epoch: u64,
        id: i64,
        problem: Result<Option<String>, Failure>,
    },
    Views(oneshot::Sender<Vec<ScheduleView>>),
    /// What a person said of each.
    Drafts(oneshot::Sender<Vec<ScheduleDraft>>),
}
