//! A group becomes a supergroup: another id, and messages with other numbers.

use companion::bot::ChatPlace;
use serde_json::json;
use telegram_kit::{Failure, Want};

use crate::stage::Stage;

#[tokio::test(flavor = "multi_thread")]
async fn all_that_a_group_had_goes_over_to_the_supergroup() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    let group = stage.kit.basic_group("Releases", &[anna.id(), stage.bot.id()]).await?;
    let before = anna.in_group(&group);
    let name = stage.bot.username().to_owned();
    // A subscription, a run that is followed, and a conversation.
    before.send(format!("/projects@{name}")).await?;
    before.expect("Choose a project").await?;
    stage.press_ending_with(&before, &stage.job.project).await?;
    before.expect_edit("choose a job").await?;
    before.press("🔔 All").await?;
    before.expect(Want::button(format!("✖ all runs: {}", stage.job.project))).await?;
    stage.script(json!({"tests": 3, "failed": 1, "queue_ms": 600_000, "duration_ms": 600_000})).await;
    stage.launch_in_group(&before).await?;
    before.send(format!("/launch@{name}")).await?;
    before.expect("Choose a project").await?;
    let place = ChatPlace { chat_id: group.id(), thread_id: None };
    stage.until_a_conversation_is_kept(place, anna.id()).await;

    let moved = group.upgrade().await?;
    let after = anna.in_group(&moved);
    after.send(format!("/subscriptions@{name}")).await?;
    after.expect(Want::button(format!("✖ all runs: {}", stage.job.project))).await?;
    let watches = stage.companion.bot_watches().await.expect("read");
    let chats: Vec<_> = watches.iter().map(|watch| (watch.chat.chat_id, watch.message_id)).collect();
    assert_eq!(chats, [(moved.id(), None)]);
    let kept = stage.companion.bot_conversation(watches[0].chat, anna.id()).await.expect("read");
    assert!(kept.is_some(), "the conversation went over");
    after.send(format!("/cancel@{name}")).await?;
    after.expect("Nothing was launched").await?;
    stage.kit.take_problems().await?;
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_outcome_finds_the_group_that_moved_while_the_bot_was_off() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    let group = stage.kit.basic_group("Releases", &[anna.id(), stage.bot.id()]).await?;
    let before = anna.in_group(&group);
    stage.script(json!({"tests": 3, "failed": 1, "queue_ms": 1_000, "duration_ms": 60_000})).await;
    stage.launch_in_group(&before).await?;
    stage.companion.switch_bot(false).await.expect("it is switched off");
    let moved = group.upgrade().await?;
    stage.companion.switch_bot(true).await.expect("it is switched on");
    anna.in_group(&moved).expect(Want::photo().and("Failed")).await?;
    stage.kit.take_problems().await?;
    stage.end().await
}
