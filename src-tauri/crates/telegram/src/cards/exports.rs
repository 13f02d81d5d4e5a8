//! Export plans and their files.

use companion::view::{AttemptOutcome, ExportFileView, ExportsView, PlanState, PlanView};

use super::Card;
use crate::data::Act;
use crate::html::{escape, short};
use crate::say::Say;

pub(crate) fn list(say: Say, id: i64, exports: &ExportsView, page: u32) -> Card {
    let mut lines = vec![format!("<b>{}</b>", say.pick("Export plans", "Планы экспорта"))];
    if exports.plans.is_empty() {
        lines.push(say.pick("None yet: the window makes them.", "Пока нет: их создают в окне.").to_owned());
    }
    let label = |plan: &PlanView| {
        let mark = if plan.failed { "⚠️ " } else { "" };
        (format!("{mark}{}", plan.draft.name), Act::Plan(plan.id))
    };
    Card::of(lines).page(id, &exports.plans.iter().map(label).collect::<Vec<_>>(), page, Act::Plans)
}

pub(crate) fn plan(say: Say, id: i64, plan: &PlanView, files: &[ExportFileView]) -> Card {
    let mut lines = vec![
        format!("<b>{}</b>", short(&plan.draft.name, 255)),
        short(&plan.draft.project_name, 200),
        short(&plan.words, 300),
        state(say, plan).to_owned(),
    ];
    if let Some(next) = plan.next_at {
        lines.push(format!("{}: {} UTC", say.pick("Next", "Следующий"), next.format("%Y-%m-%d %H:%M")));
    }
    if let Some(failure) = plan.last.as_ref().and_then(|last| last.failure.as_ref()) {
        lines.push(short(&failure.message, 300));
    }
    let mut card = Card::of(lines)
        .row(id, [(format!("▶ {}", say.pick("Run now", "Запустить сейчас")), Act::RunPlan(plan.id))])
        .row(id, [(format!("↻ {}", say.pick("Refresh", "Обновить")), Act::Plan(plan.id))]);
    for file in files.iter().filter(|file| !file.gone) {
        card = card.row(id, [(format!("📄 {}", file.name), Act::File(file.id))]);
    }
    card
}

pub(crate) fn begun(say: Say, id: i64, plan: &PlanView) -> Card {
    Card::of([format!(
        "{}: <b>{}</b>",
        say.pick("The export has begun", "Экспорт начался"),
        short(&plan.draft.name, 255)
    )])
    .row(id, [(say.pick("Show the plan", "Показать план").to_owned(), Act::Plan(plan.id))])
}

/// Not HTML.
pub(crate) fn caption(say: Say, file: &ExportFileView) -> String {
    format!("{} · {} {}", file.written_at.format("%Y-%m-%d %H:%M UTC"), file.rows, say.pick("rows", "строк"))
}

pub(crate) fn file_gone(say: Say, file: &ExportFileView) -> Card {
    let why =
        say.pick("This file is no longer where it was written", "Файла больше нет там, куда он был записан");
    Card::of([format!("{why}:"), place(file)])
}

pub(crate) fn too_large(say: Say, file: &ExportFileView, bytes: u64) -> Card {
    let size = format!("{} {}", bytes.div_ceil(1_024 * 1_024), say.pick("MB", "МБ"));
    let why = say.pick(
        "bots may send 50 MB at most. It lies on the computer that runs the program:",
        "боты отправляют не больше 50 МБ. Он лежит на компьютере, где работает программа:",
    );
    Card::of([format!("<b>{}</b>: {size}, {why}", short(&file.name, 255)), place(file)])
}

/// The link is for whoever has it, so it is said how long.
pub(crate) fn in_bucket(say: Say, file: &ExportFileView, link: &str) -> Card {
    let size = format!("{} {}", file.bytes.div_ceil(1_024 * 1_024), say.pick("MB", "МБ"));
    let why = say.pick(
        "lies in the bucket. For a day anybody can get it by this link:",
        "лежит в бакете. Сутки его может получить любой, у кого есть эта ссылка:",
    );
    let words = say.pick("Download", "Скачать");
    Card::of([
        format!("<b>{}</b>: {size}, {why}", short(&file.name, 255)),
        format!("<a href=\"{}\">{words}</a>", escape(link)),
    ])
}

pub(crate) fn not_taken(say: Say, file: &ExportFileView) -> Card {
    let why = say.pick(
        "Telegram did not take this file. It lies on the computer that runs the program:",
        "Telegram не принял этот файл. Он лежит на компьютере, где работает программа:",
    );
    Card::of([why.to_owned(), place(file)])
}

fn place(file: &ExportFileView) -> String {
    format!("<code>{}</code>", short(&file.path, 1_000))
}

pub(crate) fn gone(say: Say) -> Card {
    Card::plain(say.pick("This plan is gone. See /exports", "Этого плана больше нет. См. /exports"))
}

fn state(say: Say, plan: &PlanView) -> &'static str {
    match &plan.state {
        PlanState::Running { .. } => say.pick("Running", "Выполняется"),
        PlanState::Retrying { .. } => say.pick("Failed, will be repeated", "Не удался, будет повтор"),
        PlanState::Waiting { .. } => say.pick("Waits to begin", "Ждёт начала"),
        PlanState::Asking { .. } => say.pick("Missed: the window asks", "Пропущен: ответьте в окне"),
        PlanState::Idle => match plan.last.as_ref().map(|last| last.outcome) {
            None => say.pick("Not run yet", "Ещё не запускался"),
            Some(AttemptOutcome::Done) => say.pick("Last one: done", "Последний: готов"),
            Some(AttemptOutcome::Running) => say.pick("Running", "Выполняется"),
            Some(AttemptOutcome::Failed) => say.pick("Last one: failed", "Последний: не удался"),
            Some(
                AttemptOutcome::Cancelled
                | AttemptOutcome::Interrupted
                | AttemptOutcome::Missed
                | AttemptOutcome::Skipped,
            ) => say.pick("Last one: did not happen", "Последний: не состоялся"),
        },
    }
}
