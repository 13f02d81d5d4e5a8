//! The steps of a launch.

use companion::view::{FieldFault, JobView, Outcome, ProjectView, SavedTests, TestPlanView};

use super::Card;
use crate::data::Act;
use crate::html::{self, escape, short};
use crate::launch::{Named, Talk};
use crate::say::Say;

/// The longest value that a card shows.
const VALUE: usize = 300;
/// What all lines of a card may take, tags and escapes too.
const ROOM: usize = html::MESSAGE - 2;

pub(crate) fn projects(say: Say, id: i64, found: &[ProjectView], talk: &Talk) -> Card {
    let title = format!("<b>{}</b>", say.pick("Choose a project", "Выберите проект"));
    let label = |project: &ProjectView| {
        let star = if project.favourite { "★ " } else { "" };
        (format!("{star}{}", project.name), Act::Project(project.id))
    };
    let labels: Vec<_> = found.iter().map(label).collect();
    listed(say, id, title, &labels, talk).cancel(id, say)
}

pub(crate) fn jobs(say: Say, id: i64, found: &[JobView], talk: &Talk, project: &Named) -> Card {
    let title =
        format!("<b>{}</b> · {}", short(&project.name, 200), say.pick("choose a job", "выберите джобу"));
    let can_run = found.iter().filter(|job| job.blocked.is_none());
    let label = |job: &JobView| {
        let mark =
            job.last_outcome.map_or("▶", |outcome| if outcome == Outcome::Passed { "✅" } else { "❌" });
        (format!("{mark} {}", job.name), Act::Job(job.id))
    };
    let labels: Vec<_> = can_run.map(label).collect();
    let blocked = found.iter().filter_map(|job| {
        job.blocked.as_ref().map(|why| format!("⛔ {}: {}", short(&job.name, 100), short(why, 200)))
    });
    let title = std::iter::once(title).chain(blocked.take(5)).collect::<Vec<_>>().join("\n");
    let subscribe = [
        (format!("🔔 {}", say.pick("All", "Все")), Act::SubscribeAll(project.id)),
        (format!("🔔 {}", say.pick("Failed", "Неудачные")), Act::SubscribeFailed(project.id)),
        (format!("🔔 {}", say.pick("New failures", "Новые падения")), Act::SubscribeWorse(project.id)),
    ];
    let rate =
        (format!("🔔 {}", say.pick("By share of passed…", "По доле успешных…")), Act::AskRate(project.id));
    let card = listed(say, id, title, &labels, talk).row(id, subscribe).row(id, [rate]);
    card.row(id, [back(say)]).cancel(id, say)
}

pub(crate) fn values(say: Say, id: i64, talk: &Talk) -> Card {
    let defaults =
        talk.parameters.iter().map(|parameter| ("", parameter.name.as_str(), parameter.default.as_str()));
    let mut lines = title(say, talk);
    lines.push(format!("{}: <b>{}</b>", say.pick("Name", "Имя"), short(&talk.suggested_name, VALUE)));
    let now = say.pick("Launch with defaults", "Запустить как есть");
    let mut card = fitting(&lines, |most| {
        defaults.clone().map(|(mark, name, value)| valued(say, mark, name, value, most)).collect()
    })
    .row(id, [(format!("🚀 {now}"), Act::LaunchDefaults)])
    .row(id, [(format!("▶ {}", say.pick("All defaults", "Все по умолчанию")), Act::Defaults)]);
    if talk.has_last {
        card =
            card.row(id, [(format!("↻ {}", say.pick("As last time", "Как в прошлый раз")), Act::LastValues)]);
    }
    let presets: Vec<_> =
        talk.presets.iter().map(|preset| (format!("☆ {}", preset.name), Act::Preset(preset.id))).collect();
    card = card.page(id, &presets, talk.page, Act::Page);
    if !talk.parameters.is_empty() {
        card = card.row(id, [(say.pick("One by one", "По одному").to_owned(), Act::OneByOne)]);
    }
    card.row(id, [ask_tests(say)]).row(id, [back(say)]).cancel(id, say)
}

/// Saved choices and test plans; all of the job.
pub(crate) fn tests(say: Say, id: i64, talk: &Talk, saved: &[SavedTests], plans: &[TestPlanView]) -> Card {
    let mut lines = title(say, talk);
    lines.push(say.pick("Which tests?", "Какие тесты?").to_owned());
    let saved = saved.iter().map(|one| (format!("☆ {}", one.name), Act::SavedTests(one.id)));
    let plans =
        plans.iter().map(|plan| (format!("☰ {} · {}", plan.name, plan.tests), Act::TestsOfPlan(plan.id)));
    let labels: Vec<_> = saved.chain(plans).collect();
    listed(say, id, lines.join("\n"), &labels, talk)
        .row(id, [(say.pick("All tests of the job", "Все тесты джобы").to_owned(), Act::AllTests)])
        .row(id, [back(say)])
        .cancel(id, say)
}

pub(crate) fn value(say: Say, id: i64, talk: &Talk, at: usize) -> Card {
    let Some(parameter) = talk.parameters.get(at) else { return values(say, id, talk) };
    let number = u32::try_from(at).unwrap_or(u32::MAX);
    let mut lines = title(say, talk);
    lines.push(String::new());
    lines.push(format!("{}/{} · <b>{}</b>", at + 1, talk.parameters.len(), short(&parameter.name, 300)));
    lines.push(format!(
        "{}: <code>{}</code>",
        say.pick("Default", "По умолчанию"),
        value_of(say, &parameter.default)
    ));
    let mut keys = vec![(say.pick("Default", "По умолчанию").to_owned(), Act::UseDefault(number))];
    if let Some(last) = &parameter.last {
        lines.push(format!("{}: <code>{}</code>", say.pick("Last", "Прошлое"), value_of(say, last)));
        keys.push((say.pick("Last", "Прошлое").to_owned(), Act::UseLast(number)));
    }
    lines.push(
        say.pick("Press a button or type the value.", "Нажмите кнопку или введите значение.").to_owned(),
    );
    let mut card = Card::of(lines).row(id, keys);
    for (preset, value) in talk.preset_values(at).into_iter().take(super::PAGE) {
        let value = if value.is_empty() { say.pick("(empty)", "(пусто)") } else { value };
        card = card.row(
            id,
            [(format!("☆ {value} · {}", preset.name), Act::UsePreset { at: number, id: preset.id })],
        );
    }
    card.row(id, [back(say)]).cancel(id, say)
}

pub(crate) fn name(say: Say, id: i64, talk: &Talk) -> Card {
    let mut lines = title(say, talk);
    lines.push(String::new());
    lines.push(say.pick("How shall the launch be called?", "Как назвать запуск?").to_owned());
    lines.push(format!("<code>{}</code>", short(&talk.suggested_name, VALUE)));
    lines.push(say.pick("Press the button or type a name.", "Нажмите кнопку или введите имя.").to_owned());
    Card::of(lines)
        .row(id, [(say.pick("This name", "Это имя").to_owned(), Act::SuggestedName)])
        .row(id, [back(say)])
        .cancel(id, say)
}

pub(crate) fn confirm(say: Say, id: i64, talk: &Talk) -> Card {
    let mut lines = title(say, talk);
    lines.push(format!("{}: <b>{}</b>", say.pick("Name", "Имя"), short(&talk.name, VALUE)));
    if !talk.extras.tags.is_empty() {
        lines.push(format!("{}: {}", say.pick("Tags", "Теги"), short(&talk.extras.tags.join(", "), VALUE)));
    }
    for variable in &talk.extras.environment {
        lines.push(format!("{}: {}", short(&variable.name, 100), short(&variable.value, VALUE)));
    }
    let chosen = talk.parameters.iter().zip(&talk.chosen).map(|(parameter, chosen)| {
        let mark = if *chosen == parameter.default { "" } else { "✎ " };
        (mark, parameter.name.as_str(), chosen.as_str())
    });
    fitting(&lines, |most| {
        chosen.clone().map(|(mark, name, value)| valued(say, mark, name, value, most)).collect()
    })
    .row(id, [(format!("🚀 {}", say.pick("Launch", "Запустить")), Act::Confirm)])
    .row(id, [ask_tests(say)])
    .row(id, [back(say)])
    .cancel(id, say)
}

/// In place of a conversation that was left for another one.
pub(crate) fn left(say: Say, talk: &Talk) -> Card {
    let mut lines = if talk.job.is_some() { title(say, talk) } else { Vec::new() };
    let words = say.pick(
        "Left: you began another one below. Nothing was launched.",
        "Оставлено: ниже вы начали заново. Ничего не запущено.",
    );
    lines.push(words.to_owned());
    Card::of(lines)
}

pub(crate) fn refused(say: Say, faults: &[FieldFault]) -> Card {
    let title = say.pick("The launch was not asked for:", "Запуск не запрошен:").to_owned();
    let told = faults.iter().map(|fault| format!("• {}", short(&fault.message, VALUE)));
    Card::of(std::iter::once(title).chain(told))
}

pub(crate) fn too_long(say: Say, most: usize) -> Card {
    let told =
        say.pick("That is too long. At most so many characters:", "Слишком длинно. Знаков — не более:");
    Card::plain(&format!("{told} {most}"))
}

fn listed(say: Say, id: i64, title: String, labels: &[(String, Act)], talk: &Talk) -> Card {
    let mut lines = vec![title];
    if !talk.search.is_empty() {
        lines.push(format!("🔎 {}", short(&talk.search, 100)));
    }
    lines.push(if labels.is_empty() {
        say.pick("Nothing found. Type another word.", "Ничего не найдено. Введите другое слово.").to_owned()
    } else {
        say.pick("Type a part of the name to search.", "Введите часть имени для поиска.").to_owned()
    });
    Card::of(lines).page(id, labels, talk.page, Act::Page)
}

fn title(say: Say, talk: &Talk) -> Vec<String> {
    let named =
        |named: &Option<Named>| named.as_ref().map(|named| short(&named.name, 200)).unwrap_or_default();
    let word = say.pick("Launch", "Запуск");
    let mut lines = vec![format!("<b>{word}</b> · {} · <b>{}</b>", named(&talk.project), named(&talk.job))];
    if !talk.tests.is_empty() {
        lines.push(format!("{}: <b>{}</b>", say.pick("Tests", "Тесты"), short(&talk.tests, 200)));
    }
    lines
}

/// Every value in as many characters as leave room for all of them.
fn fitting(head: &[String], values: impl Fn(usize) -> Vec<String>) -> Card {
    let all = |most| -> Vec<String> { head.iter().cloned().chain(values(most)).collect() };
    let fits = |lines: &[String]| lines.iter().map(|line| html::units(line) + 1).sum::<usize>() < ROOM;
    let lines = [VALUE, 120, 60, 30].into_iter().map(all).find(|lines| fits(lines));
    Card::of(lines.unwrap_or_else(|| all(15)))
}

fn valued(say: Say, mark: &str, name: &str, value: &str, most: usize) -> String {
    format!("{mark}{} = <code>{}</code>", short(name, most.min(200)), value_in(say, value, most))
}

fn value_in(say: Say, value: &str, most: usize) -> String {
    if value.is_empty() { escape(say.pick("(empty)", "(пусто)")) } else { short(value, most) }
}

fn value_of(say: Say, value: &str) -> String {
    value_in(say, value, VALUE)
}

fn ask_tests(say: Say) -> (String, Act) {
    (say.pick("Which tests…", "Какие тесты…").to_owned(), Act::AskTests)
}

fn back(say: Say) -> (String, Act) {
    (format!("◀ {}", say.pick("Back", "Назад")), Act::Back)
}
