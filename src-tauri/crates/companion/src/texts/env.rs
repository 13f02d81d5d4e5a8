use super::{Texts, say};

/// What a key of an `.env` was taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    ServerAddress,
    Token,
}

/// Why a line of an `.env` was not used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ignored {
    NotAssignment,
    QuoteNotClosed,
    UnknownKey,
    /// The same key stands again in that line, which counts.
    Repeated {
        line: u32,
    },
    /// Another key gave this already.
    GivenBy {
        key: String,
    },
    EmptyValue,
    NotUrl,
    /// The address holds a name or a password.
    UrlCredentials,
    /// Still what the example file says.
    Example,
    ForTelegram,
    ForExports,
    ForBotRunner,
    /// The source project's database: this program has its own.
    OwnDatabase,
    /// The source project's web page: this program has its own window.
    OwnWindow,
    /// The level of the log is not set this way.
    LogLevel,
    /// So many more lines.
    More {
        lines: u32,
    },
}

impl Texts {
    pub(crate) fn env_meaning(self, meaning: Meaning) -> &'static str {
        match meaning {
            Meaning::ServerAddress => self.pick("address of the TestOps server", "адрес сервера TestOps"),
            Meaning::Token => self.pick("API token of TestOps", "API-токен TestOps"),
        }
    }

    pub(crate) fn env_ignored(self, why: &Ignored) -> String {
        let said = match why {
            Ignored::Repeated { line } => {
                return say!(
                    self,
                    "given again in line {line}, which counts",
                    "повторяется в строке {line}, учтена она"
                );
            }
            Ignored::GivenBy { key } => {
                return say!(self, "not needed: {key} is used", "не нужен: использован {key}");
            }
            Ignored::More { lines } => {
                return say!(
                    self,
                    "and {lines} more that were not used",
                    "и ещё {lines}, которые не использованы"
                );
            }
            Ignored::NotAssignment => self.pick("not of the form KEY=value", "не похоже на KEY=значение"),
            Ignored::QuoteNotClosed => self.pick("the quote is not closed", "кавычка не закрыта"),
            Ignored::UnknownKey => self.pick("unknown key", "неизвестный ключ"),
            Ignored::EmptyValue => self.pick("no value", "нет значения"),
            Ignored::NotUrl => {
                self.pick("not an http:// or https:// address", "не адрес вида http:// или https://")
            }
            Ignored::UrlCredentials => self.pick(
                "the address holds a name or a password before the @; enter it without them",
                "в адресе есть имя или пароль перед @; введите его без них",
            ),
            Ignored::Example => self.pick("still the example's value", "осталось значение из примера"),
            Ignored::ForTelegram => self.pick(
                "understood; this version has no Telegram bot",
                "понятно; в этой версии нет бота Telegram",
            ),
            Ignored::ForExports => {
                self.pick("understood: import it in Exports", "понятно: импортируйте в разделе «Экспорт»")
            }
            Ignored::ForBotRunner => {
                self.pick("understood; this version runs no bots", "понятно; эта версия не запускает ботов")
            }
            Ignored::OwnDatabase => self.pick(
                "not needed: the program has its own database",
                "не нужен: у программы своя база данных",
            ),
            Ignored::OwnWindow => {
                self.pick("not needed: the program has its own window", "не нужен: у программы своё окно")
            }
            Ignored::LogLevel => self
                .pick("not needed: the program keeps its own log", "не нужен: программа ведёт свой журнал"),
        };
        said.to_owned()
    }
}
