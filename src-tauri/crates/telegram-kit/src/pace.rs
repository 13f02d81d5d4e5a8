//! Telegram's published rates: one message a second in a chat with short bursts, twenty a minute in a group,
//! thirty a second overall. Source of fact: <https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this>.
//! How long a burst may be is not published; five messages are let through here.

use std::collections::{BTreeMap, VecDeque};

const BURST: i64 = 5;
const OVERALL: usize = 30;
const IN_A_GROUP: usize = 20;

/// Counts what one bot sends, by the kit's clock in milliseconds.
#[derive(Debug, Default)]
pub(crate) struct Pace {
    sent: VecDeque<i64>,
    /// For each private chat: when its burst will have been lived down.
    paid_until: BTreeMap<i64, i64>,
    groups: BTreeMap<i64, VecDeque<i64>>,
}

impl Pace {
    /// Lets so many messages through, or says after how many seconds to try again.
    pub(crate) fn admit(&mut self, chat: i64, messages: usize, now: i64) -> Result<(), u64> {
        forget(&mut self.sent, now - 1000);
        let mut wait = full(&self.sent, OVERALL, messages, 1000, now);
        if chat < 0 {
            let group = self.groups.entry(chat).or_default();
            forget(group, now - 60_000);
            wait = wait.max(full(group, IN_A_GROUP, messages, 60_000, now));
        }
        let cost = 1000 * i64::try_from(messages).unwrap_or(i64::MAX / 1000);
        let paid = self.paid_until.get(&chat).copied().unwrap_or(now).max(now);
        if chat >= 0 {
            // An album counts as its messages, but one that comes first is never refused.
            let over = paid - now - (BURST - 1) * 1000;
            wait = wait.max(if over > 0 { Some(over) } else { None });
        }
        if let Some(wait) = wait {
            return Err(u64::try_from((wait + 999) / 1000).unwrap_or(1).max(1));
        }
        self.sent.extend(std::iter::repeat_n(now, messages));
        if chat < 0 {
            self.groups.entry(chat).or_default().extend(std::iter::repeat_n(now, messages));
        } else {
            self.paid_until.insert(chat, paid + cost);
        }
        Ok(())
    }
}

fn forget(sent: &mut VecDeque<i64>, before: i64) {
    while sent.front().is_some_and(|at| *at <= before) {
        sent.pop_front();
    }
}

/// Milliseconds until a window has room again; `None` when it has.
fn full(sent: &VecDeque<i64>, most: usize, more: usize, window: i64, now: i64) -> Option<i64> {
    let too_many = !sent.is_empty() && sent.len() + more > most;
    too_many.then(|| sent.front().map_or(1, |oldest| oldest + window - now).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_private_chat_takes_a_burst_and_then_one_a_second() {
        let mut pace = Pace::default();
        for _ in 0..5 {
            assert_eq!(pace.admit(7, 1, 0), Ok(()));
        }
        assert_eq!(pace.admit(7, 1, 0), Err(1));
        assert_eq!(pace.admit(8, 1, 0), Ok(()));
        assert_eq!(pace.admit(7, 1, 1000), Ok(()));
        assert_eq!(pace.admit(7, 1, 1000), Err(1));
    }

    #[test]
    fn a_group_takes_twenty_a_minute() {
        let mut pace = Pace::default();
        for second in 0..20 {
            assert_eq!(pace.admit(-7, 1, second * 1000), Ok(()));
        }
        assert_eq!(pace.admit(-7, 1, 20_000), Err(40));
        assert_eq!(pace.admit(-7, 1, 60_000), Ok(()));
    }

    #[test]
    fn thirty_a_second_overall() {
        let mut pace = Pace::default();
        for chat in 1..=30 {
            assert_eq!(pace.admit(chat, 1, 0), Ok(()));
        }
        assert_eq!(pace.admit(31, 1, 500), Err(1));
        assert_eq!(pace.admit(31, 1, 1000), Ok(()));
    }
}
