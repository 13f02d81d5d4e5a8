//! Texts as the words that the index knows: in small letters, without endings, in English and Russian.

use std::collections::HashMap;

use frostem::{Algorithm, Stemmer};

/// Longer words are no words: hashes, base64, addresses.
const LONGEST: usize = 64;
/// So many stems are remembered before all are forgotten.
const REMEMBERED: usize = 200_000;

pub(crate) struct Stems {
    english: Stemmer,
    russian: Stemmer,
    /// Most words of a project come again and again.
    known: HashMap<String, String>,
}

impl Stems {
    pub(crate) fn new() -> Self {
        let (english, russian) = (Stemmer::new(Algorithm::English), Stemmer::new(Algorithm::Russian));
        Self { english, russian, known: HashMap::new() }
    }

    /// What the index knows a word by; `word` is one of [`words`].
    pub(crate) fn stem(&mut self, word: &str) -> &str {
        if self.known.len() > REMEMBERED {
            self.known.clear();
        }
        if !self.known.contains_key(word) {
            let stem = self.work_out(word);
            self.known.insert(word.to_owned(), stem);
        }
        self.known.get(word).map_or("", String::as_str)
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

/// The words of a text, in small letters; ё is е, as people type it.
pub(crate) fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && word.len() <= LONGEST)
        .map(lower)
}

fn lower(word: &str) -> String {
    if word.bytes().all(|byte| byte.is_ascii()) {
        return word.to_ascii_lowercase();
    }
    word.chars().flat_map(char::to_lowercase).map(|c| if c == 'ё' { 'е' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stems(text: &str) -> Vec<String> {
        let mut stems = Stems::new();
        words(text).map(|word| stems.stem(&word).to_owned()).collect()
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
    fn what_is_no_word_is_left_out() {
        let long = "x".repeat(LONGEST + 1);
        assert_eq!(stems(&format!("a {long} -- b")), ["a", "b"]);
    }
}
