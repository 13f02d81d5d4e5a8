//! What is said of scheduled launches.

use chrono::NaiveDateTime;

use super::plural::Forms;
use super::safe::one_line;
use super::{Texts, say};
use crate::cron::Missed;
use crate::schedules::ParameterChange;

const TIMES: Forms = Forms { en: ["due time", "due times"], ru: ["срок", "срока", "сроков"] };

impl Texts {
    pub(crate) fn after_job(self, job: &str) -> String {
        let job = one_line(job, 120);
        say!(self, "each time “{job}” passes", "каждый раз, когда «{job}» проходит успешно")
    }

    pub(crate) fn goes_round(self) -> &'static str {
        self.pick("The jobs would launch one another for ever.", "Джобы запускали бы друг друга бесконечно.")
    }

    pub(crate) fn scheduled_job_gone(self, job: &str) -> String {
        let job = one_line(job, 120);
        say!(
            self,
            "The job “{job}” is no longer on the server. Choose another one, or delete the schedule.",
            "Джобы «{job}» больше нет на сервере. Выберите другую или удалите расписание."
        )
    }

    pub(crate) fn parameters_changed(self, change: &ParameterChange) -> String {
        let names =
            |names: &[String]| names.iter().map(|name| one_line(name, 60)).collect::<Vec<_>>().join(", ");
        let mut said = Vec::new();
        if !change.gone.is_empty() {
            let gone = names(&change.gone);
            said.push(say!(self, "The job no longer has {gone}.", "У джобы больше нет: {gone}."));
        }
        if !change.new.is_empty() {
            let new = names(&change.new);
            said.push(say!(self, "The job has {new} now.", "У джобы появилось: {new}."));
        }
        said.push(
            self.pick(
                "Open it and save it with new values.",
                "Откройте расписание и сохраните новые значения.",
            )
            .to_owned(),
        );
        said.join(" ")
    }

    pub(crate) fn launch_missed_title(self, name: &str) -> String {
        let name = one_line(name, 120);
        say!(self, "Launch missed: {name}", "Запуск пропущен: {name}")
    }

    pub(crate) fn missed_launches(self, number: u64, missed: Missed) -> String {
        let times = self.count(number, &TIMES);
        let passed =
            self.form(number, &Forms { en: ["passed", "passed"], ru: ["прошёл", "прошли", "прошло"] });
        let next = match missed {
            Missed::PassedOver => self.pick("Nothing was launched.", "Запуска не было."),
            Missed::MadeUpFor => self.pick("One launch makes up for it.", "Один запуск это возместит."),
            Missed::Asked => self.pick("Say whether to launch.", "Решите, нужен ли запуск."),
        };
        say!(
            self,
            "{times} {passed} while the program was off. {next}",
            "{times} {passed}, пока программа не работала. {next}"
        )
    }

    pub(crate) fn not_launched_title(self, name: &str) -> String {
        let name = one_line(name, 120);
        say!(self, "Not launched: {name}", "Не запущено: {name}")
    }

    pub(crate) fn will_not_launch_title(self, name: &str, due: Option<NaiveDateTime>) -> String {
        let name = one_line(name, 120);
        match due.map(|due| due.format("%H:%M").to_string()) {
            Some(due) => say!(self, "Will not launch at {due}: {name}", "Не запустится в {due}: {name}"),
            None => say!(self, "Will not launch: {name}", "Не запустится: {name}"),
        }
    }
}
