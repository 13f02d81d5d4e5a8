//! What a person does on Telegram's test servers.

use std::sync::Arc;

use grammers_client::message::InputMessage;
use grammers_client::tl;
use serde_json::{Value, json};

use super::account::Account;
use super::view;
use crate::seen::{Answer, Button, Keyboard, Message, Seen};

/// How far back a button is looked for.
const LOOKED_AT: usize = 50;

type Told = Result<Value, String>;

fn told(why: impl std::fmt::Display) -> String {
    format!("Telegram refuses: {why}")
}

fn short(id: i64) -> Result<i32, String> {
    i32::try_from(id).map_err(|_| format!("There is no message {id}"))
}

pub(super) async fn send(account: &Account, text: &str, reply_to: Option<i64>) -> Told {
    let reply_to = reply_to.map(short).transpose()?;
    let message = InputMessage::new().text(text).reply_to(reply_to);
    let sent = account.client.send_message(account.bot, message).await.map_err(told)?;
    Ok(json!(Message { author: account.name.clone(), ..view::message(&sent, account.bot_id) }))
}

pub(super) async fn edit(account: &Account, id: i64, text: &str) -> Told {
    let short = short(id)?;
    account.client.edit_message(account.bot, short, text).await.map_err(told)?;
    let edited = account.client.get_messages_by_id(account.bot, &[short]).await.map_err(told)?;
    let edited = edited.into_iter().flatten().next().ok_or_else(|| format!("There is no message {id}"))?;
    Ok(json!(view::message(&edited, account.bot_id)))
}

pub(super) async fn delete(account: &Account, id: i64) -> Told {
    account.client.delete_messages(account.bot, &[short(id)?]).await.map_err(told)?;
    Ok(json!({}))
}

pub(super) async fn block(account: &Account, blocked: bool) -> Told {
    let id = account.bot.into();
    if blocked {
        let request = tl::functions::contacts::Block { my_stories_from: false, id };
        account.client.invoke(&request).await.map_err(told)?;
    } else {
        let request = tl::functions::contacts::Unblock { my_stories_from: false, id };
        account.client.invoke(&request).await.map_err(told)?;
    }
    Ok(json!({}))
}

pub(super) async fn messages(account: &Account) -> Told {
    let mut messages = newest(account, usize::MAX).await?;
    messages.reverse();
    Ok(json!(messages))
}

async fn newest(account: &Account, most: usize) -> Result<Vec<Message>, String> {
    let mut messages = Vec::new();
    let mut found = account.client.iter_messages(account.bot).limit(most.min(1000));
    while let Some(message) = found.next().await.map_err(told)? {
        messages.push(view::message(&message, account.bot_id));
    }
    Ok(messages)
}

pub(super) async fn press(
    account: &Arc<Account>,
    label: Option<String>,
    message: Option<i64>,
    button: Option<Button>,
) -> Told {
    if let (Some(message), Some(button)) = (message, &button) {
        return push(account, message, button);
    }
    let label = label.ok_or("Say which button: a label, or a message with a button")?;
    let messages = newest(account, LOOKED_AT).await?;
    let looked_at = messages.iter().filter(|shown| message.is_none_or(|id| id == shown.id));
    for shown in looked_at {
        if let Some(button) = shown.button(&label) {
            return push(account, shown.id, button);
        }
    }
    let beneath = messages.iter().find_map(|shown| shown.keyboard.as_ref());
    let is_there = match beneath {
        Some(Keyboard::Show { rows, .. }) => rows.iter().flatten().any(|text| *text == label),
        Some(Keyboard::Remove | Keyboard::ForceReply { .. }) | None => false,
    };
    if !is_there {
        return Err(format!("There is no button {label:?}"));
    }
    let sent = send(account, &label, None).await?;
    Ok(json!({"query": null, "url": null, "sent": sent}))
}

/// Presses without waiting for the bot: what it answers is shown when it comes.
fn push(account: &Arc<Account>, message: i64, button: &Button) -> Told {
    if let Some(url) = &button.url {
        return Ok(json!({"query": null, "url": url, "sent": null}));
    }
    let data = button.data.clone().ok_or_else(|| format!("The button {:?} sends nothing", button.text))?;
    let request = tl::functions::messages::GetBotCallbackAnswer {
        game: false,
        peer: account.bot.into(),
        msg_id: short(message)?,
        data: Some(data.into_bytes()),
        password: None,
    };
    let pressing = account.clone();
    account.tasks.spawn(async move {
        // A bot that does not answer in time is seen by the missing answer.
        let Ok(tl::enums::messages::BotCallbackAnswer::Answer(answer)) =
            pressing.client.invoke(&request).await
        else {
            return;
        };
        let (query, text, url) = (String::new(), answer.message, answer.url);
        pressing.show(Seen::Answer(Answer { query, text, alert: answer.alert, url }));
    });
    Ok(json!({"query": null, "url": null, "sent": null}))
}
