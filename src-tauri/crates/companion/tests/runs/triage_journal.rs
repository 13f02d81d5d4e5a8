//! Decisions that are taken back, mutes to be reviewed, and what is known before something is decided.

use companion::view::{Decision, DecisionOutcome, Effect, Rule, RuleTrial, TestStatus};

use testops_sim::{Generation, Options};

use crate::deciding::{World, effects, mute, world, world_on};
use crate::server::{Server, options};

/// Everything that took is as it was.
async fn undone(world: &World, id: i64) {
    let outcomes = world.program.companion.undo_decision(format!("undo {id}"), id).await.expect("undone");
    for outcome in &outcomes {
        let DecisionOutcome::Decided { decision } = outcome else { panic!("{outcome:?}") };
        assert!(effects(decision).iter().all(|effect| *effect == Effect::Took), "{decision:?}");
    }
    let journal = world.program.companion.decisions(world.run_id).await.expect("read");
    let row = journal.iter().find(|decision| decision.id == id).expect("kept");
    assert!(row.undone_at.is_some(), "{row:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mute_is_taken_back_with_the_mutes_of_the_test_cases() {
    let world = world(5).await;
    let ids = world.failed().await;
    let view = world.decided("mute", &ids, mute()).await;
    assert!(world.failed().await.is_empty());
    undone(&world, view.id).await;
    assert_eq!(world.failed().await, ids);
    let again = world.decided("again", &ids, Decision::Unmute).await;
    assert!(effects(&again).iter().all(|effect| *effect == Effect::AlreadySo));
}

#[tokio::test(flavor = "multi_thread")]
async fn assignments_statuses_and_links_go_back_to_what_was() {
    go_back(&world(12).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn so_they_do_on_an_old_server() {
    let options = Options { generation: Generation::Legacy, ..options() };
    go_back(&world_on(Server::with(options).await, 12).await).await;
}

async fn go_back(world: &World) {
    let ids = world.failed().await;
    let assign = |name: &str| Decision::Assign { username: name.to_owned() };
    let first = world.decided("anna", &ids[..3], assign("anna.smirnova")).await;
    let second = world.decided("oleg", &ids, assign("oleg.petrov")).await;
    undone(world, second.id).await;
    let back = world.decided("same", &ids[..3], assign("anna.smirnova")).await;
    for (before, now) in first.items.iter().zip(&back.items) {
        if before.effect == Effect::Took {
            assert_eq!(now.effect, Effect::AlreadySo, "{back:?}");
        }
    }
    let status = Decision::SetStatus { status: TestStatus::Passed, message: "Seen by hand".to_owned() };
    let set = world.decided("status", &ids[..4], status).await;
    assert_eq!(effects(&set), [Effect::Took; 4]);
    undone(world, set.id).await;
    let new = Decision::NewDefect {
        name: "Payment is down".to_owned(),
        description: String::new(),
        rule: None,
        issue: None,
    };
    let linked = world.decided("defect", &ids[..4], new).await;
    undone(world, linked.id).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_undone_says_so_before_and_when_asked() {
    let world = world(5).await;
    let ids = world.failed().await;
    let companion = &world.program.companion;
    let rights = companion.decision_rights(world.run_id).await.expect("told");
    assert_eq!(rights.decisions.iter().filter(|right| right.not_undoable.is_some()).count(), 2);
    let view = world.decided("hide", &ids, Decision::Hide).await;
    assert!(view.not_undoable.is_some() && effects(&view).contains(&Effect::Took), "{view:?}");
    let outcomes = companion.undo_decision("undo".to_owned(), view.id).await.expect("told");
    assert!(matches!(outcomes[..], [DecisionOutcome::Refused { .. }]), "{outcomes:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mute_is_to_be_reviewed_from_its_day_on_until_it_is_undone() {
    let world = world(5).await;
    let ids = world.failed().await;
    let companion = &world.program.companion;
    let day = "2030-02-01".parse().ok();
    let mute = Decision::Mute { name: "Unstable".to_owned(), reason: String::new(), remind_on: day };
    let view = world.decided("mute", &ids, mute).await;
    let before = "2030-01-31".parse().expect("a day");
    assert!(companion.mutes_to_review(before).await.expect("read").is_empty());
    let due = companion.mutes_to_review(day.expect("a day")).await.expect("read");
    assert_eq!((due.len(), due[0].remind_on), (1, day));
    undone(&world, view.id).await;
    assert!(companion.mutes_to_review(day.expect("a day")).await.expect("read").is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_rule_is_tried_before_it_is_saved() {
    let world = world(12).await;
    let companion = &world.program.companion;
    let rule = |message: &str| Rule { message_regex: message.to_owned(), trace_regex: String::new() };
    for wrong in ["a(", ".*", ""] {
        let trial = companion.try_rule(world.run_id, rule(wrong)).await.expect("told");
        assert!(matches!(trial, RuleTrial::Fault { .. }), "{wrong}: {trial:?}");
    }
    let trial = companion.try_rule(world.run_id, rule("no such failure")).await.expect("told");
    assert!(matches!(trial, RuleTrial::Matches { total: 0, .. }), "{trial:?}");
    let trial = companion.try_rule(world.run_id, rule(".*\\w.*")).await.expect("told");
    assert!(matches!(&trial, RuleTrial::Fault { .. }), "{trial:?}");
    let ids = world.failed().await;
    let wide = Decision::NewDefect {
        name: "All".to_owned(),
        description: String::new(),
        rule: Some(rule(".*")),
        issue: None,
    };
    let answer = world.decide("wide", &ids, wide).await;
    assert!(matches!(answer, DecisionOutcome::Refused { .. }), "{answer:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn likely_defects_come_first_and_people_are_found_by_name() {
    let world = world(12).await;
    let ids = world.failed().await;
    let companion = &world.program.companion;
    let choices = companion.defect_choices(world.run_id, ids[0], String::new()).await.expect("told");
    assert!(!choices.is_empty() && choices.is_sorted_by_key(|choice| !choice.likely), "{choices:?}");
    let people = companion.people("anna".to_owned()).await.expect("told");
    assert_eq!(people[0].username, "anna.smirnova");
}
