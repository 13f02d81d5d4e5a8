//! What the owner of the runs is told.

use store::{JobValuesRow, RunRow};
use testops::Launch;
use tokio::sync::oneshot;

use super::poller::{LookError, Report};
use super::rerun::Reran;
use super::results::Conclusion;
use crate::bot::{ChatPlace, Follower, Watch};
use crate::core::actor::Panicked;
use crate::runs::decide::lookup::Listed;
use crate::runs::decide::pending::RerunResults;
use crate::view::{Done, Failure, FateAnswer, RunView};

/// An answer to whoever asked.
pub(crate) type Reply<T> = oneshot::Sender<Result<T, Failure>>;

pub(crate) enum Message {
    /// The connection changed; answered once the runs of the new one are in.
    Session(oneshot::Sender<()>),
    /// Stores the intent and asks the server; answers the run's id. The key of the row launches once.
    Launch(Box<NewLaunch>, Reply<i64>),
    /// Takes back a launch or a rerun that has not gone out yet.
    Undo {
        run_id: i64,
        reply: Reply<Done>,
    },
    /// Sends what waits to be sent; answered once the server has answered all that was asked of it.
    Quit(oneshot::Sender<()>),
    /// Watches a launch that was started elsewhere; answers its run's id.
    Follow(Box<RunRow>, Reply<i64>),
    /// A chat follows a run with a message of its own.
    FollowInChat {
        chat: ChatPlace,
        user_id: i64,
        run_id: i64,
        reply: Reply<Option<Watch>>,
    },
    /// Stores that the failed and broken tests, or these results, are to run again; the request goes out when it is due.
    Rerun {
        key: String,
        run_id: i64,
        results: Option<RerunResults>,
        follower: Option<Follower>,
        reply: Reply<Done>,
    },
    Close {
        key: String,
        run_id: i64,
        reply: Reply<Done>,
    },
    /// The person's word on a launch whose fate could not be told.
    Fate {
        run_id: i64,
        answer: FateAnswer,
        reply: Reply<Done>,
    },
    /// Forgets the run.
    Stop {
        run_id: i64,
        reply: Reply<()>,
    },
    Posted {
        run_id: i64,
        answer: Result<Box<Result<Launch, testops::Error>>, Panicked>,
    },
    Looked {
        epoch: u64,
        report: Result<Box<Report>, Panicked>,
    },
    LookedUp {
        epoch: u64,
        run_id: i64,
        answer: Result<Result<Vec<Listed>, LookError>, Panicked>,
    },
    Concluded {
        run_id: i64,
        conclusion: Result<Conclusion, Panicked>,
    },
    Reran {
        key: String,
        run_id: i64,
        outcome: Result<Reran, Panicked>,
    },
    Closed {
        key: String,
        run_id: i64,
        outcome: Result<Result<(), testops::Error>, Panicked>,
        reply: Reply<Done>,
    },
    /// The launch is open again on the server.
    Reopened {
        run_id: i64,
        reply: Reply<()>,
    },
    LookNow,
    /// Somebody looks at these runs.
    LookClosely(Vec<i64>),
    SettingsChanged,
    /// Something that the tray shows changed.
    ShowTray,
    Views(oneshot::Sender<Vec<RunView>>),
}

/// A launch that is to be asked for.
pub(crate) struct NewLaunch {
    pub(crate) row: RunRow,
    /// What the form held, for the next launch of the job.
    pub(crate) values: JobValuesRow,
    /// Follows the run from the moment that it is stored.
    pub(crate) follower: Option<Follower>,
}
