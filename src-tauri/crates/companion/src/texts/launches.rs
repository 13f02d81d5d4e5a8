use super::Texts;
use crate::view::LaunchAct;

/// Why nothing is done with launches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LaunchRefusal {
    NothingChosen,
    OneName,
    BadName,
    NoTag,
    MergeIntoItself,
    TargetGone,
    NoRights,
}

/// Why an act did not take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unaffected {
    /// A request before it failed, or its own.
    NotAsked,
    /// The server said that it did it, and the launch is as it was.
    Unchanged,
    /// The program was ended before the server answered.
    Interrupted,
}

impl Texts {
    pub(crate) fn launch_refusal(self, why: LaunchRefusal) -> &'static str {
        match why {
            LaunchRefusal::NothingChosen => {
                self.pick("Choose at least one launch.", "Выберите хотя бы один запуск.")
            }
            LaunchRefusal::OneName => self.pick(
                "Only one launch can be renamed at a time.",
                "Переименовать можно только один запуск за раз.",
            ),
            LaunchRefusal::BadName => {
                self.pick("A name has 1 to 255 characters.", "В названии должно быть от 1 до 255 символов.")
            }
            LaunchRefusal::NoTag => self.pick("Enter a tag.", "Введите тег."),
            LaunchRefusal::MergeIntoItself => self.pick(
                "A launch cannot be merged into itself: TestOps would delete it.",
                "Запуск нельзя слить с самим собой: TestOps удалит его.",
            ),
            LaunchRefusal::TargetGone => self.pick(
                "The launch to merge into is no longer on the server.",
                "Запуска, в который нужно слить остальные, больше нет на сервере.",
            ),
            LaunchRefusal::NoRights => self.pick(
                "You have no right to change launches in this project.",
                "У вас нет права менять запуски в этом проекте.",
            ),
        }
    }

    pub(crate) fn unaffected(self, why: Unaffected) -> &'static str {
        match why {
            Unaffected::NotAsked => {
                self.pick("The server was not asked, or refused.", "Сервер не получил запрос или отказал.")
            }
            Unaffected::Unchanged => self.pick(
                "The server answered that it was done, and the launch is as it was.",
                "Сервер ответил, что сделал, но запуск остался прежним.",
            ),
            Unaffected::Interrupted => self.pick(
                "The program was closed before the server answered. Look at the launch.",
                "Программа закрылась до ответа сервера. Проверьте запуск.",
            ),
        }
    }

    /// What of an act on launches cannot be taken back.
    pub(crate) fn launch_act_is_final(self, act: &LaunchAct) -> Option<&'static str> {
        match act {
            LaunchAct::Delete => Some(self.pick(
                "The launches are deleted with their results, files and comments. Nothing brings them back.",
                "Запуски удаляются вместе с результатами, файлами и комментариями. Вернуть их нельзя.",
            )),
            LaunchAct::Merge { .. } => Some(self.pick(
                "The results move for good, and the launches that they come from are gone.",
                "Результаты переносятся навсегда, а их исходные запуски исчезают.",
            )),
            LaunchAct::Copy { .. } => Some(self.pick(
                "The copies run the tests again. To take a copy back, delete it.",
                "Копии запускают тесты заново. Чтобы отменить копию, удалите её.",
            )),
            LaunchAct::Rename { .. } | LaunchAct::Tag { .. } | LaunchAct::Close | LaunchAct::Reopen => None,
        }
    }
}
