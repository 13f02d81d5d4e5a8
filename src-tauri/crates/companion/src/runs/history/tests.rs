use testops::{JobInfo, JobRun, Status, StatusCount};

use super::*;

fn at(minutes: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_768_000_000 + minutes * 60, 0).expect("in range")
}

fn job_run(id: i64, stage: JobRunStage, status: Option<JobRunStatus>) -> JobRun {
    let job = JobInfo { id: Some(11), name: "Regression".to_owned(), ..JobInfo::default() };
    JobRun { id, stage: Some(stage), status, job: Some(job), ..JobRun::default() }
}

fn launch(id: i64, jobs: Vec<JobRun>) -> LaunchPreview {
    LaunchPreview { id, created_date: Some(at(id)), jobs, ..LaunchPreview::default() }
}

fn closed(id: i64, counts: &[(Option<Status>, u64)]) -> LaunchPreview {
    let statistic =
        counts.iter().map(|(status, count)| StatusCount { status: status.clone(), count: *count });
    let over = job_run(id, JobRunStage::Finished, Some(JobRunStatus::Failed));
    LaunchPreview { closed: true, statistic: Some(statistic.collect()), ..launch(id, vec![over]) }
}

fn place(connection_id: i64, project_id: i64) -> Place {
    Place { connection_id, url: "https://allure.example".to_owned(), project_id }
}

fn outcomes(launches: &[Listed]) -> Vec<(i64, Option<Outcome>, bool)> {
    launches.iter().map(|one| (one.launch_id, one.outcome, one.counts.is_some())).collect()
}

#[test]
fn a_launch_ends_as_its_results_say_and_without_them_as_the_ci_says() {
    let finished = |id, status| launch(id, vec![job_run(id, JobRunStage::Finished, status)]);
    let previews = [
        closed(1, &[(Some(Status::Passed), 3)]),
        closed(2, &[(Some(Status::Passed), 3), (Some(Status::Broken), 1)]),
        closed(3, &[]),
        finished(4, Some(JobRunStatus::Failed)),
        finished(5, Some(JobRunStatus::Cancelled)),
        launch(6, vec![job_run(6, JobRunStage::InProgress, None)]),
        launch(7, vec![job_run(7, JobRunStage::RunFailure, None)]),
        launch(8, vec![job_run(8, JobRunStage::Finished, None), job_run(9, JobRunStage::Scheduled, None)]),
    ];
    let listed = listed(&previews, &[], TimeDelta::zero());
    let expected = [
        (1, Some(Outcome::Passed), true),
        (2, Some(Outcome::Failed), true),
        (3, Some(Outcome::NoResults), true),
        (4, Some(Outcome::Failed), false),
        (5, Some(Outcome::Cancelled), false),
        (6, None, false),
        (7, Some(Outcome::StartFailed), false),
        (8, None, false),
    ];
    assert_eq!(outcomes(&listed), expected);
    assert_eq!(uncounted(&listed), [4, 5]);
}

#[test]
fn launches_that_do_not_say_their_job_or_their_time_are_left_out() {
    let over = || job_run(1, JobRunStage::Finished, None);
    let previews = [
        launch(1, vec![]),
        launch(2, vec![JobRun { job: None, ..over() }]),
        launch(3, vec![JobRun { job: Some(JobInfo::default()), ..over() }]),
        LaunchPreview { created_date: None, ..launch(4, vec![over()]) },
        launch(5, vec![over(), JobRun { id: 2, ..over() }]),
    ];
    let listed = listed(&previews, &[], TimeDelta::minutes(3));
    assert_eq!(listed.iter().map(|one| one.launch_id).collect::<Vec<_>>(), [5], "a rerun is the same launch");
    assert_eq!(listed[0].at, at(2), "told on our clock");
}

#[test]
fn counts_that_were_asked_for_hold_until_the_list_says_something_new() {
    let open = launch(4, vec![job_run(4, JobRunStage::Finished, Some(JobRunStatus::Passed))]);
    let previews = [open.clone()];
    let read = |before: &[Listed]| listed(&previews, before, TimeDelta::zero());
    let mut first = read(&[]);
    let failed = Counts { passed: 1, failed: 2, ..Counts::default() };
    count(&mut first, &previews, 4, failed);
    assert_eq!(outcomes(&first), [(4, Some(Outcome::Failed), true)], "the results know more than the CI");
    assert_eq!(read(&first), first);

    count(&mut first, &previews, 4, Counts { in_progress: 1, ..failed });
    assert_eq!(outcomes(&first), [(4, None, true)], "the server is not done with it");
    assert_eq!(uncounted(&read(&first)), [4], "so it is asked again");

    let changed = [LaunchPreview { last_modified_date: Some(at(9)), ..open }];
    count(&mut first, &previews, 4, failed);
    assert_eq!(uncounted(&listed(&changed, &first, TimeDelta::zero())), [4]);
}

#[test]
fn a_list_is_good_for_a_minute_and_a_server_that_does_not_answer_is_left_alone_as_long() {
    let history = History::default();
    let launches = listed(&[closed(1, &[])], &[], TimeDelta::zero());
    assert!(!history.is_fresh(&place(1, 1), at(0)));
    history.note(&place(1, 1), at(0), None);
    assert_eq!(history.of(&place(1, 1)), None, "it was not heard");
    history.note(&place(1, 1), at(0), Some(launches.clone()));
    assert!(history.is_fresh(&place(1, 1), at(0)) && !history.is_fresh(&place(1, 1), at(1)));
    assert!(!history.is_fresh(&place(2, 1), at(0)), "another connection has lists of its own");
    let moved = Place { url: "https://elsewhere.example".to_owned(), ..place(1, 1) };
    assert!(!history.is_fresh(&moved, at(0)), "and another address");
    assert!(!history.is_fresh(&place(1, 1), at(-5)), "a clock that was set back");
    history.note(&place(1, 1), at(1), None);
    assert!(history.is_fresh(&place(1, 1), at(1)));
    assert_eq!(history.of(&place(1, 1)), Some(launches), "what it told before stands");
    for project in 2..200 {
        history.note(&place(1, project), at(project), None);
    }
    assert_eq!(history.lists().len(), PROJECTS);
    assert!(history.is_fresh(&place(1, 199), at(199)) && history.of(&place(1, 1)).is_none());
}
