//! Subscriptions of a chat, and how bad a run must be to be told.

use companion::bot::{Subscription, Threshold};

use super::Card;
use crate::data::Act;
use crate::html::short;
use crate::say::Say;

/// The shares that are offered, in per cent.
const OFFERED: [u8; 4] = [100, 95, 90, 80];

/// `projects` are id and name.
pub(crate) fn list(say: Say, id: i64, all: &[Subscription], projects: &[(i64, String)]) -> Card {
    let mut card = Card::of([if all.is_empty() {
        say.pick(
            "This chat has no subscriptions. Choose a project in /projects.",
            "У этого чата нет подписок. Выберите проект в /projects.",
        )
        .to_owned()
    } else {
        say.pick("<b>Subscriptions</b>: press one to end it.", "<b>Подписки</b>: нажмите, чтобы отписаться.")
            .to_owned()
    }]);
    for subscription in all.iter().take(50) {
        let project = projects.iter().find(|(id, _)| Some(*id) == subscription.project_id);
        let name = match subscription.project_id {
            None => say.pick("All projects", "Все проекты").to_owned(),
            Some(id) => project.map_or_else(|| format!("#{id}"), |(_, name)| name.clone()),
        };
        let label = format!("✖ {}: {name}", threshold(say, subscription.threshold));
        card = card.row(id, [(label, Act::Unsubscribe(subscription.id))]);
    }
    card
}

pub(crate) fn rate(say: Say, id: i64, project: i64, name: &str) -> Card {
    let offered = OFFERED.map(|percent| {
        let label = if percent == 100 {
            say.pick("anything but 100 %", "меньше 100 %").to_owned()
        } else {
            format!("{} {percent} %", say.pick("below", "меньше"))
        };
        (label, Act::SubscribeBelow { project, percent })
    });
    let (first, others) = offered.split_at(1);
    Card::of([
        format!("<b>{}</b>", short(name, 200)),
        say.pick(
            "Be told of a run when fewer of its tests passed than so many. Skipped ones do not count.",
            "Сообщать о прогоне, если успешных тестов в нём меньше. Пропущенные не считаются.",
        )
        .to_owned(),
    ])
    .row(id, first.to_vec())
    .row(id, others.to_vec())
    .row(id, [(say.pick("Another share…", "Другая доля…").to_owned(), Act::TypeRate(project))])
}

pub(crate) fn type_rate(say: Say, id: i64) -> Card {
    Card::plain(say.pick(
        "Type the share of passed tests in per cent, from 1 to 100, such as 97.",
        "Введите долю успешных тестов в процентах, от 1 до 100, например 97.",
    ))
    .row(id, [super::take_back(say)])
}

fn threshold(say: Say, threshold: Threshold) -> String {
    match threshold {
        Threshold::All => say.pick("all runs", "все прогоны").to_owned(),
        Threshold::Failed => say.pick("failed runs", "неудачные").to_owned(),
        Threshold::WorseThanPrevious => say.pick("new failures", "новые падения").to_owned(),
        Threshold::PassRateBelow { percent } => {
            format!("{} {percent} %", say.pick("passed below", "успешных менее"))
        }
    }
}
