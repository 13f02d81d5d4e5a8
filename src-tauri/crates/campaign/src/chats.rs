//! Chats are told what they are owed, once.

use std::collections::BTreeMap;

use chrono::DateTime;
use companion::view::{Phase, RunView};
use telegram_kit::Message;

use crate::model::Figure;
use crate::step::Spot;
use crate::world::{Failed, World};

/// How the first line of an outcome begins, behind its mark and before the run's name.
const ENDED: [&str; 8] = [
    "Passed",
    "Failed",
    "No results",
    "Did not start",
    "Taken back, nothing was started",
    "Cancelled",
    "Timed out",
    "Gone from the server",
];

/// Where the bot showed how a run goes, it tells how it ended.
pub(crate) async fn told(world: &World, runs: &[RunView]) -> Result<(), Failed> {
    let mut chats: Vec<(String, usize, Spot)> = Vec::new();
    for (index, person) in world.telegram.people.iter().enumerate() {
        chats.push((format!("the chat of {}", person.name()), index, Spot::Private));
    }
    chats.push(("the group".to_owned(), 0, Spot::Group));
    chats.push(("the small group".to_owned(), 0, Spot::Crew));
    for (chat, person, spot) in chats {
        let messages = world.telegram.seen(person, spot).await?;
        let bot = world.telegram.bot.id();
        let from_bot: Vec<&Message> = messages.iter().filter(|message| message.from == bot).collect();
        for run in runs.iter().filter(|run| run.phase == Phase::Finished && is_alone(run, runs)) {
            let mut outcomes: BTreeMap<Option<i64>, usize> = BTreeMap::new();
            let mut shown: BTreeMap<Option<i64>, usize> = BTreeMap::new();
            let mut doubtful: BTreeMap<Option<i64>, usize> = BTreeMap::new();
            let mut times: BTreeMap<Option<i64>, Vec<String>> = BTreeMap::new();
            for message in &from_bot {
                let line = message.text.lines().next().unwrap_or_default();
                if ENDED.iter().any(|word| line.ends_with(&format!(" {word}: {}", run.name))) {
                    *outcomes.entry(message.topic).or_insert(0) += 1;
                    let at = DateTime::from_timestamp(message.at, 0).unwrap_or_default();
                    times.entry(message.topic).or_default().push(at.to_string());
                    *doubtful.entry(message.topic).or_insert(0) += usize::from(world.doubts.in_chat(at));
                } else if shows(message) && line.split_once(' ').is_some_and(|(_, name)| name == run.name) {
                    *shown.entry(message.topic).or_insert(0) += 1;
                }
            }
            for topic in shown.keys().chain(outcomes.keys()) {
                let count = |of: &BTreeMap<_, usize>| of.get(topic).copied().unwrap_or(0);
                let (told, shown, doubtful) = (count(&outcomes), count(&shown), count(&doubtful));
                let reopened = world.reruns_of(run);
                let mut model = world.model();
                if told == 0 && shown > 0 {
                    model.find(Figure::Lost, format!("{chat} was shown {} and not told its end", run.name));
                }
                if told > 1 + reopened + doubtful {
                    model.find(
                        Figure::ToldTwiceWithoutCause,
                        format!(
                            "{chat} was told {told} times of {}, launch {:?} was run again {reopened} times and \
                            {doubtful} answers may be missing: {}",
                            run.name,
                            run.launch_id,
                            times.remove(topic).unwrap_or_default().join(", ")
                        ),
                    );
                }
            }
        }
    }
    Ok(())
}

/// Whether it is edited as its run goes on. Details of a run are not: under those of one that goes on stands a button.
fn shows(message: &Message) -> bool {
    let says = message.text.lines().nth(2).unwrap_or_default();
    let is_over = ENDED.iter().any(|word| says.starts_with(word));
    let asks = message.buttons.iter().flatten().any(|button| button.data.is_some());
    !asks && (message.edited || !is_over)
}

/// Whether no other run has its name: chats tell runs by name.
fn is_alone(run: &RunView, runs: &[RunView]) -> bool {
    runs.iter().filter(|other| other.name == run.name).count() == 1
}
