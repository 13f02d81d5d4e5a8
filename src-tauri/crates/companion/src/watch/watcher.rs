use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::{mpsc, oneshot};

use super::look::{Followed, LookError, Report, look};
use super::timing;
use super::tracked::Tracked;
use super::{Message, keep};
use crate::companion::Inner;
use crate::failure::{self, Server};
use crate::run::plan::{Place, in_turn, share};
use crate::run::{Announcement, Observation, Policy};
use crate::session::Session;
use crate::view::{Event, LinkState, Phase};

/// The longest sleep: often enough to see that the clock was set back.
const LONGEST_SLEEP: TimeDelta = TimeDelta::seconds(60);

/// While the server processes what a run that has ended uploaded: its outcome is a moment away.
const NEAR_THE_END: TimeDelta = TimeDelta::seconds(5);

/// After a launch was accepted.
const SOON: TimeDelta = TimeDelta::seconds(1);

/// The owner of the open runs.
pub(crate) struct Watcher {
    pub(super) inner: Arc<Inner>,
    pub(super) session: Option<Session>,
    pub(super) runs: BTreeMap<i64, Tracked>,
    /// What is to be told once it is stored: the run and what about it.
    pub(super) to_tell: Vec<(i64, Announcement)>,
    /// Counts the connections and the clocks set back: a look of before reports what is not heard.
    round: u64,
    looking: bool,
    look_again: bool,
    failed_looks: u32,
    next_look: DateTime<Utc>,
    last_now: DateTime<Utc>,
    pub(super) keep_at: DateTime<Utc>,
    pub(super) quiet_until: Option<DateTime<Utc>>,
    /// The project whose list was read last for a subscription alone.
    last_in_turn: i64,
    pub(super) tray: Option<crate::ports::TrayView>,
}

impl Watcher {
    pub(crate) fn new(inner: Arc<Inner>) -> Self {
        let now = inner.now();
        Self {
            inner,
            session: None,
            runs: BTreeMap::new(),
            to_tell: Vec::new(),
            round: 0,
            looking: false,
            look_again: false,
            failed_looks: 0,
            next_look: now,
            last_now: now,
            keep_at: now,
            quiet_until: None,
            last_in_turn: 0,
            tray: None,
        }
    }

    pub(crate) async fn live(mut self, mut messages: mpsc::Receiver<Message>) {
        let (inner, clock) = (self.inner.clone(), self.inner.ports.clock.clone());
        loop {
            let due = self.due().min(clock.now() + LONGEST_SLEEP);
            tokio::select! {
                message = messages.recv() => match message {
                    Some(message) => self.hear(message).await,
                    None => return,
                },
                () = inner.bot.changed.notified() => self.show_tray().await,
                () = clock.sleep_until(due) => {}
            }
            self.notice_clock();
            self.act().await;
        }
    }

    async fn hear(&mut self, message: Message) {
        match message {
            Message::Session(session, done) => self.change_session(session, done).await,
            Message::Begin { row, request, job_id } => self.begin(*row, *request, job_id).await,
            Message::Watch(row) => {
                self.take_in(*row).await;
                self.next_look = self.inner.now();
            }
            Message::Posted { run_id, answer } => self.posted(run_id, *answer),
            Message::Looked { round, report } if round == self.round => {
                self.looked(*report).await;
                // The link may have changed where no run did.
                self.show_tray().await;
            }
            Message::Looked { .. } => {}
            Message::LookedUp { run_id, answer } => self.looked_up(run_id, answer).await,
            Message::Concluded { run_id, conclusion } => self.concluded(run_id, *conclusion).await,
            Message::Observe { run_id, observation, done } => {
                self.observe(run_id, observation);
                self.next_look = self.inner.now();
                self.settle().await;
                self.let_go(run_id);
                // A face that has gone away needs no answer.
                let _ = done.send(());
            }
            Message::Stop { run_id, done } => {
                self.runs.remove(&run_id);
                let _ = done.send(());
                self.show_tray().await;
            }
            Message::AskedFor { run_id } => self.asked_for(run_id),
            Message::LookNow => self.look_now(),
            Message::SettingsChanged => {
                self.quiet_until = None;
                let runs_open = self.runs_open();
                let wait = timing::wait(&self.inner.settings.borrow(), runs_open, self.failed_looks, 0.5);
                self.next_look = self.next_look.min(self.inner.now() + wait);
                self.tray = None;
                self.show_tray().await;
            }
            Message::ShowTray => self.show_tray().await,
            Message::Views(reply) => {
                let views = self.runs.values().map(|run| run.view(self.base_url())).collect();
                drop(reply.send(views));
            }
        }
        self.settle().await;
    }

    /// Does what is due.
    async fn act(&mut self) {
        let now = self.inner.now();
        if self.session.is_some() && !self.looking && now >= self.next_look {
            self.start_look().await;
        }
        self.look_up_lost_answers();
        if now >= self.keep_at {
            self.keep_at = now + keep::EVERY;
            keep::start(&self.inner);
        }
        self.end_quiet_hours().await;
        self.settle().await;
    }

    fn due(&self) -> DateTime<Utc> {
        let look = if self.session.is_some() && !self.looking { self.next_look } else { self.keep_at };
        let lookups =
            self.runs.values().filter(|run| !run.busy).filter_map(|run| run.state.memory.next_look_at);
        let quiet = self.quiet_until.into_iter();
        lookups.chain(quiet).fold(look.min(self.keep_at), DateTime::min)
    }

    fn notice_clock(&mut self) {
        let now = self.inner.now();
        if timing::went_back(self.last_now, now) {
            tracing::info!("the clock was set back: everything is looked at anew");
            self.runs.values_mut().for_each(|run| run.clock_went_back(now));
            // What the look under way tells would be dated later than all that comes after it.
            self.round += 1;
            self.looking = false;
            self.next_look = now;
            self.keep_at = self.keep_at.min(now + keep::EVERY);
            self.quiet_until = None;
        }
        self.last_now = now;
    }

    async fn change_session(&mut self, session: Option<Session>, done: oneshot::Sender<()>) {
        self.round += 1;
        self.looking = false;
        self.look_again = false;
        self.failed_looks = 0;
        self.runs.clear();
        self.to_tell.clear();
        self.quiet_until = None;
        self.next_look = self.inner.now();
        self.session = session;
        let link = if self.session.is_some() { LinkState::Connecting } else { LinkState::None };
        self.change_link(link);
        self.read_open_runs().await;
        self.show_tray().await;
        let _ = done.send(());
    }

    /// Goes on with what was open when the program ended.
    async fn read_open_runs(&mut self) {
        let Some(session) = self.session.clone() else { return };
        let rows = match self.inner.store.runs().open_runs(session.connection.id).await {
            Ok(rows) => rows,
            Err(error) => {
                tracing::error!(%error, "the open runs could not be read");
                return;
            }
        };
        for row in rows {
            let run_id = row.id;
            self.take_in(row).await;
            let Some(run) = self.runs.get(&run_id) else { continue };
            if run.state.phase == Phase::Asked {
                self.observe(run_id, Observation::AnswerLost { cause: String::new() });
            } else if run.state.is_finished() {
                self.to_tell.push((run_id, Announcement::Finished));
            }
        }
    }

    /// Forgets a run that is over, told and stored.
    pub(super) fn let_go(&mut self, run_id: i64) {
        if self.runs.get(&run_id).is_some_and(|run| run.told && run.state.is_finished() && !run.is_dirty()) {
            self.runs.remove(&run_id);
        }
    }

    /// Takes a run of the connection in use in; one of another waits for its own.
    pub(super) async fn take_in(&mut self, row: store::RunRow) {
        if self.session.as_ref().is_none_or(|session| session.connection.id != row.connection_id) {
            return;
        }
        let usual_ms = match row.job_id {
            Some(job) => {
                self.inner.store.runs().usual_ms(row.connection_id, row.project_id, job).await.ok().flatten()
            }
            None => None,
        };
        let mut run = Tracked::new(row, usual_ms);
        // The clock may have been set back while nothing was running.
        run.clock_went_back(self.inner.now());
        self.inner.emit(Event::RunChanged { run: Box::new(run.view(self.base_url())) });
        self.runs.insert(run.row.id, run);
    }

    fn look_now(&mut self) {
        self.look_again = self.looking;
        self.next_look = self.inner.now();
        for run in self.runs.values_mut() {
            run.look_up_soon(self.inner.now());
        }
    }

    async fn start_look(&mut self) {
        let Some(session) = self.session.clone() else { return };
        self.looking = true;
        let followed: Vec<_> = self.runs.values().filter_map(Tracked::followed).collect();
        let budget = {
            let settings = self.inner.settings.borrow();
            share(settings.request_budget, settings.watch_seconds)
        };
        let subscribed: Vec<i64> = self.subscribed().await.into_keys().collect();
        let places: Vec<Place> = followed.iter().map(Followed::place).collect();
        let subscribed = in_turn(&places, &subscribed, self.last_in_turn, budget);
        self.last_in_turn = subscribed.last().copied().unwrap_or_default();
        let (inner, round) = (self.inner.clone(), self.round);
        self.inner.spawn(async move {
            let report = look(&session.client, &*inner.ports.clock, &followed, &subscribed, budget).await;
            let message = Message::Looked { round, report: Box::new(report) };
            drop(inner.tell_watcher(message).await);
        });
    }

    async fn looked(&mut self, report: Report) {
        self.looking = false;
        let now = self.inner.now();
        let asked = report.link.as_ref().err().and_then(LookError::asked_wait);
        match &report.link {
            Ok(()) => self.link_is_up(report.asked_at),
            Err(error) => self.link_is_down(error),
        }
        for seen in report.runs {
            let Some(run) = self.runs.get_mut(&seen.run_id) else { continue };
            run.note_place(seen.depth, seen.signature, now);
            if let Some(observation) = seen.observation {
                self.observe(seen.run_id, observation);
            }
        }
        self.meet_strangers(report.newest, report.asked_at).await;
        let wait =
            timing::wait(&self.inner.settings.borrow(), self.runs_open(), self.failed_looks, rand::random());
        let about_to_end = self.runs.values().any(|run| run.state.is_about_to_end(now));
        let wait = if about_to_end && self.failed_looks == 0 { wait.min(NEAR_THE_END) } else { wait };
        let wait = asked.map_or(wait, |asked| wait.max(asked));
        self.next_look = if std::mem::take(&mut self.look_again) { now } else { now + wait };
    }

    /// Looks a moment from now, when the server has begun with what it was just asked.
    pub(super) fn next_look_soon(&mut self) {
        self.next_look = self.next_look.min(self.inner.now() + SOON);
    }

    fn runs_open(&self) -> bool {
        self.runs.values().any(|run| run.state.is_watched())
    }

    pub(super) fn link_is_up(&mut self, as_of: DateTime<Utc>) {
        self.failed_looks = 0;
        let was_down = matches!(&*self.inner.link.borrow(), LinkState::Offline { .. });
        self.change_link(LinkState::Online { as_of });
        if was_down {
            self.observe_all(&Observation::LinkBack);
        }
    }

    fn link_is_down(&mut self, error: &LookError) {
        self.failed_looks = self.failed_looks.saturating_add(1);
        let Some(session) = &self.session else { return };
        let failure = failure::of_look(self.inner.texts(), Server::of(&session.connection), error);
        let now = self.inner.now();
        let (as_of, since, was_down) = match &*self.inner.link.borrow() {
            LinkState::Online { as_of } => (Some(*as_of), now, false),
            LinkState::Offline { as_of, since, .. } => (*as_of, *since, true),
            LinkState::None | LinkState::Connecting => (self.newest_word(), now, false),
        };
        self.change_link(LinkState::Offline { as_of, since, failure });
        if !was_down {
            self.observe_all(&Observation::LinkLost);
        }
    }

    fn newest_word(&self) -> Option<DateTime<Utc>> {
        self.runs.values().filter_map(|run| run.state.observed_at).max()
    }

    fn change_link(&mut self, link: LinkState) {
        let changed = self.inner.link.send_if_modified(|old| {
            let changed = *old != link;
            old.clone_from(&link);
            changed
        });
        if changed {
            self.inner.emit(Event::LinkChanged { link });
        }
    }

    fn observe_all(&mut self, observation: &Observation) {
        for id in self.runs.keys().copied().collect::<Vec<_>>() {
            self.observe(id, observation.clone());
        }
    }

    /// Feeds a run's machine; what is to be told waits until the run is stored.
    pub(super) fn observe(&mut self, run_id: i64, observation: Observation) {
        let policy = {
            let settings = self.inner.settings.borrow();
            Policy::new(settings.timeout_hours, settings.stalled_minutes)
        };
        let now = self.inner.now();
        let Some(run) = self.runs.get_mut(&run_id) else { return };
        let announcements = run.observe(observation, now, &policy);
        self.to_tell.extend(announcements.into_iter().map(|announcement| (run_id, announcement)));
    }

    pub(super) fn base_url(&self) -> &str {
        self.session.as_ref().map_or("", |session| session.connection.url.as_str())
    }
}
