use chrono::TimeDelta;
use companion::ports::Clock as _;
use serde_json::json;
use telegram_kit::{Failure, NewPerson, Person, Want};

use crate::stage::Stage;

async fn subscribe(stage: &Stage, person: &Person) -> Result<(), Failure> {
    person.send("/projects").await?;
    person.expect("Choose a project").await?;
    stage.press_ending_with(person, &stage.job.project).await?;
    person.expect_edit("choose a job").await?;
    person.press("🔔 Failed").await?;
    person.expect(Want::button(format!("✖ failed runs: {}", stage.job.project))).await?;
    Ok(())
}

async fn fails(stage: &Stage, person: &Person) -> Result<(), Failure> {
    stage.script(json!({"tests": 3, "failed": 1, "duration_ms": 5_000})).await;
    stage.launch(person).await?;
    person.expect(Want::photo().and("Failed")).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_quiet_hours_hold_comes_once_after_them() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    let boris = stage.with_user("Boris").await?;
    subscribe(&stage, &anna).await?;
    anna.press("🌙 Quiet").await?;
    anna.expect(Want::button("🌙 Quiet hours…")).await?;
    anna.press("🌙 Quiet hours…").await?;
    anna.expect_edit(Want::containing("Quiet hours are off").and("UTC+00:00")).await?;
    anna.press("Other hours…").await?;
    anna.expect("22:30-07:00").await?;
    for wrong in ["late", "09:00-09:00", "25-26"] {
        anna.send(wrong).await?;
        anna.expect("two different times").await?;
    }
    let local = stage.outside.clock.local(stage.outside.clock.now());
    let clock = |hours: i64| (local + TimeDelta::hours(hours)).format("%H:%M").to_string();
    anna.send(format!("{}-{}", clock(-1), clock(2))).await?;
    anna.expect(Want::containing(format!("Quiet hours: {}–{}", clock(-1), clock(2)))).await?;
    fails(&stage, &boris).await?;
    fails(&stage, &boris).await?;
    anna.silence().await?;
    // One's own launch is told all the same.
    fails(&stage, &anna).await?;
    // Held over a restart, too.
    let stage = stage.restarted().await?;
    anna.silence().await?;
    stage.outside.clock.advance(TimeDelta::hours(3));
    for _ in 0..2 {
        anna.expect(Want::photo().and("Failed")).await?;
    }
    anna.silence().await?;
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn usual_hours_are_a_press_and_are_switched_off_by_another() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    let named = NewPerson { name: "Вера".to_owned(), username: None, language: Some("ru".to_owned()) };
    let vera = stage.kit.person_with(named).await?;
    anna.send(format!("/allow_user {}", vera.id())).await?;
    anna.expect("Let in").await?;
    let hours_of = async || {
        let person = stage.companion.bot_person(vera.id()).await.expect("read").expect("Vera");
        (person.quiet_hours.on, person.quiet_hours.from, person.quiet_hours.to)
    };
    vera.send("/mute").await?;
    vera.expect(Want::button("🌙 Тихие часы…")).await?;
    vera.press("🌙 Тихие часы…").await?;
    vera.expect_edit(Want::containing("Тихих часов нет").and("на котором работает программа")).await?;
    vera.press("22–08").await?;
    vera.expect_edit("Тихие часы: 22:00–08:00").await?;
    assert_eq!(hours_of().await, (true, "22:00".to_owned(), "08:00".to_owned()));
    vera.send("/mute").await?;
    vera.expect("Тихие часы: 22:00–08:00").await?;
    vera.press("🌙 Тихие часы…").await?;
    vera.expect_edit(Want::button("Выключить")).await?;
    vera.press("Другие часы…").await?;
    vera.expect("22:30-07:00").await?;
    vera.press("✖ Не нужно").await?;
    vera.expect_edit("Ничего не изменено").await?;
    vera.press("Выключить").await?;
    vera.expect_edit("Тихие часы выключены").await?;
    assert!(!hours_of().await.0);
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_muted_is_told_once_the_mute_is_over() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    let boris = stage.with_user("Boris").await?;
    subscribe(&stage, &anna).await?;
    anna.send("/mute").await?;
    anna.expect(Want::button("8 hours")).await?;
    anna.press("8 hours").await?;
    anna.expect_edit("quiet for 8 h").await?;
    // Somebody waits for an answer: it comes, without a sound.
    let gleb = stage.kit.person("Gleb").await?;
    gleb.send("/start").await?;
    gleb.expect("asked its admins").await?;
    assert!(anna.expect(Want::button("✅ Allow")).await?.silent);
    fails(&stage, &boris).await?;
    anna.silence().await?;
    stage.outside.clock.advance(TimeDelta::hours(8));
    anna.expect(Want::photo().and("Failed")).await?;
    anna.send("/mute").await?;
    anna.expect(Want::button("1 hour")).await?;
    anna.press("1 hour").await?;
    anna.expect_edit("quiet for 1 h").await?;
    fails(&stage, &boris).await?;
    anna.silence().await?;
    anna.send("/mute").await?;
    anna.expect("Quiet until").await?;
    anna.press("Not any more").await?;
    anna.expect_edit("speak again").await?;
    anna.expect(Want::photo().and("Failed")).await?;
    anna.silence().await?;
    stage.end().await
}
