//! Jobs that are launched by themselves: at times, after a job, and not by guess.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use companion::ports::Clock as _;
use companion::view::{
    CatchUp, NamedValue, NoticeKind, ScheduleDraft, ScheduleSaved, ScheduleState, ScheduleView, Trigger,
    TurnOutcome,
};
use serde_json::json;

use crate::program::{Program, is_outcome};
use crate::server::{Job, Server};

/// Every day at noon in UTC.
const NOON: &str = "0 12 * * *";

async fn draft(program: &Program, job: &Job) -> ScheduleDraft {
    ScheduleDraft {
        id: None,
        name: "Nightly".to_owned(),
        project_id: job.project_id,
        project_name: "Project".to_owned(),
        job_id: job.id,
        job_name: "Regression".to_owned(),
        values: program.request(job, "Nightly").await.values,
        trigger: Trigger::Times { cron: NOON.to_owned(), zone: "UTC".to_owned() },
        catch_up: CatchUp::Once,
        only_new: false,
        paused: false,
    }
}

async fn save(program: &Program, draft: ScheduleDraft) -> i64 {
    match program.companion.save_schedule(draft).await.expect("an answer") {
        ScheduleSaved::Saved { id } => id,
        ScheduleSaved::Refused { faults } => panic!("refused: {faults:?}"),
    }
}

async fn view(program: &Program, id: i64) -> ScheduleView {
    let all = program.companion.schedules().await.expect("an answer");
    all.into_iter().find(|schedule| schedule.id == id).expect("it is there")
}

async fn until(
    program: &Program,
    id: i64,
    what: &str,
    wanted: impl Fn(&ScheduleView) -> bool,
) -> ScheduleView {
    program.waiting_for(what, async || wanted(&view(program, id).await)).await;
    view(program, id).await
}

/// Sets the clock to so long before or after the next noon but `days`.
fn to_noon(program: &Program, days: i64, after: TimeDelta) {
    let noon = noon_after(program.outside.clock.now()) + TimeDelta::days(days) + after;
    program.outside.clock.advance(noon - program.outside.clock.now());
}

fn noon_after(now: DateTime<Utc>) -> DateTime<Utc> {
    let today = now.date_naive().and_time(NaiveTime::from_hms_opt(12, 0, 0).expect("noon")).and_utc();
    if today > now { today } else { today + TimeDelta::days(1) }
}

fn outcomes(schedule: &ScheduleView) -> Vec<TurnOutcome> {
    schedule.turns.iter().map(|turn| turn.outcome).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tray_tells_the_next_scheduled_launch() {
    let server = Server::start().await;
    let job = server.job().await;
    let program = Program::connected(&server).await;
    let id = save(&program, draft(&program, &job).await).await;
    let next = || {
        let trays = program.outside.host.told().trays;
        let items = trays.last().map(|tray| tray.menu.clone()).unwrap_or_default();
        items.into_iter().find(|item| item.label.starts_with("Next launch: Nightly"))
    };
    program.waiting_for("it is told", async || next().is_some_and(|item| item.label.contains("12:00"))).await;
    program.companion.pause_schedule(id, true).await.expect("paused");
    program.waiting_for("none is told", async || next().is_none()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_is_launched_at_its_time_once_and_goes_the_way_of_every_launch() {
    let server = Server::start().await;
    let job = server.job().await;
    let program = Program::connected(&server).await;
    let id = save(&program, draft(&program, &job).await).await;
    let noon = noon_after(program.outside.clock.now());
    assert_eq!(view(&program, id).await.next_at, Some(noon));
    to_noon(&program, 0, TimeDelta::seconds(1));
    let schedule = until(&program, id, "launched", |schedule| !schedule.turns.is_empty()).await;
    assert_eq!((outcomes(&schedule), schedule.turns[0].due_at), (vec![TurnOutcome::Launched], noon));
    let run_id = schedule.turns[0].run_id.expect("a run");
    program.until(run_id, "a launch", |run| run.launch_id.is_some()).await;
    let asked = server.launch_requests().await;
    assert_eq!(asked.len(), 1);
    let values = program.request(&job, "Nightly").await.values;
    assert_eq!(asked[0]["parameters"][0]["value"], values.parameters[0].value);
    let program = program.restarted().await;
    assert_eq!(view(&program, id).await.next_at, Some(noon + TimeDelta::days(1)));
    assert_eq!(server.launch_requests().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn three_days_of_sleep_are_one_launch_and_two_rows_that_are_told() {
    let server = Server::start().await;
    let job = server.job().await;
    let program = Program::connected(&server).await;
    let id = save(&program, draft(&program, &job).await).await;
    to_noon(&program, 2, TimeDelta::hours(3));
    let schedule = until(&program, id, "launched", |schedule| schedule.turns.len() == 3).await;
    assert_eq!(outcomes(&schedule), [TurnOutcome::Launched, TurnOutcome::Missed, TurnOutcome::Missed]);
    program.toast(|toast| toast.kind == NoticeKind::LaunchMissed && toast.title.contains("Nightly")).await;
    program.waiting_for("one launch", async || server.launch_requests().await.len() == 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_decides_where_the_schedule_asks() {
    let server = Server::start().await;
    let job = server.job().await;
    let program = Program::connected(&server).await;
    let id = save(&program, ScheduleDraft { catch_up: CatchUp::Ask, ..draft(&program, &job).await }).await;
    to_noon(&program, 1, TimeDelta::hours(3));
    let asks = |schedule: &ScheduleView| matches!(&schedule.state, ScheduleState::Asking { missed } if missed.len() == 2);
    until(&program, id, "asked", asks).await;
    let program = program.restarted().await;
    assert!(asks(&view(&program, id).await));
    program.companion.answer_missed_launches(id, true).await.expect("answered");
    until(&program, id, "launched", |schedule| outcomes(schedule).contains(&TurnOutcome::Launched)).await;
    program.waiting_for("one launch", async || server.launch_requests().await.len() == 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_with_other_parameters_is_told_before_and_not_launched_by_guess() {
    let server = Server::start().await;
    let job = server.job().await;
    let program = Program::connected(&server).await;
    let mut saved = draft(&program, &job).await;
    saved.values.parameters.push(NamedValue { name: "REGION".to_owned(), value: "eu".to_owned() });
    let id = save(&program, saved.clone()).await;
    to_noon(&program, 0, TimeDelta::minutes(-30));
    program.toast(|toast| toast.title.starts_with("Will not launch at 12:00")).await;
    let problem = view(&program, id).await.problem.expect("a problem");
    assert!(problem.contains("REGION"), "{problem}");
    to_noon(&program, 0, TimeDelta::seconds(1));
    let schedule = until(&program, id, "a row", |schedule| !schedule.turns.is_empty()).await;
    assert_eq!((outcomes(&schedule), schedule.failed), (vec![TurnOutcome::NotLaunched], true));
    program.toast(|toast| toast.title.starts_with("Not launched")).await;
    assert_eq!(server.launch_requests().await.len(), 0);

    saved.values.parameters.pop();
    save(&program, ScheduleDraft { id: Some(id), ..saved }).await;
    assert_eq!(view(&program, id).await.problem, None);
    to_noon(&program, 0, TimeDelta::seconds(1));
    until(&program, id, "launched", |schedule| outcomes(schedule).contains(&TurnOutcome::Launched)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_does_not_answer_is_waited_for_and_then_told() {
    let server = Server::start().await;
    let job = server.job().await;
    let program = Program::connected(&server).await;
    let id = save(&program, draft(&program, &job).await).await;
    server.trouble(json!({"kind": "status", "code": 503, "path": "/job/*"})).await;
    to_noon(&program, 0, TimeDelta::seconds(1));
    let waits = |schedule: &ScheduleView| matches!(schedule.state, ScheduleState::Waiting { .. });
    until(&program, id, "it waits", waits).await;
    server.no_trouble().await;
    program.outside.clock.advance(TimeDelta::minutes(1));
    until(&program, id, "launched", |schedule| outcomes(schedule) == [TurnOutcome::Launched]).await;

    server.trouble(json!({"kind": "status", "code": 503, "path": "/job/*"})).await;
    to_noon(&program, 0, TimeDelta::seconds(1));
    until(&program, id, "it waits again", waits).await;
    program.outside.clock.advance(TimeDelta::minutes(20));
    until(&program, id, "given up", |schedule| outcomes(schedule).contains(&TurnOutcome::NotLaunched)).await;
    program.toast(|toast| toast.title.starts_with("Not launched")).await;
    assert_eq!(server.launch_requests().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_follows_another_that_passes_and_not_one_that_fails() {
    let server = Server::start().await;
    let jobs = server.jobs().await;
    let first = jobs[0].clone();
    let then = jobs
        .iter()
        .find(|job| job.project_id == first.project_id && job.id != first.id)
        .expect("two")
        .clone();
    let program = Program::connected(&server).await;
    let trigger = Trigger::After { job_id: first.id, job_name: "First".to_owned() };
    let id = save(&program, ScheduleDraft { trigger, ..draft(&program, &then).await }).await;
    for failed in [1, 0] {
        server.script(&first, json!({"tests": 4, "failed": failed, "duration_ms": 5_000})).await;
        let run_id = program.launch(&first, &format!("First with {failed} failed")).await;
        program.outcome_told(run_id).await;
    }
    let schedule = until(&program, id, "a row", |schedule| !schedule.turns.is_empty()).await;
    assert_eq!(outcomes(&schedule), [TurnOutcome::Launched]);
    program.waiting_for("its launch", async || server.launch_requests().await.len() == 3).await;
    let program = program.restarted().await;
    assert_eq!(outcomes(&view(&program, id).await), [TurnOutcome::Launched]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_skipped_or_paused_is_not_launched() {
    let server = Server::start().await;
    let job = server.job().await;
    let program = Program::connected(&server).await;
    let id = save(&program, draft(&program, &job).await).await;
    let noon = noon_after(program.outside.clock.now());
    program.companion.skip_scheduled(id, true).await.expect("skipped");
    assert_eq!(view(&program, id).await.next_at, Some(noon + TimeDelta::days(1)));
    to_noon(&program, 0, TimeDelta::seconds(1));
    until(&program, id, "a row", |schedule| outcomes(schedule) == [TurnOutcome::Skipped]).await;
    program.companion.pause_schedule(id, true).await.expect("paused");
    to_noon(&program, 3, TimeDelta::hours(1));
    program.companion.pause_schedule(id, false).await.expect("goes on");
    let schedule = view(&program, id).await;
    assert_eq!(outcomes(&schedule), [TurnOutcome::Skipped], "what passed in the pause is not missed");
    assert_eq!(server.launch_requests().await.len(), 0);
    program.companion.delete_schedule(id).await.expect("deleted");
    assert_eq!(program.companion.schedules().await.expect("an answer"), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_wants_only_what_is_new_is_not_told_that_all_is_well() {
    let server = Server::start().await;
    let job = server.job().await;
    let program = Program::connected(&server).await;
    let id = save(&program, ScheduleDraft { only_new: true, ..draft(&program, &job).await }).await;
    server.script(&job, json!({"tests": 4, "failed": 0, "duration_ms": 5_000})).await;
    to_noon(&program, 0, TimeDelta::seconds(1));
    let schedule = until(&program, id, "launched", |schedule| !schedule.turns.is_empty()).await;
    let well = schedule.turns[0].run_id.expect("a run");
    program.until(well, "its end", |run| run.outcome.is_some()).await;
    server.script(&job, json!({"tests": 4, "failed": 2, "duration_ms": 5_000})).await;
    to_noon(&program, 0, TimeDelta::seconds(1));
    let schedule = until(&program, id, "launched again", |schedule| schedule.turns.len() == 2).await;
    let broken = schedule.turns[0].run_id.expect("a run");
    program.outcome_told(broken).await;
    let told = program.outside.host.told().toasts;
    let outcomes: Vec<_> =
        told.iter().filter(|toast| is_outcome(toast.kind)).map(|toast| &toast.tag).collect();
    assert_eq!(outcomes, [&format!("run-{broken}")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missed_time_that_is_answered_while_a_launch_waits_is_made_up_for_by_that_one() {
    let server = Server::start().await;
    let job = server.job().await;
    let program = Program::connected(&server).await;
    let every_five_minutes = Trigger::Times { cron: "*/5 12 * * *".to_owned(), zone: "UTC".to_owned() };
    // None of its times is near, whatever the hour of the real clock.
    let now = program.outside.clock.now();
    program.outside.clock.advance(noon_after(now) + TimeDelta::hours(23) - now);
    let asks = draft(&program, &job).await;
    let id =
        save(&program, ScheduleDraft { trigger: every_five_minutes, catch_up: CatchUp::Ask, ..asks }).await;
    let noon = noon_after(program.outside.clock.now());
    server.trouble(json!({"kind": "status", "code": 503, "path": "/job/*"})).await;
    to_noon(&program, 0, TimeDelta::seconds(1));
    until(&program, id, "it waits", |schedule| matches!(schedule.state, ScheduleState::Waiting { .. })).await;
    // The machine sleeps through the next time.
    program.outside.clock.advance(TimeDelta::minutes(7));
    program.toast(|toast| toast.title.starts_with("Launch missed")).await;
    program.companion.answer_missed_launches(id, true).await.expect("answered");
    server.no_trouble().await;
    program.outside.clock.advance(TimeDelta::minutes(1));
    let launched = |schedule: &ScheduleView| outcomes(schedule).contains(&TurnOutcome::Launched);
    let schedule = until(&program, id, "launched", launched).await;
    assert!(schedule.turns.iter().any(|turn| turn.due_at == noon + TimeDelta::minutes(5)), "{schedule:?}");
    let run = schedule.turns.iter().find_map(|turn| turn.run_id).expect("a run");
    program.until(run, "it is asked for", |run| run.launch_id.is_some()).await;
    assert_eq!(server.launch_requests().await.len(), 1);
}
