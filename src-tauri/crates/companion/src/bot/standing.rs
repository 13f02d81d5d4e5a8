//! Deciding about changes of standing: who is let in, sent away, or given another role, by whom.

use chrono::{DateTime, Utc};

use super::decide::{By, add, close_request};
use super::roster::{Effect, Member, NAME_MAX, Roster, handle};
use super::{Change, Who};
use crate::texts::safe::one_line;
use crate::view::{BotAct, BotRole};

/// Lets somebody in, or raises somebody who is in. The change is of the member that the second answer finds.
pub(crate) fn allow(
    roster: &Roster,
    by: Option<By<'_>>,
    who: &Who,
    role: BotRole,
    now: DateTime<Utc>,
) -> Decided {
    let Some(by) = by.filter(|by| by.may_give(role)) else { return Decided::no(Change::NotAllowed) };
    let key = match key_of(who) {
        Ok(key) => key,
        Err(change) => return Decided::no(change),
    };
    if let Some(member) = key.find(roster) {
        return match member.role {
            has if has >= role => Decided::no(Change::Already(member.view())),
            _ => set(by, member, role),
        };
    }
    let (name, username) = match who {
        Who::Username(_) | Who::Id(_) => (String::new(), None),
        Who::Forwarded { name, username, .. } => {
            (one_line(name, NAME_MAX), username.as_deref().and_then(handle))
        }
    };
    let mut effects = Vec::new();
    let shown = match &key {
        Key::Username(_) if role > BotRole::User => return Decided::no(Change::NeedsId),
        Key::Username(username) => {
            let held = Member::fresh(None, role, now);
            effects.push(Effect::Put(Member { username: Some(username.clone()), ..held }));
            format!("@{username}")
        }
        Key::Id(id) => {
            let asked = roster.request(*id);
            let name = if name.is_empty() { asked.map_or(name, |asked| asked.name.clone()) } else { name };
            effects.extend(close_request(roster, *id, true, by.name(), now));
            effects.extend(add(roster, *id, &name, username.as_deref(), role, now));
            if name.is_empty() { id.to_string() } else { name }
        }
    };
    effects.push(by.log(BotAct::Allowed, shown));
    Decided { change: None, key: Some(key), effects }
}

pub(crate) fn disallow(roster: &Roster, by: Option<By<'_>>, who: &Who) -> Decided {
    let Some(by) = by.filter(|by| by.is_admin()) else { return Decided::no(Change::NotAllowed) };
    let key = match key_of(who) {
        Ok(key) => key,
        Err(change) => return Decided::no(change),
    };
    let Some(member) = key.find(roster) else { return Decided::no(Change::Unknown) };
    if !by.outranks(member.role) {
        return Decided::no(Change::NotAllowed);
    }
    let effects = vec![Effect::Remove(member.id), by.log(BotAct::Removed, member.shown())];
    Decided { change: Some(Change::Done(member.view())), key: None, effects }
}

pub(crate) fn set_role(roster: &Roster, by: Option<By<'_>>, id: i64, role: BotRole) -> Decided {
    let Some(by) = by.filter(|by| by.may_give(role)) else { return Decided::no(Change::NotAllowed) };
    match roster.member(id) {
        None => Decided::no(Change::Unknown),
        Some(member) if member.role == role => Decided::no(Change::Already(member.view())),
        Some(member) => set(by, member, role),
    }
}

/// What became of a wish to change somebody's standing.
#[derive(Debug)]
pub(crate) struct Decided {
    /// `None`: done, to whoever the key finds once the effects are stored.
    pub(crate) change: Option<Change>,
    pub(crate) key: Option<Key>,
    pub(crate) effects: Vec<Effect>,
}

/// By what somebody is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    Id(i64),
    Username(String),
}

impl Decided {
    fn no(change: Change) -> Self {
        Self { change: Some(change), key: None, effects: Vec::new() }
    }
}

impl Key {
    pub(crate) fn find<'a>(&self, roster: &'a Roster) -> Option<&'a Member> {
        match self {
            Self::Id(id) => roster.by_id(*id),
            Self::Username(username) => roster.by_username(username),
        }
    }
}

fn key_of(who: &Who) -> Result<Key, Change> {
    match who {
        Who::Username(typed) => handle(typed).map(Key::Username).ok_or(Change::NotAUsername),
        // Ids of groups and channels are negative.
        Who::Id(id) | Who::Forwarded { id, .. } if *id > 0 => Ok(Key::Id(*id)),
        Who::Id(_) | Who::Forwarded { .. } => Err(Change::Unknown),
    }
}

fn set(by: By<'_>, member: &Member, role: BotRole) -> Decided {
    if !by.outranks(member.role) {
        return Decided::no(Change::NotAllowed);
    }
    if member.telegram_id.is_none() && role > BotRole::User {
        return Decided::no(Change::NeedsId);
    }
    let changed = Member { role, ..member.clone() };
    let change = Some(Change::Done(changed.view()));
    let effects = vec![Effect::Put(changed), by.log(BotAct::RoleChanged, member.shown())];
    Decided { change, key: None, effects }
}
