//! The outbox: what is owed to the desktop and to chats, written in the transaction of what happened.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use store::{Alongside, ConnectionRow, DeliveryRow, NewDelivery, NewInboxRow, Recipient};
use tokio::sync::Notify;

use crate::companion::Inner;
use crate::core::ports::{Notification, Toast};
use crate::notifications::announce::{Announcement, Held, PlanNews, announce_plan};
use crate::notifications::{Worded, Words, quiet};
use crate::view::{Event, Language, NoticeKind, Place};

/// How long a notification is worth showing.
const WORTH_SHOWING: TimeDelta = TimeDelta::days(1);

/// How long the desktop may take for a notification.
pub(crate) const PATIENCE: TimeDelta = TimeDelta::seconds(30);

/// Wakes whoever delivers.
#[derive(Default)]
pub(crate) struct Outbox {
    pub(crate) desktop: Notify,
    pub(crate) chat: Notify,
}

impl Outbox {
    pub(crate) fn wake(&self) {
        self.desktop.notify_one();
        self.chat.notify_one();
    }
}

/// What a notification is about.
#[derive(Clone, Copy)]
pub(crate) struct About<'a> {
    /// The inbox belongs to a connection; without one there is only the notification.
    pub(crate) connection_id: Option<i64>,
    pub(crate) run_id: Option<i64>,
    /// Names what happened: it is owed once.
    pub(crate) key: &'a str,
}

impl Inner {
    /// Adds the entry of the inbox, and the notification unless nothing is to be shown.
    pub(crate) fn owe_desktop(
        &self,
        announcement: &Announcement,
        about: About<'_>,
        alongside: &mut Alongside,
    ) {
        let now = self.now();
        if let Some(connection_id) = about.connection_id {
            alongside.inbox.push((connection_id, announcement.row(self.window_language(), now)));
        }
        let held = match announcement.held {
            Some(Held::SwitchedOff | Held::Muted) => return,
            Some(Held::QuietHours) => true,
            None => false,
        };
        let due = if held { self.quiet_end(now) } else { now };
        let delivery = NewDelivery {
            connection_id: about.connection_id,
            run_id: about.run_id,
            held,
            ..desktop(
                &format!("{}/desktop", about.key),
                &announcement.toast(self.window_language()),
                now,
                due,
            )
        };
        alongside.deliveries.push(delivery);
    }

    /// What is to be written with the change of a plan or a schedule that is the news; `key` names what happened.
    pub(crate) async fn owe_plan_news(
        &self,
        connection: &ConnectionRow,
        project_id: i64,
        key: &str,
        news: PlanNews,
    ) -> Alongside {
        let mut owed = Alongside::default();
        let project = self.project_rules(connection, project_id).await;
        let settings = self.settings.borrow().clone();
        let announcement = announce_plan(news, &settings, project, self.ports.clock.local(self.now()));
        let about = About { connection_id: Some(connection.id), run_id: None, key };
        self.owe_desktop(&announcement, about, &mut owed);
        owed
    }

    /// What was owed is stored: it can be delivered.
    pub(crate) async fn owed_is_stored(&self, owed: &Alongside) {
        if !owed.inbox.is_empty() {
            self.outbox.desktop.notify_one();
            self.inbox_changed().await;
        }
    }

    /// When the quiet hours that are in force end, on the clock that the program runs by; `now` outside of them.
    pub(crate) fn quiet_end(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let clock = &self.ports.clock;
        let hours = &self.settings.borrow().quiet_hours;
        if !quiet::inside(hours, clock.local(now)) {
            return now;
        }
        let end = quiet::next_end(hours, clock.local(now));
        end.map_or(now, |end| quiet::instant_of(end, now, |at| clock.local(at)))
    }

    /// Quiet hours changed: what they hold falls due at their new end.
    pub(crate) async fn reschedule_held(&self) {
        let due = self.quiet_end(self.now()).timestamp_millis();
        if let Err(error) = self.store.deliveries().hold_until(due).await {
            tracing::error!(%error, "the notifications that are held could not be rescheduled");
        }
        self.outbox.desktop.notify_one();
    }

    /// Shows what is worth telling only at this moment: nothing of it is kept.
    pub(crate) fn notify_now(self: &Arc<Self>, toast: Toast) {
        let inner = self.clone();
        self.spawn(async move {
            let clock = &inner.ports.clock;
            let at = clock.now();
            let key = format!("{}/{}", toast.tag, at.timestamp_millis());
            tokio::select! {
                shown = inner.ports.host.notify(Notification { key, at, toast }) => {
                    if let Err(words) = shown {
                        tracing::warn!(words, "a notification could not be shown");
                    }
                }
                () = clock.sleep_until(clock.now() + PATIENCE) => {}
            }
        });
    }

    /// Tells the page how much is unread by now.
    pub(crate) async fn inbox_changed(&self) {
        let connection_id = self.session.borrow().as_ref().map(|session| session.connection.id);
        let Some(connection_id) = connection_id else { return };
        match self.store.inbox().unread(connection_id).await {
            Ok(unread) => self.emit(Event::InboxChanged { unread }),
            Err(error) => tracing::error!(%error, "the inbox could not be read"),
        }
    }
}

/// The one notification for all that quiet hours held, and its entry in the inbox.
pub(crate) fn summary(
    worded: &Worded,
    language: Language,
    held: &[DeliveryRow],
    now: DateTime<Utc>,
) -> Alongside {
    let Words { title, body } = worded.of(language).clone();
    let connection_id = held.iter().rev().find_map(|row| row.connection_id);
    let entry = NewInboxRow {
        at: now.timestamp_millis(),
        kind: NoticeKind::Summary.to_string(),
        title: title.clone(),
        body: body.clone(),
        worded: serde_json::to_string(worded).ok(),
        place: serde_json::to_string(&Place::Inbox).ok(),
        read: false,
        held: false,
    };
    let toast = Toast {
        tag: "summary".to_owned(),
        kind: NoticeKind::Summary,
        title,
        body,
        place: Some(Place::Inbox),
    };
    let newest = held.iter().map(|row| row.id).max().unwrap_or_default();
    let delivery = NewDelivery { connection_id, ..desktop(&format!("summary/{newest}"), &toast, now, now) };
    Alongside {
        inbox: connection_id.map(|connection_id| (connection_id, entry)).into_iter().collect(),
        deliveries: vec![delivery],
        ..Alongside::default()
    }
}

/// The notification of a delivery; `None` for one that a later program wrote.
pub(crate) fn toast_of(what: &str) -> Option<Toast> {
    serde_json::from_str(what).ok()
}

fn desktop(key: &str, toast: &Toast, now: DateTime<Utc>, due: DateTime<Utc>) -> NewDelivery {
    NewDelivery {
        key: key.to_owned(),
        recipient: Recipient::Desktop,
        connection_id: None,
        run_id: None,
        chat_id: None,
        thread_id: 0,
        user_id: None,
        what: serde_json::to_string(toast).unwrap_or_default(),
        held: false,
        created_at: now.timestamp_millis(),
        due_at: due.timestamp_millis(),
        expires_at: (due + WORTH_SHOWING).timestamp_millis(),
    }
}
