//! What a result left behind: told, fetched once, kept within a limit, and opened without the server.

use std::collections::BTreeMap;
use std::path::Path;

use companion::view::{
    Event, EvidenceFile, EvidenceKind, EvidenceSaved, EvidenceState, EvidenceStep, PathKind, Phase,
    ResultEvidence, TestQuery, TestSource, TestStatus,
};
use serde_json::json;
use testops_sim::{Generation, Options};

use crate::program::Program;
use crate::server::{Server, options};

/// A run of which all but a few tests failed.
async fn failures(server: &Server, program: &Program) -> (i64, Vec<i64>) {
    let job = server.job().await;
    server.script(&job, json!({"tests": 80, "failed": 60, "broken": 15, "duration_ms": 60_000})).await;
    let run_id = program.launch(&job, "Evidence").await;
    program.until_phase(run_id, Phase::Finished).await;
    let query = TestQuery {
        run_id,
        statuses: vec![TestStatus::Failed, TestStatus::Broken],
        limit: 500,
        ..TestQuery::default()
    };
    let tests = program.companion.run_tests(query).await.expect("told").items;
    (run_id, tests.into_iter().map(|test| test.id).collect())
}

fn files(evidence: &ResultEvidence) -> Vec<EvidenceFile> {
    fn of(step: &EvidenceStep, files: &mut Vec<EvidenceFile>) {
        files.extend(step.files.iter().cloned());
        step.steps.iter().for_each(|step| of(step, files));
    }
    let mut all = evidence.files.clone();
    let steps = [&evidence.before, &evidence.steps, &evidence.after];
    steps.into_iter().flatten().for_each(|step| of(step, &mut all));
    all
}

async fn told(program: &Program, run_id: i64, result_id: i64, source: TestSource) -> Option<ResultEvidence> {
    program.companion.result_evidence(run_id, result_id, source).await.expect("told")
}

/// One of each file, by name: its result and what is said of it.
async fn by_name(program: &Program, run_id: i64, results: &[i64]) -> BTreeMap<String, (i64, EvidenceFile)> {
    let mut all = BTreeMap::new();
    for id in results {
        let evidence = told(program, run_id, *id, TestSource::Server).await.expect("it is there");
        all.extend(files(&evidence).into_iter().map(|file| (file.name.clone(), (*id, file))));
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failure_is_told_step_by_step_on_both_generations() {
    for generation in [Generation::Current, Generation::Legacy] {
        let server = Server::with(Options { generation, ..options() }).await;
        let program = Program::connected(&server).await;
        let (run_id, results) = failures(&server, &program).await;
        assert!(told(&program, run_id, results[0], TestSource::Kept).await.is_none());
        let evidence = told(&program, run_id, results[0], TestSource::Server).await.expect("told");
        let last = evidence.steps.last().expect("a step");
        assert!(matches!(last.status, Some(TestStatus::Failed | TestStatus::Broken)));
        assert_eq!(last.message, evidence.message);
        assert!(last.start_ms.is_some_and(|start| start > 0) && last.duration_ms.is_some());
        assert!(evidence.steps[0].parameters.iter().any(|one| one.name == "url"));
        assert_eq!((evidence.before.len(), evidence.after.len()), (2, 1));
        assert_eq!(
            files(&evidence).iter().filter(|file| file.name == "console.log").count(),
            2,
            "the fixture's too"
        );
        assert_eq!(told(&program, run_id, results[0], TestSource::Kept).await, Some(evidence));

        let past = program.companion.result_past(run_id, results[0], None, TestSource::Server).await;
        let past = past.expect("told").expect("a past");
        let own = past.variants[0].results.last().expect("itself");
        assert_eq!(own.id, results[0]);
        assert!(past.failing_since.is_some_and(|since| since.results >= 1));
        program.companion.shutdown().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_file_stands_as_its_bytes_say() {
    for generation in [Generation::Current, Generation::Legacy] {
        let server = Server::with(Options { generation, ..options() }).await;
        let program = Program::connected(&server).await;
        let (run_id, results) = failures(&server, &program).await;
        let all = by_name(&program, run_id, &results).await;
        let companion = &program.companion;
        let state = async |name: &str| {
            let (result, file) = all.get(name).unwrap_or_else(|| panic!("{name} among {:?}", all.keys()));
            companion.evidence_state(*result, file.key.clone()).await.expect(name)
        };
        for (name, expected, lies, opens) in [
            ("screenshot.png", EvidenceKind::Picture, None, true),
            ("console.log", EvidenceKind::Text, None, true),
            ("response.json", EvidenceKind::Json, None, true),
            ("network.har", EvidenceKind::Traffic, None, true),
            ("trace.zip", EvidenceKind::Archive, None, true),
            ("page", EvidenceKind::Comparison, None, false),
            ("report.html", EvidenceKind::Source, None, false),
            ("diagram.svg", EvidenceKind::Source, None, false),
            ("photo.png", EvidenceKind::Source, Some("image/png"), false),
        ] {
            let EvidenceState::Ready { kind, says, opens: may, bytes } = state(name).await else {
                panic!("{name} is not ready");
            };
            assert_eq!((kind, says.as_deref(), may), (expected, lies, opens), "{name}");
            assert_eq!(Some(bytes), all[name].1.bytes, "{name}");
        }
        assert_eq!(state("video.webm").await, EvidenceState::Missing);
        assert_eq!(state("stderr.txt").await, EvidenceState::Empty);
        assert_eq!(state("heap.hprof").await, EvidenceState::Large { bytes: Some(2 << 30) });

        let (result, log) = &all["server.log"];
        let text = companion.evidence_text(*result, log.key.clone()).await.expect("read");
        assert_eq!((text.shown_bytes, Some(text.bytes)), (text.bytes, log.bytes));
        assert!(text.text.lines().count() > 12_000);

        let (result, trace) = &all["trace.zip"];
        companion.open_evidence(*result, trace.key.clone()).await.expect("opened");
        let opened = program.outside.host.told().opened;
        assert!(opened.last().is_some_and(|path| path.ends_with("trace.zip")), "{opened:?}");
        for hostile in ["report.html", "photo.png"] {
            let (result, file) = &all[hostile];
            companion.open_evidence(*result, file.key.clone()).await.expect_err("never opened");
        }
        program.companion.shutdown().await;
    }
}

/// Everything of a result that is shown unasked, as the window asks for it.
async fn open_all(program: &Program, run_id: i64, result_id: i64) -> usize {
    let source = match told(program, run_id, result_id, TestSource::Kept).await {
        Some(_) => TestSource::Kept,
        None => TestSource::Server,
    };
    let evidence = told(program, run_id, result_id, source).await.expect("told");
    let mut ready = 0;
    for file in files(&evidence) {
        let state = program.companion.evidence_state(result_id, file.key.clone()).await.expect("told");
        if matches!(state, EvidenceState::Ready { .. }) {
            program.companion.serve_evidence(&format!("/{result_id}/{}", file.key), None).await;
            ready += 1;
        }
    }
    ready
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_opening_asks_the_server_nothing_also_after_a_restart_and_without_it() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let (run_id, results) = failures(&server, &program).await;
    let asked = async || {
        server.get("journal?since=0").await["entries"].as_array().map_or(0, |entries| {
            entries
                .iter()
                .filter(|entry| entry["path"].as_str().is_some_and(|path| path.contains("/testresult/")))
                .count()
        })
    };
    let ready = open_all(&program, run_id, results[0]).await;
    assert!(ready >= 3);
    let before = asked().await;
    assert_eq!(open_all(&program, run_id, results[0]).await, ready);
    assert_eq!(asked().await, before);

    server.trouble(json!({"kind": "refuse"})).await;
    let program = program.restarted().await;
    assert_eq!(open_all(&program, run_id, results[0]).await, ready);
    program.companion.result_evidence(run_id, results[1], TestSource::Server).await.expect_err("not kept");
    assert!(told(&program, run_id, results[0], TestSource::Server).await.is_some(), "what was kept");
    let key =
        files(&told(&program, run_id, results[0], TestSource::Kept).await.expect("kept"))[0].key.clone();
    assert_eq!(program.companion.serve_evidence(&format!("/{}/{key}", results[1]), None).await.status, 404);
    let kept = || std::fs::read_dir(program.path("cache/evidence")).expect("a folder").count();
    assert!(kept() > 0);
    program.companion.forget_connection().await.expect("forgotten");
    assert_eq!(kept(), 0, "it goes with its connection");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_window_is_given_pictures_by_ranges_and_never_a_page() {
    for generation in [Generation::Current, Generation::Legacy] {
        let server = Server::with(Options { generation, ..options() }).await;
        let program = Program::connected(&server).await;
        let (run_id, results) = failures(&server, &program).await;
        let all = by_name(&program, run_id, &results).await;
        let serve = async |name: &str, range: Option<&str>| {
            let (result, file) = &all[name];
            program.companion.serve_evidence(&format!("/{result}/{}", file.key), range).await
        };
        let whole = serve("screenshot.png", None).await;
        assert_eq!((whole.status, whole.content_type), (200, "image/png"));
        let part = serve("screenshot.png", Some("bytes=1-3")).await;
        assert_eq!((part.status, part.body.as_slice()), (206, &b"PNG"[..]));
        let part = part.part.expect("a part");
        assert_eq!((part.first, part.last, part.total), (1, 3, whole.body.len() as u64));
        assert_eq!(serve("screenshot.png", Some("bytes=99999999-")).await.status, 416);
        for hostile in ["report.html", "diagram.svg", "photo.png"] {
            let told = serve(hostile, None).await;
            assert_eq!((told.status, told.content_type), (200, "application/octet-stream"), "{hostile}");
        }
        assert_eq!(serve("video.webm", None).await.status, 404);
        assert_eq!(serve("heap.hprof", None).await.status, 413);
        assert_eq!(program.companion.serve_evidence("/../../secrets", None).await.status, 404);
        program.companion.shutdown().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_saved_where_a_person_chose_and_a_huge_one_can_be_given_up() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let (run_id, results) = failures(&server, &program).await;
    let all = by_name(&program, run_id, &results).await;
    let companion = &program.companion;
    let (result, log) = &all["server.log"];
    let path = program.path("server.log").to_string_lossy().into_owned();
    companion
        .save_evidence(*result, log.key.clone(), path.clone(), false)
        .await
        .expect_err("nobody chose it");
    let choose = async |path: &str| {
        companion.choose_path(PathKind::Save, path.to_owned()).await.expect("a dialog").expect("a choice")
    };
    let chosen = choose(&path).await;
    let saved =
        companion.save_evidence(*result, log.key.clone(), chosen.clone(), false).await.expect("saved");
    assert_eq!(saved, EvidenceSaved::Saved { path: chosen.clone(), bytes: log.bytes.expect("a length") });
    assert_eq!(Some(length(&chosen)), log.bytes);
    let chosen = choose(&path).await;
    let again = companion.save_evidence(*result, log.key.clone(), chosen.clone(), false).await.expect("told");
    assert_eq!(again, EvidenceSaved::Exists { path: chosen });

    let (result, heap) = &all["heap.hprof"];
    let chosen = choose(&program.path("heap.hprof").to_string_lossy()).await;
    let saving = companion.save_evidence(*result, heap.key.clone(), chosen.clone(), false);
    let giving_up = async {
        let is_going = |event: &Event| matches!(event, Event::EvidenceSaving { total: Some(total), .. } if *total == 2 << 30);
        let host = &program.outside.host;
        program.waiting("it is saved", || host.told().events.iter().any(is_going)).await;
        companion.cancel_evidence(*result, heap.key.clone()).await.expect("told");
    };
    let (saved, ()) = tokio::join!(saving, giving_up);
    assert_eq!(saved.expect("told"), EvidenceSaved::Cancelled);
    assert!(!Path::new(&chosen).exists(), "nothing half-written stays");
}

fn length(path: &str) -> u64 {
    std::fs::metadata(path).expect("a file").len()
}
