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

    /// Ends when the system took it; fails with why it did not.
    #[expect(clippy::unused_async, reason = "the Linux twin waits for its service")]
    pub(crate) async fn show(&self, toast: Toast) -> Result<(), String> {
        let shown = self.app.notification().builder().title(toast.title).body(toast.body).show();
        shown.map_err(|error| error.to_string())
    }
}
