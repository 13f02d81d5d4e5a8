//! First words, help, settings, and the answers to what was not understood.

use companion::view::{BotRole, Language};

use super::Card;
use crate::command;
use crate::data::Act;
use crate::html::{escape, short};
use crate::say::Say;

pub(crate) fn stranger(say: Say, id: i64) -> Card {
    Card::plain(say.pick(
        "This bot is private. Its admins can let you in.",
        "Это закрытый бот. Доступ открывают его администраторы.",
    ))
    .row(id, [(say.pick("Ask for access", "Попросить доступ").to_owned(), Act::AskAccess)])
}

pub(crate) fn no_access(say: Say) -> &'static str {
    say.pick(
        "You may not use this bot. Send /start to ask for access.",
        "У вас нет доступа к этому боту. Отправьте /start, чтобы попросить его.",
    )
}

pub(crate) fn claimed(say: Say) -> Card {
    Card::of([
        say.pick("<b>You own this bot.</b>", "<b>Вы — владелец этого бота.</b>").to_owned(),
        say.pick(
            "Launch a job with /launch, let others in with /allow_user. All commands: /help",
            "Запустить джобу: /launch, впустить других: /allow_user. Все команды: /help",
        )
        .to_owned(),
    ])
    .with_words(say)
}

pub(crate) fn wrong_code(say: Say) -> Card {
    Card::plain(say.pick(
        "This code is wrong or too old. The window of TestOps Companion shows a valid one.",
        "Этот код неверен или устарел. Действующий показывает окно TestOps Companion.",
    ))
}

pub(crate) fn hello(say: Say, name: &str, role: BotRole) -> Card {
    let mut lines = vec![format!("<b>{}, {}!</b>", say.pick("Hello", "Здравствуйте"), short(name, 100))];
    lines.extend(
        command::menu(Some(role), say)
            .into_iter()
            .map(|known| format!("/{} — {}", escape(&known.command), escape(&known.description))),
    );
    Card::of(lines)
}

/// What comes beneath the chat after the language was chosen.
pub(crate) fn words(say: Say) -> Card {
    Card::plain(say.pick("The buttons below speak English too.", "Кнопки внизу — тоже по-русски."))
        .with_words(say)
}

pub(crate) fn unchanged(say: Say) -> Card {
    Card::plain(say.pick("Nothing was changed.", "Ничего не изменено."))
}

pub(crate) fn hint(say: Say) -> Card {
    Card::plain(say.pick(
        "I did not understand that. /launch starts a job, /help lists all commands.",
        "Не понял. /launch запускает джобу, /help показывает все команды.",
    ))
}

/// For somebody who writes as a group or a channel: which language they read is not known either.
pub(crate) fn masked() -> Card {
    Card::of([
        "I cannot see who writes as a group or a channel. Write as yourself; the buttons work either way."
            .to_owned(),
        "Я не вижу, кто пишет от имени группы или канала. Напишите от своего имени; кнопки работают и так."
            .to_owned(),
    ])
}

pub(crate) fn text_only(say: Say) -> Card {
    Card::plain(say.pick(
        "I read text only: no files, pictures or voice. /help lists all commands.",
        "Я читаю только текст: не файлы, картинки или голос. Все команды: /help",
    ))
}

pub(crate) fn press_a_button(say: Say) -> Card {
    Card::plain(say.pick(
        "Press one of the buttons above, or leave with /cancel.",
        "Нажмите одну из кнопок выше или выйдите командой /cancel.",
    ))
}

pub(crate) fn old_button(say: Say) -> &'static str {
    say.pick(
        "This button is no longer in use. /launch begins anew.",
        "Эта кнопка больше не действует. /launch начнёт заново.",
    )
}

/// Of a button that starts something, and did; `command` brings another one.
pub(crate) fn used_button(say: Say, command: &str) -> Card {
    let words = say.pick(
        "This button was pressed already: it starts one thing. A newer message has another one:",
        "Эта кнопка уже нажата, она запускает один раз. Другая — в новом сообщении:",
    );
    Card::plain(&format!("{words} {command}"))
}

pub(crate) fn older_card(say: Say) -> Card {
    Card::plain(say.pick(
        "That button is no longer in use. The launch goes on in the message that I answer here.",
        "Та кнопка больше не действует. Запуск продолжается в сообщении, на которое я отвечаю.",
    ))
}

pub(crate) fn other_peoples_button(say: Say) -> &'static str {
    say.pick(
        "This button is somebody else's. Begin your own with /launch.",
        "Это чужая кнопка. Начните своё: /launch.",
    )
}

pub(crate) fn cancelled(say: Say) -> Card {
    Card::plain(say.pick("Cancelled. Nothing was launched.", "Отменено. Ничего не запущено."))
}

pub(crate) fn nothing_to_cancel(say: Say) -> Card {
    Card::plain(say.pick("There is nothing to cancel.", "Отменять нечего."))
}

pub(crate) fn admins_only(say: Say) -> Card {
    Card::plain(say.pick("Only admins may do that.", "Это могут только администраторы."))
}

pub(crate) fn in_private(say: Say) -> Card {
    Card::plain(say.pick("Ask me that in private.", "Спросите меня об этом в личном чате."))
}

pub(crate) fn language(say: Say, id: i64) -> Card {
    Card::plain(say.pick("Choose the language:", "Выберите язык:")).row(
        id,
        [
            ("English".to_owned(), Act::Language(Language::En)),
            ("Русский".to_owned(), Act::Language(Language::Ru)),
        ],
    )
}

pub(crate) fn language_chosen(say: Say) -> Card {
    Card::plain(say.pick("I will answer in English.", "Буду отвечать по-русски."))
}
