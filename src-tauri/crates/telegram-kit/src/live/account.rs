//! One person's account: its connection, and what its app has shown.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use grammers_client::Client;
use grammers_client::message::Message as Received;
use grammers_client::sender::{SenderPool, UpdatesConfiguration};
use grammers_client::session::types::PeerRef;
use grammers_client::update::Update;
use tokio::sync::Notify;
use tokio::time::{Instant, timeout_at};
use tokio_util::sync::{CancellationToken, DropGuard};
use tokio_util::task::TaskTracker;

use super::options::LiveOptions;
use super::{sign_in, view};
use crate::clock::time_of_day;
use crate::seen::{Event, Message, Seen};

pub(super) struct Account {
    pub(super) id: i64,
    pub(super) name: String,
    pub(super) client: Client,
    pub(super) bot: PeerRef,
    pub(super) bot_id: i64,
    pub(super) tasks: TaskTracker,
    shown: Mutex<Vec<Event>>,
    bell: Notify,
    _stop: DropGuard,
}

impl Account {
    /// Signs the nth person in and begins to listen.
    pub(super) async fn open(options: &LiveOptions, nth: usize, name: &str) -> Result<Arc<Self>, String> {
        let phone = sign_in::number(options, nth);
        let centre = super::options::data_centre(&phone).unwrap_or(2);
        let session = sign_in::session(centre).await?;
        let SenderPool { runner, handle, updates } = SenderPool::new(session, options.api_id);
        let client = Client::new(handle);
        let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
        let stopped = stop.clone();
        tasks.spawn(async move { stopped.run_until_cancelled_owned(runner.run()).await });
        sign_in::sign_in(&client, options, &phone, name).await?;
        let told = |why: &dyn std::fmt::Display| options.redacted(&format!("{phone}: {why}"));
        let me = client.get_me().await.map_err(|why| told(&why))?;
        let bot = client.resolve_username(&options.bot).await.map_err(|why| told(&why))?;
        let bot = bot.ok_or_else(|| format!("There is no @{} on the test servers", options.bot))?;
        let bot = bot.to_ref().await.map_err(|why| told(&why))?.ok_or("The bot's address is unknown")?;
        let configuration = UpdatesConfiguration { catch_up: false };
        let mut updates = client.stream_updates(updates, configuration).await.map_err(|why| told(&why))?;
        let account = Arc::new(Self {
            id: me.id().bare_id().unwrap_or_default(),
            name: name.to_owned(),
            client,
            bot,
            bot_id: options.bot_id(),
            tasks: tasks.clone(),
            shown: Mutex::default(),
            bell: Notify::new(),
            _stop: stop.clone().drop_guard(),
        });
        let listening = Arc::downgrade(&account);
        tasks.spawn(async move {
            while let Some(Ok(update)) = stop.run_until_cancelled(updates.next()).await {
                let Some(account) = listening.upgrade() else { return };
                account.take(update);
            }
        });
        Ok(account)
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "the rest of the updates are for bots")]
    fn take(&self, update: Update) {
        match update {
            Update::NewMessage(message) => self.show_if_bots(&message, Seen::Message),
            Update::MessageEdited(message) => self.show_if_bots(&message, Seen::Edited),
            Update::MessageDeleted(gone) => {
                for message in gone.messages().iter().filter_map(|id| self.known(i64::from(*id))) {
                    self.show(Seen::Deleted(message));
                }
            }
            _ => {}
        }
    }

    fn show_if_bots(&self, message: &Received, seen: impl FnOnce(Message) -> Seen) {
        if message.peer_id() == self.bot.id && !message.outgoing() {
            self.show(seen(view::message(message, self.bot_id)));
        }
    }

    /// What was last seen of a message.
    fn known(&self, id: i64) -> Option<Message> {
        let shown = self.shown();
        let mut messages = shown.iter().rev().filter_map(|event| match &event.seen {
            Seen::Message(message) | Seen::Edited(message) => Some(message),
            Seen::Deleted(_)
            | Seen::Answer(_)
            | Seen::Action(_)
            | Seen::Pinned(_)
            | Seen::Reaction { .. } => None,
        });
        messages.find(|message| message.id == id).cloned()
    }

    pub(super) fn show(&self, seen: Seen) {
        let at = crate::clock::Clock::new(None).seconds();
        let mut shown = self.shown();
        let n = shown.len() as u64 + 1;
        shown.push(Event { n, chat: self.bot_id, topic: None, bot: self.bot_id, at, seen });
        drop(shown);
        self.bell.notify_waiters();
    }

    /// What was shown since, held until there is any or so long.
    pub(super) async fn seen(&self, since: u64, wait: Duration) -> Vec<Event> {
        let deadline = Instant::now() + wait;
        loop {
            let mut rung = std::pin::pin!(self.bell.notified());
            rung.as_mut().enable();
            let skipped = usize::try_from(since).unwrap_or(usize::MAX);
            let events = self.shown().get(skipped..).unwrap_or_default().to_vec();
            if !events.is_empty() || timeout_at(deadline, rung).await.is_err() {
                return events;
            }
        }
    }

    pub(super) fn transcript(&self) -> String {
        let mut out = format!("== {} and the bot\n", self.name);
        for event in self.shown().iter() {
            let said = match &event.seen {
                Seen::Message(message) => format!("#{} {}: {}", message.id, message.author, message.text),
                Seen::Edited(message) => {
                    format!("{} changes #{}: {}", message.author, message.id, message.text)
                }
                Seen::Deleted(message) => format!("#{} is deleted", message.id),
                Seen::Answer(answer) => {
                    format!("the press is answered: {}", answer.text.as_deref().unwrap_or(""))
                }
                Seen::Action(_) | Seen::Pinned(_) | Seen::Reaction { .. } => continue,
            };
            let _ = writeln!(out, "{}  {said}", time_of_day(event.at));
        }
        out
    }

    fn shown(&self) -> MutexGuard<'_, Vec<Event>> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
