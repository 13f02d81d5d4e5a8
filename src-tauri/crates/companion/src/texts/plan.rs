use super::plural::Forms;
use super::safe::one_line;
use super::{Texts, say};
use crate::cron::{CronFault, CronField};
use crate::exports::decide::FolderFault;

/// What is wrong with a field of an export plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PlanFault<'a> {
    Empty,
    NameTaken,
    TooLong { max: usize, is: usize },
    OutOfRange { min: u32, max: u32 },
    NoProject,
    NoGroups,
    TooManyGroups { max: usize },
    GroupTwice { name: &'a str },
    NoColumns,
    Separator,
    UnknownPlaceholder { name: &'a str },
    NameWithFolder,
    HiddenName,
    NotCsv,
    UnsafeName,
    NameTooLong { max: usize },
    TooManyRetries { max: usize },
    RetryOutOfRange { min: u32, max: u32 },
    Cron(CronFault),
    Zone,
    FolderNotAbsolute,
    Folder(FolderFault),
    MarkdownColumns,
    DrillColumns,
    DrillAtHome,
    MarkdownFolderTaken { name: &'a str },
}

const FIELDS: Forms = Forms { en: ["field", "fields"], ru: ["поле", "поля", "полей"] };

impl Texts {
    #[expect(clippy::too_many_lines, reason = "one arm for each")]
    pub(crate) fn plan_fault(self, fault: PlanFault<'_>) -> String {
        let said = match fault {
            PlanFault::TooLong { max, is } => {
                return say!(
                    self,
                    "At most {max} characters, now {is}.",
                    "Не больше {max} символов, сейчас {is}."
                );
            }
            PlanFault::OutOfRange { min, max } => {
                return say!(self, "A whole number from {min} to {max}.", "Целое число от {min} до {max}.");
            }
            PlanFault::TooManyGroups { max } => {
                return say!(
                    self,
                    "At most {max} groups in one plan.",
                    "Не больше {max} групп в одном плане."
                );
            }
            PlanFault::GroupTwice { name } => {
                let name = one_line(name, 80);
                return say!(self, "“{name}” is chosen twice.", "«{name}» выбрана дважды.");
            }
            PlanFault::UnknownPlaceholder { name } => {
                let name = one_line(name, 40);
                return say!(
                    self,
                    "There is no {{{name}}}; there are {{plan}}, {{project}}, {{group}}, {{date}} and {{time}}.",
                    "Подстановки {{{name}}} нет; есть {{plan}}, {{project}}, {{group}}, {{date}} и {{time}}."
                );
            }
            PlanFault::NameTooLong { max } => {
                return say!(
                    self,
                    "Too long: a file name has at most {max} bytes.",
                    "Слишком длинно: в имени файла не больше {max} байт."
                );
            }
            PlanFault::TooManyRetries { max } => {
                return say!(self, "At most {max} repetitions.", "Не больше {max} повторов.");
            }
            PlanFault::RetryOutOfRange { min, max } => {
                return say!(
                    self,
                    "Each wait is a whole number of minutes from {min} to {max}.",
                    "Каждое ожидание — целое число минут от {min} до {max}."
                );
            }
            PlanFault::MarkdownFolderTaken { name } => {
                let name = one_line(name, 80);
                return say!(
                    self,
                    "The plan “{name}” writes its Markdown files there: each plan needs a folder of its own.",
                    "Туда пишет файлы Markdown план «{name}»: у каждого плана должна быть своя папка."
                );
            }
            PlanFault::Cron(fault) => return self.cron_fault(fault),
            PlanFault::Empty => self.pick("Must not be empty.", "Не должно быть пустым."),
            PlanFault::NameTaken => self.pick("Another one has this name.", "Такое имя уже занято."),
            PlanFault::NoProject => self.pick("Choose a project.", "Выберите проект."),
            PlanFault::NoGroups => self.pick("Choose at least one group.", "Выберите хотя бы одну группу."),
            PlanFault::NoColumns => {
                self.pick("Choose at least one column.", "Выберите хотя бы один столбец.")
            }
            PlanFault::Separator => self.pick(
                "A comma, a semicolon, a tab or a vertical bar.",
                "Запятая, точка с запятой, табуляция или вертикальная черта.",
            ),
            PlanFault::NameWithFolder => self.pick(
                "A name without folders; the folder has its own field.",
                "Имя без папок: для папки есть отдельное поле.",
            ),
            PlanFault::HiddenName => {
                self.pick("A name must not begin with a dot.", "Имя не должно начинаться с точки.")
            }
            PlanFault::NotCsv => self.pick(
                "A name that ends in .csv, for example testops_export_{group}_{date}_{time}.csv.",
                "Имя с окончанием .csv, например testops_export_{group}_{date}_{time}.csv.",
            ),
            PlanFault::UnsafeName => self.pick(
                "A name without < > : \" | ? * and without invisible characters.",
                "Имя без < > : \" | ? * и без невидимых символов.",
            ),
            PlanFault::Zone => self.pick(
                "A time zone such as UTC or Europe/Moscow.",
                "Часовой пояс вида UTC или Europe/Moscow.",
            ),
            PlanFault::FolderNotAbsolute => {
                self.pick("The whole path of a folder, from the root.", "Полный путь к папке, от корня.")
            }
            PlanFault::Folder(fault) => self.folder_fault(fault),
            PlanFault::MarkdownColumns => self.pick(
                "Markdown files need the columns allure_id and name: choose them too.",
                "Для файлов Markdown нужны столбцы allure_id и name: выберите и их.",
            ),
            PlanFault::DrillColumns => self.pick(
                "A drill needs the line with the names of the columns, and the columns allure_id and name.",
                "Для учений нужны строка с названиями столбцов и столбцы allure_id и name.",
            ),
            PlanFault::DrillAtHome => self.pick(
                "Another project than the plan's: what the drill makes there is deleted.",
                "Другой проект, не из плана: созданное учениями в нём удаляется.",
            ),
        };
        said.to_owned()
    }

    fn folder_fault(self, fault: FolderFault) -> &'static str {
        match fault {
            FolderFault::Missing => self.pick(
                "There is no such folder: make it, or choose another.",
                "Такой папки нет: создайте её или выберите другую.",
            ),
            FolderFault::NotFolder => {
                self.pick("This is a file: choose a folder.", "Это файл: выберите папку.")
            }
            FolderFault::ReadOnly => self.pick(
                "This folder cannot be written to: give yourself the right, or choose another.",
                "В эту папку нельзя писать: дайте себе право на запись или выберите другую.",
            ),
            FolderFault::Silent => self.pick(
                "The disk of this folder does not answer: connect it, or choose another folder.",
                "Диск этой папки не отвечает: подключите его или выберите другую папку.",
            ),
        }
    }

    fn cron_fault(self, fault: CronFault) -> String {
        let said = match fault {
            CronFault::Count { is } => {
                let is = self.count(is as u64, &FIELDS);
                return say!(
                    self,
                    "Five fields: minute, hour, day of month, month, day of week; here: {is}. For example 0 7 * * * is every day at 07:00.",
                    "Пять полей: минута, час, день месяца, месяц, день недели; сейчас: {is}. Например, 0 7 * * * — каждый день в 07:00."
                );
            }
            CronFault::Field(CronField::Minute) => self.pick(
                "The minute, the first field: 0 to 59, for example 0, 0,30 or */15.",
                "Минута, первое поле: от 0 до 59, например 0, 0,30 или */15.",
            ),
            CronFault::Field(CronField::Hour) => self.pick(
                "The hour, the second field: 0 to 23, for example 7, 9-18 or */2.",
                "Час, второе поле: от 0 до 23, например 7, 9-18 или */2.",
            ),
            CronFault::Field(CronField::Day) => self.pick(
                "The day of the month, the third field: 1 to 31, for example *, 1 or 1,15.",
                "День месяца, третье поле: от 1 до 31, например *, 1 или 1,15.",
            ),
            CronFault::Field(CronField::Month) => self.pick(
                "The month, the fourth field: 1 to 12 or JAN to DEC, for example * or 1-6.",
                "Месяц, четвёртое поле: от 1 до 12 или от JAN до DEC, например * или 1-6.",
            ),
            CronFault::Field(CronField::Weekday) => self.pick(
                "The day of the week, the fifth field: 0 to 7 or MON to SUN, for example *, 1-5 or SAT,SUN.",
                "День недели, пятое поле: от 0 до 7 или от MON до SUN, например *, 1-5 или SAT,SUN.",
            ),
            CronFault::Never => self.pick(
                "No month of these has such a day, so it never comes. For example 0 7 28 2 * is 28 February.",
                "Ни в одном из этих месяцев нет такого дня, он не наступит. Например, 0 7 28 2 * — это 28 февраля.",
            ),
        };
        said.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::Language::{En, Ru};

    #[test]
    fn a_cron_fault_comes_with_an_example() {
        let said = Texts(En).plan_fault(PlanFault::Cron(CronFault::Count { is: 1 }));
        assert!(said.contains("here: 1 field. For example 0 7 * * *"), "{said}");
        let said = Texts(Ru).plan_fault(PlanFault::Cron(CronFault::Count { is: 4 }));
        assert!(said.contains("сейчас: 4 поля. Например, 0 7 * * *"), "{said}");
        let said = Texts(En).plan_fault(PlanFault::Cron(CronFault::Never));
        assert!(said.contains("never comes. For example 0 7 28 2 *"), "{said}");
    }

    #[test]
    fn a_placeholder_that_there_is_not_is_shown_in_its_braces() {
        let said = Texts(En).plan_fault(PlanFault::UnknownPlaceholder { name: "day" });
        assert_eq!(said, "There is no {day}; there are {plan}, {project}, {group}, {date} and {time}.");
    }
}
