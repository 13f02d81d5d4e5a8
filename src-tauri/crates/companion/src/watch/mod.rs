//! Watching: one actor owns the open runs, looks at the server, and carries out what the state machine of a run asks.
//!
//! Everything reaches it through its inbox. It never waits for the network itself: requests run as tasks that
//! report back. What it learns is written to the store before it is told to anybody.

pub(crate) mod look;
pub(crate) mod read;

mod conclude;
mod elsewhere;
mod keep;
mod post;
mod quiet_end;
mod settle;
mod show;
mod strangers;
mod tell;
mod timing;
mod tracked;
mod watcher;

use store::RunRow;
use testops::{JobRunRequest, Launch};
use tokio::sync::oneshot;

use crate::run::Observation;
use crate::run::lookup::Listed;
use crate::session::Session;
use crate::view::RunView;

pub(crate) use conclude::{Conclusion, compared};
pub(crate) use elsewhere::Elsewhere;
pub(crate) use watcher::Watcher;

/// What the watcher is told.
pub(crate) enum Message {
    /// The connection changed; answered once the runs of the new one are in.
    Session(Option<Session>, oneshot::Sender<()>),
    /// The intent is stored: ask the server.
    Begin {
        row: Box<RunRow>,
        request: Box<JobRunRequest>,
        job_id: i64,
    },
    /// Watch this run, which is stored already.
    Watch(Box<RunRow>),
    Posted {
        run_id: i64,
        answer: Box<Result<Launch, testops::Error>>,
    },
    Looked {
        round: u64,
        report: Box<look::Report>,
    },
    LookedUp {
        run_id: i64,
        answer: Result<Vec<Listed>, look::LookError>,
    },
    Concluded {
        run_id: i64,
        conclusion: Box<Conclusion>,
    },
    /// Something a person said or asked about a run; answered when it is stored.
    Observe {
        run_id: i64,
        observation: Observation,
        done: oneshot::Sender<()>,
    },
    /// Forget the run.
    Stop {
        run_id: i64,
        done: oneshot::Sender<()>,
    },
    /// A person follows a run that was known to chats only.
    AskedFor {
        run_id: i64,
    },
    LookNow,
    SettingsChanged,
    /// Something that the tray shows changed.
    ShowTray,
    Views(oneshot::Sender<Vec<RunView>>),
}
