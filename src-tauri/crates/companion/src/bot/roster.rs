//! Who may use the bot, as it is decided about: the rows of the store in the domain's words.

use chrono::{DateTime, Utc};
use store::{BotPersonRow, BotRequestRow, BotStep, NewBotLogRow};

use super::{Person, Sender};
use crate::core::encoding::instant;
use crate::texts::safe::one_line;
use crate::view::{BotAct, BotRole, Language, PersonView, QuietHours};

/// The longest name that is kept, in characters.
pub(super) const NAME_MAX: usize = 128;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Roster {
    pub(crate) members: Vec<Member>,
    pub(crate) requests: Vec<Request>,
}

/// Somebody who may use the bot; without a `telegram_id` a username that is held for them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Member {
    /// 0 until it is stored.
    pub(crate) id: i64,
    pub(crate) telegram_id: Option<i64>,
    pub(crate) username: Option<String>,
    pub(crate) name: String,
    pub(crate) role: BotRole,
    pub(crate) language: Option<Language>,
    pub(crate) muted_until: Option<DateTime<Utc>>,
    pub(crate) quiet_hours: QuietHours,
    pub(crate) allowed_at: DateTime<Utc>,
    pub(crate) last_seen_at: Option<DateTime<Utc>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Request {
    pub(crate) telegram_id: i64,
    pub(crate) username: Option<String>,
    pub(crate) name: String,
    pub(crate) asked_at: DateTime<Utc>,
    pub(crate) answer: Option<Answer>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) at: DateTime<Utc>,
    pub(crate) allowed: bool,
    /// `None` for the person at the window.
    pub(crate) by: Option<String>,
}

/// What is to be stored of a decision, in this order, all or nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Takes the place of the member with the same id.
    Put(Member),
    Remove(i64),
    Request(Request),
    Log {
        telegram_id: Option<i64>,
        name: String,
        act: BotAct,
        detail: String,
    },
}

impl Roster {
    pub(super) fn of(people: Vec<BotPersonRow>, requests: Vec<BotRequestRow>) -> Self {
        Self {
            members: people.into_iter().map(Member::of).collect(),
            requests: requests.into_iter().map(Request::of).collect(),
        }
    }

    /// The roster once these steps are stored, just as it would be read; `None` where only the store can tell, which
    /// gives new rows their ids.
    pub(super) fn after(&self, steps: &[BotStep]) -> Option<Self> {
        let mut after = self.clone();
        for step in steps {
            match step {
                BotStep::Put(row) => {
                    let member = after.members.iter_mut().find(|member| member.id == row.id)?;
                    *member = Member::of(row.clone());
                }
                BotStep::Log(_) => {}
                BotStep::Remove(_) | BotStep::Request(_) => return None,
            }
        }
        Some(after)
    }

    pub(crate) fn by_id(&self, telegram_id: i64) -> Option<&Member> {
        self.members.iter().find(|member| member.telegram_id == Some(telegram_id))
    }

    pub(crate) fn by_username(&self, username: &str) -> Option<&Member> {
        self.members.iter().find(|member| member.is_called(username))
    }

    pub(crate) fn member(&self, id: i64) -> Option<&Member> {
        self.members.iter().find(|member| member.id == id)
    }

    pub(crate) fn owner(&self) -> Option<&Member> {
        self.members.iter().find(|member| member.role == BotRole::Owner)
    }

    pub(crate) fn request(&self, telegram_id: i64) -> Option<&Request> {
        self.requests.iter().find(|request| request.telegram_id == telegram_id)
    }

    /// Those who can be told of a request, the owner first.
    pub(crate) fn admins(&self) -> Vec<Person> {
        let mut admins: Vec<_> = self.members.iter().filter(|member| member.role >= BotRole::Admin).collect();
        admins.sort_by_key(|member| std::cmp::Reverse(member.role));
        admins.into_iter().filter_map(Member::person).collect()
    }
}

impl Member {
    pub(super) fn fresh(telegram_id: Option<i64>, role: BotRole, now: DateTime<Utc>) -> Self {
        Self {
            id: 0,
            telegram_id,
            username: None,
            name: String::new(),
            role,
            language: None,
            muted_until: None,
            quiet_hours: QuietHours::default(),
            allowed_at: now,
            last_seen_at: None,
        }
    }

    pub(super) fn is_called(&self, username: &str) -> bool {
        self.username.as_deref().is_some_and(|own| own.eq_ignore_ascii_case(username))
    }

    /// `None` for a username that is held.
    pub(crate) fn person(&self) -> Option<Person> {
        Some(Person {
            id: self.id,
            telegram_id: self.telegram_id?,
            username: self.username.clone(),
            name: self.name.clone(),
            role: self.role,
            language: self.language,
            muted_until: self.muted_until,
            quiet_hours: self.quiet_hours.clone(),
        })
    }

    pub(crate) fn view(&self) -> PersonView {
        PersonView {
            id: self.id,
            telegram_id: self.telegram_id,
            username: self.username.clone(),
            name: self.name.clone(),
            role: self.role,
            allowed_at: self.allowed_at,
            last_seen_at: self.last_seen_at,
            language: self.language,
        }
    }

    /// As the log names them.
    pub(super) fn shown(&self) -> String {
        shown(&self.name, self.username.as_deref(), self.telegram_id)
    }

    fn of(row: BotPersonRow) -> Self {
        Self {
            id: row.id,
            telegram_id: row.telegram_id,
            username: row.username,
            name: row.name,
            // A role that cannot be read gives the least.
            role: row.role.parse().unwrap_or(BotRole::User),
            language: row.language.as_deref().and_then(|word| word.parse().ok()),
            muted_until: row.muted_until.map(instant),
            quiet_hours: row
                .quiet_hours
                .and_then(|json| serde_json::from_str(&json).ok())
                .unwrap_or_default(),
            allowed_at: instant(row.allowed_at),
            last_seen_at: row.last_seen_at.map(instant),
        }
    }

    fn row(&self) -> BotPersonRow {
        BotPersonRow {
            id: self.id,
            telegram_id: self.telegram_id,
            username: self.username.clone(),
            name: self.name.clone(),
            role: self.role.to_string(),
            language: self.language.as_ref().map(ToString::to_string),
            muted_until: self.muted_until.map(|at| at.timestamp_millis()),
            quiet_hours: serde_json::to_string(&self.quiet_hours).ok(),
            allowed_at: self.allowed_at.timestamp_millis(),
            last_seen_at: self.last_seen_at.map(|at| at.timestamp_millis()),
        }
    }
}

impl Request {
    pub(super) fn shown(&self) -> String {
        shown(&self.name, self.username.as_deref(), Some(self.telegram_id))
    }

    fn of(row: BotRequestRow) -> Self {
        let (allowed, by) = (row.allowed.unwrap_or(false), row.answered_by);
        let answer = row.answered_at.map(|at| Answer { at: instant(at), allowed, by });
        Self {
            telegram_id: row.telegram_id,
            username: row.username,
            name: row.name,
            asked_at: instant(row.asked_at),
            answer,
        }
    }

    fn row(&self) -> BotRequestRow {
        let answer = self.answer.as_ref();
        BotRequestRow {
            telegram_id: self.telegram_id,
            username: self.username.clone(),
            name: self.name.clone(),
            asked_at: self.asked_at.timestamp_millis(),
            answered_at: answer.map(|answer| answer.at.timestamp_millis()),
            allowed: answer.map(|answer| answer.allowed),
            answered_by: answer.and_then(|answer| answer.by.clone()),
        }
    }
}

impl Effect {
    pub(super) fn step(&self, now: DateTime<Utc>) -> BotStep {
        match self {
            Self::Put(member) => BotStep::Put(member.row()),
            Self::Remove(id) => BotStep::Remove(*id),
            Self::Request(request) => BotStep::Request(request.row()),
            Self::Log { telegram_id, name, act, detail } => BotStep::Log(NewBotLogRow {
                at: now.timestamp_millis(),
                telegram_id: *telegram_id,
                name: name.clone(),
                act: act.to_string(),
                detail: detail.clone(),
            }),
        }
    }
}

impl Sender {
    /// The username as it is kept and compared; `None` where it is none that Telegram could have.
    pub(super) fn handle(&self) -> Option<String> {
        self.username.as_deref().and_then(handle)
    }

    pub(super) fn shown_name(&self) -> String {
        one_line(&self.name, NAME_MAX)
    }

    /// As the log names them.
    pub(crate) fn shown(&self) -> String {
        shown(&self.shown_name(), self.handle().as_deref(), Some(self.telegram_id))
    }
}

impl Person {
    /// As the log names them.
    pub(crate) fn shown(&self) -> String {
        shown(&self.name, self.username.as_deref(), Some(self.telegram_id))
    }
}

/// A username without its `@`: Latin letters, digits and underscores, 4 to 32 of them, a letter first.
pub(super) fn handle(typed: &str) -> Option<String> {
    let typed = typed.trim();
    let bare = typed.strip_prefix('@').unwrap_or(typed);
    let fits = (4..=32).contains(&bare.len()) && bare.starts_with(|first: char| first.is_ascii_alphabetic());
    (fits && bare.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')).then(|| bare.to_owned())
}

fn shown(name: &str, username: Option<&str>, telegram_id: Option<i64>) -> String {
    match (name, username, telegram_id) {
        ("", Some(username), _) => format!("@{username}"),
        ("", None, Some(id)) => id.to_string(),
        (name, Some(username), _) => format!("{name} (@{username})"),
        (name, None, _) => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_over_is_known_without_reading_and_what_is_new_is_not() {
        let now = DateTime::from_timestamp(1_790_000_000, 0).expect("a valid instant");
        let member = |id| Member { id, ..Member::fresh(Some(id + 100), BotRole::User, now) };
        let roster = Roster { members: vec![member(1), member(2)], requests: Vec::new() };
        let muted = Member { muted_until: Some(now), ..member(2) };
        let put = |member: &Member| Effect::Put(member.clone()).step(now);
        let after = roster.after(&[put(&muted)]).expect("it is known");
        assert_eq!(after.members, [member(1), muted]);
        assert_eq!(roster.after(&[put(&member(0))]), None);
        assert_eq!(roster.after(&[put(&member(3))]), None);
        assert_eq!(roster.after(&[Effect::Remove(1).step(now)]), None);
    }
}
