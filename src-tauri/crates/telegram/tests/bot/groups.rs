//! How people in groups speak to the bot, and to one another.

use companion::bot::Who;
use companion::view::BotRole;
use serde_json::json;
use telegram_kit::{Failure, Want, Words};

use crate::stage::Stage;

#[tokio::test(flavor = "multi_thread")]
async fn people_answer_one_another_under_what_the_bot_said() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    let boris = stage.with_user("Boris").await?;
    let group = stage.kit.group("Releases", &[anna.id(), boris.id()]).await?;
    group.add(stage.bot.id()).await?;
    let (anna, boris) = (anna.in_group(&group), boris.in_group(&group));
    let name = stage.bot.username().to_owned();
    anna.send(format!("/status@{name}")).await?;
    let status = anna.expect("What runs now").await?;
    boris.expect("What runs now").await?;
    let asked = boris.reply(&status, "who broke the login tests?").await?;
    anna.reply(&asked, "not me").await?;
    anna.silence().await?;
    // The search of Anna's conversation is an answer to its card alone.
    anna.send(format!("/launch@{name}")).await?;
    let card = anna.expect("Choose a project").await?;
    anna.reply(&status, "is that all?").await?;
    boris.reply(&card, "what is that?").await?;
    anna.silence().await?;
    anna.reply(&card, stage.job.project.as_str()).await?;
    anna.expect("🔎").await?;
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bot_is_named_in_every_way_that_people_have() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    let group = stage.kit.group("Releases", &[anna.id()]).await?;
    group.add(stage.bot.id()).await?;
    let (private, anna) = (anna.clone(), anna.in_group(&group));
    let name = stage.bot.username().to_owned();
    for text in [
        format!("/status@{name}"),
        format!("/STATUS@{}", name.to_uppercase()),
        format!("@{name} /Status"),
        format!("@{name}, status"),
        format!("status, @{name}!").replace(", ", " "),
    ] {
        anna.send(text).await?;
        anna.expect("What runs now").await?;
    }
    anna.send(Words::of("status ").mentioning(stage.bot.id(), "Launcher")).await?;
    anna.expect("What runs now").await?;
    anna.send_document("notes.txt", b"words", &format!("/status@{name}")).await?;
    anna.expect("What runs now").await?;
    anna.send("/status").await?;
    anna.send("/status@another_bot").await?;
    anna.forward(&private.send(format!("/status@{name}")).await?).await?;
    anna.silence().await?;
    private.expect("What runs now").await?;

    for text in ["/Status", "/STATUS"] {
        private.send(text).await?;
        private.expect("What runs now").await?;
    }
    private.send("/status@another_bot").await?;
    private.silence().await?;
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn who_writes_as_a_group_is_told_so_once_and_their_presses_count() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    let group = stage.kit.group("Releases", &[anna.id()]).await?;
    group.add(stage.bot.id()).await?;
    group.promote(anna.id()).await?;
    let anna = anna.in_group(&group);
    let masked = anna.anonymously();
    let name = stage.bot.username().to_owned();
    let asked = masked.send(format!("/status@{name}")).await?;
    let told = masked.expect("I cannot see who writes").await?;
    assert_eq!(told.reply_to, Some(asked.id));
    masked.send(format!("@{name} status")).await?;
    masked.send("good morning").await?;
    masked.silence().await?;
    anna.send(format!("/launch@{name}")).await?;
    let card = anna.expect("Choose a project").await?;
    masked.press_on(&card, "✖ Cancel").await?;
    anna.expect_edit("Nothing was launched").await?;
    let channel = stage.kit.channel("News").await?;
    anna.writing_as(&channel).send(format!("/status@{name}")).await?;
    channel.post(&group, format!("/status@{name}")).await?;
    anna.silence().await?;
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_that_takes_no_pictures_is_told_in_words() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    stage.companion.bot_allow(None, &Who::Id(anna.id()), BotRole::User).await.expect("allowed");
    let group = stage.kit.group("Releases", &[anna.id()]).await?;
    group.add(stage.bot.id()).await?;
    group.permit_only(&[telegram_kit::Sendable::TextMessages]).await?;
    let anna = anna.in_group(&group);
    stage.script(json!({"tests": 2, "failed": 1, "duration_ms": 5_000})).await;
    stage.launch_in_group(&anna).await?;
    anna.expect(Want::containing("failed").and(Want::button("↻ Repeat"))).await?;
    stage.kit.take_problems().await?;
    stage.end().await
}
