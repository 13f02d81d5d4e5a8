//! Who writes to the bot, and what they are told of their standing.

use chrono::{DateTime, NaiveDateTime, Utc};

use crate::notifications::quiet;
use crate::view::{BotRole, Language, PersonView, QuietHours};

/// Somebody who writes, as Telegram tells them with every update.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    pub telegram_id: i64,
    /// With or without the `@`; it may change hands at any time.
    pub username: Option<String>,
    /// First and last name.
    pub name: String,
    /// Of their Telegram, such as `ru` or `pt-br`.
    pub language_code: Option<String>,
}

/// Somebody who may use the bot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Ours; never given to anybody else.
    pub id: i64,
    /// By which they are known.
    pub telegram_id: i64,
    /// As they last wrote under it, without the `@`.
    pub username: Option<String>,
    pub name: String,
    pub role: BotRole,
    /// Their choice; `None` until they made one.
    pub language: Option<Language>,
    /// Nothing that they did not just ask for is told before then.
    pub muted_until: Option<DateTime<Utc>>,
    pub quiet_hours: QuietHours,
}

impl Person {
    /// Whether what they did not just ask for waits. `local` is `now` on the wall clock of this machine.
    pub fn rests(&self, now: DateTime<Utc>, local: NaiveDateTime) -> bool {
        self.muted_until.is_some_and(|until| now < until) || quiet::inside(&self.quiet_hours, local)
    }

    /// When they no longer rest, as [`rests`](Self::rests) decides; `None` while they do not.
    pub(crate) fn rests_until(
        &self,
        now: DateTime<Utc>,
        local: impl Fn(DateTime<Utc>) -> NaiveDateTime,
    ) -> Option<DateTime<Utc>> {
        let mut end = self.muted_until.filter(|until| now < *until);
        let quiet_from = end.unwrap_or(now);
        if quiet::inside(&self.quiet_hours, local(quiet_from))
            && let Some(quiet_end) = quiet::next_end(&self.quiet_hours, local(quiet_from))
        {
            end = Some(quiet::instant_of(quiet_end, quiet_from, local));
        }
        end
    }

    /// Whether [`bot_set_role`](crate::Companion::bot_set_role) would give somebody another role for them.
    pub fn may_make(&self, other: &PersonView, role: BotRole) -> bool {
        let known = other.telegram_id.is_some() || role == BotRole::User;
        known && other.role != role && self.role > other.role && self.role > role && role != BotRole::Owner
    }

    /// Whether [`bot_disallow`](crate::Companion::bot_disallow) would send somebody away for them.
    pub fn may_send_away(&self, other: &PersonView) -> bool {
        self.role > BotRole::User && self.role > other.role
    }
}

/// What the bot is to do with somebody who writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meeting {
    Known(Person),
    /// They may not use the bot.
    Stranger {
        /// True at most once in 24 hours for each stranger: the one polite line. Otherwise the bot is silent.
        may_answer: bool,
    },
}

/// What became of a code that somebody sent to become the owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// They own the bot; an earlier owner is an admin.
    Bound(Person),
    Wrong,
    /// It was right once.
    Expired,
    /// Five wrong ones within an hour: the bot is silent.
    TooOften,
}

/// What became of somebody's wish to use the bot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// The request is kept. These are to be told; where there are none the window shows it.
    Told { admins: Vec<Person> },
    /// Their earlier request waits for an answer.
    AskedAlready,
    /// They were refused less than a week ago.
    Refused,
    /// They may use the bot.
    Known(Person),
    /// More requests wait than anybody would answer.
    TooMany,
}

/// What became of the answer to a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccessAnswer {
    Allowed(Person),
    Refused,
    /// Somebody was faster.
    AnsweredAlready {
        /// `None` for the person at the window, or when it was somebody who let them in without a request.
        by_name: Option<String>,
        allowed: bool,
    },
    /// Whoever answers is not an admin any more, or nobody asked.
    NotAllowed,
}

/// Somebody whom another person names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// With or without the `@`, in any case.
    Username(String),
    /// Telegram's.
    Id(i64),
    /// The author of a message that was forwarded.
    Forwarded { id: i64, name: String, username: Option<String> },
}

/// What became of a change of somebody's standing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    Done(PersonView),
    /// It is so already; nothing was changed.
    Already(PersonView),
    /// Whoever asks may not: nobody touches an equal or a higher one, or gives a role as high as their own.
    NotAllowed,
    /// Nobody is known by that.
    Unknown,
    /// Only somebody who is known by id can be more than a user: a username may change hands.
    NeedsId,
    /// No username that Telegram could have.
    NotAUsername,
}

#[cfg(test)]
mod tests {
    use super::super::{By, Member, Roster, disallow, set_role};
    use super::*;

    fn member(id: i64, telegram_id: Option<i64>, role: BotRole) -> Member {
        Member {
            id,
            username: Some(format!("name_{id}")),
            ..Member::fresh(telegram_id, role, DateTime::UNIX_EPOCH)
        }
    }

    #[test]
    fn what_a_face_offers_is_what_is_decided() {
        const ROLES: [BotRole; 3] = [BotRole::User, BotRole::Admin, BotRole::Owner];
        for (by_role, other_role) in ROLES.into_iter().flat_map(|by| ROLES.map(|other| (by, other))) {
            for telegram_id in [Some(8), None] {
                let (by, other) = (member(1, Some(7), by_role), member(2, telegram_id, other_role));
                let person = by.person().expect("known by id");
                let roster = Roster { members: vec![by.clone(), other.clone()], requests: Vec::new() };
                for role in ROLES {
                    let decided = set_role(&roster, Some(By::Member(&by)), other.id, role);
                    let done = matches!(decided.change, Some(Change::Done(_)));
                    assert_eq!(person.may_make(&other.view(), role), done, "{by_role:?} {other:?} {role:?}");
                }
                let who = Who::Username("name_2".to_owned());
                let decided = disallow(&roster, Some(By::Member(&by)), &who);
                let done = matches!(decided.change, Some(Change::Done(_)));
                assert_eq!(person.may_send_away(&other.view()), done, "{by_role:?} {other:?}");
            }
        }
    }
}
