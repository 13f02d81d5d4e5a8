//! What a person asks for: deployments and acts, each once for its key and in the background.

use std::collections::BTreeMap;

use bot_runner::Fault;
use bot_runner::request::Request;
use store::{Alongside, NewCommand, StoreError};
use tokio_util::sync::CancellationToken;

use super::keeper::{Engine, Keeper};
use super::log::Build;
use super::memory::News;
use super::request::{self, Secrets};
use super::{Message, Order};
use crate::core::actor::Panicked;
use crate::notifications::announce::announce_bot;
use crate::notifications::outbox::About;
use crate::notifications::{Worded, Words};
use crate::view::{
    BuildOutput, DeploymentAct, DeploymentAnswer, DeploymentDraft, DeploymentProblem, Event, Failure,
    NoticeKind, Place,
};

const SHOWN_LINES: usize = 20;
const TOLD_LINES: usize = 3;

type Outcome = Result<Result<(), DeploymentProblem>, Panicked>;

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
            entry.is_running()
        });
        self.inner.shared_deployments.kept().builds.insert(name.clone(), Build::begun());
        let (inner, language, bot) = (self.inner.clone(), self.inner.language(), name.clone());
        let task = async move {
            let kept = inner.ports.secrets.set(&Secrets::key(&bot), secrets).await;
            kept.map_err(|error| inner.secrets_problem(&error))?;
            let now = inner.now();
            let mut progress = |line: &str| inner.build_went_on(&bot, line);
            let request = if is_update { Request::Update(deployment) } else { Request::Start(deployment) };
            let carried_out = tokio::select! {
                carried_out = runner.carry_out(request, now, &mut progress) => carried_out.map(|_| ()),
                () = cancel.cancelled() => {
                    // What the engine was in the middle of making is nobody's.
                    let tidied = runner.tidy(inner.now()).await;
                    return tidied.map_err(|fault| request::problem(&fault, language));
                }
            };
            carried_out.map_err(|fault| request::problem(&fault, language))
        };
        self.report(task, move |outcome| Message::Built(name, outcome));
        self.changed();
        Ok(DeploymentAnswer::Begun)
    }

    pub(super) async fn built(&mut self, name: &str, outcome: Outcome) {
        let was_cancelled = self
            .entries
            .get_mut(name)
            .and_then(|entry| entry.building.take())
            .is_some_and(|cancel| cancel.is_cancelled());
        let last_lines = {
            let mut kept = self.inner.shared_deployments.kept();
            kept.builds.get_mut(name).map(|build| {
                build.running = false;
                build.last_lines(SHOWN_LINES)
            })
        };
        self.inner.emit(Event::BuildProgressed { name: name.to_owned() });
        let texts = self.inner.texts();
        let problem = match outcome {
            Ok(Ok(())) => None,
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
            entry.memory.failed = (problem.is_some() || was_cancelled) && entry.seen.is_none();
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
        let runner = match self.ready(name) {
            Ok(runner) => runner,
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
        let (inner, language, bot) = (self.inner.clone(), self.inner.language(), name.to_owned());
        let task = async move {
            let now = inner.now();
            let asked = async |request| runner.carry_out(request, now, &mut |_: &str| {}).await;
            let done = match act {
                DeploymentAct::Start => runner.start_anew(&bot, None, now).await,
                DeploymentAct::Stop => asked(Request::Stop { bot }).await.map(|_| ()),
                DeploymentAct::Restart => asked(Request::Restart { bot }).await.map(|_| ()),
                DeploymentAct::Remove => {
                    let removed = asked(Request::Remove { bot: bot.clone() }).await.map(|_| ());
                    if removed.is_ok() {
                        let deleted = inner.ports.secrets.delete(&Secrets::key(&bot)).await;
                        deleted.map_err(|error| inner.secrets_problem(&error))?;
                    }
                    removed
                }
                DeploymentAct::CancelBuild => Ok(()),
            };
            done.map_err(|fault| request::problem(&fault, language))
        };
        let name = name.to_owned();
        self.report(task, move |outcome| Message::Done(name, act, outcome));
        self.changed();
        Ok(DeploymentAnswer::Begun)
    }

    pub(super) async fn put_up(
        &mut self,
        key: &str,
        name: &str,
        environment: BTreeMap<String, String>,
        draft: Option<DeploymentDraft>,
    ) -> Result<DeploymentAnswer, Failure> {
        let runner = match self.ready(name) {
            Ok(runner) => runner,
            Err(refused) => return Ok(refused),
        };
        if let Some(entry) = self.entries.get_mut(name)
            && draft.is_some()
        {
            entry.draft = draft;
        }
        if let Some(answer) = self.begin(key, "save_environment", name).await? {
            return Ok(answer);
        }
        if let Some(entry) = self.entries.get_mut(name) {
            entry.acting = Some(DeploymentAct::Start);
            entry.problem = None;
        }
        let (now, language, bot) = (self.inner.now(), self.inner.language(), name.to_owned());
        let task = async move {
            let started = runner.start_anew(&bot, Some(environment), now).await;
            started.map_err(|fault| request::problem(&fault, language))
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
            entry.problem = problem;
        }
        if is_removed {
            self.entries.remove(name);
            self.inner.shared_deployments.forget(name);
            if let Err(error) = self.inner.store.deployments().delete(name).await {
                tracing::error!(%error, name, "a removed bot is remembered");
            }
        }
        self.look();
        self.changed();
    }

    /// The engine, where nothing else is being done to the bot.
    fn ready(&self, name: &str) -> Result<std::sync::Arc<bot_runner::Runner>, DeploymentAnswer> {
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
    fn build_went_on(&self, name: &str, line: &str) {
        {
            let mut kept = self.shared_deployments.kept();
            let Some(build) = kept.builds.get_mut(name) else { return };
            build.add(line);
        }
        self.emit(Event::BuildProgressed { name: name.to_owned() });
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
