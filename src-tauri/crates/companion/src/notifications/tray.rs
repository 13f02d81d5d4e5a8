//! What the tray shows: a mark, one line, and a [`menu`] of what runs, what comes by itself next, how the last runs ended, every
//! place and the last jobs.
//!
//! The line tells everything that is true; the mark tells what matters first. Lost contact is never hidden behind
//! "running", whose numbers are old by then.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};

use crate::core::ports::{TrayMark, TrayView};
use crate::texts::Texts;
use crate::view::{LinkState, RecentJob, RunView, TrayRule};

mod menu;

pub(crate) use menu::OUTCOMES;

/// From this age on the line names it: fresher data grow older than the line says before it is shown anew.
const OLD: TimeDelta = TimeDelta::minutes(1);

/// All that the tray shows.
pub(crate) struct TrayFacts<'a> {
    /// The runs that are not finished, oldest first.
    pub(crate) running: &'a [TrayRun],
    /// The runs that ended last, the latest first.
    pub(crate) ended: &'a [RunView],
    /// As far as the rule counts them.
    pub(crate) unread_failures: u32,
    /// Export plans with a failure that nobody has looked at.
    pub(crate) failed_exports: u32,
    /// The next launch that comes by itself, and when on this machine's clock.
    pub(crate) scheduled: Option<(&'a str, NaiveDateTime)>,
    pub(crate) link: &'a LinkState,
    pub(crate) rule: TrayRule,
    /// The latest first.
    pub(crate) recent: &'a [RecentJob],
    pub(crate) bot: TrayBot,
    pub(crate) texts: Texts,
    pub(crate) now: DateTime<Utc>,
}

/// A run that is not finished.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct TrayRun {
    pub(crate) run: RunView,
    /// It was launched from here, by whoever this program belongs to.
    pub(crate) mine: bool,
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
    TrayView { mark: mark(facts), status: status(facts), menu: menu::menu(facts) }
}

/// The runs that mark and line are about.
fn counted<'a>(facts: &TrayFacts<'a>) -> Vec<&'a RunView> {
    let counts = |shown: &&TrayRun| shown.mine || facts.rule != TrayRule::OnlyMine;
    facts.running.iter().filter(counts).map(|shown| &shown.run).collect()
}

fn mark(facts: &TrayFacts<'_>) -> TrayMark {
    let offline = matches!(facts.link, LinkState::Offline { .. }).then_some(TrayMark::Offline);
    let bot = facts.bot.requests > 0 || facts.bot.troubled && facts.bot.told;
    let attention =
        (facts.unread_failures > 0 || facts.failed_exports > 0 || bot).then_some(TrayMark::Attention);
    let running = (!counted(facts).is_empty()).then_some(TrayMark::Running);
    let first = match facts.rule {
        TrayRule::FailuresFirst | TrayRule::OnlyMine => attention.or(offline).or(running),
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
    let running = counted(facts);
    match running.as_slice() {
        [] if age.is_some() => parts.push(texts.tray_idle().to_owned()),
        [] => {}
        [run] => parts.push(texts.tray_running_one(&run.name)),
        runs => parts.push(texts.tray_running(runs.len() as u64)),
    }
    if let Some(left) = remaining(&running, facts.now) {
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
fn remaining(runs: &[&RunView], now: DateTime<Utc>) -> Option<TimeDelta> {
    runs.iter().map(|run| left(run, now)).collect::<Option<Vec<_>>>()?.into_iter().max()
}

/// What is likely left; zero once it goes on for longer than usual.
fn left(run: &RunView, now: DateTime<Utc>) -> Option<TimeDelta> {
    Some(run.estimate?.left(now).map_or(TimeDelta::zero(), |[_, likely, high]| {
        // Past the likely moment all that is known is that it is not yet longer than usual.
        if likely > TimeDelta::zero() { likely } else { high }
    }))
}

#[cfg(test)]
mod tests;
