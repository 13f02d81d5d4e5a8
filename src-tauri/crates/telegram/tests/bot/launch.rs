use std::time::Duration;

use serde_json::json;
use telegram_kit::{Failure, NewPerson, Want};

use crate::stage::Stage;

#[tokio::test(flavor = "multi_thread")]
async fn a_job_is_launched_and_followed_to_its_outcome() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    stage.script(json!({"tests": 8, "failed": 2, "queue_ms": 5_000, "duration_ms": 30_000})).await;
    stage.launch(&anna).await?;
    let outcome = anna.expect(Want::photo().and("Failed")).await?;
    assert!(outcome.text.contains("6 passed · ❌ 2 failed"), "{}", outcome.text);
    assert_eq!(outcome.text.matches("\n•").count(), 2, "{}", outcome.text);
    assert!(outcome.button("🔁 Rerun failed").is_some());
    assert_eq!(stage.launch_requests().await.len(), 1);

    stage.script(json!({"tests": 8, "duration_ms": 10_000})).await;
    anna.press_on(&outcome, "↻ Repeat").await?;
    anna.expect(Want::photo().and("Passed")).await?;
    anna.press_on(&outcome, "📋 Details").await?;
    anna.expect("2 failed").await?;
    anna.send("/runs").await?;
    let runs = anna.expect("The latest runs").await?;
    assert_eq!(runs.buttons.len(), 2);
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn one_tap_on_a_job_launches_it_with_its_defaults() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    stage.script(json!({"tests": 2, "failed": 0, "broken": 0, "skipped": 0, "duration_ms": 5_000})).await;
    stage.choose_job(&anna).await?;
    let (_, _) = tokio::join!(anna.press("🚀 Launch with defaults"), anna.press("🚀 Launch with defaults"));
    anna.expect_edit(Want::that("the run", |message| message.button("🚀 Launch with defaults").is_none()))
        .await?;
    anna.expect(Want::photo().and("Passed")).await?;
    let asked = stage.launch_requests().await;
    assert_eq!(asked.len(), 1, "{asked:?}");
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_tests_of_a_plan_are_launched() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    stage.script(json!({"tests": 2, "failed": 0, "broken": 0, "skipped": 0, "duration_ms": 5_000})).await;
    stage.choose_job(&anna).await?;
    anna.press("Which tests…").await?;
    let asked = anna.expect_edit(Want::button("All tests of the job")).await?;
    let plan = asked.buttons.iter().flatten().find(|button| button.text.starts_with('☰')).expect("a plan");
    let name = plan.text.trim_start_matches("☰ ").rsplit_once(" · ").expect("a count").0.to_owned();
    anna.press(plan.text.as_str()).await?;
    let card = anna.expect_edit(Want::button("🚀 Launch with defaults")).await?;
    assert!(card.text.contains(&format!("Tests: {name}")), "{}", card.text);
    anna.press("🚀 Launch with defaults").await?;
    let outcome = anna.expect(Want::photo()).await?;
    assert!(!outcome.text.contains("✅ 2 passed"), "all of the job was launched: {}", outcome.text);
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn strange_values_arrive_as_they_were_typed() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    stage.script(json!({"tests": 1, "duration_ms": 5_000})).await;
    stage.choose_job(&anna).await?;
    anna.press("One by one").await?;
    let value = format!("a_b | \"<ж>\" & {}", "😀".repeat(60));
    for number in 1..=stage.job.parameters {
        let asked = format!("{number}/{} ·", stage.job.parameters);
        if number == 1 {
            anna.expect_edit(asked.as_str()).await?;
        } else {
            anna.expect(asked.as_str()).await?;
        }
        anna.send(value.as_str()).await?;
    }
    anna.expect("How shall the launch be called?").await?;
    anna.send("x".repeat(300)).await?;
    anna.expect("too long").await?;
    let name = "Ночной _прогон_ | \"🚀\"";
    anna.send(name).await?;
    anna.expect(Want::containing(name).and(Want::button("🚀 Launch"))).await?;
    anna.press("🚀 Launch").await?;
    anna.expect(Want::photo().and(name)).await?;
    let requests = stage.launch_requests().await;
    assert_eq!(requests[0]["launchName"], name);
    let given = requests[0]["parameters"].as_array().expect("parameters");
    assert!(given.iter().all(|given| given["value"] == value.as_str()), "{given:?}");
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn two_presses_of_launch_are_one_launch() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    stage.choose_job(&anna).await?;
    anna.press("▶ All defaults").await?;
    anna.expect_edit("How shall the launch be called?").await?;
    anna.press("This name").await?;
    let confirm = anna.expect_edit(Want::button("🚀 Launch")).await?;
    anna.press_on(&confirm, "🚀 Launch").await?;
    anna.press_on(&confirm, "🚀 Launch").await?;
    anna.expect("no longer in use").await?;
    assert_eq!(stage.launch_requests().await.len(), 1);
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_fit_is_answered_with_help() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    anna.send("hello").await?;
    anna.expect("did not understand").await?;
    anna.send_document("notes.txt", b"words", "").await?;
    anna.expect("text only").await?;
    anna.send("/cancel").await?;
    anna.expect("nothing to cancel").await?;

    stage.choose_job(&anna).await?;
    anna.send("typed where a button is due").await?;
    anna.expect("Press one of the buttons").await?;
    let old =
        anna.messages().await?.into_iter().rev().find(|message| message.button("▶ All defaults").is_some());
    let old = old.expect("the card");
    anna.send("/cancel").await?;
    anna.expect("Nothing was launched").await?;
    anna.press_on(&old, "▶ All defaults").await?;
    anna.expect("no longer in use").await?;
    for forged in ["nonsense", "0.1.go", "1.x.go"] {
        anna.press_data(&old, forged).await?;
        anna.expect_answer("no longer in use").await?;
    }
    assert!(stage.launch_requests().await.is_empty());
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn russian_is_spoken_with_those_who_choose_it() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    anna.send("/language").await?;
    anna.expect("Choose the language").await?;
    anna.press("Русский").await?;
    anna.expect_edit("Буду отвечать по-русски").await?;
    anna.send("/help").await?;
    anna.expect("Запустить джобу").await?;
    let russian = async {
        while !anna.menu().await?.iter().any(|command| command.description == "Запустить джобу")
        {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok::<_, Failure>(())
    };
    tokio::time::timeout(Duration::from_mins(1), russian).await.expect("the menu changes")?;
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn outcomes_are_told_in_the_language_of_the_app() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    let named = NewPerson { name: "Вера".to_owned(), username: None, language: Some("ru".to_owned()) };
    let vera = stage.kit.person_with(named).await?;
    anna.send(format!("/allow_user {}", vera.id())).await?;
    anna.expect("Let in").await?;
    vera.send("/launch").await?;
    vera.expect("Выберите проект").await?;
    stage.press_ending_with(&vera, &stage.job.project).await?;
    vera.expect_edit("выберите джобу").await?;
    stage.press_ending_with(&vera, &stage.job.name).await?;
    vera.expect_edit(Want::button("▶ Все по умолчанию")).await?;
    vera.press("▶ Все по умолчанию").await?;
    vera.expect_edit("Как назвать запуск?").await?;
    vera.press("Это имя").await?;
    vera.expect_edit(Want::button("🚀 Запустить")).await?;
    stage.script(json!({"tests": 2, "failed": 1, "duration_ms": 5_000})).await;
    vera.press("🚀 Запустить").await?;
    vera.expect(Want::photo().and("Есть падения").and("1 упало")).await?;
    stage.end().await
}
