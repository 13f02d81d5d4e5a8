//! What is said of tests that the person runs.

use super::safe::one_line;
use super::{Texts, say};
use crate::manual::{LARGEST, LONGEST, MOST, Unkept, Why};

impl Texts {
    /// Why a decision is not kept.
    pub(crate) fn manual_unkept(self, why: Unkept) -> String {
        let megabytes = LARGEST >> 20;
        match why {
            Unkept::NoStatus => self.pick("Choose how the test ended.", "Выберите, чем закончился тест.").to_owned(),
            Unkept::NoMessage => self.pick("Say what went wrong.", "Напишите, что пошло не так.").to_owned(),
            Unkept::MessageTooLong => say!(
                self,
                "The message is too long: at most {LONGEST} characters.",
                "Сообщение слишком длинное: не больше {LONGEST} символов."
            ),
            Unkept::TooManySteps => {
                self.pick("The test has too many steps.", "В тесте слишком много шагов.").to_owned()
            }
            Unkept::TooManyPictures => {
                say!(self, "At most {MOST} pictures for a test.", "Не больше {MOST} картинок на тест.")
            }
            Unkept::PictureTooLarge => say!(
                self,
                "The picture is too large: at most {megabytes} MB.",
                "Картинка слишком большая: не больше {megabytes} МБ."
            ),
            Unkept::NoPicture => self
                .pick(
                    "This is not a picture. PNG, JPEG, GIF and WebP are taken.",
                    "Это не картинка. Подходят PNG, JPEG, GIF и WebP.",
                )
                .to_owned(),
            Unkept::NoRoom => self
                .pick(
                    "Too many pictures wait to be sent. Connect to the server, or decide without a picture.",
                    "Слишком много картинок ждут отправки. Подключитесь к серверу или сохраните результат без картинки.",
                )
                .to_owned(),
        }
    }

    /// Why a decision was not taken, or what of it was not kept.
    pub(crate) fn manual_why(self, why: &Why) -> String {
        let words = match why {
            Why::Gone => {
                self.pick("The test is no longer in the launch.", "Этого теста больше нет в запуске.")
            }
            Why::Replaced => self.pick(
                "The test was started again meanwhile. Open the new one.",
                "Тест тем временем запустили заново. Откройте новый.",
            ),
            Why::Closed => self.pick(
                "The launch is closed, and its results cannot be changed.",
                "Запуск закрыт, его результаты нельзя менять.",
            ),
            Why::NoRights => self.pick(
                "You have no right to change results in this project.",
                "У вас нет права менять результаты в этом проекте.",
            ),
            Why::Theirs { status, by } => return self.manual_theirs(status.as_deref(), by.as_deref()),
            Why::NoEffect => self.pick(
                "TestOps said yes, and the result stayed as it was.",
                "TestOps ответил согласием, но результат не изменился.",
            ),
            Why::Rejected { words: Some(words) } => {
                let words = one_line(words, 300);
                return say!(
                    self,
                    "TestOps did not take it: {words}",
                    "TestOps не принял результат: {words}"
                );
            }
            Why::Rejected { words: None } => {
                self.pick("TestOps did not take it.", "TestOps не принял результат.")
            }
            Why::NoPicture => {
                self.pick("A picture is no longer on the disk.", "Одной из картинок больше нет на диске.")
            }
            Why::MessageLost => {
                self.pick("The result is there without its message.", "Результат сохранён без сообщения.")
            }
            Why::StepsLost => {
                self.pick("The result is there without its steps.", "Результат сохранён без шагов.")
            }
        };
        words.to_owned()
    }

    fn manual_theirs(self, status: Option<&str>, by: Option<&str>) -> String {
        let status = match status {
            Some("passed") => self.pick("passed", "пройден"),
            Some("failed") => self.pick("failed", "упал"),
            Some("broken") => self.pick("broken", "сломан"),
            Some("skipped") => self.pick("skipped", "пропущен"),
            Some(_) => self.pick("unknown", "неизвестно"),
            None => self.pick("not run", "не выполнен"),
        };
        match by.map(|by| one_line(by, 80)) {
            Some(by) => say!(
                self,
                "Meanwhile {by} decided: {status}. Your decision was not sent.",
                "Тем временем {by} поставил(а) статус: {status}. Ваше решение не отправлено."
            ),
            None => say!(
                self,
                "Meanwhile somebody else decided: {status}. Your decision was not sent.",
                "Тем временем кто-то поставил статус: {status}. Ваше решение не отправлено."
            ),
        }
    }
}
