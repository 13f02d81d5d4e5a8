//! Whether this desktop shows tray icons.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::timeout;

/// How long the session bus may take to answer.
const PATIENCE: Duration = Duration::from_secs(3);

/// How long a desktop may take after its start until it watches for icons.
const STARTING: Duration = Duration::from_secs(15);

/// On Linux an icon is seen only while something watches for it, which may come after this program, and go;
/// elsewhere there always is a tray.
pub(crate) struct TrayWatcher {
    /// `None` until the desktop has answered.
    is_there: watch::Sender<Option<bool>>,
}

impl TrayWatcher {
    /// Asks in the background, and hears of every change.
    pub(crate) fn begin() -> Arc<Self> {
        let watcher = Arc::new(Self { is_there: watch::Sender::new(None) });
        let following = watcher.clone();
        tauri::async_runtime::spawn(async move { following.follow().await });
        watcher
    }

    pub(crate) fn is_there(&self) -> bool {
        *self.is_there.borrow() == Some(true)
    }

    /// Waits for the desktop's first answer.
    pub(crate) async fn answers(&self) {
        let mut there = self.is_there.subscribe();
        // Where nothing answers there is none.
        drop(timeout(PATIENCE, there.wait_for(Option::is_some)).await);
    }

    /// Waits for a tray as long as a desktop that starts may take.
    pub(crate) async fn comes(&self) -> bool {
        let mut there = self.is_there.subscribe();
        let comes = there.wait_for(|is_there| *is_there == Some(true));
        matches!(timeout(STARTING, comes).await, Ok(Ok(_)))
    }

    #[cfg(target_os = "linux")]
    async fn follow(&self) {
        if let Err(error) = self.ask_the_bus().await {
            tracing::warn!(%error, "there is no word of a tray");
            self.is_there.send_replace(Some(false));
        }
    }

    #[cfg(target_os = "linux")]
    async fn ask_the_bus(&self) -> zbus::Result<()> {
        use futures::StreamExt as _;

        const NAME: &str = "org.kde.StatusNotifierWatcher";
        let bus = zbus::connection::Builder::session()?.build().await?;
        let names = zbus::fdo::DBusProxy::new(&bus).await?;
        let mut changes = names.receive_name_owner_changed_with_args(&[(0, NAME)]).await?;
        self.is_there.send_replace(Some(names.name_has_owner(NAME.try_into()?).await?));
        while let Some(change) = changes.next().await {
            self.is_there.send_replace(Some(change.args()?.new_owner().is_some()));
        }
        Ok(())
    }

    #[cfg(not(target_os = "linux"))]
    #[expect(clippy::unused_async, reason = "the Linux twin must ask the bus")]
    async fn follow(&self) {
        self.is_there.send_replace(Some(true));
    }
}
