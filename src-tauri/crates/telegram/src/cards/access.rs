//! Who may use the bot, and who asks to.

use companion::bot::{AccessAnswer, Asked, Change, Sender};

use super::Card;
use super::people::{handle, shown};
use crate::data::Act;
use crate::html::short;
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
    Card::plain(say.pick("You may use this bot: /help", "Вам открыт доступ к боту: /help")).with_words(say)
}

/// Which language a stranger reads is known only while they write.
pub(crate) fn refused() -> Card {
    Card::of(["Your request for access was refused.".to_owned(), "В доступе отказано.".to_owned()])
}

pub(crate) fn sent_away(say: Say) -> Card {
    Card::plain(say.pick("You may not use this bot any more.", "Ваш доступ к боту закрыт.")).without_words()
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

fn not_allowed(say: Say) -> Card {
    Card::plain(say.pick("You may not do that.", "Вам это нельзя."))
}
