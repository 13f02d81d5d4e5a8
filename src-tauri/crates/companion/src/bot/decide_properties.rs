//! What holds of those who may use the bot, whoever does what in whatever order.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::decide::{By, answer, ask, claim, meet};
use super::decide_tests::{at, sender};
use super::roster::{Effect, Member, Roster};
use super::standing::{allow, disallow, set_role};
use super::{Person, Who};
use crate::view::BotRole;

const NAMES: [Option<&str>; 4] = [None, Some("anna"), Some("BORIS"), Some("ivan")];

#[derive(Clone, Debug)]
enum Act {
    Meet {
        id: i64,
        name: usize,
    },
    Ask {
        id: i64,
        name: usize,
    },
    Answer {
        by: i64,
        id: i64,
        allow: bool,
    },
    Allow {
        by: i64,
        who: Who,
        role: BotRole,
    },
    Disallow {
        by: i64,
        who: Who,
    },
    SetRole {
        by: i64,
        person: i64,
        role: BotRole,
    },
    /// With the code of the window.
    Claim {
        id: i64,
        name: usize,
    },
}

fn any_role() -> impl Strategy<Value = BotRole> {
    prop_oneof![Just(BotRole::User), Just(BotRole::Admin), Just(BotRole::Owner)]
}

fn any_who() -> impl Strategy<Value = Who> {
    prop_oneof![
        (1..4_usize).prop_map(|name| Who::Username(NAMES[name].unwrap_or_default().to_owned())),
        (1..7_i64).prop_map(Who::Id),
        (1..7_i64, 0..4_usize).prop_map(|(id, name)| Who::Forwarded {
            id,
            name: "Somebody".to_owned(),
            username: NAMES[name].map(str::to_owned),
        }),
    ]
}

/// `by`: 0 for the window.
fn any_act(by: std::ops::Range<i64>) -> impl Strategy<Value = Act> {
    let id = 1..7_i64;
    prop_oneof![
        4 => (id.clone(), 0..4_usize).prop_map(|(id, name)| Act::Meet { id, name }),
        2 => (id.clone(), 0..4_usize).prop_map(|(id, name)| Act::Ask { id, name }),
        2 => (by.clone(), id.clone(), any::<bool>()).prop_map(|(by, id, allow)| Act::Answer { by, id, allow }),
        3 => (by.clone(), any_who(), any_role()).prop_map(|(by, who, role)| Act::Allow { by, who, role }),
        1 => (by.clone(), any_who()).prop_map(|(by, who)| Act::Disallow { by, who }),
        1 => (by, id, any_role()).prop_map(|(by, person, role)| Act::SetRole { by, person, role }),
    ]
}

fn any_act_and_claims() -> impl Strategy<Value = Act> {
    let claim = (1..7_i64, 0..4_usize).prop_map(|(id, name)| Act::Claim { id, name });
    prop_oneof![12 => any_act(0..7), 1 => claim]
}

fn act(roster: &mut Roster, act: Act) {
    // Somebody who was never let in has nobody to act as; the numbers of the people are no secret.
    let person = |by: i64| -> Person {
        let stranger = Member { id: by, ..Member::fresh(Some(by), BotRole::Owner, at(0)) };
        let member = roster.by_id(by).cloned().unwrap_or(stranger);
        member.person().expect("an id")
    };
    let who = |by: i64| (by > 0).then(|| person(by));
    let effects = match act {
        Act::Meet { id, name } => meet(roster, &sender(id, NAMES[name]), at(0)).1,
        Act::Ask { id, name } => ask(roster, &sender(id, NAMES[name]), at(0)).1,
        Act::Answer { by, id, allow } => {
            let by = who(by);
            answer(roster, By::of(roster, by.as_ref()), id, allow, at(0)).1
        }
        Act::Allow { by, who: whom, role } => {
            let by = who(by);
            allow(roster, By::of(roster, by.as_ref()), &whom, role, at(0)).effects
        }
        Act::Disallow { by, who: whom } => {
            let by = who(by);
            disallow(roster, By::of(roster, by.as_ref()), &whom).effects
        }
        Act::SetRole { by, person, role } => {
            let by = who(by);
            set_role(roster, By::of(roster, by.as_ref()), person, role).effects
        }
        Act::Claim { id, name } => claim(roster, &sender(id, NAMES[name]), at(0)),
    };
    // What the store forbids is looked at after every effect.
    roster.apply(effects);
}

/// 1 owns the bot, 2 is an admin, 3 and 4 are users, `anna` is held.
fn staffed() -> Roster {
    let mut roster = Roster::default();
    act(&mut roster, Act::Claim { id: 1, name: 0 });
    for (id, role) in [(2, BotRole::Admin), (3, BotRole::User), (4, BotRole::User)] {
        act(&mut roster, Act::Allow { by: 0, who: Who::Id(id), role });
    }
    act(&mut roster, Act::Allow { by: 0, who: Who::Username("anna".to_owned()), role: BotRole::User });
    roster
}

fn roles(roster: &Roster) -> BTreeMap<i64, BotRole> {
    let bound = roster.members.iter().filter_map(|member| Some((member.telegram_id?, member.role)));
    bound.collect()
}

fn held(roster: &Roster) -> usize {
    roster.members.iter().filter(|member| member.telegram_id.is_none()).count()
}

proptest! {
    #[test]
    fn whatever_is_done_the_roster_can_be_stored(acts in prop::collection::vec(any_act_and_claims(), 0..60)) {
        let mut roster = Roster::default();
        for each in acts {
            act(&mut roster, each);
        }
    }

    #[test]
    fn users_and_strangers_gain_no_role(acts in prop::collection::vec(any_act(3..7), 0..60)) {
        let mut roster = staffed();
        let before = roles(&roster);
        for each in acts {
            act(&mut roster, each);
            let after = roles(&roster);
            for (id, role) in &before {
                prop_assert_eq!(after.get(id), Some(role), "nobody loses one either");
            }
            // A held username lets one user in, once.
            prop_assert!(after.len() + held(&roster) <= before.len() + 1);
            prop_assert!(after.iter().all(|(id, role)| before.contains_key(id) || *role == BotRole::User));
        }
    }

    #[test]
    fn a_username_never_binds_twice(
        holds in prop::collection::vec(1..4_usize, 1..4),
        writes in prop::collection::vec((1..40_i64, 0..4_usize), 0..60),
    ) {
        let mut roster = Roster::default();
        for name in holds {
            let who = Who::Username(NAMES[name].unwrap_or_default().to_owned());
            act(&mut roster, Act::Allow { by: 0, who, role: BotRole::User });
        }
        let most = held(&roster);
        let mut ids = BTreeMap::new();
        for (id, name) in writes {
            act(&mut roster, Act::Meet { id, name });
            for member in &roster.members {
                // A place that is bound stays with the id that it was bound to.
                if let Some(telegram_id) = member.telegram_id {
                    prop_assert_eq!(*ids.entry(member.id).or_insert(telegram_id), telegram_id);
                }
            }
        }
        prop_assert!(ids.len() <= most);
    }

    #[test]
    fn nobody_in_chat_removes_or_lowers_the_owner(acts in prop::collection::vec(any_act(1..7), 0..60)) {
        let mut roster = staffed();
        for each in acts {
            act(&mut roster, each);
            prop_assert_eq!(roster.owner().and_then(|owner| owner.telegram_id), Some(1));
        }
    }

    #[test]
    fn every_change_of_standing_is_in_the_log(acts in prop::collection::vec(any_act(0..7), 0..40)) {
        let mut roster = staffed();
        for each in acts {
            let before = roles(&roster);
            if let Act::Allow { by, who, role } = &each {
                let by = (*by > 0).then(|| roster.by_id(*by).and_then(Member::person)).flatten();
                let decided = allow(&roster, By::of(&roster, by.as_ref()), who, *role, at(0));
                let logged = decided.effects.iter().any(|effect| matches!(effect, Effect::Log { .. }));
                prop_assert_eq!(logged, !decided.effects.is_empty());
            }
            act(&mut roster, each);
            prop_assert!(before.len() <= roles(&roster).len() + 1);
        }
    }
}
