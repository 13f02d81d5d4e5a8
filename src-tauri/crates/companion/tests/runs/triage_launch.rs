//! A closed launch is opened again when somebody asks, and the project's rules are applied.

use companion::view::{Decision, DecisionOutcome, Done, Effect, Event, Rule, RulesApplied};
use serde_json::json;
use testops_sim::{Generation, Options};

use crate::deciding::{World, effects, mute, world, world_on};
use crate::server::{Server, options};

async fn closed(world: &World) {
    let companion = &world.program.companion;
    companion.close_launch("close".to_owned(), world.run_id).await.expect("closed");
    let is_closed = async || companion.decision_rights(world.run_id).await.expect("told").closed;
    world.program.waiting_for("it is closed", is_closed).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_launch_is_open_once_that_was_asked_for() {
    let world = world(6).await;
    let ids = world.failed().await;
    closed(&world).await;
    let companion = &world.program.companion;
    assert!(matches!(
        companion.apply_rules(world.run_id).await,
        Ok(RulesApplied::Refused { closed: true, .. })
    ));
    assert_eq!(companion.reopen_launch("reopen".to_owned(), world.run_id).await.expect("asked"), Done::Done);
    assert!(!world.program.run(world.run_id).await.closed, "the run's page says so");
    let view = world.decided("mute", &ids, mute()).await;
    assert!(effects(&view).iter().all(|effect| *effect == Effect::Took), "{view:?}");
    assert!(view.items.iter().all(|item| item.name.is_some()), "{view:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_right_to_write_it_stays_closed() {
    let world = world(6).await;
    closed(&world).await;
    world.permit(&["project:read"]).await;
    let answer =
        world.program.companion.reopen_launch("reopen".to_owned(), world.run_id).await.expect("asked");
    assert!(matches!(answer, Done::NotPossible { .. }), "{answer:?}");
}

async fn rules_explain(world: &World) {
    let ids = world.failed().await;
    let companion = &world.program.companion;
    let new = Decision::NewDefect {
        name: "All of it".to_owned(),
        description: String::new(),
        rule: Some(Rule { message_regex: "(?s).*[eE].*".to_owned(), trace_regex: String::new() }),
        issue: None,
    };
    let view = world.decided("defect", &ids[..1], new).await;
    let RulesApplied::Applied { explained, settled, left } =
        companion.apply_rules(world.run_id).await.expect("asked")
    else {
        panic!("it is open");
    };
    assert!(settled && left + explained < ids.len() as u64 + 1, "{explained} {left}");
    let told = world.program.outside.host.told().events;
    assert!(told.iter().any(|event| matches!(event, Event::DecisionsChanged { .. })), "{told:?}");
    // Taken back, the defect is closed where nothing else is explained by it.
    let outcomes = companion.undo_decision("undo".to_owned(), view.id).await.expect("asked");
    assert!(
        outcomes.iter().all(|outcome| matches!(outcome, DecisionOutcome::Decided { .. })),
        "{outcomes:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rules_of_the_project_explain_what_they_meet() {
    rules_explain(&world(6).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn so_they_do_on_an_old_server() {
    let options = Options { generation: Generation::Legacy, ..options() };
    rules_explain(&world_on(Server::with(options).await, 6).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_defect_that_is_taken_back_is_closed() {
    let world = world(4).await;
    let ids = world.failed().await;
    let new = Decision::NewDefect {
        name: "Mistake".to_owned(),
        description: String::new(),
        rule: None,
        issue: None,
    };
    let view = world.decided("defect", &ids, new).await;
    let companion = &world.program.companion;
    companion.undo_decision("undo".to_owned(), view.id).await.expect("undone");
    let offered = companion.defect_choices(world.run_id, ids[0], "Mistake".to_owned()).await.expect("told");
    assert!(offered.iter().all(|defect| Some(defect.id) != view.defect_id), "{offered:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_decision_is_read_back_when_the_journal_is_read() {
    let world = world(4).await;
    let ids = world.failed().await;
    let trouble = json!({"kind": "status", "code": 403, "path": "/testresult/*/defect", "method": "GET"});
    world.server.trouble(trouble).await;
    let companion = &world.program.companion;
    let request = companion::view::DecisionRequest {
        run_id: world.run_id,
        results: ids,
        group: None,
        decision: Decision::NewDefect {
            name: "Payment is down".to_owned(),
            description: String::new(),
            rule: None,
            issue: None,
        },
    };
    companion.decide_results("press".to_owned(), request).await.expect_err("not read back");
    world.server.no_trouble().await;
    let journal = companion.decisions(world.run_id).await.expect("read");
    assert!(journal[0].items.iter().all(|item| item.effect == Effect::Took), "{journal:?}");
    assert_eq!(companion.latest_decisions().await.expect("read"), journal);
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_can_be_unmuted_politely_is_refused_and_taken_back_in_parts() {
    let world = world(120).await;
    let ids = world.failed().await;
    let muted = world.decided("mute", &ids, mute()).await;
    let answer = world.decide("unmute", &ids, Decision::Unmute).await;
    assert!(matches!(answer, DecisionOutcome::Refused { .. }), "{answer:?}");
    let outcomes = world.program.companion.undo_decision("undo".to_owned(), muted.id).await.expect("undone");
    assert_eq!(outcomes.len(), 2);
    assert_eq!(world.failed().await.len(), ids.len());
}
