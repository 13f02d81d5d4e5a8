use companion::view::{
    AttemptCause, AttemptOutcome, ColumnChoice, Done, Event, ExportColumn, ExportScope, NoticeKind,
    PartStage, Place, PlanDraft, PlanState, PlanView,
};
use serde_json::json;
use testops_sim::Generation;

use crate::program::{Program, check_whole, key, names};
use crate::server::Server;

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_exports_the_whole_project_and_leaves_the_server_as_it_was() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let plan = program.save(program.draft(&server).await).await;
    let attempt = program.export(plan).await;
    assert_eq!(
        (attempt.outcome, attempt.cause, attempt.number, attempt.rows),
        (AttemptOutcome::Done, AttemptCause::Manual, 1, 300),
        "{attempt:#?}"
    );
    let files = program.files().await;
    check_whole(&files);
    assert_eq!(names(&program.exports_dir()), [files[0].name.clone()]);
    let text = std::fs::read_to_string(&files[0].path).expect("it is text");
    assert!(text.starts_with("allure_id;"), "{}", text.lines().next().unwrap_or_default());
    assert_eq!((files[0].rows, files[0].part.as_deref()), (300, None));
    assert_eq!(files[0].sha256.len(), 64);

    let toast = program.toast(NoticeKind::ExportDone).await;
    assert_eq!((toast.title.as_str(), toast.body.as_str()), ("Exported: Nightly", "300 test cases"));
    assert_eq!(toast.place, Some(Place::ExportFile { id: files[0].id }));
    program.until_clean(&server).await;
    let view = program.companion.exports().await.expect("the exports");
    assert_eq!((view.files, view.bytes), (1, files[0].bytes));
    assert!(view.next_at.is_some() && view.free_bytes.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_of_the_old_generation_exports_too() {
    let server = Server::of(Generation::Legacy).await;
    let program = Program::connected(&server).await;
    let scope = program.groups(&server, 2).await;
    let plan = program.save(PlanDraft { scope, ..program.draft(&server).await }).await;
    let attempt = program.export(plan).await;
    assert_eq!(attempt.outcome, AttemptOutcome::Done, "{:#?}", attempt.failure);
    let files = program.files().await;
    assert_eq!(files.len(), 2);
    check_whole(&files);
    program.until_clean(&server).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn groups_are_exported_several_at_once() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let scope = program.groups(&server, 4).await;
    let plan = program.save(PlanDraft { scope, ..program.draft(&server).await }).await;
    let attempt = program.export(plan).await;
    assert_eq!(attempt.outcome, AttemptOutcome::Done, "{:#?}", attempt.failure);
    let files = program.files().await;
    check_whole(&files);
    assert_eq!(files.iter().map(|file| file.rows).sum::<u64>(), attempt.rows);
    let mut parts: Vec<_> = files.iter().map(|file| file.part.clone().expect("a group")).collect();
    parts.sort();
    parts.dedup();
    assert_eq!(parts.len(), 4);

    // While none of them is ready, the server prepares more than one.
    server.plan(json!({"queue_ms": 3_600_000})).await;
    assert_eq!(program.companion.run_plan(key(), plan).await.expect("an answer"), Done::Asked);
    let several_are_queued = |plan: &PlanView| {
        let PlanState::Running { parts, .. } = &plan.state else { return false };
        parts.iter().filter(|part| part.stage == PartStage::Queued).count() > 1
    };
    program.until(plan, "several groups at the server", several_are_queued).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filter_and_chosen_columns_give_just_these() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let column = |field: &str| ExportColumn { field: field.to_owned(), name: field.to_owned(), id: None };
    let draft = PlanDraft {
        scope: ExportScope::Query { aql: "automation = true".to_owned() },
        columns: ColumnChoice::Chosen { columns: vec![column("name"), column("allure_id")] },
        separator: ",".to_owned(),
        ..program.draft(&server).await
    };
    let count = program.companion.count_scope(draft.project_id, draft.scope.clone()).await.expect("counted");
    let wanted = count.count.expect("a number");
    assert!(wanted > 0 && wanted < 300, "{wanted}");
    let plan = program.save(draft.clone()).await;
    let attempt = program.export(plan).await;
    assert_eq!((attempt.outcome, attempt.rows), (AttemptOutcome::Done, wanted), "{:#?}", attempt.failure);
    let files = program.files().await;
    let text = std::fs::read_to_string(&files[0].path).expect("it is text");
    assert!(text.starts_with("name,allure_id\n"));

    let nothing = ExportScope::Query { aql: "name = \"nothing is called so\"".to_owned() };
    let count = program.companion.count_scope(draft.project_id, nothing.clone()).await.expect("counted");
    assert_eq!((count.count, count.fault.is_some()), (Some(0), true));
    program.save(PlanDraft { id: Some(plan), scope: nothing, retries: Vec::new(), ..draft }).await;
    let attempt = program.export(plan).await;
    assert_eq!(attempt.outcome, AttemptOutcome::Failed);
    assert_eq!(attempt.failure.expect("a failure").message, "The filter finds no test case.");
    assert_eq!(program.files().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_second_file_tells_what_changed_since_the_first() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let plan = program.save(program.draft(&server).await).await;
    // Its due time passes within the day.
    program.companion.pause_plan(plan, true).await.expect("paused");
    program.export(plan).await;
    server.change_cases(12, 3, 40).await;
    program.advance(chrono::TimeDelta::days(1));
    let attempt = program.export(plan).await;
    let changes = attempt.changes.expect("compared");
    assert_eq!((changes.appeared, changes.vanished, changes.changed), (12, 3, 40));
    let toast = program.toast_after(NoticeKind::ExportDone, 1).await;
    assert_eq!(toast.body, "309 test cases · +12 −3 ~40 since yesterday");
    let files = program.files().await;
    assert_eq!(files[0].previous_id, Some(files[1].id));
    assert_eq!(files[0].changes, Some(changes));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_is_cancelled_and_nothing_of_it_stays() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let plan = program.save(program.draft(&server).await).await;
    server.plan(json!({"queue_ms": 0, "bytes_per_second": 2_000})).await;
    program.companion.run_plan(key(), plan).await.expect("asked");
    let downloading = |state: &PlanState| {
        let PlanState::Running { parts, .. } = state else { return false };
        parts.iter().any(|part| part.stage == PartStage::Downloading && part.bytes > 0)
    };
    program.until(plan, "it downloads", |plan| downloading(&plan.state)).await;
    assert!(matches!(
        program.companion.run_plan(key(), plan).await.expect("answered"),
        Done::NotPossible { .. }
    ));
    assert_eq!(names(&program.exports_dir()).len(), 1);
    let is_told = |event: &Event| matches!(event, Event::ExportProgress { parts, .. } if parts.iter().any(|part| part.expected == Some(300)));
    program.until(plan, "it is told", |_| program.outside.host.told().events.iter().any(is_told)).await;
    program.companion.cancel_plan(plan).await.expect("cancelled");
    program.until(plan, "it ends", |plan| plan.state == PlanState::Idle).await;
    assert_eq!(program.outcomes(plan).await, [AttemptOutcome::Cancelled]);
    assert_eq!(names(&program.exports_dir()), [""; 0]);
    program.until_clean(&server).await;
    assert_eq!(program.outside.host.told().toasts, []);
}

/// Stopped between the name of a file and its row.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_got_its_name_before_the_attempt_was_cancelled_is_known() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let plan = program.save(program.draft(&server).await).await;
    program.export(plan).await;
    let file = program.files().await.remove(0);
    server.plan(json!({"queue_ms": 600_000})).await;
    program.companion.run_plan(key(), plan).await.expect("asked");
    let asked = |state: &PlanState| matches!(state, PlanState::Running { parts, .. } if parts.iter().any(|part| part.stage == PartStage::Queued));
    program.until(plan, "it is asked for", |plan| asked(&plan.state)).await;
    let whole = json!({
        "path": file.path, "part_id": null, "part": null, "bytes": file.bytes, "rows": file.rows,
        "sha256": file.sha256, "took_ms": file.took_ms, "written_at": file.written_at,
    });
    let store = program.store().await;
    store.export_files().forget(&[file.id]).await.expect("forgotten");
    let attempt_id = program.attempts(plan).await[0].id;
    let temp = format!("{}.part", file.path);
    let part = store::ExportPartRow { attempt_id, ordinal: 0, temp, file: Some(whole.to_string()) };
    store.export_attempts().put_part(&part).await.expect("written");
    store.close().await;
    program.companion.cancel_plan(plan).await.expect("cancelled");
    program.until(plan, "it ends", |plan| plan.state == PlanState::Idle).await;
    assert_eq!(program.outcomes(plan).await[0], AttemptOutcome::Cancelled);
    let page = program.page().await;
    assert_eq!((page.items.len(), page.foreign.len()), (1, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_plan_stops_and_its_files_stay() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let plan = program.save(program.draft(&server).await).await;
    program.export(plan).await;
    server.plan(json!({"queue_ms": 600_000})).await;
    program.companion.run_plan(key(), plan).await.expect("asked");
    program.until(plan, "it runs", |plan| matches!(plan.state, PlanState::Running { .. })).await;
    program.companion.delete_plan(plan).await.expect("deleted");
    assert!(program.companion.exports().await.expect("the exports").plans.is_empty());
    let files = program.files().await;
    assert_eq!((files.len(), files[0].plan_id, files[0].plan_name.as_str()), (1, None, "Nightly"));
    program.until_clean(&server).await;
}
