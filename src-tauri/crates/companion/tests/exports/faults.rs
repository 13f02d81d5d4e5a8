//! The store fails, the program panics: nothing is done twice, forgotten, or done although it was refused.

use chrono::TimeDelta;
use companion::view::{
    AttemptCause, AttemptOutcome, Done, Event, FailureCode, NoticeKind, PlanDraft, PlanState,
};
use serde_json::json;

use crate::outside::Break;
use crate::program::{Program, check_whole, key, names};
use crate::server::Server;

/// The longest wait between two tries of a write, and a bit more.
const PAUSE: TimeDelta = TimeDelta::seconds(61);

/// What the page shows of a plan.
async fn seen(program: &Program, plan: i64) -> String {
    format!("{:?} {:?}", program.plan(plan).await, program.outcomes(plan).await)
}

/// Lets whoever tells the host such an event panic, once.
fn break_at(program: &Program, is_it: Break) {
    *program.outside.host.breaks_at.lock().expect("no poison") = Some(is_it);
}

fn has_broken(program: &Program) -> bool {
    program.outside.host.breaks_at.lock().expect("no poison").is_none()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_of_an_export_that_cannot_be_stored_is_stored_later() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let plan = program.save(program.draft(&server).await).await;
    let database = program.database().await;
    for (write, table) in [("UPDATE", "export_attempts"), ("INSERT", "deliveries"), ("INSERT", "inbox")] {
        let told = program.toasts(NoticeKind::ExportDone);
        let files = program.plan(plan).await.files;
        database.refuse(write, table).await;
        program.companion.run_plan(key(), plan).await.expect("asked");
        program.until(plan, "the file is there", |plan| plan.files == files + 1).await;
        // It asks the server to delete the request when it has heard of the end.
        program.until_clean(&server).await;
        program.let_it_act().await;
        let open = program.attempts(plan).await.remove(0);
        assert_eq!((open.outcome, open.finished_at), (AttemptOutcome::Running, None), "{table}");
        assert!(matches!(program.plan(plan).await.state, PlanState::Running { .. }));
        assert_eq!(program.toasts(NoticeKind::ExportDone), told, "all or nothing");

        database.accept(write, table).await;
        program.advance(PAUSE);
        program.until(plan, "the end is stored", |plan| plan.state == PlanState::Idle).await;
        assert_eq!(program.attempts(plan).await[0].outcome, AttemptOutcome::Done);
        program.until_toasts(NoticeKind::ExportDone, told + 1).await;
        assert_eq!(program.export(plan).await.outcome, AttemptOutcome::Done, "the plan is not stuck");
        program.until_toasts(NoticeKind::ExportDone, told + 2).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_attempt_whose_end_was_refused_is_still_repeated() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let plan = program.save(PlanDraft { retries: vec![5], ..program.draft(&server).await }).await;
    server.plan(json!({"queue_ms": 0, "fail": "busy", "times": 1})).await;
    let database = program.database().await;
    database.refuse("UPDATE", "export_attempts").await;
    program.companion.run_plan(key(), plan).await.expect("asked");
    program.patiently("it asks", async || server.asked().await > 0).await;
    program.until_clean(&server).await;
    program.let_it_act().await;
    assert!(matches!(program.plan(plan).await.state, PlanState::Running { .. }), "its end waits");
    database.accept("UPDATE", "export_attempts").await;
    program.advance(PAUSE);
    let failed = |all: &[companion::view::AttemptView]| all[0].outcome == AttemptOutcome::Failed;
    program.until_attempts(plan, "the end is stored", failed).await;
    program.advance(TimeDelta::minutes(5));
    program.until(plan, "it is repeated", |plan| plan.files == 1 && plan.state == PlanState::Idle).await;
    assert_eq!(program.outcomes(plan).await, [AttemptOutcome::Done, AttemptOutcome::Failed]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_that_cannot_be_stored_changes_nothing() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let companion = &program.companion;
    let plan = program.save(PlanDraft { retries: vec![5], ..program.draft(&server).await }).await;
    server.plan(json!({"queue_ms": 0, "fail": "busy"})).await;
    assert_eq!(program.export(plan).await.outcome, AttemptOutcome::Failed);
    server.plan(json!({"queue_ms": 0})).await;
    program.until(plan, "it waits", |plan| matches!(plan.state, PlanState::Retrying { .. })).await;
    program.until_clean(&server).await;
    let before = seen(&program, plan).await;
    let asked = server.asked().await;

    let database = program.database().await;
    database.refuse("UPDATE", "export_plans").await;
    database.refuse("DELETE", "export_plans").await;
    database.refuse("INSERT", "export_plans").await;
    let press = key();
    companion.pause_plan(plan, true).await.expect_err("refused");
    companion.skip_next(plan, true).await.expect_err("refused");
    companion.run_plan(press.clone(), plan).await.expect_err("refused");
    companion.cancel_plan(plan).await.expect_err("refused");
    companion.see_failure(plan).await.expect_err("refused");
    companion.delete_plan(plan).await.expect_err("refused");
    let draft = PlanDraft { id: Some(plan), name: "Other".to_owned(), ..program.draft(&server).await };
    companion.save_plan(draft.clone()).await.expect_err("refused");
    companion.save_plan(PlanDraft { id: None, ..draft }).await.expect_err("refused");
    program.let_it_act().await;
    assert_eq!(seen(&program, plan).await, before);
    for write in ["UPDATE", "DELETE", "INSERT"] {
        database.accept(write, "export_plans").await;
    }
    program.let_it_act().await;
    assert_eq!((seen(&program, plan).await, server.asked().await), (before, asked));

    assert_eq!(companion.run_plan(press, plan).await.expect("answered"), Done::Asked, "the same press again");
    program.until(plan, "it runs after all", |plan| plan.files == 1 && plan.state == PlanState::Idle).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_due_time_that_cannot_be_stored_is_dealt_with_later() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let plan = program.save(program.draft(&server).await).await;
    let due = program.plan(plan).await.next_at.expect("a due time");
    let database = program.database().await;
    database.refuse("UPDATE", "export_plans").await;
    program.advance(TimeDelta::hours(12));
    program.let_it_act().await;
    assert_eq!(program.attempts(plan).await.len(), 0);
    database.accept("UPDATE", "export_plans").await;
    program.advance(PAUSE);
    program.until(plan, "it is exported", |plan| plan.files == 1 && plan.state == PlanState::Idle).await;
    let attempts = program.attempts(plan).await;
    assert_eq!((attempts.len(), attempts[0].due_at), (1, Some(due)));
}

#[tokio::test(flavor = "multi_thread")]
async fn plans_that_cannot_be_read_at_first_are_read_later() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let plan = program.save(program.draft(&server).await).await;
    let dead = program.quit().await;
    let database = dead.database().await;
    database.hide("export_plans").await;
    let (outside, before) = (dead.outside.clone(), dead.outside.host.told().events.len());
    let told = || {
        let events = outside.host.told().events;
        events[before..].iter().any(|event| matches!(event, Event::StateChanged))
    };
    let healed = async {
        while !told() {
            outside.host.news().await;
        }
        database.show("export_plans").await;
        outside.clock.advance(PAUSE);
    };
    let (program, ()) = tokio::join!(dead.restarted(), healed);
    let notices = async || program.companion.state().await.expect("the state").notices;
    program.patiently("the notice is taken back", async || notices().await.is_empty()).await;
    program.advance(TimeDelta::hours(12));
    program.until(plan, "it is due", |plan| plan.files == 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_attempt_that_panics_has_failed_and_is_repeated() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let plan = program.save(PlanDraft { retries: vec![5], ..program.draft(&server).await }).await;
    server.plan(json!({"queue_ms": 0, "bytes_per_second": 20_000, "times": 1})).await;
    break_at(&program, |event| {
        let Event::ExportProgress { parts, .. } = event else { return false };
        parts.iter().any(|part| part.bytes > 0)
    });
    let attempt = program.export(plan).await;
    assert!(has_broken(&program));
    let failure = attempt.failure.expect("a failure");
    assert_eq!((attempt.outcome, failure.code), (AttemptOutcome::Failed, FailureCode::Internal));
    assert!(names(&program.exports_dir()).is_empty(), "nothing half-written stays");
    program.until_clean(&server).await;
    program.advance(TimeDelta::minutes(5));
    let attempts =
        program.until_attempts(plan, "the repetition", |all| all[0].cause == AttemptCause::Retry).await;
    assert_eq!(attempts.len(), 2);
    program.until(plan, "it is done", |plan| plan.files == 1 && plan.state == PlanState::Idle).await;
    check_whole(&program.files().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exporter_that_panics_goes_on_from_the_store() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let plan = program.save(program.draft(&server).await).await;
    let press = key();
    break_at(&program, |event| matches!(event, Event::ExportsChanged));
    // It was stored, and the answer was lost.
    let lost = program.companion.run_plan(press.clone(), plan).await.expect_err("no answer");
    assert_eq!(lost.code, FailureCode::Internal);
    assert_eq!(program.companion.run_plan(press, plan).await.expect("answered"), Done::Asked);
    program.until(plan, "it is exported", |plan| plan.files == 1 && plan.state == PlanState::Idle).await;
    assert_eq!(program.outcomes(plan).await, [AttemptOutcome::Done]);

    // While an attempt goes on: it is begun anew.
    server.plans([json!({"queue_ms": 600_000, "times": 1}), json!({"queue_ms": 0})]).await;
    program.companion.run_plan(key(), plan).await.expect("asked");
    program.until(plan, "it runs", |plan| matches!(plan.state, PlanState::Running { .. })).await;
    program.patiently("it asks", async || !server.requests().await.is_empty()).await;
    break_at(&program, |event| matches!(event, Event::ExportsChanged));
    program.companion.see_failure(plan).await.expect_err("no answer");
    program.until(plan, "it goes on", |plan| plan.files == 2 && plan.state == PlanState::Idle).await;
    let outcomes = [AttemptOutcome::Done, AttemptOutcome::Interrupted, AttemptOutcome::Done];
    assert_eq!(program.outcomes(plan).await, outcomes);
    assert_eq!(names(&program.exports_dir()).len(), 2);
    program.until_clean(&server).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_press_is_one_attempt_however_often_it_comes() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let plan = program.save(program.draft(&server).await).await;
    let press = key();
    let asked = || program.companion.run_plan(press.clone(), plan);
    let (one, two, three) = tokio::join!(asked(), asked(), asked());
    for answer in [one, two, three] {
        assert_eq!(answer.expect("answered"), Done::Asked);
    }
    program.until(plan, "it is exported", |plan| plan.files == 1 && plan.state == PlanState::Idle).await;
    assert_eq!(asked().await.expect("answered"), Done::Asked);
    let program = program.quit().await.restarted().await;
    assert_eq!(program.companion.run_plan(press, plan).await.expect("answered"), Done::Asked);
    program.let_it_act().await;
    assert_eq!((program.outcomes(plan).await, server.asked().await), (vec![AttemptOutcome::Done], 1));
    assert_eq!(program.export(plan).await.outcome, AttemptOutcome::Done, "another press is another attempt");
}
