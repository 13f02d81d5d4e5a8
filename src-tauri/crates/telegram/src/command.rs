//! The commands, who may use which, and how Telegram's menu words them.

pub(crate) mod keys;

use companion::view::BotRole;
use teloxide::types::BotCommand;
use teloxide::utils::command::{BotCommands, ParseError};

use crate::say::Say;

/// What can be asked for with a slash.
#[derive(BotCommands, Clone, Debug, PartialEq, Eq)]
#[command(rename_rule = "snake_case")]
pub(crate) enum Command {
    Start(String),
    Help,
    Launch,
    Runs,
    Status,
    Projects,
    Exports,
    Find(String),
    Case(String),
    Schedules,
    Subscriptions,
    Mute,
    Language,
    Cancel,
    AllowUser(String),
    DisallowUser(String),
    ListAllowed,
}

impl Command {
    pub(crate) fn least_role(&self) -> BotRole {
        match self {
            Self::AllowUser(_) | Self::DisallowUser(_) | Self::ListAllowed => BotRole::Admin,
            Self::Start(_)
            | Self::Help
            | Self::Launch
            | Self::Runs
            | Self::Status
            | Self::Projects
            | Self::Exports
            | Self::Find(_)
            | Self::Case(_)
            | Self::Schedules
            | Self::Subscriptions
            | Self::Mute
            | Self::Language
            | Self::Cancel => BotRole::User,
        }
    }
}

/// What a text is as a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Parsed {
    Command(Command),
    /// It names another bot.
    OtherBots,
    Nothing,
}

/// Capitals do not matter, as with Telegram's own apps, which complete `/sta` and keep what was typed.
pub(crate) fn parse(text: &str, bot: &str) -> Parsed {
    let (word, rest) = first_word(text);
    if !word.starts_with('/') {
        return Parsed::Nothing;
    }
    match Command::parse(&format!("{} {rest}", word.to_ascii_lowercase()), bot) {
        Ok(command) => Parsed::Command(command),
        Err(ParseError::WrongBotName(_)) => Parsed::OtherBots,
        Err(
            ParseError::TooFewArguments { .. }
            | ParseError::TooManyArguments { .. }
            | ParseError::IncorrectFormat(_)
            | ParseError::UnknownCommand(_)
            | ParseError::Custom(_),
        ) => Parsed::Nothing,
    }
}

/// Whether the command says for which bot it is, and that this is this one.
pub(crate) fn names(text: &str, bot: &str) -> bool {
    first_word(text).0.split_once('@').is_some_and(|(_, name)| name.eq_ignore_ascii_case(bot))
}

fn first_word(text: &str) -> (&str, &str) {
    let text = text.trim();
    let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    (word, rest.trim_start())
}

/// Every word of the menu, with the least role that sees it.
const MENU: [(&str, &str, &str, BotRole); 17] = [
    ("launch", "Launch a job", "Запустить джобу", BotRole::User),
    ("status", "What runs now", "Что сейчас выполняется", BotRole::User),
    ("runs", "The latest runs", "Последние прогоны", BotRole::User),
    ("projects", "Projects and their jobs", "Проекты и их джобы", BotRole::User),
    ("exports", "Export plans and files", "Планы и файлы экспорта", BotRole::User),
    ("find", "Find test cases by their words", "Найти тест-кейсы по словам", BotRole::User),
    ("case", "Show a test case: number or words", "Показать тест-кейс: номер или слова", BotRole::User),
    ("schedules", "Scheduled launches", "Запуски по расписанию", BotRole::User),
    ("subscriptions", "Be told of runs", "Подписки на прогоны", BotRole::User),
    ("mute", "Be quiet for a while", "Не беспокоить", BotRole::User),
    ("language", "Choose the language", "Выбрать язык", BotRole::User),
    ("cancel", "Leave what was begun", "Оставить начатое", BotRole::User),
    ("allow_user", "Let somebody in: @name or id", "Впустить: @имя или id", BotRole::Admin),
    ("disallow_user", "Send somebody away", "Закрыть доступ", BotRole::Admin),
    ("list_allowed", "Who may use the bot", "Кому открыт доступ", BotRole::Admin),
    ("help", "What the bot can do", "Что умеет бот", BotRole::User),
    ("start", "Begin", "Начать", BotRole::User),
];

/// `None` for strangers, who may only begin.
pub(crate) fn menu(role: Option<BotRole>, say: Say) -> Vec<BotCommand> {
    let seen = MENU.iter().filter(|(word, _, _, least)| match role {
        Some(role) => role >= *least,
        None => *word == "start",
    });
    seen.map(|(word, en, ru, _)| BotCommand::new(*word, say.pick(en, ru))).collect()
}

#[cfg(test)]
mod tests {
    use companion::view::Language;

    use super::*;

    #[test]
    fn a_command_is_known_with_capitals_with_a_name_and_on_several_lines() {
        let parse = |text: &str| parse(text, "launch_bot");
        for text in ["/status", "/Status", " /STATUS ", "/status@launch_bot", "/Status@Launch_Bot now"] {
            assert_eq!(parse(text), Parsed::Command(Command::Status), "{text}");
        }
        let named = Parsed::Command(Command::AllowUser("@Vera".to_owned()));
        assert_eq!(parse("/allow_user\n@Vera"), named);
        assert_eq!(parse("/Start Code"), Parsed::Command(Command::Start("Code".to_owned())));
        assert_eq!(parse("/status@other_bot"), Parsed::OtherBots);
        assert_eq!(parse("/unheard_of@other_bot"), Parsed::OtherBots);
        for text in ["", "/", "status", "please /status", "/unheard_of", "/@launch_bot"] {
            assert_eq!(parse(text), Parsed::Nothing, "{text}");
        }
        assert!(names("/status@LAUNCH_bot", "launch_bot") && !names("/status", "launch_bot"));
    }

    #[test]
    fn the_menu_and_the_commands_are_one_list() {
        let mut known: Vec<_> = Command::bot_commands()
            .into_iter()
            .map(|known| known.command.trim_start_matches('/').to_owned())
            .collect();
        let mut shown: Vec<_> =
            menu(Some(BotRole::Owner), Say(Language::Ru)).into_iter().map(|shown| shown.command).collect();
        known.sort();
        shown.sort();
        assert_eq!(known, shown);
        for (word, ..) in MENU {
            let command = Command::parse(&format!("/{word}"), "any_bot").expect("it is a command");
            let seen = menu(Some(BotRole::User), Say(Language::En)).iter().any(|seen| seen.command == word);
            assert_eq!(seen, command.least_role() == BotRole::User, "{word}");
        }
        assert_eq!(menu(None, Say(Language::En)).len(), 1);
    }
}
