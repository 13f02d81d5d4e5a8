//! A button was pressed: answered at once, so that the app stops waiting, and then carried out.

use std::sync::Arc;

use companion::bot::Threshold;
use companion::view::BotRole;
use teloxide::payloads::AnswerCallbackQuerySetters as _;
use teloxide::prelude::Requester as _;
use teloxide::types::{CallbackQuery, Message, MessageId};

use crate::cards::basics;
use crate::data::{self, Act, Unreadable};
use crate::desk::Desk;
use crate::gate::Guest;
use crate::settings::{quiet, subscriptions};
use crate::triage::{self, Which};
use crate::trouble::Trouble;
use crate::{access, exports, launch, runs, schedules, settings, talk};

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
            let about = query.regular_message().and_then(Message::reply_to_message);
            let doing = Box::pin(carry_out(&desk, &guest, message.id(), about, act));
            let done = desk.companion.speaking(say.0, doing).await;
            return talk::told(&desk, &guest, done).await;
        }
        (Err(Unreadable::SomebodyElses), _) => basics::other_peoples_button(say),
        (Err(Unreadable::Unknown) | Ok(_), _) => basics::old_button(say),
    };
    desk.api.answer_callback_query(query.id.clone()).text(refusal).show_alert(true).await?;
    Ok(())
}

/// `about` is what the message with the button answered.
async fn carry_out(
    desk: &Arc<Desk>,
    guest: &Guest,
    message: MessageId,
    about: Option<&Message>,
    act: Act,
) -> Result<(), Trouble> {
    if !matches!(act, Act::TypeQuiet | Act::TypeRate(_) | Act::TakeBack) {
        desk.take_back(guest).await?;
    }
    match act {
        Act::Page(_)
        | Act::Project(_)
        | Act::Job(_)
        | Act::Back
        | Act::LaunchDefaults
        | Act::Defaults
        | Act::LastValues
        | Act::Preset(_)
        | Act::OneByOne
        | Act::UseDefault(_)
        | Act::UseLast(_)
        | Act::UsePreset { .. }
        | Act::SuggestedName
        | Act::AskTests
        | Act::AllTests
        | Act::TestsOfPlan(_)
        | Act::SavedTests(_)
        | Act::Confirm
        | Act::Cancel => Box::pin(launch::pressed(desk, guest, message, act)).await,
        Act::Rerun(id) => runs::rerun(desk, guest, message, id).await,
        Act::Repeat(id) => runs::repeat(desk, guest, message, id).await,
        Act::Undo(id) => runs::undo(desk, guest, id).await,
        Act::Details(id) => runs::details(desk, guest, id).await,
        Act::Watch(id) => runs::watch(desk, guest, id).await,
        Act::Groups(id) => triage::list(desk, guest, id).await,
        Act::GroupsAgain(id) => triage::list_again(desk, guest, message, id).await,
        Act::Group { run, group } => triage::show(desk, guest, message, Which { run, group }).await,
        Act::Take { run, group } => triage::take(desk, guest, message, Which { run, group }).await,
        Act::AskMute { run, group } => triage::ask_mute(desk, guest, message, Which { run, group }).await,
        Act::MuteGroup { run, group, until } => {
            triage::mute(desk, guest, message, Which { run, group }, until).await
        }
        Act::UndoDecision(id) => triage::undo(desk, guest, message, id).await,
        Act::Runs(page) => runs::turn(desk, guest, message, page).await,
        // They may use it meanwhile.
        Act::AskAccess => settings::hello(desk, guest).await,
        Act::Allow(id) => access::answer(desk, guest, message, id, true).await,
        Act::Refuse(id) => access::answer(desk, guest, message, id, false).await,
        Act::People(page) => access::people::turn(desk, guest, message, page).await,
        Act::Person(id) => access::people::show(desk, guest, message, id).await,
        Act::MakeAdmin(id) => access::people::make(desk, guest, message, id, BotRole::Admin).await,
        Act::MakeUser(id) => access::people::make(desk, guest, message, id, BotRole::User).await,
        Act::SendAway(id) => access::people::ask_to_send_away(desk, guest, message, id).await,
        Act::SendAwayNow(id) => access::people::send_away(desk, guest, message, id).await,
        Act::LetIn(id) => access::people::let_in(desk, guest, message, about, id).await,
        Act::Plans(page) => exports::turn(desk, guest, message, page).await,
        Act::Plan(id) => exports::plan(desk, guest, message, id).await,
        Act::RunPlan(id) => exports::run(desk, guest, message, id).await,
        Act::File(id) => exports::file(desk, guest, id).await,
        Act::Schedules(page) => schedules::turn(desk, guest, message, page).await,
        Act::Schedule(id) => schedules::show(desk, guest, message, id).await,
        Act::LaunchSchedule(id) => schedules::launch(desk, guest, message, id).await,
        Act::PauseSchedule { id, on } => schedules::pause(desk, guest, message, id, on).await,
        Act::SkipDue { id, due } => schedules::skip(desk, guest, message, id, due).await,
        Act::SkipNone(id) => schedules::skip_none(desk, guest, message, id).await,
        Act::AnswerMissed { id, launch } => schedules::answer(desk, guest, message, id, launch).await,
        Act::SeeSchedule(id) => schedules::see(desk, guest, message, id).await,
        Act::Mute(minutes) => quiet::mute(desk, guest, message, minutes).await,
        Act::AskQuiet => quiet::ask(desk, guest, message).await,
        Act::Quiet { from, to } => quiet::pressed(desk, guest, message, (from, to)).await,
        Act::TypeQuiet => quiet::ask_to_type(desk, guest).await,
        Act::NoQuiet => quiet::end(desk, guest, message).await,
        Act::Language(language) => settings::language(desk, guest, message, language).await,
        Act::SubscribeAll(id) => subscriptions::subscribe(desk, guest, id, Threshold::All).await,
        Act::SubscribeFailed(id) => subscriptions::subscribe(desk, guest, id, Threshold::Failed).await,
        Act::SubscribeWorse(id) => {
            subscriptions::subscribe(desk, guest, id, Threshold::WorseThanPrevious).await
        }
        Act::AskRate(id) => subscriptions::ask_rate(desk, guest, id).await,
        Act::SubscribeBelow { project, percent } => subscriptions::below(desk, guest, project, percent).await,
        Act::TypeRate(id) => subscriptions::ask_to_type(desk, guest, id).await,
        Act::Unsubscribe(id) => subscriptions::unsubscribe(desk, guest, message, id).await,
        Act::TakeBack => settings::take_back(desk, guest, message).await,
    }
}
