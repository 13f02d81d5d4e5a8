//! What the tray shows: a mark, one line, and a menu that reaches every place and the last jobs.
//!
//! The line tells everything that is true; the mark tells what matters first. Lost contact is never hidden behind
//! "running", whose numbers are old by then.

use chrono::{DateTime, TimeDelta, Utc};

use crate::core::ports::{TrayAction, TrayItem, TrayMark, TrayView};
use crate::texts::Texts;
use crate::view::{LinkState, Place, RecentJob, RunView, TrayRule};

/// How many of the last jobs the menu offers to repeat.
const JOBS: usize = 5;

/// From this age on the line names it: fresher data grow older than the line says before it is shown anew.
const OLD: TimeDelta = TimeDelta::minutes(1);

/// All that the tray shows.
pub(crate) struct TrayFacts<'a> {
    /// The runs that are not finished.
    pub(crate) active: &'a [RunView],
    pub(crate) unread_failures: u32,
    /// Export plans with a failure that nobody has looked at.
    pub(crate) failed_exports: u32,
    pub(crate) link: &'a LinkState,
    pub(crate) rule: TrayRule,
    /// The latest first.
    pub(crate) recent: &'a [RecentJob],
    pub(crate) bot: TrayBot,
    pub(crate) texts: Texts,
    pub(crate) now: DateTime<Utc>,
}

/// What the tray shows of the Telegram bot.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "facts that are true or not apart from one another")]
pub(crate) struct TrayBot {
    /// It has a token, or is on without one.
    pub(crate) known: bool,
    pub(crate) on: bool,
    /// It is on and does not poll.
    pub(crate) troubled: bool,
    /// The person was told so, and has not put that away: it is no passing trouble.
    pub(crate) told: bool,
    /// How many people ask to be let in.
    pub(crate) requests: u32,
}

pub(crate) fn view(facts: &TrayFacts<'_>) -> TrayView {
    TrayView { mark: mark(facts), status: status(facts), menu: menu(facts) }
}

fn mark(facts: &TrayFacts<'_>) -> TrayMark {
    let offline = matches!(facts.link, LinkState::Offline { .. }).then_some(TrayMark::Offline);
    let bot = facts.bot.requests > 0 || facts.bot.troubled && facts.bot.told;
    let attention =
        (facts.unread_failures > 0 || facts.failed_exports > 0 || bot).then_some(TrayMark::Attention);
    let running = (!facts.active.is_empty()).then_some(TrayMark::Running);
    let first = match facts.rule {
        TrayRule::FailuresFirst => attention.or(offline).or(running),
        TrayRule::RunningFirst => offline.or(running).or(attention),
    };
    first.unwrap_or(TrayMark::Idle)
}

fn status(facts: &TrayFacts<'_>) -> String {
    let texts = facts.texts;
    let mut parts = Vec::new();
    let mut age = None;
    match facts.link {
        LinkState::None => parts.push(texts.tray_not_connected().to_owned()),
        LinkState::Connecting => parts.push(texts.tray_connecting().to_owned()),
        LinkState::Offline { as_of, .. } => parts.push(texts.tray_offline(as_of.map(|at| facts.now - at))),
        LinkState::Online { as_of } => age = Some(facts.now - *as_of),
    }
    match facts.active {
        [] if age.is_some() => parts.push(texts.tray_idle().to_owned()),
        [] => {}
        [run] => parts.push(texts.tray_running_one(&run.name)),
        runs => parts.push(texts.tray_running(runs.len() as u64)),
    }
    if let Some(left) = remaining(facts.active, facts.now) {
        let late = left <= TimeDelta::zero();
        parts.push(if late { texts.tray_longer_than_usual().to_owned() } else { texts.tray_remaining(left) });
    }
    if facts.unread_failures > 0 {
        parts.push(texts.tray_unread_failures(u64::from(facts.unread_failures)));
    }
    if facts.failed_exports > 0 {
        parts.push(texts.tray_failed_exports(u64::from(facts.failed_exports)));
    }
    if facts.bot.troubled {
        parts.push(texts.tray_bot_silent().to_owned());
    }
    if facts.bot.requests > 0 {
        parts.push(texts.tray_access_asked(u64::from(facts.bot.requests)));
    }
    parts.extend(age.filter(|age| *age >= OLD).map(|age| texts.tray_as_of(age)));
    parts.join(" · ")
}

/// How long until the last of the runs is over, by what their jobs usually take; `None` when that is not known of
/// every one of them.
fn remaining(runs: &[RunView], now: DateTime<Utc>) -> Option<TimeDelta> {
    let left = |run: &RunView| {
        let usual = TimeDelta::try_milliseconds(run.usual_ms?)?;
        usual.checked_sub(&(now - run.started_at.unwrap_or(run.asked_at)))
    };
    runs.iter().map(left).collect::<Option<Vec<_>>>()?.into_iter().max()
}

fn menu(facts: &TrayFacts<'_>) -> Vec<TrayItem> {
    let texts = facts.texts;
    let separator = || TrayItem { label: String::new(), action: TrayAction::Separator };
    let place = |place: Place| TrayItem {
        label: texts.tray_place(&place).to_owned(),
        action: TrayAction::Open(place),
    };
    let mut menu: Vec<_> =
        [Place::Launch, Place::Runs, Place::Exports, Place::Telegram, Place::Inbox, Place::Settings]
            .map(place)
            .into();
    if !facts.recent.is_empty() {
        menu.push(separator());
    }
    menu.extend(facts.recent.iter().take(JOBS).map(|job| TrayItem {
        label: texts.tray_repeat(&job.job_name),
        action: TrayAction::Repeat { run_id: job.last_run_id },
    }));
    menu.push(separator());
    if facts.bot.known {
        let on = !facts.bot.on;
        let label = texts.tray_switch_bot(on).to_owned();
        menu.push(TrayItem { label, action: TrayAction::SwitchBot { on } });
    }
    menu.push(TrayItem { label: texts.tray_quit().to_owned(), action: TrayAction::Quit });
    menu
}

#[cfg(test)]
mod tests;
