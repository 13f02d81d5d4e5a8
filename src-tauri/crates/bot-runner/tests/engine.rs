//! Bots on a real engine, asked as the command line asks.

#![cfg(target_os = "linux")]

mod support;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bot_runner::{Answer, Bot};
use chrono::TimeDelta;
use serde_json::{Value, json};

use support::{BASE, World, ask_at, log_until, now, told};

const OWNER: &str = "0123456789abcdef";

fn simple(action: &str, bot: &str, code: &str) -> Value {
    json!({ "action": action, "bot_id": bot, "deployment_mode": "simple", "code": code, "base_image": BASE })
}

const WAITS: &str = "import time\nprint('up', flush=True)\ntime.sleep(3600)\n";

/// Tells how it is kept, from the inside.
const LOOKS: &str = r#"
import os, texts, time
def tries(path):
    try:
        open(path, "w").write("x")
        return "writes"
    except OSError as error:
        return error.strerror
def read(*paths):
    for path in paths:
        if os.path.exists(path):
            return open(path).read().strip()
status = dict(line.split(":\t") for line in open("/proc/self/status").read().splitlines() if ":\t" in line)
print("user", os.getuid(), os.getgid())
print("caps", status["CapEff"], status["CapBnd"], "nnp", status["NoNewPrivs"], "seccomp", status["Seccomp"])
print("root", tries("/x"), "app", tries("/app/x"), "tmp", tries("/tmp/x"))
print("memory", read("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"))
print("pids", read("/sys/fs/cgroup/pids.max", "/sys/fs/cgroup/pids/pids.max"))
print("first", read("/proc/1/comm"))
print("text", texts.HELLO, os.environ["GREETING"])
children = []
try:
    while len(children) < 60:
        pid = os.fork()
        if pid == 0:
            time.sleep(600)
        children.append(pid)
except OSError:
    pass
print("forks", len(children) < 40)
print("done", flush=True)
time.sleep(3600)
"#;

#[tokio::test]
async fn a_bot_runs_locked_down_from_start_to_removal() {
    let Some(world) = World::start().await else { return };
    let runner = world.runner(OWNER).await;
    let ask = async |request: Value| ask_at(&runner, request, now()).await;

    let started = ask(json!({
        "action": "start", "bot_id": "Look-1", "deployment_mode": "simple", "base_image": BASE, "entrypoint": "looks.py",
        "files": { "looks.py": LOOKS, "texts.py": "HELLO = 'привет'", "deep/er/x.txt": "x" },
        "env_vars": { "GREETING": "a = b \"c\"" }, "resource_limits": { "memory_mb": 64, "pids_limit": 40 },
    }));
    let Answer::Started(bot) = started.await.expect("started") else { panic!("it is new") };
    let log = log_until(&runner, "Look-1", "done").await;
    for line in [
        "user 65534 65534",
        "caps 0000000000000000 0000000000000000 nnp 1 seccomp 2",
        "root Read-only file system app Read-only file system tmp writes",
        "memory 67108864",
        "pids 40",
        "first docker-init",
        "text привет a = b \"c\"",
        "forks True",
    ] {
        assert!(log.contains(line), "{line:?} is not in {log}");
    }

    let Answer::AlreadyRunning(again) = ask(simple("start", "Look-1", WAITS)).await.expect("asked") else {
        panic!("it runs")
    };
    assert_eq!(again.container_id, bot.container_id);

    let Answer::List { bots, most } = ask(json!({ "action": "list" })).await.expect("listed") else {
        panic!("a list")
    };
    assert_eq!((bots.len(), most), (1, 3));
    assert!(bots[0].memory_bytes.is_some_and(|bytes| bytes > 0 && bytes < 64 << 20), "{bots:?}");
    assert_eq!((bots[0].limits.memory_mb, bots[0].state.as_str()), (64, "running"));

    let Answer::Restarted(same) =
        ask(json!({ "action": "restart", "bot_id": "Look-1" })).await.expect("asked")
    else {
        panic!("it is there")
    };
    assert_eq!(same.container_id, bot.container_id, "a restart keeps the bot");

    let Answer::Stopped(_) = ask(json!({ "action": "stop", "bot_id": "Look-1" })).await.expect("asked")
    else {
        panic!("it is there")
    };
    let Answer::Status(stopped) =
        ask(json!({ "action": "status", "bot_id": "Look-1" })).await.expect("asked")
    else {
        panic!("a stopped bot is kept")
    };
    assert_eq!(stopped.state, "exited");

    let Answer::Started(_) = ask(simple("start", "Look-1", WAITS)).await.expect("started") else {
        panic!("a stopped bot is started anew")
    };
    log_until(&runner, "Look-1", "up").await;
    assert_eq!(world.everything(OWNER).await, (1, 1, 1), "the version before has gone with its image");

    let removed = ask(json!({ "action": "remove", "bot_id": "Look-1" })).await.expect("asked");
    assert_eq!(removed, Answer::Removed { bot: "Look-1".to_owned() });
    assert_eq!(world.everything(OWNER).await, (0, 0, 0));
    for action in ["stop", "restart", "remove", "status"] {
        let answer = ask(json!({ "action": action, "bot_id": "Look-1" })).await.expect("asked");
        assert_eq!(answer, Answer::NotFound { bot: "Look-1".to_owned() });
    }
    world.end().await;
}

#[tokio::test]
async fn an_update_that_fails_leaves_the_old_version_running() {
    let Some(world) = World::start().await else { return };
    let runner = world.runner(OWNER).await;
    let ask = async |request: Value| ask_at(&runner, request, now()).await;
    let not_there = ask(simple("update", "bot", WAITS)).await.expect("asked");
    assert_eq!(not_there, Answer::NotFound { bot: "bot".to_owned() });

    let Answer::Started(old) = ask(simple("start", "bot", WAITS)).await.expect("started") else {
        panic!("new")
    };
    let runs_on = async |old: &Bot| {
        let Answer::Status(bot) = ask(json!({ "action": "status", "bot_id": "bot" })).await.expect("asked")
        else {
            panic!("the old version is gone")
        };
        assert_eq!((bot.container_id.as_str(), bot.state.as_str()), (old.container_id.as_str(), "running"));
        assert_eq!(world.everything(OWNER).await, (1, 1, 1), "nothing of the failed version stays");
    };

    let (code, message) =
        told(ask(simple("update", "bot", "print('why it ends')\nraise SystemExit(7)")).await);
    assert_eq!(code, "CONTAINER_ERROR");
    assert!(message.contains("exit code 7") && message.contains("why it ends"), "{message}");
    runs_on(&old).await;

    let mut lacks = simple("update", "bot", WAITS);
    lacks["requirements"] = json!(["aiogram"]);
    let (code, message) = told(ask(lacks).await);
    assert_eq!(code, "CONTAINER_ERROR");
    assert!(message.contains("No module named pip"), "{message}");
    runs_on(&old).await;

    let mut nowhere = simple("update", "bot", WAITS);
    nowhere["base_image"] = json!("registry.invalid/base:1");
    let (code, message) = told(ask(nowhere).await);
    assert_eq!(code, "CONTAINER_ERROR");
    assert!(message.contains("no registry reached for the image \"registry.invalid/base:1\""), "{message}");
    runs_on(&old).await;

    let Answer::Updated(new) = ask(simple("update", "bot", &format!("{WAITS}#2"))).await.expect("updated")
    else {
        panic!("it is there")
    };
    assert_ne!(new.container_id, old.container_id);
    assert_eq!(world.everything(OWNER).await, (1, 1, 1));
    world.end().await;
}

#[tokio::test]
async fn limits_of_number_name_and_time_are_kept() {
    let Some(world) = World::start().await else { return };
    let runner = world.runner(OWNER).await;
    let other = world.runner("fedcba9876543210").await;
    let ask = async |request: Value| ask_at(&runner, request, now()).await;
    for bot in ["a", "b", "c"] {
        ask(simple("start", bot, WAITS)).await.expect("started");
    }
    let (code, message) = told(ask(simple("start", "d", WAITS)).await);
    assert_eq!(code, "QUOTA_EXCEEDED");
    assert!(message.ends_with("a, b, c."), "{message}");
    let (code, _) = told(ask(simple("start", "A", WAITS)).await);
    assert_eq!(code, "INVALID_BOT_ID", "another bot has this name but for its case");

    let theirs = ask_at(&other, json!({ "action": "stop", "bot_id": "a" }), now()).await.expect("asked");
    assert_eq!(theirs, Answer::NotFound { bot: "a".to_owned() }, "bots of another data folder are not ours");

    ask(json!({ "action": "stop", "bot_id": "b" })).await.expect("stopped");
    let both =
        Box::pin(futures::future::join(ask(simple("start", "d", WAITS)), ask(simple("start", "e", WAITS))))
            .await;
    assert_eq!([&both.0, &both.1].iter().filter(|came| came.is_ok()).count(), 1, "{both:?}");
    assert_eq!(told(ask(json!({ "action": "restart", "bot_id": "b" })).await).0, "QUOTA_EXCEEDED");

    let tomorrow = now() + TimeDelta::hours(25);
    let list = ask_at(&runner, json!({ "action": "list" }), tomorrow).await.expect("listed");
    let Answer::List { bots, .. } = list else { panic!("a list") };
    assert!(bots.len() == 4 && bots.iter().all(|bot| bot.state == "exited"), "lifetimes are over: {bots:#?}");
    let (_, message) = told(ask_at(&runner, json!({ "action": "restart", "bot_id": "a" }), tomorrow).await);
    assert!(message.contains("lifetime of 24 hours"), "{message}");
    assert!(world.path().join("bots.lock").is_file());
    world.end().await;
}

#[tokio::test]
async fn folders_with_a_dockerfile_and_ready_images_run() {
    let Some(world) = World::start().await else { return };
    let runner = world.runner(OWNER).await;
    let ask = async |request: Value| ask_at(&runner, request, now()).await;
    let folder = tempfile::tempdir().expect("a folder");
    let dockerfile =
        format!("FROM {BASE}\nCOPY src/main.py /main.py\nUSER 1000\nCMD [\"python3\", \"/main.py\"]\n");
    std::fs::create_dir(folder.path().join("src")).expect("made");
    std::fs::write(
        folder.path().join("src/main.py"),
        format!("import os\nprint('user', os.getuid())\n{WAITS}"),
    )
    .expect("written");
    let custom = |action: &str| {
        let packed = STANDARD.encode(bot_runner::pack(folder.path()).expect("packed"));
        json!({ "action": action, "bot_id": "custom", "deployment_mode": "custom", "archive": packed })
    };
    let (code, message) = told(ask(custom("start")).await);
    assert_eq!(code, "INVALID_ARCHIVE");
    assert!(message.contains("no Dockerfile"), "{message}");

    std::fs::write(folder.path().join("Dockerfile"), "FROM").expect("written");
    assert_eq!(told(ask(custom("start")).await).0, "CONTAINER_ERROR");
    assert_eq!(world.everything(OWNER).await, (0, 0, 0), "nothing of a failed deployment stays");

    std::fs::write(folder.path().join("Dockerfile"), dockerfile).expect("written");
    let Answer::Started(bot) = ask(custom("start")).await.expect("started") else { panic!("it is new") };
    let log = log_until(&runner, "custom", "up").await;
    assert!(log.contains("user 1000"), "a user that the image names is kept: {log}");
    assert_eq!(bot.mode, "custom");

    world.tag_image_of(&bot, "ready:1").await;
    let ready = |image: &str| json!({ "action": "start", "bot_id": "ready", "deployment_mode": "image", "docker_image": image });
    let Answer::Started(_) = ask(ready("ready:1")).await.expect("started") else { panic!("it is new") };
    log_until(&runner, "ready", "up").await;
    let (code, message) = told(ask(json!({
        "action": "start", "bot_id": "absent", "deployment_mode": "image", "docker_image": "registry.invalid/absent",
    }))
    .await);
    assert_eq!(code, "CONTAINER_ERROR");
    assert!(message.contains("no registry reached"), "{message}");
    ask(json!({ "action": "remove", "bot_id": "ready" })).await.expect("removed");
    assert!(world.docker().inspect_image("ready:1").await.is_ok(), "an image that is not ours stays");
    world.end().await;
}

#[tokio::test]
async fn leftovers_of_an_interrupted_command_go_and_nothing_else() {
    let Some(world) = World::start().await else { return };
    let runner = world.runner(OWNER).await;
    let ask = async |request: Value| ask_at(&runner, request, now()).await;
    ask(simple("start", "kept", WAITS)).await.expect("started");
    world.leave_behind(OWNER).await;
    world.leave_behind("fedcba9876543210").await;
    assert_eq!(world.everything(OWNER).await, (2, 1, 2));

    ask(simple("start", "another", WAITS)).await.expect("started");
    assert_eq!(
        world.everything(OWNER).await,
        (2, 2, 2),
        "the container that never started went with its network"
    );
    assert_eq!(world.everything("fedcba9876543210").await, (1, 0, 1), "another data folder's objects stay");
    world.end().await;
}
