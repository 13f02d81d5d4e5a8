use super::Texts;
use crate::view::Language;

/// The forms of a word that follow a number.
pub(super) struct Forms {
    /// English: 1, any other.
    pub(super) en: [&'static str; 2],
    /// Russian: 1 тест, 2 теста, 5 тестов.
    pub(super) ru: [&'static str; 3],
}

impl Texts {
    /// The number and the word in the form that goes with it.
    pub(super) fn count(self, number: u64, forms: &Forms) -> String {
        let word = self.form(number, forms);
        format!("{number} {word}")
    }

    pub(super) fn form(self, number: u64, forms: &Forms) -> &'static str {
        match self.0 {
            Language::En => forms.en[usize::from(number != 1)],
            Language::Ru => forms.ru[russian_form(number)],
        }
    }
}

fn russian_form(number: u64) -> usize {
    match (number % 10, number % 100) {
        (_, 11..=14) => 2,
        (1, _) => 0,
        (2..=4, _) => 1,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TESTS: Forms = Forms { en: ["test", "tests"], ru: ["тест", "теста", "тестов"] };

    #[test]
    fn numbers_agree_with_their_words() {
        let ru = |number| Texts(Language::Ru).count(number, &TESTS);
        for number in [1, 21, 101, 1_001] {
            assert_eq!(ru(number), format!("{number} тест"));
        }
        for number in [2, 3, 4, 22, 104] {
            assert_eq!(ru(number), format!("{number} теста"));
        }
        for number in [0, 5, 10, 11, 12, 13, 14, 19, 20, 25, 111, 112, 1_014] {
            assert_eq!(ru(number), format!("{number} тестов"));
        }
        let en = |number| Texts(Language::En).count(number, &TESTS);
        assert_eq!([en(0), en(1), en(2), en(21)], ["0 tests", "1 test", "2 tests", "21 tests"]);
    }
}
