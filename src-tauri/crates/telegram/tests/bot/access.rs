use companion::bot::Who;
use companion::view::BotRole;
use telegram_kit::{Failure, NewPerson, Want};

use crate::stage::Stage;

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_asks_and_an_admin_answers() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    let boris = stage.kit.person("Boris").await?;
    stage.until_menu(&boris, "start", true).await?;
    assert_eq!(boris.menu().await?.len(), 1);
    boris.send("/start").await?;
    let line = boris.expect("asked its admins").await?;
    boris.send("/launch").await?;
    boris.silence().await?;
    let request = anna.expect(Want::containing("Boris").and(Want::button("✅ Allow"))).await?;
    boris.press_data(&line, &format!("1.{}.go", boris.id())).await?;
    boris.expect_answer("You may not use this bot").await?;
    anna.press_on(&request, "✅ Allow").await?;
    anna.expect_edit("Let in").await?;
    boris.expect("You may use this bot").await?;
    anna.press_on(&request, "⛔ Refuse").await?;
    anna.expect_edit("Already let in").await?;

    boris.send("/help").await?;
    boris.expect("/launch").await?;
    boris.send("/allow_user @vera").await?;
    boris.expect("Only admins").await?;
    stage.until_menu(&boris, "launch", true).await?;
    stage.until_menu(&boris, "allow_user", false).await?;
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_refused_stays_outside() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    let boris = stage.kit.person("Boris").await?;
    boris.send("let me in").await?;
    boris.expect(Want::button("Ask for access")).await?;
    boris.press("Ask for access").await?;
    boris.expect_answer("asked its admins").await?;
    anna.expect(Want::button("⛔ Refuse")).await?;
    anna.press("⛔ Refuse").await?;
    anna.expect_edit("Refused").await?;
    boris.expect("was refused").await?;
    boris.send("/start 12345").await?;
    boris.silence().await?;
    assert_eq!(stage.companion.bot_people().await.expect("people").len(), 1);
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_sent_away_in_mid_conversation_goes_no_further() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    let boris = stage.kit.person("Boris").await?;
    anna.send(format!("/allow_user {}", boris.id())).await?;
    anna.expect("Let in").await?;
    boris.send("/start").await?;
    boris.expect("/launch").await?;
    stage.choose_job(&boris).await?;
    anna.send(format!("/disallow_user {}", boris.id())).await?;
    anna.expect("Sent away").await?;
    boris.press("▶ All defaults").await?;
    boris.expect_answer("You may not use this bot").await?;
    assert!(stage.launch_requests().await.is_empty());
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_username_that_changed_hands_opens_nothing() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    anna.send("/allow_user @vera_q").await?;
    anna.expect("@vera_q").await?;
    let named = NewPerson { name: "Vera".to_owned(), username: Some("vera_q".to_owned()), language: None };
    let vera = stage.kit.person_with(named).await?;
    vera.send("/help").await?;
    vera.expect("/launch").await?;
    vera.set_username("").await?;
    let named = NewPerson { name: "Mallory".to_owned(), username: Some("vera_q".to_owned()), language: None };
    let mallory = stage.kit.person_with(named).await?;
    mallory.send("/help").await?;
    mallory.expect("private").await?;
    vera.send("/help").await?;
    vera.expect("/launch").await?;
    anna.send("/list_allowed").await?;
    let list = anna.expect("Who may use the bot").await?;
    assert_eq!(list.labels().concat(), ["👑 Anna · owner", "Vera · user"]);
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_is_answered_only_when_it_addresses_the_bot() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    let boris = stage.kit.person("Boris").await?;
    let by_id = Who::Id(boris.id());
    stage.companion.bot_allow(None, &by_id, BotRole::User).await.expect("allowed");
    let group = stage.kit.group("Releases", &[anna.id(), boris.id()]).await?;
    group.add(stage.bot.id()).await?;
    let (anna, boris) = (anna.in_group(&group), boris.in_group(&group));
    anna.send("/help").await?;
    anna.send("good morning").await?;
    anna.silence().await?;
    anna.send(format!("/launch@{}", stage.bot.username())).await?;
    let card = anna.expect("Choose a project").await?;
    boris.press_on(&card, "✖ Cancel").await?;
    boris.expect_answer("somebody else's").await?;
    anna.reply(&card, stage.job.project.as_str()).await?;
    anna.expect("🔎").await?;
    anna.press("✖ Cancel").await?;
    anna.expect_edit("Nothing was launched").await?;
    stage.end().await
}
