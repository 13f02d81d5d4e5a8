//! Tests that have a name are launched by it: a saved choice found in the palette goes to the form of the job that is chosen
//! next; in chat a saved choice and a test plan are buttons.

use serde_json::Value;
use telegram_kit::{Message, Person, Want};

use super::acts::{self, Job};
use super::{chatting, choose_tests};
use crate::harness::window::Window;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

const SAVED: &str = "Only checkout 😀";
const FROM_PALETTE: &str = "From the palette";
const FROM_CHAT: &str = "From chat";
const BY_PLAN: &str = "By plan in chat";

pub(crate) async fn from_palette(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    let job = acts::a_job(world).await?;
    window.click("link", "Launch").await?;
    // Saved choices of the favourites are found before their projects were opened.
    window.click_beside(&job.project, "button", "Favourite").await?;
    let group = save_choice(&window, &job).await?;
    window.click("link", "Inbox").await?;
    super::palette_everything::search(&window, SAVED).await?;
    window.press("Enter").await?;
    window.sees(&format!("Choose the job that runs “{SAVED}”")).await?;
    window.click("link", &job.name).await?;
    window.sees("1 group chosen").await?;
    window.fill("Launch name", FROM_PALETTE).await?;
    window.click("button", "Launch").await?;
    acts::on_run_page(&window).await?;
    acts::launch_on_server(world, FROM_PALETTE).await?;
    window.sees(&format!("Groups: {group}")).await?;
    of_one_group(world, 1).await
}

pub(crate) async fn from_chat(world: &World) -> Outcome {
    let window = chatting::switched_on(world).await?;
    let anna = chatting::owner(world, &window, "Anna").await?;
    let job = acts::a_job(world).await?;
    save_choice(&window, &job).await?;

    let offered = ask_tests(&anna, &job).await?;
    ensure!(last_label(&offered).ends_with("Cancel"), "the last button is {:?}", last_label(&offered));
    anna.press_on(&offered, &format!("☆ {SAVED}")).await?;
    anna.expect_edit(Want::containing(SAVED).and(Want::button("▶ All defaults"))).await?;
    go(world, &anna, FROM_CHAT).await?;
    of_one_group(world, 1).await?;

    let offered = ask_tests(&anna, &job).await?;
    let mut labels = offered.labels().into_iter().flatten();
    let plan = labels.find(|label| label.starts_with("☰ ")).ok_or("no test plan is offered")?;
    anna.press_on(&offered, plan).await?;
    anna.expect_edit(Want::containing("Tests: ").and(Want::button("▶ All defaults"))).await?;
    go(world, &anna, BY_PLAN).await?;
    let journal = world.server.journal().await?;
    let is_run = |entry: &&Value| {
        let path = entry["path"].as_str().unwrap_or_default();
        entry["method"] == "POST" && path.contains("/testplan/") && path.ends_with("/run")
    };
    let runs = journal.iter().filter(is_run).count();
    ensure!(runs == 1, "the plan was run {runs} times");
    Ok(())
}

/// Saves the first group of the tree as a choice; the name of the group.
async fn save_choice(window: &Window, job: &Job) -> Outcome<String> {
    acts::open_form(window, job).await?;
    window.choose("Which tests", "Chosen from a tree").await?;
    let (group, _) = choose_tests::first_group(window).await?;
    window.click("checkbox", &group).await?;
    window.sees("1 group chosen").await?;
    window.click("button", "Saved…").await?;
    window.fill("Save this choice as", SAVED).await?;
    window.click("button", "Save").await?;
    window.sees(&format!("“{SAVED}” saved")).await?;
    window.click("button", "Close").await?;
    Ok(group)
}

/// From /launch to the card of the tests.
async fn ask_tests(anna: &Person, job: &Job) -> Outcome<Message> {
    chatting::choose_job(anna, job).await?;
    anna.press("Which tests…").await?;
    Ok(anna.expect_edit("Which tests?").await?)
}

async fn go(world: &World, anna: &Person, name: &str) -> Outcome {
    let confirm = chatting::confirm(anna, name).await?;
    anna.press_on(&confirm, "🚀 Launch").await?;
    acts::launch_on_server(world, name).await?;
    Ok(())
}

fn last_label(card: &Message) -> &str {
    card.labels().into_iter().flatten().next_back().unwrap_or_default()
}

/// Of chosen tests so many launches were asked for, the newest of one group.
async fn of_one_group(world: &World, number: usize) -> Outcome {
    let sent = eventually("the launch of chosen tests", async || {
        let sent = choose_tests::asked(world).await?;
        Ok((sent.len() >= number).then_some(sent))
    })
    .await?;
    ensure!(sent.len() == number, "{} launches of chosen tests were asked for", sent.len());
    let groups = sent[number - 1]["selection"]["groupsInclude"].as_array().map_or(0, Vec::len);
    ensure!(groups == 1, "the selection is {}", sent[number - 1]["selection"]);
    Ok(())
}
