//! The desktop, as the domain asks for it.

use companion::ports::{Host, Toast, TrayView};
use companion::view::{Event, Language};
use tauri::{AppHandle, Emitter as _};
use tauri_plugin_autostart::ManagerExt as _;
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
    pub(crate) fn new(app: AppHandle, notifications: Notifications) -> Self {
        Self { app, notifications, has_tray: desktop::has_tray() }
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
