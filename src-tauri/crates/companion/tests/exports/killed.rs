use std::time::Duration;

use companion::view::{AttemptOutcome, PlanDraft, PlanState};
use serde_json::json;

use crate::program::{Program, check_whole, names};
use crate::server::Server;

/// Kills the program after so many milliseconds of an export, and starts it again.
async fn killed_after(milliseconds: u64) {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let scope = program.groups(&server, 3).await;
    let plan = program.save(PlanDraft { scope, ..program.draft(&server).await }).await;
    server.plan(json!({"queue_ms": 100, "bytes_per_second": 400_000})).await;
    program.companion.run_plan(plan).await.expect("asked");
    tokio::time::sleep(Duration::from_millis(milliseconds)).await;
    let program = program.kill().restarted().await;

    let done = |attempts: &[companion::view::AttemptView]| {
        attempts.first().is_some_and(|last| last.outcome == AttemptOutcome::Done)
    };
    let attempts = program.until_attempts(plan, "it goes on", done).await;
    let interrupted = attempts[1..].iter().all(|old| old.outcome == AttemptOutcome::Interrupted);
    assert!(interrupted && attempts.len() <= 2, "{attempts:#?}");
    let files = program.files().await;
    check_whole(&files);
    let mut parts: Vec<_> = files.iter().map(|file| file.part.clone()).collect();
    parts.sort();
    parts.dedup();
    assert_eq!((files.len(), parts.len()), (3, 3), "one file for each group");
    let mut recorded: Vec<_> = files.iter().map(|file| file.name.clone()).collect();
    recorded.sort();
    assert_eq!(names(&program.exports_dir()), recorded, "nothing else is in the folder");
    program.until(plan, "it rests", |plan| plan.state == PlanState::Idle).await;
    program.until_clean(&server).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whenever_the_program_is_killed_the_export_goes_on_without_a_second_file() {
    for milliseconds in (0..900).step_by(60) {
        killed_after(milliseconds).await;
    }
}

/// Killed between the check of a file and its row: before it got its name, or after.
#[tokio::test(flavor = "multi_thread")]
async fn a_whole_file_without_a_row_is_known_again() {
    for named in [false, true] {
        let server = Server::start().await;
        let program = Program::connected(&server).await;
        let plan = program.save(program.draft(&server).await).await;
        program.export(plan).await;
        let file = program.files().await.remove(0);
        let asked = server.asked().await;
        let temp = program.exports_dir().join(".testops-companion-x.part");
        if !named {
            std::fs::rename(&file.path, &temp).expect("renamed");
        }
        let dead = program.quit().await;
        let whole = serde_json::json!({
            "path": file.path, "part_id": null, "part": null, "bytes": file.bytes, "rows": file.rows,
            "sha256": file.sha256, "took_ms": file.took_ms, "written_at": file.written_at,
        });
        let store = dead.store().await;
        store.export_files().forget(&[file.id]).await.expect("forgotten");
        let row = store.export_plans().get(plan).await.expect("read").expect("there");
        let open = store::ExportAttemptRow {
            plan_id: plan,
            cause: "scheduled".to_owned(),
            number: 1,
            started_at: file.written_at.timestamp_millis(),
            outcome: "running".to_owned(),
            ..store::ExportAttemptRow::default()
        };
        let attempt_id = store.export_attempts().begin(&row, &[open]).await.expect("begun")[0];
        let temp = temp.to_string_lossy().into_owned();
        let part = store::ExportPartRow { attempt_id, ordinal: 0, temp, file: Some(whole.to_string()) };
        store.export_attempts().put_part(&part).await.expect("written");
        store.close().await;

        let program = dead.restarted().await;
        let ended =
            |all: &[companion::view::AttemptView]| all.len() == 3 && all[0].outcome == AttemptOutcome::Done;
        program.until_attempts(plan, "it is settled", ended).await;
        let files = program.files().await;
        check_whole(&files);
        assert_eq!((files.len(), files[0].sha256.as_str()), (1, file.sha256.as_str()));
        assert_eq!(names(&program.exports_dir()), [file.name.as_str()]);
        assert_eq!(server.asked().await, asked, "nothing was asked for again");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn quitting_is_as_good_as_being_killed() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let plan = program.save(program.draft(&server).await).await;
    server.plan(json!({"queue_ms": 0, "bytes_per_second": 2_000, "times": 1})).await;
    program.companion.run_plan(plan).await.expect("asked");
    program.until(plan, "it runs", |_| !names(&program.exports_dir()).is_empty()).await;
    let dead = program.quit().await;
    server.plan(json!({"queue_ms": 0})).await;
    let program = dead.restarted().await;
    program.until(plan, "it goes on", |plan| plan.files == 1 && plan.state == PlanState::Idle).await;
    assert_eq!(program.outcomes(plan).await, [AttemptOutcome::Done, AttemptOutcome::Interrupted]);
    assert_eq!(names(&program.exports_dir()).len(), 1);
}
