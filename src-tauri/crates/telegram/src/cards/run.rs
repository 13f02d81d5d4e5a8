//! A run: while it goes on, in lists, and how it ended.

use companion::bot::FailedTest;
use companion::view::{Counts, Outcome, Phase, RunDetails, RunView, TestView};

use super::{Card, triage};
use crate::data::Act;
use crate::html::{self, short};
use crate::say::Say;

/// How many squares the bar has.
const BAR: usize = 12;
/// How many failed tests an outcome names.
const NAMED: usize = 5;

/// The message that is edited. What changes with the clock alone is not on it.
pub(crate) fn running(say: Say, owner: i64, run: &RunView) -> Card {
    let stalled = if run.stalled { say.pick(" · stalled", " · застрял") } else { "" };
    let is_rerun = run.phase == Phase::Pending && run.launch_id.is_some();
    let waits = if is_rerun {
        say.pick("The rerun goes out in a few seconds", "Перезапуск уйдёт через несколько секунд")
    } else {
        phase(say, run.phase)
    };
    let mut lines = vec![
        format!("{} <b>{}</b>", mark(run), short(&run.name, 300)),
        place(run),
        format!("{waits}{stalled}"),
    ];
    if total(run.counts) > 0 {
        lines.push(bar(run.counts, run.usual.map_or(0, |usual| usual.results)));
        lines.push(counts(say, run.counts));
    }
    lines.extend(time_left(say, run));
    if let Some(words) = &run.message {
        lines.push(short(words, 500));
    }
    let undo = (run.phase == Phase::Pending)
        .then(|| (format!("↩ {}", say.pick("Undo", "Отменить")), Act::Undo(run.id)));
    let card = Card::of(lines).row(owner, undo);
    card.link(say.pick("Open in TestOps", "Открыть в TestOps"), run.url.as_deref())
}

/// What stands in place of the bar once the outcome is told.
pub(crate) fn over(say: Say, run: &RunView) -> Card {
    Card::of([format!("{} <b>{}</b>", mark(run), short(&run.name, 300)), place(run), ended(say, run)])
        .link(say.pick("Open in TestOps", "Открыть в TestOps"), run.url.as_deref())
}

/// A rerun did not begin: `why`, unless somebody took it back. It may be asked for again from here.
pub(crate) fn not_rerun(say: Say, owner: i64, run: &RunView, why: Option<&str>) -> Card {
    let told = match why {
        None => say.pick(
            "The rerun was taken back, nothing was started",
            "Перезапуск отменён до отправки, ничего не запущено",
        ),
        Some(_) => say.pick("The rerun did not start", "Перезапуск не начался"),
    };
    let lines = [format!("↩ <b>{told}</b>"), short(&run.name, 300)];
    let card = Card::of(lines.into_iter().chain(why.map(|why| short(why, 500))));
    card.row(owner, [rerun_button(say, run)])
}

fn rerun_button(say: Say, run: &RunView) -> (String, Act) {
    (format!("🔁 {}", say.pick("Rerun failed", "Перезапустить упавшие")), Act::Rerun(run.id))
}

/// As a caption: totals, difference, the first failed tests.
pub(crate) fn outcome(say: Say, owner: i64, run: &RunView, failed: &[FailedTest]) -> Card {
    let mut lines =
        vec![format!("{} <b>{}: {}</b>", mark(run), ended(say, run), short(&run.name, 200)), place(run)];
    if total(run.counts) > 0 {
        lines.push(counts(say, run.counts));
    }
    if let (Some(from), Some(to)) = (run.started_at, run.finished_at) {
        lines.push(format!("⏱ {}", say.lasting((to - from).num_milliseconds())));
    }
    if let Some(change) = run.change {
        let told = [
            (change.newly_failed, say.pick("newly failed", "новых падений")),
            (change.fixed, say.pick("fixed", "починено")),
            (change.still_failing, say.pick("still failing", "всё ещё падает")),
            (change.gone, say.pick("gone", "пропало")),
        ];
        let told: Vec<_> = told
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{count} {word}"))
            .collect();
        if !told.is_empty() {
            lines.push(format!("Δ {}", told.join(", ")));
        }
    }
    if let Some(words) = &run.message {
        lines.push(short(words, 200));
    }
    lines.extend(failed.iter().take(NAMED).map(|test| {
        let new = if test.newly_failed { "🆕 " } else { "" };
        format!("• {new}{}", short(&test.name, 90))
    }));
    let bad = run.counts.failed + run.counts.broken > 0;
    let rerun = bad.then(|| rerun_button(say, run));
    let groups = bad.then(|| triage::button(say, run.id));
    let mut card = Card { text: html::lines(lines, html::CAPTION), ..Card::default() }
        .row(owner, rerun)
        .row(owner, groups);
    let repeat = run.job_id.map(|_| (format!("↻ {}", say.pick("Repeat", "Повторить")), Act::Repeat(run.id)));
    let details = (format!("📋 {}", say.pick("Details", "Подробно")), Act::Details(run.id));
    card = card.row(owner, repeat.into_iter().chain([details]));
    card.link(say.pick("Open in TestOps", "Открыть в TestOps"), run.url.as_deref())
}

/// All that fits of a run: values, failed tests with their messages.
pub(crate) fn details(say: Say, owner: i64, details: &RunDetails, failed: &[TestView]) -> Card {
    let run = &details.run;
    let mut lines = vec![format!("{} <b>{}</b>", mark(run), short(&run.name, 300)), place(run)];
    lines.push(if run.phase == Phase::Finished { ended(say, run) } else { phase(say, run.phase).to_owned() });
    if total(run.counts) > 0 {
        lines.push(counts(say, run.counts));
    }
    for value in &details.parameters {
        lines.push(format!("{} = <code>{}</code>", short(&value.name, 100), short(&value.value, 200)));
    }
    for test in failed {
        lines.push(format!("• <b>{}</b>", short(&test.name, 200)));
        lines.extend(test.message.as_ref().map(|words| short(words, 200)));
    }
    let mut card = Card::of(lines);
    if run.phase != Phase::Finished {
        card = card.row(owner, [(format!("👁 {}", say.pick("Follow", "Следить")), Act::Watch(run.id))]);
    }
    card.link(say.pick("Open in TestOps", "Открыть в TestOps"), run.url.as_deref())
}

/// A page of runs; `pages` tells which other pages there are.
pub(crate) fn list(say: Say, owner: i64, title: &str, runs: &[RunView], turns: Vec<(String, Act)>) -> Card {
    let mut lines = vec![format!("<b>{title}</b>")];
    if runs.is_empty() {
        lines.push(say.pick("None. /launch starts one.", "Пусто. Начать: /launch").to_owned());
    }
    let mut keys = Vec::new();
    for run in runs {
        lines.push(format!(
            "{} {} · {}",
            mark(run),
            short(&run.name, 120),
            if run.phase == Phase::Finished { ended(say, run) } else { phase(say, run.phase).to_owned() }
        ));
        keys.push((format!("{} {}", mark(run), run.name), Act::Details(run.id)));
    }
    let mut card = Card::of(lines);
    for key in keys {
        card = card.row(owner, [key]);
    }
    card.row(owner, turns)
}

fn place(run: &RunView) -> String {
    let job = run.job_name.as_deref().map(|job| format!(" · {}", short(job, 100))).unwrap_or_default();
    format!("{}{job}", short(&run.project_name, 100))
}

/// What is likely left as of the last look; before the run has begun, how long its job takes.
fn time_left(say: Say, run: &RunView) -> Option<String> {
    let usual = run.usual?;
    let usually = say.range(usual.low_ms, usual.high_ms);
    let Some(left) = run.estimate else {
        return Some(format!("{} {usually}", say.pick("Usually takes", "Обычно занимает")));
    };
    if left.high_ms == 0 {
        let late = say.pick("Longer than usual: usually", "Дольше обычного: обычно");
        return Some(format!("{late} {usually}"));
    }
    let about = say.pick("Left", "Осталось");
    let range = say.range(left.low_ms, left.high_ms);
    Some(format!(
        "{about}: {range}, {} {}",
        say.pick("as in earlier runs:", "как в прошлых прогонах:"),
        usual.runs
    ))
}

fn counts(say: Say, counts: Counts) -> String {
    let told = [
        ("✅", counts.passed, say.pick("passed", "успешно")),
        ("❌", counts.failed, say.pick("failed", "упало")),
        ("⚠️", counts.broken, say.pick("broken", "сломано")),
        ("⏭", counts.skipped, say.pick("skipped", "пропущено")),
        ("❔", counts.unknown, say.pick("unknown", "неизвестно")),
        ("⏳", counts.in_progress, say.pick("in progress", "выполняется")),
    ];
    let told = told.into_iter().filter(|(_, count, _)| *count > 0);
    told.map(|(mark, count, word)| format!("{mark} {count} {word}")).collect::<Vec<_>>().join(" · ")
}

/// As a share of the results that usually come.
fn bar(counts: Counts, expected: u32) -> String {
    let parts = [
        ("🟩", counts.passed),
        ("🟥", counts.failed),
        ("🟨", counts.broken),
        ("⬜", counts.skipped),
        ("🟪", counts.unknown),
        ("▫️", counts.in_progress),
    ];
    let total = total(counts).max(u64::from(expected)).max(1);
    let (mut bar, mut seen, mut drawn) = (String::new(), 0, 0);
    for (square, count) in parts {
        seen += u64::from(count);
        let upto = usize::try_from(seen * BAR as u64 / total).unwrap_or(BAR);
        bar.push_str(&square.repeat(upto - drawn));
        drawn = upto;
    }
    bar.push_str(&"▫️".repeat(BAR - drawn));
    bar
}

fn total(counts: Counts) -> u64 {
    [counts.passed, counts.failed, counts.broken, counts.skipped, counts.unknown, counts.in_progress]
        .into_iter()
        .map(u64::from)
        .sum()
}

fn mark(run: &RunView) -> &'static str {
    match run.outcome {
        None => "▶️",
        Some(Outcome::Passed) => "✅",
        Some(Outcome::Failed) => "❌",
        Some(
            Outcome::NoResults
            | Outcome::StartFailed
            | Outcome::Cancelled
            | Outcome::TimedOut
            | Outcome::Lost,
        ) => "⚠️",
    }
}

fn phase(say: Say, phase: Phase) -> &'static str {
    let (en, ru) = match phase {
        Phase::Pending => ("Goes out in a few seconds", "Уйдёт через несколько секунд"),
        Phase::Asked => ("Asked for", "Запрошен"),
        Phase::Checking => ("Checking whether it started", "Проверяю, начался ли он"),
        Phase::Unknown => {
            ("Nobody knows whether it started: see the window", "Неизвестно, начался ли он: ответьте в окне")
        }
        Phase::Scheduled => ("Waiting for the CI", "Ждёт CI"),
        Phase::Running => ("Running", "Выполняется"),
        Phase::Finished => ("Finished", "Завершён"),
    };
    say.pick(en, ru)
}

fn ended(say: Say, run: &RunView) -> String {
    let (en, ru) = match run.outcome {
        None => ("Running", "Выполняется"),
        Some(Outcome::Passed) => ("Passed", "Успешно"),
        Some(Outcome::Failed) => ("Failed", "Есть падения"),
        Some(Outcome::NoResults) => ("No results", "Без результатов"),
        Some(Outcome::StartFailed) => ("Did not start", "Не запустился"),
        Some(Outcome::Cancelled) if run.launch_id.is_none() => {
            ("Taken back, nothing was started", "Отменён до отправки, ничего не запущено")
        }
        Some(Outcome::Cancelled) => ("Cancelled", "Отменён"),
        Some(Outcome::TimedOut) => ("Timed out", "Истекло время"),
        Some(Outcome::Lost) => ("Gone from the server", "Удалён на сервере"),
    };
    say.pick(en, ru).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_long_whatever_it_shows() {
        for counts in [
            Counts { passed: 1, ..Counts::default() },
            Counts { passed: 7, failed: 1, in_progress: 3, ..Counts::default() },
            Counts { passed: u32::MAX, broken: 2, skipped: 5, unknown: 1, ..Counts::default() },
        ] {
            let squares = bar(counts, 0).chars().filter(|square| *square != '\u{fe0f}').count();
            assert_eq!(squares, BAR);
        }
    }
}
