//! One call of a bot: read, noted, met by trouble, carried out, answered.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::Request;
use axum::response::Response;
use serde_json::json;

use super::{body, broken, deliver, json, perform, refuse};
use crate::api::call::Call;
use crate::core::Core;
use crate::refusal::Refusal;
use crate::trouble::{Met, TroubleKind};

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
    if let Some(met) = &trouble {
        if let Some(refusal) = met.kind.refusal() {
            perform::note(core, n, bot, &call, Some(&refusal), true);
            return if let TroubleKind::Broken { code } = met.kind {
                broken::page(code)
            } else {
                refuse(&refusal)
            };
        }
        delay(core, met).await;
    }
    answered(core, n, bot, &call, trouble.map(|met| met.kind)).await
}

async fn delay(core: &Core, met: &Met) {
    match &met.kind {
        TroubleKind::Slow { ms } => tokio::time::sleep(Duration::from_millis(*ms)).await,
        TroubleKind::Held => tokio::select! {
            () = met.release.cancelled() => {}
            () = core.reached(met.until) => {}
            () = core.stopping() => {}
        },
        TroubleKind::TooManyRequests { .. }
        | TroubleKind::Refuse { .. }
        | TroubleKind::Refused { .. }
        | TroubleKind::Broken { .. }
        | TroubleKind::Conflict
        | TroubleKind::LostAnswer
        | TroubleKind::CutAnswer
        | TroubleKind::StalledAnswer => {}
    }
}

async fn answered(core: &Arc<Core>, n: u64, bot: i64, call: &Call, trouble: Option<TroubleKind>) -> Response {
    let outcome = perform::carry_out(core, bot, call).await;
    if perform::sets_webhook(call, &outcome) {
        deliver::start(core, bot);
    }
    if trouble == Some(TroubleKind::LostAnswer) {
        return broken::lost();
    }
    let (status, body) = match &outcome {
        Ok(result) => (200, json!({"ok": true, "result": result})),
        Err(refusal) => (refusal.code, refusal.json()),
    };
    match trouble {
        Some(TroubleKind::CutAnswer) => broken::cut(&body.to_string()),
        Some(TroubleKind::StalledAnswer) => broken::stalled(&body.to_string()),
        _ => {
            perform::note(core, n, bot, call, outcome.as_ref().err(), false);
            json(status, &body)
        }
    }
}
