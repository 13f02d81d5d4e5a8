use std::fs;

use chrono::TimeDelta;
use companion::ports::TrayMark;
use companion::view::{
    AttemptCause, AttemptOutcome, ExportScope, FailureCode, NoticeKind, PlanDraft, PlanState,
};
use serde_json::json;

use crate::program::{Program, check_whole, key, names};
use crate::server::Server;

async fn fails(server: &Server, program: &Program, plan: i64, code: FailureCode, words: &str) {
    let attempt = program.export(plan).await;
    let failure = attempt.failure.expect("a failure");
    assert_eq!((attempt.outcome, failure.code), (AttemptOutcome::Failed, code), "{failure:#?}");
    assert!(failure.message.contains(words), "{}", failure.message);
    program.until_clean(server).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_attempt_touches_no_good_file_and_is_told_until_it_is_seen() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let plan = program.save(PlanDraft { retries: Vec::new(), ..program.draft(&server).await }).await;
    program.export(plan).await;
    let good = program.files().await;

    server.plan(json!({"queue_ms": 0, "fail": "out of heap"})).await;
    fails(&server, &program, plan, FailureCode::ServerError, "“out of heap”").await;
    server.plan(json!({"queue_ms": 0, "garbage": true})).await;
    fails(&server, &program, plan, FailureCode::UnexpectedAnswer, "A web page came").await;
    server.plan(json!({"queue_ms": 0, "cut_after": 5_000})).await;
    fails(&server, &program, plan, FailureCode::UnexpectedAnswer, "broke off").await;
    assert_eq!(names(&program.exports_dir()), [good[0].name.clone()], "nothing torn stays");

    server.plan(json!({"queue_ms": 0, "rows_off": -1})).await;
    fails(&server, &program, plan, FailureCode::UnexpectedAnswer, "holds 299 test cases").await;
    server.plan(json!({"queue_ms": 0, "rows_off": 2})).await;
    fails(&server, &program, plan, FailureCode::UnexpectedAnswer, "holds 302 test cases").await;
    server.plan(json!({"queue_ms": 0, "ragged": true})).await;
    fails(&server, &program, plan, FailureCode::UnexpectedAnswer, "no whole CSV").await;
    server.plan(json!({"queue_ms": 0, "wrong_header": true})).await;
    fails(&server, &program, plan, FailureCode::UnexpectedAnswer, "columns that were asked for").await;

    let page = program.page().await;
    assert_eq!((page.items.clone(), page.foreign.len()), (good, 1), "only the last one is kept aside");
    assert!(page.foreign[0].kept_aside && page.foreign[0].name.contains(".failed-"));
    check_whole(&page.items);
    program.until_toasts(NoticeKind::ExportFailed, 7).await;
    assert!(program.plan(plan).await.failed);
    let mark = || program.outside.host.told().trays.last().map(|tray| tray.mark);
    program.until(plan, "the mark", |_| mark() == Some(TrayMark::Attention)).await;
    program.companion.see_failure(plan).await.expect("seen");
    program.until(plan, "no mark", |plan| !plan.failed && mark() == Some(TrayMark::Idle)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_attempt_is_repeated_after_its_minutes() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let scope = program.groups(&server, 3).await;
    let plan = program.save(PlanDraft { scope, ..program.draft(&server).await }).await;
    server.plan(json!({"queue_ms": 0, "fail": "busy", "times": 1})).await;
    let first = program.export(plan).await;
    assert_eq!((first.outcome, program.files().await.len()), (AttemptOutcome::Failed, 2));
    let waits = program.plan(plan).await;
    assert!(matches!(waits.state, PlanState::Retrying { number: 2, of: 4, .. }), "{:?}", waits.state);
    assert!(waits.failed);

    // The instant of the repetition is stored: it goes on waiting after a restart.
    let program = program.kill().restarted().await;
    assert_eq!(program.plan(plan).await.state, waits.state);
    program.advance(TimeDelta::minutes(5));
    let attempts = program
        .until_attempts(plan, "the repetition", |all| all.len() == 2 && all[0].finished_at.is_some())
        .await;
    assert_eq!((attempts[0].outcome, attempts[0].cause), (AttemptOutcome::Done, AttemptCause::Retry));
    assert_eq!((attempts[0].number, program.files().await.len()), (2, 3));
    assert_eq!(server.asked().await, 4, "only what was missing was asked for again");
    assert!(!program.plan(plan).await.failed, "a success answers the failure");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_gives_up_after_its_repetitions_or_when_a_person_says_so() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let plan = program.save(PlanDraft { retries: vec![5, 10], ..program.draft(&server).await }).await;
    server.plan(json!({"queue_ms": 0, "fail": "busy"})).await;
    program.export(plan).await;
    for (minutes, number) in [(5, 2), (10, 3)] {
        program.advance(TimeDelta::minutes(minutes));
        let ended =
            |all: &[companion::view::AttemptView]| all.len() == number && all[0].finished_at.is_some();
        program.until_attempts(plan, "the repetition", ended).await;
    }
    assert_eq!(program.plan(plan).await.state, PlanState::Idle);
    // The first and the last.
    program.until_toasts(NoticeKind::ExportFailed, 2).await;
    let toast = program.toast(NoticeKind::ExportFailed).await;
    assert!(toast.body.contains("Given up after 3 attempts"), "{}", toast.body);

    program.export(plan).await;
    assert!(matches!(program.plan(plan).await.state, PlanState::Retrying { .. }));
    program.companion.cancel_plan(plan).await.expect("cancelled");
    assert_eq!(program.plan(plan).await.state, PlanState::Idle);
    assert_eq!(program.outcomes(plan).await.len(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_that_was_deleted_is_named() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let scope = program.groups(&server, 2).await;
    let ExportScope::Groups { groups, .. } = &scope else { panic!("groups") };
    let gone = groups[1].clone();
    let draft = PlanDraft { scope: scope.clone(), retries: Vec::new(), ..program.draft(&server).await };
    let project = draft.project_id;
    let plan = program.save(draft).await;
    server.delete_group(gone.id).await;
    let count = program.companion.count_scope(project, scope).await.expect("an answer");
    assert!(count.fault.is_some_and(|fault| fault.contains(&gone.names[1])));
    fails(&server, &program, plan, FailureCode::NotFound, &gone.names[1]).await;
    assert_eq!(program.files().await.len(), 1, "the other group is there");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_connection_the_attempt_fails_and_is_repeated() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let plan = program.save(program.draft(&server).await).await;
    server.trouble(json!({"kind": "refuse"})).await;
    let attempt = program.export(plan).await;
    assert!(attempt.failure.is_some());
    assert!(matches!(program.plan(plan).await.state, PlanState::Retrying { .. }));
    server.no_trouble().await;
    program.advance(TimeDelta::minutes(5));
    let done = |all: &[companion::view::AttemptView]| all[0].outcome == AttemptOutcome::Done;
    program.until_attempts(plan, "the repetition", done).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_whose_answer_was_lost_is_deleted_on_the_server() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let plan = program.save(PlanDraft { retries: Vec::new(), ..program.draft(&server).await }).await;
    server.trouble(json!({"kind": "lost_answer", "method": "POST", "path": "*/csv", "times": 1})).await;
    assert_eq!(program.export(plan).await.outcome, AttemptOutcome::Failed);
    program.until_clean(&server).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_vanished_is_waited_for_and_nothing_is_written_elsewhere() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let disk = tempfile::tempdir().expect("a folder");
    let folder = disk.path().join("mounted");
    fs::create_dir(&folder).expect("made");
    let named = Some(folder.to_string_lossy().into_owned());
    let plan = program.save(PlanDraft { folder: named, ..program.draft(&server).await }).await;
    fs::remove_dir(&folder).expect("unmounted");
    program.companion.run_plan(key(), plan).await.expect("asked");
    let waits = |state: &PlanState| matches!(state, PlanState::Waiting { failure, .. } if failure.code == FailureCode::Storage);
    program.until(plan, "it waits", |plan| waits(&plan.state) && plan.failed).await;
    assert!(program.toast(NoticeKind::ExportFailed).await.title.starts_with("Export waits"));
    assert_eq!((names(disk.path()).len(), server.asked().await), (0, 0));

    let program = program.kill().restarted().await;
    program.until(plan, "it still waits", |plan| waits(&plan.state)).await;
    fs::create_dir(&folder).expect("mounted");
    program.advance(TimeDelta::seconds(30));
    program.until(plan, "it goes on", |plan| plan.files == 1 && !plan.failed).await;
    assert_eq!(names(&folder).len(), 1);
    assert!(!program.exports_dir().exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_that_is_set_back_holds_nothing_up() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    program.advance(TimeDelta::days(400));
    let disk = tempfile::tempdir().expect("a folder");
    let folder = disk.path().join("mounted");
    fs::create_dir(&folder).expect("made");
    let named = Some(folder.to_string_lossy().into_owned());
    let plan = program.save(PlanDraft { folder: named, ..program.draft(&server).await }).await;
    fs::remove_dir(&folder).expect("unmounted");
    program.companion.run_plan(key(), plan).await.expect("asked");
    program.until(plan, "it waits", |plan| matches!(plan.state, PlanState::Waiting { .. })).await;
    program.advance(TimeDelta::days(-400));
    fs::create_dir(&folder).expect("mounted");
    // Whatever wakes the exporter lets it see the clock.
    program.let_it_act().await;
    program.advance(TimeDelta::seconds(31));
    program.until(plan, "it goes on", |plan| plan.files == 1).await;

    let other = PlanDraft { name: "Other".to_owned(), ..program.draft(&server).await };
    let plan = program.save(PlanDraft { retries: vec![5], ..other }).await;
    program.companion.pause_plan(plan, true).await.expect("paused");
    program.advance(TimeDelta::days(400));
    server.trouble(json!({"kind": "refuse"})).await;
    assert_eq!(program.export(plan).await.outcome, AttemptOutcome::Failed);
    server.no_trouble().await;
    program.advance(TimeDelta::days(-400));
    program.let_it_act().await;
    program.advance(TimeDelta::minutes(6));
    program.until(plan, "it is repeated", |plan| plan.files == 1).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_programs_do_not_write_to_one_folder_at_once() {
    let server = Server::start().await;
    let (one, two) = (Program::connected(&server).await, Program::connected(&server).await);
    let shared = tempfile::tempdir().expect("a folder");
    let folder = Some(shared.path().to_string_lossy().into_owned());
    let first = one.save(PlanDraft { folder: folder.clone(), ..one.draft(&server).await }).await;
    let second = two.save(PlanDraft { folder, ..two.draft(&server).await }).await;
    server.plan(json!({"queue_ms": 600_000, "times": 1})).await;
    one.companion.run_plan(key(), first).await.expect("asked");
    one.until(first, "it runs", |plan| matches!(plan.state, PlanState::Running { .. })).await;
    two.companion.run_plan(key(), second).await.expect("asked");
    two.until(second, "it waits", |plan| matches!(plan.state, PlanState::Waiting { .. })).await;
    assert!(!two.plan(second).await.failed, "a turn that is waited for is no failure");
    one.companion.cancel_plan(first).await.expect("cancelled");
    one.until(first, "it ends", |plan| plan.state == PlanState::Idle).await;
    server.plan(json!({"queue_ms": 0})).await;
    two.advance(TimeDelta::seconds(5));
    two.until(second, "it is its turn", |plan| plan.files == 1).await;
    assert_eq!(names(shared.path()).len(), 1);
}
