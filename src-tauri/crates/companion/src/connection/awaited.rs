//! Waiting for the secret store: a keyring may be locked, or come later than this program.
//!
//! Until it answers, the stored connection is shown and not used, a notice says what it waits for, and the store is
//! asked again and again.

use std::pin::pin;

use chrono::{DateTime, TimeDelta, Utc};
use store::ConnectionRow;

use crate::Companion;
use crate::core::ports::{SecretError, Toast};
use crate::texts::{StartNotice, Texts};
use crate::view::{Event, Failure, Notice, NoticeKind};

/// The notice in the window and the notification.
pub(super) const NOTICE: &str = "secrets_awaited";

/// How long the start of the program waits for the secret store.
const START: TimeDelta = TimeDelta::seconds(2);

/// Between two questions; each wait is twice the one before.
const FIRST_WAIT: TimeDelta = TimeDelta::seconds(1);
const LONGEST_WAIT: TimeDelta = TimeDelta::seconds(8);

/// A keyring that is only late, as after a login, is no news on the desktop. A locked one waits for the person.
const LATE: TimeDelta = TimeDelta::seconds(30);

impl Companion {
    /// Connects with a stored connection; at once, or as soon as the secret store gives its token.
    pub(super) async fn go_on_with(&self, connection: ConnectionRow) -> Result<(), Failure> {
        let clock = &self.inner.ports.clock;
        let asked = {
            let mut asking = pin!(self.stored_session(connection.clone()));
            tokio::select! {
                asked = &mut asking => asked,
                () = clock.sleep_until(self.inner.now() + START) => {
                    Err(SecretError::Unavailable("it takes its time".to_owned()))
                }
            }
        };
        match asked {
            Ok(session) => self.change_session(session).await,
            Err(error) => {
                self.change_session(None).await?;
                let waiting = Waiting::begin(self.clone(), connection, error);
                self.inner.spawn(waiting.wait());
                Ok(())
            }
        }
    }
}

struct Waiting {
    companion: Companion,
    connection: ConnectionRow,
    since: DateTime<Utc>,
    why: SecretError,
    told: bool,
}

impl Waiting {
    fn begin(companion: Companion, connection: ConnectionRow, why: SecretError) -> Self {
        let since = companion.inner.now();
        let mut waiting = Self { companion, connection, since, why, told: false };
        waiting.say();
        waiting
    }

    async fn wait(mut self) {
        let inner = self.companion.inner.clone();
        let clock = &inner.ports.clock;
        let mut wait = FIRST_WAIT;
        loop {
            clock.sleep_until(inner.now() + wait).await;
            wait = (wait * 2).min(LONGEST_WAIT);
            if !self.is_of_use().await {
                return;
            }
            match self.companion.stored_session(self.connection.clone()).await {
                Ok(session) => {
                    let _one_at_a_time = inner.connecting.lock().await;
                    if self.is_of_use().await {
                        self.end();
                        if self.companion.change_session(session).await.is_ok() {
                            self.companion.learn_user();
                        }
                    }
                    return;
                }
                Err(error) => {
                    self.why = error;
                    self.say();
                }
            }
        }
    }

    /// Nobody has set up another connection meanwhile, nor this one anew.
    async fn is_of_use(&self) -> bool {
        let inner = &self.companion.inner;
        let current = inner.store.connections().current().await;
        let is_current = current.is_ok_and(|row| row.is_some_and(|row| row.id == self.connection.id));
        is_current && inner.session.borrow().is_none()
    }

    fn say(&mut self) {
        let inner = &self.companion.inner;
        tracing::warn!(error = %self.why, "the connection waits for the secret store");
        let notice = Texts(inner.window_language()).notice(StartNotice::SecretsAwaited { why: &self.why });
        if !inner.notices.borrow().contains(&notice) {
            inner.add_notice(notice.clone());
            inner.emit(Event::StateChanged);
        }
        let is_news = self.why == SecretError::Locked || inner.now() - self.since >= LATE;
        if is_news && !self.told {
            self.told = true;
            let Notice { message, advice, .. } = notice;
            inner.notify_now(Toast {
                tag: NOTICE.to_owned(),
                kind: NoticeKind::Question,
                title: message,
                body: advice,
                place: None,
            });
        }
    }

    fn end(&self) {
        self.companion.inner.notices.send_modify(|notices| notices.retain(|notice| notice.id != NOTICE));
    }
}
