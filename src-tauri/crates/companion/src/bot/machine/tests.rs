use proptest::prelude::*;

use super::*;

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000 + seconds, 0).expect("a valid instant")
}

fn polling() -> Input {
    Input::Fact(BotFact::Polling { name: "Bot".to_owned(), username: "the_bot".to_owned() })
}

fn conflict() -> BotTrouble {
    BotTrouble::Conflict { words: "409".to_owned() }
}

fn troubled(now: i64) -> Input {
    Input::Fact(BotFact::Trouble { trouble: conflict(), until: at(now + 4) })
}

fn no_route() -> Down {
    Down::Trouble(BotTrouble::NoRoute { words: "refused".to_owned() })
}

fn switched_on() -> Machine {
    let mut machine = Machine::default();
    assert_eq!(machine.on(Input::On, at(0)), [Act::Begin]);
    machine
}

fn wait_of(machine: &Machine, now: DateTime<Utc>) -> i64 {
    (machine.due().expect("it waits") - now).num_seconds()
}

#[test]
fn waits_grow_to_a_minute_and_the_death_is_told_once() {
    let mut machine = switched_on();
    let mut now = at(0);
    let mut waits = Vec::new();
    let mut told = Vec::new();
    for _ in 0..9 {
        told.extend(machine.on(Input::Down(Down::Panicked), now));
        waits.push(wait_of(&machine, now));
        now = machine.due().expect("it waits");
        assert_eq!(machine.on(Input::Due, now), [Act::Begin]);
    }
    assert_eq!(waits, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
    assert_eq!(told, [Act::Tell(Down::Panicked)]);
}

#[test]
fn a_minute_of_health_begins_the_waits_anew() {
    let mut machine = switched_on();
    machine.on(Input::Down(Down::Panicked), at(0));
    machine.on(Input::Due, at(1));
    machine.on(polling(), at(10));
    machine.on(polling(), at(30));
    assert_eq!(machine.on(Input::Down(Down::Ended), at(69)), []);
    assert_eq!(wait_of(&machine, at(69)), 2);
    machine.on(Input::Due, at(71));
    machine.on(polling(), at(80));
    assert_eq!(machine.due(), Some(at(140)));
    assert_eq!(machine.on(Input::Due, at(139)), [], "it came too early");
    assert_eq!(machine.on(Input::Due, at(140)), [Act::Mended]);
    assert_eq!(machine.due(), None);
    assert_eq!(machine.on(Input::Down(Down::Ended), at(150)), [Act::Tell(Down::Ended)]);
    assert_eq!(wait_of(&machine, at(150)), 1);
}

#[test]
fn a_death_after_another_trouble_is_told_too() {
    let mut machine = switched_on();
    assert_eq!(machine.on(Input::Down(no_route()), at(0)), []);
    machine.on(Input::Due, at(1));
    assert_eq!(machine.on(Input::Down(Down::Panicked), at(1)), [Act::Tell(Down::Panicked)]);
}

#[test]
fn trouble_within_a_life_is_over_once_it_polls_again() {
    let mut machine = switched_on();
    machine.on(troubled(5), at(5));
    assert_eq!(*machine.phase(), Phase::Troubled { trouble: conflict(), until: at(9) });
    assert_eq!(machine.on(Input::Due, at(9)), [], "the life itself tries again");
    machine.on(polling(), at(9));
    assert!(matches!(machine.phase(), Phase::Polling { since, .. } if *since == at(9)));
}

#[test]
fn what_is_stuck_or_off_begins_only_when_it_is_switched_on() {
    for (input, phase) in [
        (Input::Stuck(Stuck::BadToken), Phase::Stuck { why: Stuck::BadToken, since: at(3) }),
        (Input::Stopped, Phase::Off),
    ] {
        let mut machine = switched_on();
        assert_eq!(machine.on(input, at(3)), [], "whoever switched it is there");
        assert_eq!(machine.on(Input::Due, at(9)), []);
        assert_eq!(machine.phase(), &phase);
        assert_eq!(machine.on(Input::On, at(9)), [Act::Begin]);
    }
}

#[test]
fn a_token_that_is_not_known_any_more_is_told_at_once_and_again_only_after_it_polled() {
    let stuck = || Input::Stuck(Stuck::BadToken);
    let told = [Act::TellStuck(Stuck::BadToken)];
    let mut machine = switched_on();
    machine.on(polling(), at(1));
    assert_eq!(machine.on(stuck(), at(5)), told);
    assert_eq!(machine.due(), None, "it was told");
    // Another token was saved, and is no better.
    machine.on(Input::On, at(9));
    assert_eq!(machine.on(stuck(), at(10)), []);
    // Between two lives it is news as well.
    let mut machine = switched_on();
    machine.on(polling(), at(1));
    machine.on(Input::Down(no_route()), at(2));
    machine.on(Input::Due, at(3));
    assert_eq!(machine.on(stuck(), at(4)), told);
}

#[test]
fn a_silence_of_ten_minutes_is_told_once_with_why_and_is_over_with_a_minute_of_health() {
    let mut machine = switched_on();
    machine.on(polling(), at(1));
    machine.on(Input::Due, at(61));
    machine.on(troubled(100), at(100));
    machine.on(troubled(400), at(400));
    assert_eq!(machine.due(), Some(at(700)));
    assert_eq!(machine.on(Input::Due, at(699)), []);
    let why = Some(Why::Down(Down::Trouble(conflict())));
    assert_eq!(machine.on(Input::Due, at(700)), [Act::TellSilent(why)]);
    assert_eq!((machine.on(troubled(800), at(800)), machine.due()), (Vec::new(), None));
    machine.on(polling(), at(900));
    assert_eq!(machine.on(Input::Due, at(960)), [Act::Mended]);
}

#[test]
fn one_that_polls_for_moments_only_is_silent() {
    let mut machine = switched_on();
    let mut told = Vec::new();
    for now in (1..=700).step_by(35) {
        machine.on(polling(), at(now));
        told.extend(machine.on(troubled(now + 30), at(now + 30)));
    }
    assert_eq!(told, [Act::TellSilent(Some(Why::Down(Down::Trouble(conflict()))))]);
}

#[test]
fn what_never_began_is_told_after_ten_minutes() {
    // It started with the program, and nobody was there to look.
    let mut machine = switched_on();
    machine.on(Input::Stuck(Stuck::BadToken), at(2));
    assert_eq!(machine.on(Input::Due, at(600)), [Act::TellSilent(Some(Why::Stuck(Stuck::BadToken)))]);
    let mut machine = switched_on();
    assert_eq!(machine.on(Input::Due, at(600)), [Act::TellSilent(None)], "a keyring that asks nobody");
}

#[test]
fn a_machine_that_slept_has_ten_minutes_more() {
    let mut machine = switched_on();
    machine.on(troubled(5), at(5));
    assert_eq!(machine.on(Input::Due, at(9_000)), []);
    assert_eq!(machine.due(), Some(at(9_600)));
}

#[test]
fn a_clock_that_was_set_back_holds_nothing_up() {
    let mut machine = switched_on();
    machine.on(Input::Down(no_route()), at(10_000));
    machine.notice_clock(at(0));
    assert_eq!(machine.due(), Some(at(60)));
    machine.on(Input::Due, at(60));
    machine.notice_clock(at(0));
    assert_eq!(machine.due(), Some(at(600)));
    machine.on(polling(), at(50));
    machine.notice_clock(at(0));
    assert_eq!(machine.due(), Some(at(60)));
}

fn inputs() -> impl Strategy<Value = Vec<(Input, i64)>> {
    let input = prop_oneof![
        Just(Input::On),
        Just(Input::Stopped),
        Just(polling()),
        Just(troubled(0)),
        Just(Input::Down(Down::Panicked)),
        Just(Input::Down(no_route())),
        Just(Input::Stuck(Stuck::BadToken)),
        Just(Input::Due),
    ];
    prop::collection::vec((input, 0_i64..900), 0..60)
}

proptest! {
    #[test]
    fn nothing_is_told_twice_between_two_healths(inputs in inputs()) {
        let mut machine = Machine::default();
        let (mut now, mut told, mut polled) = (0, 0, false);
        for (input, later) in inputs {
            now += later;
            polled = match &input {
                Input::On | Input::Off | Input::Stopped => false,
                Input::Fact(BotFact::Polling { .. }) => true,
                Input::Fact(BotFact::Trouble { .. }) | Input::Down(_) | Input::Stuck(_) | Input::Due => polled,
            };
            if matches!(input, Input::On | Input::Stopped) {
                told = 0;
            }
            let acts = machine.on(input, at(now));
            prop_assert!(acts.iter().filter(|act| **act == Act::Begin).count() <= 1);
            for act in acts {
                match act {
                    Act::Begin => prop_assert_eq!(machine.phase(), &Phase::Starting),
                    Act::Mended => told = 0,
                    // Each of these waits for a person, who begins it anew.
                    Act::TellStuck(_) => prop_assert!(polled),
                    Act::Tell(_) | Act::TellSilent(_) => {
                        told += 1;
                        prop_assert_eq!(told, 1);
                    }
                }
            }
            prop_assert!(*machine.phase() != Phase::Off || machine.due().is_none());
        }
    }
}
