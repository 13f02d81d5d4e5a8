//! The owner of what is owed to the bucket: when to look, when to wait, what to tell.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use store::StoreError;
use tokio::sync::oneshot;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::place::SETTINGS;
use super::work::{self, Trouble, Worked};
use super::{Kept, Standing};
use crate::companion::Inner;
use crate::core::actor::{Observer as _, Owner, Panicked, Then, report};
use crate::core::encoding::instant;
use crate::core::failpoint::failpoint;
use crate::core::ports::Toast;
use crate::texts::StartNotice;
use crate::view::{Event, NoticeKind, Place};

/// After the first failure; each further one waits twice as long.
const FIRST_WAIT: TimeDelta = TimeDelta::minutes(1);
const LONGEST_WAIT: TimeDelta = TimeDelta::minutes(60);

/// After so many failures that pass by themselves a person is told.
const PATIENCE: u32 = 4;

pub(crate) enum Message {
    /// Files came or went.
    Look,
    /// Another bucket, other secrets, or none; answered once that is known.
    Changed(oneshot::Sender<()>),
    /// A person or a program wants it tried at once.
    TryAgain,
    Worked {
        epoch: u64,
        worked: Worked,
    },
}

/// The only one that puts and deletes in the bucket.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(crate) struct Copier {
    inner: Arc<Inner>,
    epoch: u64,
    /// Ends the task of this epoch.
    round: DropGuard,
    is_working: bool,
    /// Something may be due.
    look: bool,
    next: Option<DateTime<Utc>>,
    /// Nothing is tried before.
    wait_until: Option<DateTime<Utc>>,
    /// Somebody asked for another try while one was under way.
    hurry: bool,
    failures: u32,
    told: bool,
    waiting: Vec<oneshot::Sender<()>>,
}

impl Owner for Copier {
    type Message = Message;
    const NAME: &'static str = "bucket";

    async fn load(&mut self) -> Result<(), StoreError> {
        self.round = self.inner.cancel.child_token().drop_guard();
        self.epoch = self.inner.next_epoch();
        self.is_working = false;
        let read = self.inner.store.kv().get_or_set_aside::<Kept>(SETTINGS, self.inner.now()).await?;
        if let Some(key) = &read.set_aside {
            let notice = self.inner.texts().notice(StartNotice::SettingsSetAside { key });
            self.inner.add_notice(notice);
        }
        failpoint!("bucket/loaded");
        self.inner.bucket.kept.send_replace(read.value);
        self.inner.bucket.standing.send_replace(Standing::default());
        self.calm();
        self.look = true;
        for waiting in self.waiting.drain(..) {
            // A face that has gone away needs no answer.
            let _ = waiting.send(());
        }
        Ok(())
    }

    async fn hear(&mut self, message: Message) -> Then {
        match message {
            Message::Look => self.look = true,
            Message::Changed(done) => {
                self.waiting.push(done);
                return Then::Reload;
            }
            Message::TryAgain => {
                (self.look, self.hurry) = (true, self.is_working);
                self.wait_until = None;
            }
            Message::Worked { epoch, worked } if epoch == self.epoch => self.take_in(worked),
            Message::Worked { .. } => {}
        }
        Then::GoOn
    }

    async fn act(&mut self) {
        let now = self.inner.now();
        // A clock that was set back must not hold anything up.
        self.wait_until = self.wait_until.map(|until| until.min(now + LONGEST_WAIT));
        self.next = self.next.map(|next| next.min(now + LONGEST_WAIT));
        let is_due = self.look || self.next.is_some_and(|next| next <= now);
        if self.is_working || !is_due || self.wait_until.is_some_and(|until| until > now) {
            return;
        }
        let Some(kept) = self.inner.bucket.kept.borrow().clone() else {
            self.look = false;
            return;
        };
        (self.look, self.next, self.is_working) = (false, None, true);
        let (inner, epoch, round) = (self.inner.clone(), self.epoch, self.round_token());
        let work = Box::pin(async move { work::work(&inner, &kept).await });
        let message = move |worked: Result<Worked, Panicked>| {
            let worked = worked.unwrap_or(Worked { next: None, trouble: Some(Trouble::Broke) });
            Message::Worked { epoch, worked }
        };
        let report = report(work, message, self.inner.bucket.wake.clone());
        self.inner.spawn(async move {
            round.run_until_cancelled(report).await;
        });
    }

    fn due(&self) -> DateTime<Utc> {
        let far = self.inner.now() + TimeDelta::days(1);
        if self.is_working {
            return far;
        }
        let next = if self.look { Some(self.inner.now()) } else { self.next };
        let Some(next) = next else { return far };
        self.wait_until.map_or(next, |until| until.max(next))
    }
}

impl Copier {
    pub(crate) fn new(inner: Arc<Inner>) -> Self {
        Self {
            epoch: 0,
            round: inner.cancel.child_token().drop_guard(),
            is_working: false,
            look: false,
            next: None,
            wait_until: None,
            hurry: false,
            failures: 0,
            told: false,
            waiting: Vec::new(),
            inner,
        }
    }

    fn round_token(&self) -> CancellationToken {
        self.round.token().clone()
    }

    fn take_in(&mut self, worked: Worked) {
        self.is_working = false;
        self.next = worked.next.map(instant);
        let Some(trouble) = worked.trouble else {
            self.calm();
            self.inner.bucket.standing.send_modify(|standing| standing.failure = None);
            self.inner.emit(Event::ExportsChanged);
            return;
        };
        let now = self.inner.now();
        let wait = FIRST_WAIT * i32::try_from(1_u32 << self.failures.min(6)).unwrap_or(i32::MAX);
        self.failures = self.failures.saturating_add(1);
        self.wait_until = Some(now + wait.min(LONGEST_WAIT)).filter(|_| !self.hurry);
        self.hurry = false;
        self.look = true;
        self.tell(trouble);
        self.inner.emit(Event::ExportsChanged);
    }

    /// Once, until it works again: at once where a person is needed, after some tries where it may pass.
    fn tell(&mut self, trouble: Trouble) {
        let Trouble::Failed { failure, passes } = trouble else {
            self.inner.broke(Self::NAME);
            return;
        };
        self.inner.bucket.standing.send_modify(|standing| standing.failure = Some(failure.clone()));
        if self.told || (passes && self.failures < PATIENCE) {
            return;
        }
        self.told = true;
        let notice = self.inner.texts().notice(StartNotice::NotInBucket { failure: &failure });
        self.inner.notify_now(Toast {
            tag: StartNotice::NOT_IN_BUCKET.to_owned(),
            kind: NoticeKind::ExportFailed,
            title: notice.message.clone(),
            body: notice.advice.clone(),
            place: Some(Place::Exports),
        });
        self.inner.add_notice(notice);
        self.inner.emit(Event::StateChanged);
    }

    fn calm(&mut self) {
        (self.failures, self.wait_until, self.hurry, self.told) = (0, None, false, false);
        self.inner.take_notice_back(StartNotice::NOT_IN_BUCKET);
    }
}
