use companion::bot::Who;
use companion::view::BotRole;
use serde_json::json;
use telegram_kit::{Failure, Person, Want};

use crate::relay::Relay;
use crate::stage::Stage;

async fn card_of(admin: &Person, label: &str) -> Result<telegram_kit::Message, Failure> {
    admin.send("/list_allowed").await?;
    admin.expect("Who may use the bot").await?;
    admin.press(label).await?;
    admin.expect_edit(Want::button("◀ Everybody")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn roles_are_given_and_taken_by_those_who_may() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    let (boris, vera) = (stage.with_user("Boris").await?, stage.with_user("Vera").await?);
    let card = card_of(&anna, "Boris · user").await?;
    assert_eq!(card.labels().concat(), ["⬆ Make admin", "⛔ Send away", "◀ Everybody"]);
    anna.press("⬆ Make admin").await?;
    let raised = anna.expect_edit(Want::button("⬇ Make user")).await?;
    boris.expect("You are an admin").await?;
    boris.send("/help").await?;
    boris.expect("/allow_user").await?;
    stage.until_menu(&boris, "allow_user", true).await?;

    // An admin touches neither the owner nor makes admins.
    let owner = card_of(&boris, "👑 Anna · owner").await?;
    assert_eq!(owner.labels().concat(), ["◀ Everybody"]);
    let user = card_of(&boris, "Vera · user").await?;
    assert_eq!(user.labels().concat(), ["⛔ Send away", "◀ Everybody"]);
    let id = stage
        .companion
        .bot_people()
        .await
        .expect("people")
        .iter()
        .find(|one| one.name == "Vera")
        .map(|one| one.id);
    boris.press_data(&user, &format!("1.{}.ma.{}", boris.id(), id.expect("Vera"))).await?;
    boris.expect_edit("You may not do that").await?;
    let user = card_of(&boris, "Vera · user").await?;
    boris.press_on(&user, "⛔ Send away").await?;
    boris.expect_edit("Send away: Vera").await?;
    boris.press("No").await?;
    boris.expect_edit(Want::button("⛔ Send away")).await?;
    boris.press("⛔ Send away").await?;
    boris.expect_edit(Want::button("Yes, send away")).await?;
    boris.press("Yes, send away").await?;
    boris.expect_edit("Sent away").await?;
    let farewell = vera.expect("not use this bot any more").await?;
    assert_eq!(farewell.keyboard, Some(telegram_kit::Keyboard::Remove));

    anna.press_on(&raised, "⬇ Make user").await?;
    anna.expect_edit(Want::button("⬆ Make admin")).await?;
    boris.expect("no longer an admin").await?;
    stage.until_menu(&boris, "allow_user", false).await?;
    boris.press_data(&user, &format!("1.{}.pp.0", boris.id())).await?;
    boris.expect_edit("Only admins").await?;

    // At the window, too.
    stage.companion.bot_disallow(None, &Who::Id(boris.id())).await.expect("sent away");
    stage.until_menu(&boris, "launch", false).await?;
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn many_people_come_in_pages() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    for id in 1..=9 {
        stage.companion.bot_allow(None, &Who::Id(900_000 + id), BotRole::User).await.expect("allowed");
    }
    anna.send("/list_allowed").await?;
    let first = anna.expect("Who may use the bot · 10").await?;
    assert_eq!(first.buttons.len(), 9);
    anna.press("2/2 ▶").await?;
    let second = anna.expect_edit(Want::button("◀ 1/2")).await?;
    assert_eq!(second.buttons.len(), 3);
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_author_of_a_forwarded_message_is_let_in() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    let gleb = stage.kit.person("Gleb").await?;
    gleb.send("hello").await?;
    gleb.expect("private").await?;
    let group = stage.kit.group("Friends", &[anna.id(), gleb.id()]).await?;
    let said = gleb.in_group(&group).send("let me in there").await?;
    anna.forward(&said).await?;
    anna.expect(Want::containing("Gleb").and(Want::button("✅ Let in"))).await?;
    anna.press("✅ Let in").await?;
    anna.expect_edit("Let in: Gleb").await?;
    gleb.expect("You may use this bot").await?;
    anna.forward(&said).await?;
    anna.expect(Want::containing("Gleb").and(Want::button("⛔ Send away"))).await?;
    gleb.send("/help").await?;
    gleb.expect("/launch").await?;
    gleb.forward(&said).await?;
    gleb.expect("did not understand").await?;
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forward_that_hides_its_author_is_answered_with_what_to_do() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    let relay = Relay::before(&stage).await;
    let origin = json!({"type": "hidden_user", "date": 1_790_000_000, "sender_user_name": "Masked"});
    let user = json!({"id": anna.id(), "is_bot": false, "first_name": "Anna"});
    let message = json!({
        "message_id": 4_000, "date": 1_790_000_000, "from": user, "text": "words", "forward_origin": origin,
        "chat": {"id": anna.id(), "type": "private", "first_name": "Anna"},
    });
    relay.give(json!({"update_id": 1, "message": message}));
    let told = anna.expect("Masked").await?;
    assert!(told.text.contains("/allow_user @name"), "{}", told.text);
    anna.send("/allow_user").await?;
    anna.expect("Name somebody").await?;
    stage.end().await
}
