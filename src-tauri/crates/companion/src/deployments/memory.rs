//! How a bot went so far, and when it is started again: a pure machine that looks at the engine feed.
//!
//! A bot that crashes is started again after 1, 2, 4 … 60 seconds; five crashes within ten minutes end that, and a person
//! decides. What a person stopped, what ended without an error, and what outlived its lifetime stays as it is. A bot that
//! the engine starts again (the command line made it) is only watched: one place decides for each bot.

use bot_runner::{Phase, Seen};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use crate::view::{DeploymentEnd, DeploymentState};

const LONGEST_WAIT: TimeDelta = TimeDelta::seconds(60);
const WINDOW: TimeDelta = TimeDelta::minutes(10);
const MOST_CRASHES: usize = 5;

/// What the program remembers of a bot.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Memory {
    /// The container that the rest is about: another one begins anew.
    container: String,
    pub(super) restarts: u32,
    crashes: Vec<DateTime<Utc>>,
    /// The end that was dealt with.
    handled: Option<DateTime<Utc>>,
    pub(super) again_at: Option<DateTime<Utc>>,
    gave_up: bool,
    /// Others asked it to end.
    stopped_by_others: bool,
    pub(super) end: Option<DeploymentEnd>,
    /// It was never started: the build or the start failed.
    pub(super) failed: bool,
}

/// A bot's container at a look, with what the engine does not say.
pub(super) struct Sight<'a> {
    pub(super) seen: &'a Seen,
    /// Others asked it to end.
    pub(super) stopped_by_others: bool,
    pub(super) out_of_memory: bool,
    pub(super) last_lines: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum News {
    Crashed,
    GaveUp,
    LifetimeOver,
}

impl Memory {
    /// Takes a look in; what a person is to be told of it.
    pub(super) fn see(&mut self, sight: Sight<'_>, now: DateTime<Utc>) -> Option<News> {
        let seen = sight.seen;
        if self.container != seen.container_id {
            *self = Self { container: seen.container_id.clone(), ..Self::default() };
        }
        if seen.phase != Phase::Ended {
            self.again_at = None;
            self.gave_up = false;
            self.stopped_by_others = false;
            if !seen.restarted_by_program {
                self.restarts = seen.engine_restarts;
            }
            return None;
        }
        let at = seen.since.unwrap_or(now).min(now);
        if self.handled == Some(at) {
            return None;
        }
        self.handled = Some(at);
        self.again_at = None;
        self.stopped_by_others = sight.stopped_by_others;
        self.end = Some(DeploymentEnd {
            at: Some(at),
            exit_code: seen.exit_code,
            out_of_memory: sight.out_of_memory,
            last_lines: sight.last_lines,
        });
        if seen.ends_at.is_some_and(|ends| ends <= now) {
            return Some(News::LifetimeOver);
        }
        if seen.is_stopped || sight.stopped_by_others || seen.exit_code == 0 {
            return None;
        }
        if !seen.restarted_by_program {
            self.gave_up = true;
            return Some(News::GaveUp);
        }
        self.crash(now)
    }

    fn crash(&mut self, now: DateTime<Utc>) -> Option<News> {
        self.crashes.retain(|at| *at <= now && now - *at < WINDOW);
        self.crashes.push(now);
        if self.crashes.len() >= MOST_CRASHES {
            self.gave_up = true;
            return Some(News::GaveUp);
        }
        let wait = TimeDelta::seconds(1 << (self.crashes.len() - 1)).min(LONGEST_WAIT);
        self.again_at = Some(now + wait);
        // Of a row of crashes the first is told, and how it ends.
        (self.crashes.len() == 1).then_some(News::Crashed)
    }

    /// It is time to start it again; that it was is counted.
    pub(super) fn take_due(&mut self, now: DateTime<Utc>) -> bool {
        let due = self.again_at.is_some_and(|at| at <= now);
        if due {
            self.again_at = None;
            self.restarts += 1;
        }
        due
    }

    /// Starting it again failed: that is a crash like another.
    pub(super) fn cannot_start(&mut self, now: DateTime<Utc>) -> Option<News> {
        self.crash(now)
    }

    /// A clock that was set back holds nothing up.
    pub(super) fn meet_clock(&mut self, now: DateTime<Utc>) {
        self.again_at = self.again_at.map(|at| at.min(now + LONGEST_WAIT));
    }

    pub(super) fn state(&self, seen: &Seen, now: DateTime<Utc>) -> DeploymentState {
        match (seen.phase, self.again_at) {
            (Phase::Running | Phase::Paused, _) => DeploymentState::Running,
            (Phase::Ended, Some(at)) => DeploymentState::Waiting { at },
            (Phase::Ended, None) if seen.is_stopped => DeploymentState::Stopped,
            (Phase::Ended, None) if seen.ends_at.is_some_and(|ends| ends <= now) => {
                DeploymentState::LifetimeOver
            }
            (Phase::Ended, None) if self.stopped_by_others => DeploymentState::Stopped,
            (Phase::Ended, None) if self.gave_up => DeploymentState::GaveUp,
            (Phase::Ended, None) if seen.exit_code == 0 => DeploymentState::Finished,
            // About to be started again.
            (Phase::Restarting, _) | (Phase::Ended, None) => DeploymentState::Waiting { at: now },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + second, 0).expect("a time")
    }

    fn seen(phase: Phase, since: i64, exit_code: i64) -> Seen {
        Seen {
            bot: "bot".to_owned(),
            container_id: "c1".to_owned(),
            mode: "simple".to_owned(),
            ends_at: Some(at(86_400)),
            limits: bot_runner::request::Limits::default(),
            phase,
            since: Some(at(since)),
            exit_code,
            out_of_memory: false,
            engine_restarts: 0,
            restarted_by_program: true,
            is_stopped: false,
            drift: Vec::new(),
        }
    }

    fn see(memory: &mut Memory, seen: &Seen, now: i64) -> Option<News> {
        let sight =
            Sight { seen, stopped_by_others: false, out_of_memory: false, last_lines: vec!["oh".to_owned()] };
        memory.see(sight, at(now))
    }

    #[test]
    fn crashes_are_followed_by_growing_waits_and_then_given_up() {
        let mut memory = Memory::default();
        let mut now = 0;
        for (round, wait) in [1, 2, 4, 8].into_iter().enumerate() {
            assert_eq!(see(&mut memory, &seen(Phase::Running, now, 0), now), None);
            now += 10;
            let told = see(&mut memory, &seen(Phase::Ended, now, 1), now);
            assert_eq!(told, (round == 0).then_some(News::Crashed));
            assert_eq!(memory.again_at, Some(at(now + wait)));
            assert!(!memory.take_due(at(now)) && memory.take_due(at(now + wait)));
            now += wait;
        }
        see(&mut memory, &seen(Phase::Running, now, 0), now);
        let last = seen(Phase::Ended, now + 1, 1);
        assert_eq!(see(&mut memory, &last, now + 1), Some(News::GaveUp));
        assert_eq!(memory.state(&last, at(now + 2)), DeploymentState::GaveUp);
        assert_eq!((memory.restarts, memory.again_at), (4, None));
    }

    #[test]
    fn an_end_is_dealt_with_once_also_over_a_restart_of_the_program() {
        let mut memory = Memory::default();
        let end = seen(Phase::Ended, 5, 1);
        assert_eq!(see(&mut memory, &end, 6), Some(News::Crashed));
        let stored = serde_json::to_string(&memory).expect("written");
        let mut memory: Memory = serde_json::from_str(&stored).expect("read");
        assert_eq!(see(&mut memory, &end, 100), None);
        assert!(memory.take_due(at(100)), "what was due while the program was gone comes at once");
    }

    #[test]
    fn only_crashes_are_followed_by_another_start() {
        let stopped = Seen { is_stopped: true, ..seen(Phase::Ended, 5, 143) };
        let finished = seen(Phase::Ended, 5, 0);
        let over = Seen { ends_at: Some(at(5)), ..seen(Phase::Ended, 5, 143) };
        for (seen, state, news) in [
            (stopped, DeploymentState::Stopped, None),
            (finished, DeploymentState::Finished, None),
            (over, DeploymentState::LifetimeOver, Some(News::LifetimeOver)),
        ] {
            let mut memory = Memory::default();
            assert_eq!(see(&mut memory, &seen, 6), news);
            assert_eq!((memory.again_at, memory.state(&seen, at(6))), (None, state));
        }
    }

    #[test]
    fn what_others_stopped_stays_stopped_over_a_restart_of_the_program() {
        let mut memory = Memory::default();
        let end = seen(Phase::Ended, 5, 143);
        let sight =
            Sight { seen: &end, stopped_by_others: true, out_of_memory: false, last_lines: Vec::new() };
        assert_eq!(memory.see(sight, at(6)), None);
        let stored = serde_json::to_string(&memory).expect("written");
        let mut memory: Memory = serde_json::from_str(&stored).expect("read");
        assert_eq!(see(&mut memory, &end, 100), None);
        assert_eq!(memory.state(&end, at(100)), DeploymentState::Stopped);
        see(&mut memory, &seen(Phase::Running, 101, 0), 101);
        assert_eq!(see(&mut memory, &seen(Phase::Ended, 102, 1), 102), Some(News::Crashed));
    }

    #[test]
    fn crashes_that_lie_apart_are_each_the_first() {
        let mut memory = Memory::default();
        assert_eq!(see(&mut memory, &seen(Phase::Ended, 0, 1), 0), Some(News::Crashed));
        assert_eq!(see(&mut memory, &seen(Phase::Ended, 700, 1), 700), Some(News::Crashed));
        assert_eq!(memory.again_at, Some(at(701)));
    }

    #[test]
    fn another_container_begins_anew_and_the_engines_bots_are_only_watched() {
        let mut memory = Memory::default();
        see(&mut memory, &seen(Phase::Ended, 0, 1), 0);
        let other = Seen { container_id: "c2".to_owned(), ..seen(Phase::Running, 3, 0) };
        see(&mut memory, &other, 3);
        assert_eq!((memory.restarts, memory.end.is_none()), (0, true));
        let engine = Seen { restarted_by_program: false, engine_restarts: 5, ..seen(Phase::Ended, 9, 1) };
        assert_eq!(see(&mut memory, &engine, 9), Some(News::GaveUp));
        assert_eq!(memory.again_at, None);
    }
}
