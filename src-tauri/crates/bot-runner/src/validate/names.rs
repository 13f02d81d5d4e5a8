//! Paths within a bot's folder, as they come in requests and in archives.
//!
//! A name that is let through means the same file on every system: the folder may be written on a disk that is blind to
//! case, that composes accents, or that keeps some names for itself.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization as _;

use crate::fault::{Reason, is_invisible};

const MOST_IN_A_NAME: usize = 255;
const MOST_IN_A_PATH: usize = 1024;

/// A relative path with `/`, of which every part is a plain name.
pub(crate) fn check(path: &str) -> Result<(), Reason> {
    if path.is_empty() {
        return Err(Reason::Empty);
    }
    if path.len() > MOST_IN_A_PATH {
        return Err(Reason::TooLong { most: MOST_IN_A_PATH });
    }
    if path.chars().any(is_invisible) {
        return Err(Reason::ControlCharacter);
    }
    let drive = path.as_bytes().get(1) == Some(&b':') && path.as_bytes()[0].is_ascii_alphabetic();
    if path.starts_with(['/', '\\']) || drive {
        return Err(Reason::Absolute);
    }
    if path.split(['/', '\\']).any(|part| part == "..") {
        return Err(Reason::ClimbsOut);
    }
    if path.contains('\\') {
        return Err(Reason::Backslash);
    }
    path.split('/').try_for_each(check_part)
}

fn check_part(part: &str) -> Result<(), Reason> {
    if part.is_empty() {
        return Err(Reason::Empty);
    }
    if part.len() > MOST_IN_A_NAME {
        return Err(Reason::TooLong { most: MOST_IN_A_NAME });
    }
    if part.ends_with(['.', ' ']) || part.starts_with(' ') {
        return Err(Reason::DotOrSpaceAtTheEnd);
    }
    if part.contains(['<', '>', ':', '"', '|', '?', '*']) {
        return Err(Reason::Characters);
    }
    if is_reserved(part) { Err(Reason::ReservedName) } else { Ok(()) }
}

/// Names of devices on Windows, with any ending.
fn is_reserved(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or(part).trim_end().to_uppercase();
    let numbered = |device: &str| {
        stem.strip_prefix(device).is_some_and(|n| {
            let mut n = n.chars();
            matches!((n.next(), n.next()), (Some('1'..='9' | '¹' | '²' | '³'), None))
        })
    };
    matches!(stem.as_str(), "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$")
        || numbered("COM")
        || numbered("LPT")
}

/// The paths that were met, to tell one that falls together with another.
#[derive(Debug, Default)]
pub(crate) struct Paths {
    /// By folded path: the path as it was written, and whether it is a file.
    met: HashMap<String, (String, bool)>,
}

impl Paths {
    /// Takes the path in, unless it is one that is there already or needs a file to be a folder.
    pub(crate) fn add(&mut self, path: &str) -> Result<(), Reason> {
        let folded = fold(path);
        match self.met.get(&folded) {
            Some((other, true)) => return Err(Reason::SameAs { other: other.clone() }),
            Some((other, false)) => return Err(Reason::FileAndFolder { other: other.clone() }),
            None => {}
        }
        for (end, _) in folded.match_indices('/') {
            if let Some((other, true)) = self.met.get(&folded[..end]) {
                return Err(Reason::FileAndFolder { other: other.clone() });
            }
        }
        for (end, _) in folded.match_indices('/') {
            self.met.entry(folded[..end].to_owned()).or_insert_with(|| (path.to_owned(), false));
        }
        self.met.insert(folded, (path.to_owned(), true));
        Ok(())
    }
}

/// Equal for names that a disk blind to case, or one that composes accents, takes for one.
pub(crate) fn fold(name: &str) -> String {
    // Uppercase first: `ß` and `ſ` then meet `ss` and `s`.
    name.nfd().collect::<String>().to_uppercase().to_lowercase().nfc().collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_that_mean_something_else_somewhere_are_refused() {
        for name in [
            "",
            "/",
            "/etc/x",
            "\\x",
            "C:x",
            "c:\\x",
            "..",
            "a/..",
            "a/../b",
            "..\\x",
            "a\\b",
            "a//b",
            "a/",
            "./a",
            "a/./b",
            ".",
            "a.",
            "a ",
            " a",
            "a\0",
            "a\nb",
            "a\u{202e}b",
            "a\u{200b}",
            "nul",
            "CON.py",
            "x/aux.txt",
            "Com1",
            "lpt9.log",
            "a:b",
            "a*",
            "a?",
        ] {
            assert!(check(name).is_err(), "{name:?}");
        }
        assert_eq!(check(&"a".repeat(256)), Err(Reason::TooLong { most: 255 }));
        assert_eq!(check(&"a/".repeat(600)), Err(Reason::TooLong { most: 1024 }));
    }

    #[test]
    fn plain_names_of_any_script_are_let_through() {
        for name in [
            "bot.py",
            ".env",
            "..py",
            "a/b/c.py",
            "обработчики/старт.py",
            "日本.txt",
            "naïve.py",
            "console.py",
            "com10",
            "com",
            "a b.txt",
            "-c",
            "a..b",
            "é/ё.json",
            "😀.txt",
        ] {
            assert_eq!(check(name), Ok(()), "{name:?}");
        }
    }

    #[test]
    fn names_that_fall_together_are_told() {
        let second = |first: &str, second: &str| {
            let mut paths = Paths::default();
            paths.add(first).expect("the first is new");
            paths.add(second)
        };
        for (a, b) in [("Bot.py", "bot.py"), ("é", "e\u{301}"), ("ПРИВЕТ", "привет"), ("straße", "STRASSE")]
        {
            assert!(matches!(second(a, b), Err(Reason::SameAs { .. })), "{a} {b}");
        }
        for (a, b) in [("a", "a/b"), ("a/b", "a"), ("A", "a/b/c"), ("a/b/c", "A/B")] {
            assert!(matches!(second(a, b), Err(Reason::FileAndFolder { .. })), "{a} {b}");
        }
        assert_eq!(second("a/b", "a/c"), Ok(()));
        assert_eq!(second("a/b", "A/c"), Ok(()), "one folder, written in two ways");
    }

    proptest! {
        #[test]
        fn what_is_let_through_stays_within_its_folder(path in "\\PC{0,40}|[./\\\\a:]{0,12}") {
            if check(&path).is_ok() {
                let joined = std::path::Path::new("/bot").join(&path);
                prop_assert!(joined.starts_with("/bot"));
                prop_assert!(joined.components().all(|part| part != std::path::Component::ParentDir));
                prop_assert_eq!(joined.components().count(), 2 + path.split('/').count());
            }
        }

        #[test]
        fn folding_twice_changes_nothing(name in "\\PC{0,20}") {
            prop_assert_eq!(fold(&fold(&name)), fold(&name));
        }
    }
}
