//! What is said of bots in containers beside what the runner says of requests.

use bot_runner::Drift;

use super::safe::one_line;
use super::{Texts, say};
use crate::deployments::News;
use crate::view::DeploymentProblem;

const LINE: usize = 200;

impl Texts {
    pub(crate) fn deployed_title(self, name: &str) -> String {
        say!(self, "Bot {name} is deployed", "Бот {name} развёрнут")
    }

    pub(crate) fn not_deployed_title(self, name: &str) -> String {
        say!(self, "Bot {name} was not deployed", "Бот {name} не развёрнут")
    }

    pub(crate) fn bot_news_title(self, name: &str, news: News) -> String {
        match news {
            News::Crashed => {
                say!(
                    self,
                    "Bot {name} crashed and is started again",
                    "Бот {name} упал, программа запускает его снова"
                )
            }
            News::GaveUp => {
                say!(
                    self,
                    "Bot {name} crashed too often and stays down",
                    "Бот {name} падал слишком часто и остановлен"
                )
            }
            News::LifetimeOver => {
                say!(
                    self,
                    "Bot {name} has reached the end of its lifetime",
                    "Срок работы бота {name} закончился"
                )
            }
        }
    }

    /// `lines` are the bot's last ones.
    pub(crate) fn bot_end(self, exit_code: i64, out_of_memory: bool, lines: &[&str]) -> String {
        let why = if out_of_memory {
            self.pick("Its memory ran out.", "Не хватило памяти.").to_owned()
        } else {
            say!(self, "Exit code {exit_code}.", "Код завершения {exit_code}.")
        };
        lines.iter().fold(why, |text, line| text + "\n" + &one_line(line, LINE))
    }

    pub(crate) fn drift(self, drift: Drift) -> String {
        let none = self.pick("no limit", "без ограничения");
        let of = |number: u32| if number == 0 { none.to_owned() } else { number.to_string() };
        match drift {
            Drift::Memory { wanted, is } => {
                let is = of(is);
                say!(
                    self,
                    "Memory in MB was changed on the engine: {is} instead of {wanted}.",
                    "Память в МБ изменили на движке: {is} вместо {wanted}."
                )
            }
            Drift::Cpu { wanted, is } => {
                let is = if is == 0.0 { none.to_owned() } else { is.to_string() };
                say!(
                    self,
                    "CPU cores were changed on the engine: {is} instead of {wanted}.",
                    "Число ядер ЦП изменили на движке: {is} вместо {wanted}."
                )
            }
            Drift::Processes { wanted, is } => {
                let is = of(is);
                say!(
                    self,
                    "The number of processes was changed on the engine: {is} instead of {wanted}.",
                    "Число процессов изменили на движке: {is} вместо {wanted}."
                )
            }
            Drift::Image => self
                .pick(
                    "It runs from another image than was deployed.",
                    "Работает не из того образа, что был развёрнут.",
                )
                .to_owned(),
            Drift::Paused => self.pick("It was paused on the engine.", "Приостановлен на движке.").to_owned(),
        }
    }

    pub(crate) fn no_such_bot(self, name: &str) -> DeploymentProblem {
        let name = one_line(name, LINE);
        problem("NOT_FOUND", say!(self, "There is no bot {name}.", "Бота {name} нет."))
    }

    pub(crate) fn bot_is_busy(self, name: &str) -> DeploymentProblem {
        problem(
            "BUSY",
            say!(self, "Something is being done to {name} already.", "С ботом {name} уже что-то делается."),
        )
    }

    pub(crate) fn engine_is_looked_for(self) -> DeploymentProblem {
        let words =
            self.pick("The container engine is still being looked for.", "Движок контейнеров ещё ищется.");
        problem("ENGINE_STARTING", words.to_owned())
    }

    pub(crate) fn deployment_broke(self) -> DeploymentProblem {
        let words = self.pick("A part of the program broke.", "Сбой в самой программе.");
        problem("INTERNAL", words.to_owned())
    }

    pub(crate) fn path_not_chosen(self, path: &str) -> DeploymentProblem {
        let path = one_line(path, LINE);
        let message = say!(
            self,
            "{path} was not chosen in this window. Choose it again.",
            "{path}: путь не выбран в этом окне. Выберите его снова."
        );
        problem("INVALID_FILE_NAME", message)
    }

    pub(crate) fn log_not_saved(self, words: &str) -> String {
        say!(self, "The log could not be saved: {words}", "Не удалось сохранить журнал: {words}")
    }
}

fn problem(code: &str, message: String) -> DeploymentProblem {
    DeploymentProblem {
        code: code.to_owned(),
        message,
        field: None,
        details: Vec::new(),
        hint: None,
        example: None,
    }
}
