//! The end of the story: everything is healthy, and after a while everything must be told, stored and over.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use companion::Companion;
use companion::view::{
    AttemptOutcome, AttemptView, BotState, FileQuery, HistoryQuery, InboxItem, Phase, PlanState, RunView,
    ScheduleView, Settings,
};
use testops_sim::Advance;

use crate::chats;
use crate::door;
use crate::due;
use crate::files;
use crate::life::Life;
use crate::model::Figure;
use crate::outside::Lock;
use crate::schedules;
use crate::world::{Failed, World};

/// Long enough for every launch and every export to end, and for what waits to be tried again.
const AWHILE: Duration = Duration::from_mins(40);
/// How long an answer may take.
const SOON: Duration = Duration::from_mins(3);
const PAGE: u32 = 200;

/// Runs in a life of its own.
pub(crate) async fn settle(world: &Arc<World>) -> Result<(), Failed> {
    world.clock.begin();
    world.serve()?;
    world.history.note("calm");
    world.end_troubles(true).await?;
    world.testops.control.forget_export_plans();
    world.clock.correct();
    world.keyring.turn(Lock::Open);
    let life = Life::begin(world);
    let Ok(companion) = tokio::time::timeout(SOON, life.companion()).await else {
        world.model().find(Figure::Stuck, "the program does not start");
        return Ok(());
    };
    let paused_at = wait(world, &companion).await?;
    let shown = in_time(world, "answer", AWHILE, check(world, &companion, paused_at)).await?;
    in_time(world, "end", SOON, ended(&companion)).await?;
    // What is in memory is what was stored: a program that starts anew shows the same.
    let life = Life::begin(world);
    let companion = in_time(world, "start again", SOON, async { Ok(life.companion().await) }).await?;
    if let (Some(shown), Some(companion)) = (shown, companion) {
        remembered(world, &shown, &Shown::by(&companion).await?);
        in_time(world, "end again", SOON, ended(&companion)).await?;
    }
    world.clock.end();
    Ok(())
}

async fn ended(companion: &Companion) -> Result<(), Failed> {
    companion.shutdown().await;
    Ok(())
}

async fn in_time<T>(
    world: &World,
    what: &str,
    most: Duration,
    doing: impl Future<Output = Result<T, Failed>>,
) -> Result<Option<T>, Failed> {
    if let Ok(done) = tokio::time::timeout(most, doing).await {
        return done.map(Some);
    }
    world.model().find(Figure::Stuck, format!("the program does not {what}"));
    Ok(None)
}

/// What a person sees of what is over.
struct Shown {
    runs: Vec<RunView>,
    inbox: Vec<InboxItem>,
    attempts: Vec<AttemptView>,
    schedules: Vec<ScheduleView>,
}

impl Shown {
    async fn by(companion: &Companion) -> Result<Self, Failed> {
        let (runs, inbox, attempts) =
            (runs(companion).await?, inbox(companion).await?, attempts(companion).await?);
        let schedules = companion.schedules().await.map_err(door::failed)?;
        Ok(Self { runs, inbox, attempts, schedules })
    }
}

fn remembered(world: &World, before: &Shown, after: &Shown) {
    let over = |shown: &Shown| -> Vec<_> {
        let of_run =
            |run: &RunView| (run.id, run.phase, run.outcome, run.counts, run.finished_at, run.closed);
        shown.runs.iter().filter(|run| run.outcome.is_some()).map(of_run).collect()
    };
    if over(before) != over(after) {
        let differ = over(before).into_iter().zip(over(after)).find(|(before, after)| before != after);
        world.model().find(Figure::Lost, format!("runs are not what was stored: {differ:?}"));
    }
    if before.inbox != after.inbox {
        world.model().find(Figure::Lost, "the inbox is not what was stored");
    }
    if before.schedules != after.schedules {
        let differ = before.schedules.iter().zip(&after.schedules).find(|(before, after)| before != after);
        world.model().find(Figure::Lost, format!("schedules are not what was stored: {differ:?}"));
    }
    if before.attempts != after.attempts {
        let differ = before.attempts.iter().zip(&after.attempts).find(|(before, after)| before != after);
        world.model().find(Figure::Lost, format!("attempts are not what was stored: {differ:?}"));
    }
}

/// Answers since when nothing is launched by itself.
async fn wait(world: &World, companion: &Companion) -> Result<DateTime<Utc>, Failed> {
    companion.save_settings(Settings::default()).await.map_err(door::failed)?;
    companion.switch_bot(true).await.map_err(door::failed)?;
    tokio::time::sleep(SOON).await;
    let paused_at = schedules::pause_all(world, companion).await?;
    let step = AWHILE / 4;
    for _ in 0..4 {
        tokio::time::sleep(step).await;
        for launch in world.testops.control.launches() {
            if !launch.closed {
                let end = Advance { finish: true, close: true, ..Advance::default() };
                drop(world.testops.control.advance(launch.id, &end));
            }
        }
        world.watch();
    }
    Ok(paused_at)
}

async fn check(world: &World, companion: &Companion, paused_at: DateTime<Utc>) -> Result<Shown, Failed> {
    world.watch();
    let Shown { runs, inbox, attempts, schedules } = Shown::by(companion).await?;
    schedules::kept(world, &schedules, &runs, &inbox, paused_at);
    world.each_posted_once(&runs);
    world.told_once(&runs, &inbox);
    world.nothing_open(&runs);
    for run in companion.active_runs().await.map_err(door::failed)? {
        if run.phase == Phase::Finished {
            let what = format!("run {} {} is over and among those that run", run.id, run.name);
            world.model().find(Figure::Stuck, what);
        }
    }
    world.launches_known(&runs);
    chats::told(world, &runs).await?;
    let state = companion.bot_state();
    if !matches!(state, BotState::Polling { .. }) {
        world.model().find(Figure::Stuck, format!("the bot does not poll: {state:?}"));
    }
    let exports = companion.exports().await.map_err(door::failed)?;
    for plan in &exports.plans {
        if !matches!(plan.state, PlanState::Idle | PlanState::Asking { .. }) {
            world.model().find(Figure::Stuck, format!("plan {} is {:?}", plan.id, plan.state));
        }
    }
    due::kept(world, &exports.plans, &attempts);
    for attempt in attempts.iter().filter(|attempt| attempt.outcome == AttemptOutcome::Running) {
        world
            .model()
            .find(Figure::Stuck, format!("attempt {} of plan {} never ended", attempt.id, attempt.plan_id));
    }
    let query = FileQuery { plan_id: None, project_id: None, text: String::new(), offset: 0, limit: PAGE };
    let page = companion.export_files(query).await.map_err(door::failed)?;
    files::whole(world, &page, !exports.plans.is_empty());
    let left = world.testops.control.exports();
    if !left.is_empty() && exports.plans.iter().all(|plan| plan.state == PlanState::Idle) {
        world.history.note(format!("{} export requests are left on the server", left.len()));
    }
    companion.state().await.map_err(door::failed)?;
    companion.bot().await.map_err(door::failed)?;
    companion.diagnostics().await.map_err(door::failed)?;
    Ok(Shown { runs, inbox, attempts, schedules })
}

/// All of them, the open ones too.
async fn runs(companion: &Companion) -> Result<Vec<RunView>, Failed> {
    let (mut runs, mut offset) = (companion.active_runs().await.map_err(door::failed)?, 0);
    loop {
        let query = HistoryQuery { offset, limit: PAGE, ..HistoryQuery::default() };
        let page = companion.history(query).await.map_err(door::failed)?;
        if page.items.is_empty() {
            break;
        }
        offset += PAGE;
        runs.extend(page.items);
    }
    runs.sort_by_key(|run| (run.id, run.asked_at));
    runs.dedup_by_key(|run| run.id);
    Ok(runs)
}

async fn inbox(companion: &Companion) -> Result<Vec<InboxItem>, Failed> {
    let mut items = Vec::new();
    loop {
        let offset = u32::try_from(items.len()).unwrap_or(u32::MAX);
        let page = companion.inbox(offset, PAGE).await.map_err(door::failed)?;
        if page.items.is_empty() {
            return Ok(items);
        }
        items.extend(page.items);
    }
}

async fn attempts(companion: &Companion) -> Result<Vec<AttemptView>, Failed> {
    let mut items = Vec::new();
    loop {
        let offset = u32::try_from(items.len()).unwrap_or(u32::MAX);
        let page = companion.export_attempts(None, offset, PAGE).await.map_err(door::failed)?;
        if page.items.is_empty() {
            return Ok(items);
        }
        items.extend(page.items);
    }
}
