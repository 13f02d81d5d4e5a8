//! What is still to come before the program is at rest, and what is wrong when it is.

use std::collections::BTreeSet;

use telegram_kit::Message;

use super::act::Act;
use super::books::{Books, Launched};
use super::facts::Facts;

/// What a round asked for.
pub(super) struct Asked {
    pub(super) act: Act,
    /// It was set off before the kill.
    pub(super) fired: bool,
    /// Something must come of it: the program that starts hears of it.
    pub(super) certain: bool,
    pub(super) kills: u32,
    /// Due times that came by themselves.
    pub(super) due: usize,
}

/// In words, one for each thing that is waited for.
pub(super) fn owed(facts: &Facts, books: &Books, asked: &Asked) -> Vec<String> {
    let mut owed = Vec::new();
    for run in facts.runs.iter().filter(|run| ["asked", "checking", "unknown"].contains(&&*run.phase)) {
        owed.push(format!("run {} “{}” is {}", run.id, run.name, run.phase));
    }
    for (id, launch) in books.launches.iter().filter(|(_, launch)| !launch.settled) {
        owed.extend(owed_of(*id, launch, facts, books));
    }
    if facts.pending > 0 {
        owed.push(format!("{} updates wait for the bot", facts.pending));
    }
    if !facts.idle || facts.requests > 0 {
        owed.push(format!("an export is under way, {} requests on the server", facts.requests));
    }
    let fresh: Vec<_> =
        facts.attempts.iter().filter(|one| one["id"].as_i64() > Some(books.newest_attempt)).collect();
    let done = fresh.iter().filter(|one| one["outcome"] == "done").count();
    if facts.exports_told() < books.exports_told + done {
        owed.push(format!("{done} exports, told {}", facts.exports_told() - books.exports_told));
    }
    if asked.certain && !came_to_something(facts, books) {
        owed.push(format!("nothing came of {:?}", asked.act));
    }
    owed
}

fn came_to_something(facts: &Facts, books: &Books) -> bool {
    let is_new = |attempt: &serde_json::Value| attempt["id"].as_i64() > Some(books.newest_attempt);
    facts.attempts.iter().any(is_new) || facts.runs.iter().any(|run| run.id > books.newest_run)
}

fn owed_of(id: i64, launch: &Launched, facts: &Facts, books: &Books) -> Vec<String> {
    let called = format!("launch {id} “{}”", launch.name);
    let runs = facts.runs_of(id);
    let Some(run) = runs.first() else { return vec![format!("{called} is not known")] };
    if !launch.ended {
        return Vec::new();
    }
    if !run.is("finished") {
        return vec![format!("{called} has ended and is {}", run.phase)];
    }
    let mut owed = Vec::new();
    let told = facts.told(id, &books.launches);
    let [desktop, anna, boris] = told.map(|times| times > 0);
    if !desktop || !boris || anna != launch.in_chat {
        owed.push(format!("{called} was told {told:?} times, asked for in chat: {}", launch.in_chat));
    }
    if !facts.inbox.contains_key(&run.id) {
        owed.push(format!("{called} is not in the inbox"));
    }
    let says = |text: &str| ["Passed", "Failed"].iter().any(|word| text.contains(word));
    let shows =
        |card: &&Message| card.text.contains(&launch.name) && card.button("Open in TestOps").is_some();
    if launch.in_its_card && facts.cards.iter().filter(shows).any(|card| !says(&card.text)) {
        owed.push(format!("the message that follows {called} does not say how it ended"));
    }
    owed
}

impl Books {
    /// Takes the facts of a program at rest into the books, and notes what happened more than once.
    pub(super) fn close(&mut self, facts: &Facts, asked: &Asked) {
        if asked.fired && (asked.act.launches() || asked.act.exports()) && !came_to_something(facts, self) {
            self.came_to_nothing += 1;
        }
        let launched = facts.launched.len();
        if launched > usize::from(asked.act.launches()) {
            self.doubled.push(format!("{:?} launched {:?}", asked.act, facts.launched));
        }
        let mut newly_told = BTreeSet::new();
        for (id, launch) in &self.launches {
            let runs = facts.runs_of(*id);
            if runs.len() > 1 {
                self.doubled.push(format!("launch {id} is the runs {runs:?}"));
            }
            let entries = runs.first().and_then(|run| facts.inbox.get(&run.id)).copied().unwrap_or_default();
            if entries > 1 {
                self.doubled.push(format!("launch {id} is in the inbox {entries} times"));
            }
            if !launch.ended {
                continue;
            }
            let told = facts.told(*id, &self.launches);
            let known = self.told.insert(*id, told);
            if known.is_none() {
                newly_told.insert(*id);
            }
            // What was told before a kill of the last round may come once more after the program seemed to be at rest.
            let late = if self.newly_told.contains(id) { self.kills_of_round as usize } else { 0 };
            for (told, before) in told.into_iter().zip(known.unwrap_or_default()) {
                // What was told while the program was at rest is noted; a kill after that tells nothing again.
                let most = if before > 0 { before + late } else { 1 + asked.kills as usize };
                if told > most {
                    self.doubled.push(format!("launch {id} was told {before} times, then {told}"));
                } else {
                    self.told_again += told.saturating_sub(before.max(1));
                }
            }
        }
        (self.newly_told, self.kills_of_round) = (newly_told, asked.kills);
        for launch in self.launches.values_mut().filter(|launch| launch.ended) {
            launch.settled = true;
        }
        self.newest_run = facts.runs.iter().map(|run| run.id).max().unwrap_or_default().max(self.newest_run);
        let attempts = facts.attempts.iter().filter_map(|one| one["id"].as_i64());
        self.newest_attempt = attempts.max().unwrap_or_default().max(self.newest_attempt);
        self.exports_told = facts.exports_told();
        self.deeds = facts.next_deed;
    }
}
