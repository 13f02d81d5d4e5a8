//! Scheduled launches in chat: seen, paused, passed over, launched now, and answered for when they were missed.

use chrono::TimeDelta;
use companion::ports::Clock as _;
use companion::view::{
    CatchUp, FormValues, NamedValue, ScheduleDraft, ScheduleSaved, ScheduleState, ScheduleView, Trigger,
    TurnOutcome,
};
use telegram_kit::{Failure, Want};

use crate::stage::Stage;

/// Each first of January at noon.
const YEARLY: &str = "0 12 1 1 *";

async fn planned(stage: &Stage, cron: &str, catch_up: CatchUp) -> i64 {
    let project = stage.companion.projects(false).await.expect("projects").items.remove(0);
    let form = stage.companion.job_form(project.id, stage.job.id).await.expect("the form");
    let parameters = form.parameters.into_iter();
    let parameters =
        parameters.map(|parameter| NamedValue { name: parameter.name, value: parameter.default }).collect();
    let draft = ScheduleDraft {
        id: None,
        name: "Nightly <regress>".to_owned(),
        project_id: project.id,
        project_name: project.name,
        job_id: stage.job.id,
        job_name: stage.job.name.clone(),
        values: FormValues { parameters, tags: Vec::new(), environment: Vec::new() },
        trigger: Trigger::Times { cron: cron.to_owned(), zone: "UTC".to_owned() },
        catch_up,
        only_new: false,
        paused: false,
    };
    match stage.companion.save_schedule(draft).await.expect("an answer") {
        ScheduleSaved::Saved { id } => id,
        ScheduleSaved::Refused { faults } => panic!("refused: {faults:?}"),
    }
}

async fn view(stage: &Stage, id: i64) -> ScheduleView {
    let all = stage.companion.schedules().await.expect("an answer");
    all.into_iter().find(|schedule| schedule.id == id).expect("it is there")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scheduled_launch_is_paused_resumed_and_passed_over() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    anna.send("/schedules").await?;
    anna.expect("None yet").await?;
    let id = planned(&stage, YEARLY, CatchUp::Once).await;
    anna.send("/schedules").await?;
    let listed = anna.expect(Want::button("Nightly <regress>")).await?;
    assert!(listed.text.contains("-01-01 12:00 UTC"), "{}", listed.text);
    anna.press("Nightly <regress>").await?;
    anna.expect_edit("Next: ").await?;
    anna.press("⏸ Pause").await?;
    anna.expect_edit("Paused").await?;
    assert!(view(&stage, id).await.draft.paused);
    anna.press("▶ Resume").await?;
    anna.expect_edit("Next: ").await?;
    anna.press("⏭ Skip the next").await?;
    anna.expect_edit("Skips: ").await?;
    assert!(view(&stage, id).await.skips_at.is_some());
    anna.press("↩ Do not skip").await?;
    anna.expect_edit(Want::button("⏭ Skip the next")).await?;
    assert_eq!(view(&stage, id).await.skips_at, None);
    anna.press("◀ All").await?;
    anna.expect_edit("Scheduled launches").await?;
    stage.companion.delete_schedule(id).await.expect("deleted");
    anna.press("Nightly <regress>").await?;
    anna.expect_edit("is gone").await?;
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_scheduled_launch_is_launched_now_once_and_followed() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    planned(&stage, YEARLY, CatchUp::Once).await;
    anna.send("/schedules").await?;
    anna.expect(Want::button("Nightly <regress>")).await?;
    anna.press("Nightly <regress>").await?;
    let shown = anna.expect_edit(Want::button("🚀 Launch now")).await?;
    anna.press_on(&shown, "🚀 Launch now").await?;
    anna.press_on(&shown, "🚀 Launch now").await?;
    anna.expect("pressed already").await?;
    anna.expect(Want::photo()).await?;
    assert_eq!(stage.launch_requests().await.len(), 1);
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missed_launch_is_answered_for_in_chat() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    let id = planned(&stage, "0 12 * * *", CatchUp::Ask).await;
    let due = view(&stage, id).await.next_at.expect("a next time");
    let mut events = stage.companion.events();
    stage.outside.clock.advance(due + TimeDelta::hours(5) - stage.outside.clock.now());
    while !matches!(view(&stage, id).await.state, ScheduleState::Asking { .. }) {
        events.recv().await.expect("it lives");
    }
    anna.send("/schedules").await?;
    anna.expect(Want::button("⚠️ Nightly <regress>")).await?;
    anna.press("⚠️ Nightly <regress>").await?;
    anna.expect_edit("Missed, launch it now?").await?;
    anna.press("✖ Let it go").await?;
    anna.expect_edit("missed").await?;
    let turns = view(&stage, id).await.turns;
    assert_eq!(turns.iter().map(|turn| turn.outcome).collect::<Vec<_>>(), [TurnOutcome::Missed]);
    assert_eq!(stage.launch_requests().await.len(), 0);
    stage.end().await
}
