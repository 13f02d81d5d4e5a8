//! Those who may use the bot, and one of them with what can be done about them.

use companion::bot::Person;
use companion::view::{BotRole, Language, PersonView};

use super::Card;
use crate::data::Act;
use crate::html::{escape, short};
use crate::say::Say;

pub(crate) fn list(say: Say, id: i64, people: &[PersonView], page: u32) -> Card {
    let title =
        format!("<b>{}</b> · {}", say.pick("Who may use the bot", "Кому открыт доступ"), people.len());
    let keys: Vec<_> = people
        .iter()
        .map(|person| {
            let label = format!("{}{} · {}", mark(person.role), named(person), role(say, person.role));
            (label, Act::Person(person.id))
        })
        .collect();
    let asks = say.pick(
        "Press somebody to change what they may do. To let somebody in: /allow_user @name, or forward me a message of theirs.",
        "Нажмите на человека, чтобы изменить его права. Впустить: /allow_user @имя, или перешлите мне его сообщение.",
    );
    Card::of([title, escape(asks)]).page(id, &keys, page, Act::People)
}

/// With the buttons that `by` may press.
pub(crate) fn person(say: Say, by: &Person, person: &PersonView) -> Card {
    let mut lines =
        vec![format!("<b>{}</b>{}", short(&named(person), 200), handle(person.username.as_deref()))];
    lines.push(role(say, person.role).to_owned());
    match person.telegram_id {
        Some(id) => lines.push(format!("id <code>{id}</code>")),
        None => lines.push(
            say.pick(
                "Has not written to the bot yet: the place is held under the name, and only that of a user.",
                "Ещё не писал боту: доступ закреплён за именем, и только в роли пользователя.",
            )
            .to_owned(),
        ),
    }
    if let Some(seen) = person.last_seen_at {
        let words = say.pick("Last wrote", "Последний раз писал");
        lines.push(format!("{words}: {} UTC", seen.format("%Y-%m-%d %H:%M")));
    }
    let raise =
        (format!("⬆ {}", say.pick("Make admin", "Сделать администратором")), Act::MakeAdmin(person.id));
    let lower = (format!("⬇ {}", say.pick("Make user", "Сделать пользователем")), Act::MakeUser(person.id));
    let away = (format!("⛔ {}", say.pick("Send away", "Закрыть доступ")), Act::SendAway(person.id));
    Card::of(lines)
        .row(by.telegram_id, by.may_make(person, BotRole::Admin).then_some(raise))
        .row(by.telegram_id, by.may_make(person, BotRole::User).then_some(lower))
        .row(by.telegram_id, by.may_send_away(person).then_some(away))
        .row(by.telegram_id, [all(say)])
}

pub(crate) fn send_away(say: Say, id: i64, person: &PersonView) -> Card {
    let asks = say.pick("Send away", "Закрыть доступ");
    Card::of([
        format!("<b>{asks}: {}?</b>", shown(person)),
        say.pick(
            "Their conversations, followed runs and subscriptions go too.",
            "Исчезнут и разговоры, и подписки, и прогоны, за которыми он следит.",
        )
        .to_owned(),
    ])
    .row(id, [(say.pick("Yes, send away", "Да, закрыть").to_owned(), Act::SendAwayNow(person.id))])
    .row(id, [(say.pick("No", "Нет").to_owned(), Act::Person(person.id))])
}

/// Whoever was raised or lowered is told so.
pub(crate) fn raised(say: Say, role: BotRole) -> Card {
    let words = if role >= BotRole::Admin {
        say.pick(
            "You are an admin of this bot now: you let people in. All commands: /help",
            "Теперь вы администратор этого бота: вы открываете доступ. Все команды: /help",
        )
    } else {
        say.pick(
            "You are a user of this bot now, no longer an admin. All commands: /help",
            "Теперь вы пользователь этого бота, больше не администратор. Все команды: /help",
        )
    };
    Card::plain(words)
}

/// The author of what an admin forwarded, who is a stranger.
pub(crate) fn offered(say: Say, admin: i64, telegram_id: i64, name: &str, username: Option<&str>) -> Card {
    Card::of([
        format!("<b>{}</b>{}", short(name, 200), handle(username)),
        format!("id <code>{telegram_id}</code>"),
        say.pick("May not use this bot.", "Доступа к боту нет.").to_owned(),
    ])
    .row(admin, [(format!("✅ {}", say.pick("Let in", "Впустить")), Act::LetIn(telegram_id))])
}

/// Telegram does not tell who wrote what was forwarded.
pub(crate) fn hidden(say: Say, name: Option<&str>) -> Card {
    let who = name.map(|name| format!("<b>{}</b>", short(name, 200)));
    let words = say.pick(
        "Telegram does not tell me who wrote this: they hide it, or it comes from a channel or a group. Let them in by name, /allow_user @name, or ask them to send me /start: then I will ask you.",
        "Telegram не говорит мне, кто это написал: автор это скрывает, или это канал либо группа. Впустите по имени: /allow_user @имя, или попросите его отправить мне /start: тогда я спрошу вас.",
    );
    Card::of(who.into_iter().chain([escape(words)]))
}

pub(super) fn shown(person: &PersonView) -> String {
    let id = person.telegram_id.map(|id| format!(" <code>{id}</code>")).unwrap_or_default();
    format!("{}{}{id}", short(&person.name, 100), handle(person.username.as_deref())).trim_start().to_owned()
}

pub(super) fn handle(username: Option<&str>) -> String {
    username.map(|username| format!(" @{}", escape(username))).unwrap_or_default()
}

/// By the name, and for want of one by what else is known.
fn named(person: &PersonView) -> String {
    if !person.name.is_empty() {
        return person.name.clone();
    }
    match (&person.username, person.telegram_id) {
        (Some(username), _) => format!("@{username}"),
        (None, Some(id)) => format!("id {id}"),
        (None, None) => String::new(),
    }
}

fn mark(role: BotRole) -> &'static str {
    match role {
        BotRole::Owner => "👑 ",
        BotRole::Admin => "🛡 ",
        BotRole::User => "",
    }
}

fn role(say: Say, role: BotRole) -> &'static str {
    match (say.0, role) {
        (Language::En, BotRole::Owner) => "owner",
        (Language::En, BotRole::Admin) => "admin",
        (Language::En, BotRole::User) => "user",
        (Language::Ru, BotRole::Owner) => "владелец",
        (Language::Ru, BotRole::Admin) => "администратор",
        (Language::Ru, BotRole::User) => "пользователь",
    }
}

fn all(say: Say) -> (String, Act) {
    (format!("◀ {}", say.pick("Everybody", "Все")), Act::People(0))
}
