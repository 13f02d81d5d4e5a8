//! What people do in chats with the bot: they write, and press the buttons that they see.

use std::time::Duration;

use telegram_kit::{Message, Person};

use crate::life::Life;
use crate::model::Wish;
use crate::step::{Again, Chat};
use crate::world::{Failed, World};

/// How long somebody looks for the next button.
const LOOKED_FOR: Duration = Duration::from_secs(40);
const GLANCE: Duration = Duration::from_millis(700);
/// How many messages fit on a screen.
const SCREEN: usize = 12;

/// The words that buttons carry on the way to a launch: a project, a job, all defaults, this name, go.
const WAY: [&str; 5] = ["pr", "jb", "df", "sn", "go"];

/// A button that stands in a chat.
#[derive(Clone)]
struct Button {
    message: Message,
    label: String,
    data: String,
}

impl Button {
    /// What it does: the third piece of its data.
    fn word(&self) -> &str {
        self.data.split('.').nth(2).unwrap_or_default()
    }

    fn is_for(&self, person: &Person) -> bool {
        self.data.split('.').nth(1) == Some(person.id().to_string().as_str())
    }
}

pub(crate) fn act(life: &Life, step: &Chat) {
    let (world, step) = (life.world.clone(), step.clone());
    life.act(format!("{step:?}"), async move {
        match step {
            Chat::Say { person, spot, text } => {
                world.telegram.person(person, spot).send(text).await?;
                Ok("sent".to_owned())
            }
            Chat::Press { person, spot, button, again } => {
                let person = world.telegram.person(person, spot);
                let buttons = buttons(&person).await?;
                let Some(button) = buttons.get(button % buttons.len().max(1)).cloned() else {
                    return Ok("there is no button".to_owned());
                };
                press(&world, &person, &button, again).await?;
                Ok(format!("pressed {}", button.label))
            }
            Chat::Launch { person, spot, job, again, takes_back } => {
                let person = world.telegram.person(person, spot);
                person.send("/launch").await?;
                for word in WAY {
                    let Some(button) = look_for(&person, word, job).await? else {
                        return Ok(format!("no button {word}"));
                    };
                    press(&world, &person, &button, again).await?;
                }
                if !takes_back {
                    return Ok("launched".to_owned());
                }
                let Some(button) = look_for(&person, "un", 0).await? else {
                    return Ok("launched, and not to be taken back".to_owned());
                };
                press(&world, &person, &button, Again::No).await?;
                Ok("launched and taken back".to_owned())
            }
            Chat::Redelivered { back } => {
                let last = world.telegram.bot.state().await?.next_update - 1;
                let again = world.telegram.bot.redeliver(last - back).await;
                Ok(if again.is_ok() { "told again" } else { "there is no such update" }.to_owned())
            }
            Chat::Subscribe { person, spot, project } => {
                let person = world.telegram.person(person, spot);
                person.send("/subscriptions").await?;
                for word in ["pr", "sa"] {
                    let Some(button) = look_for(&person, word, project).await? else {
                        return Ok(format!("no button {word}"));
                    };
                    press(&world, &person, &button, Again::No).await?;
                }
                Ok("subscribed".to_owned())
            }
        }
    });
}

/// The newest message first.
async fn buttons(person: &Person) -> Result<Vec<Button>, Failed> {
    let mut messages = person.messages().await?;
    messages.reverse();
    messages.truncate(SCREEN);
    let of = |message: Message| {
        let with_data = message.buttons.iter().flatten();
        let with_data = with_data.filter_map(|button| Some((button.text.clone(), button.data.clone()?)));
        let found: Vec<_> = with_data.collect();
        found.into_iter().map(move |(label, data)| Button { message: message.clone(), label, data })
    };
    Ok(messages.into_iter().flat_map(of).collect())
}

async fn look_for(person: &Person, word: &str, index: usize) -> Result<Option<Button>, Failed> {
    let until = tokio::time::Instant::now() + LOOKED_FOR;
    while tokio::time::Instant::now() < until {
        tokio::time::sleep(GLANCE).await;
        let mut found = buttons(person).await?;
        found.retain(|button| button.word() == word && button.is_for(person));
        // Those of the newest message only.
        let newest = found.first().map(|button| button.message.id);
        found.retain(|button| Some(button.message.id) == newest);
        if !found.is_empty() {
            let place = index % found.len();
            return Ok(Some(found.swap_remove(place)));
        }
    }
    Ok(None)
}

async fn press(world: &World, person: &Person, button: &Button, again: Again) -> Result<(), Failed> {
    let mut times = 1;
    match again {
        Again::No => {}
        Again::AtOnce => times = 2,
        Again::After(wait) => {
            press_once(world, person, button).await?;
            tokio::time::sleep(wait).await;
        }
    }
    for _ in 0..times {
        press_once(world, person, button).await?;
    }
    Ok(())
}

async fn press_once(world: &World, person: &Person, button: &Button) -> Result<(), Failed> {
    let Ok(pressed) = person.press_on(&button.message, &button.label).await else { return Ok(()) };
    let query = pressed.query.unwrap_or_default();
    let place = format!("{}/{}", button.message.chat, button.message.id);
    if button.is_for(person) {
        let mut model = world.model();
        match button.word() {
            // However often it is pressed, it is one launch.
            "go" | "ld" => model.wish(format!("go/{place}"), Wish::Launch),
            "rp" | "sl" => model.wish(format!("tg/{query}"), Wish::Launch),
            "rr" => model.wish_rerun(&format!("tg/{query}"), None),
            "pn" => model.wish(format!("tg/{query}"), Wish::RunPlan),
            _ => {}
        }
    }
    Ok(())
}
