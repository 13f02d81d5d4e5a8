use super::Texts;

/// Why a job cannot be launched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Blocked {
    /// The account may not launch jobs of this project.
    NoRights,
    /// The server says that this job cannot be run.
    NotRunnable,
    /// The job or its project is no longer there.
    Gone,
}

/// Why something cannot be done with a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotPossible {
    NotFinished,
    NothingFailed,
    /// No result is chosen, or the group of failures is gone.
    NothingChosen,
    /// It has no launch on the server.
    NoLaunch,
    ClosedAlready,
    /// It does not come from a job.
    NoJob,
    /// What it was asked with is not known: it was started elsewhere.
    NotOurs,
    NoRights,
    /// The server has no CI build for it.
    NoBuild,
    /// The launch on the server is followed by another run.
    FollowedAlready,
    /// The launch has gone out.
    SentAlready,
    /// The run's fate is known by now.
    Answered,
    /// An export of the plan is under way.
    ExportRuns,
    RestoreRuns,
    NothingToRestore,
    /// A drill wants a project of its own.
    DrillAtHome,
    LookedTooLong,
    /// What was shown of an edit is no longer known.
    PreviewGone,
    NothingToEdit,
    CannotUndo,
}

impl Texts {
    pub(crate) fn blocked(self, why: Blocked) -> &'static str {
        match why {
            Blocked::NoRights => self.pick(
                "You have no right to launch jobs in this project.",
                "У вас нет права запускать джобы в этом проекте.",
            ),
            Blocked::Gone => self.pick(
                "This job is no longer on the server, or is no longer shown to you.",
                "Этой джобы больше нет на сервере, или она вам больше не видна.",
            ),
            Blocked::NotRunnable => self.pick(
                "The server says that this job cannot be run: it may be switched off or lack its CI.",
                "Сервер сообщает, что эту джобу нельзя запустить: возможно, она выключена или не связана с CI.",
            ),
        }
    }

    /// Why a launch that could have been taken back did not begin.
    pub(crate) fn not_sent(self) -> &'static str {
        self.pick(
            "It was not sent: the program was not running when it was to go out. Nothing was started.",
            "Запрос не отправлен: в нужный момент программа не работала. Ничего не запущено.",
        )
    }

    pub(crate) fn not_possible(self, why: NotPossible) -> &'static str {
        match why {
            NotPossible::NotFinished => self.pick("The run is not over yet.", "Прогон ещё не закончился."),
            NotPossible::NothingFailed => self.pick("Nothing failed.", "Упавших тестов нет."),
            NotPossible::NothingChosen => self.pick(
                "No test is selected, or the group is no longer there. Read the results again.",
                "Ни один тест не выбран, или такой группы больше нет. Обновите результаты.",
            ),
            NotPossible::NoLaunch => {
                self.pick("There is no launch on the server.", "На сервере нет такого запуска.")
            }
            NotPossible::ClosedAlready => self.pick("The launch is closed already.", "Запуск уже закрыт."),
            NotPossible::NoJob => {
                self.pick("The launch does not come from a job.", "Этот запуск сделан не через джобу.")
            }
            NotPossible::NotOurs => self.pick(
                "It was started elsewhere, so its parameters are not known here.",
                "Он запущен не отсюда, поэтому его параметры неизвестны.",
            ),
            NotPossible::NoRights => self.pick("You have no right to do this.", "У вас нет на это прав."),
            NotPossible::NoBuild => {
                self.pick("The CI gave no address of the build.", "CI не сообщил адрес сборки.")
            }
            NotPossible::FollowedAlready => self.pick(
                "Another run follows this launch already.",
                "За этим запуском уже следит другой прогон.",
            ),
            NotPossible::RestoreRuns => self.pick(
                "Test cases of this project are being restored already.",
                "Тест-кейсы этого проекта уже восстанавливаются.",
            ),
            NotPossible::NothingToRestore => {
                self.pick("No test case is selected.", "Не выбрано ни одного тест-кейса.")
            }
            NotPossible::DrillAtHome => self.pick(
                "A drill needs another project than that of the copy: what it makes there is deleted.",
                "Для учений нужен другой проект: созданное в нём будет удалено.",
            ),
            NotPossible::LookedTooLong => {
                self.pick("Compare the copy with the server first.", "Сначала сравните копию с сервером.")
            }
            NotPossible::PreviewGone => self.pick(
                "What was shown is no longer up to date. Preview the edit again.",
                "Показанное устарело. Откройте предпросмотр ещё раз.",
            ),
            NotPossible::NothingToEdit => self.pick("Nothing would change.", "Менять нечего."),
            NotPossible::CannotUndo => self.pick(
                "This edit cannot be undone, or was undone already.",
                "Эту правку нельзя отменить, или она уже отменена.",
            ),
            NotPossible::ExportRuns => {
                self.pick("An export of this plan is under way.", "Экспорт по этому плану уже идёт.")
            }
            NotPossible::SentAlready => self.pick("It has gone out already.", "Запрос уже отправлен."),
            NotPossible::Answered => {
                self.pick("It is known by now what became of it.", "Уже известно, что с ним стало.")
            }
        }
    }
}
