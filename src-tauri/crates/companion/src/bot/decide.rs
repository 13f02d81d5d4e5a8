//! Deciding who may use the bot: a roster and a wish become an answer and effects, without clock or store. What people
//! do to one another's standing is in [`standing`](super::standing).
//!
//! An owner stands above admins, admins above users, the person at the window above all; nobody touches an equal or a
//! higher one, or gives a role as high as their own. Nobody is made the owner but by the code that the window shows.
//! People are known by Telegram's id. A username holds the place of a user only, and once: whoever first writes under
//! it is bound by id; when it changes hands, its next holder is a stranger.

use chrono::{DateTime, TimeDelta, Utc};

use super::roster::{Answer, Effect, Member, Request, Roster};
use super::{AccessAnswer, Asked, Person, Sender};
use crate::view::{BotAct, BotRole};

/// How long somebody who was refused need not ask again.
const REFUSED_FOR: TimeDelta = TimeDelta::days(7);

/// The most requests that wait.
const MOST_REQUESTS: usize = 200;

/// How exactly it is known when somebody last wrote.
const SEEN_EVERY: TimeDelta = TimeDelta::minutes(10);

/// Who wishes a change.
#[derive(Clone, Copy, Debug)]
pub(crate) enum By<'a> {
    Window,
    Member(&'a Member),
}

impl<'a> By<'a> {
    /// Whoever asks as they stand by now; `None` for somebody who may not use the bot any more.
    pub(crate) fn of(roster: &'a Roster, by: Option<&Person>) -> Option<Self> {
        match by {
            None => Some(Self::Window),
            Some(person) => roster
                .member(person.id)
                .filter(|member| member.telegram_id == Some(person.telegram_id))
                .map(Self::Member),
        }
    }

    pub(super) fn is_admin(self) -> bool {
        self.outranks(BotRole::User)
    }

    pub(super) fn outranks(self, role: BotRole) -> bool {
        match self {
            Self::Window => true,
            Self::Member(member) => member.role > role,
        }
    }

    /// Whether they may make somebody this.
    pub(super) fn may_give(self, role: BotRole) -> bool {
        role != BotRole::Owner && self.outranks(role)
    }

    pub(super) fn name(self) -> Option<String> {
        match self {
            Self::Window => None,
            Self::Member(member) => Some(member.shown()),
        }
    }

    pub(super) fn log(self, act: BotAct, detail: String) -> Effect {
        match self {
            Self::Window => Effect::Log { telegram_id: None, name: String::new(), act, detail },
            Self::Member(member) => {
                Effect::Log { telegram_id: member.telegram_id, name: member.shown(), act, detail }
            }
        }
    }
}

/// Somebody writes. True when they may use the bot.
pub(crate) fn meet(roster: &Roster, sender: &Sender, now: DateTime<Utc>) -> (bool, Vec<Effect>) {
    let username = sender.handle();
    let Some(known) = roster.by_id(sender.telegram_id) else {
        let named = username.as_deref().and_then(|username| roster.by_username(username));
        return match named {
            Some(held) if held.telegram_id.is_none() => (true, bind(roster, held, sender, now)),
            // Their username was somebody else's.
            Some(other) => (false, vec![Effect::Put(Member { username: None, ..other.clone() })]),
            None => (false, Vec::new()),
        };
    };
    let fresh = Member { username, name: sender.shown_name(), last_seen_at: Some(now), ..known.clone() };
    let same = fresh.username == known.username && fresh.name == known.name;
    if same && known.last_seen_at.is_some_and(|at| at <= now && now - at < SEEN_EVERY) {
        return (true, Vec::new());
    }
    let mut effects = release(roster, &fresh);
    effects.push(Effect::Put(fresh));
    (true, effects)
}

/// The place that was held under a username becomes that of whoever writes under it.
fn bind(roster: &Roster, held: &Member, sender: &Sender, now: DateTime<Utc>) -> Vec<Effect> {
    let mut effects = close_request(roster, sender.telegram_id, true, None, now);
    effects.push(Effect::Put(Member {
        telegram_id: Some(sender.telegram_id),
        username: sender.handle(),
        name: sender.shown_name(),
        last_seen_at: Some(now),
        ..held.clone()
    }));
    effects
}

/// Somebody sent the owner's code, and it was right.
pub(crate) fn claim(roster: &Roster, sender: &Sender, now: DateTime<Utc>) -> Vec<Effect> {
    let known = roster.by_id(sender.telegram_id).cloned();
    let fresh = || Member::fresh(Some(sender.telegram_id), BotRole::Owner, now);
    let owner = Member {
        role: BotRole::Owner,
        username: sender.handle(),
        name: sender.shown_name(),
        last_seen_at: Some(now),
        ..known.unwrap_or_else(fresh)
    };
    let mut effects = Vec::new();
    if let Some(earlier) = roster.owner().filter(|earlier| earlier.telegram_id != owner.telegram_id) {
        // The same row may lose its username too.
        let username = earlier.username.clone().filter(|_| !shares_username(earlier, &owner));
        effects.push(Effect::Put(Member { role: BotRole::Admin, username, ..earlier.clone() }));
        effects.push(log(sender, BotAct::RoleChanged, earlier.shown()));
    }
    effects.extend(release(roster, &owner).into_iter().filter(|effect| !is_put_of_owner(effect)));
    effects.extend(close_request(roster, sender.telegram_id, true, None, now));
    effects.push(Effect::Put(owner));
    effects.push(log(sender, BotAct::Claimed, String::new()));
    effects
}

/// A stranger asks to be let in. To be asked after [`meet`].
pub(crate) fn ask(roster: &Roster, sender: &Sender, now: DateTime<Utc>) -> (Asked, Vec<Effect>) {
    if let Some(person) = roster.by_id(sender.telegram_id).and_then(Member::person) {
        return (Asked::Known(person), Vec::new());
    }
    match roster.request(sender.telegram_id).map(|request| &request.answer) {
        Some(None) => return (Asked::AskedAlready, Vec::new()),
        Some(Some(answer)) if !answer.allowed && answer.at <= now && now - answer.at < REFUSED_FOR => {
            return (Asked::Refused, Vec::new());
        }
        Some(Some(_)) | None => {}
    }
    if roster.requests.iter().filter(|request| request.answer.is_none()).count() >= MOST_REQUESTS {
        return (Asked::TooMany, Vec::new());
    }
    let request = Request {
        telegram_id: sender.telegram_id,
        username: sender.handle(),
        name: sender.shown_name(),
        asked_at: now,
        answer: None,
    };
    let effects = vec![Effect::Request(request), log(sender, BotAct::Asked, String::new())];
    (Asked::Told { admins: roster.admins() }, effects)
}

/// Somebody answers a stranger's request. Who is let in is known by the roster that comes of the effects.
pub(crate) fn answer(
    roster: &Roster,
    by: Option<By<'_>>,
    telegram_id: i64,
    allow: bool,
    now: DateTime<Utc>,
) -> (Option<AccessAnswer>, Vec<Effect>) {
    let refused = |answer| (Some(answer), Vec::new());
    let Some(by) = by.filter(|by| by.is_admin()) else { return refused(AccessAnswer::NotAllowed) };
    let request = roster.request(telegram_id);
    if let Some(Answer { allowed, by, .. }) = request.and_then(|request| request.answer.as_ref()) {
        return refused(AccessAnswer::AnsweredAlready { by_name: by.clone(), allowed: *allowed });
    }
    if roster.by_id(telegram_id).is_some() {
        return refused(AccessAnswer::AnsweredAlready { by_name: None, allowed: true });
    }
    let Some(request) = request else { return refused(AccessAnswer::NotAllowed) };
    let mut effects = close_request(roster, telegram_id, allow, by.name(), now);
    if !allow {
        effects.push(by.log(BotAct::Refused, request.shown()));
        return (Some(AccessAnswer::Refused), effects);
    }
    effects.extend(add(roster, telegram_id, &request.name, request.username.as_deref(), BotRole::User, now));
    effects.push(by.log(BotAct::Allowed, request.shown()));
    (None, effects)
}

/// A member by id. The username is what was told of them some time ago: somebody who writes under it is nearer to it.
pub(super) fn add(
    roster: &Roster,
    telegram_id: i64,
    name: &str,
    username: Option<&str>,
    role: BotRole,
    now: DateTime<Utc>,
) -> Vec<Effect> {
    let named = username.and_then(|username| roster.by_username(username));
    let taken = named.is_some_and(|named| named.telegram_id.is_some());
    let member = Member {
        name: name.to_owned(),
        username: username.filter(|_| !taken).map(str::to_owned),
        ..Member::fresh(Some(telegram_id), role, now)
    };
    let mut effects = release(roster, &member);
    effects.push(Effect::Put(member));
    effects
}

/// Takes the member's username from whoever else has it.
fn release(roster: &Roster, member: &Member) -> Vec<Effect> {
    let others = roster.members.iter().filter(|other| {
        let same = other.telegram_id.is_some() && other.telegram_id == member.telegram_id;
        !same && shares_username(other, member)
    });
    others
        .map(|other| match other.telegram_id {
            Some(_) => Effect::Put(Member { username: None, ..other.clone() }),
            None => Effect::Remove(other.id),
        })
        .collect()
}

fn shares_username(one: &Member, other: &Member) -> bool {
    other.username.as_deref().is_some_and(|username| one.is_called(username))
}

fn is_put_of_owner(effect: &Effect) -> bool {
    matches!(effect, Effect::Put(member) if member.role == BotRole::Owner)
}

pub(super) fn close_request(
    roster: &Roster,
    telegram_id: i64,
    allowed: bool,
    by: Option<String>,
    now: DateTime<Utc>,
) -> Vec<Effect> {
    let open = roster.request(telegram_id).filter(|request| request.answer.is_none());
    let answer = Some(Answer { at: now, allowed, by });
    open.map(|request| Effect::Request(Request { answer, ..request.clone() })).into_iter().collect()
}

fn log(sender: &Sender, act: BotAct, detail: String) -> Effect {
    Effect::Log { telegram_id: Some(sender.telegram_id), name: sender.shown(), act, detail }
}
