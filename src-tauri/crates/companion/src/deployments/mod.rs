//! Bots in containers: deployed, looked after, and told of.
//!
//! What exists is what the engine says by its labels; the [`Keeper`] owns what the program adds: what a person said of a
//! bot, how often it was started again, and what runs in the background. It hears the engine's events and looks then, so
//! that what the command line or others do is seen as well, and sleeps otherwise. `memory.rs` decides when a bot is
//! started again. Values of the environment and passwords are in the keyring only.

mod acts;
mod entry;
mod facade;
mod following;
mod keeper;
mod log;
mod looks;
mod memory;
mod request;
mod shared;

use std::collections::{BTreeMap, HashMap};

use bot_runner::request::Deployment;
use bot_runner::{Fault, Runner, Seen, Stir, Use};
use secrecy::SecretString;
use tokio::sync::oneshot;

use crate::core::actor::Panicked;
use crate::view::{
    DeploymentAct, DeploymentAnswer, DeploymentDraft, DeploymentProblem, DeploymentsView, Failure,
};

pub(crate) use keeper::Keeper;
pub(crate) use memory::News;
pub(crate) use shared::Shared;

type Reply<T> = oneshot::Sender<Result<T, Failure>>;

/// What the keeper is told.
pub(crate) enum Message {
    Views(oneshot::Sender<DeploymentsView>),
    FindEngine,
    /// What a person said of a bot, where it is known, and whether there is a container.
    Known(String, oneshot::Sender<(Option<DeploymentDraft>, bool)>),
    Deploy(Box<Order>, Reply<DeploymentAnswer>),
    Act(String, String, DeploymentAct, Reply<DeploymentAnswer>),
    /// A key, a bot, and the environment that it is put up anew with.
    PutUp(String, String, Box<Variables>, Reply<DeploymentAnswer>),
    Found(u64, Box<Result<Runner, Fault>>),
    Stirred(u64, Stir),
    /// What happened before anybody listened.
    Remembered(u64, Vec<Stir>),
    Lost(u64),
    Looked(u64, Result<Result<Vec<Looked>, Fault>, Panicked>),
    Used(u64, HashMap<String, Use>),
    Built(String, Result<Result<acts::Built, DeploymentProblem>, Panicked>),
    Done(String, DeploymentAct, Result<Result<(), DeploymentProblem>, Panicked>),
    /// The container of that id was started again, or could not be.
    StartedAgain(String, Result<Result<(), Fault>, Panicked>),
}

/// A checked deployment.
pub(crate) struct Order {
    key: String,
    deployment: Deployment,
    draft: DeploymentDraft,
    secrets: SecretString,
}

/// Another environment of a bot that is there.
pub(crate) struct Variables {
    values: BTreeMap<String, String>,
    secrets: SecretString,
    draft: Option<DeploymentDraft>,
}

/// A bot at a look, with its last lines where it has ended since the look before.
pub(crate) struct Looked {
    seen: Seen,
    last_lines: Vec<String>,
}
