//! The owner's code: shown in the window, sent by whoever is to own the bot, worth something once.
//!
//! It has 60 random bits, and five wrong ones an hour are all that anybody may try. It lives in memory only: a program
//! that starts again shows another one.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};

const VALID_FOR: TimeDelta = TimeDelta::minutes(15);
const TRIES: usize = 5;
const TRIES_WITHIN: TimeDelta = TimeDelta::hours(1);

/// How many senders of wrong codes are remembered.
const MOST_SENDERS: usize = 10_000;

/// Letters and digits that nobody takes for one another; Telegram lets them follow `/start`.
const ALPHABET: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

#[derive(Default)]
pub(crate) struct Claims {
    code: Option<Code>,
    wrong: HashMap<i64, Vec<DateTime<Utc>>>,
    /// When those whose tries are long over were last forgotten.
    cleaned_at: Option<DateTime<Utc>>,
}

struct Code {
    shown: String,
    valid_until: DateTime<Utc>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Checked {
    Right,
    Wrong,
    Expired,
    TooOften,
}

impl Claims {
    /// Takes the place of an earlier code. `random` decides it.
    pub(crate) fn offer(&mut self, random: [u8; 12], now: DateTime<Utc>) -> (String, DateTime<Utc>) {
        let letter = |byte: u8| char::from(ALPHABET[usize::from(byte % 32)]);
        let shown: String = random.into_iter().map(letter).collect();
        let valid_until = now + VALID_FOR;
        self.code = Some(Code { shown: shown.clone(), valid_until });
        (shown, valid_until)
    }

    /// The code that is worth something.
    pub(crate) fn offered(&self, now: DateTime<Utc>) -> Option<(String, DateTime<Utc>)> {
        let code = self.code.as_ref().filter(|code| now < code.valid_until)?;
        Some((code.shown.clone(), code.valid_until))
    }

    /// A right code is worth nothing after that.
    pub(crate) fn check(&mut self, telegram_id: i64, typed: &str, now: DateTime<Utc>) -> Checked {
        // A clock that was set back must not lock anybody out for longer.
        let recent = |at: &DateTime<Utc>| *at <= now && now - *at < TRIES_WITHIN;
        if self
            .wrong
            .get(&telegram_id)
            .is_some_and(|tries| tries.iter().filter(|at| recent(at)).count() >= TRIES)
        {
            return Checked::TooOften;
        }
        if let Some(code) = self.code.take_if(|code| same(&code.shown, typed)) {
            return if now < code.valid_until {
                self.wrong.remove(&telegram_id);
                Checked::Right
            } else {
                // Kept, so that whoever sends it once more hears the same.
                self.code = Some(code);
                Checked::Expired
            };
        }
        if self.wrong.len() >= MOST_SENDERS && !self.cleaned_at.as_ref().is_some_and(recent) {
            self.wrong.retain(|_, tries| tries.iter().any(recent));
            self.cleaned_at = Some(now);
        }
        if self.wrong.len() < MOST_SENDERS || self.wrong.contains_key(&telegram_id) {
            let tries = self.wrong.entry(telegram_id).or_default();
            tries.retain(recent);
            tries.push(now);
        }
        Checked::Wrong
    }
}

/// Both are hashed first, so that how long the comparison takes tells nothing of the code.
fn same(code: &str, typed: &str) -> bool {
    let typed = typed.trim().to_ascii_uppercase();
    Sha256::digest(code.as_bytes()) == Sha256::digest(typed.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000 + minutes * 60, 0).expect("a valid instant")
    }

    #[test]
    fn a_code_is_worth_something_once_and_for_a_quarter_of_an_hour() {
        let mut claims = Claims::default();
        assert_eq!(claims.check(1, "", at(0)), Checked::Wrong);
        let (code, until) = claims.offer([0, 31, 32, 1, 2, 3, 4, 5, 6, 7, 8, 255], at(0));
        assert_eq!((code.as_str(), until), ("A9ABCDEFGHJ9", at(15)));
        assert_eq!(claims.check(1, &format!(" {} ", code.to_lowercase()), at(14)), Checked::Right);
        assert_eq!(claims.check(2, &code, at(14)), Checked::Wrong);
        let (code, _) = claims.offer([7; 12], at(20));
        assert!(claims.offered(at(34)).is_some() && claims.offered(at(35)).is_none());
        assert_eq!(claims.check(3, &code, at(35)), Checked::Expired);
        assert_eq!(claims.check(3, &code, at(36)), Checked::Expired);
    }

    #[test]
    fn an_earlier_code_is_worth_nothing() {
        let mut claims = Claims::default();
        let (first, _) = claims.offer([1; 12], at(0));
        let (second, _) = claims.offer([2; 12], at(0));
        assert_eq!(claims.check(1, &first, at(1)), Checked::Wrong);
        assert_eq!(claims.check(1, &second, at(1)), Checked::Right);
    }

    #[test]
    fn five_wrong_ones_within_an_hour_silence_their_sender_alone() {
        let mut claims = Claims::default();
        let (code, _) = claims.offer([1; 12], at(50));
        for minute in 0..5 {
            assert_eq!(claims.check(1, "guess", at(50 + minute)), Checked::Wrong);
        }
        assert_eq!(claims.check(1, &code, at(55)), Checked::TooOften);
        assert_eq!(claims.check(2, &code, at(55)), Checked::Right);
        let (code, _) = claims.offer([2; 12], at(100));
        assert_eq!(claims.check(1, &code, at(109)), Checked::TooOften);
        assert_eq!(claims.check(1, &code, at(110)), Checked::Right);
    }

    #[test]
    fn guessing_by_many_does_not_grow_without_end_or_lock_the_owner_out() {
        let mut claims = Claims::default();
        let (code, _) = claims.offer([1; 12], at(0));
        for sender in 0..20_000 {
            assert_eq!(claims.check(sender, "guess", at(0)), Checked::Wrong);
        }
        assert_eq!(claims.wrong.len(), MOST_SENDERS);
        assert_eq!(claims.check(50_000, &code, at(1)), Checked::Right);
    }
}
