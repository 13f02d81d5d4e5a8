//! One person plays the talk through, and what the bot did is written down: it shows that both bots do the same.

use std::time::Duration;

use serde_json::{Value, json};
use telegram_kit::{Button, Message, Seen};

use crate::Trouble;
use crate::replay::Call;
use crate::script::Step;
use crate::stage::Stage;

const LOOK: Duration = Duration::from_millis(10);
const LOOKS: u32 = 1_000;

/// What a bot did in each step.
#[derive(Debug, PartialEq)]
pub(crate) struct Rehearsal(Vec<Rehearsed>);

#[derive(Debug, PartialEq)]
struct Rehearsed {
    /// In lower case, as bots write them differently.
    methods: Vec<String>,
    /// What the person saw of it.
    calls: Vec<Call>,
}

impl Rehearsal {
    pub(crate) async fn of(stage: &Stage, script: &[Step]) -> Result<Self, Trouble> {
        let person = stage.people.first().ok_or("nobody is there")?;
        // Reads for itself what the person has read.
        let onlooker = person.with(&stage.bot);
        let mut steps = Vec::new();
        for step in script {
            let before = stage.kit.requests(0).await?.last().map_or(0, |request| request.n);
            step.play(person).await?;
            let requests = stage.kit.requests(before).await?;
            let methods = requests.into_iter().map(|request| request.method.to_lowercase());
            // Menus are set beside the talk, once for each person.
            let methods = methods.filter(|method| method != "getupdates" && method != "setmycommands");
            let calls = onlooker.unread().await?.into_iter().filter_map(|event| call_of(event.seen));
            steps.push(Rehearsed { methods: methods.collect(), calls: calls.collect() });
        }
        Ok(Self(steps))
    }

    /// What a bot has to do in each step.
    pub(crate) fn answers(&self) -> Vec<&[Call]> {
        self.0.iter().map(|step| step.calls.as_slice()).collect()
    }

    pub(crate) fn calls(&self) -> usize {
        self.0.iter().map(|step| step.methods.len()).sum()
    }

    /// Where the other one did something else, in words.
    pub(crate) fn difference(&self, other: &Self, script: &[Step]) -> Option<String> {
        let mut steps = self.0.iter().zip(&other.0).zip(script);
        let ((ours, theirs), step) = steps.find(|((ours, theirs), _)| ours != theirs)?;
        Some(format!("{step} was answered differently:\n{ours:#?}\n{theirs:#?}"))
    }
}

/// The commands that the person is shown, as `setMyCommands` takes them. They are set beside the talk.
pub(crate) async fn menu(stage: &Stage) -> Result<Value, Trouble> {
    let person = stage.people.first().ok_or("nobody is there")?;
    for _ in 0..LOOKS {
        let menu = person.menu().await?;
        // Strangers have a menu of one word.
        if menu.len() > 1 {
            return Ok(json!(menu));
        }
        tokio::time::sleep(LOOK).await;
    }
    Err("the person was shown no menu".into())
}

fn call_of(seen: Seen) -> Option<Call> {
    let call = |method: &str, fields: Value| Some(Call { method: method.to_owned(), fields });
    match seen {
        Seen::Message(message) => call("sendMessage", fields_of(&message)),
        Seen::Edited(message) => call("editMessageText", fields_of(&message)),
        Seen::Answer(answer) => {
            let text = answer.text.unwrap_or_default();
            call("answerCallbackQuery", json!({"text": text, "show_alert": answer.alert}))
        }
        Seen::Deleted(_) | Seen::Action(_) | Seen::Pinned(_) | Seen::Reaction { .. } => None,
    }
}

fn fields_of(message: &Message) -> Value {
    let mut fields = json!({
        "text": message.html(),
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": true},
    });
    if !message.buttons.is_empty() {
        // What a button carries is the bot's own business, and no answer of the replay depends on it.
        let button = |button: &Button| json!({"text": button.text, "callback_data": "press"});
        let rows = message.buttons.iter().map(|row| row.iter().map(button).collect::<Vec<_>>());
        fields["reply_markup"] = json!({"inline_keyboard": rows.collect::<Vec<_>>()});
    }
    fields
}
