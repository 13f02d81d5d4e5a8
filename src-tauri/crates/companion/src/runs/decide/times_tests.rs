use chrono::{DateTime, TimeDelta, Utc};

use super::times::ResultTimes;
use super::*;
use crate::view::{Counts, MomentKind, Outcome, Phase};

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000 + seconds, 0).expect("a valid instant")
}

fn job_run(stage: Stage, modified: Option<i64>) -> JobRunSeen {
    let status = stage.is_over().then(|| "passed".to_owned());
    let modified = modified.map(at);
    JobRunSeen { id: 1, name: String::new(), stage, status, url: None, error: None, modified, began: None }
}

/// What a look at `seconds` sees.
fn look(seconds: i64, run: Option<JobRunSeen>, passed: u32) -> Seen {
    let is_over = run.as_ref().is_none_or(|run| run.stage.is_over());
    let counts = Counts { passed, failed: 1, ..Counts::default() };
    Seen {
        asked_at: at(seconds),
        closed: false,
        modified: None,
        job_runs: Some(run.into_iter().collect()),
        counts: Some(counts).filter(|_| passed > 0),
        ready: is_over.then_some(true),
    }
}

struct Course(RunState, Vec<(MomentKind, DateTime<Utc>, bool)>);

impl Course {
    /// Launched at 0.
    fn launched() -> Self {
        let mut course = Self(RunState::asked(at(0)), Vec::new());
        course.tell(1, Observation::Accepted { launch_id: 5 });
        course
    }

    fn tell(&mut self, seconds: i64, observation: Observation) {
        let (state, effects) = step(&self.0, observation, at(seconds), &Policy::new(12, 30));
        self.0 = state;
        self.1.extend(effects.into_iter().filter_map(|effect| match effect {
            Effect::Moment { kind, at, seen, .. } => Some((kind, at, seen)),
            Effect::Announce(_) => None,
        }));
    }

    fn see(&mut self, look: Seen) {
        let seconds = (look.asked_at - at(0)).num_seconds();
        self.tell(seconds, Observation::Seen(look));
    }

    fn moment(&self, wanted: MomentKind) -> (DateTime<Utc>, bool) {
        let (_, at, seen) = self.1.iter().rev().find(|(kind, ..)| *kind == wanted).expect("it happened");
        (*at, *seen)
    }
}

#[test]
fn a_run_begins_and_ends_when_its_ci_does_however_seldom_it_is_looked_at() {
    let mut course = Course::launched();
    course.see(look(60, Some(job_run(Stage::InProgress, Some(12))), 0));
    assert_eq!(course.moment(MomentKind::Started), (at(12), false));
    course.see(look(120, Some(job_run(Stage::Finished, Some(95))), 3));
    assert_eq!(course.moment(MomentKind::Finished), (at(95), false));
    assert_eq!((course.0.started_at, course.0.finished_at), (Some(at(12)), Some(at(95))));
    assert_eq!(course.moment(MomentKind::FirstResult), (at(95), true), "no later than the end");
}

#[test]
fn what_no_look_met_is_learned_from_the_results() {
    let mut course = Course::launched();
    course.see(look(60, Some(job_run(Stage::Finished, Some(40))), 3));
    assert_eq!((course.0.started_at, course.0.finished_at), (None, Some(at(40))));
    let results =
        ResultTimes { began: Some(at(7)), first: Some(at(9)), first_bad: Some(at(30)), ended: Some(at(39)) };
    let known = course.0.settle(&results);
    let expected =
        [(MomentKind::Started, at(7)), (MomentKind::FirstResult, at(9)), (MomentKind::FirstFailure, at(30))];
    assert_eq!(known, expected);
    assert_eq!((course.0.started_at, course.0.finished_at), (Some(at(7)), Some(at(40))));
}

#[test]
fn times_that_cannot_be_are_not_taken() {
    for wrong in [-3_600, 3_600] {
        let mut course = Course::launched();
        course.see(look(60, Some(job_run(Stage::InProgress, Some(wrong))), 0));
        assert_eq!(course.moment(MomentKind::Started), (at(60), true));
        course.see(look(120, Some(job_run(Stage::Finished, Some(wrong))), 3));
        assert_eq!(course.moment(MomentKind::Finished), (at(120), true));
        let results = ResultTimes {
            began: Some(at(wrong)),
            first: Some(at(wrong)),
            first_bad: None,
            ended: Some(at(wrong)),
        };
        assert_eq!(course.0.settle(&results), []);
        assert_eq!((course.0.started_at, course.0.finished_at), (Some(at(60)), Some(at(120))));
    }
}

#[test]
fn a_server_that_tells_no_times_leaves_what_was_seen() {
    let mut course = Course::launched();
    course.see(look(60, Some(job_run(Stage::InProgress, None)), 0));
    assert_eq!(course.moment(MomentKind::Started), (at(60), true));
    course.see(look(120, Some(job_run(Stage::Finished, None)), 3));
    assert_eq!(course.moment(MomentKind::Finished), (at(120), true));
    assert_eq!(course.0.settle(&ResultTimes::default()), []);
}

/// What the server wrote down before its clock stepped is moved to ours by what the clock tells after it.
#[test]
fn a_server_whose_clock_steps_during_a_run_moves_nothing_that_is_known() {
    for step in [-3_600, 3_600] {
        let mut course = Course::launched();
        course.see(look(60, Some(job_run(Stage::InProgress, Some(55))), 0));
        course.see(look(120, Some(job_run(Stage::InProgress, Some(55 + step))), 2));
        course.see(look(180, Some(job_run(Stage::Finished, Some(175))), 3));
        assert_eq!(course.moment(MomentKind::Started), (at(55), false));
        assert_eq!(course.moment(MomentKind::Finished), (at(175), false));
        assert_eq!((course.0.started_at, course.0.finished_at), (Some(at(55)), Some(at(175))));
    }
}

#[test]
fn half_a_second_of_an_unsteady_clock_is_allowed_for() {
    let mut course = Course::launched();
    course.see(look(60, Some(job_run(Stage::InProgress, Some(61))), 0));
    assert_eq!(course.moment(MomentKind::Started), (at(60), false));
}

#[test]
fn an_upload_ended_with_the_last_that_was_seen_of_it() {
    let mut course = Course(RunState::followed(5, at(-100), at(0)), Vec::new());
    course.see(look(10, None, 3));
    course.see(look(40, None, 4));
    assert_eq!(course.0.phase, Phase::Running);
    course.see(look(700, None, 4));
    assert_eq!((course.0.outcome, course.0.finished_at), (Some(Outcome::Failed), Some(at(40))));
    let ended = course.0.settle(&ResultTimes { ended: Some(at(35)), ..ResultTimes::default() });
    assert_eq!(ended, [(MomentKind::Finished, at(35))]);
    assert_eq!(course.0.finished_at, Some(at(35)));
}

#[test]
fn a_rerun_that_shows_nothing_new_ends_after_it_was_asked() {
    let mut course = Course::launched();
    course.see(look(60, Some(job_run(Stage::Finished, Some(40))), 3));
    course.tell(
        100,
        Observation::RerunAsked { key: "press".to_owned(), results: None, send_at: at(100), told: true },
    );
    course.tell(100, Observation::Sending);
    course.see(look(400, Some(job_run(Stage::Finished, Some(40))), 3));
    assert_eq!(course.0.finished_at, Some(at(400)), "each end has a moment of its own");
    let known = course.0.settle(&ResultTimes { ended: Some(at(39)), ..ResultTimes::default() });
    assert_eq!(known, []);
}

#[test]
fn a_launch_that_is_closed_early_ended_when_it_was_closed() {
    let mut course = Course::launched();
    let closed = Seen {
        closed: true,
        modified: Some(at(50)),
        ..look(60, Some(job_run(Stage::InProgress, Some(12))), 3)
    };
    course.see(closed);
    assert_eq!(course.moment(MomentKind::Closed), (at(50), false));
    assert_eq!(course.0.finished_at, Some(at(50)));
    assert_eq!(course.0.finished_at.map(|end| end - at(12)), Some(TimeDelta::seconds(38)));
}

#[test]
fn a_look_that_tells_the_same_by_an_unsteady_clock_changes_nothing() {
    let mut course = Course::launched();
    course.see(look(60, Some(job_run(Stage::InProgress, Some(12))), 2));
    let before = course.0.clone();
    for off in [-1, 1, 0, 2] {
        course.see(look(90, Some(job_run(Stage::InProgress, Some(12 + off))), 2));
        assert_eq!(
            RunState { observed_at: before.observed_at, ..course.0.clone() },
            before,
            "off by {off} s"
        );
    }
    course.see(look(120, Some(job_run(Stage::InProgress, Some(80))), 2));
    assert_eq!(course.0.job_runs[0].modified, Some(at(80)));
}
