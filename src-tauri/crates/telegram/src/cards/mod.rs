//! What is shown: texts in both languages, and the buttons under them. Nothing here asks anybody.

pub(crate) mod access;
pub(crate) mod basics;
pub(crate) mod cases;
pub(crate) mod exports;
pub(crate) mod launch;
pub(crate) mod people;
pub(crate) mod quiet;
pub(crate) mod run;
pub(crate) mod schedules;
pub(crate) mod subscriptions;
pub(crate) mod triage;

use std::hash::{Hash as _, Hasher as _};

use companion::bot::page_of;
use companion::view::Failure;
use teloxide::types::{InlineKeyboardButton, InlineKeyboardMarkup, KeyboardRemove, ReplyMarkup};

use crate::command::keys;
use crate::data::{self, Act};
use crate::html::{self, escape};
use crate::say::Say;

/// How many things a page of buttons offers.
pub(crate) const PAGE: usize = 8;
/// The longest label, in UTF-16 units.
const LABEL: usize = 40;

/// A message: HTML that fits, and buttons.
#[derive(Clone, Debug, Default)]
pub(crate) struct Card {
    pub(crate) text: String,
    /// Arrives without a sound.
    pub(crate) silent: bool,
    keys: Vec<Vec<InlineKeyboardButton>>,
    beneath: Option<Beneath>,
}

/// What becomes of the keyboard beneath the chat. Telegram takes either this or buttons with a message.
#[derive(Clone, Copy, Debug)]
enum Beneath {
    Show(Say),
    Remove,
}

impl Card {
    /// Each line is whole HTML in itself; what does not fit is left out.
    pub(crate) fn of(lines: impl IntoIterator<Item = String>) -> Self {
        Self { text: html::lines(lines, html::MESSAGE), ..Self::default() }
    }

    /// Text that is not HTML.
    pub(crate) fn plain(text: &str) -> Self {
        Self::of([escape(text)])
    }

    /// What the domain says of a failure, in its own words.
    pub(crate) fn failure(failure: &Failure) -> Self {
        Self::of([
            format!("⚠️ {}", html::short(&failure.message, 1_000)),
            html::short(&failure.advice, 1_000),
        ])
    }

    /// Without a sound, where that is so.
    #[must_use]
    pub(crate) fn silently(self, silent: bool) -> Self {
        Self { silent, ..self }
    }

    /// A row of buttons that only `owner` can press.
    #[must_use]
    pub(crate) fn row(mut self, owner: i64, buttons: impl IntoIterator<Item = (String, Act)>) -> Self {
        let row: Vec<_> = buttons
            .into_iter()
            .map(|(label, act)| {
                InlineKeyboardButton::callback(html::cut(&label, LABEL), data::encode(owner, act))
            })
            .collect();
        if !row.is_empty() {
            self.keys.push(row);
        }
        self
    }

    /// A button that opens an address; left out where that is none.
    #[must_use]
    pub(crate) fn link(mut self, label: &str, address: Option<&str>) -> Self {
        let address = address.and_then(|address| address.parse().ok());
        self.keys.extend(address.map(|address| vec![InlineKeyboardButton::url(label, address)]));
        self
    }

    /// The things of one page, each in a row, and the ways to the other pages.
    #[must_use]
    pub(crate) fn page(mut self, owner: i64, all: &[(String, Act)], page: u32, turn: fn(u32) -> Act) -> Self {
        let shown = page_of(all, usize::try_from(page).unwrap_or(usize::MAX), PAGE);
        let (at, pages) = (shown.page, shown.pages);
        for thing in shown.items {
            self = self.row(owner, [thing]);
        }
        let number = |page: usize| u32::try_from(page).unwrap_or(u32::MAX);
        let mut turns = Vec::new();
        if at > 0 {
            turns.push((format!("◀ {at}/{pages}"), turn(number(at - 1))));
        }
        if at + 1 < pages {
            turns.push((format!("{}/{pages} ▶", at + 2), turn(number(at + 1))));
        }
        self.row(owner, turns)
    }

    pub(crate) fn cancel(self, owner: i64, say: Say) -> Self {
        self.row(owner, [(format!("✖ {}", say.pick("Cancel", "Отмена")), Act::Cancel)])
    }

    /// Brings the keyboard of the bot's words beneath the chat.
    #[must_use]
    pub(crate) fn with_words(self, say: Say) -> Self {
        Self { beneath: Some(Beneath::Show(say)), ..self }
    }

    /// Takes that keyboard away.
    #[must_use]
    pub(crate) fn without_words(self) -> Self {
        Self { beneath: Some(Beneath::Remove), ..self }
    }

    /// Of all that is shown, so that a message is edited only when that changed.
    pub(crate) fn hash(&self) -> i64 {
        let mut hasher = std::hash::DefaultHasher::new();
        self.text.hash(&mut hasher);
        self.keys.hash(&mut hasher);
        hasher.finish().cast_signed()
    }

    pub(crate) fn keyboard(&self) -> Option<InlineKeyboardMarkup> {
        (!self.keys.is_empty()).then(|| InlineKeyboardMarkup::new(self.keys.clone()))
    }

    /// Of a message that is new.
    pub(crate) fn markup(&self) -> Option<ReplyMarkup> {
        let buttons = self.keyboard().map(ReplyMarkup::InlineKeyboard);
        buttons.or_else(|| {
            Some(match self.beneath? {
                Beneath::Show(say) => ReplyMarkup::Keyboard(keys::keyboard(say)),
                Beneath::Remove => ReplyMarkup::KeyboardRemove(KeyboardRemove::new()),
            })
        })
    }
}

/// Takes back a question that wants words.
fn take_back(say: Say) -> (String, Act) {
    (format!("✖ {}", say.pick("Never mind", "Не нужно")), Act::TakeBack)
}
