//! What people decide about results: each is read back, so that what is told is what took.

use companion::view::{
    Decision, DecisionOutcome, DecisionRequest, DecisionView, Effect, Phase, TestQuery, TestSource,
    TestStatus,
};
use serde_json::json;

use crate::program::Program;
use crate::server::Server;

struct World {
    server: Server,
    program: Program,
    run_id: i64,
}

/// A run that is over, with its launch still open.
async fn world(failed: u32) -> World {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let job = server.job().await;
    let plan = json!({"tests": failed + 10, "failed": failed, "duration_ms": 5_000});
    server.script(&job, plan).await;
    let run_id = program.launch(&job, "Nightly").await;
    program.until_phase(run_id, Phase::Finished).await;
    program.outcome_told(run_id).await;
    World { server, program, run_id }
}

impl World {
    async fn failed(&self) -> Vec<i64> {
        let statuses = vec![TestStatus::Failed];
        let query = TestQuery { run_id: self.run_id, statuses, limit: 500, ..TestQuery::default() };
        let page = self.program.companion.run_tests(query).await.expect("tests");
        page.items.iter().filter(|test| !test.muted).map(|test| test.id).collect()
    }

    async fn decide(&self, key: &str, results: &[i64], decision: Decision) -> DecisionOutcome {
        let request =
            DecisionRequest { run_id: self.run_id, results: results.to_vec(), group: None, decision };
        self.program.companion.decide_results(key.to_owned(), request).await.expect("it answers")
    }

    async fn decided(&self, key: &str, results: &[i64], decision: Decision) -> DecisionView {
        match self.decide(key, results, decision).await {
            DecisionOutcome::Decided { decision } => decision,
            DecisionOutcome::Refused { why, .. } => panic!("{why}"),
        }
    }
}

fn mute() -> Decision {
    Decision::Mute { name: "Unstable".to_owned(), reason: "Waits".to_owned(), remind_on: None }
}

fn effects(view: &DecisionView) -> Vec<Effect> {
    view.items.iter().map(|item| item.effect).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mute_takes_for_each_and_a_second_press_asks_nothing() {
    let world = world(20).await;
    let ids = world.failed().await;
    let view = world.decided("press", &ids, mute()).await;
    assert!(view.items.iter().all(|item| item.effect == Effect::Took), "{view:?}");
    assert_eq!(world.decided("press", &ids, mute()).await, view);
    let again = world.decided("another press", &ids, mute()).await;
    assert!(again.items.iter().all(|item| item.effect == Effect::AlreadySo), "{again:?}");
    assert!(world.failed().await.is_empty());
    let journal = world.program.companion.decisions(world.run_id).await.expect("read");
    assert_eq!(journal, [again, view]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_is_assigned_as_a_whole() {
    let world = world(12).await;
    let groups =
        world.program.companion.failure_groups(world.run_id, TestSource::Server).await.expect("told");
    let group = groups.expect("some").groups.swap_remove(0);
    let request = DecisionRequest {
        run_id: world.run_id,
        results: Vec::new(),
        group: Some(group.key),
        decision: Decision::Assign { username: "anna.smirnova".to_owned() },
    };
    let answer = world.program.companion.decide_results("press".to_owned(), request).await;
    let Ok(DecisionOutcome::Decided { decision }) = answer else { panic!("{answer:?}") };
    assert_eq!(decision.items.len(), (group.failed + group.broken) as usize);
    assert!(
        decision.items.iter().all(|item| item.effect == Effect::Took || item.why.is_some()),
        "{decision:?}"
    );
    let ids = world.failed().await;
    let all = world.decided("all", &ids, Decision::Assign { username: "oleg.petrov".to_owned() }).await;
    assert!(effects(&all).contains(&Effect::Took), "{all:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_the_server_lies_it_is_told_which_did_not_take() {
    let world = world(12).await;
    let ids = world.failed().await;
    world.server.trouble(json!({"kind": "lie", "path": "/testresult/bulk/hide"})).await;
    let view = world.decided("press", &ids, Decision::Hide).await;
    assert!(view.items.iter().all(|item| item.effect == Effect::NotTaken), "{view:?}");
    assert!(view.items.iter().all(|item| item.why.is_some()) && view.problem.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_bulk_that_fails_half_way_what_took_is_told() {
    let world = world(12).await;
    let ids = world.failed().await;
    world.server.trouble(json!({"kind": "half", "after": 2})).await;
    let view = world.decided("press", &ids, mute()).await;
    let took = effects(&view).iter().filter(|effect| **effect == Effect::Took).count();
    assert!(took >= 2 && took < ids.len(), "{view:?}");
    assert!(view.problem.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_defect_is_linked_with_all_and_one_that_was_deleted_is_told() {
    let world = world(12).await;
    let ids = world.failed().await;
    let new = Decision::NewDefect {
        name: "Payment is down".to_owned(),
        description: String::new(),
        rule: None,
        issue: None,
    };
    let view = world.decided("press", &ids, new).await;
    assert!(view.items.iter().all(|item| item.effect == Effect::Took), "{view:?}");
    let defect_id = view.defect_id.expect("made");
    let again = world.decided("again", &ids[..2], Decision::LinkDefect { defect_id }).await;
    assert_eq!(effects(&again), [Effect::AlreadySo; 2]);
    let gone = world.decide("gone", &ids, Decision::LinkDefect { defect_id: 999_999_999 }).await;
    assert!(matches!(gone, DecisionOutcome::Refused { closed: false, .. }), "{gone:?}");
}
