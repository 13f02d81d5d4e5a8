//! Whether the bot lives, and when it is begun again: a pure machine that the supervisor feeds.
//!
//! A life that ends by itself is followed by another after 1, 2, 4 … 60 seconds; a life that polled for a minute begins
//! that row anew. A token that Telegram does not know, and one that is missing, wait for a person.

use chrono::{DateTime, TimeDelta, Utc};

use super::BotTrouble;
use super::job::BotFact;

const LONGEST_WAIT: TimeDelta = TimeDelta::seconds(60);

/// After so long a life counts as healthy.
const HEALTHY: TimeDelta = TimeDelta::minutes(1);

#[derive(Debug, Default)]
pub(crate) struct Machine {
    phase: Phase,
    /// Lives that ended by themselves, one after another.
    failures: u32,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) enum Phase {
    #[default]
    Off,
    Starting,
    Polling {
        name: String,
        username: String,
        since: DateTime<Utc>,
    },
    /// It lives, and tries by itself to poll again.
    Troubled {
        trouble: BotTrouble,
        until: DateTime<Utc>,
    },
    /// It does not live; another life begins at `until`.
    Waiting {
        why: Down,
        until: DateTime<Utc>,
    },
    Stuck {
        why: Stuck,
        since: DateTime<Utc>,
    },
    Stopping,
}

/// Why a life ended by itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Down {
    Trouble(BotTrouble),
    Panicked,
    /// It said that it was stopped, which nobody asked for.
    Ended,
    /// The token could not be read.
    Secrets {
        words: String,
    },
}

/// Why only a person can go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stuck {
    NoToken,
    BadToken,
    /// The program was built without one.
    NoBot,
}

#[derive(Clone, Debug)]
pub(crate) enum Input {
    On,
    /// The switch went off: the life is being ended.
    Off,
    /// It ended as it was asked to.
    Stopped,
    Fact(BotFact),
    Down(Down),
    Stuck(Stuck),
    /// The time that was waited for came.
    Due,
}

/// What the supervisor does next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Act {
    Begin,
    /// The person is told that it died; of the deaths of a row the first only.
    Tell(Down),
    /// A token that was good is not known any more.
    TellStuck(Stuck),
    /// It has been healthy since its last death.
    Mended,
}

impl Down {
    /// Whether it broke. What stands in its way is told where its state is shown.
    fn is_death(&self) -> bool {
        match self {
            Self::Panicked | Self::Ended | Self::Trouble(BotTrouble::Other { .. }) => true,
            Self::Secrets { .. }
            | Self::Trouble(
                BotTrouble::Conflict { .. } | BotTrouble::NoRoute { .. } | BotTrouble::Proxy { .. },
            ) => false,
        }
    }
}

impl Machine {
    pub(crate) fn on(&mut self, input: Input, now: DateTime<Utc>) -> Vec<Act> {
        match input {
            Input::On => {
                self.failures = 0;
                self.begin()
            }
            Input::Off => {
                self.phase = Phase::Stopping;
                Vec::new()
            }
            Input::Stopped => {
                self.phase = Phase::Off;
                Vec::new()
            }
            Input::Fact(fact) => {
                self.hear(fact, now);
                Vec::new()
            }
            Input::Down(why) => self.down(why, now),
            Input::Stuck(why) => {
                // Whoever has just switched it on looks at why it does not begin.
                let polled = matches!(self.phase, Phase::Polling { .. } | Phase::Troubled { .. });
                self.phase = Phase::Stuck { why, since: now };
                if polled { vec![Act::TellStuck(why)] } else { Vec::new() }
            }
            Input::Due => match self.phase {
                Phase::Waiting { .. } => self.begin(),
                Phase::Polling { .. } => {
                    self.failures = 0;
                    vec![Act::Mended]
                }
                Phase::Off
                | Phase::Starting
                | Phase::Troubled { .. }
                | Phase::Stuck { .. }
                | Phase::Stopping => Vec::new(),
            },
        }
    }

    pub(crate) fn phase(&self) -> &Phase {
        &self.phase
    }

    /// When [`Input::Due`] is to come.
    pub(crate) fn due(&self) -> Option<DateTime<Utc>> {
        match self.phase {
            Phase::Waiting { until, .. } => Some(until),
            Phase::Polling { since, .. } => (self.failures > 0).then(|| since + HEALTHY),
            Phase::Off | Phase::Starting | Phase::Troubled { .. } | Phase::Stuck { .. } | Phase::Stopping => {
                None
            }
        }
    }

    fn begin(&mut self) -> Vec<Act> {
        self.phase = Phase::Starting;
        vec![Act::Begin]
    }

    fn hear(&mut self, fact: BotFact, now: DateTime<Utc>) {
        self.phase = match fact {
            BotFact::Polling { name, username } => {
                let since = match self.phase {
                    Phase::Polling { since, .. } => since,
                    Phase::Off
                    | Phase::Starting
                    | Phase::Troubled { .. }
                    | Phase::Waiting { .. }
                    | Phase::Stuck { .. }
                    | Phase::Stopping => now,
                };
                Phase::Polling { name, username, since }
            }
            BotFact::Trouble { trouble, until } => Phase::Troubled { trouble, until },
        };
    }

    fn down(&mut self, why: Down, now: DateTime<Utc>) -> Vec<Act> {
        let wait = TimeDelta::seconds(1 << self.failures.min(6)).min(LONGEST_WAIT);
        let news = self.failures == 0 && why.is_death();
        self.failures = self.failures.saturating_add(1);
        self.phase = Phase::Waiting { why: why.clone(), until: now + wait };
        if news { vec![Act::Tell(why)] } else { Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_790_000_000 + seconds, 0).expect("a valid instant")
    }

    fn polling() -> Input {
        Input::Fact(BotFact::Polling { name: "Bot".to_owned(), username: "the_bot".to_owned() })
    }

    fn wait_of(machine: &Machine, now: DateTime<Utc>) -> i64 {
        (machine.due().expect("it waits") - now).num_seconds()
    }

    #[test]
    fn waits_grow_to_a_minute_and_the_death_is_told_once() {
        let mut machine = Machine::default();
        assert_eq!(machine.on(Input::On, at(0)), [Act::Begin]);
        let mut waits = Vec::new();
        let mut told = 0;
        for _ in 0..9 {
            told += machine.on(Input::Down(Down::Panicked), at(0)).len();
            waits.push(wait_of(&machine, at(0)));
            assert_eq!(machine.on(Input::Due, at(0)), [Act::Begin]);
        }
        assert_eq!(waits, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
        assert_eq!(told, 1);
    }

    #[test]
    fn a_minute_of_health_begins_the_waits_anew() {
        let mut machine = Machine::default();
        machine.on(Input::On, at(0));
        machine.on(Input::Down(Down::Panicked), at(0));
        machine.on(Input::Due, at(1));
        machine.on(polling(), at(10));
        machine.on(polling(), at(30));
        assert_eq!(machine.on(Input::Down(Down::Ended), at(69)), []);
        assert_eq!(wait_of(&machine, at(69)), 2);
        machine.on(Input::Due, at(71));
        machine.on(polling(), at(80));
        assert_eq!(machine.due(), Some(at(140)));
        assert_eq!(machine.on(Input::Due, at(140)), [Act::Mended]);
        assert_eq!(machine.due(), None);
        assert_eq!(machine.on(Input::Down(Down::Ended), at(150)), [Act::Tell(Down::Ended)]);
        assert_eq!(wait_of(&machine, at(150)), 1);
    }

    #[test]
    fn trouble_within_a_life_is_over_once_it_polls_again() {
        let mut machine = Machine::default();
        machine.on(Input::On, at(0));
        let trouble = BotTrouble::Conflict { words: "409".to_owned() };
        machine.on(Input::Fact(BotFact::Trouble { trouble: trouble.clone(), until: at(9) }), at(5));
        assert_eq!(*machine.phase(), Phase::Troubled { trouble, until: at(9) });
        assert_eq!(machine.due(), None, "the life itself tries again");
        machine.on(polling(), at(9));
        assert!(matches!(machine.phase(), Phase::Polling { since, .. } if *since == at(9)));
    }

    #[test]
    fn what_is_stuck_or_off_begins_only_when_it_is_switched_on() {
        for (input, phase) in [
            (Input::Stuck(Stuck::BadToken), Phase::Stuck { why: Stuck::BadToken, since: at(3) }),
            (Input::Stopped, Phase::Off),
        ] {
            let mut machine = Machine::default();
            machine.on(Input::On, at(0));
            machine.on(input, at(3));
            assert_eq!((machine.phase(), machine.due()), (&phase, None));
            assert_eq!(machine.on(Input::Due, at(9)), []);
            assert_eq!(machine.on(Input::On, at(9)), [Act::Begin]);
        }
    }
}
