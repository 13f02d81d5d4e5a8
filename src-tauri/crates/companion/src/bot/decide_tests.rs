use chrono::{DateTime, TimeDelta, Utc};

use super::decide::{By, answer, ask, claim, meet};
use super::roster::{Effect, Member, Roster};
use super::standing::{Key, allow, disallow, set_role};
use super::{AccessAnswer, Asked, Change, Person, Sender, Who};
use crate::view::{BotAct, BotRole};

pub(super) fn at(minutes: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000 + minutes * 60, 0).expect("a valid instant")
}

pub(super) fn sender(telegram_id: i64, username: Option<&str>) -> Sender {
    Sender {
        telegram_id,
        username: username.map(str::to_owned),
        name: format!("Person {telegram_id}"),
        language_code: None,
    }
}

impl Roster {
    /// As the store does it, with what the store forbids after each step.
    pub(super) fn apply(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Put(mut member) => {
                    if member.id == 0 {
                        member.id = self.members.iter().map(|member| member.id).max().unwrap_or(0) + 1;
                    }
                    self.members.retain(|other| other.id != member.id);
                    self.members.push(member);
                }
                Effect::Remove(id) => self.members.retain(|member| member.id != id),
                Effect::Request(request) => {
                    self.requests.retain(|other| other.telegram_id != request.telegram_id);
                    self.requests.push(request);
                }
                Effect::Log { .. } => {}
            }
            self.check();
        }
    }

    fn check(&self) {
        let owners = self.members.iter().filter(|member| member.role == BotRole::Owner).count();
        assert!(owners <= 1, "{self:#?}");
        for (index, member) in self.members.iter().enumerate() {
            assert!(member.telegram_id.is_some() || member.username.is_some(), "{member:?}");
            assert!(member.telegram_id.is_some() || member.role == BotRole::User, "{member:?}");
            for other in &self.members[index + 1..] {
                assert!(member.telegram_id.is_none() || member.telegram_id != other.telegram_id, "{self:#?}");
                assert!(!other.username.as_deref().is_some_and(|name| member.is_called(name)), "{self:#?}");
            }
        }
    }

    fn meets(&mut self, sender: &Sender) -> bool {
        let (known, effects) = meet(self, sender, at(0));
        self.apply(effects);
        known
    }

    fn allows(&mut self, by: Option<&Person>, who: &Who, role: BotRole) -> Change {
        let decided = allow(self, By::of(self, by), who, role, at(0));
        self.apply(decided.effects);
        let found = |key: &Key| key.find(self).map(Member::view);
        decided.change.unwrap_or_else(|| {
            Change::Done(decided.key.as_ref().and_then(found).expect("whoever was let in is there"))
        })
    }

    fn disallows(&mut self, by: Option<&Person>, who: &Who) -> Change {
        let decided = disallow(self, By::of(self, by), who);
        self.apply(decided.effects);
        decided.change.expect("an answer")
    }

    fn role(&self, telegram_id: i64) -> Option<BotRole> {
        self.by_id(telegram_id).map(|member| member.role)
    }

    fn person(&self, telegram_id: i64) -> Person {
        self.by_id(telegram_id).and_then(Member::person).expect("they are in")
    }
}

fn username(text: &str) -> Who {
    Who::Username(text.to_owned())
}

/// 1 owns the bot, 2 and 3 are admins, 4 and 5 are users.
fn staffed() -> Roster {
    let mut roster = Roster::default();
    roster.apply(claim(&Roster::default(), &sender(1, Some("owner")), at(0)));
    for (id, role) in [(2, BotRole::Admin), (3, BotRole::Admin), (4, BotRole::User), (5, BotRole::User)] {
        assert!(matches!(roster.allows(None, &Who::Id(id), role), Change::Done(_)));
    }
    roster
}

#[test]
fn an_empty_list_lets_nobody_in() {
    let mut roster = Roster::default();
    assert!(!roster.meets(&sender(1, Some("anna"))));
    assert!(!roster.meets(&sender(1, None)));
    assert_eq!(roster, Roster::default());
}

#[test]
fn a_held_username_is_bound_to_the_first_who_writes_under_it() {
    let mut roster = staffed();
    assert!(matches!(
        roster.allows(Some(&roster.person(2)), &username("@Anna"), BotRole::User),
        Change::Done(_)
    ));
    assert!(roster.meets(&sender(70, Some("anna"))));
    assert_eq!(roster.role(70), Some(BotRole::User));
    // It changes hands: the first is known by id, the next holder is a stranger.
    assert!(!roster.meets(&sender(71, Some("ANNA"))));
    assert!(roster.meets(&sender(70, None)));
    assert_eq!(roster.by_username("anna"), None);
    assert!(!roster.meets(&sender(71, Some("anna"))));
}

#[test]
fn the_next_holder_of_a_username_is_not_taken_for_the_earlier_one() {
    let mut roster = staffed();
    assert!(roster.meets(&sender(4, Some("ivan"))));
    assert!(!roster.meets(&sender(80, Some("Ivan"))));
    // Whoever is named by it is not the earlier one any more.
    assert_eq!(roster.disallows(None, &username("ivan")), Change::Unknown);
    assert_eq!(roster.role(4), Some(BotRole::User));
    // Two who are known exchange theirs.
    assert!(roster.meets(&sender(4, Some("left"))) && roster.meets(&sender(5, Some("right"))));
    assert!(roster.meets(&sender(4, Some("right"))) && roster.meets(&sender(5, Some("left"))));
    assert_eq!(roster.by_username("right").and_then(|member| member.telegram_id), Some(4));
}

#[test]
fn a_known_one_who_takes_a_held_username_gains_nothing_and_uses_it_up() {
    let mut roster = staffed();
    roster.allows(None, &username("held"), BotRole::User);
    assert!(roster.meets(&sender(4, Some("held"))));
    assert_eq!(roster.role(4), Some(BotRole::User));
    assert!(!roster.meets(&sender(90, Some("held"))));
}

#[test]
fn nobody_touches_an_equal_or_a_higher_one() {
    let mut roster = staffed();
    let [owner, admin, user] = [1, 2, 4].map(|id| roster.person(id));
    for (by, whom) in [(&user, 5), (&user, 4), (&admin, 3), (&admin, 2), (&admin, 1), (&owner, 1)] {
        assert_eq!(roster.disallows(Some(by), &Who::Id(whom)), Change::NotAllowed, "{by:?} {whom}");
    }
    for (by, role) in [(&user, BotRole::User), (&admin, BotRole::Admin), (&owner, BotRole::Owner)] {
        assert_eq!(roster.allows(Some(by), &Who::Id(50), role), Change::NotAllowed);
    }
    assert_eq!(roster.allows(None, &Who::Id(50), BotRole::Owner), Change::NotAllowed);
    assert!(matches!(roster.disallows(Some(&admin), &Who::Id(5)), Change::Done(_)));
    assert!(matches!(roster.disallows(Some(&owner), &Who::Id(2)), Change::Done(_)));
    // What counts is what they are by now.
    assert_eq!(roster.disallows(Some(&admin), &Who::Id(4)), Change::NotAllowed);
    assert!(matches!(roster.disallows(None, &Who::Id(1)), Change::Done(_)));
    assert_eq!(roster.owner(), None);
}

#[test]
fn an_allowance_raises_and_never_lowers() {
    let mut roster = staffed();
    let owner = roster.person(1);
    assert!(matches!(roster.allows(Some(&owner), &Who::Id(3), BotRole::User), Change::Already(_)));
    assert!(matches!(roster.allows(Some(&owner), &Who::Id(4), BotRole::Admin), Change::Done(_)));
    assert_eq!(roster.role(4), Some(BotRole::Admin));
    assert_eq!(roster.allows(Some(&owner), &username("nobody"), BotRole::Admin), Change::NeedsId);
    assert_eq!(roster.allows(Some(&owner), &username("not a name"), BotRole::User), Change::NotAUsername);
    assert_eq!(roster.allows(Some(&owner), &Who::Id(-100), BotRole::User), Change::Unknown);
    let lowered = set_role(&roster, By::of(&roster, Some(&owner)), roster.person(4).id, BotRole::User);
    roster.apply(lowered.effects);
    assert_eq!(roster.role(4), Some(BotRole::User));
}

#[test]
fn the_owner_changes_by_a_code_alone_and_the_earlier_one_stays_an_admin() {
    let mut roster = staffed();
    roster.allows(None, &username("newcomer"), BotRole::User);
    let effects = claim(&roster, &sender(60, Some("newcomer")), at(1));
    let acts: Vec<_> = effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Log { act, detail, .. } => Some((*act, detail.as_str())),
            Effect::Put(_) | Effect::Remove(_) | Effect::Request(_) => None,
        })
        .collect();
    assert_eq!(acts, [(BotAct::RoleChanged, "Person 1 (@owner)"), (BotAct::Claimed, "")]);
    roster.apply(effects);
    assert_eq!((roster.role(60), roster.role(1)), (Some(BotRole::Owner), Some(BotRole::Admin)));
    // With the very username of the earlier one, and once more by the same.
    for _ in 0..2 {
        let effects = claim(&roster, &sender(61, Some("newcomer")), at(2));
        roster.apply(effects);
        assert_eq!((roster.role(61), roster.role(60)), (Some(BotRole::Owner), Some(BotRole::Admin)));
    }
}

#[test]
fn a_request_is_answered_once() {
    let mut roster = staffed();
    let stranger = sender(70, Some("anna"));
    let (asked, effects) = ask(&roster, &stranger, at(0));
    let Asked::Told { admins } = asked else { panic!("{asked:?}") };
    assert_eq!(admins.iter().map(|admin| admin.telegram_id).collect::<Vec<_>>(), [1, 2, 3]);
    roster.apply(effects);
    assert_eq!(ask(&roster, &stranger, at(1)).0, Asked::AskedAlready);
    let [admin, user] = [2, 4].map(|id| roster.person(id));
    let answered = |roster: &mut Roster, by: Option<&Person>, allow| {
        let (answer, effects) = answer(roster, By::of(roster, by), 70, allow, at(2));
        roster.apply(effects);
        answer
    };
    assert_eq!(answered(&mut roster, Some(&user), true), Some(AccessAnswer::NotAllowed));
    assert_eq!(answered(&mut roster, Some(&admin), false), Some(AccessAnswer::Refused));
    let already = AccessAnswer::AnsweredAlready { by_name: Some("2".to_owned()), allowed: false };
    assert_eq!(answered(&mut roster, None, true), Some(already));
    assert_eq!(roster.role(70), None);
    assert_eq!(ask(&roster, &stranger, at(2) + TimeDelta::days(6)).0, Asked::Refused);
    let (again, effects) = ask(&roster, &stranger, at(2) + TimeDelta::days(7));
    assert!(matches!(again, Asked::Told { .. }));
    roster.apply(effects);
    assert_eq!(answered(&mut roster, None, true), None);
    assert_eq!(roster.role(70), Some(BotRole::User));
    assert!(matches!(ask(&roster, &stranger, at(9)).0, Asked::Known(_)));
}

#[test]
fn a_request_does_not_outlive_another_way_in() {
    let mut roster = staffed();
    let (_, effects) = ask(&roster, &sender(70, Some("anna")), at(0));
    roster.apply(effects);
    let forwarded = Who::Forwarded { id: 70, name: "Анна".to_owned(), username: None };
    assert!(matches!(roster.allows(None, &forwarded, BotRole::User), Change::Done(_)));
    let (answer, effects) = answer(&roster, Some(By::Window), 70, false, at(1));
    assert_eq!(answer, Some(AccessAnswer::AnsweredAlready { by_name: None, allowed: true }));
    assert_eq!(effects, []);
}

#[test]
fn requests_do_not_grow_without_end() {
    let mut roster = Roster::default();
    for id in 1..=200 {
        let (_, effects) = ask(&roster, &sender(id, None), at(0));
        roster.apply(effects);
    }
    assert_eq!(ask(&roster, &sender(201, None), at(0)), (Asked::TooMany, Vec::new()));
}

#[test]
fn hostile_names_are_kept_short_and_on_one_line() {
    let hostile = Sender {
        name: format!("a\n\u{202e}{}", "x".repeat(10_000)),
        username: Some("'; DROP TABLE".to_owned()),
        ..sender(1, None)
    };
    let mut roster = Roster::default();
    roster.apply(claim(&Roster::default(), &hostile, at(0)));
    let owner = roster.owner().expect("bound");
    assert_eq!((owner.username.as_deref(), owner.name.chars().count()), (None, 128));
    assert!(owner.name.starts_with("a xx"), "{}", owner.name);
}
