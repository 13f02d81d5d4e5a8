//! What went wrong in a run, group by group, and what is decided about a group.

use companion::view::{DecisionView, Effect, FailureGroup, RunView};

use super::{Card, PAGE};
use crate::data::{Act, Until};
use crate::html::short;
use crate::say::Say;

/// So many tests in which a decision did not take are named.
const NAMED: usize = 10;

/// What a button carries of the group's key.
pub(crate) fn part_of(key: &str) -> u32 {
    key.get(..8).and_then(|part| u32::from_str_radix(part, 16).ok()).unwrap_or_default()
}

pub(crate) fn list(say: Say, owner: i64, run: &RunView, groups: &[FailureGroup]) -> Card {
    let mut lines = vec![format!("🧩 <b>{}</b>", short(&run.name, 300))];
    if groups.is_empty() {
        lines.push(say.pick("Nothing failed.", "Ничего не упало.").to_owned());
    }
    if groups.len() > PAGE {
        let (head, tail) = (say.pick("The most frequent of", "Самые частые из"), groups.len());
        lines.push(format!("{head} {tail}:"));
    }
    let mut card = Card::of(lines);
    for group in groups.iter().take(PAGE) {
        let label = format!("{} × {}", group.failed + group.broken, label(say, group));
        card = card.row(owner, [(label, Act::Group { run: run.id, group: part_of(&group.key) })]);
    }
    card.link(say.pick("Open in TestOps", "Открыть в TestOps"), run.url.as_deref())
}

/// What a person may do with the group.
pub(crate) struct Offer<'a> {
    /// Why nothing can be decided.
    pub(crate) why_not: Option<&'a str>,
    pub(crate) mutes: bool,
}

pub(crate) fn group(say: Say, owner: i64, run: &RunView, group: &FailureGroup, offer: &Offer<'_>) -> Card {
    let mut lines =
        vec![format!("🧩 <code>{}</code>", short(&label(say, group), 600)), short(&run.name, 200)];
    let mut counts = vec![format!("{}: {}", say.pick("Tests", "Тестов"), group.failed + group.broken)];
    if group.newly_failed > 0 {
        counts.push(format!("{}: {}", say.pick("newly failed", "новых падений"), group.newly_failed));
    }
    if group.muted > 0 {
        counts.push(format!("{}: {}", say.pick("muted", "заглушено"), group.muted));
    }
    lines.push(counts.join(" · "));
    lines.extend(group.tests.iter().map(|test| format!("• {}", short(test, 120))));
    lines.extend(offer.why_not.map(|why| short(why, 300)));
    let mut card = Card::of(lines);
    if offer.why_not.is_none() {
        let (run, group) = (run.id, part_of(&group.key));
        let take = (format!("🙋 {}", say.pick("Take it", "Беру на себя")), Act::Take { run, group });
        let mute = (format!("🔇 {}", say.pick("Mute…", "Заглушить…")), Act::AskMute { run, group });
        card = card.row(owner, [take].into_iter().chain(offer.mutes.then_some(mute)));
    }
    card.row(owner, [back(say, run.id)])
}

pub(crate) fn ask_mute(say: Say, owner: i64, run: &RunView, group: &FailureGroup) -> Card {
    let means = say.pick(
        "Mutes the test cases: they stay out of the statistics of later launches too, until somebody unmutes them. When shall I ask about it?",
        "Заглушаются тест-кейсы: они не попадут и в статистику следующих запусков, пока заглушку не снимут. Когда напомнить?",
    );
    let lines = [format!("🔇 <code>{}</code>", short(&label(say, group), 600)), means.to_owned()];
    let (run, group) = (run.id, part_of(&group.key));
    let mute = |until, words: &str| (words.to_owned(), Act::MuteGroup { run, group, until });
    Card::of(lines)
        .row(
            owner,
            [
                mute(Until::Week, say.pick("In a week", "Через неделю")),
                mute(Until::Month, say.pick("In a month", "Через месяц")),
            ],
        )
        .row(owner, [mute(Until::Open, say.pick("Never", "Не напоминать"))])
        .row(owner, [(format!("◀ {}", say.pick("Do not mute", "Не заглушать")), Act::Group { run, group })])
}

pub(crate) fn decided(say: Say, owner: i64, run_id: i64, decision: &DecisionView) -> Card {
    let took = |effect: Effect| matches!(effect, Effect::Took | Effect::AlreadySo);
    let good = decision.items.iter().filter(|item| took(item.effect)).count();
    let all = decision.items.len();
    let mut lines = vec![format!("{}: {good}/{all}", say.pick("Done for tests", "Сделано для тестов"))];
    lines.extend(decision.problem.as_deref().map(|why| short(why, 300)));
    for item in decision.items.iter().filter(|item| !took(item.effect)).take(NAMED) {
        let name = item.name.clone().unwrap_or_else(|| format!("#{}", item.result_id));
        let why = item.why.as_deref().unwrap_or_default();
        lines.push(format!("• {}: {}", short(&name, 120), short(why, 200)));
    }
    let undo = decision.not_undoable.is_none()
        && decision.undone_at.is_none()
        && decision.items.iter().any(|item| item.effect == Effect::Took);
    let undo = undo.then(|| (format!("↩ {}", say.pick("Undo", "Отменить")), Act::UndoDecision(decision.id)));
    Card::of(lines).row(owner, undo).row(owner, [back(say, run_id)])
}

pub(crate) fn undone(say: Say) -> Card {
    Card::plain(say.pick("Taken back.", "Отменено."))
}

/// Since it was shown, its tests passed, or others went wrong.
pub(crate) fn gone(say: Say, owner: i64, run_id: i64) -> Card {
    Card::plain(say.pick("These failures are no longer there.", "Этих падений больше нет."))
        .row(owner, [back(say, run_id)])
}

pub(crate) fn button(say: Say, run_id: i64) -> (String, Act) {
    (format!("🧩 {}", say.pick("What went wrong", "Что сломалось")), Act::Groups(run_id))
}

fn back(say: Say, run_id: i64) -> (String, Act) {
    (format!("◀ {}", say.pick("All failures", "Все падения")), Act::GroupsAgain(run_id))
}

fn label(say: Say, group: &FailureGroup) -> String {
    let words = if group.label.is_empty() {
        say.pick("No message", "Без сообщения")
    } else {
        &group.label
    };
    words.to_owned()
}
