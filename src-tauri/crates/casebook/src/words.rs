//! Texts as the words that the index knows: in small letters, without endings, in English and Russian.

use std::collections::HashMap;

use foldhash::quality::RandomState;
use frostem::{Algorithm, Stemmer};

/// Longer words are no words: hashes, base64, addresses.
const LONGEST: usize = 64;
/// Before a letter: a word of the name begins with it. Nobody types it, and the index takes it for a letter.
pub(crate) const INITIAL: char = '\u{e000}';
/// So many stems are remembered before all are forgotten.
const REMEMBERED: usize = 200_000;

/// The stems of words, each worked out once: most words of a project come again and again.
pub(crate) struct Stems {
    english: Stemmer,
    russian: Stemmer,
    /// Words as they were written, with the number of their stem.
    known: HashMap<String, usize, RandomState>,
    numbers: HashMap<String, usize, RandomState>,
    all: Vec<Known>,
    /// Of the text that is gone through.
    text: u64,
}

struct Known {
    stem: String,
    /// The last text that had it.
    seen_in: u64,
}

impl Stems {
    pub(crate) fn new() -> Self {
        Self {
            english: Stemmer::new(Algorithm::English),
            russian: Stemmer::new(Algorithm::Russian),
            known: HashMap::default(),
            numbers: HashMap::default(),
            all: Vec::new(),
            text: 0,
        }
    }

    /// What the index knows a word by; `word` is one of [`words`].
    pub(crate) fn stem(&mut self, word: &str) -> &str {
        let number = self.number(word);
        &self.all[number].stem
    }

    /// Another text begins for [`Self::first`].
    pub(crate) fn begin(&mut self) {
        self.text += 1;
    }

    /// The stem, unless the text has had it.
    pub(crate) fn first(&mut self, word: &str) -> Option<&str> {
        let number = self.number(word);
        let known = &mut self.all[number];
        let is_first = known.seen_in != self.text;
        known.seen_in = self.text;
        is_first.then_some(known.stem.as_str())
    }

    fn number(&mut self, word: &str) -> usize {
        if let Some(number) = self.known.get(word) {
            return *number;
        }
        if self.known.len() >= REMEMBERED {
            self.known.clear();
            self.numbers.clear();
            self.all.clear();
        }
        let stem = self.work_out(&lower(word));
        let next = self.all.len();
        let number = *self.numbers.entry(stem.clone()).or_insert(next);
        if number == next {
            self.all.push(Known { stem, seen_in: 0 });
        }
        self.known.insert(word.to_owned(), number);
        number
    }

    fn work_out(&self, word: &str) -> String {
        let is_russian = |c: char| ('а'..='я').contains(&c);
        if word.chars().all(is_russian) {
            self.russian.stem(word).into_owned()
        } else if word.bytes().all(|byte| byte.is_ascii_lowercase()) {
            self.english.stem(word).into_owned()
        } else {
            word.to_owned()
        }
    }
}

/// The words of a text, as they are written.
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !is_of_a_word(c)).filter(|word| !word.is_empty() && word.len() <= LONGEST)
}

fn is_of_a_word(c: char) -> bool {
    match c {
        '\0'..='\x7f' => c.is_ascii_alphanumeric(),
        // Most of what else comes: looking it up takes a third of the time that a file takes.
        'А'..='я' | 'Ё' | 'ё' => true,
        _ => c.is_alphanumeric(),
    }
}

/// In small letters; ё is е, as people type it.
pub(crate) fn lower(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    word.chars().flat_map(char::to_lowercase).map(|c| if c == 'ё' { 'е' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stems(text: &str) -> Vec<String> {
        let mut stems = Stems::new();
        words(text).map(|word| stems.stem(word).to_owned()).collect()
    }

    #[test]
    fn forms_of_a_russian_word_are_one() {
        let all = stems("перевод переводы переводов Переводами");
        assert!(all.iter().all(|stem| *stem == all[0]), "{all:?}");
    }

    #[test]
    fn forms_of_an_english_word_are_one() {
        let all = stems("transfer Transfers transferred transferring");
        assert!(all.iter().all(|stem| *stem == all[0]), "{all:?}");
    }

    #[test]
    fn the_two_dots_of_yo_do_not_matter() {
        assert_eq!(stems("Счёт"), stems("счет"));
    }

    #[test]
    fn ids_and_mixed_words_stay_as_they_are() {
        assert_eq!(stems("TC-1042 v2 HTTPСервер"), ["tc", "1042", "v2", "httpсервер"]);
    }

    #[test]
    fn a_stem_comes_once_for_each_text() {
        let mut stems = Stems::new();
        let mut of = |text: &str| {
            stems.begin();
            words(text).filter_map(|word| stems.first(word).map(str::to_owned)).collect::<Vec<_>>()
        };
        assert_eq!(of("Pay pays paid PAY"), ["pay", "paid"]);
        assert_eq!(of("pay"), ["pay"]);
    }

    #[test]
    fn what_is_no_word_is_left_out() {
        let long = "x".repeat(LONGEST + 1);
        assert_eq!(stems(&format!("a {long} -- b")), ["a", "b"]);
    }
}
