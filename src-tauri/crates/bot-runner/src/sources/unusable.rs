use std::path::{Path, PathBuf};

use crate::{Fault, Language};

/// Why what a person named cannot become a request.
#[derive(Debug)]
pub enum Unusable {
    File { path: PathBuf, error: String },
    NotText(PathBuf),
    NotAFile(PathBuf),
    TooMuch(PathBuf),
    Twice(String),
    NoVariable(String),
    Fault(Fault),
}

impl Unusable {
    pub(crate) fn file(path: &Path, error: &std::io::Error) -> Self {
        Self::File { path: path.to_owned(), error: error.to_string() }
    }

    pub fn in_language(&self, language: Language) -> String {
        let ru = language == Language::Ru;
        match self {
            Self::File { path, error } if ru => format!("{}: не удаётся прочитать ({error})", path.display()),
            Self::File { path, error } => format!("{}: cannot be read ({error})", path.display()),
            Self::NotText(path) if ru => {
                format!(
                    "{}: простой бот состоит из текстов в UTF-8; остальному нужен Dockerfile (--custom)",
                    path.display()
                )
            }
            Self::NotText(path) => {
                format!(
                    "{}: a simple bot is made of texts in UTF-8; others need a Dockerfile (--custom)",
                    path.display()
                )
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
