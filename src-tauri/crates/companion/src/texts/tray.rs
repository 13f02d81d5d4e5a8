use chrono::{NaiveDateTime, TimeDelta};

use super::plural::Forms;
use super::safe::one_line;
use super::{Texts, say};
use crate::view::{Counts, NoticeKind, Outcome, Place};

const NAME: usize = 48;

impl Texts {
    pub(crate) fn tray_running_one(self, name: &str) -> String {
        let name = one_line(name, NAME);
        say!(self, "Running: {name}", "Идёт: {name}")
    }

    pub(crate) fn tray_running(self, number: u64) -> String {
        let runs = self.count(number, &Forms { en: ["run", "runs"], ru: ["прогон", "прогона", "прогонов"] });
        let verb = self.form(number, &Forms { en: ["Running", "Running"], ru: ["Идёт", "Идут", "Идёт"] });
        say!(self, "{verb}: {runs}", "{verb} {runs}")
    }

    pub(crate) fn tray_remaining(self, left: TimeDelta) -> String {
        if left < TimeDelta::minutes(1) {
            return self.pick("less than a minute left", "осталось меньше минуты").to_owned();
        }
        let left = self.duration(left);
        say!(self, "about {left} left", "осталось около {left}")
    }

    /// `Smoke · 45 of 60, 1 failed, ~2 min left`; `left` is zero or below for a run that goes on for longer than usual.
    pub(crate) fn tray_progress(
        self,
        name: &str,
        counts: Counts,
        expected: u32,
        left: Option<TimeDelta>,
    ) -> String {
        let done = counts.done();
        let mut parts = vec![if expected == 0 {
            self.pick("no results yet", "результатов пока нет").to_owned()
        } else {
            say!(self, "{done} of {expected}", "{done} из {expected}")
        }];
        if counts.bad() > 0 {
            parts.push(self.tray_bad(counts.bad()));
        }
        match left {
            Some(left) if left <= TimeDelta::zero() => parts.push(self.tray_longer_than_usual().to_owned()),
            Some(left) if left < TimeDelta::minutes(1) => parts.push(self.tray_remaining(left)),
            Some(left) => {
                let left = self.duration(left);
                parts.push(say!(self, "~{left} left", "осталось ~{left}"));
            }
            None => {}
        }
        format!("{} · {}", one_line(name, NAME), parts.join(", "))
    }

    pub(crate) fn tray_scheduled(self, name: &str, at: NaiveDateTime) -> String {
        let name = one_line(name, NAME);
        let (en, ru) = (at.format("%b %-d, %H:%M"), at.format("%d.%m, %H:%M"));
        say!(self, "Next launch: {name}, {en}", "Следующий запуск: {name}, {ru}")
    }

    pub(crate) fn tray_did_it_start(self, name: &str) -> String {
        let name = one_line(name, NAME);
        say!(self, "{name} · did it start?", "{name} · запустился ли?")
    }

    pub(crate) fn tray_more_running(self, number: u64) -> String {
        say!(self, "{number} more…", "Ещё {number}…")
    }

    /// An entry of a run that ended: `Failed: Smoke · 3 failed`.
    pub(crate) fn tray_outcome(self, outcome: Outcome, name: &str, bad: u32) -> String {
        let title = self.finished_title(outcome, NoticeKind::Passed, &one_line(name, NAME));
        if bad == 0 { title } else { format!("{title} · {}", self.tray_bad(bad)) }
    }

    /// Tests that failed or broke.
    fn tray_bad(self, number: u32) -> String {
        let forms = Forms { en: ["failed", "failed"], ru: ["упал", "упали", "упало"] };
        self.count(u64::from(number), &forms)
    }

    pub(crate) fn tray_longer_than_usual(self) -> &'static str {
        self.pick("longer than usual", "дольше обычного")
    }

    pub(crate) fn tray_idle(self) -> &'static str {
        self.pick("Nothing is running", "Ничего не запущено")
    }

    pub(crate) fn tray_unread_failures(self, number: u64) -> String {
        let forms = Forms {
            en: ["unread failure", "unread failures"],
            ru: ["непрочитанное падение", "непрочитанных падения", "непрочитанных падений"],
        };
        self.count(number, &forms)
    }

    pub(crate) fn tray_failed_exports(self, number: u64) -> String {
        let forms = Forms {
            en: ["failed export", "failed exports"],
            ru: ["неудавшийся экспорт", "неудавшихся экспорта", "неудавшихся экспортов"],
        };
        self.count(number, &forms)
    }

    pub(crate) fn tray_not_connected(self) -> &'static str {
        self.pick("No server is set up", "Сервер не настроен")
    }

    pub(crate) fn tray_connecting(self) -> &'static str {
        self.pick("Connecting…", "Подключение…")
    }

    /// `age` is that of the newest data; `None` when none came yet.
    pub(crate) fn tray_offline(self, age: Option<TimeDelta>) -> String {
        let Some(age) = age else {
            return self.pick("No connection to the server", "Нет связи с сервером").to_owned();
        };
        let age = self.age(age);
        say!(self, "No connection, data from {age}", "Нет связи, данные получены {age}")
    }

    pub(crate) fn tray_as_of(self, age: TimeDelta) -> String {
        let age = self.age(age);
        say!(self, "as of {age}", "данные получены {age}")
    }

    pub(crate) fn tray_place(self, place: &Place) -> &'static str {
        match place {
            Place::Launch | Place::Job { .. } => self.pick("Launch", "Запуск"),
            Place::Runs | Place::Run { .. } => self.pick("Runs", "Прогоны"),
            Place::Exports | Place::ExportFile { .. } | Place::Comparison { .. } => {
                self.pick("Exports", "Экспорт")
            }
            Place::Restores { .. } => self.pick("Test cases", "Тест-кейсы"),
            Place::Telegram => "Telegram",
            Place::Bots | Place::Deployment { .. } => self.pick("Bots", "Боты"),
            Place::Mine => self.pick("Mine", "Моё"),
            Place::Inbox => self.pick("Inbox", "Входящие"),
            Place::Settings => self.pick("Settings", "Настройки"),
        }
    }

    pub(crate) fn tray_repeat(self, job: &str) -> String {
        let job = one_line(job, NAME);
        say!(self, "Repeat {job}", "Повторить: {job}")
    }

    pub(crate) fn tray_bot_silent(self) -> &'static str {
        self.pick("Telegram bot is not polling", "Telegram-бот не на связи")
    }

    pub(crate) fn tray_access_asked(self, number: u64) -> String {
        let people = self.count(
            number,
            &Forms { en: ["person", "people"], ru: ["человек", "человека", "человек"] },
        );
        let verb = self.form(number, &Forms { en: ["asks", "ask"], ru: ["просит", "просят", "просят"] });
        say!(self, "{people} {verb} to use the Telegram bot", "{people} {verb} доступ к Telegram-боту")
    }

    pub(crate) fn tray_switch_bot(self, on: bool) -> &'static str {
        if on {
            self.pick("Telegram bot: switch on", "Telegram-бот: включить")
        } else {
            self.pick("Telegram bot: switch off", "Telegram-бот: выключить")
        }
    }

    pub(crate) fn tray_quit(self) -> &'static str {
        self.pick("Quit", "Выйти")
    }
}
