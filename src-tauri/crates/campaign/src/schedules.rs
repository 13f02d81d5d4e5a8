//! Jobs that are launched by themselves: what a person does with them, and what must be true of them at the end.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use companion::Companion;
use companion::ports::Clock as _;
use companion::view::{
    FormValues, InboxItem, NamedValue, Outcome, RunView, ScheduleDraft, ScheduleSaved, ScheduleState,
    ScheduleView, Trigger, TurnOutcome,
};
use testops_sim::{By, JobState, What};

use crate::door;
use crate::due;
use crate::exports::catch_up;
use crate::life::Life;
use crate::model::{Figure, Wish};
use crate::step::{Schedule, When};
use crate::window::{said, twice};
use crate::world::{Failed, World};

/// The jobs that have schedules are those of the first project: its launches are counted at the end only.
const JOBS: usize = 7;
/// What became of so many due times is shown.
const SHOWN: usize = 20;
/// A due time as young as this may still be on its way.
const YOUNG: TimeDelta = TimeDelta::minutes(5);

pub(crate) fn act(life: &Life, step: &Schedule) {
    let (own, step) = (life.clone(), step.clone());
    life.act(format!("{step:?}"), async move {
        let companion = own.companion().await;
        let index = match step {
            Schedule::Save { job, when, catch_up } => {
                return save(&own.world, &companion, job, when, catch_up).await;
            }
            Schedule::Launch { schedule, .. }
            | Schedule::Pause { schedule, .. }
            | Schedule::SkipNext { schedule, .. }
            | Schedule::Answer { schedule, .. }
            | Schedule::See { schedule }
            | Schedule::Delete { schedule } => schedule,
        };
        let all = companion.schedules().await.map_err(door::failed)?;
        let Some(id) = all.get(index % all.len().max(1)).map(|schedule| schedule.id) else {
            return Ok("there is no schedule".to_owned());
        };
        match step {
            Schedule::Save { .. } => Ok(String::new()),
            Schedule::Launch { again, .. } => {
                let key = own.world.new_key("schedule");
                own.world.model().wish(key.clone(), Wish::Launch);
                twice(&own, again, |companion| door::launch_schedule(companion, key.clone(), id)).await
            }
            Schedule::Pause { on, .. } => {
                own.world.model().schedules.remove(&id);
                said(companion.pause_schedule(id, on).await)
            }
            Schedule::SkipNext { on, .. } => said(companion.skip_scheduled(id, on).await),
            Schedule::Answer { launch, .. } => said(companion.answer_missed_launches(id, launch).await),
            Schedule::See { .. } => said(companion.see_schedule(id).await),
            Schedule::Delete { .. } => {
                own.world.model().schedules_deleted = true;
                said(companion.delete_schedule(id).await)
            }
        }
    });
}

async fn save(
    world: &World,
    companion: &Companion,
    job: usize,
    when: When,
    within: u8,
) -> Result<String, Failed> {
    let of = |index: usize| &world.testops.jobs[index % JOBS];
    let job = of(job);
    let trigger = match when {
        When::Times { cron, zone } => Trigger::Times { cron: cron.to_owned(), zone: zone.to_owned() },
        When::After { job } => Trigger::After { job_id: of(job).id, job_name: of(job).name.clone() },
    };
    let draft = ScheduleDraft {
        id: None,
        name: world.new_key("Nightly"),
        project_id: job.project_id,
        project_name: "Project".to_owned(),
        job_id: job.id,
        job_name: job.name.clone(),
        values: FormValues { parameters: parameters(job), ..FormValues::default() },
        trigger,
        catch_up: catch_up(within),
        only_new: false,
        paused: false,
    };
    let saved = companion.save_schedule(draft).await.map_err(door::failed)?;
    if let ScheduleSaved::Saved { id } = saved {
        world.model().schedules.insert(id, world.clock.now());
    }
    Ok(format!("{saved:?}"))
}

/// All that the job has, with any value.
pub(crate) fn parameters(job: &JobState) -> Vec<NamedValue> {
    let any = |name: &String| NamedValue { name: name.clone(), value: "any".to_owned() };
    job.parameters.iter().map(|parameter| any(&parameter.name)).collect()
}

/// Whether it may have been launched by itself.
pub(crate) fn may_be_scheduled(world: &World, job: Option<i64>) -> bool {
    world.testops.jobs.iter().take(JOBS).any(|of| Some(of.id) == job)
}

/// Nothing is launched by itself from here on. Answers when that was.
pub(crate) async fn pause_all(world: &World, companion: &Companion) -> Result<DateTime<Utc>, Failed> {
    for schedule in companion.schedules().await.map_err(door::failed)? {
        companion.pause_schedule(schedule.id, true).await.map_err(door::failed)?;
    }
    Ok(world.clock.truth())
}

/// At the end: each due time is known with what became of it, and launched at most once.
pub(crate) fn kept(
    world: &World,
    schedules: &[ScheduleView],
    runs: &[RunView],
    inbox: &[InboxItem],
    until: DateTime<Utc>,
) {
    for schedule in schedules {
        if !matches!(schedule.state, ScheduleState::Idle | ScheduleState::Asking { .. }) {
            let what = format!("{} is {:?}", schedule.draft.name, schedule.state);
            world.model().find(Figure::Stuck, what);
        }
        refusals_told(world, schedule, inbox);
        for turn in &schedule.turns {
            let is_known = turn.run_id.is_some_and(|id| runs.iter().any(|run| run.id == id));
            if turn.outcome == TurnOutcome::Launched && !is_known {
                let what =
                    format!("{} was launched for {} as no run of all", schedule.draft.name, turn.due_at);
                world.model().find(Figure::Lost, what);
            }
        }
        if !world.model().clock_was_set {
            due_times_known(world, schedule, runs, until);
        }
    }
    not_more_than_due(world, schedules);
}

fn refusals_told(world: &World, schedule: &ScheduleView, inbox: &[InboxItem]) {
    let title = format!("Not launched: {}", schedule.draft.name);
    let told = inbox.iter().filter(|item| item.title == title).count();
    let refused = schedule.turns.iter().filter(|turn| turn.outcome == TurnOutcome::NotLaunched).count();
    let what =
        format!("{} was not launched {refused} times and that was told {told} times", schedule.draft.name);
    if told < refused {
        world.model().find(Figure::Lost, what);
    } else if told > refused && schedule.turns.len() < SHOWN {
        world.model().find(Figure::ToldTwiceWithoutCause, what);
    }
}

fn due_times_known(world: &World, schedule: &ScheduleView, runs: &[RunView], until: DateTime<Utc>) {
    let Some(since) = world.model().schedules.get(&schedule.id).copied() else { return };
    let mut known: BTreeSet<DateTime<Utc>> = schedule.turns.iter().map(|turn| turn.due_at).collect();
    if let ScheduleState::Asking { missed } = &schedule.state {
        known.extend(missed);
    }
    let name = &schedule.draft.name;
    match &schedule.draft.trigger {
        Trigger::Times { cron, zone } => {
            let Ok(zone) = zone.parse() else { return };
            // Earlier ones are not shown any more.
            let oldest = known.first().copied().filter(|_| schedule.turns.len() == SHOWN);
            let since = oldest.map_or(since, |oldest| since.max(oldest));
            for due in due::times(cron, zone, since, until - YOUNG) {
                if !known.contains(&due) {
                    let what = format!("{name} was due at {due} and nothing is known of it");
                    world.model().find(Figure::Lost, what);
                }
            }
        }
        Trigger::After { job_id, .. } => {
            let passed = runs.iter().filter(|run| {
                let ended = run.finished_at.filter(|at| (since..until - YOUNG).contains(at));
                run.job_id == Some(*job_id) && run.outcome == Some(Outcome::Passed) && ended.is_some()
            });
            let (passed, met) = (passed.count().min(SHOWN), schedule.turns.len());
            if met < passed {
                let what = format!("{name} follows a job that passed {passed} times, and {met} are known");
                world.model().find(Figure::Lost, what);
            }
        }
    }
}

/// Launches were wished by people, or were due.
fn not_more_than_due(world: &World, schedules: &[ScheduleView]) {
    let mut model = world.model();
    if model.schedules_deleted || schedules.iter().any(|schedule| schedule.turns.len() == SHOWN) {
        return;
    }
    let launched = |deed: &&testops_sim::Deed| matches!(deed.what, What::Launched { by: By::Request, .. });
    let asked = world.testops.control.deeds(0).iter().filter(launched).count();
    let turns = schedules.iter().flat_map(|schedule| &schedule.turns);
    let due = turns.filter(|turn| turn.outcome == TurnOutcome::Launched).count();
    let wished = model.wished(Wish::Launch);
    if asked > wished + due {
        let what = format!("{wished} launches were wished, {due} were due and {asked} were asked for");
        model.find(Figure::PostedTwice, what);
    }
}
