//! The desktop, as the domain asks for it.

use std::path::{Path, PathBuf};

use companion::ports::{Host, Toast, TrayView};
use companion::view::{Event, Language, PathKind};
use futures::future::BoxFuture;
use tauri::{AppHandle, Emitter as _};
use tauri_plugin_autostart::ManagerExt as _;
use tauri_plugin_dialog::{DialogExt as _, FilePath};
use tauri_plugin_opener::OpenerExt as _;

use crate::commands::EVENTS;
use crate::notifications::Notifications;
use crate::{desktop, tray};

pub(crate) struct Desktop {
    app: AppHandle,
    notifications: Notifications,
    has_tray: bool,
}

impl Desktop {
    pub(crate) fn new(app: AppHandle, notifications: Notifications, has_tray: bool) -> Self {
        Self { app, notifications, has_tray }
    }
}

impl Host for Desktop {
    fn emit(&self, event: Event) {
        if let Err(error) = self.app.emit(EVENTS, event) {
            tracing::warn!(%error, "the page could not be told");
        }
    }

    fn notify(&self, toast: Toast) {
        self.notifications.show(toast);
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
        self.app.opener().open_path(path.to_string_lossy(), None::<&str>).map_err(|error| error.to_string())
    }

    fn show_in_folder(&self, path: &Path) -> Result<(), String> {
        self.app.opener().reveal_item_in_dir(path).map_err(|error| error.to_string())
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
        let autostart = self.app.autolaunch();
        // Switching off what was never on is an error of the library on some systems, not of the person.
        match autostart.is_enabled() {
            Ok(is_on) if is_on == on => Ok(()),
            _ if on => autostart.enable().map_err(|error| error.to_string()),
            _ => autostart.disable().map_err(|error| error.to_string()),
        }
    }

    fn system_language(&self) -> Language {
        desktop::language()
    }

    fn has_tray(&self) -> bool {
        self.has_tray
    }
}
