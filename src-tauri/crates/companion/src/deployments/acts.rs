//! What a person asks for: deployments and acts, each once for its key and in the background.

use std::pin::pin;
use std::sync::Arc;

use bot_runner::request::Request;
use bot_runner::{Answer, Fault, Runner};
use secrecy::SecretString;
use store::{Alongside, NewCommand, StoreError};
use tokio_util::sync::CancellationToken;

use super::keeper::{Engine, Keeper, TELLING};
use super::log::Build;
use super::memory::News;
use super::request::{self, Secrets};
use super::{Message, Order, Variables};
use crate::core::actor::Panicked;
use crate::notifications::announce::announce_bot;
use crate::notifications::outbox::About;
use crate::notifications::{Worded, Words};
use crate::view::{
    BuildOutput, DeploymentAct, DeploymentAnswer, DeploymentProblem, Event, Failure, NoticeKind, Place,
};

const SHOWN_LINES: usize = 20;
const TOLD_LINES: usize = 3;

type Outcome = Result<Result<(), DeploymentProblem>, Panicked>;

/// How a deployment ended without a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Built {
    Deployed,
    Cancelled,
}

impl Keeper {
    pub(super) async fn deploy(&mut self, order: Order) -> Result<DeploymentAnswer, Failure> {
        let Order { key, deployment, draft, secrets } = order;
        let name = draft.name.clone();
        let runner = match self.ready(&name) {
            Ok(runner) => runner,
            Err(refused) => return Ok(refused),
        };
        let is_new = !self.entries.contains_key(&name);
        let entry = self.entries.entry(name.clone()).or_default();
        let before = entry.draft.replace(request::without_secrets(draft));
        if let Some(answer) = self.begin(&key, "deploy", &name).await? {
            if is_new {
                self.entries.remove(&name);
            } else if let Some(entry) = self.entries.get_mut(&name) {
                entry.draft = before;
            }
            return Ok(answer);
        }
        let cancel = CancellationToken::new();
        let is_update = self.entries.get_mut(&name).is_some_and(|entry| {
            entry.building = Some(cancel.clone());
            entry.problem = None;
            let is_update = entry.is_running();
            entry.replaced = before.filter(|_| is_update);
            is_update
        });
        self.inner.shared_deployments.kept().builds.insert(name.clone(), Build::begun());
        let (inner, language, bot) = (self.inner.clone(), self.inner.language(), name.clone());
        let task = async move {
            // What runs keeps the secrets that it runs with until another version takes its place; what does not run yet
            // may be tried again with those that were given.
            if !is_update {
                inner.keep_secrets(&bot, secrets.clone()).await?;
            }
            let now = inner.now();
            let mut progress = |line: &str| inner.build_went_on(&bot, line);
            let request = if is_update { Request::Update(deployment) } else { Request::Start(deployment) };
            let cancelled = pin!(cancel.cancelled());
            let carried_out = runner.carry_out_unless(request, now, &mut progress, cancelled).await;
            match carried_out.map_err(|fault| request::problem(&fault, language))? {
                Answer::Cancelled { .. } => return Ok(Built::Cancelled),
                Answer::NotFound { .. } => return Err(inner.texts().no_such_bot(&bot)),
                Answer::Started(_)
                | Answer::AlreadyRunning(_)
                | Answer::Updated(_)
                | Answer::Restarted(_)
                | Answer::Stopped(_)
                | Answer::Removed { .. }
                | Answer::Status(_)
                | Answer::List { .. } => {}
            }
            if is_update {
                inner.keep_secrets(&bot, secrets).await?;
            }
            Ok(Built::Deployed)
        };
        self.report(task, move |outcome| Message::Built(name, outcome));
        self.changed();
        Ok(DeploymentAnswer::Begun)
    }

    pub(super) async fn built(
        &mut self,
        name: &str,
        outcome: Result<Result<Built, DeploymentProblem>, Panicked>,
    ) {
        let last_lines = {
            let mut kept = self.inner.shared_deployments.kept();
            kept.builds.get_mut(name).map(|build| {
                build.running = false;
                build.last_lines(SHOWN_LINES)
            })
        };
        self.inner.emit(Event::BuildProgressed { name: name.to_owned() });
        let texts = self.inner.texts();
        let was_cancelled = matches!(outcome, Ok(Ok(Built::Cancelled)));
        let problem = match outcome {
            Ok(Ok(_)) => None,
            Ok(Err(problem)) => Some(problem),
            Err(Panicked) => Some(texts.deployment_broke()),
        };
        let problem = problem.map(|mut problem| {
            if problem.details.is_empty() {
                problem.details = last_lines.unwrap_or_default();
            }
            problem
        });
        let worded = Worded::by(|texts| match &problem {
            Some(problem) => Words::new(texts.not_deployed_title(name), problem.message.clone()),
            None => Words::new(texts.deployed_title(name), ""),
        });
        if let Some(entry) = self.entries.get_mut(name) {
            let is_off = problem.is_some() || was_cancelled;
            entry.building = None;
            entry.memory.failed = is_off && entry.seen.is_none();
            // The version that runs on is still the one before.
            if let Some(before) = entry.replaced.take().filter(|_| is_off) {
                entry.draft = Some(before);
            }
            entry.problem.clone_from(&problem);
        }
        let kind = if problem.is_some() { NoticeKind::BotDown } else { NoticeKind::Summary };
        let owed = if was_cancelled { Alongside::default() } else { self.owed_about(name, kind, worded) };
        if let Err(error) = self.store(name, &owed).await {
            tracing::error!(%error, name, "what came of a deployment could not be stored");
        }
        self.look();
        self.changed();
    }

    pub(super) async fn act_on(
        &mut self,
        key: &str,
        name: &str,
        act: DeploymentAct,
    ) -> Result<DeploymentAnswer, Failure> {
        if act == DeploymentAct::CancelBuild {
            if let Some(building) = self.entries.get(name).and_then(|entry| entry.building.as_ref()) {
                building.cancel();
            }
            return Ok(DeploymentAnswer::Begun);
        }
        if !self.entries.contains_key(name) {
            return Ok(DeploymentAnswer::Refused { problems: vec![self.inner.texts().no_such_bot(name)] });
        }
        let is_remembered_only =
            self.entries.get(name).is_some_and(|one| one.seen.is_none() && !one.is_busy());
        let runner = match self.ready(name) {
            Ok(runner) => Some(runner),
            // What the engine does not know can be forgotten without it.
            Err(_) if act == DeploymentAct::Remove && is_remembered_only => None,
            Err(refused) => return Ok(refused),
        };
        if let Some(answer) = self.begin(key, "act_on_deployment", name).await? {
            return Ok(answer);
        }
        if let Some(entry) = self.entries.get_mut(name) {
            entry.acting = Some(act);
            entry.problem = None;
            entry.memory.again_at = None;
        }
        let (inner, bot) = (self.inner.clone(), name.to_owned());
        let task = async move { inner.act_on_bot(runner.as_deref(), bot, act).await };
        let name = name.to_owned();
        self.report(task, move |outcome| Message::Done(name, act, outcome));
        self.changed();
        Ok(DeploymentAnswer::Begun)
    }

    pub(super) async fn put_up(
        &mut self,
        key: &str,
        name: &str,
        variables: Variables,
    ) -> Result<DeploymentAnswer, Failure> {
        let Variables { values, secrets, draft } = variables;
        let runner = match self.ready(name) {
            Ok(runner) => runner,
            Err(refused) => return Ok(refused),
        };
        if let Some(answer) = self.begin(key, "save_environment", name).await? {
            return Ok(answer);
        }
        if let Some(entry) = self.entries.get_mut(name) {
            entry.acting = Some(DeploymentAct::Start);
            entry.problem = None;
            if draft.is_some() {
                entry.replaced = std::mem::replace(&mut entry.draft, draft);
            }
        }
        let (inner, bot) = (self.inner.clone(), name.to_owned());
        let task = async move {
            let started = runner.start_anew(&bot, Some(values), inner.now()).await;
            started.map_err(|fault| inner.problem_of(&fault))?;
            inner.keep_secrets(&bot, secrets).await
        };
        let name = name.to_owned();
        self.report(task, move |outcome| Message::Done(name, DeploymentAct::Start, outcome));
        self.changed();
        Ok(DeploymentAnswer::Begun)
    }

    pub(super) async fn done(&mut self, name: &str, act: DeploymentAct, outcome: Outcome) {
        let problem = match outcome {
            Ok(Ok(())) => None,
            Ok(Err(problem)) => Some(problem),
            Err(Panicked) => Some(self.inner.texts().deployment_broke()),
        };
        let is_removed = act == DeploymentAct::Remove && problem.is_none();
        if let Some(entry) = self.entries.get_mut(name) {
            entry.acting = None;
            if let Some(before) = entry.replaced.take().filter(|_| problem.is_some()) {
                entry.draft = Some(before);
            }
            entry.problem = problem;
        }
        if is_removed {
            self.entries.remove(name);
            self.inner.shared_deployments.forget(name);
            if let Err(error) = self.inner.store.deployments().delete(name).await {
                tracing::error!(%error, name, "a removed bot is remembered");
            }
        } else if let Err(error) = self.store(name, &Alongside::default()).await {
            tracing::error!(%error, name, "what came of an act could not be stored");
        }
        self.look();
        self.changed();
    }

    /// The engine, where nothing else is being done to the bot.
    fn ready(&self, name: &str) -> Result<Arc<Runner>, DeploymentAnswer> {
        let refused = |problem| Err(DeploymentAnswer::Refused { problems: vec![problem] });
        if self.entries.get(name).is_some_and(super::entry::Entry::is_busy) {
            return refused(self.inner.texts().bot_is_busy(name));
        }
        match &self.engine {
            Engine::Ready(runner) => Ok(runner.clone()),
            Engine::Missing(fault) => refused(request::problem(fault, self.inner.language())),
            Engine::Unasked | Engine::Looking => refused(self.inner.texts().engine_is_looked_for()),
        }
    }

    /// Stores the key with the bot; an answer where the key acted before.
    async fn begin(&self, key: &str, kind: &str, name: &str) -> Result<Option<DeploymentAnswer>, Failure> {
        let at = self.inner.now().timestamp_millis();
        let command =
            NewCommand { key: key.to_owned(), kind: kind.to_owned(), subject: None, reply: None, at };
        let alongside = Alongside { command: Some(command), ..Alongside::default() };
        match self.store(name, &alongside).await {
            Ok(()) => Ok(None),
            Err(StoreError::Conflict(_)) => Ok(Some(DeploymentAnswer::Begun)),
            Err(error) => Err(self.inner.stored(&error)),
        }
    }

    pub(super) fn owed(&self, name: &str, news: Option<News>) -> Alongside {
        let Some(news) = news else { return Alongside::default() };
        let end = self.entries.get(name).and_then(|entry| entry.memory.end.as_ref());
        let worded = Worded::by(|texts| {
            let body = match (news, end) {
                (News::LifetimeOver, _) | (_, None) => String::new(),
                (News::Crashed | News::GaveUp, Some(end)) => {
                    let lines = end.last_lines.iter().skip(end.last_lines.len().saturating_sub(TOLD_LINES));
                    let lines: Vec<&str> = lines.map(String::as_str).collect();
                    texts.bot_end(end.exit_code, end.out_of_memory, &lines)
                }
            };
            Words::new(texts.bot_news_title(name, news), body)
        });
        self.owed_about(name, NoticeKind::BotDown, worded)
    }

    fn owed_about(&self, name: &str, kind: NoticeKind, worded: Worded) -> Alongside {
        let now = self.inner.now();
        let settings = self.inner.settings.borrow().clone();
        let local = self.inner.ports.clock.local(now);
        let place = Place::Deployment { name: name.to_owned() };
        let tag = format!("deployment-{name}");
        let announcement = announce_bot(kind, &tag, place, worded, &settings, local);
        let connection_id = self.inner.session.borrow().as_ref().map(|session| session.connection.id);
        let key = format!("deployment/{name}/{}", now.timestamp_millis());
        let mut owed = Alongside::default();
        self.inner.owe_desktop(&announcement, About { connection_id, run_id: None, key: &key }, &mut owed);
        owed
    }
}

impl crate::companion::Inner {
    async fn act_on_bot(
        &self,
        runner: Option<&Runner>,
        bot: String,
        act: DeploymentAct,
    ) -> Result<(), DeploymentProblem> {
        let now = self.now();
        if let Some(runner) = runner {
            let request = match act {
                DeploymentAct::Stop => Request::Stop { bot: bot.clone() },
                DeploymentAct::Restart => Request::Restart { bot: bot.clone() },
                DeploymentAct::Remove => Request::Remove { bot: bot.clone() },
                DeploymentAct::Start | DeploymentAct::CancelBuild => {
                    let started = runner.start_anew(&bot, None, now).await;
                    return started.map_err(|fault| self.problem_of(&fault));
                }
            };
            let done = runner.carry_out(request, now, &mut |_: &str| {}).await;
            done.map_err(|fault| self.problem_of(&fault))?;
        }
        if act == DeploymentAct::Remove {
            let deleted = self.ports.secrets.delete(&Secrets::key(&bot)).await;
            deleted.map_err(|error| self.secrets_problem(&error))?;
        }
        Ok(())
    }

    async fn keep_secrets(&self, bot: &str, secrets: SecretString) -> Result<(), DeploymentProblem> {
        let kept = self.ports.secrets.set(&Secrets::key(bot), secrets).await;
        kept.map_err(|error| self.secrets_problem(&error))
    }

    /// Tells of the output that came, a few times a second.
    fn build_went_on(self: &Arc<Self>, name: &str, line: &str) {
        let is_told = {
            let mut kept = self.shared_deployments.kept();
            let Some(build) = kept.builds.get_mut(name) else { return };
            build.add(line);
            std::mem::replace(&mut build.telling, true)
        };
        if is_told {
            return;
        }
        let (inner, name) = (self.clone(), name.to_owned());
        self.spawn(async move {
            let clock = inner.ports.clock.clone();
            clock.sleep_until(clock.now() + TELLING).await;
            if let Some(build) = inner.shared_deployments.kept().builds.get_mut(&name) {
                build.telling = false;
            }
            inner.emit(Event::BuildProgressed { name });
        });
    }

    pub(super) fn build_output_of(&self, name: &str) -> BuildOutput {
        self.shared_deployments.kept().builds.get(name).cloned().unwrap_or_default().output()
    }

    pub(super) fn secrets_problem(&self, error: &crate::core::ports::SecretError) -> DeploymentProblem {
        let failure = self.secrets_failed(error);
        DeploymentProblem {
            code: "SECRETS".to_owned(),
            message: failure.message,
            field: None,
            details: Vec::new(),
            hint: Some(failure.advice).filter(|advice| !advice.is_empty()),
            example: None,
        }
    }

    pub(super) fn problem_of(&self, fault: &Fault) -> DeploymentProblem {
        request::problem(fault, self.language())
    }
}
