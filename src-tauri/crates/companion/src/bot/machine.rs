//! Whether the bot lives, and when it is begun again: a pure machine that the supervisor feeds.
//!
//! A life that ends by itself is followed by another after 1, 2, 4 … 60 seconds; a life that polled for a minute begins
//! that row anew. A token that Telegram does not know, and one that is missing, wait for a person.
//!
//! Until it has polled for a minute on end it counts as silent, so that one that polls for a moment now and then, as
//! beside another program with the same token, does not pass for one that works. Each silence is told once: at once
//! where the bot broke, after ten minutes where something stands in its way.

use chrono::{DateTime, TimeDelta, Utc};

use super::BotTrouble;
use super::job::BotFact;

const LONGEST_WAIT: TimeDelta = TimeDelta::seconds(60);

/// A person who has just unlocked the keyring looks at the bot.
const LONGEST_WAIT_FOR_SECRETS: TimeDelta = TimeDelta::seconds(8);

/// After so long a life counts as healthy.
const HEALTHY: TimeDelta = TimeDelta::minutes(1);

/// A silence that lasts so long is told.
const SILENT: TimeDelta = TimeDelta::minutes(10);

/// Noticed so much later, the machine slept through it: the network deserves a moment before anybody is alarmed.
const SLEPT: TimeDelta = TimeDelta::minutes(2);

#[derive(Debug, Default)]
pub(crate) struct Machine {
    phase: Phase,
    /// Lives that ended by themselves, one after another.
    failures: u32,
    /// It polled since it was switched on.
    polled: bool,
    /// `None` while it is off or healthy.
    silence: Option<Silence>,
}

#[derive(Debug)]
struct Silence {
    since: DateTime<Utc>,
    told: bool,
    /// Why it did not poll when it last did not.
    why: Option<Why>,
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

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    Down(Down),
    Stuck(Stuck),
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
    /// The person is told that one that polled waits for them: a token that was good is not known any more.
    TellStuck(Stuck),
    /// The person is told that it has been silent for long; why, where that is known.
    TellSilent(Option<Why>),
    /// It is healthy: what was told is over.
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
        let mut acts = match input {
            Input::On => {
                *self =
                    Self { silence: Some(Silence { since: now, told: false, why: None }), ..Self::default() };
                self.begin()
            }
            Input::Off => {
                *self = Self { phase: Phase::Stopping, ..Self::default() };
                Vec::new()
            }
            Input::Stopped => {
                *self = Self::default();
                Vec::new()
            }
            Input::Fact(fact) => {
                self.hear(fact, now);
                Vec::new()
            }
            Input::Down(why) => self.down(why, now),
            Input::Stuck(why) => {
                // Whoever has just switched it on looks at why it does not begin.
                let news = self.polled;
                self.silent(Why::Stuck(why), now).told |= news;
                self.phase = Phase::Stuck { why, since: now };
                if news { vec![Act::TellStuck(why)] } else { Vec::new() }
            }
            Input::Due => self.due_came(now),
        };
        acts.extend(self.break_silence(now));
        acts
    }

    pub(crate) fn phase(&self) -> &Phase {
        &self.phase
    }

    /// When [`Input::Due`] is to come.
    pub(crate) fn due(&self) -> Option<DateTime<Utc>> {
        let of_phase = match self.phase {
            Phase::Waiting { until, .. } => Some(until),
            Phase::Polling { since, .. } => self.silence.as_ref().map(|_| since + HEALTHY),
            Phase::Off | Phase::Starting | Phase::Troubled { .. } | Phase::Stuck { .. } | Phase::Stopping => {
                None
            }
        };
        of_phase.into_iter().chain(self.silence_due()).min()
    }

    /// A clock that was set back holds nothing up.
    pub(crate) fn notice_clock(&mut self, now: DateTime<Utc>) {
        match &mut self.phase {
            Phase::Waiting { until, .. } => *until = (*until).min(now + LONGEST_WAIT),
            Phase::Polling { since, .. } | Phase::Stuck { since, .. } => *since = (*since).min(now),
            Phase::Off | Phase::Starting | Phase::Troubled { .. } | Phase::Stopping => {}
        }
        if let Some(silence) = &mut self.silence {
            silence.since = silence.since.min(now);
        }
    }

    fn due_came(&mut self, now: DateTime<Utc>) -> Vec<Act> {
        match self.phase {
            Phase::Waiting { until, .. } if until <= now => self.begin(),
            Phase::Polling { since, .. } if since + HEALTHY <= now => {
                self.failures = 0;
                self.silence.take().map(|_| Act::Mended).into_iter().collect()
            }
            Phase::Off
            | Phase::Starting
            | Phase::Polling { .. }
            | Phase::Troubled { .. }
            | Phase::Waiting { .. }
            | Phase::Stuck { .. }
            | Phase::Stopping => Vec::new(),
        }
    }

    /// When the silence is to be told.
    fn silence_due(&self) -> Option<DateTime<Utc>> {
        let silence = self.silence.as_ref().filter(|silence| !silence.told)?;
        // One that polls may be about to be healthy.
        (!matches!(self.phase, Phase::Polling { .. })).then_some(silence.since + SILENT)
    }

    fn break_silence(&mut self, now: DateTime<Utc>) -> Option<Act> {
        let due = self.silence_due().filter(|due| *due <= now)?;
        let silence = self.silence.as_mut()?;
        if now - due > SLEPT {
            silence.since = now;
            return None;
        }
        silence.told = true;
        Some(Act::TellSilent(silence.why.clone()))
    }

    fn silent(&mut self, why: Why, now: DateTime<Utc>) -> &mut Silence {
        let silence = self.silence.get_or_insert(Silence { since: now, told: false, why: None });
        silence.why = Some(why);
        silence
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
            BotFact::Trouble { trouble, until } => {
                self.silent(Why::Down(Down::Trouble(trouble.clone())), now);
                Phase::Troubled { trouble, until }
            }
        };
        self.polled |= matches!(self.phase, Phase::Polling { .. });
    }

    fn down(&mut self, why: Down, now: DateTime<Utc>) -> Vec<Act> {
        let longest =
            if matches!(why, Down::Secrets { .. }) { LONGEST_WAIT_FOR_SECRETS } else { LONGEST_WAIT };
        let wait = TimeDelta::seconds(1 << self.failures.min(6)).min(longest);
        let silence = self.silent(Why::Down(why.clone()), now);
        let news = why.is_death() && !std::mem::replace(&mut silence.told, true);
        self.failures = self.failures.saturating_add(1);
        self.phase = Phase::Waiting { why: why.clone(), until: now + wait };
        if news { vec![Act::Tell(why)] } else { Vec::new() }
    }
}

#[cfg(test)]
mod tests;
