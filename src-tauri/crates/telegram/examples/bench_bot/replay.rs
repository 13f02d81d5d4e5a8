//! A bot that answers as was recorded, without a thought: what the kit can do at most with this talk on this machine.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::Trouble;

/// The argument by which this program becomes that bot.
pub(crate) const WORD: &str = "replay";

/// One call of a recorded answer; who is answered is filled in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Call {
    pub(crate) method: String,
    pub(crate) fields: Value,
}

#[derive(Deserialize)]
struct About {
    bot_api: String,
    bot_token: String,
    /// Step by step, as the talk goes.
    answers: Vec<Vec<Call>>,
}

/// Polls until it is killed.
pub(crate) async fn replay() -> Result<(), Trouble> {
    let mut line = String::new();
    std::io::stdin().read_line(&mut line)?;
    let About { bot_api, bot_token, answers } = serde_json::from_str(&line)?;
    let wire = Wire {
        client: reqwest::Client::builder().tls_built_in_root_certs(false).tcp_nodelay(true).build()?,
        base: format!("{bot_api}/bot{bot_token}"),
    };
    let tasks = tokio_util::task::TaskTracker::new();
    let mut at: HashMap<i64, usize> = HashMap::new();
    let mut offset = 0;
    loop {
        let polled = wire.call("getUpdates", &json!({"offset": offset, "timeout": 10})).await?;
        for update in polled["result"].as_array().into_iter().flatten() {
            offset = update["update_id"].as_i64().unwrap_or_default() + 1;
            let message = [&update["message"], &update["callback_query"]["message"]];
            let Some(message) = message.into_iter().find(|message| message.is_object()) else { continue };
            let Some(chat) = message["chat"]["id"].as_i64() else { continue };
            let step = at.entry(chat).or_default();
            let calls = answers[*step % answers.len()].clone();
            *step += 1;
            let (wire, message) = (wire.clone(), message["message_id"].clone());
            let query = update["callback_query"]["id"].clone();
            tasks.spawn(async move {
                for Call { method, mut fields } in calls {
                    match method.as_str() {
                        "answerCallbackQuery" => fields["callback_query_id"] = query.clone(),
                        "editMessageText" => fields["message_id"] = message.clone(),
                        _ => {}
                    }
                    fields["chat_id"] = chat.into();
                    // Whoever waits for the answer notices.
                    drop(wire.call(&method, &fields).await);
                }
            });
        }
    }
}

#[derive(Clone)]
struct Wire {
    client: reqwest::Client,
    base: String,
}

impl Wire {
    async fn call(&self, method: &str, fields: &Value) -> Result<Value, reqwest::Error> {
        self.client.post(format!("{}/{method}", self.base)).json(fields).send().await?.json().await
    }
}
