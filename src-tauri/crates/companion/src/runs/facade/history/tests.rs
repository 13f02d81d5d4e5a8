use super::*;
use crate::runs::record::blank_row;
use crate::view::Outcome;

fn run(id: i64, job_id: i64, launch_id: Option<i64>, asked_at: i64) -> RunRow {
    RunRow {
        id,
        job_id: Some(job_id),
        job_name: Some(format!("Job {job_id}")),
        launch_id,
        phase: "finished".to_owned(),
        outcome: Some("failed".to_owned()),
        failed: 2,
        ..blank_row(1, 1, "P".to_owned(), asked_at)
    }
}

fn launch(id: i64, job_id: i64, at: i64) -> Listed {
    Listed {
        launch_id: id,
        job_id,
        job_name: format!("Job {job_id}"),
        ci: "jenkins".to_owned(),
        outcome: Some(Outcome::Passed),
        counts: None,
        at: instant(at),
        signature: 0,
    }
}

#[test]
fn what_others_launched_stands_among_our_own_oldest_first() {
    let runs = [run(3, 11, None, 400), run(2, 11, Some(102), 200), run(1, 12, Some(90), 50)];
    let listed = [launch(103, 11, 300), launch(102, 11, 201), launch(101, 11, 100)];
    let jobs = together(&runs, &listed);
    let told: Vec<_> = jobs[0].results.iter().map(|one| (one.launch_id, one.run_id, one.outcome)).collect();
    let (passed, failed) = (Some(Outcome::Passed), Some(Outcome::Failed));
    let expected = [
        (Some(101), None, passed),
        (Some(102), Some(2), failed),
        (Some(103), None, passed),
        (None, Some(3), failed),
    ];
    assert_eq!(told, expected);
    assert_eq!((jobs[0].job_id, jobs[0].job_name.as_str(), jobs[0].followed_only), (11, "Job 11", false));
    assert_eq!((jobs[1].job_id, jobs[1].results.len(), jobs[1].followed_only), (12, 1, true));
    assert_eq!(jobs[1].results[0].counts.map(|counts| counts.failed), Some(2));
    assert_eq!(together(&[], &[]), []);
}

#[test]
fn the_last_ten_are_told_and_a_run_that_goes_on_has_no_outcome() {
    let mut listed: Vec<Listed> = (0..30).map(|n| launch(n, 11, n * 10)).collect();
    listed.reverse();
    let going_on = RunRow { phase: "running".to_owned(), outcome: None, ..run(1, 11, Some(29), 290) };
    let jobs = together(&[going_on], &listed);
    let told: Vec<_> = jobs[0].results.iter().filter_map(|one| one.launch_id).collect();
    assert_eq!(told, (20..30).collect::<Vec<_>>());
    assert_eq!(jobs[0].results[9].outcome, None);
}
