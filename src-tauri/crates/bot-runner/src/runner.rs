//! Carries requests out: deploys bots, and looks after those that are there.

use std::path::PathBuf;
use std::pin::{Pin, pin};

use bollard::query_parameters::{
    LogsOptionsBuilder, RestartContainerOptions, StartContainerOptions, StopContainerOptionsBuilder,
};
use chrono::{DateTime, Utc};
use futures::stream::{BoxStream, FuturesOrdered, StreamExt as _};

use crate::answer::{Answer, Bot, End};
use crate::engine::containers::Found;
use crate::engine::images::{Progress, container_error};
use crate::engine::{Bounds, Engine, labels, words};
use crate::fault::{Code, Fault, Reason};
use crate::lock::{self, Held};
use crate::request::Request;
use crate::validate::names::fold;

/// How many bots of one owner may run at once.
pub const MOST_BOTS: usize = 3;
const GRACE_SECONDS: i32 = 10;
/// Docker tells of memory that ran out; Podman leaves it at the signal.
const KILLED: i64 = 137;

/// Ends when a deployment is called off.
pub type Cancelled<'a> = Pin<&'a mut (dyn Future<Output = ()> + Send)>;

/// The bots of one data folder on one engine.
#[derive(Debug)]
pub struct Runner {
    pub(crate) engine: Engine,
    pub(crate) owner: String,
    pub(crate) folder: PathBuf,
    /// Its bots are started again after a crash by whoever holds it, and not by the engine.
    pub(crate) restarts_itself: bool,
}

impl Runner {
    /// `owner` names the data folder; everybody who works for this owner shares `folder`.
    pub fn new(engine: Engine, owner: String, folder: PathBuf) -> Self {
        Self { engine, owner, folder, restarts_itself: false }
    }

    /// For a program that stays and starts crashed bots again by itself: the engine does not do it as well.
    #[must_use]
    pub fn restarting_itself(mut self) -> Self {
        self.restarts_itself = true;
        self
    }

    /// With other bounds than the usual ones.
    #[must_use]
    pub fn within(mut self, bounds: Bounds) -> Self {
        self.engine.bounds = bounds;
        self
    }

    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// Carries out everything but `Logs`, which `logs` answers as a stream.
    pub async fn carry_out(
        &self,
        request: Request,
        now: DateTime<Utc>,
        progress: Progress<'_>,
    ) -> Result<Answer, Fault> {
        self.carry_out_unless(request, now, progress, pin!(std::future::pending())).await
    }

    /// As `carry_out`; a deployment is called off when `cancelled` ends before its image is there. What is put in place
    /// after that is put in place whole.
    pub async fn carry_out_unless(
        &self,
        request: Request,
        now: DateTime<Utc>,
        progress: Progress<'_>,
        cancelled: Cancelled<'_>,
    ) -> Result<Answer, Fault> {
        let found = self.end_overdue(now).await?;
        match request {
            Request::Start(deployment) => self.start(&deployment, &found, now, progress, cancelled).await,
            Request::Update(deployment) => self.update(&deployment, &found, now, progress, cancelled).await,
            Request::Stop { bot } => self.stop(bot).await,
            Request::Restart { bot } => self.restart(bot, now).await,
            Request::Remove { bot } => self.remove(bot, now).await,
            Request::Status { bot } | Request::Logs { bot, .. } => self.status(bot).await,
            Request::List => Ok(self.list(found).await),
        }
    }

    /// The bot's last lines, without the engine's frames; with `follow` also those to come, until the bot ends. `None`
    /// where there is no such bot.
    pub async fn logs(
        &self,
        bot: &str,
        lines: u32,
        follow: bool,
    ) -> Result<Option<BoxStream<'_, Result<bytes::Bytes, Fault>>>, Fault> {
        let Some(found) = self.find(bot).await? else { return Ok(None) };
        let options = LogsOptionsBuilder::new()
            .stdout(true)
            .stderr(true)
            .follow(follow)
            .tail(&lines.to_string())
            .build();
        let stream = self.engine.docker.logs(&found.id, Some(options));
        Ok(Some(
            stream
                .map(|line| {
                    line.map(bollard::container::LogOutput::into_bytes)
                        .map_err(|error| container_error(&words(&error)))
                })
                .boxed(),
        ))
    }

    async fn stop(&self, bot: String) -> Result<Answer, Fault> {
        let _held = self.hold().await?;
        for found in self.all_of(&bot).await? {
            self.note_stopped(&found.id)?;
            self.stop_container(&found).await?;
        }
        self.find(&bot).await.map(|found| match found {
            Some(found) => Answer::Stopped(Bot::new(&found, None)),
            None => Answer::NotFound { bot },
        })
    }

    async fn restart(&self, bot: String, now: DateTime<Utc>) -> Result<Answer, Fault> {
        let _held = self.hold().await?;
        let all = self.engine.containers(&self.owner).await?;
        let Some(found) = of_bot(&all, &bot).pop() else { return Ok(Answer::NotFound { bot }) };
        check_quota(&all, &bot)?;
        if found.is_overdue(now) {
            let hours = labels::limits(&found.labels).lifetime_hours;
            let fault = Fault::new(Code::ContainerError, bot).with("lifetime_hours", hours);
            return Err(fault.because(Reason::LifetimeOver { hours }));
        }
        self.note_started(&found.id)?;
        if let Some(fence) = found.labels.get(labels::FENCE) {
            self.engine.start_fence(fence).await?;
        }
        let restarted =
            self.engine.docker.restart_container(&found.id, None::<RestartContainerOptions>).await;
        restarted.map_err(|error| container_error(&words(&error)))?;
        self.find(&bot).await.map(|found| match found {
            Some(found) => Answer::Restarted(Bot::new(&found, None)),
            None => Answer::NotFound { bot },
        })
    }

    async fn remove(&self, bot: String, now: DateTime<Utc>) -> Result<Answer, Fault> {
        let _held = self.hold().await?;
        let all = self.all_of(&bot).await?;
        if all.is_empty() {
            return Ok(Answer::NotFound { bot });
        }
        for found in all {
            self.stop_container(&found).await?;
            self.discard(&found).await?;
        }
        self.clean_up(now).await?;
        Ok(Answer::Removed { bot })
    }

    async fn status(&self, bot: String) -> Result<Answer, Fault> {
        let Some(found) = self.find(&bot).await? else { return Ok(Answer::NotFound { bot }) };
        let inspected = self.engine.inspect(&found.id).await;
        let inspected = inspected.map_err(|error| container_error(&words(&error)))?;
        let state = inspected.state.unwrap_or_default();
        let exit_code = state.exit_code.unwrap_or(0);
        let mut bot = Bot::new(&found, self.engine.used_by(&found.id).await.filter(|_| found.is_running()));
        // Podman may not say it: a kill that no person asked for is what there is to see.
        let is_told =
            state.oom_killed == Some(true) || (self.engine.is_podman && !self.stopped().contains(&found.id));
        bot.end = Some(End {
            exit_code,
            out_of_memory: exit_code == KILLED && is_told,
            restarts: inspected.restart_count.unwrap_or(0),
        });
        Ok(Answer::Status(bot))
    }

    /// One request for each bot that runs, besides the list itself.
    async fn list(&self, mut found: Vec<Found>) -> Answer {
        found.sort_by(|a, b| a.bot.cmp(&b.bot));
        let asked = found.iter().map(|found| async move {
            let used = if found.is_running() { self.engine.used_by(&found.id).await } else { None };
            Bot::new(found, used)
        });
        let bots = asked.collect::<FuturesOrdered<_>>().collect().await;
        Answer::List { bots, most: MOST_BOTS }
    }

    pub(crate) async fn hold(&self) -> Result<Held, Fault> {
        lock::take(self.folder.join(lock::FILE)).await.map_err(|error| container_error(&error.to_string()))
    }

    pub(crate) async fn find(&self, bot: &str) -> Result<Option<Found>, Fault> {
        Ok(self.all_of(bot).await?.pop())
    }

    pub(crate) async fn all_of(&self, bot: &str) -> Result<Vec<Found>, Fault> {
        Ok(of_bot(&self.engine.containers(&self.owner).await?, bot))
    }

    pub(crate) async fn start_container(&self, id: &str) -> Result<(), Fault> {
        let started = self.engine.docker.start_container(id, None::<StartContainerOptions>).await;
        started.map_err(|error| container_error(&words(&error)))
    }

    pub(crate) async fn stop_container(&self, found: &Found) -> Result<(), Fault> {
        let options = StopContainerOptionsBuilder::new().t(GRACE_SECONDS).build();
        match self.engine.docker.stop_container(&found.id, Some(options)).await {
            Err(error) if !crate::engine::is_not_found(&error) => {
                return Err(container_error(&words(&error)));
            }
            Ok(()) | Err(_) => {}
        }
        match found.labels.get(labels::FENCE) {
            Some(fence) => self.engine.stop_fence(fence).await,
            None => Ok(()),
        }
    }

    /// A lifetime is kept by whoever looks next. Tells what is there then.
    pub(crate) async fn end_overdue(&self, now: DateTime<Utc>) -> Result<Vec<Found>, Fault> {
        let found = self.engine.containers(&self.owner).await?;
        let overdue: Vec<&Found> =
            found.iter().filter(|found| found.is_running() && found.is_overdue(now)).collect();
        if overdue.is_empty() {
            return Ok(found);
        }
        for found in overdue {
            tracing::info!(bot = found.bot, "a bot's lifetime is over");
            self.stop_container(found).await?;
        }
        self.engine.containers(&self.owner).await
    }
}

/// The bot's containers, the one that counts last: an update that was killed may have left two.
pub(crate) fn of_bot(found: &[Found], bot: &str) -> Vec<Found> {
    let mut found: Vec<Found> = found.iter().filter(|found| found.bot == bot).cloned().collect();
    found.sort_by_cached_key(|found| (found.is_running(), found.labels.get(labels::MADE).cloned()));
    found
}

/// Refuses a bot too many, and a name that a disk or a person would take for another bot's.
pub(crate) fn check_room(found: &[Found], bot: &str) -> Result<(), Fault> {
    if let Some(other) = found.iter().find(|other| other.bot != bot && fold(&other.bot) == fold(bot)) {
        let reason = Reason::SameAs { other: other.bot.clone() };
        return Err(Fault::new(Code::InvalidBotId, bot).with("bot_id", bot).because(reason));
    }
    check_quota(found, bot)
}

fn check_quota(found: &[Found], bot: &str) -> Result<(), Fault> {
    let mut running: Vec<&str> = found
        .iter()
        .filter(|other| other.bot != bot && other.is_running())
        .map(|other| other.bot.as_str())
        .collect();
    running.sort_unstable();
    running.dedup();
    if running.len() < MOST_BOTS {
        return Ok(());
    }
    Err(Fault::new(Code::QuotaExceeded, running.join(", "))
        .with("current_bots", running.len())
        .with("max_bots", MOST_BOTS)
        .with("active_bots", running.as_slice()))
}
