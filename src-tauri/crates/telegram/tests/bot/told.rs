use std::time::Duration;

use companion::view::{
    BucketDraft, BucketKeys, BucketPlace, CaseQuery, CopyView, Done, FileQuery, PlanDraft, PlanSaved, Saved,
    Settings,
};
use serde_json::json;
use telegram_kit::{Failure, Want};

use crate::stage::Stage;

#[tokio::test(flavor = "multi_thread")]
async fn who_blocked_the_bot_is_owed_nothing() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    stage.script(json!({"tests": 2, "queue_ms": 30_000, "duration_ms": 30_000})).await;
    stage.launch(&anna).await?;
    anna.block().await?;
    stage.until_nothing_is_owed().await;
    anna.unblock().await?;
    anna.send("/status").await?;
    anna.expect("What runs now").await?;
    stage.kit.take_problems().await?;
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_tells_of_runs_that_others_started() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    anna.send("/projects").await?;
    anna.expect("Choose a project").await?;
    stage.press_ending_with(&anna, &stage.job.project).await?;
    anna.expect_edit("choose a job").await?;
    anna.press("🔔 Failed").await?;
    anna.expect(Want::button(format!("✖ failed runs: {}", stage.job.project))).await?;

    let boris = stage.kit.person("Boris").await?;
    anna.send(format!("/allow_user {}", boris.id())).await?;
    anna.expect("Let in").await?;
    boris.send("/start").await?;
    boris.expect("/launch").await?;
    stage.script(json!({"tests": 2, "skipped": 0, "failed": 0, "broken": 0, "duration_ms": 5_000})).await;
    stage.launch(&boris).await?;
    boris.expect(Want::photo().and("Passed")).await?;
    stage.script(json!({"tests": 3, "failed": 1, "duration_ms": 5_000})).await;
    stage.launch(&boris).await?;
    boris.expect(Want::photo().and("Failed")).await?;
    anna.expect(Want::photo().and("Failed")).await?;
    anna.press(&format!("✖ failed runs: {}", stage.job.project)).await?;
    anna.expect_edit("no subscriptions").await?;
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_to_a_share_tells_only_of_what_is_below() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    anna.send("/projects").await?;
    anna.expect("Choose a project").await?;
    stage.press_ending_with(&anna, &stage.job.project).await?;
    anna.expect_edit("choose a job").await?;
    anna.press("🔔 By share of passed…").await?;
    anna.expect(Want::containing(stage.job.project.as_str()).and(Want::button("anything but 100 %"))).await?;
    anna.press("below 95 %").await?;
    anna.expect(Want::button(format!("✖ passed below 95 %: {}", stage.job.project))).await?;
    anna.press("Another share…").await?;
    anna.expect("in per cent").await?;
    anna.send("lots").await?;
    anna.expect("in per cent").await?;
    anna.send("80 %").await?;
    anna.expect(Want::button(format!("✖ passed below 80 %: {}", stage.job.project))).await?;

    let boris = stage.with_user("Boris").await?;
    stage.script(json!({"tests": 10, "failed": 2, "broken": 0, "skipped": 0, "duration_ms": 5_000})).await;
    stage.launch(&boris).await?;
    boris.expect(Want::photo().and("8 passed")).await?;
    stage.script(json!({"tests": 10, "failed": 3, "broken": 0, "skipped": 0, "duration_ms": 5_000})).await;
    stage.launch(&boris).await?;
    boris.expect(Want::photo().and("7 passed")).await?;
    let told = anna.expect(Want::photo()).await?;
    assert!(told.text.contains("7 passed"), "{}", told.text);
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_message_that_follows_a_run_says_that_it_is_over_before_the_outcome_is_told()
-> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    stage.script(json!({"tests": 3, "failed": 1, "broken": 0, "skipped": 0, "duration_ms": 5_000})).await;
    stage.launch(&anna).await?;
    anna.expect(Want::photo().and("Failed")).await?;
    anna.expect_edit(Want::containing("Failed")).await?;
    let methods: Vec<_> = stage.kit.requests(0).await?.into_iter().map(|one| one.method).collect();
    let last = |method: &str| methods.iter().rposition(|one| one.eq_ignore_ascii_case(method));
    assert!(
        last("editMessageText") < last("sendPhoto"),
        "a kill between the two leaves the bar: {methods:?}"
    );
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_failed_is_run_again_from_the_outcome() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    stage.script(json!({"tests": 6, "failed": 2, "broken": 0, "skipped": 0, "duration_ms": 5_000})).await;
    stage.launch(&anna).await?;
    let outcome = anna.expect(Want::photo().and("2 failed")).await?;
    anna.press_on(&outcome, "🔁 Rerun failed").await?;
    let again = anna.expect(Want::that("the run", |message| message.media.is_none())).await?;
    assert!(again.button("Open in TestOps").is_some(), "{again:?}");
    anna.expect(Want::photo()).await?;
    anna.silence().await?;
    assert_eq!(stage.launch_requests().await.len(), 1, "a rerun is no launch");
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_end_is_told_as_it_was_also_where_the_run_is_rerun_before_the_bot_is_back() -> Result<(), Failure>
{
    let (stage, anna) = Stage::owned().await?;
    stage.script(json!({"tests": 3, "failed": 1, "broken": 0, "skipped": 0, "duration_ms": 5_000})).await;
    stage.launch(&anna).await?;
    stage.companion.switch_bot(false).await.expect("it is switched off");
    let run = stage.until_a_run_is_over().await;
    let settings = Settings { stalled_minutes: 1_440, undo_seconds: 10, ..Settings::default() };
    assert_eq!(stage.companion.save_settings(settings).await.expect("an answer"), Saved::Saved);
    let asked = stage.companion.rerun_failed("again".to_owned(), run).await.expect("an answer");
    assert_eq!(asked, Done::Asked);
    stage.companion.switch_bot(true).await.expect("it is switched on");
    let told = anna.expect(Want::photo()).await?;
    assert!(told.text.contains("Failed: "), "{}", told.text);
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_is_run_its_file_sent_and_its_test_cases_found() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    let project = stage.companion.projects(false).await.expect("projects").items.remove(0);
    let draft = stage.companion.plan_draft(None, project.id).await.expect("a draft");
    let named = PlanDraft { name: "Daily copy".to_owned(), paused: true, ..draft };
    let saved = stage.companion.save_plan(named).await.expect("saved");
    assert!(matches!(saved, PlanSaved::Saved { .. }), "{saved:?}");
    anna.send("/exports").await?;
    anna.expect(Want::button("Daily copy")).await?;
    anna.press("Daily copy").await?;
    anna.expect_edit("Not run yet").await?;
    anna.press("▶ Run now").await?;
    let begun = anna.expect("The export has begun").await?;
    let card = anna.messages().await?.into_iter().rev().find(|message| message.button("▶ Run now").is_some());
    anna.press_on(&card.expect("the plan's card"), "▶ Run now").await?;
    anna.expect("pressed already").await?;
    let written = async {
        let query = FileQuery { plan_id: None, project_id: None, text: String::new(), offset: 0, limit: 8 };
        loop {
            let files = stage.companion.export_files(query.clone()).await.expect("files").items;
            if let Some(file) = files.into_iter().next() {
                return file;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    let file = tokio::time::timeout(Duration::from_mins(1), written).await.expect("it is written");
    anna.press_on(&begun, "Show the plan").await?;
    anna.expect_edit(Want::that("the file", |message| {
        message.labels().concat().iter().any(|label| label.starts_with("📄"))
    }))
    .await?;
    let message =
        anna.messages().await?.into_iter().find(|message| message.id == begun.id).expect("the plan");
    let label = message
        .labels()
        .concat()
        .into_iter()
        .find(|label| label.starts_with("📄"))
        .expect("a file")
        .to_owned();
    anna.press_on(&message, &label).await?;
    let sent = anna.expect(Want::document(file.name.as_str())).await?;
    assert_eq!(anna.download(&sent).await?.len() as u64, file.bytes);

    let query = CaseQuery { limit: 1, ..CaseQuery::default() };
    while stage.companion.cases(query.clone()).await.expect("a list").reading {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let one = stage.companion.cases(query).await.expect("a list").items.remove(0);
    anna.send("/find").await?;
    anna.expect("Say what to look for").await?;
    anna.send("/find nowhereatall").await?;
    anna.expect("No test case was found").await?;
    anna.send(&format!("/find {}", one.id)).await?;
    let found = anna.expect("Test cases: 1").await?;
    assert!(found.text.contains(&one.name), "{}", found.text);
    anna.send(&format!("/case #{}", one.id)).await?;
    let shown = anna.expect("As exported").await?;
    assert!(shown.text.contains(&one.name) && shown.text.contains("Scenario"), "{}", shown.text);

    let store = shelf::fixture::Store::start().await;
    let place = BucketPlace {
        endpoint: Some(store.url.to_string()),
        bucket: shelf::fixture::BUCKET.to_owned(),
        path_style: true,
        keys: BucketKeys::Fixed { id: shelf::fixture::KEY.to_owned() },
        ..BucketPlace::default()
    };
    let bucket = BucketDraft { place, secret: Some(shelf::fixture::SECRET.to_owned()), proxy_password: None };
    assert_eq!(stage.companion.save_bucket(bucket.clone()).await.expect("an answer"), Saved::Saved);
    let copied = async || stage.companion.export_file(file.id).await.expect("the file").copy;
    while !matches!(copied().await, Some(CopyView::Stored { .. })) {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    stage.companion.forget_bucket().await.expect("forgotten");

    // Somebody makes it larger than a bot may send; the hole in it takes no room on the disk.
    let grown = std::fs::OpenOptions::new().write(true).open(&file.path).expect("the file");
    grown.set_len(60 * 1_024 * 1_024).expect("it grows");
    anna.press_on(&message, &label).await?;
    let refused = anna.expect("60 MB, bots may send 50 MB at most").await?;
    assert!(refused.text.contains(&file.path), "{}", refused.text);
    std::fs::remove_file(&file.path).expect("it goes");
    anna.press_on(&message, &label).await?;
    anna.expect("no longer where it was written").await?;

    // What lies in the bucket is handed on from there.
    assert_eq!(stage.companion.save_bucket(bucket).await.expect("an answer"), Saved::Saved);
    anna.press_on(&message, &label).await?;
    let handed = anna.expect("anybody can get it by this link").await?;
    assert!(handed.text.contains("Download"), "{}", handed.text);
    stage.end().await
}
