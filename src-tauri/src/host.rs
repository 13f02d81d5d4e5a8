//! The desktop, as the domain asks for it.

use std::fmt::Display;
use std::path::{Path, PathBuf};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use companion::ports::{Host, Notification, TrayView};
use companion::view::{Event, Language, PathKind};
use futures::future::BoxFuture;
use tauri::{AppHandle, Emitter as _, Manager as _};
use tauri_plugin_dialog::{DialogExt as _, FilePath};
use tauri_plugin_opener::OpenerExt as _;

use crate::autostart::Autostart;
use crate::notifications::Notifications;
use crate::tray_watcher::TrayWatcher;
use crate::{desktop, tray};

/// How long the desktop may take to open something.
const PATIENCE: Duration = Duration::from_secs(10);

pub(crate) struct Desktop {
    app: AppHandle,
    notifications: Arc<Notifications>,
    tray_watcher: Arc<TrayWatcher>,
}

impl Desktop {
    pub(crate) fn new(app: AppHandle, notifications: Notifications, tray_watcher: Arc<TrayWatcher>) -> Self {
        Self { app, notifications: Arc::new(notifications), tray_watcher }
    }
}

/// The file manager is asked over the bus, and the path may be on a disk that is gone: neither has a deadline.
fn within_patience<E: Display>(ask: impl FnOnce() -> Result<(), E> + Send + 'static) -> Result<(), String> {
    let (answer, asked) = mpsc::channel();
    thread::spawn(move || drop(answer.send(ask().map_err(|error| error.to_string()))));
    let answered = tokio::task::block_in_place(|| asked.recv_timeout(PATIENCE));
    answered.map_err(|_| "the desktop does not answer".to_owned())?
}

impl Host for Desktop {
    fn emit(&self, event: Event) {
        if let Err(error) = self.app.emit(Event::CHANNEL, event) {
            tracing::warn!(%error, "the page could not be told");
        }
    }

    fn notify(&self, Notification { toast, .. }: Notification) -> BoxFuture<'_, Result<(), String>> {
        Box::pin(self.notifications.show(toast))
    }

    fn show_tray(&self, view: TrayView) {
        let app = self.app.clone();
        let shown = self.app.run_on_main_thread(move || tray::show(&app, &view));
        if let Err(error) = shown {
            tracing::warn!(%error, "the tray could not be told");
        }
    }

    fn open_url(&self, url: &str) -> Result<(), String> {
        if !url.starts_with("https://") && !url.starts_with("http://") {
            return Err(format!("{url} is no web address"));
        }
        self.app.opener().open_url(url, None::<&str>).map_err(|error| error.to_string())
    }

    fn open_path(&self, path: &Path) -> Result<(), String> {
        let (app, path) = (self.app.clone(), path.to_string_lossy().into_owned());
        within_patience(move || app.opener().open_path(path, None::<&str>))
    }

    fn show_in_folder(&self, path: &Path) -> Result<(), String> {
        let (app, path) = (self.app.clone(), path.to_owned());
        within_patience(move || app.opener().reveal_item_in_dir(path))
    }

    fn move_to_bin(&self, path: &Path) -> Result<bool, String> {
        match trash::delete(path) {
            Ok(()) => Ok(true),
            Err(error) if path.exists() => {
                tracing::info!(%error, "there is no bin for this file");
                Ok(false)
            }
            Err(error) => Err(error.to_string()),
        }
    }

    fn choose_path<'a>(&'a self, kind: PathKind, suggested: &'a str) -> BoxFuture<'a, Option<PathBuf>> {
        let (answer, chosen) = tokio::sync::oneshot::channel();
        let answer = move |path: Option<FilePath>| drop(answer.send(path));
        let suggested = Path::new(suggested);
        let mut dialog = self.app.dialog().file();
        if let Some(folder) = suggested.ancestors().find(|folder| folder.is_dir()) {
            dialog = dialog.set_directory(folder);
        }
        match kind {
            PathKind::Folder => dialog.pick_folder(answer),
            PathKind::File => dialog.pick_file(answer),
            PathKind::Save => {
                if let Some(name) = suggested.file_name() {
                    dialog = dialog.set_file_name(name.to_string_lossy());
                }
                dialog.save_file(answer);
            }
        }
        Box::pin(async move { chosen.await.ok().flatten()?.into_path().ok() })
    }

    fn set_autostart(&self, on: bool) -> Result<(), String> {
        self.app.state::<Autostart>().set(on)
    }

    fn system_language(&self) -> Language {
        desktop::language()
    }

    fn has_tray(&self) -> bool {
        self.tray_watcher.is_there()
    }

    fn quit(&self) {
        self.app.exit(0);
    }
}
