//! What is said of files that are opened as tables.

mod faults;

use super::safe::one_line;
use super::{Texts, say};
use crate::view::{Failure, FailureCode};

/// Why a file cannot be shown, searched or compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum GridTrouble<'a> {
    /// Of the files that were open the oldest was closed, or the page names one that never was.
    Closed,
    Gone {
        path: &'a str,
    },
    /// A folder, a pipe or a device.
    NotFile {
        path: &'a str,
    },
    Unreadable {
        path: &'a str,
    },
    Encoding {
        path: &'a str,
        encoding: &'a str,
    },
    Changed {
        path: &'a str,
    },
    /// Rows are counted from 1, after the header.
    TooLong {
        path: &'a str,
        row: u64,
    },
    /// A file of a comparison has no column to know the test cases by.
    NoKey {
        path: &'a str,
        key: &'a str,
    },
}

/// Why a file was not saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotSaved<'a> {
    NotAbsolute,
    /// The file that is shown cannot be its own copy.
    Itself,
    NoColumns,
    FolderMissing,
    IsFolder,
    ReadOnly,
    DiskFull,
    Changed,
    Unreadable,
    /// Counted from 1, after the header.
    TooLong {
        row: u64,
    },
    Other {
        words: &'a str,
    },
}

impl Texts {
    pub(crate) fn grid_failure(self, trouble: GridTrouble<'_>, details: Option<String>) -> Failure {
        let code = match trouble {
            GridTrouble::Closed | GridTrouble::Gone { .. } => FailureCode::NotFound,
            GridTrouble::NotFile { .. }
            | GridTrouble::Unreadable { .. }
            | GridTrouble::Encoding { .. }
            | GridTrouble::Changed { .. }
            | GridTrouble::TooLong { .. }
            | GridTrouble::NoKey { .. } => FailureCode::Input,
        };
        let (message, advice) = (self.grid_message(trouble), self.grid_advice(trouble).to_owned());
        Failure { code, message, advice, details }
    }

    fn grid_message(self, trouble: GridTrouble<'_>) -> String {
        let shown = |path: &str| one_line(path, 300);
        match trouble {
            GridTrouble::Closed => {
                self.pick("This file is no longer open.", "Этот файл уже закрыт.").to_owned()
            }
            GridTrouble::Gone { path } => {
                let path = shown(path);
                say!(self, "The file {path} is not there.", "Файла {path} нет на месте.")
            }
            GridTrouble::NotFile { path } => {
                let path = shown(path);
                say!(self, "{path} is no file.", "{path} — не файл.")
            }
            GridTrouble::Unreadable { path } => {
                let path = shown(path);
                say!(self, "The file {path} cannot be read.", "Не удаётся прочитать файл {path}.")
            }
            GridTrouble::Encoding { path, encoding } => {
                let path = shown(path);
                say!(
                    self,
                    "The file {path} is written in {encoding}, which is not read here.",
                    "Файл {path} записан в {encoding}, такое здесь не читается."
                )
            }
            GridTrouble::Changed { path } => {
                let path = shown(path);
                say!(self, "The file {path} changed on disk.", "Файл {path} изменился на диске.")
            }
            GridTrouble::TooLong { path, row } => {
                let path = shown(path);
                say!(
                    self,
                    "Row {row} of the file {path} is longer than 128 MB.",
                    "Строка {row} файла {path} длиннее 128 МБ."
                )
            }
            GridTrouble::NoKey { path, key } => {
                let path = shown(path);
                say!(self, "The file {path} has no column {key}.", "В файле {path} нет столбца {key}.")
            }
        }
    }

    fn grid_advice(self, trouble: GridTrouble<'_>) -> &'static str {
        match trouble {
            GridTrouble::Closed | GridTrouble::Changed { .. } => {
                self.pick("Open it again.", "Откройте его снова.")
            }
            GridTrouble::Gone { .. } => self.pick(
                "It was deleted or moved, or its disk is not connected.",
                "Его удалили или перенесли, либо диск не подключён.",
            ),
            GridTrouble::NotFile { .. } => self.pick("Choose a file.", "Выберите файл."),
            GridTrouble::Unreadable { .. } => self.pick(
                "Check that you may read it and that its disk is connected.",
                "Проверьте, что вам можно его читать и что диск подключён.",
            ),
            GridTrouble::TooLong { .. } => self.pick(
                "A quote in the file is probably never closed: export it again.",
                "Вероятно, в файле не закрыта кавычка: выгрузите его заново.",
            ),
            GridTrouble::Encoding { .. } => self.pick("Save it as UTF-8.", "Сохраните его в UTF-8."),
            GridTrouble::NoKey { .. } => self.pick(
                "Export with headers and with this column to compare files.",
                "Чтобы сравнивать файлы, экспортируйте их с заголовками и с этим столбцом.",
            ),
        }
    }

    /// What separates cells for Excel: it takes the list separator of the system's region, which is the semicolon where
    /// the comma is the decimal sign. A line `sep=` would tell it, but then Excel no longer knows the text as UTF-8.
    pub(crate) fn excel_separator(self) -> u8 {
        self.pick(",", ";").as_bytes()[0]
    }

    pub(crate) fn not_saved(self, why: NotSaved<'_>) -> String {
        let said = match why {
            NotSaved::Other { words } => {
                let words = one_line(words, 200);
                return say!(
                    self,
                    "The file could not be written: {words}.",
                    "Не удалось записать файл: {words}."
                );
            }
            NotSaved::TooLong { row } => {
                return say!(
                    self,
                    "Row {row} is longer than 128 MB: a quote in the file is probably never closed.",
                    "Строка {row} длиннее 128 МБ: вероятно, в файле не закрыта кавычка."
                );
            }
            NotSaved::Unreadable => self.pick(
                "The file that is shown cannot be read: check that its disk is connected.",
                "Исходный файл не читается: проверьте, что его диск подключён.",
            ),
            NotSaved::NotAbsolute => {
                self.pick("Choose a folder and a name for the file.", "Выберите папку и имя файла.")
            }
            NotSaved::Itself => self.pick(
                "This is the file itself: choose another name.",
                "Это сам исходный файл: выберите другое имя.",
            ),
            NotSaved::NoColumns => self.pick("Choose at least one column.", "Выберите хотя бы один столбец."),
            NotSaved::FolderMissing => self.pick(
                "The folder is not there: make it, or choose another.",
                "Папки нет на месте: создайте её или выберите другую.",
            ),
            NotSaved::IsFolder => self.pick(
                "There is a folder of this name: choose another.",
                "Так называется папка: выберите другое имя.",
            ),
            NotSaved::ReadOnly => self.pick(
                "You may not write there: choose another folder.",
                "Туда нельзя писать: выберите другую папку.",
            ),
            NotSaved::DiskFull => self.pick(
                "The disk is full: free some space, or choose another disk.",
                "На диске нет места: освободите место или выберите другой диск.",
            ),
            NotSaved::Changed => self.pick(
                "The file that is shown changed on disk: open it again.",
                "Исходный файл изменился на диске: откройте его снова.",
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
    fn every_failure_is_whole_in_both_languages() {
        let path = "p";
        for trouble in [
            GridTrouble::Closed,
            GridTrouble::Gone { path },
            GridTrouble::NotFile { path },
            GridTrouble::Unreadable { path },
            GridTrouble::Encoding { path, encoding: "UTF-32" },
            GridTrouble::Changed { path },
            GridTrouble::TooLong { path, row: 7 },
            GridTrouble::NoKey { path, key: "allure_id" },
        ] {
            let (en, ru) = (Texts(En).grid_failure(trouble, None), Texts(Ru).grid_failure(trouble, None));
            let cyrillic = |text: &str| text.contains(|c| ('а'..='я').contains(&c));
            assert!(cyrillic(&ru.message) && cyrillic(&ru.advice), "{ru:?}");
            assert!(!cyrillic(&en.message) && !cyrillic(&en.advice), "{en:?}");
            assert!([en.message, en.advice, ru.message, ru.advice].iter().all(|text| text.ends_with('.')));
        }
    }
}
