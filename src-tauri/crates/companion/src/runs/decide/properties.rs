//! What holds of a run whatever is observed, in whatever order and however often.

use chrono::{DateTime, TimeDelta, Utc};
use proptest::prelude::*;

use super::pending::{Pending, Request};
use super::*;
use crate::view::{Counts, Phase};

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000 + seconds, 0).expect("a valid instant")
}

fn any_stage() -> impl Strategy<Value = Stage> {
    prop_oneof![
        Just(Stage::Scheduled),
        Just(Stage::InProgress),
        Just(Stage::Finished),
        Just(Stage::RunFailure),
        Just(Stage::Other("paused".to_owned())),
    ]
}

/// Of a server whose clock may be anywhere.
fn any_time() -> impl Strategy<Value = Option<DateTime<Utc>>> {
    prop::option::of((-4_000..8_000_i64).prop_map(at))
}

fn any_job_run() -> impl Strategy<Value = JobRunSeen> {
    let status = prop::option::of(prop_oneof![Just("passed"), Just("cancelled")]);
    (0..3_i64, any_stage(), status, any_time()).prop_map(|(id, stage, status, modified)| JobRunSeen {
        id,
        name: String::new(),
        stage,
        status: status.map(str::to_owned),
        url: None,
        error: None,
        modified,
        began: None,
    })
}

fn any_counts() -> impl Strategy<Value = Counts> {
    (0..3_u32, 0..3_u32, 0..3_u32).prop_map(|(passed, failed, in_progress)| Counts {
        passed,
        failed,
        in_progress,
        ..Counts::default()
    })
}

fn any_seen() -> impl Strategy<Value = Observation> {
    (
        0..4_000_i64,
        any::<bool>(),
        prop::option::of(prop::collection::vec(any_job_run(), 0..3)),
        prop::option::of(any_counts()),
        prop::option::of(any::<bool>()),
        any_time(),
    )
        .prop_map(|(asked, closed, job_runs, counts, ready, modified)| {
            Observation::Seen(Seen { asked_at: at(asked), closed, modified, job_runs, counts, ready })
        })
}

fn any_observation() -> impl Strategy<Value = Observation> {
    prop_oneof![
        8 => any_seen(),
        1 => (0..4_000_i64).prop_map(|asked| Observation::Missing { asked_at: at(asked) }),
        1 => Just(Observation::Sending),
        1 => Just(Observation::TakenBack),
        1 => Just(Observation::NotSent { cause: "asleep".to_owned() }),
        2 => Just(Observation::Accepted { launch_id: 5 }),
        1 => Just(Observation::Refused { cause: "no".to_owned() }),
        1 => Just(Observation::AnswerLost { cause: "cut".to_owned() }),
        1 => prop::collection::vec(0..3_i64, 0..3).prop_map(|candidates| Observation::LookedUp { candidates }),
        1 => Just(Observation::LookFailed),
        1 => Just(Observation::LookRefused),
        1 => Just(Observation::PersonAdopts { launch_id: 6 }),
        1 => Just(Observation::PersonSaysNeverStarted),
        1 => Just(Observation::PersonLooksAgain),
        1 => Just(Observation::NotShown),
        1 => Just(Observation::LinkLost),
        1 => Just(Observation::LinkBack),
        2 => any::<bool>().prop_map(|told| Observation::RerunAsked { key: "k".to_owned(), results: None, send_at: at(0), told }),
        1 => Just(Observation::RerunRefused { cause: "no".to_owned() }),
        1 => Just(Observation::RerunUnanswered { cause: "cut".to_owned() }),
        1 => Just(Observation::CloseAsked),
    ]
}

fn finishes(effects: &[Effect]) -> usize {
    effects.iter().filter(|effect| **effect == Effect::Announce(Announcement::Finished)).count()
}

proptest! {
    #[test]
    fn whatever_is_observed(observations in prop::collection::vec((any_observation(), 0..900_i64), 0..60)) {
        let policy = Policy::new(1, 5);
        let mut now = at(0);
        let pending = Pending { send_at: now, what: Request::Launch { job_id: 3, body: serde_json::Value::Null } };
        let mut state = RunState::asked(now).pending(pending);
        for (observation, passed) in observations {
            now += TimeDelta::seconds(passed);
            let rerun = matches!(observation, Observation::RerunAsked { .. });
            let (next, effects) = step(&state, observation.clone(), now, &policy);

            prop_assert_eq!(next.is_finished(), next.outcome.is_some());
            prop_assert_eq!(next.is_finished(), next.finished_at.is_some());
            if let Some(end) = next.finished_at.filter(|_| !state.is_finished()) {
                prop_assert!(end <= now && next.started_at.is_none_or(|began| began <= end));
            }
            prop_assert!(!state.is_finished() || next.is_finished() || rerun);
            let entered = !state.is_finished() && next.is_finished();
            let back = entered && next.memory.before_rerun != state.memory.before_rerun;
            let told = match state.memory.before_rerun.as_ref().filter(|_| back) {
                Some(before) => before.untold,
                // What was taken back was known before.
                None => entered && observation != Observation::TakenBack,
            };
            prop_assert_eq!(finishes(&effects), usize::from(told));
            prop_assert_eq!(next.phase == Phase::Pending, next.memory.pending.is_some());
            prop_assert!(next.observed_at >= state.observed_at);
            prop_assert_eq!(next.phase == Phase::Checking, next.memory.next_look_at.is_some());
            prop_assert!(!next.is_watched() || next.launch_id.is_some());

            // Told once more, nothing is announced again.
            let (again, effects) = step(&next, observation, now, &policy);
            if !rerun && again.is_finished() == next.is_finished() {
                prop_assert_eq!(finishes(&effects), 0);
            }
            state = next;
        }
    }

    #[test]
    fn an_older_look_never_goes_back(first in any_seen(), second in any_seen()) {
        let policy = Policy::new(1, 5);
        let state = step(&RunState::asked(at(0)), Observation::Accepted { launch_id: 5 }, at(0), &policy).0;
        let (after, _) = step(&state, first.clone(), at(4_000), &policy);
        let Observation::Seen(newer) = &first else { return Ok(()) };
        let Observation::Seen(older) = &second else { return Ok(()) };
        prop_assume!(older.asked_at <= newer.asked_at);
        let (unchanged, effects) = step(&after, second.clone(), at(4_001), &policy);
        prop_assert_eq!(unchanged, after);
        prop_assert!(effects.is_empty());
    }
}
