//! The domain, as the rest of the shell waits for it.
//!
//! It starts while the window is being made, so that the window need not wait for the database or the keyring; what
//! the page asks meanwhile waits here. Where it cannot start, every question is answered with why, and the next
//! question tries again: a person who mended the cause need not start the program anew.

use std::path::Path;
use std::sync::Arc;

use companion::Companion;
use companion::ports::{Clock, Ports};
use companion::view::{Failure, Theme};
use tauri::async_runtime::JoinHandle;
use tauri::{AppHandle, Manager as _};
use telegram::TelegramBot;
use tokio::sync::OnceCell;

use crate::autostart::Autostart;
use crate::cli::Options;
use crate::demo::Demo;
use crate::engines::Engines;
use crate::folders::Folders;
use crate::host::Desktop;
use crate::notifications::Notifications;
use crate::secrets::Secrets;
use crate::tray_watcher::TrayWatcher;
use crate::window;
use machine::SystemClock;

/// What the domain will need and is begun before the desktop's toolkit.
pub(crate) struct Early {
    secrets: Arc<Secrets>,
    tray_watcher: Arc<TrayWatcher>,
    last_theme: JoinHandle<Theme>,
}

impl Early {
    pub(crate) fn begin(data_dir: &Path) -> Self {
        let (secrets, tray_watcher) = (Secrets::open(data_dir), TrayWatcher::begin());
        let data_dir = data_dir.to_owned();
        let last_theme = tauri::async_runtime::spawn(async move { Companion::last_theme(&data_dir).await });
        Self { secrets, tray_watcher, last_theme }
    }
}

pub(crate) struct Domain {
    app: AppHandle,
    options: Options,
    secrets: Arc<Secrets>,
    tray_watcher: Arc<TrayWatcher>,
    last_theme: Theme,
    running: OnceCell<Companion>,
}

impl Domain {
    /// Nothing is started yet. The last theme is in force until the settings are read.
    pub(crate) fn new(app: AppHandle, options: Options, early: Early) -> tauri::Result<Self> {
        let last_theme = tauri::async_runtime::block_on(early.last_theme)?;
        let Early { secrets, tray_watcher, .. } = early;
        Ok(Self { app, options, secrets, tray_watcher, last_theme, running: OnceCell::new() })
    }

    /// Starts it in the background. A failure is told in the window, also where the program was to start hidden.
    pub(crate) fn begin(app: &AppHandle) {
        let app = app.clone();
        tauri::async_runtime::spawn(async move {
            let domain = app.state::<Self>();
            match domain.companion().await {
                Ok(companion) => refresh_autostart(&app, &companion).await,
                Err(_) => return window::show_from_anywhere(&app, None),
            }
            // A program that nobody sees cannot be called back by those who do not know that it runs.
            if domain.options.hidden && !domain.tray_watcher.comes().await {
                window::show_from_anywhere(&app, None);
            }
        });
    }

    /// The running domain, once it runs.
    pub(crate) async fn companion(&self) -> Result<Companion, Failure> {
        self.running.get_or_try_init(|| self.start()).await.cloned()
    }

    pub(crate) fn has_tray(&self) -> bool {
        self.tray_watcher.is_there()
    }

    /// The domain where it runs already.
    pub(crate) fn running(&self) -> Option<&Companion> {
        self.running.get()
    }

    pub(crate) fn theme(&self) -> Theme {
        self.running().map_or(self.last_theme, Companion::theme)
    }

    async fn start(&self) -> Result<Companion, Failure> {
        self.tray_watcher.answers().await;
        let folders = self.app.state::<Folders>();
        let notifications = Notifications::new(self.app.clone());
        let clock: Arc<dyn Clock> = Arc::new(SystemClock::new());
        let companion = Companion::start(Ports {
            clock: clock.clone(),
            host: Arc::new(Desktop::new(self.app.clone(), notifications, self.tray_watcher.clone())),
            secrets: self.secrets.clone(),
            demo: Arc::new(Demo::default()),
            bot: Some(Arc::new(TelegramBot::new(clock.clone()))),
            containers: Some(Arc::new(Engines::new(folders.data().to_owned()))),
            data_dir: folders.data().to_owned(),
            cache_dir: folders.cache().to_owned(),
            exports_dir: folders.exports().to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        })
        .await?;
        // Before the page hears of anything, so that it does not show a first run that is over at once.
        carry_out(&companion, &self.options).await;
        Ok(companion)
    }
}

async fn refresh_autostart(app: &AppHandle, companion: &Companion) {
    let Ok(state) = companion.state().await else { return };
    if let Err(error) = app.state::<Autostart>().refresh(state.settings.autostart) {
        tracing::warn!(error, "starting with the session could not be brought up to date");
    }
}

/// What the command line asks of the domain, at the first start and at a second one. What cannot be done is told on
/// the desktop; an `.env` can be typed in the window as well.
pub(crate) async fn carry_out(companion: &Companion, options: &Options) {
    if options.demo
        && let Err(failure) = companion.try_demo().await
    {
        companion.tell(failure);
    }
    if let Some(file) = &options.import_env
        && let Err(failure) = companion.import_env_named(file.to_string_lossy().into_owned()).await
    {
        companion.tell(failure);
    }
}
