//! What a person does at the window and the tray.

use companion::Companion;
use companion::ports::TrayAction;
use companion::view::{
    Done, FateAnswer, FormValues, HistoryQuery, LaunchAnswer, LaunchRequest, Phase, QuietHours, RunView,
    Settings, TestChoice,
};

use crate::door;
use crate::life::Life;
use crate::model::Wish;
use crate::schedules::parameters;
use crate::step::{Again, Window};
use crate::world::{Failed, World};

pub(crate) fn act(life: &Life, step: &Window) {
    let (own, step) = (life.clone(), step.clone());
    let name = format!("{step:?}");
    life.act(name, async move {
        let companion = own.companion().await;
        match step {
            Window::Launch { job, name, again } => launch(&own, job, name, again).await,
            Window::TakeBack => take_back(&own, &companion).await,
            Window::Repeat { run, again } => {
                let Some(run) = pick(&companion, run).await? else { return Ok(NOTHING.to_owned()) };
                Box::pin(repeat(&own, run.id, again, "window")).await
            }
            Window::RepeatInTray { again } => {
                let tray = own.world.desktop.tray();
                let id = tray.into_iter().flat_map(|tray| tray.menu).find_map(|item| match item.action {
                    TrayAction::Repeat { run_id } => Some(run_id),
                    TrayAction::Open(_)
                    | TrayAction::SwitchBot { .. }
                    | TrayAction::Separator
                    | TrayAction::Quit => None,
                });
                let Some(id) = id else { return Ok(NOTHING.to_owned()) };
                Box::pin(repeat(&own, id, again, "tray")).await
            }
            Window::Rerun { run, again } => {
                let Some(run) = pick(&companion, run).await? else { return Ok(NOTHING.to_owned()) };
                let key = own.world.new_key("rerun");
                own.world.model().wish_rerun(&key, run.launch_id);
                twice(&own, again, |companion| door::rerun(companion, key.clone(), run.id)).await
            }
            Window::Close { run } => {
                let Some(run) = pick(&companion, run).await? else { return Ok(NOTHING.to_owned()) };
                door::close(companion, own.world.new_key("close"), run.id).await
            }
            Window::AnswerFate { run, started } => {
                let Some(run) = pick(&companion, run).await? else { return Ok(NOTHING.to_owned()) };
                let answer = if started { FateAnswer::LookAgain } else { FateAnswer::NeverStarted };
                said(companion.answer_fate(run.id, answer).await)
            }
            Window::Follow { launch } => {
                let launches = own.world.testops.control.launches();
                let Some(launch) = launches.get(launch % launches.len().max(1)) else {
                    return Ok(NOTHING.to_owned());
                };
                follow(&own, &companion, launch.project_id, launch.id).await
            }
            Window::LookNow => said(companion.look_now().await),
            Window::Quiet { from, to } => {
                let quiet_hours =
                    QuietHours { on: true, from: format!("{from:02}:00"), to: format!("{to:02}:30") };
                own.world.model().quiet = true;
                said(companion.save_settings(Settings { quiet_hours, ..Settings::default() }).await)
            }
            Window::NotQuiet => said(companion.save_settings(Settings::default()).await),
            Window::UndoWithin { seconds } => {
                let settings = Settings { undo_seconds: seconds, ..Settings::default() };
                said(companion.save_settings(settings).await)
            }
            Window::Mute { project, on } => {
                let project = own.world.testops.job(project).project_id;
                said(companion.set_muted(project, on).await)
            }
            Window::ReadInbox => {
                let page = companion.inbox(0, 50).await.map_err(door::failed)?;
                said(companion.mark_read(page.items.into_iter().map(|item| item.id).collect()).await)
            }
            Window::SwitchBot { on } => said(companion.switch_bot(on).await),
        }
    });
}

const NOTHING: &str = "there is nothing to do that with";

/// What an answer is in the history.
pub(crate) fn said<T: std::fmt::Debug>(
    answer: Result<T, companion::view::Failure>,
) -> Result<String, Failed> {
    answer.map(|answer| format!("{answer:?}")).map_err(door::failed)
}

async fn launch(life: &Life, job: usize, number: u64, again: Again) -> Result<String, Failed> {
    let job = life.world.testops.job(job);
    let name = format!("w-{number:x}");
    let request = LaunchRequest {
        key: format!("form-{number:x}"),
        project_id: job.project_id,
        job_id: job.id,
        name: name.clone(),
        values: FormValues { parameters: parameters(job), ..FormValues::default() },
        choice: TestChoice::default(),
    };
    life.world.model().wish(request.key.clone(), Wish::Launch);
    let first = twice(life, again, |companion| {
        let request = request.clone();
        async move { said(companion.launch(request).await) }
    });
    let said = first.await?;
    if said.contains("Asked") {
        life.world.model().named.insert(name);
    }
    Ok(said)
}

/// What has ended before is shown, and there is nothing to tell of it.
async fn follow(life: &Life, companion: &Companion, project: i64, launch: i64) -> Result<String, Failed> {
    let answer = companion.follow(project, launch).await.map_err(door::failed)?;
    if let LaunchAnswer::Asked { run_id } = answer {
        let active = companion.active_runs().await.map_err(door::failed)?;
        if active.iter().all(|run| run.id != run_id) {
            life.world.model().followed_late.insert(run_id);
        }
    }
    Ok(format!("{answer:?}"))
}

async fn take_back(life: &Life, companion: &Companion) -> Result<String, Failed> {
    let runs = companion.active_runs().await.map_err(door::failed)?;
    let Some(run) = runs.into_iter().find(|run| run.phase == Phase::Pending) else {
        return Ok(NOTHING.to_owned());
    };
    let done = companion.undo_launch(run.id).await.map_err(door::failed)?;
    // A rerun that is taken back leaves the launch that it was for.
    if done == Done::Done && run.launch_id.is_none() {
        life.world.model().taken_back.insert(run.name);
    }
    Ok(format!("{done:?}"))
}

async fn repeat(life: &Life, run: i64, again: Again, from: &str) -> Result<String, Failed> {
    let key = life.world.new_key(from);
    life.world.model().wish(key.clone(), Wish::Launch);
    twice(life, again, |companion| door::repeat(companion, key.clone(), run)).await
}

/// Presses once or twice; the second answer is noted by itself.
pub(crate) async fn twice<F>(
    life: &Life,
    again: Again,
    press: impl Fn(Companion) -> F,
) -> Result<String, Failed>
where
    F: Future<Output = Result<String, Failed>> + Send + 'static,
{
    let companion = life.companion().await;
    match again {
        Again::No => {}
        Again::AtOnce => life.act("again".to_owned(), press(companion.clone())),
        Again::After(wait) => {
            let second = press(companion.clone());
            life.act("again".to_owned(), async move {
                tokio::time::sleep(wait).await;
                second.await
            });
        }
    }
    press(companion).await
}

/// One of the runs that the window shows.
async fn pick(companion: &Companion, index: usize) -> Result<Option<RunView>, Failed> {
    let mut runs = companion.active_runs().await.map_err(door::failed)?;
    let query = HistoryQuery { limit: 50, ..HistoryQuery::default() };
    runs.extend(companion.history(query).await.map_err(door::failed)?.items);
    if runs.is_empty() {
        return Ok(None);
    }
    let place = index % runs.len();
    Ok(Some(runs.swap_remove(place)))
}

impl World {
    /// The key of a press.
    pub(crate) fn new_key(&self, from: &str) -> String {
        let mut model = self.model();
        model.presses += 1;
        format!("{from}-{}", model.presses)
    }
}
