use chrono::{TimeDelta, Timelike as _};
use companion::ports::Clock as _;
use companion::view::{AttemptCause, AttemptOutcome, AttemptView, CatchUp, NoticeKind, PlanDraft, PlanState};

use crate::program::Program;
use crate::server::Server;

/// Every hour, half an hour from the start.
async fn hourly(program: &Program, server: &Server, catch_up: CatchUp) -> i64 {
    let minute = (program.outside.clock.now() + TimeDelta::minutes(30)).minute();
    let draft = program.draft(server).await;
    program.save(PlanDraft { cron: format!("{minute} * * * *"), catch_up, ..draft }).await
}

fn ended(number: usize) -> impl Fn(&[AttemptView]) -> bool {
    move |attempts| {
        let done = |attempt: &AttemptView| attempt.outcome == AttemptOutcome::Done;
        attempts.iter().filter(|attempt| done(attempt)).count() == number
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_runs_when_it_is_due_and_once_for_each_time() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let plan = hourly(&program, &server, CatchUp::Skip).await;
    let next = program.plan(plan).await.next_at.expect("a due time");
    program.advance(next - program.outside.clock.now());
    let attempts = program.until_attempts(plan, "the first", ended(1)).await;
    assert_eq!((attempts[0].cause, attempts[0].due_at), (AttemptCause::Scheduled, Some(next)));
    assert_eq!(program.plan(plan).await.next_at, Some(next + TimeDelta::hours(1)));
    program.advance(next + TimeDelta::hours(1) - program.outside.clock.now());
    let attempts = program.until_attempts(plan, "the second", ended(2)).await;
    assert_eq!(attempts.len(), 2);
    assert_eq!(program.files().await.len(), 2);
    assert_eq!(program.toasts(NoticeKind::ExportMissed), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn three_due_times_that_passed_are_one_export_and_two_rows() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let plan = hourly(&program, &server, CatchUp::Once).await;
    let dead = program.quit().await;
    dead.outside.clock.advance(TimeDelta::minutes(30 + 2 * 60 + 20));
    let program = dead.restarted().await;
    program.until_attempts(plan, "the one", ended(1)).await;
    let outcomes = program.outcomes(plan).await;
    assert_eq!(outcomes, [AttemptOutcome::Done, AttemptOutcome::Missed, AttemptOutcome::Missed]);
    assert_eq!(program.attempts(plan).await[0].cause, AttemptCause::CatchUp);
    assert_eq!(program.files().await.len(), 1);
    let toast = program.toast(NoticeKind::ExportMissed).await;
    assert!(toast.body.starts_with("2 due times passed"), "{}", toast.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_policy_lets_go_is_a_row_and_no_export() {
    let server = Server::start().await;
    for policy in [CatchUp::Skip, CatchUp::Within { hours: 1 }] {
        let program = Program::connected(&server).await;
        let daily = PlanDraft { catch_up: policy, ..program.draft(&server).await };
        let plan = program.save(daily).await;
        let dead = program.quit().await;
        dead.outside.clock.advance(TimeDelta::hours(24 + 14));
        let program = dead.restarted().await;
        program.until_attempts(plan, "the rows", |attempts| attempts.len() == 2).await;
        assert_eq!(program.outcomes(plan).await, [AttemptOutcome::Missed; 2]);
        program.toast(NoticeKind::ExportMissed).await;
        assert!(program.plan(plan).await.next_at.is_some_and(|next| next > program.outside.clock.now()));
    }
    assert_eq!(server.asked().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_is_asked_and_the_question_outlives_a_restart() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let plan = hourly(&program, &server, CatchUp::Ask).await;
    let dead = program.quit().await;
    dead.outside.clock.advance(TimeDelta::minutes(30 + 60 + 10));
    let program = dead.restarted().await;
    let asks = |state: &PlanState| matches!(state, PlanState::Asking { missed } if missed.len() == 2);
    program.until(plan, "it asks", |plan| asks(&plan.state)).await;
    let program = program.kill().restarted().await;
    program.until(plan, "it still asks", |plan| asks(&plan.state)).await;
    program.companion.answer_missed(plan, true).await.expect("answered");
    program.until_attempts(plan, "the export", ended(1)).await;
    assert_eq!(program.outcomes(plan).await, [AttemptOutcome::Done, AttemptOutcome::Missed]);
    assert_eq!(program.attempts(plan).await[0].cause, AttemptCause::CatchUp);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_next_due_time_is_skipped_and_the_one_after_it_is_not() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let plan = hourly(&program, &server, CatchUp::Once).await;
    let next = program.plan(plan).await.next_at.expect("a due time");
    program.companion.skip_next(plan, true).await.expect("skipped");
    let view = program.plan(plan).await;
    assert_eq!((view.skips_at, view.next_at), (Some(next), Some(next + TimeDelta::hours(1))));
    program.advance(next - program.outside.clock.now());
    program.until_attempts(plan, "the row", |attempts| attempts.len() == 1).await;
    assert_eq!(program.outcomes(plan).await, [AttemptOutcome::Skipped]);
    program.advance(next + TimeDelta::hours(1) - program.outside.clock.now());
    program.until_attempts(plan, "the next one", ended(1)).await;
    assert_eq!(server.asked().await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_paused_plan_is_not_due_and_misses_nothing() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let plan = hourly(&program, &server, CatchUp::Once).await;
    program.companion.pause_plan(plan, true).await.expect("paused");
    assert_eq!(program.plan(plan).await.next_at, None);
    program.advance(TimeDelta::hours(5));
    assert_eq!(program.export(plan).await.outcome, AttemptOutcome::Done, "a person may still ask");
    program.companion.pause_plan(plan, false).await.expect("resumed");
    assert!(program.plan(plan).await.next_at.is_some());
    assert_eq!(program.outcomes(plan).await, [AttemptOutcome::Done]);
}
