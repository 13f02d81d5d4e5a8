//! What a person waits for: messages, edits, answers, silence.

use std::time::Duration;

use serde::Deserialize;
use tokio::time::Instant;

use crate::ask::Ask;
use crate::failure::Failure;
use crate::marks::Kind;
use crate::person::Person;
use crate::seen::{Answer, Event, Message, Seen};
use crate::trouble::millis;
use crate::want::Want;

#[derive(Deserialize)]
struct Page {
    events: Vec<Event>,
    errors: Vec<String>,
}

impl Person {
    /// Waits for an unread message that fits; it and those before it are read then. In strict manner a message that
    /// does not fit fails at once. An error that the bot reported fails at once in any case.
    pub async fn expect(&self, want: impl Into<Want>) -> Result<Message, Failure> {
        let want = want.into();
        let says = format!("a message that {want}");
        self.next(Kind::Message, &says, |seen| message_in(seen).filter(|message| want.fits(message))).await
    }

    /// Waits for a message to be changed into one that fits.
    pub async fn expect_edit(&self, want: impl Into<Want>) -> Result<Message, Failure> {
        let want = want.into();
        let says = format!("an edit into a message that {want}");
        // A status that is edited over and over passes through what nobody waits for.
        self.next_of(Kind::Edit, &says, false, |seen| message_in(seen).filter(|message| want.fits(message)))
            .await
    }

    /// Waits until a message that fits has been deleted.
    pub async fn expect_deletion(&self, want: impl Into<Want>) -> Result<Message, Failure> {
        let want = want.into();
        let says = format!("the end of a message that {want}");
        self.next(Kind::Deletion, &says, |seen| message_in(seen).filter(|message| want.fits(message))).await
    }

    /// Waits for a press to be answered with a note or an alert that contains this; an empty text takes any answer.
    pub async fn expect_answer(&self, text: &str) -> Result<Answer, Failure> {
        let says = format!("an answer to a press that contains {text:?}");
        self.next(Kind::Answer, &says, |seen| {
            let Seen::Answer(answer) = seen else { return None };
            answer.text.as_deref().unwrap_or_default().contains(text).then_some(answer)
        })
        .await
    }

    /// Waits for a sign of life such as `typing`.
    pub async fn expect_action(&self, action: &str) -> Result<(), Failure> {
        let is_it = |seen| matches!(seen, Seen::Action(shown) if shown == action).then_some(());
        self.next_of(Kind::Action, &format!("the action {action:?}"), false, is_it).await
    }

    /// Waits for a message that fits to be pinned.
    pub async fn expect_pin(&self, want: impl Into<Want>) -> Result<Message, Failure> {
        let want = want.into();
        let says = format!("a pinned message that {want}");
        self.next(Kind::Pin, &says, |seen| message_in(seen).filter(|message| want.fits(message))).await
    }

    /// Waits for the bot to react to a message; the emoji are handed back.
    pub async fn expect_reaction(&self, to: &Message) -> Result<Vec<String>, Failure> {
        let id = to.id;
        let says = format!("a reaction to #{id}");
        self.next(Kind::Reaction, &says, |seen| {
            let Seen::Reaction { message, emoji } = seen else { return None };
            (message == id).then_some(emoji)
        })
        .await
    }

    /// Waits for so many unread messages. In strict manner silence has to follow.
    pub async fn collect(&self, amount: usize) -> Result<Vec<Message>, Failure> {
        let mut messages = Vec::with_capacity(amount);
        for number in 1..=amount {
            let says = format!("message {number} of {amount}");
            messages.push(self.next(Kind::Message, &says, message_in).await?);
        }
        if self.manner.strict {
            self.silence().await?;
        }
        Ok(messages)
    }

    /// Fails when there is an unread message, or one comes within the quiet time.
    pub async fn silence(&self) -> Result<(), Failure> {
        let deadline = Instant::now() + self.manner.quiet;
        let mut since = self.marks.get(Kind::Message);
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let page = self.page(since, left).await?;
            if let Some(event) = page.events.iter().find(|event| Kind::of(&event.seen) == Kind::Message) {
                let failure =
                    Failure::new(format!("Silence was wanted, and there came {}", brief(&event.seen)));
                return Err(self.door.explain(failure).await);
            }
            since = page.events.last().map_or(since, |event| event.n);
            if left.is_zero() {
                return Ok(());
            }
        }
    }

    /// Everything unread of all kinds, in the order in which it happened; it is read then. Does not wait.
    pub async fn unread(&self) -> Result<Vec<Event>, Failure> {
        let page = self.page(0, Duration::ZERO).await?;
        let is_unread = |event: &Event| event.n > self.marks.get(Kind::of(&event.seen));
        let unread: Vec<Event> = page.events.into_iter().filter(is_unread).collect();
        for event in &unread {
            self.marks.set(Kind::of(&event.seen), event.n);
        }
        Ok(unread)
    }

    async fn next<T>(&self, kind: Kind, says: &str, pick: impl Fn(Seen) -> Option<T>) -> Result<T, Failure> {
        self.next_of(kind, says, self.manner.strict, pick).await
    }

    async fn next_of<T>(
        &self,
        kind: Kind,
        says: &str,
        strict: bool,
        pick: impl Fn(Seen) -> Option<T>,
    ) -> Result<T, Failure> {
        let deadline = Instant::now() + self.manner.patience;
        let mut since = self.marks.get(kind);
        let mut passed: Vec<String> = Vec::new();
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let page = self.page(since, left).await?;
            for Event { n, seen, .. } in page.events {
                since = n;
                if Kind::of(&seen) != kind {
                    continue;
                }
                let shown = brief(&seen);
                if let Some(found) = pick(seen) {
                    self.marks.set(kind, n);
                    return Ok(found);
                }
                passed.push(shown);
                if strict {
                    return Err(self.missed(says, &passed).await);
                }
            }
            if left.is_zero() {
                return Err(self.missed(says, &passed).await);
            }
        }
    }

    async fn missed(&self, says: &str, passed: &[String]) -> Failure {
        let came = if passed.is_empty() { "nothing".to_owned() } else { passed.join(", ") };
        self.door.explain(Failure::new(format!("{} wanted {says}; there came {came}", self.name))).await
    }

    /// What was shown since, held so long; an error that the bot reported fails at once.
    async fn page(&self, since: u64, wait: Duration) -> Result<Page, Failure> {
        let page: Page = self.door.ask(Ask::Seen { at: self.at(), since, wait_ms: millis(wait) }).await?;
        let Some(error) = page.errors.first() else { return Ok(page) };
        Err(self.door.explain(Failure::new(format!("The bot failed: {error}"))).await)
    }
}

fn message_in(seen: Seen) -> Option<Message> {
    match seen {
        Seen::Message(message) | Seen::Edited(message) | Seen::Deleted(message) | Seen::Pinned(message) => {
            Some(message)
        }
        Seen::Answer(_) | Seen::Action(_) | Seen::Reaction { .. } => None,
    }
}

/// A few words of what came, for a failure's text.
fn brief(seen: &Seen) -> String {
    match seen {
        Seen::Message(message) | Seen::Edited(message) | Seen::Deleted(message) | Seen::Pinned(message) => {
            let kind = message.media.as_ref().map_or_else(String::new, |media| format!("<{}> ", media.kind));
            let text: String = message.text.chars().take(80).collect();
            format!("#{} {kind}{text:?}", message.id)
        }
        Seen::Answer(answer) => format!("{:?}", answer.text.as_deref().unwrap_or_default()),
        Seen::Action(action) => action.clone(),
        Seen::Reaction { emoji, .. } => emoji.join(" "),
    }
}
