//! What is shown: texts in both languages, and the buttons under them. Nothing here asks anybody.

pub(crate) mod access;
pub(crate) mod basics;
pub(crate) mod exports;
pub(crate) mod launch;
pub(crate) mod run;

use std::hash::{Hash as _, Hasher as _};

use companion::view::Failure;
use teloxide::types::{InlineKeyboardButton, InlineKeyboardMarkup};

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
    keys: Vec<Vec<InlineKeyboardButton>>,
}

impl Card {
    /// Each line is whole HTML in itself; what does not fit is left out.
    pub(crate) fn of(lines: impl IntoIterator<Item = String>) -> Self {
        Self { text: html::lines(lines, html::MESSAGE), keys: Vec::new() }
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
        let pages = all.len().div_ceil(PAGE).max(1);
        let at = usize::try_from(page).unwrap_or(usize::MAX).min(pages - 1);
        for (label, act) in all.iter().skip(at * PAGE).take(PAGE) {
            self = self.row(owner, [(label.clone(), *act)]);
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

    /// Of all that is shown, so that a message is edited only when that changed.
    pub(crate) fn hash(&self) -> i64 {
        let mut hasher = std::hash::DefaultHasher::new();
        self.text.hash(&mut hasher);
        hasher.finish().cast_signed()
    }

    pub(crate) fn keyboard(&self) -> Option<InlineKeyboardMarkup> {
        (!self.keys.is_empty()).then(|| InlineKeyboardMarkup::new(self.keys.clone()))
    }
}
