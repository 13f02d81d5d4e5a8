use testops::ProxyFault;

use super::safe::one_line;
use super::{Texts, Trouble, say};
use crate::view::Failure;

impl Texts {
    /// `details` are technical and to be copied; they never hold a secret.
    pub(crate) fn failure(self, trouble: Trouble<'_>, details: Option<String>) -> Failure {
        Failure {
            code: trouble.code(),
            message: self.message(trouble),
            advice: self.advice(trouble).to_owned(),
            details,
        }
    }

    #[expect(clippy::too_many_lines, reason = "one arm for each")]
    fn message(self, trouble: Trouble<'_>) -> String {
        match trouble {
            Trouble::Unreachable { host } => {
                say!(self, "{host} cannot be reached.", "Не удаётся связаться с {host}.")
            }
            Trouble::Certificate { host } => {
                say!(
                    self,
                    "The certificate of {host} is not trusted.",
                    "Сертификату сервера {host} нет доверия."
                )
            }
            Trouble::NotTls { host } => {
                say!(self, "{host} does not speak HTTPS.", "{host} не отвечает по HTTPS.")
            }
            Trouble::Proxy { proxy, fault } => self.proxy_message(proxy, fault),
            Trouble::Timeout { host } => {
                say!(self, "{host} did not answer in time.", "{host} не ответил вовремя.")
            }
            Trouble::Rejected { status, words } => {
                let words = self.quoted(words);
                say!(
                    self,
                    "The server refused the request ({status}){words}.",
                    "Сервер отклонил запрос ({status}){words}."
                )
            }
            Trouble::TooManyRequests { wait: Some(wait) } => {
                let wait = self.duration(wait);
                say!(self, "The server asks to wait for {wait}.", "Сервер просит подождать {wait}.")
            }
            Trouble::ServerError { status, words } => {
                let words = self.quoted(words);
                say!(self, "The server failed ({status}){words}.", "Ошибка на сервере ({status}){words}.")
            }
            Trouble::NotTestops { host } => {
                say!(
                    self,
                    "{host} answers, but it is not Allure TestOps.",
                    "{host} отвечает, но это не Allure TestOps."
                )
            }
            Trouble::ReadOnlyFolder { dir } => {
                say!(self, "The folder {dir} cannot be written to.", "В папку {dir} нельзя писать.")
            }
            Trouble::FileUnreadable { path } => {
                say!(self, "The file {path} cannot be read.", "Не удаётся прочитать файл {path}.")
            }
            Trouble::NotChosen { path } => say!(
                self,
                "The window may use {path} only after you chose it.",
                "Окно может обратиться к {path}, только если вы сами выберете этот путь."
            ),
            Trouble::FileTooLarge { path } => {
                say!(self, "The file {path} is too large.", "Файл {path} слишком большой.")
            }
            Trouble::TooManyCases { most } => say!(
                self,
                "One edit takes at most {most} test cases.",
                "За одну правку можно изменить не больше {most} тест-кейсов."
            ),
            Trouble::Export(trouble) => self.export_message(trouble),
            Trouble::Unauthorized => {
                self.pick("The server does not accept the token.", "Сервер не принимает токен.").to_owned()
            }
            Trouble::Forbidden => self
                .pick("Your account may not do this.", "У вашей учётной записи нет на это прав.")
                .to_owned(),
            Trouble::NotFound => self
                .pick("The server does not have this any more.", "На сервере этого больше нет.")
                .to_owned(),
            Trouble::TooManyRequests { wait: None } => self
                .pick("The server gets too many requests.", "Сервер получает слишком много запросов.")
                .to_owned(),
            Trouble::HtmlAnswer => {
                self.pick("A web page came instead of data.", "Вместо данных пришла веб-страница.").to_owned()
            }
            Trouble::CutAnswer => {
                self.pick("The server's answer broke off.", "Ответ сервера оборвался.").to_owned()
            }
            Trouble::StrangeAnswer => self
                .pick("The server's answer could not be understood.", "Не удалось разобрать ответ сервера.")
                .to_owned(),
            Trouble::NotConnected => self.pick("No server is set up.", "Сервер не настроен.").to_owned(),
            Trouble::DiskFull => self.pick("The disk is full.", "На диске нет места.").to_owned(),
            Trouble::NewerDatabase => self
                .pick(
                    "The data were written by a newer version.",
                    "Данные записаны более новой версией программы.",
                )
                .to_owned(),
            Trouble::DamagedDatabase => {
                self.pick("The database is damaged.", "База данных повреждена.").to_owned()
            }
            Trouble::NoDatabase => self.pick("The database did not open.", "База не открылась.").to_owned(),
            Trouble::Storage => {
                self.pick("The data could not be stored.", "Не удалось сохранить данные.").to_owned()
            }
            Trouble::Secrets => {
                self.pick("The keyring does not answer.", "Хранилище паролей не отвечает.").to_owned()
            }
            Trouble::SecretsLocked => {
                self.pick("The keyring is locked.", "Хранилище паролей заблокировано.").to_owned()
            }
            Trouble::Forgotten => self.pick("It is no longer here.", "Этого здесь больше нет.").to_owned(),
            Trouble::OtherServer => self.of_other_server().to_owned(),
            Trouble::Demo => self.pick("The demo did not start.", "Демо не запустилось.").to_owned(),
            Trouble::NotOpened => self.pick("The browser did not open.", "Браузер не открылся.").to_owned(),
            Trouble::Internal => self.of_ours().to_owned(),
        }
    }

    fn proxy_message(self, proxy: &str, fault: ProxyFault) -> String {
        match fault {
            ProxyFault::Unreachable => {
                say!(self, "The proxy {proxy} cannot be reached.", "Не удаётся связаться с прокси {proxy}.")
            }
            ProxyFault::Credentials => say!(
                self,
                "The proxy {proxy} refuses the user or the password.",
                "Прокси {proxy} не принимает имя пользователя или пароль."
            ),
            ProxyFault::NoCredentials => say!(
                self,
                "The proxy {proxy} wants a user and a password.",
                "Прокси {proxy} требует имя пользователя и пароль."
            ),
            ProxyFault::Ntlm => say!(
                self,
                "The proxy {proxy} wants NTLM or Negotiate, which this program does not speak.",
                "Прокси {proxy} требует NTLM или Negotiate, а программа их не поддерживает."
            ),
            ProxyFault::Digest => say!(
                self,
                "The proxy {proxy} wants Digest, which this program does not speak.",
                "Прокси {proxy} требует Digest, а программа его не поддерживает."
            ),
            ProxyFault::OtherScheme => say!(
                self,
                "The proxy {proxy} wants a sign-in that this program does not speak.",
                "Прокси {proxy} требует вход, который программа не поддерживает."
            ),
            ProxyFault::Refused => say!(
                self,
                "The proxy {proxy} does not let us through.",
                "Прокси {proxy} не пропускает запросы."
            ),
        }
    }

    fn of_other_server(self) -> &'static str {
        self.pick(
            "It belongs to a server that is not in use.",
            "Это относится к серверу, который сейчас не подключён.",
        )
    }

    fn of_ours(self) -> &'static str {
        self.pick("Something went wrong in the program.", "В программе произошла ошибка.")
    }

    pub(super) fn quoted(self, words: Option<&str>) -> String {
        let words = one_line(words.unwrap_or_default(), 300);
        let words = words.trim_end_matches('.');
        if words.is_empty() {
            return String::new();
        }
        say!(self, ": “{words}”", ": «{words}»")
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::super::ExportTrouble;
    use super::*;
    use crate::view::FailureCode;
    use crate::view::Language::{En, Ru};

    #[test]
    fn a_failure_names_its_cause_and_the_next_step() {
        let trouble = Trouble::Rejected { status: 409, words: Some("Validation\u{202e} error.\n") };
        let said = Texts(En).failure(trouble, None);
        assert_eq!(said.message, "The server refused the request (409): “Validation error”.");
        assert_eq!(said.code, FailureCode::Rejected);
        let said = Texts(Ru).failure(Trouble::TooManyRequests { wait: Some(TimeDelta::seconds(90)) }, None);
        assert_eq!(said.message, "Сервер просит подождать 1 мин.");
        let said = Texts(Ru).failure(Trouble::ServerError { status: 502, words: None }, None);
        assert_eq!(said.message, "Ошибка на сервере (502).");
    }

    #[test]
    fn a_proxy_that_wants_ntlm_is_told_as_such_with_the_way_out() {
        let trouble = Trouble::Proxy { proxy: "http://p:3128", fault: ProxyFault::Ntlm };
        let said = Texts(En).failure(trouble, None);
        assert!(said.message.contains("NTLM") && said.advice.contains("cntlm"), "{said:?}");
        let said = Texts(Ru).failure(trouble, None);
        assert!(said.message.contains("NTLM") && said.advice.contains("px"), "{said:?}");
    }

    #[test]
    fn every_failure_is_whole_in_both_languages() {
        let (host, path, words) = ("h", "p", Some("w"));
        let all = [
            Trouble::Unreachable { host },
            Trouble::Certificate { host },
            Trouble::NotTls { host },
            Trouble::Proxy { proxy: "p", fault: ProxyFault::Refused },
            Trouble::Proxy { proxy: "p", fault: ProxyFault::Unreachable },
            Trouble::Proxy { proxy: "p", fault: ProxyFault::Credentials },
            Trouble::Proxy { proxy: "p", fault: ProxyFault::NoCredentials },
            Trouble::Proxy { proxy: "p", fault: ProxyFault::Ntlm },
            Trouble::Proxy { proxy: "p", fault: ProxyFault::Digest },
            Trouble::Proxy { proxy: "p", fault: ProxyFault::OtherScheme },
            Trouble::Timeout { host },
            Trouble::Unauthorized,
            Trouble::Forbidden,
            Trouble::NotFound,
            Trouble::Rejected { status: 400, words },
            Trouble::TooManyRequests { wait: None },
            Trouble::ServerError { status: 500, words },
            Trouble::HtmlAnswer,
            Trouble::CutAnswer,
            Trouble::StrangeAnswer,
            Trouble::NotTestops { host },
            Trouble::NotConnected,
            Trouble::DiskFull,
            Trouble::ReadOnlyFolder { dir: "d" },
            Trouble::NewerDatabase,
            Trouble::DamagedDatabase,
            Trouble::NoDatabase,
            Trouble::Storage,
            Trouble::Secrets,
            Trouble::SecretsLocked,
            Trouble::FileUnreadable { path },
            Trouble::NotChosen { path },
            Trouble::FileTooLarge { path },
            Trouble::TooManyCases { most: 500 },
            Trouble::Export(ExportTrouble::FolderGone { dir: "d" }),
            Trouble::Export(ExportTrouble::FolderReadOnly { dir: "d" }),
            Trouble::Export(ExportTrouble::FolderBusy { dir: "d" }),
            Trouble::Export(ExportTrouble::NoSpace { wanted: 2, free: 1 }),
            Trouble::Export(ExportTrouble::GroupGone { name: "g" }),
            Trouble::Export(ExportTrouble::NothingFound),
            Trouble::Export(ExportTrouble::FilterInvalid),
            Trouble::Export(ExportTrouble::NotPrepared { words }),
            Trouble::Export(ExportTrouble::WrongCount { came: 1, counted: 2 }),
            Trouble::Export(ExportTrouble::WrongHeader),
            Trouble::Export(ExportTrouble::BrokenFile { line: 3 }),
            Trouble::Export(ExportTrouble::FileGone { path }),
            Trouble::Export(ExportTrouble::FileNotOpened),
            Trouble::Export(ExportTrouble::NotInBucket),
            Trouble::Export(ExportTrouble::Bucket { fault: &shelf::Fault::NoBucket }),
            Trouble::Export(ExportTrouble::Bucket { fault: &shelf::Fault::WrongRegion(None) }),
            Trouble::Export(ExportTrouble::NoMarkdown { dir: "d" }),
            Trouble::Export(ExportTrouble::NoCases { dir: "d" }),
            Trouble::Export(ExportTrouble::NotCommitted { dir: "d" }),
            Trouble::Forgotten,
            Trouble::OtherServer,
            Trouble::Demo,
            Trouble::NotOpened,
            Trouble::Internal,
        ];
        for trouble in all {
            let (en, ru) = (Texts(En).failure(trouble, None), Texts(Ru).failure(trouble, None));
            for text in [&en.message, &en.advice, &ru.message, &ru.advice] {
                assert!(text.ends_with('.') && !text.contains(['{', '}']), "{text}");
            }
            let cyrillic = |text: &str| text.contains(|c| ('а'..='я').contains(&c));
            assert!(cyrillic(&ru.message) && cyrillic(&ru.advice), "{ru:?}");
            assert!(!cyrillic(&en.message) && !cyrillic(&en.advice), "{en:?}");
        }
    }
}
