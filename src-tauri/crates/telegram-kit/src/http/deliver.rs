//! Delivers updates to a webhook, one after the other; what fails is tried again with growing waits.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio_util::sync::CancellationToken;

use super::perform;
use crate::api::call::Call;
use crate::core::Core;

const SECRET_HEADER: &str = "X-Telegram-Bot-Api-Secret-Token";
const LONGEST_WAIT: Duration = Duration::from_mins(1);

/// Begins to deliver to the webhook that the bot has set, until it sets another or none.
pub(super) fn start(core: &Arc<Core>, bot: i64) {
    let stop = core.world().bot(bot).and_then(|bot| Some(bot.webhook.as_ref()?.stop.clone()));
    let Some(stop) = stop else { return };
    let delivering = core.clone();
    core.tasks.spawn(async move {
        tokio::select! {
            () = deliver(&delivering, bot, &stop) => {}
            () = stop.cancelled() => {}
            () = delivering.stopping() => {}
        }
    });
}

struct Parcel {
    update: i64,
    body: Value,
    url: String,
    secret: Option<String>,
}

async fn deliver(core: &Arc<Core>, bot: i64, stop: &CancellationToken) {
    let Some(bell) = core.world().bot(bot).map(|bot| bot.bell.clone()) else { return };
    let mut wait = Duration::from_secs(1);
    while !stop.is_cancelled() {
        let mut rung = std::pin::pin!(bell.notified());
        rung.as_mut().enable();
        let Some(parcel) = next(core, bot) else {
            rung.await;
            continue;
        };
        match hand_over(core, &parcel).await {
            Ok(reply) => {
                wait = Duration::from_secs(1);
                if let Some(bot) = core.world().bot_mut(bot) {
                    bot.confirm(parcel.update + 1);
                }
                if let Some(call) = reply {
                    answered_with(core, bot, &call).await;
                }
            }
            Err(why) => {
                failed(core, bot, why);
                tokio::time::sleep(wait).await;
                wait = (wait * 2).min(LONGEST_WAIT);
            }
        }
    }
}

fn failed(core: &Core, bot: i64, why: String) {
    let mut world = core.world();
    let at = world.clock.seconds();
    if let Some(hook) = world.bot_mut(bot).and_then(|bot| bot.webhook.as_mut()) {
        hook.last_error = Some((at, why));
    }
}

fn next(core: &Core, bot: i64) -> Option<Parcel> {
    let world = core.world();
    let bot = world.bot(bot)?;
    let (update, hook) = (bot.updates.front()?, bot.webhook.as_ref()?);
    let (url, secret) = (hook.url.clone(), hook.secret.clone());
    Some(Parcel { update: update.id, body: update.json(), url, secret })
}

/// A call that stands in the answer is handed back; the error is what `getWebhookInfo` says.
async fn hand_over(core: &Core, parcel: &Parcel) -> Result<Option<Call>, String> {
    let mut request = core.client().post(&parcel.url).json(&parcel.body);
    if let Some(secret) = &parcel.secret {
        request = request.header(SECRET_HEADER, secret);
    }
    let failed =
        |why: reqwest::Error| if why.is_timeout() { "Read timeout expired" } else { "Connection refused" };
    let response = request.send().await.map_err(|why| failed(why).to_owned())?;
    let status = response.status();
    if !status.is_success() {
        return Err(format!("Wrong response from the webhook: {status}"));
    }
    let body = response.bytes().await.unwrap_or_default();
    let Ok(Value::Object(mut fields)) = serde_json::from_slice(&body) else { return Ok(None) };
    let Some(Value::String(method)) = fields.remove("method") else { return Ok(None) };
    Ok(Some(Call { method, values: fields.into_iter().collect(), ..Call::default() }))
}

async fn answered_with(core: &Arc<Core>, bot: i64, call: &Call) {
    let at = core.world().clock.seconds();
    let n = core.world().log.asked(at, bot, &call.method, call.summary());
    let outcome = perform::carry_out(core, bot, call).await;
    if perform::sets_webhook(call, &outcome) {
        start(core, bot);
    }
    perform::note(core, n, bot, call, outcome.as_ref().err(), false);
}
