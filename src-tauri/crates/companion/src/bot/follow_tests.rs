use chrono::{DateTime, Utc};

use super::{ChatPlace, Subscription, Threshold, concerns};
use crate::view::{ChangeCounts, Counts, Origin, Outcome, Phase, RunView};

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000 + seconds, 0).expect("a valid instant")
}

fn finished(outcome: Outcome, counts: Counts, newly_failed: Option<u32>) -> RunView {
    RunView {
        id: 1,
        project_id: 5,
        project_name: "Bank".to_owned(),
        job_id: None,
        job_name: None,
        ci: None,
        launch_id: None,
        name: "Nightly".to_owned(),
        origin: Origin::Here,
        phase: Phase::Finished,
        outcome: Some(outcome),
        stalled: false,
        counts,
        waiting_for: None,
        message: None,
        asked_at: at(0),
        sends_at: None,
        started_at: None,
        finished_at: Some(at(100)),
        observed_at: None,
        usual: None,
        estimate: None,
        closed: true,
        change: newly_failed.map(|newly_failed| ChangeCounts { newly_failed, ..ChangeCounts::default() }),
        url: None,
    }
}

fn subscription(project_id: Option<i64>, threshold: Threshold) -> Subscription {
    Subscription {
        id: 1,
        chat: ChatPlace { chat_id: 70, thread_id: None },
        user_id: 7,
        project_id,
        threshold,
        since: at(50),
    }
}

fn counts(passed: u32, failed: u32, skipped: u32) -> Counts {
    Counts { passed, failed, skipped, ..Counts::default() }
}

#[test]
fn a_project_is_told_of_its_own_runs_that_ended() {
    let run = finished(Outcome::Passed, counts(1, 0, 0), None);
    assert!(concerns(&subscription(None, Threshold::All), &run));
    assert!(concerns(&subscription(Some(5), Threshold::All), &run));
    assert!(!concerns(&subscription(Some(6), Threshold::All), &run));
    let running = RunView { outcome: None, finished_at: None, phase: Phase::Running, ..run };
    assert!(!concerns(&subscription(None, Threshold::All), &running));
}

#[test]
fn each_threshold_is_crossed_by_what_is_worse() {
    let passed = finished(Outcome::Passed, counts(10, 0, 5), Some(0));
    let as_before = finished(Outcome::Failed, counts(8, 2, 0), Some(0));
    let worse = finished(Outcome::Failed, counts(8, 2, 0), Some(1));
    let first = finished(Outcome::Failed, counts(8, 2, 0), None);
    let never_ran = finished(Outcome::StartFailed, Counts::default(), None);
    let told = |threshold| {
        [&passed, &as_before, &worse, &first, &never_ran]
            .map(|run| concerns(&subscription(None, threshold), run))
    };
    assert_eq!(told(Threshold::All), [true; 5]);
    assert_eq!(told(Threshold::Failed), [false, true, true, true, true]);
    assert_eq!(told(Threshold::WorseThanPrevious), [false, false, true, true, true]);
    // Eight of ten passed.
    assert_eq!(told(Threshold::PassRateBelow { percent: 80 }), [false, false, false, false, true]);
    assert_eq!(told(Threshold::PassRateBelow { percent: 81 }), [false, true, true, true, true]);
}

#[test]
fn what_was_skipped_does_not_count_for_the_rate() {
    let run = finished(Outcome::Passed, counts(1, 0, 99), None);
    assert!(!concerns(&subscription(None, Threshold::PassRateBelow { percent: 100 }), &run));
    let nothing = finished(Outcome::Passed, counts(0, 0, 3), None);
    assert!(!concerns(&subscription(None, Threshold::PassRateBelow { percent: 100 }), &nothing));
}
