//! What one chat says is answered in its order; what different chats say, at once.
//!
//! teloxide's dispatcher keeps a task and room for many updates for every chat that ever spoke, which for two hundred
//! people is more memory than all the rest of the bot. Here a chat takes memory while it waits for an answer only.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, VecDeque};
use std::ops::ControlFlow;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::FutureExt as _;
use teloxide::dispatching::UpdateHandler;
use teloxide::dptree;
use teloxide::types::{ChatId, Update, UpdateKind};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::desk::Desk;
use crate::leadership::Leadership;
use crate::trouble::Trouble;
use crate::unanswered::Answering;

/// As many updates wait for their answers at most; nothing more is heard until one of them has it.
const MOST: usize = 1_024;
/// As many are being answered at once. Telegram lets a bot send thirty messages a second, which takes fewer; every
/// more is a connection and the memory of an answer.
const AT_ONCE: usize = 32;

pub(crate) struct Turns {
    tree: UpdateHandler<Trouble>,
    desk: Arc<Desk>,
    leadership: Option<Leadership>,
    room: Arc<Semaphore>,
    at_once: Semaphore,
    /// The chats in which something is being answered, with what waits behind it.
    chats: Mutex<HashMap<ChatId, VecDeque<Waiting>>>,
}

struct Waiting {
    /// Large, and moved about.
    update: Box<Update>,
    _answering: Answering,
    /// Given back with the answer.
    _place: OwnedSemaphorePermit,
}

impl Turns {
    pub(crate) fn new(
        tree: UpdateHandler<Trouble>,
        desk: Arc<Desk>,
        leadership: Option<Leadership>,
    ) -> Arc<Self> {
        let room = Arc::new(Semaphore::new(MOST));
        let at_once = Semaphore::new(AT_ONCE);
        Arc::new(Self { tree, desk, leadership, room, at_once, chats: Mutex::default() })
    }

    /// Waits for room only: the answer is a task of the desk.
    pub(crate) async fn take(self: &Arc<Self>, update: Update, answering: Answering) {
        if matches!(update.kind, UpdateKind::Error(_)) {
            tracing::warn!("an update could not be read");
            return;
        }
        // It is never closed.
        let Ok(place) = self.room.clone().acquire_owned().await else { return };
        let chat = update.chat().map_or(ChatId(0), |chat| chat.id);
        let waiting = Waiting { update: Box::new(update), _answering: answering, _place: place };
        match self.chats().entry(chat) {
            Entry::Occupied(mut chat) => chat.get_mut().push_back(waiting),
            Entry::Vacant(free) => {
                free.insert(VecDeque::new());
                let turns = self.clone();
                self.desk.spawn(async move {
                    turns.answer_all(chat, waiting).await;
                    Ok(())
                });
            }
        }
    }

    async fn answer_all(&self, chat: ChatId, first: Waiting) {
        let mut next = Some(first);
        while let Some(waiting) = next {
            // Whatever happens to one update, the chat goes on.
            if AssertUnwindSafe(self.answer(waiting)).catch_unwind().await.is_err() {
                tracing::error!("an update was not answered: the bot panicked");
            }
            next = self.behind(chat);
        }
    }

    async fn answer(&self, waiting: Waiting) {
        let Waiting { update, _answering, _place } = waiting;
        let _one_of_few = self.at_once.acquire().await;
        // It was not confirmed: whoever leads now is sent it too.
        if self.leadership.as_ref().is_some_and(Leadership::is_over) {
            return;
        }
        let dispatched = self.tree.dispatch(dptree::deps![self.desk.clone(), *update]).await;
        if let ControlFlow::Break(Err(error)) = dispatched {
            // Says what went wrong, not about what.
            tracing::warn!(%error, "an update was not answered");
        }
    }

    /// What waits in this chat; where nothing does, the chat is forgotten.
    fn behind(&self, chat: ChatId) -> Option<Waiting> {
        let mut chats = self.chats();
        let waiting = chats.get_mut(&chat)?.pop_front();
        if waiting.is_none() {
            chats.remove(&chat);
        }
        waiting
    }

    fn chats(&self) -> MutexGuard<'_, HashMap<ChatId, VecDeque<Waiting>>> {
        self.chats.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
