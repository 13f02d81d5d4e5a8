use companion::view::{FormValues, NamedValue, PresetDraft, Saved};
use serde_json::json;
use telegram_kit::{Failure, Want};

use crate::stage::Stage;

#[tokio::test(flavor = "multi_thread")]
async fn presets_give_all_values_or_one() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    let project = stage.companion.projects(false).await.expect("projects").items;
    let project = project.into_iter().find(|project| project.name == stage.job.project).expect("the project");
    let form = stage.companion.job_form(project.id, stage.job.id).await.expect("a form");
    let first = form.parameters[0].name.clone();
    for number in 1..=10 {
        let value = format!("value_{number} <😀>");
        let parameters = vec![NamedValue { name: first.clone(), value }];
        let values = FormValues { parameters, ..FormValues::default() };
        let name = format!("Night {number:02}");
        let draft = PresetDraft { project_id: project.id, job_id: stage.job.id, name, values };
        assert_eq!(stage.companion.save_preset(draft).await.expect("an answer"), Saved::Saved);
    }
    stage.script(json!({"tests": 1, "duration_ms": 5_000})).await;
    stage.choose_job(&anna).await?;
    anna.press("2/2 ▶").await?;
    anna.expect_edit(Want::button("☆ Night 10")).await?;
    anna.press("☆ Night 10").await?;
    anna.expect_edit("How shall the launch be called?").await?;
    anna.press("◀ Back").await?;
    anna.expect_edit(Want::button("One by one")).await?;
    anna.press("One by one").await?;
    anna.expect_edit(Want::button("☆ value_3 <😀> · Night 03")).await?;
    anna.press("☆ value_3 <😀> · Night 03").await?;
    for number in 2..=stage.job.parameters {
        anna.expect_edit(format!("{number}/{} ·", stage.job.parameters).as_str()).await?;
        anna.press("Default").await?;
    }
    anna.expect_edit("How shall the launch be called?").await?;
    anna.press("This name").await?;
    anna.expect_edit(Want::containing("✎").and("value_3 <😀>").and(Want::button("🚀 Launch"))).await?;
    anna.press("🚀 Launch").await?;
    anna.expect(Want::photo()).await?;
    let requests = stage.launch_requests().await;
    let given = requests[0]["parameters"].as_array().expect("parameters");
    assert!(given.iter().any(|given| given["value"] == "value_3 <😀>"), "{given:?}");
    stage.end().await
}
