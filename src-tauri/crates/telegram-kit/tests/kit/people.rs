//! People wait, and say what they miss.

use std::time::Duration;

use serde_json::json;
use telegram_kit::{Failure, Manner, Want};

use crate::stage::{Stage, Wire};

fn impatient(strict: bool) -> Manner {
    Manner { patience: Duration::from_millis(150), quiet: Duration::from_millis(100), strict }
}

async fn begun(strict: bool) -> Result<Stage, Failure> {
    let stage = Stage::with(impatient(strict)).await?;
    stage.anna.send("/start").await?;
    Ok(stage)
}

async fn says(stage: &Stage, text: &str) {
    stage.wire.done("sendMessage", json!({"chat_id": stage.anna.id(), "text": text})).await;
}

#[tokio::test]
async fn what_was_missed_is_told_with_the_transcript() -> Result<(), Failure> {
    let stage = begun(false).await?;
    says(&stage, "Bye").await;
    let failure = stage.anna.expect("Hello").await.expect_err("it never came");
    assert_eq!(failure.to_string(), "Anna wanted a message that contains \"Hello\"; there came #2 \"Bye\"");
    assert!(failure.transcript().contains("#1 Anna: /start"), "{}", failure.transcript());
    assert!(format!("{failure:?}").contains("#2 Helper: Bye"));
    // What was looked at in vain is still unread.
    stage.anna.expect("Bye").await.map(drop)
}

#[tokio::test]
async fn a_message_that_does_not_fit_is_passed_over_unless_strict() -> Result<(), Failure> {
    for strict in [false, true] {
        let stage = begun(strict).await?;
        says(&stage, "one").await;
        says(&stage, "two").await;
        assert_eq!(stage.anna.expect("two").await.is_err(), strict);
    }
    Ok(())
}

#[tokio::test]
async fn messages_are_collected_and_strictness_wants_silence_behind_them() -> Result<(), Failure> {
    for (strict, works) in [(false, true), (true, false)] {
        let stage = begun(strict).await?;
        for text in ["one", "two", "three"] {
            says(&stage, text).await;
        }
        assert_eq!(stage.anna.collect(2).await.is_ok(), works);
        assert!(stage.anna.silence().await.is_err());
        stage.anna.collect(1).await?;
        stage.anna.silence().await?;
    }
    Ok(())
}

#[tokio::test]
async fn an_error_that_the_bot_did_not_handle_fails_the_next_expectation() -> Result<(), Failure> {
    let stage = begun(false).await?;
    let error = format!("no such table, asked as {}", stage.bot.token());
    stage.kit.reporter().report(error).await;
    let failure = stage.anna.expect("Hello").await.expect_err("the bot failed");
    assert!(failure.to_string().contains("no such table, asked as [token]"), "{failure}");
    assert_eq!(stage.kit.take_problems().await?.errors.len(), 1);
    says(&stage, "Hello").await;
    stage.anna.expect("Hello").await?;
    stage.kit.finish().await
}

#[tokio::test]
async fn refused_requests_fail_a_strict_test_at_its_end() -> Result<(), Failure> {
    for strict in [false, true] {
        let stage = begun(strict).await?;
        stage.wire.refused("sendMessage", json!({"chat_id": stage.anna.id()})).await;
        assert_eq!(stage.kit.problems().await?.refused, ["sendMessage: Bad Request: message text is empty"]);
        assert_eq!(stage.kit.finish().await.is_err(), strict);
    }
    Ok(())
}

#[tokio::test]
async fn people_are_who_they_say() -> Result<(), Failure> {
    let stage = Stage::new().await?;
    stage.anna.set_username("anna_qa").await?;
    stage.anna.send("one").await?;
    stage.anna.set_username("").await?;
    stage.anna.set_language("ru").await?;
    stage.anna.share_location(1.0, 2.0).await?;
    let updates = stage.wire.updates(0).await;
    assert_eq!(updates[0]["message"]["from"]["username"], "anna_qa");
    assert_eq!(updates[1]["message"]["from"]["username"], json!(null));
    assert_eq!(updates[1]["message"]["from"]["language_code"], "ru");
    assert!(stage.anna.send("  ").await.is_err());
    let hers = stage.anna.send("typo").await?;
    assert_eq!(stage.anna.edit(&hers, "fixed").await?.text, "fixed");
    stage.anna.delete(&hers).await?;
    assert_eq!(stage.anna.messages().await?.len(), 2);
    Ok(())
}

#[tokio::test]
async fn several_wishes_are_one_want() -> Result<(), Failure> {
    let stage = begun(false).await?;
    says(&stage, "Launch 7").await;
    says(&stage, "Launch 8").await;
    let even = Want::that("is about 8", |message| message.text.ends_with('8'));
    let found = stage.anna.expect(Want::containing("Launch").and(even)).await?;
    assert_eq!(found.text, "Launch 8");
    Ok(())
}

/// Sends every text back until the kit is gone.
async fn echo(wire: Wire) {
    let mut offset = 0;
    loop {
        let polled = wire.done("getUpdates", json!({"offset": offset, "timeout": 5})).await;
        let updates = polled.as_array().cloned().unwrap_or_default();
        offset = updates.last().map_or(offset, |update| update["update_id"].as_i64().unwrap_or(0) + 1);
        let answers = updates.iter().map(|update| {
            let message = &update["message"];
            wire.done("sendMessage", json!({"chat_id": message["chat"]["id"], "text": message["text"]}))
        });
        futures::future::join_all(answers).await;
    }
}

#[tokio::test]
async fn two_hundred_people_talk_at_once_and_everybody_gets_their_own_answers() -> Result<(), Failure> {
    let stage = Stage::new().await?;
    let talk = async |number: u32| -> Result<(), Failure> {
        let person = stage.kit.person(&format!("Person {number}")).await?;
        for round in 0..3 {
            let text = format!("{number}/{round}");
            person.send(text.as_str()).await?;
            let answer = person.collect(1).await?;
            assert_eq!(answer[0].text, text);
        }
        Ok(())
    };
    let everybody = futures::future::try_join_all((0..200).map(talk));
    tokio::select! {
        told = everybody => told.map(drop)?,
        () = echo(stage.wire.clone()) => {}
    }
    assert!(stage.kit.problems().await?.refused.is_empty());
    Ok(())
}
