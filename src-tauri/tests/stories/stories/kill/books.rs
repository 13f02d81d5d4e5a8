//! What was asked for and seen so far, and what was found to be at fault.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

/// Desktop, Anna, Boris.
pub(super) type Told = [usize; 3];

#[derive(Default)]
pub(super) struct Books {
    pub(super) kills: u32,
    /// How many of the server's deeds were read.
    pub(super) deeds: usize,
    pub(super) launches: BTreeMap<i64, Launched>,
    /// Runs that a person said were never launched.
    pub(super) never_started: BTreeSet<i64>,
    /// The newest run, attempt and good file that the window listed at the end of the last round.
    pub(super) newest_run: i64,
    pub(super) newest_attempt: i64,
    pub(super) files: BTreeSet<String>,
    /// Messages of which a button was pressed.
    pub(super) pressed: BTreeSet<i64>,
    /// How often each was told when the program was last at rest.
    pub(super) told: BTreeMap<i64, Told>,
    /// The launches that were told for the first time in the last round, and how often the program was killed in it.
    pub(super) newly_told: BTreeSet<i64>,
    pub(super) kills_of_round: u32,
    pub(super) exports_told: usize,
    pub(super) told_again: usize,
    /// Presses that the program heard and died with before it stored what they ask for.
    pub(super) came_to_nothing: usize,
    pub(super) lost: Vec<String>,
    pub(super) doubled: Vec<String>,
    pub(super) torn: Vec<String>,
}

/// A launch that the program asked for.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "what is known of it, each by itself")]
pub(super) struct Launched {
    pub(super) name: String,
    /// Asked for in chat.
    pub(super) in_chat: bool,
    /// The message that follows it was there before. One that is sent for it may arrive right before a kill, and nobody
    /// knows it then.
    pub(super) in_its_card: bool,
    /// The server was told to end it.
    pub(super) ended: bool,
    /// Its end was seen to be told to all.
    pub(super) settled: bool,
}

impl Books {
    /// Launches that wait for the campaign to go on, oldest first.
    pub(super) fn held(&self) -> Vec<i64> {
        self.launches.iter().filter(|(_, launch)| !launch.ended).map(|(id, _)| *id).collect()
    }

    pub(super) fn is_clean(&self) -> bool {
        self.lost.is_empty() && self.doubled.is_empty() && self.torn.is_empty()
    }

    /// All faults in words.
    pub(super) fn faults(&self) -> String {
        let named = [("lost", &self.lost), ("doubled", &self.doubled), ("torn", &self.torn)];
        let lines = named.into_iter().flat_map(|(kind, faults)| {
            faults.iter().map(move |fault| format!("{kind}: {fault}")).collect::<Vec<_>>()
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    pub(super) fn report(&self) -> Value {
        let goal = |name: &str, faults: &[String]| json!({"name": name, "value": faults.len(), "limit": 0, "ok": faults.is_empty()});
        json!({
            "campaign": "kill",
            "figures": {
                "kills": self.kills,
                "launches": self.launches.len(),
                "exports": self.files.len(),
                "never_started": self.never_started.len(),
                "told_again": self.told_again,
                "came_to_nothing": self.came_to_nothing,
                "lost": self.lost.len(),
                "doubled": self.doubled.len(),
                "torn": self.torn.len(),
            },
            "goals": [
                goal("lost", &self.lost),
                goal("doubled", &self.doubled),
                goal("torn", &self.torn),
            ],
        })
    }
}
