//! What waits for the person, across all projects, and mutes whose day has come.

use chrono::TimeDelta;
use companion::ports::Clock as _;
use companion::view::{Decision, Effect, MineKind, NoticeKind, Settings};
use testops_sim::{Generation, Options};

use crate::deciding::{World, effects, mute, world, world_on};
use crate::server::{Server, options};

async fn found(world: &World, kind: MineKind) -> Vec<String> {
    let view = world.program.companion.mine().await.expect("read");
    view.items.into_iter().filter(|item| item.kind == kind).map(|item| item.title).collect()
}

/// Requests for the plans of a project, which only this place asks for here.
async fn looks(world: &World) -> usize {
    let journal = world.server.get("journal?since=0").await;
    let entries = journal["entries"].as_array().cloned().unwrap_or_default();
    entries
        .iter()
        .filter(|entry| entry["path"].as_str().is_some_and(|path| path.ends_with("/testplan")))
        .count()
}

/// Each project was looked at since the last thing that was done.
async fn looked(world: &World) {
    let companion = &world.program.companion;
    let settings = Settings { request_budget: 600, undo_seconds: 0, ..Settings::default() };
    companion.save_settings(settings).await.expect("saved");
    companion.refresh_mine().await.expect("asked");
    let since = world.program.outside.clock.now();
    let is_over = async || {
        // The next minute has requests again.
        world.program.outside.clock.advance(TimeDelta::minutes(1));
        companion.mine().await.expect("read").as_of.is_some_and(|as_of| as_of >= since)
    };
    world.program.waiting_for("all projects are looked at", is_over).await;
}

async fn told_across_projects(world: &World) {
    let ids = world.failed().await;
    let companion = &world.program.companion;
    companion.decisions(world.run_id).await.expect("read");
    assert_eq!(looks(world).await, 0, "nothing is asked before the place is opened");
    looked(world).await;
    assert!(looks(world).await > 0);
    assert_eq!(found(world, MineKind::Unexplained).await, ["Nightly"]);
    assert!(found(world, MineKind::Assigned).await.is_empty());
    let me = "anna.smirnova".to_owned();
    let mine = world.decided("mine", &ids[..2], Decision::Assign { username: me }).await;
    assert_eq!(effects(&mine), [Effect::Took; 2]);
    looked(world).await;
    assert_eq!(found(world, MineKind::Assigned).await.len(), 2);
    world.program.toast(|toast| toast.kind == NoticeKind::AssignedToMe).await;
    world.decided("mute", &ids, mute()).await;
    looked(world).await;
    assert!(found(world, MineKind::Unexplained).await.is_empty());
    assert!(found(world, MineKind::Assigned).await.is_empty(), "a muted test waits for nobody");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_waits_for_the_person_is_found_and_what_is_new_is_told() {
    told_across_projects(&world(4).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn so_it_is_on_an_old_server() {
    let options = Options { generation: Generation::Legacy, ..options() };
    told_across_projects(&world_on(Server::with(options).await, 4).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mute_is_asked_about_on_its_day_once_and_again_on_another() {
    let world = world(3).await;
    let ids = world.failed().await;
    let companion = &world.program.companion;
    let today = world.program.outside.clock.now().date_naive();
    let remind = |remind_on| Decision::Mute { name: "Stage".to_owned(), reason: String::new(), remind_on };
    world.decided("later", &ids[..1], remind(today.succ_opt().and_then(|day| day.succ_opt()))).await;
    let due = world.decided("today", &ids[1..], remind(today.pred_opt())).await;
    let toast = world.program.toast(|toast| toast.kind == NoticeKind::MuteDue).await;
    assert_eq!(toast.body, "Stage");
    let mutes = companion.mine().await.expect("read").mutes;
    assert_eq!(mutes.iter().map(|mute| mute.id).collect::<Vec<_>>(), [due.id]);
    companion.remind_of_mute(due.id, None).await.expect("kept");
    assert!(companion.mine().await.expect("read").mutes.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_manual_test_that_is_assigned_waits_with_its_launch() {
    let world = world(1).await;
    let launch = world.program.run(world.run_id).await.launch_id.expect("a launch");
    let people = serde_json::json!({"tests": 2, "people": ["anna.smirnova", "oleg.petrov"]});
    world.server.post(&format!("launches/{launch}/manual"), people).await;
    looked(&world).await;
    let view = world.program.companion.mine().await.expect("read");
    let manual: Vec<_> = view.items.iter().filter(|item| item.kind == MineKind::Manual).collect();
    assert_eq!(manual.iter().map(|item| item.launch_id).collect::<Vec<_>>(), [Some(launch)]);
}
