//! Who may use the bot, and who asks to.

use companion::bot::{AccessAnswer, Asked, Change, Sender};
use companion::view::{BotRole, Language, PersonView};

use super::Card;
use crate::data::Act;
use crate::html::{escape, short};
use crate::say::Say;

pub(crate) fn asked(say: Say, asked: &Asked) -> String {
    let text = match asked {
        Asked::Told { .. } => say.pick(
            "This bot is private. I asked its admins to let you in, and will tell you what they say.",
            "Это закрытый бот. Я передал администраторам просьбу о доступе и сообщу их ответ.",
        ),
        Asked::AskedAlready => {
            say.pick("Your request is waiting for an answer.", "Ваша просьба ждёт ответа.")
        }
        Asked::Refused => {
            say.pick("Your request was refused not long ago.", "Недавно вам отказали в доступе.")
        }
        Asked::Known(_) => say.pick("You may use this bot: /help", "Доступ открыт: /help"),
        Asked::TooMany => say.pick(
            "Too many requests are waiting. Try again tomorrow.",
            "Слишком много просьб ждут ответа. Попробуйте завтра.",
        ),
    };
    text.to_owned()
}

/// For an admin.
pub(crate) fn request(say: Say, admin: i64, sender: &Sender) -> Card {
    Card::of([
        format!("<b>{}</b>", say.pick("Somebody asks for access", "Просьба о доступе")),
        format!("{}{}", short(&sender.name, 200), handle(sender.username.as_deref())),
        format!("id <code>{}</code>", sender.telegram_id),
    ])
    .row(
        admin,
        [
            (format!("✅ {}", say.pick("Allow", "Впустить")), Act::Allow(sender.telegram_id)),
            (format!("⛔ {}", say.pick("Refuse", "Отказать")), Act::Refuse(sender.telegram_id)),
        ],
    )
}

/// What an admin's answer led to.
pub(crate) fn answered(say: Say, answer: &AccessAnswer) -> Card {
    match answer {
        AccessAnswer::Allowed(person) => {
            let name = short(&person.name, 200);
            Card::of([format!("✅ {}: {name}", say.pick("Let in", "Доступ открыт"))])
        }
        AccessAnswer::Refused => Card::of([format!("⛔ {}", say.pick("Refused.", "Отказано."))]),
        AccessAnswer::AnsweredAlready { by_name, allowed } => {
            let by = by_name.as_deref().unwrap_or(say.pick("the window", "из окна программы"));
            let what = if *allowed {
                say.pick("Already let in", "Доступ уже открыт")
            } else {
                say.pick("Already refused", "Уже отказано")
            };
            Card::of([format!("{what}: {}", short(by, 200))])
        }
        AccessAnswer::NotAllowed => not_allowed(say),
    }
}

pub(crate) fn let_in(say: Say) -> Card {
    Card::plain(say.pick("You may use this bot: /help", "Вам открыт доступ к боту: /help"))
}

pub(crate) fn refused(say: Say) -> Card {
    Card::plain(say.pick("Your request for access was refused.", "В доступе отказано."))
}

pub(crate) fn changed(say: Say, change: &Change, allowing: bool) -> Card {
    match change {
        Change::Done(person) => {
            let what = if allowing {
                say.pick("✅ Let in", "✅ Доступ открыт")
            } else {
                say.pick("⛔ Sent away", "⛔ Доступ закрыт")
            };
            Card::of([format!("{what}: {}", shown(person))])
        }
        Change::Already(person) => {
            Card::of([format!("{}: {}", say.pick("May use it already", "Доступ уже есть"), shown(person))])
        }
        Change::NotAllowed => not_allowed(say),
        Change::Unknown => Card::plain(say.pick(
            "Nobody is known by that. /list_allowed shows who is.",
            "Такого человека нет. Все, у кого есть доступ: /list_allowed",
        )),
        Change::NeedsId => {
            Card::plain(say.pick("Only an id can be more than a user.", "Для этого нужен id."))
        }
        Change::NotAUsername => who(say),
    }
}

/// Whom to name, and how.
pub(crate) fn who(say: Say) -> Card {
    Card::plain(say.pick(
        "Name somebody: /allow_user @name, /allow_user 123456, or answer a forwarded message of theirs with /allow_user.",
        "Назовите человека: /allow_user @имя, /allow_user 123456, или ответьте этой командой на его пересланное сообщение.",
    ))
}

pub(crate) fn list(say: Say, people: &[PersonView]) -> Card {
    let mut lines = vec![format!("<b>{}</b>", say.pick("Who may use the bot", "Кому открыт доступ"))];
    lines.extend(people.iter().map(|person| format!("• {} — {}", shown(person), role(say, person.role))));
    Card::of(lines)
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

fn not_allowed(say: Say) -> Card {
    Card::plain(say.pick("You may not do that.", "Вам это нельзя."))
}

fn shown(person: &PersonView) -> String {
    let id = person.telegram_id.map(|id| format!(" <code>{id}</code>")).unwrap_or_default();
    format!("{}{}{id}", short(&person.name, 100), handle(person.username.as_deref()))
}

fn handle(username: Option<&str>) -> String {
    username.map(|username| format!(" @{}", escape(username))).unwrap_or_default()
}
