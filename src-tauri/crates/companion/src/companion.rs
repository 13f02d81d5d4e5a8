//! What the methods of the domain and its actors share.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use chrono::{DateTime, Utc};
use futures::FutureExt as _;
use store::{Store, StoreError};
use tokio::sync::{Mutex, Notify, broadcast, mpsc, oneshot, watch};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::bot::Bot;
use crate::cases::Cases;
use crate::core::actor::Observer;
use crate::core::allowance::Allowance;
use crate::core::chosen::Chosen;
use crate::core::failure;
use crate::core::ports::{Ports, SecretError, Toast};
use crate::core::session::Session;
use crate::deployments;
use crate::edits::Edits;
use crate::evidence::Evidence;
use crate::exports;
use crate::grid::Grids;
use crate::manual::Manual;
use crate::mine::Mine;
use crate::notifications::outbox::Outbox;
use crate::restores::Restores;
use crate::runs::history::History;
use crate::runs::{Message, ReadTests, Reply};
use crate::schedules;
use crate::texts::{StartNotice, Texts, Trouble};
use crate::uploads::Uploads;
use crate::view::{
    EnvImport, Event, Failure, Language, LanguageChoice, LinkState, Notice, NoticeKind, Settings,
};

tokio::task_local! {
    /// In which language the task that is running is answered, instead of the window's.
    pub(crate) static SPOKEN: Language;
}

/// The domain, running. Cheap to clone; all clones are one.
#[derive(Clone)]
pub struct Companion {
    pub(crate) inner: Arc<Inner>,
}

/// What the faces and the owners share. Runs are not here, nor plans: their owners have them.
pub(crate) struct Inner {
    pub(crate) ports: Ports,
    pub(crate) store: Store,
    pub(crate) settings: watch::Sender<Settings>,
    pub(crate) link: watch::Sender<LinkState>,
    pub(crate) session: watch::Sender<Option<Session>>,
    pub(crate) notices: watch::Sender<Vec<Notice>>,
    pub(crate) imported: watch::Sender<Option<Imported>>,
    pub(crate) read_tests: watch::Sender<Option<Arc<ReadTests>>>,
    pub(crate) grids: Grids,
    pub(crate) chosen: Chosen,
    pub(crate) evidence: Evidence,
    pub(crate) beside: exports::Beside,
    pub(crate) bucket: exports::bucket::Bucket,
    pub(crate) history: History,
    /// One change of the connection at a time.
    pub(crate) connecting: Mutex<()>,
    /// One decision about results at a time.
    pub(crate) deciding: Mutex<()>,
    /// A mute was decided, or the day of its reminder.
    pub(crate) mutes_changed: Notify,
    pub(crate) mine: Mine,
    pub(crate) manual: Manual,
    pub(crate) cases: Cases,
    pub(crate) uploads: Uploads,
    pub(crate) restores: Restores,
    pub(crate) edits: Edits,
    /// One reading of trends at a time.
    pub(crate) reading_trends: Mutex<()>,
    /// What may be asked about results that a query found.
    pub(crate) queried: std::sync::Mutex<Allowance>,
    /// One act on launches of the server at a time.
    pub(crate) housekeeping: Mutex<()>,
    /// The inbox of the owner of the runs.
    pub(crate) runs: mpsc::Sender<Message>,
    /// The exporter's inbox.
    pub(crate) exports: mpsc::Sender<exports::Message>,
    /// The scheduler's inbox.
    pub(crate) schedules: mpsc::Sender<schedules::Message>,
    /// The inbox of the keeper of the bots in containers.
    pub(crate) deployments: mpsc::Sender<deployments::Message>,
    pub(crate) shared_deployments: deployments::Shared,
    /// The next launch that comes by itself.
    pub(crate) next_scheduled: watch::Sender<Option<schedules::Upcoming>>,
    pub(crate) events: broadcast::Sender<Event>,
    pub(crate) outbox: Outbox,
    pub(crate) epochs: AtomicU64,
    /// How many runs have ended since the program started.
    pub(crate) runs_ended: AtomicU64,
    pub(crate) bot: Bot,
    pub(crate) tasks: TaskTracker,
    pub(crate) cancel: CancellationToken,
}

/// An `.env` that was read and not saved; its secrets stay here.
#[derive(Clone)]
pub(crate) struct Imported {
    pub(crate) shown: EnvImport,
    pub(crate) token: Option<secrecy::SecretString>,
}

impl Inner {
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.ports.clock.now()
    }

    /// Tells the page and the faces beside it.
    pub(crate) fn emit(&self, event: Event) {
        if self.events.receiver_count() > 0 {
            // Whoever listened has gone away meanwhile.
            let _ = self.events.send(event.clone());
        }
        self.ports.host.emit(event);
    }

    pub(crate) fn language(&self) -> Language {
        SPOKEN.try_with(|language| *language).unwrap_or_else(|_| self.window_language())
    }

    /// Of the desktop, also where somebody in a chat is being answered in theirs.
    pub(crate) fn window_language(&self) -> Language {
        match self.settings.borrow().language {
            LanguageChoice::System => self.ports.host.system_language(),
            LanguageChoice::En => Language::En,
            LanguageChoice::Ru => Language::Ru,
        }
    }

    pub(crate) fn texts(&self) -> Texts {
        Texts(self.language())
    }

    pub(crate) fn trouble(&self, trouble: Trouble<'_>) -> Failure {
        self.texts().failure(trouble, None)
    }

    /// A failure of the store.
    pub(crate) fn stored(&self, error: &StoreError) -> Failure {
        tracing::error!(%error, "the store failed");
        failure::of_store(self.texts(), error)
    }

    /// A failure of the secret store.
    pub(crate) fn secrets_failed(&self, error: &SecretError) -> Failure {
        tracing::error!(%error, "a secret could not be read or kept");
        let trouble = match error {
            SecretError::Locked => Trouble::SecretsLocked,
            SecretError::Unavailable(_) | SecretError::Failed(_) => Trouble::Secrets,
        };
        self.texts().failure(trouble, Some(error.to_string()))
    }

    /// A failure of the server.
    pub(crate) fn asked(&self, session: &Session, error: &testops::Error) -> Failure {
        failure::of_client(self.texts(), failure::Server::of(&session.connection), error)
    }

    /// The connection in use, or the failure that there is none.
    pub(crate) fn session(&self) -> Result<Session, Failure> {
        self.session.borrow().clone().ok_or_else(|| self.trouble(Trouble::NotConnected))
    }

    /// Runs a task that ends with the program. One that panics is told: what it did is done no longer.
    pub(crate) fn spawn(self: &Arc<Self>, task: impl Future<Output = ()> + Send + 'static) {
        let inner = self.clone();
        self.tasks.spawn(async move {
            let task = AssertUnwindSafe(task).catch_unwind();
            tokio::select! {
                () = inner.cancel.cancelled() => {}
                ended = task => {
                    if ended.is_err() {
                        inner.say_what_broke();
                    }
                }
            }
        });
    }

    /// Greater than all before: what reports from an older one is dropped.
    pub(crate) fn next_epoch(&self) -> u64 {
        self.epochs.fetch_add(1, Ordering::Relaxed)
    }

    pub(crate) async fn tell_runs(&self, message: Message) -> Result<(), Failure> {
        self.runs.send(message).await.map_err(|_| self.trouble(Trouble::Internal))
    }

    /// Tells the exporter and waits for its answer.
    pub(crate) async fn ask_exporter<T>(
        &self,
        message: impl FnOnce(oneshot::Sender<T>) -> exports::Message,
    ) -> Result<T, Failure> {
        self.ask(&self.exports, message).await
    }

    /// Tells the scheduler and waits for its answer.
    pub(crate) async fn ask_scheduler<T>(
        &self,
        message: impl FnOnce(oneshot::Sender<T>) -> schedules::Message,
    ) -> Result<T, Failure> {
        self.ask(&self.schedules, message).await
    }

    /// Tells the keeper of the bots in containers and waits for its answer.
    pub(crate) async fn ask_keeper<T>(
        &self,
        message: impl FnOnce(oneshot::Sender<T>) -> deployments::Message,
    ) -> Result<T, Failure> {
        self.ask(&self.deployments, message).await
    }

    async fn ask<M, T>(
        &self,
        owner: &mpsc::Sender<M>,
        message: impl FnOnce(oneshot::Sender<T>) -> M,
    ) -> Result<T, Failure> {
        let (reply, answer) = oneshot::channel();
        let gone = || self.trouble(Trouble::Internal);
        owner.send(message(reply)).await.map_err(|_| gone())?;
        answer.await.map_err(|_| gone())
    }

    /// Reads something that the owner of the runs holds.
    pub(crate) async fn read_runs<T>(
        &self,
        message: impl FnOnce(oneshot::Sender<T>) -> Message,
    ) -> Result<T, Failure> {
        self.ask(&self.runs, message).await
    }

    /// Has the owner of the runs do something and waits until it is done or refused.
    pub(crate) async fn ask_runs<T>(&self, message: impl FnOnce(Reply<T>) -> Message) -> Result<T, Failure> {
        self.read_runs(message).await?
    }

    /// A part of the domain panicked. Told in the window and, where that is closed, on the desktop.
    fn say_what_broke(self: &Arc<Self>) {
        tracing::error!("a task of the domain broke");
        let notice = Texts(self.window_language()).notice(StartNotice::Broken);
        let Notice { id, message, advice } = notice.clone();
        self.notify_now(Toast {
            tag: id,
            kind: NoticeKind::Summary,
            title: message,
            body: advice,
            place: None,
        });
        self.add_notice(notice);
        self.emit(Event::StateChanged);
    }

    pub(crate) fn add_notice(&self, notice: Notice) {
        self.notices.send_modify(|notices| {
            notices.retain(|old| old.id != notice.id);
            notices.push(notice);
        });
    }

    pub(crate) fn take_notice_back(&self, id: &str) {
        let taken = self.notices.send_if_modified(|notices| {
            let before = notices.len();
            notices.retain(|notice| notice.id != id);
            notices.len() < before
        });
        if taken {
            self.emit(Event::StateChanged);
        }
    }
}

impl Observer for Arc<Inner> {
    fn cannot_load(&self, _: &'static str, error: &StoreError) {
        let details = error.to_string();
        self.add_notice(Texts(self.window_language()).notice(StartNotice::CannotLoad { details: &details }));
        self.emit(Event::StateChanged);
    }

    fn loaded(&self, _: &'static str) {
        self.take_notice_back(StartNotice::CANNOT_LOAD);
    }

    fn broke(&self, _: &'static str) {
        self.say_what_broke();
    }
}
