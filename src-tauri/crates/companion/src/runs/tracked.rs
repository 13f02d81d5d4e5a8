use chrono::{DateTime, TimeDelta, Utc};
use store::{MomentRow, RunRow, Timing};

use super::poller::Followed;
use super::results::Conclusion;
use crate::core::encoding::instant;
use crate::runs::decide::estimate::Past;
use crate::runs::decide::lookup::Wanted;
use crate::runs::decide::times::ResultTimes;
use crate::runs::decide::{Announcement, Effect, Observation, Policy, RunState, step};
use crate::runs::record::{CONCLUDING, asked_of, is_mine, state_of, view_of, write_state};
use crate::view::{Origin, RunView};

/// What the server is being asked because of a run, beside the looks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Asking {
    Nothing,
    /// The lookup of its lost answer.
    WhetherItExists,
    ForRerun,
}

/// An open run in memory.
#[derive(Clone)]
pub(super) struct Tracked {
    pub(super) row: RunRow,
    pub(super) state: RunState,
    /// The runs of its job before it.
    past: Vec<Past>,
    /// The outcome has been announced.
    pub(super) told: bool,
    pub(super) asking: Asking,
    /// What is known of its outcome, until that is stored as told.
    pub(super) conclusion: Option<Conclusion>,
    /// What is to be told with the next write.
    pub(super) announcements: Vec<Announcement>,
    depth: Option<u32>,
    signature: Option<u64>,
    read_at: Option<DateTime<Utc>>,
    unsaved: Vec<MomentRow>,
    dirty: bool,
}

impl Tracked {
    pub(super) fn new(row: RunRow, past: Vec<Past>) -> Self {
        let state = state_of(&row);
        let told = state.is_finished() && row.phase != CONCLUDING;
        Self {
            row,
            state,
            past,
            told,
            asking: Asking::Nothing,
            conclusion: None,
            announcements: Vec::new(),
            depth: None,
            signature: None,
            read_at: None,
            unsaved: Vec::new(),
            dirty: false,
        }
    }

    /// Takes an observation in; what is to be announced waits for the next write.
    pub(super) fn observe(&mut self, observation: Observation, now: DateTime<Utc>, policy: &Policy) {
        let (next, effects) = step(&self.state, observation, now, policy);
        let was_finished = self.state.is_finished();
        // That it was looked at once more is no news: a thousand quiet runs are not written each time.
        let quiet = RunState { observed_at: self.state.observed_at, ..next.clone() };
        self.dirty |= quiet != self.state;
        self.state = next;
        if was_finished != self.state.is_finished() {
            self.conclusion = None;
            // A run that is over without anything to announce is as it was when it was told.
            self.told =
                self.state.is_finished() && !effects.contains(&Effect::Announce(Announcement::Finished));
        }
        for effect in effects {
            match effect {
                Effect::Moment { kind, detail, at, seen } => {
                    self.dirty = true;
                    self.unsaved.push(MomentRow {
                        at: at.timestamp_millis(),
                        kind: kind.to_string(),
                        detail,
                        seen,
                    });
                }
                Effect::Announce(announcement) => {
                    self.dirty = true;
                    self.announcements.push(announcement);
                }
            }
        }
    }

    /// Takes in what the results tell of when things happened; answers what is to be corrected of the timeline.
    pub(super) fn settle(&mut self, results: &ResultTimes) -> Option<Timing> {
        let known = self.state.settle(results);
        let known = known.into_iter().map(|(kind, at)| (kind.to_string(), at.timestamp_millis())).collect();
        Some(Timing { run_id: self.row.id, known, ended_at: self.state.finished_at?.timestamp_millis() })
    }

    /// What the lists told of where the launch stands; `read` when it was read by itself.
    pub(super) fn note_place(&mut self, depth: Option<u32>, signature: Option<u64>, at: DateTime<Utc>) {
        self.depth = depth;
        if signature.is_some() {
            self.signature = signature;
            self.read_at = Some(at);
        }
    }

    pub(super) fn followed(&self) -> Option<Followed> {
        if !self.state.is_watched() {
            return None;
        }
        Some(Followed {
            run_id: self.row.id,
            project_id: self.row.project_id,
            launch_id: self.state.launch_id?,
            created: self.state.memory.created_there,
            depth: self.depth,
            signature: self.signature,
            read_at: self.read_at,
        })
    }

    /// What its launch on the server looks like; `ahead` is how far the server's clock is ahead of ours.
    pub(super) fn wanted(&self, ahead: TimeDelta) -> Wanted<'_> {
        let asked_there = self.state.memory.asked_there;
        let asked_there = asked_there.unwrap_or_else(|| instant(self.row.asked_at) + ahead);
        let by_others = asked_of(&self.row).is_some_and(|asked| asked.by_other_jobs);
        let job_id = self.row.job_id.filter(|_| !by_others);
        Wanted { name: &self.row.name, job_id, asked_there }
    }

    /// Whether nobody on the desktop asked for it.
    pub(super) fn is_for_chats(&self) -> bool {
        self.row.origin == Origin::Subscribed.to_string()
    }

    /// See [`is_mine`](crate::runs::record::is_mine).
    pub(super) fn is_mine(&self, owner: Option<i64>) -> bool {
        is_mine(&self.row, owner)
    }

    /// After the clock was set back, answers must not look older than what was seen.
    pub(super) fn clock_went_back(&mut self, now: DateTime<Utc>) {
        self.state.observed_at = self.state.observed_at.map(|at| at.min(now));
        self.state.memory.changed_at = self.state.memory.changed_at.min(now);
        self.state.memory.timed_from = self.state.memory.timed_from.min(now);
        self.state.memory.next_look_at = self.state.memory.next_look_at.map(|at| at.min(now));
        if let Some(pending) = &mut self.state.memory.pending {
            pending.clock_went_back(now);
        }
    }

    /// Ends the wait of a look for a lost answer.
    pub(super) fn look_up_soon(&mut self, now: DateTime<Utc>) {
        if let Some(at) = &mut self.state.memory.next_look_at {
            *at = now.min(*at);
        }
    }

    pub(super) fn touch(&mut self) {
        self.dirty = true;
    }

    pub(super) fn is_dirty(&self) -> bool {
        self.dirty
    }

    /// The row as it is to be stored, with what its timeline gained.
    pub(super) fn stored(&mut self) -> (RunRow, Vec<MomentRow>) {
        write_state(&mut self.row, &self.state, self.told);
        (self.row.clone(), self.unsaved.clone())
    }

    /// Answers whether its outcome is to be concluded.
    pub(super) fn saved(&mut self) -> bool {
        self.dirty = false;
        self.unsaved.clear();
        std::mem::take(&mut self.announcements).contains(&Announcement::Finished)
    }

    /// The row of a run whose outcome is told with the next write.
    pub(super) fn row_told(&self) -> RunRow {
        let mut row = self.row.clone();
        write_state(&mut row, &self.state, true);
        row
    }

    pub(super) fn view(&self, base_url: &str) -> RunView {
        view_of(&self.row, &self.state, &self.past, base_url)
    }
}
