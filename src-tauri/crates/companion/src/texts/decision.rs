use super::safe::one_line;
use super::{Texts, say};
use crate::triage::{Final, MOST_UNMUTED, NotTaken, RuleFault};

/// Why nothing is decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Undecided {
    NoLaunch,
    /// The launch is not on the server any more.
    LaunchGone,
    LaunchClosed,
    NoRights,
    NothingChosen,
    NothingToUndo,
    NoName,
    NameTooLong,
    NoPerson,
    /// Not a status that somebody can set.
    NoStatus,
    DefectGone,
    Rule(RuleFault),
    IssueWithoutKey,
    TooManyToUnmute,
    /// It was asked to open again and did not.
    StaysClosed,
    /// Somebody in chat whom TestOps does not know under that name.
    UnknownInTestOps,
}

impl Texts {
    pub(crate) fn undecided(self, why: &Undecided) -> String {
        let words = match why {
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
            Undecided::NothingToUndo => self.pick(
                "There is nothing to undo: it did not take, or cannot be taken back.",
                "Отменять нечего: решение не подействовало, или его нельзя отменить.",
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
            Undecided::TooManyToUnmute => {
                return say!(
                    self,
                    "TestOps deletes mutes one by one. Choose at most {MOST_UNMUTED} tests at a time.",
                    "TestOps снимает заглушки по одной. Выберите не больше {MOST_UNMUTED} тестов за раз."
                );
            }
            Undecided::StaysClosed => self.pick(
                "TestOps was asked to reopen the launch, and it is still closed. Try again in a moment.",
                "TestOps попросили открыть запуск, но он всё ещё закрыт. Повторите чуть позже.",
            ),
            Undecided::UnknownInTestOps => self.pick(
                "Nobody in TestOps has your Telegram username, so the tests cannot be assigned to you.",
                "В TestOps нет пользователя с вашим именем из Telegram, поэтому назначить тесты на вас нельзя.",
            ),
            Undecided::Rule(fault) => return self.rule_fault(fault),
        };
        words.to_owned()
    }

    pub(crate) fn rule_fault(self, fault: &RuleFault) -> String {
        let words = match fault {
            RuleFault::Empty => self.pick(
                "Enter an expression for the message or the trace, or leave the rule out.",
                "Введите выражение для сообщения или трейса либо уберите правило.",
            ),
            RuleFault::Everything => self.pick(
                "The rule matches every failure. Make it narrower.",
                "Правило подходит ко всем падениям. Уточните его.",
            ),
            RuleFault::NoExpression { expression, why } => {
                let (expression, why) = (one_line(expression, 200), one_line(why, 200));
                return say!(
                    self,
                    "“{expression}” is not a regular expression: {why}.",
                    "«{expression}» — не регулярное выражение: {why}."
                );
            }
        };
        words.to_owned()
    }

    /// The reason of a mute that was asked for in chat.
    pub(crate) fn muted_in_chat(self, person: &str) -> String {
        say!(self, "Muted in Telegram by {person}", "Заглушено в Telegram: {person}")
    }

    /// Why a decision cannot be undone.
    pub(crate) fn is_final(self, why: Final) -> &'static str {
        match why {
            Final::Hidden => self.pick(
                "TestOps cannot show a hidden result again.",
                "TestOps не умеет возвращать скрытые результаты.",
            ),
            Final::Unmuted => self.pick(
                "The mutes are deleted with their names and reasons. To have them back, mute the tests again.",
                "Заглушения удаляются вместе с названиями и причинами. Чтобы вернуть их, заглушите тесты снова.",
            ),
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
