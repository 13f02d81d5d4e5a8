use super::{Texts, say};
use crate::core::ports::SecretError;
use crate::view::{Failure, Notice};

/// What a person must know of the start, and of what broke after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StartNotice<'a> {
    /// `backup_age` is said in words already.
    RestoredBackup {
        aside: &'a str,
        backup_age: &'a str,
    },
    StartedAfresh {
        aside: &'a str,
    },
    /// The settings row did not parse; `key` is where it was put.
    SettingsSetAside {
        key: &'a str,
    },
    /// The file of secrets could not be read.
    SecretsSetAside {
        aside: &'a str,
    },
    /// There is no keyring: secrets are in a file.
    SecretsInFile {
        path: &'a str,
    },
    /// The token of a stored connection could not be read yet.
    SecretsAwaited {
        why: &'a SecretError,
    },
    /// The token of a stored connection is not in the keyring.
    TokenMissing,
    /// A part of the program broke.
    Broken,
    /// What is stored cannot be read.
    CannotLoad {
        details: &'a str,
    },
    /// Exported files wait for the bucket.
    NotInBucket {
        failure: &'a Failure,
    },
}

impl StartNotice<'_> {
    /// The id of [`CannotLoad`](Self::CannotLoad), which goes by itself.
    pub(crate) const CANNOT_LOAD: &'static str = "cannot_load";
    /// The same of [`NotInBucket`](Self::NotInBucket).
    pub(crate) const NOT_IN_BUCKET: &'static str = "not_in_bucket";
}

impl Texts {
    #[expect(clippy::too_many_lines, reason = "one arm for each")]
    pub(crate) fn notice(self, notice: StartNotice<'_>) -> Notice {
        let (id, message, advice) = match notice {
            StartNotice::RestoredBackup { aside, backup_age } => (
                "database_restored",
                say!(
                    self,
                    "The database was damaged. The backup made {backup_age} took its place.",
                    "База данных была повреждена. Её заменила копия, сделанная {backup_age}."
                ),
                say!(self, "The damaged file was kept: {aside}", "Повреждённый файл сохранён: {aside}"),
            ),
            StartNotice::NotInBucket { failure } => {
                let why = &failure.message;
                (
                    StartNotice::NOT_IN_BUCKET,
                    say!(
                        self,
                        "Exported files wait for the bucket. {why}",
                        "Файлы экспорта ещё не в бакете. {why}"
                    ),
                    failure.advice.clone(),
                )
            }
            StartNotice::StartedAfresh { aside } => (
                "database_afresh",
                self.pick(
                    "The database was damaged and there was no backup: the program started afresh.",
                    "База данных была повреждена, а копии не было: программа начала с чистого листа.",
                )
                .to_owned(),
                say!(self, "The damaged file was kept: {aside}", "Повреждённый файл сохранён: {aside}"),
            ),
            StartNotice::SettingsSetAside { key } => (
                "settings_set_aside",
                self.pick(
                    "The stored settings could not be read: the defaults are in force.",
                    "Сохранённые настройки не удалось прочитать: действуют настройки по умолчанию.",
                )
                .to_owned(),
                say!(self, "They were kept in the database as {key}.", "Они остались в базе данных под именем {key}."),
            ),
            StartNotice::SecretsSetAside { aside } => (
                "secrets_set_aside",
                self.pick("The file with the token was damaged.", "Файл с токеном был повреждён.").to_owned(),
                say!(self, "The damaged file was kept: {aside}", "Повреждённый файл сохранён: {aside}"),
            ),
            StartNotice::SecretsInFile { path } => (
                "secrets_in_file",
                self.pick(
                    "No keyring answers, so the token is kept in a file that only you can read.",
                    "Системное хранилище паролей не отвечает, поэтому токен лежит в файле, доступном только вам.",
                )
                .to_owned(),
                path.to_owned(),
            ),
            StartNotice::SecretsAwaited { why: SecretError::Locked } => (
                "secrets_awaited",
                self.pick(
                    "The keyring is locked and waits for its password.",
                    "Хранилище паролей заблокировано и ждёт пароля.",
                )
                .to_owned(),
                self.pick(
                    "Unlock it where the system asks for it, or in your password manager: the program then goes on by itself.",
                    "Разблокируйте его в окне системы или в менеджере паролей — программа продолжит сама.",
                )
                .to_owned(),
            ),
            StartNotice::SecretsAwaited { why: SecretError::Unavailable(_) } => (
                "secrets_awaited",
                self.pick(
                    "The keyring does not answer yet, so the token cannot be read.",
                    "Хранилище паролей пока не отвечает, поэтому токен не прочитать.",
                )
                .to_owned(),
                self.pick(
                    "It is asked again every few seconds. If it stays silent, start your password manager or put the token in again in the settings.",
                    "Программа спрашивает его каждые несколько секунд. Если оно так и не ответит, запустите менеджер паролей или введите токен снова в настройках.",
                )
                .to_owned(),
            ),
            StartNotice::SecretsAwaited { why: SecretError::Failed(words) } => (
                "secrets_awaited",
                say!(self, "The token could not be read: {words}", "Не удалось прочитать токен: {words}"),
                self.pick(
                    "It is tried again every few seconds. If it stays so, put the token in again in the settings.",
                    "Программа пробует каждые несколько секунд. Если не поможет, введите токен снова в настройках.",
                )
                .to_owned(),
            ),
            StartNotice::TokenMissing => (
                "token_missing",
                self.pick("The token is no longer in the keyring.", "Токена больше нет в хранилище паролей.").to_owned(),
                self.pick("Put it in again in the settings.", "Введите его снова в настройках.").to_owned(),
            ),
            StartNotice::CannotLoad { details } => (
                StartNotice::CANNOT_LOAD,
                self.pick(
                    "The database does not answer, so nothing is watched and no export begins. It is tried again.",
                    "База данных не отвечает, поэтому прогоны не отслеживаются, а экспорт не начинается. Попытки продолжаются.",
                )
                .to_owned(),
                details.to_owned(),
            ),
            StartNotice::Broken => (
                "broken",
                self.pick("A part of the program failed and was started again.", "Часть программы дала сбой и была запущена снова.").to_owned(),
                self.pick(
                    "What was asked of the server is kept and watched on. If it happens again, report it with the diagnostics.",
                    "Всё, что было отправлено на сервер, сохранено и отслеживается дальше. Если это повторится, сообщите нам и приложите диагностику.",
                )
                .to_owned(),
            ),
        };
        Notice { id: id.to_owned(), message, advice }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::Language::Ru;

    #[test]
    fn a_damaged_database_says_where_the_file_is() {
        let notice = Texts(Ru)
            .notice(StartNotice::RestoredBackup {
                aside: "/d/x.db", backup_age: "3 ч 00 мин назад"
            });
        assert_eq!(
            notice.message,
            "База данных была повреждена. Её заменила копия, сделанная 3 ч 00 мин назад."
        );
        assert_eq!(notice.advice, "Повреждённый файл сохранён: /d/x.db");
    }
}
