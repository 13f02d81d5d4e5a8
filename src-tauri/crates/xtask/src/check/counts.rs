//! How many tests ran, read from what the test runners say.

use std::fmt;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) skipped: u64,
}

impl Counts {
    pub(crate) fn plus(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
            skipped: self.skipped + other.skipped,
        }
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

/// cargo's own runner: one `test result: ok. 5 passed; 0 failed; 1 ignored; …` for each test program. A test that finds
/// out by itself that it cannot run says a line `SKIPPED …` on standard error, and the runner takes it for passed.
pub(crate) fn of_cargo(text: &str) -> Counts {
    let results = text.lines().filter_map(|line| line.trim().strip_prefix("test result:"));
    let told = results
        .fold(Counts::default(), |sum, line| sum.plus(before_words(line, "passed", "failed", "ignored")));
    let skipped = text.lines().filter(|line| line.starts_with("SKIPPED ")).count() as u64;
    Counts { passed: told.passed.saturating_sub(skipped), skipped: told.skipped + skipped, ..told }
}

/// Vitest: `Tests  1 failed | 11 passed | 2 skipped (14)`.
pub(crate) fn of_vitest(text: &str) -> Counts {
    let line = text.lines().rev().find_map(|line| line.trim().strip_prefix("Tests ")).unwrap_or_default();
    before_words(line, "passed", "failed", "skipped")
}

/// The stories: `3 passed, 0 failed, 1 skipped` on the last line of that form.
pub(crate) fn of_stories(text: &str) -> Counts {
    let is_total = |line: &&str| line.contains(" passed, ") && line.trim().ends_with(" skipped");
    before_words(text.lines().rev().find(is_total).unwrap_or_default(), "passed", "failed", "skipped")
}

/// The names of what failed, in the words of whichever runner spoke.
pub(crate) fn failed_in(text: &str) -> Vec<String> {
    let mut failed: Vec<String> = text.lines().filter_map(failed_name).map(str::to_owned).collect();
    failed.dedup();
    failed
}

fn failed_name(line: &str) -> Option<&str> {
    let line = line.trim();
    // cargo's runner: `name --- FAILED`; vitest: `FAIL  file > test`; the stories: `name   FAILED   20.1 s`.
    if let Some(name) = line.strip_suffix(" --- FAILED") {
        return Some(name);
    }
    if let Some(name) = line.strip_prefix("FAIL ") {
        return Some(name.trim());
    }
    let (name, rest) = line.split_once(char::is_whitespace)?;
    rest.trim_start().strip_prefix("FAILED ")?.trim().strip_suffix(" s")?.parse::<f64>().ok()?;
    Some(name)
}

/// The number that stands before each of the words.
fn before_words(line: &str, passed: &str, failed: &str, skipped: &str) -> Counts {
    let words =
        line.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>();
    let number = |name: &str| {
        let pair = words.windows(2).find(|pair| pair[1] == name);
        pair.and_then(|pair| pair[0].parse().ok()).unwrap_or(0)
    };
    Counts { passed: number(passed), failed: number(failed), skipped: number(skipped) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_totals_of_several_programs_add_up() {
        let text = "running 3 tests\n...\ntest result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out\n\
                    test result: FAILED. 4 passed; 2 failed; 0 ignored; 0 measured; 9 filtered out";
        assert_eq!(of_cargo(text), Counts { passed: 7, failed: 2, skipped: 1 });
    }

    #[test]
    fn a_test_that_skips_itself_has_not_passed() {
        let text =
            "test result: ok. 3 passed; 0 failed; 0 ignored\nSKIPPED python-telegram-bot: no python3\n";
        assert_eq!(of_cargo(text), Counts { passed: 2, failed: 0, skipped: 1 });
    }

    #[test]
    fn vitest_counts_tests_and_not_files() {
        let text = " Test Files  2 passed (2)\n      Tests  1 failed | 11 passed | 2 skipped (14)\n";
        assert_eq!(of_vitest(text), Counts { passed: 11, failed: 1, skipped: 2 });
    }

    #[test]
    fn the_stories_are_counted_by_their_last_line() {
        let text = "launch ok 3.1 s\n\n12 passed, 1 failed, 2 skipped\n";
        assert_eq!(of_stories(text), Counts { passed: 12, failed: 1, skipped: 2 });
    }

    #[test]
    fn every_runner_s_failures_have_names() {
        let text = "bots_do_not_reach --- FAILED\ntest result: FAILED. 4 passed; 2 failed\n FAIL  src/a.test.ts > opens\n\
                    mine ok 3.0 s\nlaunch               FAILED   20.1 s\nnothing\n";
        assert_eq!(failed_in(text), ["bots_do_not_reach", "src/a.test.ts > opens", "launch"]);
    }

    #[test]
    fn what_says_nothing_counts_nothing() {
        assert_eq!(of_cargo("error: could not compile"), Counts::default());
        assert_eq!(Counts { passed: 2, failed: 0, skipped: 1 }.to_string(), "2 passed, 0 failed, 1 skipped");
    }
}
