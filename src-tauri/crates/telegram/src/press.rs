//! A button was pressed: answered at once, so that the app stops waiting, and then carried out.

use std::sync::Arc;

use companion::bot::Threshold;
use teloxide::payloads::AnswerCallbackQuerySetters as _;
use teloxide::prelude::Requester as _;
use teloxide::types::{CallbackQuery, MessageId};

use crate::cards::basics;
use crate::data::{self, Act, Unreadable};
use crate::desk::Desk;
use crate::gate::Guest;
use crate::trouble::Trouble;
use crate::{access, exports, launch, runs, settings, talk};

pub(crate) async fn on_press(desk: Arc<Desk>, query: CallbackQuery, guest: Guest) -> Result<(), Trouble> {
    let say = guest.say;
    let act = data::decode(query.data.as_deref().unwrap_or_default(), guest.telegram_id());
    let refusal = match (act, &query.message) {
        (Ok(act), Some(message)) => {
            let answer = desk.api.answer_callback_query(query.id.clone());
            // A press that waited too long for its answer is carried out all the same.
            if let Err(error) = answer.await.map_err(Trouble::from) {
                tracing::debug!(%error, "a press was answered too late");
            }
            let message = message.id();
            let done = desk.companion.speaking(say.0, Box::pin(carry_out(&desk, &guest, message, act))).await;
            return talk::told(&desk, &guest, done).await;
        }
        (Err(Unreadable::SomebodyElses), _) => basics::other_peoples_button(say),
        (Err(Unreadable::Unknown) | Ok(_), _) => basics::old_button(say),
    };
    desk.api.answer_callback_query(query.id.clone()).text(refusal).show_alert(true).await?;
    Ok(())
}

async fn carry_out(desk: &Arc<Desk>, guest: &Guest, message: MessageId, act: Act) -> Result<(), Trouble> {
    match act {
        Act::Page(_)
        | Act::Project(_)
        | Act::Job(_)
        | Act::Back
        | Act::Defaults
        | Act::LastValues
        | Act::Preset(_)
        | Act::OneByOne
        | Act::UseDefault
        | Act::UseLast
        | Act::SuggestedName
        | Act::Confirm
        | Act::Cancel => launch::pressed(desk, guest, message, act).await,
        Act::Rerun(id) => runs::rerun(desk, guest, id).await,
        Act::Repeat(id) => runs::repeat(desk, guest, id).await,
        Act::Details(id) => runs::details(desk, guest, id).await,
        Act::Watch(id) => runs::watch(desk, guest, id).await,
        Act::Runs(page) => runs::turn(desk, guest, message, page).await,
        // They may use it meanwhile.
        Act::AskAccess => settings::hello(desk, guest).await,
        Act::Allow(id) => access::answer(desk, guest, message, id, true).await,
        Act::Refuse(id) => access::answer(desk, guest, message, id, false).await,
        Act::Plan(id) => exports::plan(desk, guest, message, id).await,
        Act::RunPlan(id) => exports::run(desk, guest, id).await,
        Act::File(id) => exports::file(desk, guest, id).await,
        Act::Mute(minutes) => settings::mute(desk, guest, message, minutes).await,
        Act::Language(language) => settings::language(desk, guest, message, language).await,
        Act::SubscribeAll(id) => settings::subscribe(desk, guest, id, Threshold::All).await,
        Act::SubscribeFailed(id) => settings::subscribe(desk, guest, id, Threshold::Failed).await,
        Act::SubscribeWorse(id) => settings::subscribe(desk, guest, id, Threshold::WorseThanPrevious).await,
        Act::Unsubscribe(id) => settings::unsubscribe(desk, guest, message, id).await,
    }
}
