use serde_json::json;
use telegram_kit::{Failure, Want};

use crate::stage::Stage;

#[tokio::test(flavor = "multi_thread")]
async fn the_keyboard_speaks_both_languages_and_is_never_a_value() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    anna.press("🗂 Runs").await?;
    anna.expect("The latest runs").await?;
    anna.send("⏱ Состояние").await?;
    anna.expect("What runs now").await?;
    anna.send("подписки").await?;
    anna.expect("no subscriptions").await?;

    stage.script(json!({"tests": 1, "duration_ms": 5_000})).await;
    stage.choose_job(&anna).await?;
    anna.press("One by one").await?;
    let first = format!("1/{} ·", stage.job.parameters);
    anna.expect_edit(first.as_str()).await?;
    anna.press("⏱ Status").await?;
    anna.expect("What runs now").await?;
    for number in 1..=stage.job.parameters {
        anna.send(format!("value {number}")).await?;
        anna.expect(Want::anything()).await?;
    }
    anna.send("Named").await?;
    let confirm = anna.expect(Want::button("🚀 Launch").and("value 1")).await?;
    anna.press("▶ Launch").await?;
    let card = anna.expect("Choose a project").await?;
    anna.expect_edit("Nothing was launched").await?;
    anna.press_on(&confirm, "🚀 Launch").await?;
    let told = anna.expect("no longer in use").await?;
    assert_eq!(told.reply_to, Some(card.id));
    anna.send("/cancel").await?;
    anna.expect("Nothing was launched").await?;
    assert!(stage.launch_requests().await.is_empty());

    anna.send("/language").await?;
    anna.expect("Choose the language").await?;
    anna.press("Русский").await?;
    anna.expect(Want::button("▶ Запустить")).await?;
    anna.press("▶ Запустить").await?;
    anna.expect("Выберите проект").await?;
    anna.send("▶ Launch").await?;
    anna.expect("Выберите проект").await?;
    anna.expect_edit("Ничего не запущено").await?;
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_gets_no_keyboard_but_the_menu_of_each() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    let boris = stage.kit.person("Boris").await?;
    let group = stage.kit.group("Releases", &[anna.id(), boris.id()]).await?;
    group.add(stage.bot.id()).await?;
    let (in_group, stranger) = (anna.in_group(&group), boris.in_group(&group));
    in_group.send(format!("/help@{}", stage.bot.username())).await?;
    let help = in_group.expect("/launch").await?;
    assert_eq!(help.keyboard, None);
    stage.until_menu(&in_group, "launch", true).await?;
    stage.until_menu(&stranger, "launch", false).await?;
    in_group.send(format!("/launch@{}", stage.bot.username())).await?;
    in_group.expect("Choose a project").await?;
    in_group.send(format!("@{} {}", stage.bot.username(), stage.job.project)).await?;
    in_group.expect(Want::containing("🔎").and(Want::button(stage.job.project.as_str()))).await?;
    stage.end().await
}
