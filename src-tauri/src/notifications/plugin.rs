//! Notifications through Tauri's plugin. A click brings the program to the front; the inbox opens the run.

use companion::ports::Toast;
use tauri::AppHandle;
use tauri_plugin_notification::NotificationExt as _;

pub(crate) struct Notifications {
    app: AppHandle,
}

impl Notifications {
    pub(crate) fn new(app: AppHandle) -> Self {
        Self { app }
    }

    pub(crate) fn show(&self, toast: Toast) {
        let shown = self.app.notification().builder().title(toast.title).body(toast.body).show();
        if let Err(error) = shown {
            tracing::warn!(%error, "a notification could not be shown");
        }
    }
}
