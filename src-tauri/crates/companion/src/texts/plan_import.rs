use super::{Texts, say};

/// Why something in a file of the source projects was not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ImportFault {
    NotJson,
    NotList,
    NotObject,
    /// No whole number from 1.
    NotId,
    NotText,
    NoTree,
    ProjectTwice,
    GroupTwice,
    UnknownKey,
    TooManyProjects {
        max: usize,
    },
    NotAssignment,
    NotCron,
    NotFolder,
    RelativeFolder,
    OfConnection,
    OwnWindow,
    NoProjects,
    /// Megabytes.
    TooLong {
        max: usize,
    },
    /// So many more.
    More {
        count: usize,
    },
}

impl Texts {
    /// A project of which only the id is known.
    pub(crate) fn project_of(self, id: i64) -> String {
        say!(self, "Project {id}", "Проект {id}")
    }

    pub(crate) fn import_line(self, line: usize, why: &str) -> String {
        say!(self, "line {line}: {why}", "строка {line}: {why}")
    }

    pub(crate) fn import_fault(self, fault: ImportFault) -> String {
        let said = match fault {
            ImportFault::TooManyProjects { max } => {
                return say!(self, "more than {max} projects", "больше {max} проектов");
            }
            ImportFault::TooLong { max } => {
                return say!(
                    self,
                    "It is longer than {max} MB and was not read.",
                    "Это длиннее {max} МБ и не прочитано."
                );
            }
            ImportFault::More { count } => return say!(self, "and {count} more", "и ещё {count}"),
            ImportFault::NotJson => self.pick("no JSON from here on", "дальше это не JSON"),
            ImportFault::NotList => self.pick("a list is expected", "нужен список"),
            ImportFault::NotObject => self.pick("an object in { } is expected", "нужен объект в { }"),
            ImportFault::NotId => {
                self.pick("an id is expected: a whole number from 1", "нужен идентификатор: целое число от 1")
            }
            ImportFault::NotText => self.pick("a text is expected", "нужен текст"),
            ImportFault::NoTree => self.pick(
                "groups need the tree_id of their tree; the project was left out",
                "группам нужен tree_id их дерева; проект пропущен",
            ),
            ImportFault::ProjectTwice => self.pick(
                "the project is given again; its groups were put together",
                "проект указан ещё раз; его группы объединены",
            ),
            ImportFault::GroupTwice => self.pick("the group is given again", "группа указана ещё раз"),
            ImportFault::UnknownKey => self.pick("unknown key", "неизвестный ключ"),
            ImportFault::NotAssignment => self.pick("not of the form KEY=value", "не похоже на KEY=значение"),
            ImportFault::NotCron => self.pick(
                "no schedule of five fields, such as 0 7 * * *; every day at 07:00 UTC is used",
                "не расписание из пяти полей вида 0 7 * * *; взято «каждый день в 07:00 UTC»",
            ),
            ImportFault::NotFolder => self.pick("no path of a folder", "не путь к папке"),
            ImportFault::RelativeFolder => self.pick(
                "the folder is relative to a place that is not known; the default folder is used",
                "папка задана относительно неизвестного места; взята папка по умолчанию",
            ),
            ImportFault::OfConnection => self.pick(
                "belongs to the connection: import it in the settings",
                "относится к подключению: импортируйте в настройках",
            ),
            ImportFault::OwnWindow => {
                self.pick("not needed: the program has its own window", "не нужен: у программы своё окно")
            }
            ImportFault::NoProjects => self.pick(
                "There are no projects in it: import the projects.json, with the .env beside it.",
                "Здесь нет проектов: импортируйте projects.json, рядом с которым лежит .env.",
            ),
        };
        said.to_owned()
    }
}
