//! What is said of what waits for the person.

use super::Texts;
use super::plural::Forms;
use crate::view::MineKind;

impl Texts {
    /// So many of the kind came.
    pub(crate) fn mine_title(self, kind: MineKind, number: u64) -> String {
        let forms = match kind {
            MineKind::Assigned => Forms {
                en: ["test is assigned to you", "tests are assigned to you"],
                ru: ["тест назначен вам", "теста назначены вам", "тестов назначено вам"],
            },
            MineKind::Manual => Forms {
                en: ["manual test waits for you", "manual tests wait for you"],
                ru: ["ручной тест ждёт вас", "ручных теста ждут вас", "ручных тестов ждут вас"],
            },
            MineKind::Unexplained => Forms {
                en: ["launch has failures without a defect", "launches have failures without a defect"],
                ru: [
                    "запуск с падениями без дефекта",
                    "запуска с падениями без дефекта",
                    "запусков с падениями без дефекта",
                ],
            },
            MineKind::DefectBack => Forms {
                en: ["closed defect is back", "closed defects are back"],
                ru: ["закрытый дефект вернулся", "закрытых дефекта вернулись", "закрытых дефектов вернулось"],
            },
            MineKind::OldMute => Forms {
                en: ["test has been muted for long", "tests have been muted for long"],
                ru: ["тест давно заглушён", "теста давно заглушены", "тестов давно заглушено"],
            },
            MineKind::PlanDrifted => Forms {
                en: ["test plan is out of step", "test plans are out of step"],
                ru: [
                    "тест-план разошёлся с запросом",
                    "тест-плана разошлись с запросом",
                    "тест-планов разошлось с запросом",
                ],
            },
            MineKind::LeftOpen => Forms {
                en: ["launch is still open", "launches are still open"],
                ru: ["запуск всё ещё открыт", "запуска всё ещё открыты", "запусков всё ещё открыто"],
            },
        };
        self.count(number, &forms)
    }

    pub(crate) fn mutes_due_title(self, number: u64) -> String {
        let forms = Forms {
            en: ["mute is due for review", "mutes are due for review"],
            ru: ["заглушку пора проверить", "заглушки пора проверить", "заглушек пора проверить"],
        };
        self.count(number, &forms)
    }
}
