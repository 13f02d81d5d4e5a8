//! Telling the person at the desktop: an entry of the inbox where a server is set up, and a notification.

use store::Alongside;

use crate::companion::Inner;
use crate::notifications::Worded;
use crate::notifications::announce::announce_bot;
use crate::notifications::outbox::About;
use crate::view::{NoticeKind, Place};

impl Inner {
    /// `tag`: a later notification with the same one takes the place of the earlier one.
    pub(crate) async fn tell_of_bot(&self, kind: NoticeKind, tag: &str, worded: Worded) {
        let settings = self.settings.borrow().clone();
        let now = self.now();
        let local = self.ports.clock.local(now);
        let announcement = announce_bot(kind, tag, Place::Telegram, worded, &settings, local);
        // The inbox belongs to a connection; without one the notification and the Telegram place tell it.
        let connection_id = self.session.borrow().as_ref().map(|session| session.connection.id);
        let key = format!("bot/{tag}/{}", now.timestamp_millis());
        let mut alongside = Alongside::default();
        self.owe_desktop(&announcement, About { connection_id, run_id: None, key: &key }, &mut alongside);
        if let Err(error) = self.store.deliveries().owe(&alongside).await {
            tracing::error!(%error, "what happened to the bot could not be told");
            return;
        }
        self.outbox.desktop.notify_one();
        self.inbox_changed().await;
    }
}
