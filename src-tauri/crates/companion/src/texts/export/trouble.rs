//! What goes wrong with exports and their files.

use shelf::Fault;

use super::bucket;
use crate::texts::safe::one_line;
use crate::texts::{Texts, say};
use crate::view::FailureCode;

/// Why an export failed or waits, or a file of one is of no use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ExportTrouble<'a> {
    /// The folder was deleted, or its disk is not mounted.
    FolderGone {
        dir: &'a str,
    },
    FolderReadOnly {
        dir: &'a str,
    },
    /// Another export is under way in the folder, perhaps another program's.
    FolderBusy {
        dir: &'a str,
    },
    /// Bytes that the export takes and that are free.
    NoSpace {
        wanted: u64,
        free: u64,
    },
    /// A group of test cases that was deleted on the server.
    GroupGone {
        name: &'a str,
    },
    /// The filter selects no test case.
    NothingFound,
    /// The filter is no AQL.
    FilterInvalid,
    /// The server could not prepare the file; `words` are its own.
    NotPrepared {
        words: Option<&'a str>,
    },
    /// Records that the file holds and that the server counted.
    WrongCount {
        came: u64,
        counted: u64,
    },
    /// The file does not begin with the columns that were asked for.
    WrongHeader,
    /// The file is no whole CSV.
    BrokenFile {
        line: u64,
    },
    /// A file that is no longer where it was written.
    FileGone {
        path: &'a str,
    },
    /// The desktop did not open a file.
    FileNotOpened,
    /// The CSV files are there, the Markdown files are not.
    NoMarkdown {
        dir: &'a str,
    },
    /// A folder in which no test cases can be read.
    NoCases {
        dir: &'a str,
    },
    /// The Markdown files are there, and Git did not commit them.
    NotCommitted {
        dir: &'a str,
    },
    Bucket {
        fault: &'a Fault,
    },
    /// The file was not stored there, or not yet.
    NotInBucket,
}

impl ExportTrouble<'_> {
    pub(in crate::texts) fn code(self) -> FailureCode {
        match self {
            Self::FolderGone { .. }
            | Self::FolderReadOnly { .. }
            | Self::FolderBusy { .. }
            | Self::NoSpace { .. }
            | Self::NoMarkdown { .. }
            | Self::NotCommitted { .. } => FailureCode::Storage,
            Self::GroupGone { .. } | Self::FileGone { .. } | Self::NotInBucket => FailureCode::NotFound,
            Self::NoCases { .. } => FailureCode::Input,
            Self::NothingFound | Self::FilterInvalid => FailureCode::Rejected,
            Self::NotPrepared { .. } => FailureCode::ServerError,
            Self::WrongCount { .. } | Self::WrongHeader | Self::BrokenFile { .. } => {
                FailureCode::UnexpectedAnswer
            }
            Self::FileNotOpened => FailureCode::Internal,
            Self::Bucket { fault } => bucket::code(fault),
        }
    }
}

impl Texts {
    pub(in crate::texts) fn export_message(self, trouble: ExportTrouble<'_>) -> String {
        use ExportTrouble as T;
        match trouble {
            T::FolderGone { dir } => {
                say!(self, "The folder {dir} is not there.", "Папки {dir} нет на месте.")
            }
            T::FolderReadOnly { dir } => {
                say!(
                    self,
                    "Nothing can be written to the folder {dir}.",
                    "В папку {dir} ничего нельзя записать."
                )
            }
            T::FolderBusy { dir } => {
                say!(
                    self,
                    "Another export is under way in the folder {dir}.",
                    "В папку {dir} уже идёт другой экспорт."
                )
            }
            T::NoSpace { wanted, free } => {
                let (wanted, free) = (self.bytes(wanted), self.bytes(free));
                say!(
                    self,
                    "The export takes about {wanted}, and {free} are free.",
                    "Экспорту нужно около {wanted}, а свободно {free}."
                )
            }
            T::GroupGone { name } => {
                let name = one_line(name, 200);
                say!(
                    self,
                    "The group “{name}” is no longer on the server.",
                    "Группы «{name}» больше нет на сервере."
                )
            }
            T::NotPrepared { words } => {
                let words = self.quoted(words);
                say!(
                    self,
                    "The server could not prepare the export{words}.",
                    "Сервер не смог подготовить экспорт{words}."
                )
            }
            T::WrongCount { came, counted } => {
                let cases = self.test_cases(came);
                say!(
                    self,
                    "The file holds {cases}, the server counts {counted}.",
                    "В файле {cases}, а по счёту сервера {counted}."
                )
            }
            T::BrokenFile { line } => {
                say!(
                    self,
                    "The file is no whole CSV: line {line} is wrong.",
                    "Файл не является целым CSV: ошибка в строке {line}."
                )
            }
            T::FileGone { path } => {
                say!(self, "The file {path} is no longer there.", "Файла {path} больше нет на месте.")
            }
            T::NoMarkdown { dir } => say!(
                self,
                "The CSV files are exported, but the Markdown files in {dir} could not be written.",
                "Файлы CSV выгружены, но записать файлы Markdown в папку {dir} не удалось."
            ),
            T::NoCases { dir } => say!(
                self,
                "No test cases can be read in the folder {dir}.",
                "В папке {dir} не удалось прочитать тест-кейсы."
            ),
            T::NotCommitted { dir } => say!(
                self,
                "The files are exported, but Git did not commit the Markdown files in {dir}.",
                "Файлы выгружены, но Git не закоммитил файлы Markdown в папке {dir}."
            ),
            T::NothingFound => self
                .pick("The filter finds no test case.", "Фильтр не находит ни одного тест-кейса.")
                .to_owned(),
            T::FilterInvalid => self
                .pick("The server does not understand the filter.", "Сервер не понимает фильтр.")
                .to_owned(),
            T::WrongHeader => self
                .pick(
                    "The file does not begin with the columns that were asked for.",
                    "Файл начинается не с тех столбцов, которые запрошены.",
                )
                .to_owned(),
            T::Bucket { fault } => self.bucket_message(fault),
            T::NotInBucket => {
                self.pick("The file is not in the bucket.", "Этого файла нет в бакете.").to_owned()
            }
            T::FileNotOpened => {
                self.pick("The desktop did not open it.", "Не удалось открыть средствами системы.").to_owned()
            }
        }
    }

    pub(in crate::texts) fn export_advice(self, trouble: ExportTrouble<'_>) -> &'static str {
        use ExportTrouble as T;
        match trouble {
            T::Bucket { fault } => self.bucket_advice(fault),
            T::NotInBucket => self.pick(
                "Wait until it is stored there, or choose another one.",
                "Дождитесь, пока он туда попадёт, или выберите другой.",
            ),
            T::FolderGone { .. } => self.pick(
                "Bring the folder or its disk back, or choose another one for the plan. It is looked for by itself.",
                "Верните папку или её диск либо выберите для плана другую. Программа проверяет её сама.",
            ),
            T::FolderReadOnly { .. } => self.pick(
                "Give yourself the right to write there, or choose another folder for the plan.",
                "Дайте себе право на запись туда или выберите для плана другую папку.",
            ),
            T::FolderBusy { .. } => {
                self.pick("This one begins when that one is over.", "Этот начнётся, когда закончится тот.")
            }
            T::NoSpace { .. } => self.pick(
                "Free some space, or let the plan keep its files for fewer days.",
                "Освободите место или храните файлы плана меньше дней.",
            ),
            T::GroupGone { .. } => self.pick("Choose the plan's groups anew.", "Выберите группы плана заново."),
            T::NothingFound | T::FilterInvalid => {
                self.pick("Correct the plan's filter.", "Исправьте фильтр плана.")
            }
            T::NotPrepared { .. } => self.pick(
                "If it stays so, tell your administrator.",
                "Если не пройдёт, сообщите администратору.",
            ),
            T::WrongCount { .. } | T::WrongHeader | T::BrokenFile { .. } => self.pick(
                "The file was kept aside in the plan's folder, to look at. The files before it are untouched.",
                "Файл отложен в папке плана, чтобы на него посмотреть. Прежние файлы не тронуты.",
            ),
            T::FileGone { .. } => {
                self.pick("It may have been moved or deleted.", "Возможно, его перенесли или удалили.")
            }
            T::NoMarkdown { .. } => self.pick(
                "The details say why; the next attempt of the plan writes them again.",
                "Причина — в подробностях; следующая попытка плана запишет их снова.",
            ),
            T::NoCases { .. } => self.pick(
                "Choose the folder to which an export plan writes Markdown files; it has a file test-cases.yml.",
                "Выберите папку, в которую план экспорта пишет файлы Markdown: в ней лежит test-cases.yml.",
            ),
            T::NotCommitted { .. } => self.pick(
                "The details have what Git said. Mend it in the repository; the next attempt commits again.",
                "В подробностях — ответ Git. Исправьте это в репозитории; следующая попытка закоммитит снова.",
            ),
            T::FileNotOpened => {
                self.pick("Open it yourself by its path.", "Откройте его сами по указанному пути.")
            }
        }
    }
}
