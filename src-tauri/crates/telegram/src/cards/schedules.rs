//! Scheduled launches.

use chrono::{DateTime, Utc};
use companion::view::{ScheduleState, ScheduleView, Trigger, TurnOutcome, TurnView};

use super::Card;
use crate::data::Act;
use crate::html::short;
use crate::say::Say;

/// How many of the last due times are told.
const TURNS: usize = 3;

pub(crate) fn list(say: Say, id: i64, all: &[ScheduleView], page: u32) -> Card {
    let mut lines = vec![format!("<b>{}</b>", say.pick("Scheduled launches", "Запуски по расписанию"))];
    if all.is_empty() {
        lines.push(say.pick("None yet: the window makes them.", "Пока нет: их создают в окне.").to_owned());
    }
    lines.extend(
        all.iter().map(|schedule| format!("{} · {}", short(&schedule.draft.name, 120), next(say, schedule))),
    );
    let label = |schedule: &ScheduleView| {
        let asks = matches!(schedule.state, ScheduleState::Asking { .. });
        let mark = if schedule.failed || schedule.problem.is_some() || asks { "⚠️ " } else { "" };
        (format!("{mark}{}", schedule.draft.name), Act::Schedule(schedule.id))
    };
    Card::of(lines).page(id, &all.iter().map(label).collect::<Vec<_>>(), page, Act::Schedules)
}

pub(crate) fn schedule(say: Say, id: i64, schedule: &ScheduleView) -> Card {
    let draft = &schedule.draft;
    let mut lines = vec![
        format!("<b>{}</b>", short(&draft.name, 255)),
        format!("{} · {}", short(&draft.project_name, 100), short(&draft.job_name, 100)),
        short(&schedule.words, 300),
        next(say, schedule),
    ];
    lines.extend(state(say, schedule));
    lines.extend(schedule.problem.as_ref().map(|problem| format!("⚠️ {}", short(problem, 300))));
    lines.extend(schedule.turns.iter().take(TURNS).map(|turn| told(say, turn)));
    let schedule_id = schedule.id;
    let mut card = Card::of(lines);
    if let ScheduleState::Asking { .. } = schedule.state {
        let answer = |launch| Act::AnswerMissed { id: schedule_id, launch };
        card = card.row(id, [(format!("▶ {}", say.pick("Launch once", "Запустить один раз")), answer(true))]);
        card = card.row(id, [(format!("✖ {}", say.pick("Let it go", "Не запускать")), answer(false))]);
    }
    card = card.row(
        id,
        [(format!("🚀 {}", say.pick("Launch now", "Запустить сейчас")), Act::LaunchSchedule(schedule_id))],
    );
    if draft.paused {
        let resume = format!("▶ {}", say.pick("Resume", "Возобновить"));
        card = card.row(id, [(resume, Act::PauseSchedule { id: schedule_id, on: false })]);
    } else {
        let pause = format!("⏸ {}", say.pick("Pause", "Приостановить"));
        card = card.row(id, [(pause, Act::PauseSchedule { id: schedule_id, on: true })]);
    }
    if schedule.skips_at.is_some() {
        let keep = format!("↩ {}", say.pick("Do not skip", "Не пропускать"));
        card = card.row(id, [(keep, Act::SkipNone(schedule_id))]);
    } else if let Some(due) = next_due(schedule) {
        let skip = format!("⏭ {}", say.pick("Skip the next", "Пропустить следующий"));
        card = card.row(id, [(skip, Act::SkipDue { id: schedule_id, due })]);
    }
    if schedule.failed {
        let seen = format!("👁 {}", say.pick("Seen", "Просмотрено"));
        card = card.row(id, [(seen, Act::SeeSchedule(schedule_id))]);
    }
    let refresh = (format!("↻ {}", say.pick("Refresh", "Обновить")), Act::Schedule(schedule_id));
    card.row(id, [refresh, (format!("◀ {}", say.pick("All", "Все")), Act::Schedules(0))])
}

pub(crate) fn gone(say: Say) -> Card {
    Card::plain(say.pick(
        "This scheduled launch is gone. See /schedules",
        "Этого запуска по расписанию больше нет. См. /schedules",
    ))
}

/// The next due time in minutes since 1970, as a button carries it.
pub(crate) fn next_due(schedule: &ScheduleView) -> Option<u32> {
    schedule.next_at.and_then(|at| u32::try_from(at.timestamp() / 60).ok())
}

fn next(say: Say, schedule: &ScheduleView) -> String {
    if schedule.draft.paused {
        return say.pick("Paused", "Приостановлен").to_owned();
    }
    let follows = matches!(schedule.draft.trigger, Trigger::After { .. });
    match schedule.next_at {
        Some(next) => format!("{}: {}", say.pick("Next", "Следующий"), utc(next)),
        None if follows => say.pick("After another job", "После другой джобы").to_owned(),
        None => say.pick("No next time", "Следующего времени нет").to_owned(),
    }
}

fn state(say: Say, schedule: &ScheduleView) -> Option<String> {
    let skipped = schedule.skips_at.map(|at| format!("{}: {}", say.pick("Skips", "Пропустит"), utc(at)));
    match &schedule.state {
        ScheduleState::Idle => skipped,
        ScheduleState::Launching => Some(say.pick("Launching", "Запускается").to_owned()),
        ScheduleState::Waiting { failure, .. } => {
            let waits = say.pick("Due, waits for the server", "Пора запускать, ждёт сервер");
            Some(format!("{waits}: {}", short(&failure.message, 300)))
        }
        ScheduleState::Asking { missed } => {
            let missed = missed.iter().map(|at| utc(*at)).collect::<Vec<_>>().join(", ");
            let told = say.pick("Missed, launch it now?", "Пропущено, запустить сейчас?");
            Some(format!("{told} {}", short(&missed, 300)))
        }
    }
}

fn told(say: Say, turn: &TurnView) -> String {
    let (mark, word) = match turn.outcome {
        TurnOutcome::Launched => ("✅", say.pick("launched", "запущен")),
        TurnOutcome::NotLaunched => ("⚠️", say.pick("not launched", "не запущен")),
        TurnOutcome::Missed => ("⚠️", say.pick("missed", "пропущен")),
        TurnOutcome::Skipped => ("⏭", say.pick("skipped", "пропущен по вашей просьбе")),
    };
    let why = turn.message.as_ref().map(|why| format!(": {}", short(why, 200))).unwrap_or_default();
    format!("{mark} {} {word}{why}", utc(turn.due_at))
}

fn utc(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M UTC").to_string()
}
