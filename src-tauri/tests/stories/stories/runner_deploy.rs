//! From a file to a bot that talks, in three clicks; a new version, another one by dropping a folder, and their removal.

use telegram_kit::Person;

use super::deploying::{self, deploy, on_build, row_says};
use crate::harness::engine::Bridge;
use crate::harness::window::Window;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

/// As somebody writes a bot in an evening, without a library.
const BOT: &str = r#"
import json, time, urllib.error, urllib.request
API = "{api}"
def call(method, **fields):
    body, kind = json.dumps(fields).encode(), {"Content-Type": "application/json"}
    request = urllib.request.Request(API + "/" + method, body, kind)
    return json.load(urllib.request.urlopen(request, timeout=60))["result"]
print("up", flush=True)
offset = 0
while True:
    try:
        updates = call("getUpdates", offset=offset, timeout=20)
    except urllib.error.HTTPError:
        # Another version polls as well until it goes.
        time.sleep(0.2)
        continue
    for update in updates:
        offset = update["update_id"] + 1
        message = update["message"]
        print("heard", message["text"], flush=True)
        call("sendMessage", chat_id=message["chat"]["id"], text="{greeting}: " + message["text"])
"#;

pub(crate) async fn tell(world: &World) -> Outcome {
    let telegram = world.telegram()?;
    let bridge = Bridge::to(telegram.kit.url()).await?;
    let api = format!("{}/bot{}", bridge.url, telegram.bot.token());
    let code = |greeting: &str| BOT.replace("{api}", &api).replace("{greeting}", greeting);
    let anna = telegram.kit.person("Anna").await?;

    let window = deploying::at_bots(world).await?;
    window.sees("No bots in containers yet").await?;
    window.picture(&world.keep("empty.png")).await?;
    // One click here, one in the desktop's dialog, and one on Deploy.
    let file = deploying::choose(world, &window, "echo", &code("You said")).await?;
    window.picture(&world.keep("form.png")).await?;
    deploy(&window, "echo").await?;
    window.sees("The build is over: Running").await?;
    window.picture(&world.keep("build.png")).await?;
    talks(&anna, "You said: hello").await?;
    let told = world.notifications.wait_for("echo").await?;
    ensure!(told.title.contains("echo"), "the notification says {}", told.title);

    window.click("link", "Log").await?;
    window.sees("heard hello").await?;
    window.click("link", "Bots").await?;
    row_says(&window, "echo", "Running").await?;
    row_says(&window, "echo", "of 256 MB").await?;
    window.sees("1 of 3 run").await?;

    std::fs::write(file, code("Anew you said"))?;
    update(world, &window).await?;
    talks(&anna, "Anew you said: hello").await?;
    by_dropping(world, &window).await?;
    remove(&window, "echo").await
}

async fn talks(anna: &Person, answer: &str) -> Outcome {
    anna.send("hello").await?;
    anna.expect(answer).await?;
    Ok(())
}

async fn update(world: &World, window: &Window) -> Outcome {
    let told = || world.notifications.all().iter().filter(|one| one.title.contains("echo")).count();
    let before = told();
    window.click("button", "More for echo").await?;
    window.click("menuitem", "Update").await?;
    window.click("button", "Update").await?;
    on_build(window, "echo").await?;
    eventually("word of the new version", async || Ok((told() > before).then_some(()))).await?;
    window.sees("The build is over: Running").await
}

/// A folder with two files, one of which starts.
async fn by_dropping(world: &World, window: &Window) -> Outcome {
    window.click("link", "Bots").await?;
    row_says(window, "echo", "Running").await?;
    let folder = world.make_folder("greeter")?;
    std::fs::write(folder.join("texts.py"), "HELLO = 'привет'\n")?;
    std::fs::write(
        folder.join("bot.py"),
        "import texts, time\nprint(texts.HELLO, flush=True)\ntime.sleep(3600)\n",
    )?;
    let drag = world.screen.drag(&[&folder]).await?;
    window.sees("Drop it to deploy it as a bot").await?;
    window.picture(&world.keep("drag.png")).await?;
    drag.drop_it().await?;
    eventually("the form of what was dropped", async || {
        Ok((window.has("textbox", "Name").await? && window.value("Name").await? == "greeter").then_some(()))
    })
    .await?;
    ensure!(window.value("Entry point").await? == "bot.py", "it starts with another file");
    deploy(window, "greeter").await?;
    window.click("link", "Log").await?;
    window.sees("привет").await?;
    window.click("link", "Bots").await?;
    window.sees("2 of 3 run").await?;
    window.picture(&world.keep("list.png")).await?;
    remove(window, "greeter").await
}

async fn remove(window: &Window, name: &str) -> Outcome {
    window.click("button", &format!("More for {name}")).await?;
    window.click("menuitem", "Remove").await?;
    window.click("button", "Remove").await?;
    eventually("the bot to go", async || Ok(deploying::row(window, name).await?.is_empty().then_some(())))
        .await
}
