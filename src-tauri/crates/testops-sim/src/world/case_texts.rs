//! The texts of a test case, written one after the other: for answers into strings of their own, for an export straight
//! into its buffer.

use std::sync::LazyLock;

use super::case::{Case, MORE_FIELDS, Outline, STORY, more_field};
use super::words::{COMPONENTS, CONDITIONS_EN, CONDITIONS_RU, THEMES};
use crate::dice::Dice;

static LOWER_STORIES: LazyLock<Vec<[String; 5]>> =
    LazyLock::new(|| THEMES.iter().map(|theme| theme.stories.map(str::to_lowercase)).collect());

impl Outline {
    /// Writes the value that it has in `field`; nothing where there is no such field.
    pub(crate) fn write_value(&self, field: i64, out: &mut String) {
        match field {
            -1 => out.push_str(self.words.epics[self.feature() / 4]),
            -2 => out.push_str(self.words.features[self.feature()]),
            -3 => out.push_str(self.words.stories[self.story()]),
            -4 => out.push_str(COMPONENTS[(self.hash >> 7) as usize % COMPONENTS.len()]),
            -5 => {
                out.push_str(self.words.package);
                out.push_str(".feature");
                number(self.feature() as u64 + 1, out);
            }
            _ => {
                if let Some(n) = more_field(field) {
                    out.push_str(MORE_FIELDS[n].2[self.choice(n)]);
                }
            }
        }
    }

    pub(crate) fn write_name(&self, out: &mut String) {
        let conditions = if self.russian() { &CONDITIONS_RU } else { &CONDITIONS_EN };
        let condition = self.place % STORY;
        out.push_str(self.words.features[self.feature()]);
        out.push_str(": ");
        out.push_str(&LOWER_STORIES[self.theme % THEMES.len()][self.story()]);
        out.push_str(", ");
        out.push_str(conditions[condition % 25]);
        if condition >= 25 {
            out.push_str(if self.russian() { " (повторный вход)" } else { " (returning user)" });
        }
        if self.renamed > 0 {
            out.push_str(if self.russian() { ", редакция " } else { ", revision " });
            number(self.renamed + 1, out);
        }
    }

    pub(crate) fn write_full_name(&self, out: &mut String) {
        out.push_str(self.words.package);
        for (word, n) in [
            (".feature", self.feature()),
            (".story", self.story()),
            (".Case", self.place % STORY % 25),
            ("Test.check", self.place),
        ] {
            out.push_str(word);
            number(n as u64 + 1, out);
        }
    }

    pub(crate) fn write_description(&self, out: &mut String) {
        out.push_str(if self.russian() { "Проверяем: " } else { "Checks: " });
        self.write_name(out);
    }

    pub(crate) fn precondition(&self) -> &'static str {
        if self.russian() {
            "Пользователь авторизован, данные подготовлены"
        } else {
            "The user is signed in, data is prepared"
        }
    }

    pub(crate) fn expected_result(&self) -> &'static str {
        if self.russian() {
            "Операция выполнена, данные сохранены"
        } else {
            "The operation is done, data is kept"
        }
    }

    pub(crate) fn write_link(&self, out: &mut String) {
        out.push_str("https://wiki.example.test/");
        out.push_str(self.words.package);
        out.push('/');
        number(self.feature() as u64 + 1, out);
        out.push('/');
        number(self.story() as u64 + 1, out);
    }

    /// How many steps its scenario has.
    pub(crate) fn steps(&self) -> usize {
        (4 + Dice::new(&[self.hash, 0x57E9]).below(4) + self.extended) as usize
    }

    /// Writes what is done in the `n`-th of `steps` steps.
    pub(crate) fn write_step(&self, n: usize, steps: usize, out: &mut String) {
        let russian = self.russian();
        let say = |out: &mut String, ru: &str, en: &str| out.push_str(if russian { ru } else { en });
        match n {
            0 => {
                say(out, "Открыть раздел «", "Open ");
                out.push_str(self.words.features[self.feature()]);
                say(out, "»", "");
            }
            1 if russian => {
                out.push_str("Перейти к сценарию «");
                out.push_str(self.words.stories[self.story()]);
                out.push('»');
            }
            1 => {
                out.push_str("Go to ");
                out.push_str(&LOWER_STORIES[self.theme % THEMES.len()][self.story()]);
            }
            2 => say(out, "Заполнить форму тестовыми данными", "Fill the form with test data"),
            n if n + 1 < steps => {
                say(out, "Проверить поле \"Поле №", "Check the field \"Field ");
                number(n as u64 - 2, out);
                out.push('"');
            }
            _ => say(out, "Подтвердить операцию", "Confirm"),
        }
    }

    /// What is expected of the `n`-th of `steps` steps.
    pub(crate) fn expected_of_step(&self, n: usize, steps: usize) -> Option<&'static str> {
        let (ru, en) = match n {
            0 => ("Раздел открыт, данные загружены", "The page is shown with its data"),
            1 => return None,
            2 => ("Ошибок валидации нет", "No validation errors"),
            n if n + 1 < steps => ("Значение совпадает с ожидаемым", "The value is as expected"),
            _ => ("Показано сообщение об успехе", "A success message is shown"),
        };
        Some(if self.russian() { ru } else { en })
    }
}

/// What `write` writes.
pub(crate) fn text(write: impl FnOnce(&mut String)) -> String {
    let mut out = String::new();
    write(&mut out);
    out
}

/// Writes a number, without a detour over the formatting machinery.
pub(crate) fn number(n: u64, out: &mut String) {
    if n >= 10 {
        number(n / 10, out);
    }
    out.push(char::from(b'0' + (n % 10) as u8));
}

/// The steps of a case's scenario: an action and what is expected of it.
pub(crate) fn steps(case: &Case) -> Vec<(String, Option<String>)> {
    let (outline, steps) = (case.outline, case.outline.steps());
    let step = |n| {
        let expected = outline.expected_of_step(n, steps).map(str::to_owned);
        (text(|out| outline.write_step(n, steps, out)), expected)
    };
    (0..steps).map(step).collect()
}
