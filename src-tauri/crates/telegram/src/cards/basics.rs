//! First words, help, settings, and the answers to what was not understood.

use companion::bot::{Subscription, Threshold};
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
            "Запустить задание: /launch, впустить других: /allow_user. Все команды: /help",
        )
        .to_owned(),
    ])
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

pub(crate) fn hint(say: Say) -> Card {
    Card::plain(say.pick(
        "I did not understand that. /launch starts a job, /help lists all commands.",
        "Не понял. /launch запускает задание, /help показывает все команды.",
    ))
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

pub(crate) fn mute(say: Say, id: i64) -> Card {
    let hours = |count: u32| {
        let label = if count == 1 {
            say.pick("1 hour", "1 час").to_owned()
        } else {
            format!("{count} {}", say.pick("hours", "ч"))
        };
        (label, Act::Mute(count * 60))
    };
    Card::plain(say.pick(
        "For how long shall subscriptions be quiet? What you launched yourself is told all the same.",
        "На сколько замолчать подпискам? Об итогах ваших собственных запусков я сообщу всё равно.",
    ))
    .row(id, [hours(1), hours(8), hours(24)])
    .row(id, [(say.pick("Not any more", "Больше не молчать").to_owned(), Act::Mute(0))])
}

pub(crate) fn muted(say: Say, minutes: u32) -> Card {
    if minutes == 0 {
        return Card::plain(say.pick("Subscriptions speak again.", "Подписки снова действуют."));
    }
    let told = say.pick("Subscriptions are quiet for", "Подписки молчат:");
    Card::plain(&format!("{told} {}", say.lasting(i64::from(minutes) * 60_000)))
}

/// The subscriptions of a chat; `projects` are id and name.
pub(crate) fn subscriptions(say: Say, id: i64, all: &[Subscription], projects: &[(i64, String)]) -> Card {
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
        let name =
            project.map_or(say.pick("All projects", "Все проекты"), |(_, name)| name.as_str());
        let label = format!("✖ {}: {name}", threshold(say, subscription.threshold));
        card = card.row(id, [(label, Act::Unsubscribe(subscription.id))]);
    }
    card
}

pub(crate) fn threshold(say: Say, threshold: Threshold) -> String {
    match threshold {
        Threshold::All => say.pick("all runs", "все запуски").to_owned(),
        Threshold::Failed => say.pick("failed runs", "неудачные").to_owned(),
        Threshold::WorseThanPrevious => say.pick("new failures", "новые падения").to_owned(),
        Threshold::PassRateBelow { percent } => {
            format!("{} {percent} %", say.pick("passed below", "успешных менее"))
        }
    }
}
