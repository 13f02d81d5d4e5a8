//! What people decide about results: each is read back, so that what is told is what took.

use companion::view::{Decision, DecisionOutcome, DecisionRequest, Effect, TestSource};
use serde_json::json;

use crate::deciding::{effects, mute, world};

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
    let groups = world
        .program
        .companion
        .failure_groups(world.run_id, String::new(), TestSource::Server)
        .await
        .expect("told");
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

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_launch_is_told_before_anything_is_asked_and_decided_once_it_is_open() {
    let world = world(6).await;
    let ids = world.failed().await;
    let companion = &world.program.companion;
    companion.close_launch("close".to_owned(), world.run_id).await.expect("closed");
    let is_closed = async || companion.decision_rights(world.run_id).await.expect("told").closed;
    world.program.waiting_for("it is closed", is_closed).await;
    let answer = world.decide("press", &ids, mute()).await;
    assert!(matches!(&answer, DecisionOutcome::Refused { closed: true, .. }), "{answer:?}");
    assert!(companion.decisions(world.run_id).await.expect("read").is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn rights_that_were_withdrawn_are_told_before_a_button_is_pressed_and_after() {
    let world = world(6).await;
    let ids = world.failed().await;
    let companion = &world.program.companion;
    let rights = companion.decision_rights(world.run_id).await.expect("told");
    assert!(rights.why_not.is_none() && rights.decisions.len() == 9);
    world.permit(&["project:read"]).await;
    let rights = companion.decision_rights(world.run_id).await.expect("told");
    assert!(rights.why_not.is_some() && !rights.closed);
    let answer = world.decide("press", &ids, mute()).await;
    assert!(matches!(&answer, DecisionOutcome::Refused { closed: false, .. }), "{answer:?}");
    world.permit(&["project:read", "project:write"]).await;
    assert!(effects(&world.decided("press", &ids, mute()).await).contains(&Effect::Took));
}

#[tokio::test(flavor = "multi_thread")]
async fn hundreds_are_decided_in_few_requests() {
    let world = world(600).await;
    let ids = world.failed().await;
    assert!(ids.len() > 500, "{}", ids.len());
    let before = world.server.requests().await;
    let view = world.decided("press", &ids, mute()).await;
    assert!(view.items.iter().all(|item| item.effect == Effect::Took), "{view:?}");
    let asked = world.server.requests().await - before;
    assert!(asked <= 30, "{asked}");
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_failure_to_read_back_the_same_key_tells_what_took() {
    let world = world(6).await;
    let ids = world.failed().await;
    let request = DecisionRequest {
        run_id: world.run_id,
        results: ids.clone(),
        group: None,
        decision: Decision::NewDefect {
            name: "Payment is down".to_owned(),
            description: String::new(),
            rule: None,
            issue: None,
        },
    };
    world
        .server
        .trouble(json!({"kind": "status", "code": 403, "path": "/testresult/*/defect", "method": "GET"}))
        .await;
    let companion = &world.program.companion;
    companion.decide_results("press".to_owned(), request.clone()).await.expect_err("not read back");
    world.server.no_trouble().await;
    let answer = companion.decide_results("press".to_owned(), request).await.expect("told");
    let DecisionOutcome::Decided { decision } = answer else { panic!("{answer:?}") };
    assert!(decision.items.iter().all(|item| item.effect == Effect::Took), "{decision:?}");
    assert!(decision.defect_id.is_some());
}
