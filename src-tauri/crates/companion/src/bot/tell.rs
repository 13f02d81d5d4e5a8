//! Telling the person at the desktop: an entry of the inbox where a server is set up, and a notification.

use crate::announce::announce_bot;
use crate::companion::Inner;
use crate::view::{Event, NoticeKind};

impl Inner {
    /// `tag`: a later notification with the same one takes the place of the earlier one.
    pub(crate) async fn tell_of_bot(&self, kind: NoticeKind, tag: &str, title: String, body: String) {
        let settings = self.settings.borrow().clone();
        let now = self.now();
        let announcement = announce_bot(kind, tag, title, body, &settings, self.ports.clock.local(now));
        let connection_id = self.session.borrow().as_ref().map(|session| session.connection.id);
        // The inbox belongs to a connection; without one the notification and the Telegram place tell it.
        if let Some(connection_id) = connection_id {
            if let Err(error) = self.store.inbox().append(connection_id, &announcement.row(now)).await {
                tracing::error!(%error, "the inbox could not be written");
            }
            let unread = self.store.inbox().unread(connection_id).await.unwrap_or(0);
            self.emit(Event::InboxChanged { unread });
        }
        if let Some(toast) = announcement.toast() {
            self.ports.host.notify(toast);
        }
    }
}
