//! What the command line itself says, in English and Russian.

use std::path::{Path, PathBuf};

use bot_runner::{Fault, Language};

/// Why the words of the command line cannot become a request.
#[derive(Debug)]
pub(super) enum Unusable {
    File { path: PathBuf, error: String },
    NotText(PathBuf),
    NotAFile(PathBuf),
    TooMuch(PathBuf),
    Twice(String),
    NoVariable(String),
    Fault(Fault),
}

impl Unusable {
    pub(super) fn file(path: &Path, error: &std::io::Error) -> Self {
        Self::File { path: path.to_owned(), error: error.to_string() }
    }

    pub(super) fn in_language(&self, language: Language) -> String {
        let ru = language == Language::Ru;
        match self {
            Self::File { path, error } if ru => format!("{}: не удаётся прочитать ({error})", path.display()),
            Self::File { path, error } => format!("{}: cannot be read ({error})", path.display()),
            Self::NotText(path) if ru => {
                format!(
                    "{}: простой бот состоит из текстов в UTF-8; остальному нужен --custom",
                    path.display()
                )
            }
            Self::NotText(path) => {
                format!("{}: a simple bot is made of texts in UTF-8; use --custom for others", path.display())
            }
            Self::NotAFile(path) if ru => format!("{}: это не обычный файл и не папка", path.display()),
            Self::NotAFile(path) => format!("{}: it is neither a plain file nor a folder", path.display()),
            Self::TooMuch(path) if ru => format!("{}: файлов бота слишком много", path.display()),
            Self::TooMuch(path) => format!("{}: the bot's files are too large", path.display()),
            Self::Twice(name) if ru => format!("файл с именем {name} указан дважды"),
            Self::Twice(name) => format!("two files are named {name}"),
            Self::NoVariable(name) if ru => format!("переменной {name} нет в окружении"),
            Self::NoVariable(name) => format!("there is no variable {name} in this environment"),
            Self::Fault(fault) => fault.problem(language).message,
        }
    }
}

/// The heads of the list's columns.
pub(super) fn columns(language: Language) -> [&'static str; 6] {
    match language {
        Language::En => ["NAME", "STATE", "SINCE", "MEMORY", "CPU", "MODE"],
        Language::Ru => ["ИМЯ", "СОСТОЯНИЕ", "С КАКИХ ПОР", "ПАМЯТЬ", "ЦП", "РЕЖИМ"],
    }
}

pub(super) struct Said {
    pub(super) started: &'static str,
    pub(super) already_running: &'static str,
    pub(super) updated: &'static str,
    pub(super) restarted: &'static str,
    pub(super) stopped: &'static str,
    pub(super) removed: &'static str,
    pub(super) not_found: &'static str,
    pub(super) hint: &'static str,
    pub(super) no_bots: &'static str,
}

pub(super) fn said(language: Language) -> Said {
    match language {
        Language::En => Said {
            started: "started; it goes on without this program",
            already_running: "runs already; use update to put another version in place",
            updated: "updated",
            restarted: "restarted",
            stopped: "stopped",
            removed: "removed",
            not_found: "there is no such bot",
            hint: "Hint",
            no_bots: "There are no bots.",
        },
        Language::Ru => Said {
            started: "запущен; он работает и без этой программы",
            already_running: "уже работает; чтобы заменить версию, используйте update",
            updated: "обновлён",
            restarted: "перезапущен",
            stopped: "остановлен",
            removed: "удалён",
            not_found: "такого бота нет",
            hint: "Подсказка",
            no_bots: "Ботов нет.",
        },
    }
}
