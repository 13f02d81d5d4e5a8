//! What a person has read.

use std::sync::{Mutex, PoisonError};

use crate::seen::Seen;

/// Kinds of events, each of which is read by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Message,
    Edit,
    Deletion,
    Answer,
    Action,
    Pin,
    Reaction,
}

/// Up to where each kind has been read.
#[derive(Debug, Default)]
pub(crate) struct Marks(Mutex<[u64; 7]>);

impl Marks {
    pub(crate) fn get(&self, kind: Kind) -> u64 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)[kind as usize]
    }

    pub(crate) fn set(&self, kind: Kind, n: u64) {
        let mut marks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        marks[kind as usize] = marks[kind as usize].max(n);
    }
}

impl Kind {
    pub(crate) fn of(seen: &Seen) -> Self {
        match seen {
            Seen::Message(_) => Self::Message,
            Seen::Edited(_) => Self::Edit,
            Seen::Deleted(_) => Self::Deletion,
            Seen::Answer(_) => Self::Answer,
            Seen::Action(_) => Self::Action,
            Seen::Pinned(_) => Self::Pin,
            Seen::Reaction { .. } => Self::Reaction,
        }
    }
}
