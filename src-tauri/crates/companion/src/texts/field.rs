use super::safe::one_line;
use super::{Texts, say};

/// What is wrong with a field of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault<'a> {
    Empty,
    TooLong {
        max: usize,
        is: usize,
    },
    /// The job no longer has the parameter.
    UnknownParameter {
        name: &'a str,
    },
    TwiceGiven {
        name: &'a str,
    },
    OutOfRange {
        min: u32,
        max: u32,
    },
    NotTime,
    UnknownPlaceholder {
        name: &'a str,
    },
    NotUrl,
    UrlScheme,
    /// A name or a password before the host.
    UrlCredentials,
    TokenMissing,
    FileMissing {
        path: &'a str,
    },
    NotCertificate {
        path: &'a str,
    },
    NotProxy,
    NotBotToken,
    NotBucket,
    NotPrefix,
    /// The one that is kept was given for another key or another store.
    SecretAgain,
    /// The one that is kept was given for another server.
    BotTokenAgain,
    ProxyReadsToken,
    NotPerson,
    PersonNeedsId,
    PersonGone,
    OwnerByCode,
    JobGone,
}

impl Texts {
    fn proxy_reads_token(self) -> &'static str {
        self.pick(
            "Over http this proxy would read the bot's token. Begin the base URL with https, or use a proxy on this machine.",
            "По http этот прокси прочитает токен бота. Укажите базовый адрес с https или прокси на этом компьютере.",
        )
    }

    fn not_url(self) -> &'static str {
        self.pick(
            "An address such as https://testops.example.com.",
            "Адрес вида https://testops.example.com.",
        )
    }

    fn url_scheme(self) -> &'static str {
        self.pick(
            "The address must begin with https:// or http://.",
            "Адрес должен начинаться с https:// или http://.",
        )
    }

    fn url_credentials(self) -> &'static str {
        self.pick(
            "Leave out the name and the password before the @: they are not used.",
            "Уберите имя и пароль перед @: они не используются.",
        )
    }

    fn bucket_fault(self, fault: Fault<'_>) -> &'static str {
        if fault == Fault::NotBucket {
            return self.pick(
                "A bucket's name: letters, digits, hyphens and dots.",
                "Имя бакета: латинские буквы, цифры, дефисы и точки.",
            );
        }
        if fault == Fault::NotPrefix {
            return self
                .pick("A path such as exports/team, without .. in it.", "Путь вида exports/team, без «..».");
        }
        self.pick(
            "Enter the secret key that belongs to this key and this store.",
            "Введите секретный ключ для этого ключа и этого хранилища.",
        )
    }

    pub(crate) fn fault(self, fault: Fault<'_>) -> String {
        match fault {
            Fault::Empty => self.pick("Must not be empty.", "Не должно быть пустым.").to_owned(),
            Fault::TooLong { max, is } => {
                say!(self, "At most {max} characters, now {is}.", "Не больше {max} символов, сейчас {is}.")
            }
            Fault::UnknownParameter { name } => {
                let name = one_line(name, 80);
                say!(
                    self,
                    "The job no longer has the parameter “{name}”.",
                    "У джобы больше нет параметра «{name}»."
                )
            }
            Fault::TwiceGiven { name } => {
                let name = one_line(name, 80);
                say!(self, "“{name}” is given twice.", "«{name}» указан дважды.")
            }
            Fault::OutOfRange { min, max } => {
                say!(self, "A whole number from {min} to {max}.", "Целое число от {min} до {max}.")
            }
            Fault::NotTime => self
                .pick("A time such as 08:30, from 00:00 to 23:59.", "Время вида 08:30, от 00:00 до 23:59.")
                .to_owned(),
            Fault::UnknownPlaceholder { name } => {
                let name = one_line(name, 40);
                say!(
                    self,
                    "There is no {{{name}}}; there are {{job}}, {{project}}, {{date}} and {{time}}.",
                    "Подстановки {{{name}}} нет; есть {{job}}, {{project}}, {{date}} и {{time}}."
                )
            }
            Fault::NotUrl => self.not_url().to_owned(),
            Fault::UrlScheme => self.url_scheme().to_owned(),
            Fault::UrlCredentials => self.url_credentials().to_owned(),
            Fault::TokenMissing => self
                .pick("An API token from your TestOps profile.", "Нужен API-токен из вашего профиля TestOps.")
                .to_owned(),
            Fault::FileMissing { path } => {
                say!(self, "{path} cannot be read.", "Не удаётся прочитать {path}.")
            }
            Fault::NotCertificate { path } => {
                say!(
                    self,
                    "{path} holds no certificate in PEM form.",
                    "В {path} нет сертификата в формате PEM."
                )
            }
            Fault::NotProxy => self
                .pick(
                    "A proxy such as http://user@host:3128 or socks5://host:1080.",
                    "Прокси вида http://user@host:3128 или socks5://host:1080.",
                )
                .to_owned(),
            Fault::NotBucket | Fault::NotPrefix | Fault::SecretAgain => self.bucket_fault(fault).to_owned(),
            Fault::ProxyReadsToken => self.proxy_reads_token().to_owned(),
            Fault::BotTokenAgain => self
                .pick(
                    "Enter the token again: the one that is kept was given for another server.",
                    "Введите токен ещё раз: сохранённый был дан для другого сервера.",
                )
                .to_owned(),
            Fault::NotPerson => self
                .pick(
                    "A username such as @anna_k, or a numeric Telegram id.",
                    "Имя пользователя вида @anna_k или числовой id в Telegram.",
                )
                .to_owned(),
            Fault::PersonNeedsId => self
                .pick(
                    "A username can change hands: they can be an admin once they have written to the bot.",
                    "Имя пользователя может сменить владельца: администратором человек может стать, когда напишет боту.",
                )
                .to_owned(),
            Fault::PersonGone => self
                .pick("They were sent away meanwhile.", "У этого человека уже отозвали доступ.")
                .to_owned(),
            Fault::OwnerByCode => self
                .pick(
                    "The owner is bound by a one-time code only.",
                    "Владельца назначает только одноразовый код.",
                )
                .to_owned(),
            Fault::NotBotToken => self
                .pick(
                    "A token as BotFather gives it, such as 123456:ABC-def.",
                    "Токен в том виде, в каком его даёт BotFather: 123456:ABC-def.",
                )
                .to_owned(),
            Fault::JobGone => self
                .pick("The job is no longer on the server.", "Этой джобы больше нет на сервере.")
                .to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::Language::{En, Ru};

    #[test]
    fn a_fault_says_what_would_be_right() {
        let said = Texts(En).fault(Fault::UnknownPlaceholder { name: "day" });
        assert_eq!(said, "There is no {day}; there are {job}, {project}, {date} and {time}.");
        assert_eq!(Texts(Ru).fault(Fault::OutOfRange { min: 5, max: 600 }), "Целое число от 5 до 600.");
        assert_eq!(Texts(En).fault(Fault::TooLong { max: 255, is: 300 }), "At most 255 characters, now 300.");
    }
}
