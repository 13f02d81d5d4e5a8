//! A thousand failed results are muted at once: how many requests that is, with reading back.

use std::time::Duration;

use companion::Companion;
use companion::view::{
    ConnectionDraft, ConnectionSaved, Decision, DecisionOutcome, DecisionRequest, Effect, Failure,
    FormValues, LaunchAnswer, LaunchRequest, Phase, Saved, TestChoice, TestQuery, TestStatus,
};
use serde_json::json;

use crate::simulator::Simulator;
use crate::{Trouble, outside};

const DECIDED: u32 = 1_000;
const PAGE: u32 = 500;
const PATIENCE: Duration = Duration::from_mins(3);

pub(crate) async fn requests() -> Result<i64, Trouble> {
    let simulator = Simulator::start(&[]).await?;
    let folder = tempfile::tempdir()?;
    let companion = Companion::start(outside::ports(folder.path(), |_| {})).await.map_err(said)?;
    connect(&companion, &simulator).await?;
    let run_id = tokio::time::timeout(PATIENCE, over(&companion, &simulator)).await??;
    let mut results = Vec::new();
    for offset in (0..DECIDED).step_by(PAGE as usize) {
        let statuses = vec![TestStatus::Failed];
        let query = TestQuery { run_id, statuses, offset, limit: PAGE, ..TestQuery::default() };
        results.extend(companion.run_tests(query).await.map_err(said)?.items.iter().map(|test| test.id));
    }
    let before = asked_so_far(&simulator).await?;
    let decision =
        Decision::Mute { name: "Unstable".to_owned(), reason: "Waits".to_owned(), remind_on: None };
    let request = DecisionRequest { run_id, results, group: None, decision };
    let DecisionOutcome::Decided { decision } =
        companion.decide_results("bench".to_owned(), request).await.map_err(said)?
    else {
        return Err("the decision was refused".into());
    };
    // Some cases were muted before.
    let muted = |effect| matches!(effect, Effect::Took | Effect::AlreadySo);
    let took = decision.items.iter().filter(|item| muted(item.effect)).count();
    if took != DECIDED as usize {
        return Err(format!("it took for {took}").into());
    }
    let asked = asked_so_far(&simulator).await? - before;
    companion.shutdown().await;
    Ok(asked)
}

/// Launches a job of which so many tests fail, and answers its run once it is over.
async fn over(companion: &Companion, simulator: &Simulator) -> Result<i64, Trouble> {
    let project = companion.projects(false).await.map_err(said)?.items.remove(0);
    let jobs = companion.jobs(project.id, false).await.map_err(said)?.items;
    let job = jobs.iter().find(|job| job.blocked.is_none()).ok_or("no job can run")?;
    let plan = json!({"tests": DECIDED + 500, "failed": DECIDED, "queue_ms": 0, "duration_ms": 1_000, "never_closed": true});
    simulator.post("script", &json!({"job_id": job.id, "times": 1, "plan": plan})).await?;
    let request = LaunchRequest {
        key: "bench".to_owned(),
        project_id: project.id,
        job_id: job.id,
        name: "Nightly".to_owned(),
        values: FormValues::default(),
        choice: TestChoice::default(),
    };
    let LaunchAnswer::Asked { run_id } = companion.launch(request).await.map_err(said)? else {
        return Err("the launch was refused".into());
    };
    loop {
        let run = companion.run_details(run_id).await.map_err(said)?.run;
        if run.phase == Phase::Finished {
            return Ok(run_id);
        }
        companion.look_now().await.map_err(said)?;
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
}

async fn connect(companion: &Companion, simulator: &Simulator) -> Result<(), Trouble> {
    let draft = ConnectionDraft {
        url: simulator.url.clone(),
        token: Some(simulator.token.clone()),
        ..ConnectionDraft::default()
    };
    if let ConnectionSaved::Refused { faults } = companion.save_connection(draft).await.map_err(said)? {
        return Err(format!("{faults:?}").into());
    }
    let mut settings = companion.state().await.map_err(said)?.settings;
    settings.undo_seconds = 0;
    match companion.save_settings(settings).await.map_err(said)? {
        Saved::Saved => Ok(()),
        refused @ Saved::Refused { .. } => Err(format!("{refused:?}").into()),
    }
}

async fn asked_so_far(simulator: &Simulator) -> Result<i64, Trouble> {
    Ok(simulator.get("journal").await?["next"].as_i64().ok_or("no journal")?)
}

fn said(failure: Failure) -> Trouble {
    failure.message.into()
}
