//! What a person is told of a run, an export or the bot: an entry of the inbox always, a notification on the desktop when nothing holds it.

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use store::NewInboxRow;

use crate::core::ports::Toast;
use crate::notifications::{Worded, Words, quiet};
use crate::texts::Texts;
use crate::texts::safe::one_line;
use crate::view::{Language, NoticeKind, NotifyPreset, Origin, Outcome, Place, RunView, Settings};

mod preset;

use preset::{News, is_wanted};

/// What happened to a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Happening<'a> {
    Started,
    Finished,
    Stalled,
    /// It cannot be told whether the launch exists.
    Question,
    /// A rerun did not begin, and the run is over as it was before.
    NotRerun {
        why: &'a str,
    },
}

/// All that decides how it is told.
pub(crate) struct Occasion<'a> {
    pub(crate) happening: Happening<'a>,
    pub(crate) run: &'a RunView,
    /// The outcome of the previous run of the same job that had results.
    pub(crate) previous: Option<Outcome>,
    pub(crate) settings: &'a Settings,
    pub(crate) project: ProjectRules,
    /// It was launched from here, by whoever this program belongs to.
    pub(crate) mine: bool,
    pub(crate) local: NaiveDateTime,
}

/// What a person chose for the notifications of one project.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ProjectRules {
    pub(crate) muted: bool,
    /// Takes the place of the usual one.
    pub(crate) preset: Option<NotifyPreset>,
}

/// Why a notification is not shown on the desktop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Held {
    /// By the preset in force or by its own switch.
    SwitchedOff,
    Muted,
    /// Until the end of the quiet hours, when the summary tells it.
    QuietHours,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Announcement {
    pub(crate) kind: NoticeKind,
    pub(crate) worded: Worded,
    pub(crate) place: Place,
    pub(crate) held: Option<Held>,
    tag: String,
}

impl Announcement {
    /// What is shown on the desktop, where nothing holds it.
    pub(crate) fn toast(&self, language: Language) -> Toast {
        let Words { title, body } = self.worded.of(language).clone();
        Toast { tag: self.tag.clone(), kind: self.kind, title, body, place: Some(self.place.clone()) }
    }

    /// The entry of the inbox.
    pub(crate) fn row(&self, language: Language, now: DateTime<Utc>) -> NewInboxRow {
        let Words { title, body } = self.worded.of(language).clone();
        NewInboxRow {
            at: now.timestamp_millis(),
            kind: self.kind.to_string(),
            title,
            body,
            worded: serde_json::to_string(&self.worded).ok(),
            place: serde_json::to_string(&self.place).ok(),
            read: self.is_unwanted(),
            held: matches!(self.held, Some(Held::Muted | Held::QuietHours)),
        }
    }

    /// Whether the person does not want to be told of it: the inbox keeps it, and nothing asks to read it.
    fn is_unwanted(&self) -> bool {
        self.held == Some(Held::SwitchedOff)
    }
}

/// `None` for a finished run without an outcome, which no run is.
pub(crate) fn announce(occasion: &Occasion<'_>) -> Option<Announcement> {
    let kind = kind(occasion)?;
    let news = News { kind, change: occasion.run.change, mine: occasion.mine };
    Some(Announcement {
        kind,
        worded: Worded::by(|texts| Words::of_parts(title(occasion, kind, texts), body(occasion, texts))),
        place: Place::Run { id: occasion.run.id },
        held: held(news, occasion.settings, occasion.project, occasion.local),
        tag: format!("run-{}", occasion.run.id),
    })
}

/// What an export plan or a scheduled launch has to tell.
pub(crate) struct PlanNews {
    pub(crate) kind: NoticeKind,
    /// What it takes the place of, where that is still shown.
    pub(crate) tag: String,
    pub(crate) worded: Worded,
    pub(crate) place: Place,
}

pub(crate) fn announce_plan(
    news: PlanNews,
    settings: &Settings,
    project: ProjectRules,
    local: NaiveDateTime,
) -> Announcement {
    Announcement {
        kind: news.kind,
        worded: news.worded,
        place: news.place,
        held: held(News::of_program(news.kind), settings, project, local),
        tag: news.tag,
    }
}

/// What the Telegram bot, its people or a bot in a container have to tell.
pub(crate) fn announce_bot(
    kind: NoticeKind,
    tag: &str,
    place: Place,
    worded: Worded,
    settings: &Settings,
    local: NaiveDateTime,
) -> Announcement {
    let held = held(News::of_program(kind), settings, ProjectRules::default(), local);
    Announcement { kind, worded, place, held, tag: tag.to_owned() }
}

/// `None` for a finished run without an outcome.
fn kind(occasion: &Occasion<'_>) -> Option<NoticeKind> {
    Some(match occasion.happening {
        Happening::Started => NoticeKind::Started,
        Happening::Stalled => NoticeKind::Stalled,
        Happening::Question => NoticeKind::Question,
        Happening::NotRerun { .. } => NoticeKind::NotFinished,
        Happening::Finished => finished_kind(occasion.run.outcome?, occasion.previous),
    })
}

fn title(occasion: &Occasion<'_>, kind: NoticeKind, texts: Texts) -> String {
    let name = occasion.run.name.as_str();
    match (occasion.happening, occasion.run.outcome) {
        (Happening::Started, _) => texts.started_title(name),
        (Happening::Stalled, _) => texts.stalled_title(name),
        (Happening::Question, _) => texts.question_title(name),
        (Happening::NotRerun { .. }, _) => texts.not_rerun_title(name),
        (Happening::Finished, Some(outcome)) => texts.finished_title(outcome, kind, name),
        (Happening::Finished, None) => String::new(),
    }
}

fn finished_kind(outcome: Outcome, previous: Option<Outcome>) -> NoticeKind {
    let failed_before = previous == Some(Outcome::Failed);
    match outcome {
        Outcome::Passed if failed_before => NoticeKind::Fixed,
        Outcome::Passed => NoticeKind::Passed,
        Outcome::Failed if failed_before => NoticeKind::StillFailing,
        Outcome::Failed => NoticeKind::Failed,
        Outcome::NoResults
        | Outcome::StartFailed
        | Outcome::Cancelled
        | Outcome::TimedOut
        | Outcome::Lost => NoticeKind::NotFinished,
    }
}

fn held(news: News, settings: &Settings, project: ProjectRules, local: NaiveDateTime) -> Option<Held> {
    let preset = project.preset.unwrap_or(settings.notify.preset);
    if !is_wanted(news, preset, settings.notify.switches) {
        return Some(Held::SwitchedOff);
    }
    if project.muted {
        return Some(Held::Muted);
    }
    quiet::inside(&settings.quiet_hours, local).then_some(Held::QuietHours)
}

fn body(occasion: &Occasion<'_>, texts: Texts) -> Vec<String> {
    let run = occasion.run;
    let counts = texts.counts(run.counts);
    match occasion.happening {
        Happening::Started => {
            let usual = run.usual.map(|usual| texts.usual_duration(usual));
            let job = one_line(run.job_name.as_deref().unwrap_or_default(), 80);
            vec![job, one_line(&run.project_name, 80), usual.unwrap_or_default()]
        }
        Happening::Stalled => vec![texts.no_new_result(occasion.settings.stalled_minutes), counts],
        Happening::Question => vec![texts.asks_for_fate().to_owned()],
        Happening::NotRerun { why } => vec![one_line(why, 300)],
        Happening::Finished => finished_body(occasion, texts, counts),
    }
}

fn finished_body(occasion: &Occasion<'_>, texts: Texts, counts: String) -> Vec<String> {
    let run = occasion.run;
    let message = one_line(run.message.as_deref().unwrap_or_default(), 300);
    let took = run.finished_at.map(|end| end - run.started_at.unwrap_or(run.asked_at));
    // A run that was over when it was first seen has no length that anybody knows.
    let is_known = run.origin == Origin::Here || run.started_at.is_some();
    let took = took.filter(|took| is_known && *took >= TimeDelta::seconds(1));
    let took = took.map(|took| texts.duration(took)).unwrap_or_default();
    match run.outcome {
        Some(Outcome::Passed | Outcome::Failed) => {
            vec![counts, run.change.map(|change| texts.change(change)).unwrap_or_default(), took]
        }
        Some(Outcome::NoResults) => vec![texts.nothing_reported().to_owned(), took],
        Some(Outcome::StartFailed) => vec![message],
        Some(Outcome::Cancelled) => vec![message, counts, took],
        Some(Outcome::TimedOut) => vec![texts.no_end_within(occasion.settings.timeout_hours), counts],
        Some(Outcome::Lost) => vec![texts.gone_from_server().to_owned(), counts],
        None => Vec::new(),
    }
}

#[cfg(test)]
mod tests;
