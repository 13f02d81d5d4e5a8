//! Looking at the engine, and what follows from what is seen.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use bot_runner::{Fault, Happening, Phase, Runner, Seen, Stir, Use};
use chrono::{DateTime, TimeDelta, Utc};
use futures::StreamExt as _;

use super::entry::Entry;
use super::keeper::{Engine, Keeper, LOOK_EVERY};
use super::memory::{News, Sight};
use super::{Looked, Message};
use crate::core::actor::{Panicked, Pause};
use crate::view::UsagePoint;

/// An engine that goes asks its containers to end first: that was nobody's wish.
const GOING: TimeDelta = TimeDelta::minutes(1);

impl Keeper {
    pub(super) fn find_engine(&mut self) {
        let Some(containers) = self.inner.ports.containers.clone() else { return };
        if matches!(self.engine, Engine::Looking) {
            return;
        }
        self.leave_engine();
        self.engine = Engine::Looking;
        self.find_at = None;
        let epoch = self.epoch;
        let inner = self.inner.clone();
        self.inner.spawn(async move {
            let found = containers.find().await;
            drop(inner.deployments.send(Message::Found(epoch, Box::new(found))).await);
        });
        self.changed();
    }

    fn leave_engine(&mut self) {
        self.listening.cancel();
        self.epoch = self.inner.next_epoch();
        self.looking = false;
        self.look_again = false;
        self.using = false;
        self.inner.shared_deployments.kept().runner = None;
    }

    pub(super) fn found(&mut self, found: Result<Runner, Fault>) {
        match found {
            Ok(runner) => {
                let runner = Arc::new(runner.restarting_itself());
                self.pause = Pause::default();
                self.engine = Engine::Ready(runner.clone());
                self.inner.shared_deployments.kept().runner = Some(runner.clone());
                self.listen(runner);
            }
            Err(fault) => {
                self.engine = Engine::Missing(fault);
                // Without a bot nobody waits for an engine: the page asks for another look.
                self.find_at = (!self.entries.is_empty()).then(|| self.inner.now() + self.pause.next());
            }
        }
        self.changed();
    }

    /// What others did while nobody listened is heard before the first look: it tells a stop from a crash.
    fn listen(&mut self, runner: Arc<Runner>) {
        self.listening = self.inner.cancel.child_token();
        let (inner, ends, epoch) = (self.inner.clone(), self.listening.clone(), self.epoch);
        self.inner.spawn(async move {
            let listen = async {
                let now = inner.now();
                let past = runner.past_stirs(now).await;
                if inner.deployments.send(Message::Remembered(epoch, past)).await.is_err() {
                    return;
                }
                let mut stirs = runner.stirs(now);
                while let Some(stir) = stirs.next().await {
                    if inner.deployments.send(Message::Stirred(epoch, stir)).await.is_err() {
                        return;
                    }
                }
            };
            tokio::select! {
                () = ends.cancelled() => {}
                () = listen => drop(inner.deployments.send(Message::Lost(epoch)).await),
            }
        });
    }

    pub(super) fn stirred(&mut self, stirs: Vec<Stir>) {
        for stir in stirs {
            self.note(stir);
        }
        self.look();
    }

    fn note(&mut self, stir: Stir) {
        match stir.happening {
            Happening::AskedToStop => {
                self.asked_to_end.insert(stir.container_id, self.inner.now());
            }
            Happening::Started => {
                self.asked_to_end.remove(&stir.container_id);
                self.out_of_memory.remove(&stir.container_id);
            }
            Happening::OutOfMemory => {
                self.out_of_memory.insert(stir.container_id);
            }
            Happening::Other => {}
        }
    }

    /// The engine went, or restarts.
    pub(super) fn lost(&mut self) {
        tracing::warn!("the container engine went away");
        let now = self.inner.now();
        self.asked_to_end.retain(|_, at| now - *at > GOING);
        self.engine = Engine::Unasked;
        self.leave_engine();
        self.find_at = Some(now + self.pause.next());
        self.changed();
    }

    pub(super) fn look(&mut self) {
        let Some(runner) = self.runner() else { return };
        self.look_at = self.inner.now() + LOOK_EVERY;
        if self.looking {
            self.look_again = true;
            return;
        }
        self.looking = true;
        let known: HashSet<(String, Option<DateTime<Utc>>)> = self
            .entries
            .values()
            .filter_map(|entry| entry.seen.as_ref())
            .filter(|seen| seen.phase == Phase::Ended)
            .map(|seen| (seen.container_id.clone(), seen.since))
            .collect();
        let (epoch, now) = (self.epoch, self.inner.now());
        self.report(look(runner, known, now), move |looked| Message::Looked(epoch, looked));
    }

    pub(super) async fn looked(&mut self, looked: Result<Result<Vec<Looked>, Fault>, Panicked>) {
        self.looking = false;
        let looked = match looked {
            Ok(Ok(looked)) => looked,
            // What was known stays until the next look.
            Err(Panicked) => return,
            Ok(Err(fault)) => {
                tracing::warn!(?fault, "the bots could not be looked at");
                return self.lost();
            }
        };
        let now = self.inner.now();
        self.as_of = Some(now);
        let there: HashSet<String> = looked.iter().map(|one| one.seen.bot.clone()).collect();
        for one in looked {
            self.see(one, now).await;
        }
        for (name, entry) in &mut self.entries {
            if !there.contains(name) {
                entry.seen = None;
                entry.usage.clear();
            }
        }
        // Bots of others that were removed leave nothing to tell of.
        self.entries.retain(|name, entry| there.contains(name) || entry.draft.is_some() || entry.is_busy());
        let containers = self
            .entries
            .iter()
            .filter_map(|(name, entry)| Some((name.clone(), entry.seen.as_ref()?.container_id.clone())));
        self.inner.shared_deployments.kept().containers = containers.collect();
        self.changed();
        if std::mem::take(&mut self.look_again) {
            self.look();
        }
    }

    async fn see(&mut self, looked: Looked, now: DateTime<Utc>) {
        let Looked { seen, last_lines } = looked;
        let name = seen.bot.clone();
        let asked = self.asked_to_end.contains_key(&seen.container_id);
        // Podman says nothing of memory: killed, and nobody asked for it.
        let killed = seen.exit_code == 137 && !asked && !seen.is_stopped;
        let is_podman = self.runner().is_some_and(|runner| runner.engine().name() == "Podman");
        let out_of_memory =
            seen.out_of_memory || (killed && (is_podman || self.out_of_memory.contains(&seen.container_id)));
        let entry = self.entries.entry(name.clone()).or_default();
        if entry.is_replaced_by(&seen) {
            return;
        }
        let before = entry.memory.clone();
        let sight = Sight { seen: &seen, stopped_by_others: asked, out_of_memory, last_lines };
        let news = entry.memory.see(sight, now);
        if entry.seen.as_ref().is_none_or(|old| old.container_id != seen.container_id) {
            entry.usage.clear();
        }
        entry.memory.failed = false;
        entry.seen = Some(seen);
        if entry.memory != before {
            self.remember(&name, news).await;
        }
    }

    /// Stores how a bot went, with what is owed to the person because of it.
    async fn remember(&self, name: &str, news: Option<News>) {
        let owed = self.owed(name, news);
        if let Err(error) = self.store(name, &owed).await {
            tracing::error!(%error, name, "what happened to a bot could not be stored");
        }
    }

    pub(super) async fn start_again_what_is_due(&mut self, now: DateTime<Utc>) {
        let Some(runner) = self.runner() else { return };
        let mut due = Vec::new();
        for (name, entry) in &mut self.entries {
            entry.memory.meet_clock(now);
            let Some(seen) = &entry.seen else { continue };
            if !entry.is_busy() && !entry.starting && entry.memory.take_due(now) {
                entry.starting = true;
                due.push((name.clone(), seen.container_id.clone()));
            }
        }
        for (name, container) in due {
            self.remember(&name, None).await;
            let runner = runner.clone();
            let task = async move { runner.start_again(&container).await };
            self.report(task, move |outcome| Message::StartedAgain(name, outcome));
        }
    }

    pub(super) async fn started_again(&mut self, name: &str, outcome: Result<Result<(), Fault>, Panicked>) {
        let now = self.inner.now();
        let Some(entry) = self.entries.get_mut(name) else { return };
        entry.starting = false;
        if !matches!(outcome, Ok(Ok(()))) {
            tracing::warn!(name, ?outcome, "a bot could not be started again");
            let news = entry.memory.cannot_start(now);
            self.remember(name, news).await;
        }
        self.look();
    }

    /// One request for the list, and one for each bot that runs.
    pub(super) fn measure(&mut self) {
        let Some(runner) = self.runner().filter(|_| !self.using) else { return };
        if !self.entries.values().any(Entry::is_running) {
            return;
        }
        self.using = true;
        let epoch = self.epoch;
        let task = async move { runner.usage().await.unwrap_or_default() };
        self.report(task, move |used| Message::Used(epoch, used.unwrap_or_default()));
    }

    pub(super) fn used(&mut self, used: &HashMap<String, Use>) {
        self.using = false;
        let now = self.inner.now();
        for entry in self.entries.values_mut() {
            let Some(used) = entry.seen.as_ref().and_then(|seen| used.get(&seen.container_id)) else {
                continue;
            };
            entry.use_seen(UsagePoint {
                at: now,
                memory_bytes: used.memory_bytes,
                cpu_cores: used.cpu_cores,
                processes: u32::try_from(used.processes).unwrap_or(u32::MAX),
            });
        }
        self.changed();
    }
}

async fn look(
    runner: Arc<Runner>,
    known: HashSet<(String, Option<DateTime<Utc>>)>,
    now: DateTime<Utc>,
) -> Result<Vec<Looked>, Fault> {
    let mut looked = runner.look().await?;
    let is_overdue = |seen: &Seen| seen.phase != Phase::Ended && seen.ends_at.is_some_and(|ends| ends <= now);
    if looked.iter().any(is_overdue) {
        runner.stop_overdue(now).await?;
        looked = runner.look().await?;
    }
    let mut all = Vec::new();
    for seen in looked {
        let is_news = seen.phase == Phase::Ended && !known.contains(&(seen.container_id.clone(), seen.since));
        let last_lines = if is_news { runner.last_words(&seen.container_id).await } else { Vec::new() };
        all.push(Looked { seen, last_lines });
    }
    Ok(all)
}
