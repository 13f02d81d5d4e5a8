use super::Texts;
use crate::triage::NotTaken;

/// Why nothing is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Undecided {
    NoLaunch,
    /// The launch is not on the server any more.
    LaunchGone,
    LaunchClosed,
    NoRights,
    NothingChosen,
    NoName,
    NameTooLong,
    NoPerson,
    /// Not a status that somebody can set.
    NoStatus,
    DefectGone,
    IssueWithoutKey,
}

impl Texts {
    pub(crate) fn undecided(self, why: Undecided) -> &'static str {
        match why {
            Undecided::NoLaunch => {
                self.pick("There is no launch on the server.", "На сервере нет такого запуска.")
            }
            Undecided::LaunchGone => {
                self.pick("The launch is no longer on the server.", "Этого запуска больше нет на сервере.")
            }
            Undecided::LaunchClosed => self.pick(
                "The launch is closed, and its results cannot be changed. Reopen it first.",
                "Запуск закрыт, его результаты нельзя менять. Сначала откройте его снова.",
            ),
            Undecided::NoRights => self.pick(
                "You have no right to change results in this project.",
                "У вас нет права менять результаты в этом проекте.",
            ),
            Undecided::NothingChosen => self.pick(
                "Nothing is selected, or the group is no longer there. Read the results again.",
                "Ничего не выбрано, или такой группы больше нет. Обновите результаты.",
            ),
            Undecided::NoName => self.pick("Enter a name.", "Введите название."),
            Undecided::NameTooLong => self.pick(
                "The name is too long: at most 255 characters.",
                "Название слишком длинное: не больше 255 символов.",
            ),
            Undecided::NoPerson => self.pick("Choose a person.", "Выберите человека."),
            Undecided::NoStatus => {
                self.pick("Choose how the tests ended.", "Выберите, чем закончились тесты.")
            }
            Undecided::DefectGone => self.pick(
                "The defect is no longer on the server. Choose another one.",
                "Этого дефекта больше нет на сервере. Выберите другой.",
            ),
            Undecided::IssueWithoutKey => self.pick("Enter the key of the issue.", "Введите ключ задачи."),
        }
    }

    /// Why a decision did not take for a result, and what can be done.
    pub(crate) fn not_taken(self, why: NotTaken) -> &'static str {
        match why {
            NotTaken::Failed => self.pick(
                "The request failed before this test. Try again for what is left.",
                "Запрос прервался до этого теста. Повторите для оставшихся.",
            ),
            NotTaken::Untrue => self.pick(
                "The server reported success, but nothing changed. Try again, or do it in TestOps.",
                "Сервер сообщил об успехе, но ничего не изменилось. Повторите или сделайте это в TestOps.",
            ),
            NotTaken::Resolved => self.pick(
                "Servers do not reassign a test that has a defect or is muted. Unlink or unmute it first.",
                "Сервер не меняет ответственного у теста, у которого есть дефект или который заглушён. Сначала уберите дефект или заглушение.",
            ),
            NotTaken::InProgress => self.pick(
                "The test has not ended, so the server does not mute it. Try again once it has.",
                "Тест ещё не закончился, поэтому сервер его не заглушает. Повторите, когда закончится.",
            ),
        }
    }
}
