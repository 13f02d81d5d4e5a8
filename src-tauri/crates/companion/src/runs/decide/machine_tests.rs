use chrono::{DateTime, TimeDelta, Utc};

use super::*;
use crate::view::{Counts, MomentKind, Outcome, Phase, WaitingFor};

pub(super) fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000 + seconds, 0).expect("a valid instant")
}

pub(super) fn policy() -> Policy {
    Policy::new(12, 30)
}

/// A run, its clock, and all effects so far.
pub(super) struct Story {
    pub(super) state: RunState,
    effects: Vec<Effect>,
    pub(super) seconds: i64,
}

impl Story {
    fn asked() -> Self {
        Self { state: RunState::asked(at(0)), effects: Vec::new(), seconds: 0 }
    }

    pub(super) fn launched() -> Self {
        let mut story = Self::asked();
        story.tell(Observation::Accepted { launch_id: 5 });
        story
    }

    pub(super) fn tell(&mut self, observation: Observation) -> &mut Self {
        let (state, effects) = step(&self.state, observation, at(self.seconds), &policy());
        self.state = state;
        self.effects.extend(effects);
        self
    }

    pub(super) fn wait(&mut self, seconds: i64) -> &mut Self {
        self.seconds += seconds;
        self
    }

    pub(super) fn see(&mut self, look: Look) -> &mut Self {
        self.wait(30);
        let seen = Seen {
            asked_at: at(self.seconds),
            closed: look.closed,
            modified: None,
            job_runs: Some(look.job_runs),
            counts: look.counts,
            ready: look.ready,
        };
        self.tell(Observation::Seen(seen))
    }

    fn count(&self, effect: &Effect) -> usize {
        self.effects.iter().filter(|seen| *seen == effect).count()
    }

    pub(super) fn said(&self, announcement: Announcement) -> usize {
        self.count(&Effect::Announce(announcement))
    }

    fn moments(&self, wanted: MomentKind) -> usize {
        self.effects.iter().filter(|e| matches!(e, Effect::Moment { kind, .. } if *kind == wanted)).count()
    }
}

#[derive(Default)]
pub(super) struct Look {
    pub(super) closed: bool,
    pub(super) job_runs: Vec<JobRunSeen>,
    pub(super) counts: Option<Counts>,
    pub(super) ready: Option<bool>,
}

pub(super) fn job_run(stage: Stage, status: Option<&str>) -> JobRunSeen {
    JobRunSeen {
        id: 1,
        name: "build".to_owned(),
        stage,
        status: status.map(str::to_owned),
        url: None,
        error: None,
        modified: None,
        began: None,
    }
}

pub(super) fn counts(passed: u32, failed: u32, in_progress: u32) -> Counts {
    Counts { passed, failed, in_progress, ..Counts::default() }
}

pub(super) fn running(counts: Counts) -> Look {
    Look { job_runs: vec![job_run(Stage::InProgress, None)], counts: Some(counts), ..Look::default() }
}

pub(super) fn over(counts: Counts) -> Look {
    let job_runs = vec![job_run(Stage::Finished, Some("passed"))];
    Look { job_runs, counts: Some(counts), ready: Some(true), closed: false }
}

#[test]
fn from_the_click_to_its_outcome() {
    let mut story = Story::launched();
    assert_eq!((story.state.phase, story.state.waiting_for()), (Phase::Scheduled, Some(WaitingFor::Ci)));
    story.see(Look { job_runs: vec![job_run(Stage::Scheduled, None)], ..Look::default() });
    assert_eq!(story.state.phase, Phase::Scheduled);
    story.see(running(counts(0, 0, 0)));
    assert_eq!((story.state.phase, story.state.waiting_for()), (Phase::Running, Some(WaitingFor::Results)));
    story.see(running(counts(3, 1, 2)));
    assert_eq!(story.state.waiting_for(), Some(WaitingFor::Tests));
    story.see(over(counts(5, 1, 0)));
    assert_eq!((story.state.phase, story.state.outcome), (Phase::Finished, Some(Outcome::Failed)));
    assert_eq!((story.said(Announcement::Started), story.said(Announcement::Finished)), (1, 1));
    assert_eq!((story.moments(MomentKind::FirstResult), story.moments(MomentKind::FirstFailure)), (1, 1));
}

#[test]
fn a_run_over_within_one_look_tells_its_course_in_order_and_no_beginning_it_never_saw() {
    let mut story = Story::launched();
    story.see(Look { closed: true, ..over(counts(4, 1, 0)) });
    let moments = story.effects.iter().filter_map(|effect| match effect {
        Effect::Moment { kind, .. } => Some(*kind),
        Effect::Announce(_) => None,
    });
    assert_eq!(
        moments.skip(1).collect::<Vec<_>>(),
        [
            MomentKind::Started,
            MomentKind::FirstResult,
            MomentKind::FirstFailure,
            MomentKind::Closed,
            MomentKind::Finished
        ]
    );
    assert_eq!((story.state.started_at, story.state.finished_at), (None, Some(at(30))));
}

#[test]
fn a_launch_that_stays_open_is_over_once_all_is_in() {
    let mut story = Story::launched();
    story.see(Look { ready: Some(false), ..over(counts(5, 0, 0)) });
    assert_eq!(story.state.waiting_for(), Some(WaitingFor::Processing));
    assert!(story.state.is_about_to_end(at(story.seconds)));
    assert!(!story.state.is_about_to_end(at(story.seconds + 600)));
    story.see(Look { ready: Some(true), ..over(counts(5, 0, 1)) });
    assert_eq!(story.state.phase, Phase::Running);
    story.see(over(counts(6, 0, 0)));
    assert_eq!(story.state.outcome, Some(Outcome::Passed));
    assert!(!story.state.closed);
}

#[test]
fn a_closed_launch_is_over_when_its_counts_are_known() {
    let mut story = Story::launched();
    story.see(Look { closed: true, ..Look::default() });
    assert_eq!(story.state.phase, Phase::Scheduled);
    story.see(Look { closed: true, counts: Some(counts(2, 0, 0)), ..Look::default() });
    assert_eq!(story.state.outcome, Some(Outcome::Passed));
}

#[test]
fn a_ci_that_could_not_start_is_told_in_its_own_words() {
    let mut story = Story::launched();
    let failed = JobRunSeen { error: Some("No agent".to_owned()), ..job_run(Stage::RunFailure, None) };
    story.see(Look {
        job_runs: vec![failed],
        counts: Some(Counts::default()),
        ready: Some(true),
        closed: false,
    });
    assert_eq!(story.state.outcome, Some(Outcome::StartFailed));
    assert_eq!(story.state.message.as_deref(), Some("No agent"));
}

#[test]
fn a_cancelled_build_is_cancelled_and_an_empty_one_has_no_results() {
    let mut story = Story::launched();
    story.see(Look { job_runs: vec![job_run(Stage::Finished, Some("cancelled"))], ..over(counts(1, 0, 0)) });
    assert_eq!(story.state.outcome, Some(Outcome::Cancelled));
    let mut story = Story::launched();
    story.see(over(Counts::default()));
    assert_eq!(story.state.outcome, Some(Outcome::NoResults));
}

#[test]
fn a_launch_without_job_runs_must_rest_first() {
    let mut story = Story { state: RunState::followed(5, at(0), at(0)), effects: Vec::new(), seconds: 0 };
    let quiet = || Look { counts: Some(counts(4, 0, 0)), ready: Some(true), ..Look::default() };
    story.see(quiet()).see(quiet());
    assert_eq!(story.state.phase, Phase::Running);
    story.wait(700).see(quiet());
    assert_eq!(story.state.outcome, Some(Outcome::Passed));
}

#[test]
fn a_run_that_stalls_says_so_once_and_may_go_on() {
    let mut story = Story::launched();
    story
        .see(running(counts(1, 0, 3)))
        .wait(2_000)
        .see(running(counts(1, 0, 3)))
        .see(running(counts(1, 0, 3)));
    assert!(story.state.stalled);
    assert_eq!(story.said(Announcement::Stalled), 1);
    story.see(running(counts(2, 0, 2)));
    assert!(!story.state.stalled);
    story.wait(2_000).see(running(counts(2, 0, 2))).see(Look { closed: true, ..over(counts(2, 0, 2)) });
    assert_eq!(story.state.outcome, Some(Outcome::Passed));
}

#[test]
fn a_run_is_given_up_only_on_fresh_word_of_the_server() {
    let mut story = Story::launched();
    story.see(running(counts(1, 0, 1))).wait(13 * 3_600).tell(Observation::LinkLost);
    assert_eq!(story.state.phase, Phase::Running);
    story.see(running(counts(1, 0, 1)));
    assert_eq!(story.state.outcome, Some(Outcome::TimedOut));
}

#[test]
fn a_run_that_ended_while_nobody_looked_is_not_timed_out() {
    let mut story = Story::launched();
    story.wait(13 * 3_600).see(over(counts(1, 0, 0)));
    assert_eq!(story.state.outcome, Some(Outcome::Passed));
}

#[test]
fn one_answer_that_the_launch_is_gone_proves_nothing() {
    let mut story = Story::launched();
    let gone = |story: &mut Story| {
        story.wait(30);
        let asked_at = at(story.seconds);
        story.tell(Observation::Missing { asked_at });
    };
    gone(&mut story);
    gone(&mut story);
    story.see(running(counts(0, 0, 1)));
    gone(&mut story);
    gone(&mut story);
    assert_eq!(story.state.phase, Phase::Running);
    gone(&mut story);
    assert_eq!(story.state.outcome, Some(Outcome::Lost));
}

#[test]
fn a_lost_answer_is_looked_up_and_adopted() {
    let mut story = Story::asked();
    story.tell(Observation::AnswerLost { cause: "cut".to_owned() });
    assert_eq!((story.state.phase, story.state.memory.next_look_at), (Phase::Checking, Some(at(0))));
    story.tell(Observation::LookFailed).tell(Observation::LookedUp { candidates: vec![] });
    assert_eq!(story.state.memory.looks, 1);
    story.tell(Observation::LookedUp { candidates: vec![9] });
    assert_eq!((story.state.phase, story.state.launch_id), (Phase::Scheduled, Some(9)));
}

#[test]
fn when_it_cannot_be_told_the_person_is_asked_once() {
    let mut story = Story::asked();
    story.tell(Observation::AnswerLost { cause: "cut".to_owned() });
    for _ in 0..20 {
        story.tell(Observation::LookedUp { candidates: vec![] });
    }
    assert_eq!(story.state.phase, Phase::Unknown);
    assert_eq!(story.said(Announcement::Question), 1);
    story.tell(Observation::PersonLooksAgain).tell(Observation::LookedUp { candidates: vec![1, 2] });
    assert_eq!((story.state.phase, story.said(Announcement::Question)), (Phase::Unknown, 2));
    story.tell(Observation::PersonAdopts { launch_id: 2 });
    assert_eq!((story.state.phase, story.state.launch_id), (Phase::Scheduled, Some(2)));
}

#[test]
fn a_refused_request_started_nothing() {
    let mut story = Story::asked();
    story.tell(Observation::Refused { cause: "no rights".to_owned() });
    assert_eq!(story.state.outcome, Some(Outcome::StartFailed));
    assert_eq!(story.state.message.as_deref(), Some("no rights"));
}

#[test]
fn the_length_of_a_launch_followed_in_mid_run_counts_from_its_own_start() {
    let mut story = Story { state: RunState::followed(5, at(-600), at(0)), effects: Vec::new(), seconds: 0 };
    story.see(running(counts(1, 0, 1))).see(over(counts(2, 0, 0)));
    assert_eq!(story.state.started_at, Some(at(-600)));

    let mut story = Story { state: RunState::followed(5, at(-600), at(0)), effects: Vec::new(), seconds: 0 };
    story.see(over(counts(2, 0, 0)));
    assert_eq!(story.state.started_at, None, "nobody knows when it ended");
}

#[test]
fn the_link_is_noted_once_each_way() {
    let mut story = Story::launched();
    for lost in [Observation::LinkLost, Observation::LinkLost, Observation::LinkBack, Observation::LinkBack] {
        story.tell(lost);
    }
    assert_eq!((story.moments(MomentKind::LinkLost), story.moments(MomentKind::LinkBack)), (1, 1));
    assert_eq!(story.state.memory.timed_from, at(0) + TimeDelta::zero());
}

#[test]
fn a_launch_that_is_no_longer_shown_is_given_up_in_the_end() {
    let mut story = Story::launched();
    story.wait(60).tell(Observation::NotShown);
    assert_eq!(story.state.phase, Phase::Scheduled);
    story.wait(12 * 3_600).tell(Observation::NotShown).tell(Observation::NotShown);
    assert_eq!(story.state.phase, Phase::Scheduled);
    story.tell(Observation::NotShown);
    assert_eq!(story.state.outcome, Some(Outcome::TimedOut));
}

#[test]
fn a_lookup_without_an_answer_never_becomes_a_question_however_long_the_machine_slept() {
    let mut story = Story::asked();
    story.tell(Observation::AnswerLost { cause: String::new() });
    story.wait(60).tell(Observation::LookFailed);
    story.wait(12 * 3_600).tell(Observation::LookFailed).wait(5).tell(Observation::LookFailed);
    assert_eq!(story.state.phase, Phase::Checking);
    assert!(story.state.memory.next_look_at.is_some());
    story.tell(Observation::LookedUp { candidates: vec![9] });
    assert_eq!(story.state.launch_id, Some(9));
}

#[test]
fn a_lookup_that_is_refused_for_hours_becomes_a_question() {
    let mut story = Story::asked();
    story.tell(Observation::AnswerLost { cause: String::new() });
    story
        .wait(60)
        .tell(Observation::LookRefused)
        .tell(Observation::LookRefused)
        .tell(Observation::LookRefused);
    assert_eq!(story.state.phase, Phase::Checking);
    story.wait(12 * 3_600).tell(Observation::LookRefused).tell(Observation::LookRefused);
    assert_eq!(story.state.phase, Phase::Checking);
    story.tell(Observation::LookRefused);
    assert_eq!(story.state.phase, Phase::Unknown);
    assert_eq!(story.said(Announcement::Question), 1);
}

#[test]
fn the_first_look_after_a_nights_sleep_ends_nothing_when_a_part_of_it_failed() {
    let ended = || vec![job_run(Stage::Finished, Some("passed"))];
    let no_counts = Look { job_runs: ended(), ..Look::default() };
    let no_progress = Look { job_runs: ended(), counts: Some(counts(3, 0, 0)), ..Look::default() };
    for partial in [no_counts, no_progress] {
        let mut story = Story::launched();
        story.see(running(counts(1, 0, 1))).wait(13 * 3_600).see(partial);
        assert_eq!(story.state.outcome, None);
        story.wait(5).see(over(counts(3, 0, 0)));
        assert_eq!(story.state.outcome, Some(Outcome::Passed));
    }
}
