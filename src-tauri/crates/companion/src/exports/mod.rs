//! Exports: plans, their attempts and the files that they write.
//!
//! One actor, the [`Exporter`], owns the plans: when they are due, what runs, what waits. An [`attempt`](Attempt) runs as
//! a task of its own, whose end comes back as a message also when it panics. What must survive is stored before it is done: the attempt before anything
//! is asked, a request before it is sent, a whole file before it gets its name. What is decided without clock, network
//! or disk stands in [`decide`].

mod attempt;
mod attempt_run;
pub(crate) mod bucket;
mod changes;
pub(crate) mod columns;
pub(crate) mod decide;
mod disk;
mod exporter;
mod facade;
mod folder;
mod leftovers;
mod markdown;
mod notifications;
mod orders;
mod part;
mod plan;
mod problem;
mod progress;
mod receive;
pub(crate) mod record;
mod retention;
mod running;
pub(crate) mod scope;
mod timing;
mod turn;
mod unfinished;
mod whole;

use tokio::sync::oneshot;

use crate::view::{Done, Failure, PlanDraft};

pub(crate) use attempt::{Attempt, Ended};
pub(crate) use exporter::Exporter;
pub(crate) use facade::Beside;
pub(crate) use folder::{Folder, free_bytes};
pub(crate) use plan::Shown;
pub(crate) use problem::Problem;
pub(crate) use record::server_of;

/// An answer to who asked.
pub(crate) type Reply<T> = oneshot::Sender<Result<T, Failure>>;

/// What the exporter is told.
pub(crate) enum Message {
    /// The connection changed; answered once the plans of the new one are in.
    Session(oneshot::Sender<()>),
    /// A checked draft; answers the plan's id.
    Save(Box<PlanDraft>, Reply<i64>),
    Delete(i64, Reply<()>),
    Pause(i64, bool, Reply<()>),
    /// Pass the next due time over, or take that back.
    Skip(i64, bool, Reply<()>),
    /// Runs a plan at once, once for each key.
    Run {
        key: String,
        plan_id: i64,
        reply: Reply<Done>,
    },
    Cancel(i64, Reply<()>),
    /// Whether to run once for all that was missed.
    Answer(i64, bool, Reply<()>),
    See(i64, Reply<()>),
    /// A folder was opened for a plan that is due, or could not be.
    Opened {
        epoch: u64,
        plan_id: i64,
        opened: Result<Folder, Problem>,
    },
    Ended {
        epoch: u64,
        plan_id: i64,
        attempt_id: i64,
        ended: Box<Ended>,
    },
    /// Whether something is left to delete on the server.
    Cleaned {
        epoch: u64,
        left: bool,
    },
    /// Folders may be others now.
    SettingsChanged,
    /// What the page sees of each plan beside its row.
    Shown(oneshot::Sender<Vec<Shown>>),
}
