//! One call of a bot: read, noted, met by trouble, carried out, answered.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures::stream;
use serde_json::json;

use super::{body, deliver, json, refuse};
use crate::api::call::Call;
use crate::api::refusal::{Outcome, Refusal};
use crate::api::{self, updates};
use crate::core::Core;
use crate::trouble::TroubleKind;
use crate::world::log::What;
use crate::world::room::Place;

pub(super) async fn answer(core: &Arc<Core>, token: &str, method: String, request: Request) -> Response {
    let call = body::read(method, request).await;
    let Some(bot) = core.world().bot_of_token(token).map(|bot| bot.id) else {
        let number = token.split_once(':').is_some_and(|(id, _)| id.parse::<i64>().is_ok());
        return refuse(&if number { Refusal::unauthorized() } else { Refusal::not_found() });
    };
    let call = match call {
        Ok(call) => call,
        Err(refusal) => return refuse(&refusal),
    };
    let (n, trouble) = {
        let mut world = core.world();
        let (at, now) = (world.clock.seconds(), world.clock.now());
        let n = world.log.asked(at, bot, &call.method, call.summary());
        (n, world.troubles.meet(bot, &call.method, call.int("chat_id"), now))
    };
    let ordered = match &trouble {
        Some(TroubleKind::TooManyRequests { retry_after }) => {
            Some(Refusal::too_many(retry_after.unwrap_or(1)))
        }
        Some(TroubleKind::Refuse { code, description }) => Some(Refusal::new(*code, description.clone())),
        Some(TroubleKind::Conflict) => Some(Refusal::overtaken()),
        Some(TroubleKind::Broken { code }) => {
            note(core, n, bot, &call, Some(&Refusal::new(*code, "a page that is not Telegram's")), true);
            return page(*code);
        }
        Some(TroubleKind::Slow { ms }) => {
            tokio::time::sleep(Duration::from_millis(*ms)).await;
            None
        }
        Some(TroubleKind::LostAnswer) | None => None,
    };
    if let Some(refusal) = ordered {
        note(core, n, bot, &call, Some(&refusal), true);
        return refuse(&refusal);
    }
    let outcome = carry_out(core, bot, &call).await;
    if trouble == Some(TroubleKind::LostAnswer) {
        return lost();
    }
    note(core, n, bot, &call, outcome.as_ref().err(), false);
    match outcome {
        Ok(result) => json(200, &json!({"ok": true, "result": result})),
        Err(refusal) => refuse(&refusal),
    }
}

/// Does what a call asks for, whether it came as a request or in the answer to a webhook.
pub(super) async fn carry_out(core: &Arc<Core>, bot: i64, call: &Call) -> Outcome {
    match call.name().as_str() {
        "getupdates" => updates::get(core, bot, call).await,
        "setwebhook" => {
            let outcome = api::carry_out(&mut core.world(), bot, call)?;
            deliver::start(core, bot);
            Ok(outcome)
        }
        _ => api::carry_out(&mut core.world(), bot, call),
    }
}

/// Notes how a call was answered; a refusal that nobody ordered counts against the bot.
pub(super) fn note(core: &Core, n: u64, bot: i64, call: &Call, refusal: Option<&Refusal>, ordered: bool) {
    let mut world = core.world();
    let Some(refusal) = refusal else { return world.log.answered(n, 200, None) };
    world.log.answered(n, refusal.code, Some(&refusal.description));
    if !ordered {
        let line = format!("{}: {}", call.method, refusal.description);
        world.log.refusals.push(line);
    }
    let chat = call.int("chat_id");
    let place = chat.map(|id| if id < 0 { Place::Group(id) } else { Place::Private { bot, person: id } });
    let at = world.clock.seconds();
    let (method, why) = (call.method.clone(), refusal.description.clone());
    world.log.add(at, place, What::Refused { bot, method, why });
}

fn page(code: u16) -> Response {
    let status = StatusCode::from_u16(code).unwrap_or(StatusCode::BAD_GATEWAY);
    let html = format!(
        "<html><head><title>{status}</title></head><body><center><h1>{status}</h1></center></body></html>"
    );
    (status, [(header::CONTENT_TYPE, "text/html")], html).into_response()
}

/// An answer that breaks off, so that the client cannot know what was done.
fn lost() -> Response {
    let cut = stream::iter([Ok(Bytes::from_static(b"{")), Err(std::io::Error::other("lost by order"))]);
    ([(header::CONTENT_TYPE, "application/json")], Body::from_stream(cut)).into_response()
}
