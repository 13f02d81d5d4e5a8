//! Parts of the domain that panic: whatever breaks, what was asked is watched and its outcome is told.

use std::cell::RefCell;
use std::rc::Rc;

use companion::failpoints::{self, Fate};
use companion::view::{NoticeKind, Outcome, Phase};
use serde_json::json;

use crate::program::{Program, is_outcome};
use crate::server::Server;

/// Has the place panic the next time, and tells how often it was reached since.
fn panic_once(place: &'static str) -> Rc<RefCell<u32>> {
    let reached = Rc::new(RefCell::new(0));
    let counted = reached.clone();
    failpoints::set(Some(Box::new(move |name| {
        if name != place {
            return Fate::GoOn;
        }
        *counted.borrow_mut() += 1;
        if *counted.borrow() == 1 { Fate::Panic } else { Fate::GoOn }
    })));
    reached
}

async fn survives(place: &'static str) {
    let server = Server::start().await;
    let job = server.job().await;
    server.script(&job, json!({"tests": 4, "failed": 1, "duration_ms": 20_000})).await;
    let program = Program::connected(&server).await;
    let reached = panic_once(place);
    let run_id = program.launch(&job, "Broken").await;
    let run = program.until_phase(run_id, Phase::Finished).await;
    assert_eq!((run.outcome, run.counts.failed), (Some(Outcome::Failed), 1), "{place}");
    program.outcome_told(run_id).await;
    assert!(*reached.borrow() > 0, "{place} was not reached");
    assert_eq!(server.launch_requests().await.len(), 1, "{place}");
    let toasts = program.outside.host.told().toasts;
    assert_eq!(toasts.iter().filter(|toast| is_outcome(toast.kind)).count(), 1, "{place}: {toasts:?}");
    failpoints::set(None);
    program.companion.shutdown().await;
}

#[tokio::test]
async fn a_look_that_panics_is_followed_by_another() {
    survives("runs/look").await;
}

#[tokio::test]
async fn a_launch_request_whose_task_panics_is_looked_up_and_not_sent_again() {
    survives("runs/launch/answered").await;
}

#[tokio::test]
async fn an_outcome_is_told_also_when_the_reading_of_its_results_panics() {
    survives("runs/results").await;
}

#[tokio::test]
async fn an_owner_that_panics_before_it_stores_goes_on_from_the_store() {
    survives("runs/write").await;
}

#[tokio::test]
async fn an_owner_that_panics_after_it_stored_goes_on_from_the_store() {
    survives("runs/written").await;
}

#[tokio::test]
async fn an_owner_that_panics_before_an_outcome_is_stored_tells_it_after_all() {
    survives("runs/outcome/write").await;
}

#[tokio::test]
async fn an_owner_that_panics_after_an_outcome_is_stored_tells_it_once() {
    survives("runs/outcome/written").await;
}

#[tokio::test]
async fn a_deliverer_that_panics_shows_what_is_owed_after_all() {
    survives("desktop/show").await;
}

#[tokio::test]
async fn a_person_is_told_that_a_part_was_started_again() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    panic_once("runs/hear");
    // Whichever message comes first is lost with the owner; whoever sent it is told.
    drop(program.companion.active_runs().await);
    program.companion.active_runs().await.expect("it lives again");
    failpoints::set(None);
    let notices = program.companion.state().await.expect("the state").notices;
    assert!(notices.iter().any(|notice| notice.id == "broken"), "{notices:?}");
    program.toast(|toast| toast.kind == NoticeKind::Summary && toast.tag == "broken").await;
}
