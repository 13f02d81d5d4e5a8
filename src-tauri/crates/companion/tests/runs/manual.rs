//! Tests that the person runs: decided with and without the server, sent once, read back, and never over somebody else's word.

use chrono::{DateTime, TimeDelta, Utc};
use companion::ports::Clock as _;
use companion::view::{
    ManualAnswer, ManualDecision, ManualLaunch, ManualState, ManualStepOutcome, ManualTest, ManualVerdict,
    PastedPicture, TestStatus,
};
use serde_json::{Value, json};
use testops_sim::{Generation, Options};

use crate::program::Program;
use crate::server::{Server, options};

/// One pixel.
const PNG: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

struct World {
    server: Server,
    program: Program,
    project_id: i64,
    launch_id: i64,
}

/// An open launch in which four tests wait, three of them for the person.
async fn world_on(server: Server) -> World {
    let program = Program::connected(&server).await;
    let job = server.job().await;
    let launch_id =
        server.start_elsewhere(&job, json!({"tests": 2, "duration_ms": 1_000, "never_closed": true})).await;
    let people = ["anna.smirnova", "anna.smirnova", "anna.smirnova", "oleg.petrov"];
    server.post(&format!("launches/{launch_id}/manual"), json!({"tests": 4, "people": people})).await;
    World { server, program, project_id: job.project_id, launch_id }
}

async fn world() -> World {
    world_on(Server::start().await).await
}

impl World {
    async fn read(&self) -> ManualLaunch {
        self.program.companion.manual_launch(self.project_id, self.launch_id).await.expect("read")
    }

    async fn mine(&self) -> Vec<ManualTest> {
        self.read().await.tests.into_iter().filter(|test| test.mine).collect()
    }

    async fn verdict(&self, test: &ManualTest, status: TestStatus, message: Option<&str>) -> ManualVerdict {
        let scenario = self.program.companion.manual_scenario(test.result_id).await.expect("read");
        let steps = scenario.steps.into_iter().map(|step| ManualStepOutcome {
            depth: step.depth,
            text: step.text,
            expected: step.expected,
            status: Some(status),
        });
        let now: DateTime<Utc> = self.program.outside.clock.now();
        ManualVerdict {
            project_id: self.project_id,
            launch_id: self.launch_id,
            result_id: test.result_id,
            name: test.name.clone(),
            seen: test.status,
            status,
            message: message.map(str::to_owned),
            begun_at: now - TimeDelta::minutes(2),
            ended_at: now,
            steps: steps.collect(),
            pictures: Vec::new(),
        }
    }

    async fn decide(&self, key: &str, verdict: ManualVerdict) -> ManualDecision {
        match self.program.companion.decide_manual(key.to_owned(), verdict).await.expect("it answers") {
            ManualAnswer::Kept { decision } => decision,
            ManualAnswer::Refused { why } => panic!("{why}"),
        }
    }

    async fn state(&self, result_id: i64) -> Option<ManualState> {
        let launch = self.read().await;
        launch.tests.into_iter().find(|test| test.result_id == result_id)?.decided.map(|own| own.state)
    }

    async fn becomes(&self, result_id: i64, state: ManualState) {
        let what = format!("{state:?}");
        self.program.waiting_for(&what, async || self.state(result_id).await == Some(state)).await;
    }

    /// Writes of one kind that came so far.
    async fn writes(&self, end: &str) -> usize {
        let journal = self.server.get("journal?since=0").await;
        let entries = journal["entries"].as_array().cloned().unwrap_or_default();
        let is_it = |entry: &&Value| {
            entry["method"] == "POST" && entry["path"].as_str().is_some_and(|path| path.ends_with(end))
        };
        entries.iter().filter(is_it).count()
    }
}

async fn run_by_hand(world: &World) {
    let tests = world.mine().await;
    assert_eq!(tests.len(), 3);
    assert!(tests.iter().all(|test| test.status == TestStatus::InProgress), "{tests:?}");
    let scenario = world.program.companion.manual_scenario(tests[0].result_id).await.expect("read");
    assert!(!scenario.steps.is_empty() && scenario.precondition.is_some(), "{scenario:?}");
    let mut failed = world.verdict(&tests[0], TestStatus::Failed, Some("no button")).await;
    failed.pictures = vec![PastedPicture { data: PNG.to_owned(), step: Some(0) }];
    let kept = world.decide("one", failed.clone()).await;
    assert_eq!((kept.status, kept.pictures), (TestStatus::Failed, 1));
    world.becomes(tests[0].result_id, ManualState::Sent).await;
    let again = world.decide("one", failed).await;
    assert_eq!((again.id, again.state), (kept.id, ManualState::Sent), "one key is one decision");
    assert_eq!((world.writes("/resolve").await, world.writes("/testresult/attachment").await), (1, 1));
    let told = world.mine().await;
    let first = told.iter().find(|test| test.result_id == tests[0].result_id).expect("it");
    assert_eq!((first.status, first.tested_by.as_deref()), (TestStatus::Failed, Some("anna.smirnova")));
    let decided = first.decided.clone().expect("what was decided");
    assert_eq!((decided.why, decided.message.as_deref()), (None, Some("no button")));
    assert!(
        !world.program.path("manual").read_dir().is_ok_and(|mut all| all.next().is_some()),
        "the picture is gone"
    );
    let queue = world.program.companion.manual_queue().await.expect("read");
    assert_eq!(queue.decisions, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_is_decided_with_its_steps_and_a_picture_and_read_back() {
    run_by_hand(&world().await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn so_it_is_on_an_old_server() {
    let options = Options { generation: Generation::Legacy, ..options() };
    run_by_hand(&world_on(Server::with(options).await).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_decided_without_the_server_is_sent_once_it_is_back_also_after_a_restart() {
    let mut world = world().await;
    let tests = world.mine().await;
    let mut verdicts = Vec::new();
    for test in &tests {
        verdicts.push(world.verdict(test, TestStatus::Passed, None).await);
    }
    world.server.trouble(json!({"kind": "status", "code": 503})).await;
    assert!(world.read().await.stale);
    verdicts[0].pictures = vec![PastedPicture { data: PNG.to_owned(), step: None }];
    for (n, verdict) in verdicts.into_iter().enumerate() {
        let kept = world.decide(&format!("key {n}"), verdict).await;
        assert_eq!(kept.state, ManualState::Waiting);
    }
    let waits = async || world.program.companion.manual_queue().await.expect("read").problem.is_some();
    world.program.waiting_for("the queue says why", waits).await;
    assert_eq!(world.writes("/resolve").await, 0);
    world.program = world.program.restarted().await;
    let queue = world.program.companion.manual_queue().await.expect("read");
    assert_eq!(queue.decisions.len(), 3);
    world.server.no_trouble().await;
    world.program.companion.send_manual().await.expect("asked");
    for test in &tests {
        world.becomes(test.result_id, ManualState::Sent).await;
    }
    assert_eq!((world.writes("/resolve").await, world.writes("/testresult/attachment").await), (3, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_else_said_meanwhile_stays_and_is_told() {
    let world = world().await;
    let tests = world.mine().await;
    let verdict = world.verdict(&tests[0], TestStatus::Failed, Some("no button")).await;
    world.server.post(&format!("results/{}", tests[0].result_id), json!({"status": "passed"})).await;
    let kept = world.decide("late", verdict).await;
    world.becomes(tests[0].result_id, ManualState::Conflict).await;
    assert_eq!(world.writes("/resolve").await, 0);
    let queue = world.program.companion.manual_queue().await.expect("read");
    let why = queue.decisions[0].why.clone().expect("why");
    assert!(why.contains("oleg.petrov") && why.contains("passed"), "{why}");
    // Seen as it is by now, it is the person's to change.
    let test = world.mine().await.into_iter().find(|test| test.result_id == tests[0].result_id).expect("it");
    let verdict = world.verdict(&test, TestStatus::Broken, Some("stage is down")).await;
    world.decide("again", verdict).await;
    world.becomes(test.result_id, ManualState::Sent).await;
    world.program.companion.forget_manual(kept.id).await.expect("dismissed");
    assert_eq!(world.program.companion.manual_queue().await.expect("read").decisions, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_is_looked_up_and_nothing_is_sent_twice() {
    let world = world().await;
    let tests = world.mine().await;
    for path in ["/testresult/attachment", "/testresult/*/resolve"] {
        let lost = json!({"kind": "lost_answer", "path": path, "method": "POST", "times": 1});
        world.server.trouble(lost).await;
    }
    let mut verdict = world.verdict(&tests[0], TestStatus::Failed, Some("no button")).await;
    verdict.pictures = vec![PastedPicture { data: PNG.to_owned(), step: None }];
    world.decide("lost", verdict).await;
    let sent = async || {
        world.program.companion.send_manual().await.expect("asked");
        world.state(tests[0].result_id).await == Some(ManualState::Sent)
    };
    world.program.waiting_for("it is sent", sent).await;
    assert_eq!((world.writes("/resolve").await, world.writes("/testresult/attachment").await), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_yes_that_does_nothing_is_not_believed() {
    let world = world().await;
    let tests = world.mine().await;
    world
        .server
        .trouble(json!({"kind": "lie", "code": 202, "path": "/testresult/*/resolve", "method": "POST"}))
        .await;
    let verdict = world.verdict(&tests[0], TestStatus::Passed, None).await;
    world.decide("lie", verdict).await;
    let refused = async || {
        // The second look waits a moment.
        world.program.outside.clock.advance(TimeDelta::seconds(3));
        world.state(tests[0].result_id).await == Some(ManualState::Refused)
    };
    world.program.waiting_for("it is refused", refused).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_thought_before_it_is_sent_takes_the_place_of_the_first() {
    let world = world().await;
    let tests = world.mine().await;
    let passed = world.verdict(&tests[0], TestStatus::Passed, None).await;
    let failed = world.verdict(&tests[0], TestStatus::Failed, Some("no button")).await;
    world.server.trouble(json!({"kind": "status", "code": 503})).await;
    world.decide("first", passed).await;
    world.decide("second", failed).await;
    let queue = world.program.companion.manual_queue().await.expect("read");
    let told: Vec<_> = queue.decisions.iter().map(|decision| decision.status).collect();
    assert_eq!(told, [TestStatus::Failed]);
    world.server.no_trouble().await;
    world.program.companion.send_manual().await.expect("asked");
    world.becomes(tests[0].result_id, ManualState::Sent).await;
    assert_eq!(world.writes("/resolve").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_server_certainly_refuses_is_told_and_what_cannot_be_kept_is_not() {
    let world = world().await;
    let tests = world.mine().await;
    let verdict = world.verdict(&tests[0], TestStatus::Passed, None).await;
    let mut wordless = world.verdict(&tests[1], TestStatus::Failed, None).await;
    let answer = world.program.companion.decide_manual("wordless".to_owned(), wordless.clone()).await;
    assert!(matches!(answer, Ok(ManualAnswer::Refused { .. })), "{answer:?}");
    wordless.message = Some("no button".to_owned());
    wordless.pictures = vec![PastedPicture { data: "PHN2Zz4=".to_owned(), step: None }];
    let answer = world.program.companion.decide_manual("no picture".to_owned(), wordless).await;
    assert!(matches!(answer, Ok(ManualAnswer::Refused { .. })), "{answer:?}");
    world.server.post(&format!("launches/{}/advance", world.launch_id), json!({"close": true})).await;
    world.decide("closed", verdict).await;
    world.becomes(tests[0].result_id, ManualState::Refused).await;
    let queue = world.program.companion.manual_queue().await.expect("read");
    assert_eq!(
        queue.decisions[0].why.as_deref(),
        Some("The launch is closed, and its results cannot be changed.")
    );
}
