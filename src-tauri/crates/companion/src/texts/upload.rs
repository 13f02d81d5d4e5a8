//! What is said of uploads of results.

use allure_results::{Reason, Unreadable};

use super::safe::one_line;
use super::{Texts, say};
use crate::uploads::{Doubt, Halt, Missed};

const LINE: usize = 200;

impl Texts {
    /// What is wrong with a file of results.
    pub(crate) fn broken_result(self, reason: &Reason) -> String {
        let words = match reason {
            Reason::NotJson(why) => {
                let why = one_line(why, LINE);
                return say!(self, "not JSON: {why}", "это не JSON: {why}");
            }
            Reason::Unreadable(why) => {
                let why = one_line(why, LINE);
                return say!(self, "cannot be read: {why}", "не читается: {why}");
            }
            Reason::LoneSurrogate => {
                self.pick("half of a surrogate pair in its text", "половина суррогатной пары в тексте")
            }
            Reason::NoName => self.pick("the test or a step has no name", "у теста или шага нет названия"),
            Reason::Characters => {
                self.pick("characters that a server refuses", "символы, которые сервер не принимает")
            }
            Reason::TooLarge => self.pick("too large", "слишком большой"),
            Reason::NotAPlainFile => {
                self.pick("a link or a device, not a file", "ссылка или устройство, а не файл")
            }
            Reason::Path => self.pick("its path leads out of the archive", "путь ведёт за пределы архива"),
            Reason::Repeated => self.pick("the archive has this name twice", "это имя есть в архиве дважды"),
        };
        words.to_owned()
    }

    pub(crate) fn file_not_sent(self, why: Missed) -> &'static str {
        match why {
            Missed::TooLarge => {
                self.pick("the server does not take that much", "слишком большой для сервера")
            }
            Missed::Gone => self.pick("cannot be read any more", "больше не читается"),
        }
    }

    pub(crate) fn unreadable_results(self, why: &Unreadable) -> String {
        match why {
            Unreadable::Io(error) => {
                let error = one_line(&error.to_string(), LINE);
                say!(self, "The results cannot be read: {error}", "Не удаётся прочитать результаты: {error}")
            }
            Unreadable::NotAnArchive => self
                .pick(
                    "This is neither a folder nor a zip, tar or tar.gz archive.",
                    "Это не папка и не архив zip, tar или tar.gz.",
                )
                .to_owned(),
            Unreadable::Damaged(why) => {
                let why = one_line(why, LINE);
                say!(self, "The archive is damaged: {why}", "Архив повреждён: {why}")
            }
            Unreadable::TooManyFiles(most) => {
                say!(self, "It holds more than {most} files.", "Внутри больше {most} файлов.")
            }
            Unreadable::TooLarge(most) => {
                let most = most >> 30;
                say!(self, "It holds more than {most} GB.", "Внутри больше {most} ГБ.")
            }
        }
    }

    /// Why an upload stopped, with what to do; not for pauses and failures of the server.
    pub(crate) fn upload_halted(self, halt: &Halt) -> (String, &'static str) {
        let (words, advice) = match halt {
            Halt::Nothing => (
                self.pick(
                    "No result in it that a server could take.",
                    "Здесь нет результатов, которые принял бы сервер.",
                ),
                self.pick("Choose another folder.", "Выберите другую папку."),
            ),
            Halt::Closed => (
                self.pick("The launch is closed.", "Запуск закрыт."),
                self.pick(
                    "Reopen it in TestOps, then continue.",
                    "Откройте его снова в TestOps и продолжите.",
                ),
            ),
            Halt::OtherProject => (
                self.pick("The launch belongs to another project.", "Этот запуск из другого проекта."),
                self.pick("Choose a launch of this project.", "Выберите запуск этого проекта."),
            ),
            Halt::Elsewhere => (
                self.pick(
                    "Another program sends these results.",
                    "Эти результаты отправляет другая программа.",
                ),
                self.pick("Wait until it is done, or end it.", "Дождитесь её завершения или остановите её."),
            ),
            Halt::Unknown(Doubt::Launch) => (
                self.pick("It is not known whether the launch was made.", "Неизвестно, создан ли запуск."),
                self.pick(
                    "Look for it in TestOps and send the results into it, or begin anew.",
                    "Найдите его в TestOps и отправьте результаты в него или начните заново.",
                ),
            ),
            Halt::Unknown(Doubt::Batch) => (
                self.pick(
                    "The last files may have arrived in part, so nothing more was sent.",
                    "Последние файлы могли дойти частично, поэтому больше ничего не отправлено.",
                ),
                self.pick(
                    "Look at the launch in TestOps. Continue counts again; or begin anew.",
                    "Посмотрите запуск в TestOps. «Продолжить» посчитает ещё раз; или начните заново.",
                ),
            ),
            Halt::Unknown(Doubt::Count) => (
                self.pick(
                    "Everything is sent, and the server does not tell how many results it has.",
                    "Всё отправлено, но сервер не сообщает, сколько у него результатов.",
                ),
                self.pick("Continue to count again.", "Нажмите «Продолжить», чтобы пересчитать."),
            ),
            Halt::Miscounted { sent, counted } => {
                let words = say!(
                    self,
                    "{sent} results were sent, the launch has {counted} of them. It stays open.",
                    "Отправлено результатов: {sent}, в запуске их {counted}. Запуск остался открытым."
                );
                let advice = self.pick(
                    "Look at the launch in TestOps. Continue counts again.",
                    "Посмотрите запуск в TestOps. «Продолжить» посчитает ещё раз.",
                );
                return (words, advice);
            }
            Halt::Broke(why) => {
                let why = one_line(why, LINE);
                let words = say!(self, "The upload broke off: {why}", "Отправка прервалась: {why}");
                return (words, self.pick("Continue to go on.", "Нажмите «Продолжить»."));
            }
            Halt::Paused | Halt::Server { .. } => ("", ""),
        };
        (words.to_owned(), advice)
    }
}
