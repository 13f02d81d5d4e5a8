//! What nobody expects: updates that cannot be read, buttons from another time or of other people.

use chrono::TimeDelta;
use serde_json::json;
use telegram_kit::{Failure, Want};

use crate::relay::Relay;
use crate::stage::Stage;

#[tokio::test(flavor = "multi_thread")]
async fn an_update_that_cannot_be_read_stops_nothing() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    let relay = Relay::before(&stage).await;
    let user = json!({"id": anna.id(), "is_bot": false, "first_name": "Anna"});
    let chat = json!({"id": anna.id(), "type": "private", "first_name": "Anna"});
    for update in [
        json!({"update_id": 1}),
        json!({"update_id": 2, "invented_by_a_later_telegram": {"field": [1, 2]}}),
        json!({"update_id": 3, "message": {"message_id": "not a number"}}),
        json!({"update_id": 4, "message": {"message_id": 1, "date": 1, "chat": chat}}),
        json!({"update_id": 5, "callback_query": {"id": "1", "from": user, "chat_instance": "1"}}),
        json!({"update_id": 6, "callback_query": {"id": "2", "from": user, "chat_instance": "1", "data": "\u{0}",
            "message": {"message_id": 1, "chat": chat, "date": 0}}}),
    ] {
        relay.give(update);
        anna.send("/status").await?;
        anna.expect("What runs now").await?;
    }
    relay.until_all_given().await;
    stage.kit.take_problems().await?;
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_button_from_last_week_launches_nothing() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    stage.choose_job(&anna).await?;
    anna.press("▶ All defaults").await?;
    anna.expect_edit("How shall the launch be called?").await?;
    anna.press("This name").await?;
    let card = anna.expect_edit(Want::button("🚀 Launch")).await?;
    // What is answered next is answered after that has been kept.
    anna.send("/status").await?;
    anna.expect("What runs now").await?;
    stage.outside.clock.advance(TimeDelta::days(8));
    anna.press_on(&card, "🚀 Launch").await?;
    anna.expect("no longer in use").await?;
    assert!(stage.launch_requests().await.is_empty());
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn buttons_of_others_do_nothing_wherever_they_come_from() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    stage.choose_job(&anna).await?;
    anna.press("▶ All defaults").await?;
    anna.expect_edit("How shall the launch be called?").await?;
    anna.press("This name").await?;
    let card = anna.expect_edit(Want::button("🚀 Launch")).await?;
    let data = card.button("🚀 Launch").and_then(|button| button.data.clone()).expect("data");
    let (boris, vera) = (stage.kit.person("Boris").await?, stage.with_user("Vera").await?);
    boris.send("hello").await?;
    let line = boris.expect("private").await?;
    boris.press_data(&line, &data).await?;
    boris.expect_answer("You may not use this bot").await?;
    let group = stage.kit.group("Friends", &[anna.id(), vera.id()]).await?;
    assert_eq!(anna.in_group(&group).forward(&card).await?.labels().concat(), [""; 0]);
    let own = vera.messages().await?.pop().expect("the bot's words");
    vera.press_data(&own, &data).await?;
    vera.expect_answer("somebody else's").await?;
    assert!(stage.launch_requests().await.is_empty());
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn no_step_takes_what_it_did_not_ask_for() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    stage.choose_job(&anna).await?;
    anna.press("One by one").await?;
    let first = format!("1/{} ·", stage.job.parameters);
    let asked = anna.expect_edit(first.as_str()).await?;
    anna.send_document("value.txt", b"words", "a caption").await?;
    anna.expect("text only").await?;
    anna.send_file("voice", "voice.ogg", b"OggS", "").await?;
    anna.expect("text only").await?;
    // A press of a step that is over changes nothing.
    anna.press_data(&asked, &format!("1.{}.go", anna.id())).await?;
    anna.press_data(&asked, &format!("1.{}.jb.1", anna.id())).await?;
    anna.send("/cancel").await?;
    anna.expect("Nothing was launched").await?;
    anna.send("/cancel").await?;
    anna.expect("nothing to cancel").await?;
    assert!(stage.launch_requests().await.is_empty());
    stage.end().await
}
