use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use futures::FutureExt as _;
use store::{Store, StoreError};
use tokio::sync::{Mutex, broadcast, mpsc, oneshot, watch};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::bot::{Bot, Supervisor};
use crate::export::{self, Exporter};
use crate::facade::ReadTests;
use crate::failure;
use crate::grid::Grids;
use crate::ports::Ports;
use crate::session::Session;
use crate::start;
use crate::texts::{Texts, Trouble};
use crate::view::{EnvImport, Event, Failure, Language, LanguageChoice, LinkState, Notice, Settings};
use crate::watch::{Message, Watcher};

/// How long the end of everything is waited for.
const GRACE: TimeDelta = TimeDelta::seconds(5);

/// How many events a slow receiver may be behind.
const EVENTS: usize = 1_024;

tokio::task_local! {
    /// In which language the task that is running is answered, instead of the window's.
    pub(crate) static SPOKEN: Language;
}

/// The domain, running. Cheap to clone; all clones are one.
#[derive(Clone)]
pub struct Companion {
    pub(crate) inner: Arc<Inner>,
}

/// What the faces, the watcher and the exporter share. Runs are not here, nor plans: these two own them.
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
    /// One change of the connection at a time.
    pub(crate) connecting: Mutex<()>,
    pub(crate) inbox: mpsc::Sender<Message>,
    /// The exporter's inbox.
    pub(crate) exports: mpsc::Sender<export::Message>,
    pub(crate) events: broadcast::Sender<Event>,
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

impl Companion {
    /// Opens the database, reads what was open, and goes on with it. The server is not waited for.
    pub async fn start(ports: Ports) -> Result<Self, Failure> {
        let system = Texts(ports.host.system_language());
        let opened = Store::open(&ports.data_dir, ports.clock.now())
            .await
            .map_err(|error| start::cannot_open(system, &ports.data_dir, &error))?;
        let (inbox, messages) = mpsc::channel(256);
        let (exports, orders) = mpsc::channel(256);
        let (bot, switches) = Bot::new();
        let inner = Arc::new(Inner {
            ports,
            store: opened.store,
            settings: watch::Sender::new(Settings::default()),
            link: watch::Sender::new(LinkState::None),
            session: watch::Sender::new(None),
            notices: watch::Sender::new(Vec::new()),
            imported: watch::Sender::new(None),
            read_tests: watch::Sender::new(None),
            grids: Grids::default(),
            connecting: Mutex::new(()),
            inbox,
            exports,
            events: broadcast::Sender::new(EVENTS),
            bot,
            tasks: TaskTracker::new(),
            cancel: CancellationToken::new(),
        });
        start::read_settings(&inner).await.map_err(|error| inner.stored(&error))?;
        start::note_how_it_opened(&inner, &opened.outcome);
        inner.spawn(Watcher::new(inner.clone()).live(messages));
        inner.spawn(Exporter::new(inner.clone()).live(orders));
        let companion = Self { inner };
        companion.resume().await?;
        companion.inner.spawn(Supervisor::new(companion.inner.clone()).live(switches));
        companion.resume_bot().await;
        Ok(companion)
    }

    /// Ends every task, the demo and the database; waits for them at most five seconds.
    pub async fn shutdown(&self) {
        self.inner.cancel.cancel();
        self.inner.tasks.close();
        let clock = &self.inner.ports.clock;
        let end = async {
            self.inner.tasks.wait().await;
            self.inner.ports.demo.stop().await;
            self.inner.store.close().await;
        };
        tokio::select! {
            () = end => {}
            // What is not closed is as after a kill, which loses nothing.
            () = clock.sleep_until(clock.now() + GRACE) => tracing::warn!("not everything ended in time"),
        }
    }
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
                        start::say_what_broke(&inner);
                    }
                }
            }
        });
    }

    pub(crate) async fn tell_watcher(&self, message: Message) -> Result<(), Failure> {
        self.inbox.send(message).await.map_err(|_| self.trouble(Trouble::Internal))
    }

    /// Tells the exporter and waits for its answer.
    pub(crate) async fn ask_exporter<T>(
        &self,
        message: impl FnOnce(oneshot::Sender<T>) -> export::Message,
    ) -> Result<T, Failure> {
        let (reply, answer) = oneshot::channel();
        let gone = || self.trouble(Trouble::Internal);
        self.exports.send(message(reply)).await.map_err(|_| gone())?;
        answer.await.map_err(|_| gone())
    }

    /// Tells the watcher and waits for its answer.
    pub(crate) async fn ask_watcher<T>(
        &self,
        message: impl FnOnce(oneshot::Sender<T>) -> Message,
    ) -> Result<T, Failure> {
        let (reply, answer) = oneshot::channel();
        self.tell_watcher(message(reply)).await?;
        answer.await.map_err(|_| self.trouble(Trouble::Internal))
    }
}
