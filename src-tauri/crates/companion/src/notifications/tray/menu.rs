use super::{TrayFacts, TrayRun, left};
use crate::core::ports::{TrayAction, TrayItem};
use crate::view::{Phase, Place, RunView};

/// How many of the last jobs the menu offers to repeat.
pub(super) const JOBS: usize = 5;

/// How many of the runs that ended it lists.
pub(crate) const OUTCOMES: u32 = 5;

/// How many running runs it lists; one more entry leads to the rest.
pub(super) const RUNNING: usize = 10;

pub(super) fn menu(facts: &TrayFacts<'_>) -> Vec<TrayItem> {
    let texts = facts.texts;
    let mut running: Vec<_> = facts.running.iter().take(RUNNING).map(|run| going_on(facts, run)).collect();
    let more = facts.running.len().saturating_sub(RUNNING);
    if more > 0 {
        running.push(open(texts.tray_more_running(more as u64), Place::Runs));
    }
    running.extend(facts.scheduled.map(|(name, at)| open(texts.tray_scheduled(name, at), Place::Runs)));
    let ended = facts.ended.iter().filter_map(|run| outcome(facts, run)).collect();
    let places = [Place::Launch, Place::Runs, Place::Exports, Place::Telegram, Place::Inbox, Place::Settings];
    let places = places.map(|place| open(texts.tray_place(&place).to_owned(), place)).into();
    let recent = facts.recent.iter().take(JOBS).map(|job| TrayItem {
        label: texts.tray_repeat(&job.job_name),
        action: TrayAction::Repeat { run_id: job.last_run_id },
    });
    let mut program = Vec::new();
    if facts.bot.known {
        let on = !facts.bot.on;
        let label = texts.tray_switch_bot(on).to_owned();
        program.push(TrayItem { label, action: TrayAction::SwitchBot { on } });
    }
    program.push(TrayItem { label: texts.tray_quit().to_owned(), action: TrayAction::Quit });
    let parts: [Vec<TrayItem>; 5] = [running, ended, places, recent.collect(), program];
    let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let separator = TrayItem { label: String::new(), action: TrayAction::Separator };
    parts.join(&separator)
}

/// A run that goes on: `Smoke · 45 of 60, 1 failed, ~2 min left`.
fn going_on(facts: &TrayFacts<'_>, TrayRun { run, .. }: &TrayRun) -> TrayItem {
    let texts = facts.texts;
    let label = match run.phase {
        Phase::Unknown => texts.tray_did_it_start(&run.name),
        Phase::Pending
        | Phase::Asked
        | Phase::Checking
        | Phase::Scheduled
        | Phase::Running
        | Phase::Finished => {
            let left = left(run, facts.now);
            let expected = run.usual.map_or(0, |usual| usual.results).max(run.counts.total());
            texts.tray_progress(&run.name, run.counts, expected, left)
        }
    };
    open(label, Place::Run { id: run.id })
}

fn outcome(facts: &TrayFacts<'_>, run: &RunView) -> Option<TrayItem> {
    let label = facts.texts.tray_outcome(run.outcome?, &run.name, run.counts.bad());
    Some(open(label, Place::Run { id: run.id }))
}

fn open(label: String, place: Place) -> TrayItem {
    TrayItem { label, action: TrayAction::Open(place) }
}
