//! The words of notifications and of the inbox.

use chrono::TimeDelta;

use super::plural::Forms;
use super::safe::one_line;
use super::{Texts, say};
use crate::view::{ChangeCounts, Counts, NoticeKind, Outcome, Usual};

/// Names in titles: a notification shows about so many characters.
const NAME: usize = 80;

const PASSED: Forms =
    Forms { en: ["passed", "passed"], ru: ["прошёл", "прошли", "прошло"] };
const FAILED: Forms = Forms { en: ["failed", "failed"], ru: ["упал", "упали", "упало"] };
const BROKEN: Forms =
    Forms { en: ["broken", "broken"], ru: ["сломан", "сломаны", "сломано"] };
const SKIPPED: Forms = Forms {
    en: ["skipped", "skipped"], ru: ["пропущен", "пропущены", "пропущено"]
};
const UNKNOWN: Forms = Forms {
    en: ["unknown", "unknown"],
    ru: ["без статуса", "без статуса", "без статуса"],
};
const IN_PROGRESS: Forms =
    Forms { en: ["in progress", "in progress"], ru: ["идёт", "идут", "идёт"] };

const NEWLY_FAILED: Forms = Forms {
    en: ["newly failed", "newly failed"],
    ru: ["новое падение", "новых падения", "новых падений"],
};
const FIXED: Forms = Forms {
    en: ["fixed", "fixed"], ru: ["исправлен", "исправлены", "исправлено"]
};
const GONE: Forms = Forms { en: ["gone", "gone"], ru: ["исчез", "исчезли", "исчезло"] };
const SLOWER: Forms = Forms {
    en: ["slower", "slower"],
    ru: ["стал медленнее", "стали медленнее", "стало медленнее"],
};

const HELD: Forms = Forms {
    en: ["notification", "notifications"],
    ru: ["уведомление", "уведомления", "уведомлений"],
};

impl Texts {
    pub(crate) fn started_title(self, name: &str) -> String {
        let name = one_line(name, NAME);
        say!(self, "Started: {name}", "Запущен: {name}")
    }

    pub(crate) fn stalled_title(self, name: &str) -> String {
        let name = one_line(name, NAME);
        say!(self, "Stalled: {name}", "Завис: {name}")
    }

    pub(crate) fn not_rerun_title(self, name: &str) -> String {
        let name = one_line(name, NAME);
        say!(self, "The rerun did not start: {name}", "Перезапуск не начался: {name}")
    }

    pub(crate) fn question_title(self, name: &str) -> String {
        let name = one_line(name, NAME);
        say!(self, "Did it start? {name}", "Запустился ли? {name}")
    }

    /// `kind` tells a fixed run from one that passed, and one that still fails from one that failed.
    pub(crate) fn finished_title(self, outcome: Outcome, kind: NoticeKind, name: &str) -> String {
        let name = one_line(name, NAME);
        let said = match (outcome, kind) {
            (Outcome::Passed, NoticeKind::Fixed) => self.pick("Fixed", "Снова проходит"),
            (Outcome::Passed, _) => self.pick("Passed", "Прошёл"),
            (Outcome::Failed, NoticeKind::StillFailing) => self.pick("Still failing", "Всё ещё падает"),
            (Outcome::Failed, _) => self.pick("Failed", "Упал"),
            (Outcome::NoResults, _) => self.pick("No results", "Без результатов"),
            (Outcome::StartFailed, _) => self.pick("Did not start", "Не запустился"),
            (Outcome::Cancelled, _) => self.pick("Cancelled", "Отменён"),
            (Outcome::TimedOut, _) => self.pick("Given up", "Не дождались конца"),
            (Outcome::Lost, _) => self.pick("Lost", "Пропал с сервера"),
        };
        format!("{said}: {name}")
    }

    /// `118 passed, 3 failed, 1 broken`; empty when there is nothing to count.
    pub(crate) fn counts(self, counts: Counts) -> String {
        let all = [
            (counts.passed, PASSED),
            (counts.failed, FAILED),
            (counts.broken, BROKEN),
            (counts.skipped, SKIPPED),
            (counts.unknown, UNKNOWN),
            (counts.in_progress, IN_PROGRESS),
        ];
        self.listed(&all)
    }

    /// `2 newly failed, 1 fixed`; empty when nothing changed.
    pub(crate) fn change(self, change: ChangeCounts) -> String {
        let all = [
            (change.newly_failed, NEWLY_FAILED),
            (change.fixed, FIXED),
            (change.gone, GONE),
            (change.slower, SLOWER),
        ];
        self.listed(&all)
    }

    fn listed(self, all: &[(u32, Forms)]) -> String {
        let some = all.iter().filter(|(number, _)| *number > 0);
        some.map(|(number, forms)| self.count(u64::from(*number), forms)).collect::<Vec<_>>().join(", ")
    }

    /// `usually 7–9 min`.
    pub(crate) fn usual_duration(self, usual: Usual) -> String {
        let [low, high] =
            [usual.low_ms, usual.high_ms].map(|ms| TimeDelta::try_milliseconds(ms).unwrap_or_default());
        let usual = self.duration_range(low, high);
        say!(self, "usually {usual}", "обычно {usual}")
    }

    pub(crate) fn no_new_result(self, minutes: u32) -> String {
        let length = self.duration(TimeDelta::minutes(i64::from(minutes)));
        say!(self, "no new result for {length}", "нет новых результатов уже {length}")
    }

    pub(crate) fn no_end_within(self, hours: u32) -> String {
        say!(self, "no end within {hours} h", "не закончился за {hours} ч")
    }

    pub(crate) fn nothing_reported(self) -> &'static str {
        self.pick("It ended and reported no test.", "Прогон закончился, но не сообщил ни об одном тесте.")
    }

    pub(crate) fn gone_from_server(self) -> &'static str {
        self.pick("The launch is no longer on the server.", "Этого запуска больше нет на сервере.")
    }

    pub(crate) fn asks_for_fate(self) -> &'static str {
        self.pick(
            "The answer to the launch request was lost, and the server does not tell. Open it and say what became of it.",
            "Ответ на запрос о запуске потерялся, и по серверу не понять. Откройте и укажите, что с ним стало.",
        )
    }

    pub(crate) fn summary_title(self, held: u64) -> String {
        let held = self.count(held, &HELD);
        say!(self, "While it was quiet: {held}", "За тихие часы: {held}")
    }

    /// How many runs of the kind a summary tells.
    pub(crate) fn summary_count(self, kind: NoticeKind, number: u64) -> Option<String> {
        let forms = match kind {
            NoticeKind::Started => Forms {
                en: ["started", "started"],
                ru: ["запущен", "запущены", "запущено"],
            },
            NoticeKind::Passed => PASSED,
            NoticeKind::Failed => FAILED,
            NoticeKind::Fixed => Forms {
                en: ["fixed", "fixed"],
                ru: ["снова проходит", "снова проходят", "снова проходят"],
            },
            NoticeKind::StillFailing => Forms {
                en: ["still failing", "still failing"],
                ru: ["всё ещё падает", "всё ещё падают", "всё ещё падают"],
            },
            NoticeKind::NotFinished => Forms {
                en: ["not finished", "not finished"],
                ru: ["не завершился", "не завершились", "не завершилось"],
            },
            NoticeKind::Stalled => {
                Forms { en: ["stalled", "stalled"], ru: ["завис", "зависли", "зависло"] }
            }
            NoticeKind::Question => Forms {
                en: ["question", "questions"],
                ru: ["вопрос", "вопроса", "вопросов"],
            },
            NoticeKind::ExportDone => Forms {
                en: ["export done", "exports done"],
                ru: ["экспорт готов", "экспорта готовы", "экспортов готово"],
            },
            NoticeKind::ExportFailed => Forms {
                en: ["export failed", "exports failed"],
                ru: ["экспорт не удался", "экспорта не удались", "экспортов не удались"],
            },
            NoticeKind::ExportMissed => Forms {
                en: ["export missed", "exports missed"],
                ru: ["экспорт пропущен", "экспорта пропущены", "экспортов пропущено"],
            },
            NoticeKind::RestoreDone => Forms {
                en: ["restore done", "restores done"],
                ru: ["восстановление удалось", "восстановления удались", "восстановлений удалось"],
            },
            NoticeKind::RestoreFailed => Forms {
                en: ["restore incomplete", "restores incomplete"],
                ru: ["восстановление неполное", "восстановления неполные", "восстановлений неполных"],
            },
            NoticeKind::LaunchMissed => Forms {
                en: ["launch missed", "launches missed"],
                ru: ["запуск пропущен", "запуска пропущены", "запусков пропущено"],
            },
            NoticeKind::MuteDue => Forms {
                en: ["mute to review", "mutes to review"],
                ru: ["заглушка на проверку", "заглушки на проверку", "заглушек на проверку"],
            },
            NoticeKind::AssignedToMe => Forms {
                en: ["assignment", "assignments"],
                ru: ["назначение", "назначения", "назначений"],
            },
            NoticeKind::Unexplained => Forms {
                en: ["launch without defects", "launches without defects"],
                ru: ["запуск без дефектов", "запуска без дефектов", "запусков без дефектов"],
            },
            NoticeKind::DefectBack => Forms {
                en: ["defect is back", "defects are back"],
                ru: ["дефект вернулся", "дефекта вернулись", "дефектов вернулось"],
            },
            NoticeKind::PlanDrifted => Forms {
                en: ["plan out of step", "plans out of step"],
                ru: ["план разошёлся", "плана разошлись", "планов разошлось"],
            },
            NoticeKind::LaunchLeftOpen => Forms {
                en: ["launch left open", "launches left open"],
                ru: ["запуск не закрыт", "запуска не закрыты", "запусков не закрыто"],
            },
            NoticeKind::BotDown => Forms {
                en: ["time the bot stopped", "times the bot stopped"],
                ru: ["остановка бота", "остановки бота", "остановок бота"],
            },
            NoticeKind::AccessAsked => Forms {
                en: ["request for access", "requests for access"],
                ru: ["просьба о доступе", "просьбы о доступе", "просьб о доступе"],
            },
            NoticeKind::Summary => return None,
        };
        Some(self.count(number, &forms))
    }

    /// On a desktop without a tray, when the window was closed.
    pub(crate) fn window_closed(self) -> (&'static str, &'static str) {
        (
            self.pick("TestOps Companion goes on watching", "TestOps Companion продолжает следить"),
            self.pick(
                "This desktop shows no tray icon. Start the program again, or click here, to open its window.",
                "На этом рабочем столе нет трея. Чтобы вернуть окно, запустите программу ещё раз или щёлкните здесь.",
            ),
        )
    }

    /// The notification that a person asks for in the settings.
    pub(crate) fn trial(self) -> (&'static str, &'static str) {
        (
            self.pick("Notifications work", "Уведомления работают"),
            self.pick("This is how the end of a run is told.", "Так программа сообщит о конце прогона."),
        )
    }
}
