//! What the outside worlds show and the window says, at one look.

use std::collections::BTreeMap;

use serde_json::Value;
use telegram_kit::Message;

use super::books::{Launched, Told};
use super::{PLAN, Stage, deeds, page};
use crate::harness::Outcome;

const ENDS: [&str; 5] = ["passed", "failed", "fixed", "still_failing", "not_finished"];

pub(super) struct Facts {
    /// What the program had the server launch since the last round: id and name.
    pub(super) launched: Vec<(i64, String)>,
    pub(super) next_deed: usize,
    /// The newest runs, those under way as they are in memory.
    pub(super) runs: Vec<Run>,
    /// Titles of all notifications.
    pub(super) titles: Vec<String>,
    /// How often each launch's end was told in chats: Anna's and Boris's.
    chats: [BTreeMap<i64, usize>; 2],
    /// What follows runs in Anna's chat.
    pub(super) cards: Vec<Message>,
    /// How many entries of the inbox tell of the end of a run.
    pub(super) inbox: BTreeMap<i64, usize>,
    pub(super) idle: bool,
    pub(super) attempts: Vec<Value>,
    pub(super) files: Vec<Value>,
    /// Updates that the bot has not confirmed.
    pub(super) pending: usize,
    /// Requests for exports that are left on the server.
    pub(super) requests: usize,
}

#[derive(Clone, Debug)]
pub(super) struct Run {
    pub(super) id: i64,
    pub(super) launch: Option<i64>,
    pub(super) name: String,
    pub(super) phase: String,
}

impl Stage<'_> {
    pub(super) async fn look(&self) -> Outcome<Facts> {
        let telegram = self.world.telegram()?;
        let messages = [self.anna.messages().await?, self.boris.messages().await?];
        let titles = self.world.notifications.all().into_iter().map(|one| one.title).collect();
        let said = page::ask(&self.window).await?;
        let mut runs: Vec<_> = said.active.iter().filter_map(Run::read).collect();
        for run in said.history.iter().filter_map(Run::read) {
            if runs.iter().all(|other| other.id != run.id) {
                runs.push(run);
            }
        }
        // Read last: what the window tells of must be there.
        let (deeds, next_deed) = deeds(self.world, self.books.deeds).await?;
        Ok(Facts {
            launched: deeds.iter().filter_map(launched).collect(),
            next_deed,
            runs,
            titles,
            chats: [outcomes(&messages[0]), outcomes(&messages[1])],
            cards: messages[0].iter().filter(|one| one.media.is_none()).cloned().collect(),
            inbox: ends(&said.inbox),
            idle: said.plans.iter().all(|plan| plan["state"]["state"] == "idle"),
            attempts: said.attempts,
            files: said.files,
            pending: telegram.bot.state().await?.pending,
            requests: self.world.server.get("exports").await?.as_array().map_or(0, Vec::len),
        })
    }
}

impl Facts {
    pub(super) fn runs_of(&self, launch: i64) -> Vec<&Run> {
        self.runs.iter().filter(|run| run.launch == Some(launch)).collect()
    }

    /// How often the end of this launch was told. The desktop's notifications know it by name only, so that those of
    /// launches with one name are shared out. Of these the ones that a person said were never launched are no launches.
    pub(super) fn told(&self, id: i64, launches: &BTreeMap<i64, Launched>) -> Told {
        let name = &launches[&id].name;
        let of_end = |title: &&String| {
            let others = ["Started", "Stalled", "Did it start", "Did not start"];
            title.contains(name.as_str()) && !others.iter().any(|word| title.starts_with(word))
        };
        let shown = self.titles.iter().filter(of_end).count();
        let namesakes: Vec<_> =
            launches.iter().filter(|(_, one)| one.ended && one.name == *name).map(|(id, _)| *id).collect();
        let place = namesakes.iter().position(|other| *other == id).unwrap_or_default();
        let share = namesakes.len().max(1);
        let desktop = shown / share + usize::from(place < shown % share);
        let chat = |number: usize| self.chats[number].get(&id).copied().unwrap_or_default();
        [desktop, chat(0), chat(1)]
    }

    pub(super) fn exports_told(&self) -> usize {
        self.titles.iter().filter(|title| title.starts_with("Exported") && title.contains(PLAN)).count()
    }
}

impl Run {
    fn read(run: &Value) -> Option<Self> {
        Some(Self {
            id: run["id"].as_i64()?,
            launch: run["launch_id"].as_i64(),
            name: run["name"].as_str()?.to_owned(),
            phase: run["phase"].as_str()?.to_owned(),
        })
    }

    pub(super) fn is(&self, phase: &str) -> bool {
        self.phase == phase
    }
}

fn launched(deed: &Value) -> Option<(i64, String)> {
    let is_ours = deed["what"] == "launched" && deed["by"] == "request";
    is_ours.then(|| Some((deed["launch"].as_i64()?, deed["name"].as_str()?.to_owned())))?
}

/// By the launch to which the link of an outcome leads.
fn outcomes(messages: &[Message]) -> BTreeMap<i64, usize> {
    let mut outcomes = BTreeMap::new();
    for message in messages.iter().filter(|one| one.media.is_some()) {
        let link = message.button("Open in TestOps").and_then(|button| button.url.as_deref());
        let launch = link.and_then(|link| link.rsplit('/').next()).and_then(|id| id.parse().ok());
        if let Some(launch) = launch {
            *outcomes.entry(launch).or_insert(0) += 1;
        }
    }
    outcomes
}

fn ends(inbox: &[Value]) -> BTreeMap<i64, usize> {
    let mut ends = BTreeMap::new();
    for item in inbox.iter().filter(|item| ENDS.iter().any(|kind| item["kind"] == *kind)) {
        if let Some(run) = item["place"]["id"].as_i64() {
            *ends.entry(run).or_insert(0) += 1;
        }
    }
    ends
}
