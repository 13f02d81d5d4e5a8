//! Carries out a call and notes how it was answered, whether it came as a request or in the answer to a webhook.

use crate::api::call::Call;
use crate::api::{self, updates};
use crate::core::Core;
use crate::refusal::{Outcome, Refusal};
use crate::world::log::What;
use crate::world::room::Place;

pub(super) async fn carry_out(core: &Core, bot: i64, call: &Call) -> Outcome {
    match call.name().as_str() {
        "getupdates" => updates::get(core, bot, call).await,
        _ => api::carry_out(&mut core.world(), bot, call),
    }
}

/// Whether a call that was carried out set a webhook, so that updates have to be delivered from here on.
pub(super) fn sets_webhook(call: &Call, outcome: &Outcome) -> bool {
    outcome.is_ok() && call.name() == "setwebhook"
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
