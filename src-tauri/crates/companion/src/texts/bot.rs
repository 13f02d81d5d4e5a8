//! Why the Telegram bot does not poll.

use super::safe::one_line;
use super::{Texts, say};
use crate::bot::{BotEnd, BotTrouble, Down, Stuck};
use crate::view::{Failure, FailureCode};

impl Texts {
    /// An outcome that was given up in chat. `words` are Telegram's.
    pub(crate) fn not_told_in_chat(
        self,
        run: Option<&str>,
        who: Option<&str>,
        words: &str,
    ) -> (String, String) {
        let title = match run {
            Some(run) => say!(self, "Not told in Telegram: {run}", "Не сообщено в Telegram: {run}"),
            None => self.pick("Not told in Telegram", "Не сообщено в Telegram").to_owned(),
        };
        let body = match who {
            Some(who) => say!(
                self,
                "The outcome did not reach the chat of {who}: {words}. It is on the page of the run.",
                "Итог не дошёл до чата, где его ждёт {who}: {words}. Он есть на странице прогона."
            ),
            None => say!(
                self,
                "The outcome did not reach the chat: {words}. It is on the page of the run.",
                "Итог не дошёл до чата: {words}. Он есть на странице прогона."
            ),
        };
        (title, body)
    }

    pub(crate) fn bot_trouble(self, trouble: &BotTrouble) -> Failure {
        let (code, message, advice, words) = match trouble {
            BotTrouble::Conflict { words } => (
                FailureCode::Rejected,
                self.pick(
                    "Another program polls Telegram with the same token.",
                    "Другая программа опрашивает Telegram с тем же токеном.",
                ),
                self.pick(
                    "End the other program, or ask BotFather for another token. It is tried again by itself.",
                    "Остановите другую программу или возьмите у BotFather другой токен. Программа попробует ещё раз сама.",
                ),
                words,
            ),
            BotTrouble::NoRoute { words } => (
                FailureCode::Unreachable,
                self.pick("Telegram cannot be reached.", "Не удаётся связаться с Telegram."),
                self.pick(
                    "Check the network, or set a proxy or a base URL for Telegram. It is tried again by itself.",
                    "Проверьте сеть или укажите прокси либо базовый адрес для Telegram. Программа попробует ещё раз сама.",
                ),
                words,
            ),
            BotTrouble::Proxy { words } => (
                FailureCode::Proxy,
                self.pick(
                    "The proxy does not let us through to Telegram.",
                    "Прокси не пропускает запросы к Telegram.",
                ),
                self.pick(
                    "Check the proxy's address, user and password.",
                    "Проверьте адрес прокси, имя пользователя и пароль.",
                ),
                words,
            ),
            BotTrouble::Other { words } => return self.bot_broke(Some(words.clone())),
        };
        failure(code, message, advice, Some(words.clone()))
    }

    pub(crate) fn bot_down(self, why: &Down) -> Failure {
        match why {
            Down::Trouble(trouble) => self.bot_trouble(trouble),
            Down::Panicked | Down::Ended => self.bot_broke(None),
            Down::Secrets { words } => failure(
                FailureCode::Secrets,
                self.pick("The bot's token could not be read.", "Не удалось прочитать токен бота."),
                self.pick(
                    "Unlock the system's keyring. It is tried again by itself.",
                    "Разблокируйте системное хранилище паролей. Программа попробует ещё раз сама.",
                ),
                Some(words.clone()),
            ),
        }
    }

    /// Why a trial did not reach the bot.
    pub(crate) fn bot_not_reached(self, end: &BotEnd) -> Failure {
        match end {
            BotEnd::BadToken => self.bot_stuck(Stuck::BadToken),
            BotEnd::Trouble(BotTrouble::Other { words }) => failure(
                FailureCode::Unreachable,
                self.pick("What answers there is not Telegram.", "По этому адресу отвечает не Telegram."),
                self.pick(
                    "Check the base URL; leave it empty for Telegram itself.",
                    "Проверьте базовый адрес; для самого Telegram оставьте поле пустым.",
                ),
                Some(words.clone()),
            ),
            BotEnd::Trouble(trouble) => self.bot_trouble(trouble),
            BotEnd::Stopped => self.bot_broke(None),
        }
    }

    pub(crate) fn bot_down_title(self) -> &'static str {
        self.pick("The Telegram bot stopped", "Telegram-бот остановился")
    }

    /// Of one that has not polled for long.
    pub(crate) fn bot_silent_title(self) -> &'static str {
        self.pick("The Telegram bot is not polling", "Telegram-бот не на связи")
    }

    /// Nothing is known of why.
    pub(crate) fn bot_does_not_begin(self) -> Failure {
        failure(
            FailureCode::Timeout,
            self.pick("It has been starting for a long time.", "Он запускается слишком долго."),
            self.pick(
                "See whether the system's keyring asks for its password.",
                "Проверьте, не ждёт ли пароля системное хранилище паролей.",
            ),
            None,
        )
    }

    pub(crate) fn access_asked_title(self, name: &str) -> String {
        let name = one_line(name, 80);
        say!(self, "{name} asks to use the Telegram bot", "{name} просит доступ к Telegram-боту")
    }

    pub(crate) fn access_asked_body(self) -> String {
        self.pick("Allow or refuse it under Telegram.", "Разрешите или откажите в разделе Telegram.")
            .to_owned()
    }

    pub(crate) fn bot_stuck(self, why: Stuck) -> Failure {
        let (code, message, advice) = match why {
            Stuck::NoToken => (
                FailureCode::Input,
                self.pick("The bot has no token.", "У бота нет токена."),
                self.pick(
                    "Ask @BotFather in Telegram for a token and enter it here.",
                    "Получите токен у @BotFather в Telegram и введите его здесь.",
                ),
            ),
            Stuck::BadToken => (
                FailureCode::Unauthorized,
                self.pick("Telegram does not know this token.", "Telegram не знает такого токена."),
                self.pick(
                    "Ask @BotFather for the bot's token and enter it anew.",
                    "Узнайте токен бота у @BotFather и введите его заново.",
                ),
            ),
            Stuck::NoBot => (
                FailureCode::Internal,
                self.pick("This program has no bot in it.", "В этой программе нет бота."),
                self.pick("Install the full program.", "Установите полную программу."),
            ),
        };
        failure(code, message, advice, None)
    }

    fn bot_broke(self, details: Option<String>) -> Failure {
        failure(
            FailureCode::Internal,
            self.pick("The bot stopped unexpectedly.", "Бот неожиданно остановился."),
            self.pick(
                "It begins again by itself. If it stays so, report it with the diagnostics.",
                "Он запустится снова сам. Если не поможет, сообщите нам и приложите диагностику.",
            ),
            details,
        )
    }
}

fn failure(code: FailureCode, message: &str, advice: &str, details: Option<String>) -> Failure {
    Failure { code, message: message.to_owned(), advice: advice.to_owned(), details }
}
