use companion::view::{AttemptOutcome, PartProgress, PartStage, PlanDraft, PlanState, PlanView};
use serde_json::json;

use crate::program::{Program, check_whole, key, names};
use crate::server::Server;

/// How far an export has come when the program is killed.
#[derive(Clone, Copy, Debug)]
enum Stage {
    /// The request is on its way, and its answer never comes.
    Asking,
    /// The server prepares the files.
    Queued,
    Downloading,
    /// One file of three is there, the others are prepared.
    OneDone,
    /// Two files are there, the third is half-written.
    LastOne,
}

impl Stage {
    async fn prepare(self, server: &Server) {
        let (ready, slow) = (json!({"queue_ms": 0, "times": 1}), json!({"queue_ms": 600_000}));
        let trickle = json!({"queue_ms": 0, "bytes_per_second": 2_000});
        match self {
            Self::Asking => {
                server.trouble(json!({"kind": "silence", "method": "POST", "path": "*/csv"})).await;
            }
            Self::Queued => server.plan(slow).await,
            Self::Downloading => server.plan(trickle).await,
            Self::OneDone => server.plans([ready, slow]).await,
            Self::LastOne => server.plans([ready.clone(), ready, trickle]).await,
        }
    }

    /// Waits until it has come so far.
    async fn reached(self, program: &Program, server: &Server, plan: i64) {
        let part = |plan: &PlanView, is: fn(&PartProgress) -> bool| {
            let PlanState::Running { parts, .. } = &plan.state else { return false };
            parts.iter().any(is)
        };
        let downloads = |part: &PartProgress| part.stage == PartStage::Downloading && part.bytes > 0;
        match self {
            Self::Asking => {
                program.patiently("it asks", async || server.asked().await > 0).await;
            }
            Self::Queued => {
                program.patiently("all are asked for", async || server.requests().await.len() == 3).await;
            }
            Self::Downloading => {
                program.until(plan, "it comes", |plan| part(plan, downloads)).await;
            }
            Self::OneDone => {
                program.until(plan, "one is there", |plan| plan.files == 1).await;
            }
            Self::LastOne => {
                let is_last = |plan: &PlanView| plan.files == 2 && part(plan, downloads);
                program.until(plan, "the last one comes", is_last).await;
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn whenever_the_program_is_killed_the_export_goes_on_without_a_second_file() {
    for stage in [Stage::Asking, Stage::Queued, Stage::Downloading, Stage::OneDone, Stage::LastOne] {
        let server = Server::start().await;
        let program = Program::connected(&server).await;
        let scope = program.groups(&server, 3).await;
        let plan = program.save(PlanDraft { scope, ..program.draft(&server).await }).await;
        stage.prepare(&server).await;
        program.companion.run_plan(key(), plan).await.expect("asked");
        stage.reached(&program, &server, plan).await;
        assert_eq!(
            program.outcomes(plan).await,
            [AttemptOutcome::Running],
            "{stage:?}: it is killed at work"
        );
        let dead = program.kill();
        server.no_trouble().await;
        server.plan(json!({"queue_ms": 0})).await;
        let program = dead.restarted().await;

        program.until(plan, "it goes on", |plan| plan.files == 3 && plan.state == PlanState::Idle).await;
        let outcomes = program.outcomes(plan).await;
        assert_eq!(outcomes, [AttemptOutcome::Done, AttemptOutcome::Interrupted], "{stage:?}");
        let files = program.files().await;
        check_whole(&files);
        let mut parts: Vec<_> = files.iter().map(|file| file.part.clone()).collect();
        parts.sort();
        parts.dedup();
        assert_eq!((files.len(), parts.len()), (3, 3), "{stage:?}: one file for each group");
        let mut recorded: Vec<_> = files.iter().map(|file| file.name.clone()).collect();
        recorded.sort();
        assert_eq!(names(&program.exports_dir()), recorded, "{stage:?}: nothing else is in the folder");
        program.until_clean(&server).await;
    }
}

/// What happened to the name of a verified file before the kill, or after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Name {
    NotGiven,
    Given,
    /// Another file has it meanwhile.
    Taken,
    /// Another file of the same content has it meanwhile.
    TakenByTheSame,
}

/// Killed between the check of a file and its row.
#[tokio::test(flavor = "multi_thread")]
async fn a_whole_file_without_a_row_is_known_again() {
    for name in [Name::NotGiven, Name::Given, Name::Taken, Name::TakenByTheSame] {
        let server = Server::start().await;
        let program = Program::connected(&server).await;
        let plan = program.save(program.draft(&server).await).await;
        program.export(plan).await;
        let file = program.files().await.remove(0);
        let asked = server.asked().await;
        let temp = program.exports_dir().join(".testops-companion-x.part");
        if name != Name::Given {
            std::fs::rename(&file.path, &temp).expect("renamed");
        }
        match name {
            Name::NotGiven | Name::Given => {}
            Name::Taken => std::fs::write(&file.path, "another file").expect("written"),
            Name::TakenByTheSame => drop(std::fs::copy(&temp, &file.path).expect("copied")),
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
        let attempt_id =
            store.export_attempts().start(&row, &[open], &store::Alongside::default()).await.expect("begun")
                [0];
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
        let other = file.name.replace(".csv", "-2.csv");
        let is_taken = matches!(name, Name::Taken | Name::TakenByTheSame);
        let (found, wanted) = if is_taken {
            (vec![other.clone(), file.name.clone()], other)
        } else {
            (vec![file.name.clone()], file.name.clone())
        };
        assert_eq!((files[0].name.clone(), names(&program.exports_dir())), (wanted, found), "{name:?}");
        if name == Name::Taken {
            assert_eq!(std::fs::read_to_string(&file.path).expect("there"), "another file");
        }
        assert_eq!(server.asked().await, asked, "{name:?}: nothing was asked for again");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn quitting_is_as_good_as_being_killed() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let plan = program.save(program.draft(&server).await).await;
    server.plan(json!({"queue_ms": 0, "bytes_per_second": 2_000, "times": 1})).await;
    program.companion.run_plan(key(), plan).await.expect("asked");
    program.until(plan, "it runs", |_| !names(&program.exports_dir()).is_empty()).await;
    let dead = program.quit().await;
    server.plan(json!({"queue_ms": 0})).await;
    let program = dead.restarted().await;
    program.until(plan, "it goes on", |plan| plan.files == 1 && plan.state == PlanState::Idle).await;
    assert_eq!(program.outcomes(plan).await, [AttemptOutcome::Done, AttemptOutcome::Interrupted]);
    assert_eq!(names(&program.exports_dir()).len(), 1);
}
