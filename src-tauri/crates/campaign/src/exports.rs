//! What a person does with export plans.

use companion::Companion;
use companion::ports::Clock as _;
use companion::view::{CatchUp, PlanDraft, PlanSaved};

use crate::door;
use crate::life::Life;
use crate::model::Wish;
use crate::step::Export;
use crate::window::{said, twice};
use crate::world::{Failed, World};

pub(crate) fn act(life: &Life, step: &Export) {
    let (own, step) = (life.clone(), step.clone());
    life.act(format!("{step:?}"), async move {
        let companion = own.companion().await;
        let plan = match step {
            Export::Plan { project, cron, zone, catch_up } => {
                let project = own.world.testops.job(project).project_id;
                return save(&own.world, &companion, project, cron, zone, catch_up).await;
            }
            Export::Run { plan, .. }
            | Export::Pause { plan, .. }
            | Export::SkipNext { plan }
            | Export::Cancel { plan }
            | Export::Answer { plan, .. }
            | Export::Delete { plan } => plan,
        };
        let plans = companion.exports().await.map_err(door::failed)?.plans;
        let Some(plan) = plans.get(plan % plans.len().max(1)).map(|plan| plan.id) else {
            return Ok("there is no plan".to_owned());
        };
        match step {
            Export::Plan { .. } => Ok(String::new()),
            Export::Run { again, .. } => {
                let key = own.world.new_key("plan");
                own.world.model().wish(key.clone(), Wish::RunPlan);
                twice(&own, again, |companion| door::run_plan(companion, key.clone(), plan)).await
            }
            Export::Pause { on, .. } => {
                own.world.model().plans.remove(&plan);
                said(companion.pause_plan(plan, on).await)
            }
            Export::SkipNext { .. } => said(companion.skip_next(plan, true).await),
            Export::Cancel { .. } => said(companion.cancel_plan(plan).await),
            Export::Answer { run, .. } => said(companion.answer_missed(plan, run).await),
            Export::Delete { .. } => said(companion.delete_plan(plan).await),
        }
    });
}

pub(crate) fn catch_up(number: u8) -> CatchUp {
    match number {
        0 => CatchUp::Once,
        1 => CatchUp::Skip,
        2 => CatchUp::Ask,
        _ => CatchUp::Within { hours: 3 },
    }
}

async fn save(
    world: &World,
    companion: &Companion,
    project: i64,
    cron: &str,
    zone: &str,
    catch_up: u8,
) -> Result<String, Failed> {
    let draft = companion.plan_draft(None, project).await.map_err(door::failed)?;
    let plans = companion.exports().await.map_err(door::failed)?.plans.len();
    let draft = PlanDraft {
        name: format!("Plan {plans}"),
        cron: cron.to_owned(),
        zone: zone.to_owned(),
        file_name: "{plan}_{group}_{date}_{time}.csv".to_owned(),
        catch_up: self::catch_up(catch_up),
        ..draft
    };
    let saved = companion.save_plan(draft).await.map_err(door::failed)?;
    if let PlanSaved::Saved { id } = saved {
        world.model().plans.insert(id, world.clock.now());
    }
    Ok(format!("{saved:?}"))
}
