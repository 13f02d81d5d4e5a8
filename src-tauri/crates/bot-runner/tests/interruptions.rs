//! What is cut off in the middle: builds, engines, programs.

#![cfg(target_os = "linux")]

mod support;

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bollard::query_parameters::StopContainerOptions;
use bot_runner::{Answer, Bounds, Happening, Phase, Runner, Stir, validate};
use chrono::{TimeDelta, Utc};
use serde_json::{Value, json};
use support::{BASE, World, ask_at, log_until, now, told};
use tokio::sync::Notify;

const OWNER: &str = "0123456789abcdef";
const WAITS: &str = "import time\nprint('up', flush=True)\ntime.sleep(3600)\n";

fn simple(action: &str, code: &str) -> Value {
    json!({ "action": action, "bot_id": "bot", "deployment_mode": "simple", "code": code, "base_image": BASE })
}

/// A build that never ends by itself.
fn endless(action: &str) -> Value {
    let folder = tempfile::tempdir().expect("a folder");
    let run = "RUN [\"python3\", \"-u\", \"-c\", \"import time; print('building'); time.sleep(3600)\"]";
    std::fs::write(folder.path().join("Dockerfile"), format!("FROM {BASE}\n{run}\n")).expect("written");
    let packed = STANDARD.encode(bot_runner::pack(folder.path()).expect("packed"));
    json!({ "action": action, "bot_id": "bot", "deployment_mode": "custom", "archive": packed })
}

/// Deploys until the build says this, and then calls `cut` while it goes on.
async fn cut(
    runner: &Runner,
    request: Value,
    cut: impl AsyncFnOnce(&Notify),
) -> Result<Answer, bot_runner::Fault> {
    let (builds, cancelled) = (Arc::new(Notify::new()), Notify::new());
    let told = builds.clone();
    let mut progress = move |line: &str| {
        if line == "building" {
            told.notify_one();
        }
    };
    let request = validate(&request).expect("right");
    let waits = std::pin::pin!(cancelled.notified());
    let (answer, ()) = tokio::join!(runner.carry_out_unless(request, now(), &mut progress, waits), async {
        builds.notified().await;
        cut(&cancelled).await;
    });
    answer
}

#[tokio::test]
async fn a_build_that_never_ends_is_called_off_and_leaves_nothing() {
    let Some(world) = World::start().await else { return };
    let runner = world.runner(OWNER).await;
    let off = cut(&runner, endless("start"), async |cancelled| cancelled.notify_one()).await;
    assert_eq!(off.expect("no fault"), Answer::Cancelled { bot: "bot".to_owned() });
    assert_eq!(world.everything(OWNER).await, (0, 0, 0));
    world.containers_become(0).await;

    ask_at(&runner, simple("start", WAITS), now()).await.expect("started");
    let off = cut(&runner, endless("update"), async |cancelled| cancelled.notify_one()).await;
    assert_eq!(off.expect("no fault"), Answer::Cancelled { bot: "bot".to_owned() });
    // The bot and its fence.
    world.containers_become(2).await;
    log_until(&runner, "bot", "up").await;
    world.end().await;
}

#[tokio::test]
async fn a_build_that_takes_too_long_or_becomes_too_large_is_given_up_and_leaves_nothing() {
    let Some(world) = World::start().await else { return };
    let short = Bounds { build: Duration::from_secs(2), ..Bounds::default() };
    let runner = world.runner(OWNER).await.within(short);
    let (code, message) = told(ask_at(&runner, endless("start"), now()).await);
    assert_eq!(code, "CONTAINER_ERROR");
    assert!(message.contains("the build took longer than 2 seconds"), "{message}");
    assert_eq!(world.everything(OWNER).await, (0, 0, 0));
    // The engine ends the step as well.
    world.containers_become(0).await;

    let small = Bounds { image_mb: 1, ..Bounds::default() };
    let runner = world.runner(OWNER).await.within(small);
    let (code, message) = told(ask_at(&runner, simple("start", WAITS), now()).await);
    assert_eq!(code, "CONTAINER_ERROR");
    assert!(message.contains("the image is larger than 1 MB"), "{message}");
    assert_eq!(world.everything(OWNER).await, (0, 0, 0));
    world.end().await;
}

#[tokio::test]
#[expect(clippy::disallowed_methods, reason = "the engine goes by the system's clock")]
async fn that_others_stopped_a_bot_is_told_to_who_asks_later() {
    let Some(world) = World::start().await else { return };
    let runner = world.runner(OWNER).await;
    ask_at(&runner, simple("start", WAITS), now()).await.expect("started");
    let id = runner.look().await.expect("looked").remove(0).container_id;
    world.docker().stop_container(&id, None::<StopContainerOptions>).await.expect("stopped");
    let past = runner.past_stirs(Utc::now() + TimeDelta::seconds(1)).await;
    let stopped = Stir { container_id: id, happening: Happening::AskedToStop };
    assert!(past.contains(&stopped), "{past:?}");
    world.end().await;
}

#[tokio::test]
async fn an_engine_that_dies_in_mid_build_is_told_and_the_build_can_be_repeated() {
    let Some(mut world) = World::start().await else { return };
    let runner = world.runner(OWNER).await;
    let engine = &mut world.engine;
    let (code, _) = told(cut(&runner, endless("start"), async |_| engine.kill().expect("killed")).await);
    assert_eq!(code, "CONTAINER_ERROR");
    world.engine.start_again().await.expect("it starts");
    ask_at(&runner, simple("start", WAITS), now()).await.expect("started");
    log_until(&runner, "bot", "up").await;
    assert_eq!(world.everything(OWNER).await, (1, 1, 1));
    world.end().await;
}

#[tokio::test]
async fn bots_are_found_again_after_restarts_of_the_program_and_of_the_engine() {
    let Some(mut world) = World::start().await else { return };
    let runner = world.runner(OWNER).await.restarting_itself();
    ask_at(&runner, simple("start", WAITS), now()).await.expect("started");
    let before = runner.look().await.expect("looked");

    // The program.
    drop(runner);
    let runner = world.runner(OWNER).await.restarting_itself();
    let after = runner.look().await.expect("looked");
    assert_eq!((after.len(), after[0].phase), (1, Phase::Running));
    assert_eq!(after[0].container_id, before[0].container_id);

    // The engine, which takes its containers along; and both.
    for with_the_program in [false, true] {
        world.engine.kill().expect("killed");
        world.engine.start_again().await.expect("it starts");
        let runner = if with_the_program {
            world.runner(OWNER).await
        } else {
            world.runner(OWNER).await.restarting_itself()
        };
        let after = runner.look().await.expect("looked");
        assert_eq!(after.len(), 1, "{after:#?}");
        assert_eq!((&after[0].container_id, &after[0].limits), (&before[0].container_id, &before[0].limits));
        assert!(after[0].restarted_by_program && !after[0].is_stopped);
        runner.start_again(&after[0].container_id).await.expect("started again");
        assert_eq!(runner.look().await.expect("looked")[0].phase, Phase::Running);
    }
    world.end().await;
}
