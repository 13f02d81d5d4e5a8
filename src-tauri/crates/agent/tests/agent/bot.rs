use serde_json::json;
use telegram_kit::{Bot, Failure, Person, Want};

use crate::program::Agent;
use crate::world::{TestOps, section, telegram};

/// Everything that a chat needs of the agent, over a kill in the middle.
#[tokio::test(flavor = "multi_thread")]
async fn a_launch_from_chat_is_told_once_over_a_kill() -> Result<(), Failure> {
    let server = TestOps::start().await;
    let (kit, bot) = telegram().await?;
    let anna = kit.person("Anna").await?;
    let mut machine = server.machine("");
    let token = machine.write("bot-token", bot.token());
    machine.configure(&section(&kit, &token.display().to_string(), &[anna.id()]));
    machine.configure("[watch]\nseconds = 5\n");

    let agent = machine.run();
    launch_from_chat(&server, &bot, &anna, &agent).await?;
    agent.kill();

    let agent = machine.run();
    anna.expect(Want::photo().and("6 passed · ❌ 2 failed")).await?;
    agent.until("no run", |state| state["open_runs"] == 0).await;
    assert_eq!(server.launch_requests().await, 1);
    let (status, log) = agent.end();
    assert_eq!(status.code(), Some(0), "{log}");
    assert!(!log.contains(bot.token()), "{log}");
    Ok(())
}

/// Has the job launched whose next launch ends with six tests that passed and two that failed, ten minutes later.
pub(crate) async fn launch_from_chat(
    server: &TestOps,
    bot: &Bot,
    anna: &Person,
    agent: &Agent,
) -> Result<(), Failure> {
    bot.ready().await?;
    agent.until("polling", |state| state["bot"]["state"] == "polling").await;
    anna.send("/start").await?;
    anna.expect("/launch").await?;

    let (project, job) =
        server.job(json!({"tests": 8, "failed": 2, "queue_ms": 5_000, "duration_ms": 600_000})).await;
    anna.send("/launch").await?;
    anna.expect("Choose a project").await?;
    anna.send(project.as_str()).await?;
    anna.expect("Choose a project").await?;
    anna.press(&project).await?;
    anna.expect_edit("choose a job").await?;
    anna.send(job.as_str()).await?;
    let card = anna.expect("choose a job").await?;
    let labels = card.labels().into_iter().flatten();
    let label = labels.into_iter().find(|label| label.ends_with(&job)).expect("its button").to_owned();
    anna.press(&label).await?;
    anna.expect_edit(Want::button("🚀 Launch with defaults")).await?;
    anna.press("🚀 Launch with defaults").await?;
    let launched = Want::that("the run", |message| message.button("🚀 Launch with defaults").is_none());
    anna.expect_edit(launched).await?;
    server.until_launched().await;
    Ok(())
}
