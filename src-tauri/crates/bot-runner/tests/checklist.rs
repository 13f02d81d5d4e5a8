//! The source's checklist, line by line, on a real engine. Its limits are in `limits.rs` and its quota in `engine.rs`, its
//! errors with their hints and examples in `cases.rs`, and its command line is the story `runner_command_line`.

#![cfg(target_os = "linux")]

mod support;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bot_runner::{Answer, Runner};
use serde_json::{Value, json};
use support::git::GitServer;
use support::registry::Registry;
use support::{BASE, Shared, ask_at, log_until, now, told};
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, ResponseTemplate};

const WAITS: &str = "import time\nprint('up', flush=True)\ntime.sleep(3600)\n";
/// Stands in for pip, which would want an index: what is required is there afterwards.
const PIP: &str = "import sys\nfor line in open(sys.argv[sys.argv.index('-r') + 1]):\n    \
                   open('/site/' + line.split('>')[0].strip() + '.py', 'w').write('VERSION = \"installed\"')\n";

fn one_file(bot: &str, code: &str) -> Value {
    json!({ "action": "start", "bot_id": bot, "deployment_mode": "simple", "code": code, "base_image": BASE })
}

async fn start(runner: &Runner, request: Value) {
    let answer = ask_at(runner, request, now()).await.expect("it starts");
    assert!(matches!(answer, Answer::Started(_)), "{answer:?}");
}

async fn remove(runner: &Runner, bot: &str) {
    let answer = ask_at(runner, json!({ "action": "remove", "bot_id": bot }), now()).await.expect("asked");
    assert!(matches!(answer, Answer::Removed { .. }), "{answer:?}");
}

#[tokio::test]
async fn simple_mode_one_file() {
    let Some(shared) = Shared::get().await else { return };
    let runner = shared.runner("one-file").await;
    start(&runner, one_file("bot", WAITS)).await;
    log_until(&runner, "bot", "up").await;
    remove(&runner, "bot").await;
}

#[tokio::test]
async fn simple_mode_several_files() {
    let Some(shared) = Shared::get().await else { return };
    let runner = shared.runner("several-files").await;
    let files = json!({ "main.py": format!("import texts\nprint(texts.HELLO)\n{WAITS}"), "texts.py": "HELLO = 'hi'" });
    let mut request = one_file("bot", "");
    request["code"] = Value::Null;
    request["files"] = files;
    request["entrypoint"] = json!("main.py");
    start(&runner, request).await;
    assert!(log_until(&runner, "bot", "up").await.contains("hi"));
    remove(&runner, "bot").await;
}

#[tokio::test]
async fn simple_mode_folder() {
    let Some(shared) = Shared::get().await else { return };
    let runner = shared.runner("folder").await;
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("handlers")).expect("made");
    std::fs::write(folder.path().join("handlers/greet.py"), "HELLO = 'hi'").expect("written");
    let main = format!("from handlers import greet\nprint(greet.HELLO)\n{WAITS}");
    std::fs::write(folder.path().join("bot.py"), main).expect("written");
    let files = bot_runner::sources::files(&[folder.path().to_owned()]).expect("read");
    let mut request = one_file("bot", "");
    request["code"] = Value::Null;
    request["entrypoint"] = json!(bot_runner::sources::entrypoint(&files));
    request["files"] = Value::Object(files);
    start(&runner, request).await;
    assert!(log_until(&runner, "bot", "up").await.contains("hi"));
    remove(&runner, "bot").await;
}

#[tokio::test]
async fn simple_mode_requirements() {
    let Some(shared) = Shared::get().await else { return };
    let runner = shared.runner("requirements").await;
    let base = shared
        .build(
            "bots-pip:1",
            &[
                ("Dockerfile", &format!("FROM {BASE}\nENV PYTHONPATH=/site\nCOPY pip.py /site/pip.py\n")),
                ("pip.py", PIP),
            ],
        )
        .await;
    let mut request = one_file("bot", &format!("import aiogram\nprint(aiogram.VERSION)\n{WAITS}"));
    request["base_image"] = json!(base);
    request["requirements"] = json!(["aiogram>=3.0"]);
    start(&runner, request).await;
    assert!(log_until(&runner, "bot", "up").await.contains("installed"));
    remove(&runner, "bot").await;
}

#[tokio::test]
async fn simple_mode_environment() {
    let Some(shared) = Shared::get().await else { return };
    let runner = shared.runner("environment").await;
    let mut request = one_file("bot", &format!("import os\nprint(os.environ['BOT_TOKEN'])\n{WAITS}"));
    request["env_vars"] = json!({ "BOT_TOKEN": "1:a b=\"c\" $d" });
    start(&runner, request).await;
    assert!(log_until(&runner, "bot", "up").await.contains("1:a b=\"c\" $d"));
    remove(&runner, "bot").await;
}

#[tokio::test]
async fn custom_mode_folder_whose_dockerfile_is_used() {
    let Some(shared) = Shared::get().await else { return };
    let runner = shared.runner("dockerfile").await;
    let folder = tempfile::tempdir().expect("a folder");
    let dockerfile =
        format!("FROM {BASE}\nENV SAID=yes\nCOPY . /bot\nCMD [\"python3\", \"-u\", \"/bot/x.py\"]\n");
    std::fs::write(folder.path().join("Dockerfile"), dockerfile).expect("written");
    std::fs::write(
        folder.path().join("x.py"),
        format!("import os\nprint('said', os.environ['SAID'])\n{WAITS}"),
    )
    .expect("written");
    let packed = STANDARD.encode(bot_runner::pack(folder.path()).expect("packed"));
    let request =
        json!({ "action": "start", "bot_id": "bot", "deployment_mode": "custom", "archive": packed });
    start(&runner, request).await;
    assert!(log_until(&runner, "bot", "up").await.contains("said yes"));
    remove(&runner, "bot").await;
}

/// A Dockerfile whose bot says what it was given.
fn says(what: &str) -> String {
    let command = json!(["python3", "-u", "-c", format!("import time; print('{what}'); time.sleep(3600)")]);
    format!("FROM {BASE}\nCMD {command}\n")
}

/// From an address of this machine, which is as private as one of the team's own server.
fn custom(bot: &str, source: &Value) -> Value {
    let mut request = json!({ "action": "start", "bot_id": bot, "deployment_mode": "custom",
        "resource_limits": { "private_addresses": true } });
    request.as_object_mut().expect("fields").extend(source.as_object().expect("fields").clone());
    request
}

#[tokio::test]
async fn custom_mode_git_repository() {
    let Some(shared) = Shared::get().await else { return };
    let runner = shared.runner("git").await;
    let server = GitServer::serve();
    server.commit("next", &[("bots/second/Dockerfile", &says("from another branch"))]);
    server.commit("trunk", &[("Dockerfile", &says("from the usual branch"))]);
    let of_next = json!({ "git_repo": server.url, "git_branch": "next", "git_subdir": "bots/second" });
    start(&runner, custom("second", &of_next)).await;
    log_until(&runner, "second", "from another branch").await;
    remove(&runner, "second").await;

    start(&runner, custom("first", &json!({ "git_repo": server.url }))).await;
    log_until(&runner, "first", "from the usual branch").await;
    remove(&runner, "first").await;

    let absent = custom("absent", &json!({ "git_repo": server.url, "git_branch": "nope" }));
    let (code, message) = told(ask_at(&runner, absent, now()).await);
    assert_eq!(code, "INVALID_GIT_URL");
    assert!(message.contains("nope"), "{message}");
    assert_eq!(shared.everything("git").await, (0, 0, 0), "nothing of a failed deployment stays");
}

#[tokio::test]
async fn custom_mode_address_of_an_archive() {
    let Some(shared) = Shared::get().await else { return };
    let runner = shared.runner("archive").await;
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("Dockerfile"), says("from the archive")).expect("written");
    let server = MockServer::start().await;
    let packed = bot_runner::pack(folder.path()).expect("packed");
    let answer = ResponseTemplate::new(200).set_body_bytes(packed);
    Mock::given(path("/bot.tar.gz")).respond_with(answer).mount(&server).await;
    let request = |path: &str| custom("bot", &json!({ "archive_url": format!("{}/{path}", server.uri()) }));
    let (code, message) = told(ask_at(&runner, request("nothing.zip"), now()).await);
    assert_eq!(code, "INVALID_ARCHIVE_URL");
    assert!(message.contains("404"), "{message}");
    start(&runner, request("bot.tar.gz")).await;
    log_until(&runner, "bot", "from the archive").await;
    remove(&runner, "bot").await;
}

#[tokio::test]
async fn image_mode_public_registry() {
    let Some(shared) = Shared::get().await else { return };
    let runner = shared.runner("public").await;
    let registry = Registry::serve(shared, None).await;
    let request = json!({ "action": "start", "bot_id": "bot", "deployment_mode": "image", "docker_image": registry.image() });
    start(&runner, request).await;
    log_until(&runner, "bot", "up").await;
    remove(&runner, "bot").await;
}

#[tokio::test]
async fn image_mode_private_registry() {
    let Some(shared) = Shared::get().await else { return };
    let runner = shared.runner("private").await;
    let registry = Registry::serve(shared, Some(("ann", "hunter2"))).await;
    let with = |password: &str| {
        json!({
            "action": "start", "bot_id": "bot", "deployment_mode": "image", "docker_image": registry.image(),
            "registry_auth": { "username": "ann", "password": password },
        })
    };
    let (code, message) = told(ask_at(&runner, with("wrong"), now()).await);
    assert_eq!(code, "CONTAINER_ERROR");
    assert!(message.contains("needs another login") && !message.contains("wrong"), "{message}");
    start(&runner, with("hunter2")).await;
    log_until(&runner, "bot", "up").await;
    remove(&runner, "bot").await;
}

#[tokio::test]
async fn list_status_logs_and_stop() {
    let Some(shared) = Shared::get().await else { return };
    let runner = shared.runner("manage").await;
    start(&runner, one_file("bot", WAITS)).await;
    let ask = async |request: Value| ask_at(&runner, request, now()).await.expect("asked");
    let Answer::List { bots, .. } = ask(json!({ "action": "list" })).await else { panic!("a list") };
    assert_eq!(bots.iter().map(|bot| bot.bot_id.as_str()).collect::<Vec<_>>(), ["bot"]);
    let Answer::Status(bot) = ask(json!({ "action": "status", "bot_id": "bot" })).await else {
        panic!("a status")
    };
    assert_eq!(bot.state, "running");
    log_until(&runner, "bot", "up").await;
    let Answer::Stopped(bot) = ask(json!({ "action": "stop", "bot_id": "bot" })).await else {
        panic!("it was there")
    };
    assert_eq!(bot.state, "exited");
    remove(&runner, "bot").await;
}

#[tokio::test]
async fn errors_of_the_engine_are_told() {
    let Some(shared) = Shared::get().await else { return };
    let runner = shared.runner("errors").await;
    let request = |image: &str| json!({ "action": "start", "bot_id": "bot", "deployment_mode": "image", "docker_image": image });
    let (code, message) = told(ask_at(&runner, request("registry.invalid/x"), now()).await);
    assert_eq!(code, "CONTAINER_ERROR");
    assert!(message.contains("no registry reached"), "{message}");
    assert_eq!(shared.everything("errors").await, (0, 0, 0), "nothing of a failed deployment stays");
}
