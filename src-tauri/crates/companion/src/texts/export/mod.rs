//! The words of exports: their notifications, and what their files hold.

mod bucket;
mod trouble;

use chrono::{NaiveDateTime, TimeDelta};

use super::plural::Forms;
use super::safe::one_line;
use super::{Texts, say};
use crate::cron::Missed;
use crate::view::FileChanges;

pub(crate) use trouble::ExportTrouble;

const NAME: usize = 80;

impl Texts {
    pub(crate) fn export_done_title(self, name: &str) -> String {
        let name = one_line(name, NAME);
        say!(self, "Exported: {name}", "Экспорт готов: {name}")
    }

    pub(crate) fn export_failed_title(self, name: &str) -> String {
        let name = one_line(name, NAME);
        say!(self, "Export failed: {name}", "Экспорт не удался: {name}")
    }

    pub(crate) fn export_waits_title(self, name: &str) -> String {
        let name = one_line(name, NAME);
        say!(self, "Export waits: {name}", "Экспорт ждёт: {name}")
    }

    pub(crate) fn export_missed_title(self, name: &str) -> String {
        let name = one_line(name, NAME);
        say!(self, "Export missed: {name}", "Экспорт пропущен: {name}")
    }

    pub(crate) fn test_cases(self, number: u64) -> String {
        self.count(
            number,
            &Forms {
                en: ["test case", "test cases"], ru: ["тест-кейс", "тест-кейса", "тест-кейсов"]
            },
        )
    }

    pub(crate) fn files(self, number: u64) -> String {
        self.count(number, &Forms { en: ["file", "files"], ru: ["файл", "файла", "файлов"] })
    }

    /// `+12 −3 ~40 since yesterday`; both times are local.
    pub(crate) fn changes_since(
        self,
        changes: FileChanges,
        since: NaiveDateTime,
        now: NaiveDateTime,
    ) -> String {
        let since = match now.date() - since.date() {
            days if days == TimeDelta::zero() => {
                let time = since.format("%H:%M");
                say!(self, "since {time}", "с {time}")
            }
            days if days == TimeDelta::days(1) => self.pick("since yesterday", "со вчера").to_owned(),
            _ => {
                let date = since.format("%Y-%m-%d");
                say!(self, "since {date}", "с {date}")
            }
        };
        let FileChanges { appeared, vanished, changed } = changes;
        if appeared + vanished + changed == 0 {
            return say!(self, "no change {since}", "{since} без изменений");
        }
        format!("+{appeared} −{vanished} ~{changed} {since}")
    }

    /// The numbers are of files that were added, changed and removed; all 0 where an earlier attempt wrote them.
    pub(crate) fn commit_message(self, project: &str, added: u64, changed: u64, removed: u64) -> String {
        let project = one_line(project, NAME);
        if added + changed + removed == 0 {
            return say!(self, "Update test cases of {project}", "Обновить тест-кейсы: {project}");
        }
        say!(
            self,
            "Update test cases of {project}: +{added} −{removed} ~{changed}",
            "Обновить тест-кейсы: {project}: +{added} −{removed} ~{changed}"
        )
    }

    /// When it is tried again, by the local time.
    pub(crate) fn export_again(self, at: NaiveDateTime) -> String {
        let time = at.format("%H:%M");
        say!(self, "It is tried again at {time}.", "Следующая попытка в {time}.")
    }

    pub(crate) fn export_given_up(self, number: u32) -> String {
        let tries = self.count(
            u64::from(number),
            &Forms {
                en: ["attempt", "attempts"], ru: ["попытки", "попыток", "попыток"]
            },
        );
        say!(self, "Given up after {tries}.", "Больше не повторяется после {tries}.")
    }

    pub(crate) fn missed(self, number: u64, missed: Missed) -> String {
        let times =
            self.count(number, &Forms { en: ["due time", "due times"], ru: ["срок", "срока", "сроков"] });
        let passed =
            self.form(number, &Forms { en: ["passed", "passed"], ru: ["прошёл", "прошли", "прошло"] });
        let next = match missed {
            Missed::PassedOver => self.pick("Nothing was exported.", "Экспорта не было."),
            Missed::MadeUpFor => self.pick("One export makes up for it.", "Один экспорт это возместит."),
            Missed::Asked => self.pick("Say whether to export.", "Решите, нужен ли экспорт."),
        };
        say!(
            self,
            "{times} {passed} while the program was off. {next}",
            "{times} {passed}, пока программа не работала. {next}"
        )
    }

    /// The failure of one group among several.
    pub(crate) fn part_failed(self, name: &str, message: &str, failed: usize, of: usize) -> String {
        let name = one_line(name, NAME);
        if failed > 1 {
            return say!(
                self,
                "{failed} of {of} groups failed. {name}: {message}",
                "Не удалось групп: {failed} из {of}. {name}: {message}"
            );
        }
        say!(self, "{name}: {message}", "{name}: {message}")
    }

    /// `3.2 MB`
    pub(crate) fn bytes(self, bytes: u64) -> String {
        const UNITS: [(&str, &str); 5] = [("B", "Б"), ("kB", "кБ"), ("MB", "МБ"), ("GB", "ГБ"), ("TB", "ТБ")];
        let mut unit = 0;
        let (mut whole, mut tenth) = (bytes, 0);
        while whole >= 1_000 && unit + 1 < UNITS.len() {
            tenth = whole % 1_000 / 100;
            whole /= 1_000;
            unit += 1;
        }
        let unit_name = self.pick(UNITS[unit].0, UNITS[unit].1);
        if unit == 0 {
            return format!("{whole} {unit_name}");
        }
        say!(self, "{whole}.{tenth} {unit_name}", "{whole},{tenth} {unit_name}")
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;
    use crate::view::Language::{En, Ru};

    fn at(day: u32, hour: u32) -> NaiveDateTime {
        NaiveDate::from_ymd_opt(2026, 11, day).and_then(|day| day.and_hms_opt(hour, 0, 0)).expect("a time")
    }

    #[test]
    fn changes_are_told_with_the_day_that_they_are_counted_from() {
        let changes = FileChanges { appeared: 12, vanished: 3, changed: 40 };
        let said = |changes, since| Texts(En).changes_since(changes, since, at(21, 7));
        assert_eq!(said(changes, at(20, 7)), "+12 −3 ~40 since yesterday");
        assert_eq!(said(changes, at(21, 6)), "+12 −3 ~40 since 06:00");
        assert_eq!(said(changes, at(14, 7)), "+12 −3 ~40 since 2026-11-14");
        assert_eq!(said(FileChanges::default(), at(20, 7)), "no change since yesterday");
        assert_eq!(
            Texts(Ru).changes_since(FileChanges::default(), at(20, 7), at(21, 7)),
            "со вчера без изменений"
        );
    }

    #[test]
    fn sizes_are_said_as_file_managers_say_them() {
        let said = [0, 999, 1_000, 3_240_000, 1_050_000_000].map(|bytes| Texts(En).bytes(bytes));
        assert_eq!(said, ["0 B", "999 B", "1.0 kB", "3.2 MB", "1.0 GB"]);
        assert_eq!(Texts(Ru).bytes(3_240_000), "3,2 МБ");
    }

    #[test]
    fn missed_due_times_are_counted() {
        assert_eq!(
            Texts(En).missed(2, Missed::MadeUpFor),
            "2 due times passed while the program was off. One export makes up for it."
        );
        assert_eq!(
            Texts(Ru).missed(5, Missed::Asked),
            "5 сроков прошло, пока программа не работала. Решите, нужен ли экспорт."
        );
    }
}
