use super::machine_tests::{Look, Story, at, counts, job_run, over, running};
use super::*;
use crate::view::{Outcome, Phase};

impl Story {
    fn ask_for_rerun(&mut self, told: bool) -> &mut Self {
        self.tell(Observation::RerunAsked {
            key: "press".to_owned(),
            results: None,
            send_at: at(self.seconds),
            told,
        })
    }

    fn rerun(&mut self) -> &mut Self {
        self.ask_for_rerun(true).tell(Observation::Sending)
    }
}

#[test]
fn a_rerun_reopens_and_old_news_do_not_end_it_again() {
    let mut story = Story::launched();
    story.see(over(counts(4, 1, 0))).rerun();
    assert_eq!((story.state.phase, story.state.outcome), (Phase::Scheduled, None));
    story.see(over(counts(4, 1, 0)));
    assert_eq!(story.state.phase, Phase::Scheduled);
    story.see(running(counts(4, 0, 1))).see(over(counts(5, 0, 0)));
    assert_eq!(story.state.outcome, Some(Outcome::Passed));
    assert_eq!(story.said(Announcement::Finished), 2);
}

#[test]
fn a_launch_that_is_not_open_again_yet_does_not_end_its_rerun() {
    let mut story = Story::launched();
    let closed = |look: Look| Look { closed: true, ..look };
    for ended in [over(counts(4, 1, 0)), closed(over(counts(4, 1, 0)))] {
        let mut story = Story::launched();
        story.see(ended).rerun().see(closed(over(counts(4, 1, 0))));
        assert_eq!(story.state.phase, Phase::Scheduled);
    }
    story.see(over(counts(4, 1, 0))).rerun().see(closed(over(counts(4, 1, 0))));
    story.see(running(counts(4, 0, 1))).see(closed(over(counts(5, 0, 0))));
    assert_eq!((story.state.outcome, story.said(Announcement::Finished)), (Some(Outcome::Passed), 2));
}

#[test]
fn a_rerun_that_passes_is_not_cancelled_as_the_run_before_it_was() {
    let mut story = Story::launched();
    let cancelled = job_run(Stage::Finished, Some("cancelled"));
    story.see(Look { job_runs: vec![cancelled.clone()], ..over(counts(4, 0, 0)) });
    assert_eq!(story.state.outcome, Some(Outcome::Cancelled));
    story.rerun();
    let again = JobRunSeen { id: 2, ..job_run(Stage::InProgress, None) };
    story.see(Look { job_runs: vec![cancelled.clone(), again], ..running(counts(4, 0, 1)) });
    let passed = JobRunSeen { id: 2, ..job_run(Stage::Finished, Some("passed")) };
    story.see(Look { job_runs: vec![cancelled, passed], ..over(counts(5, 0, 0)) });
    assert_eq!(story.state.outcome, Some(Outcome::Passed));
}

#[test]
fn a_rerun_that_does_not_begin_leaves_the_run_as_it_was() {
    let refused = Observation::RerunRefused { cause: "no".to_owned() };
    let asleep = Observation::NotSent { cause: "no".to_owned() };
    let ways = [
        (vec![Observation::Sending, refused], Some("no".to_owned())),
        (vec![asleep], Some("no".to_owned())),
        (vec![Observation::TakenBack], None),
    ];
    for (way, why) in ways {
        let mut story = Story::launched();
        story.see(over(counts(4, 1, 0)));
        let before = story.state.clone();
        story.ask_for_rerun(true);
        assert_eq!((story.state.phase, story.state.outcome), (Phase::Pending, None));
        for observation in way {
            story.tell(observation);
        }
        assert_eq!(story.state.outcome, before.outcome);
        assert_eq!((story.state.phase, story.state.finished_at), (Phase::Finished, before.finished_at));
        assert_eq!((story.said(Announcement::Finished), story.said(Announcement::NotRerun { why })), (1, 1));
        assert!(story.state.memory.pending.is_none());
    }
}

#[test]
fn an_outcome_that_was_not_told_before_the_rerun_is_told_when_that_is_taken_back() {
    let mut story = Story::launched();
    story.see(over(counts(4, 1, 0))).ask_for_rerun(false).tell(Observation::TakenBack);
    assert_eq!(story.said(Announcement::Finished), 2, "the second one is told");
    assert_eq!(story.said(Announcement::NotRerun { why: None }), 0);
}

#[test]
fn a_rerun_that_shows_nothing_new_ends_after_a_while() {
    let mut story = Story::launched();
    story.see(over(counts(4, 1, 0))).rerun().wait(300).see(over(counts(4, 1, 0)));
    assert_eq!(story.state.outcome, Some(Outcome::Failed));
}
