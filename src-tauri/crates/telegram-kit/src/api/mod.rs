//! The methods of the Bot API, one function each, over the [`World`].
//!
//! Names are known in lower case, since Telegram ignores case. A method that is not here is answered as Telegram
//! answers one that it does not have: `404 Not Found`. `getUpdates` waits, so it stands in [`updates`] beside the
//! table. Source of fact: <https://core.telegram.org/bots/api>.

pub(crate) mod call;
mod chats;
mod edit;
mod files;
mod forward;
mod media;
mod menus;
mod profile;
mod remove;
mod send;
mod target;
mod text;
mod topics;
pub(crate) mod updates;
pub(crate) mod webhook;

use crate::refusal::{Outcome, Refusal};
use crate::world::World;
use call::Call;

type Method = fn(&mut World, i64, &Call) -> Outcome;

/// Carries out a call of the bot with this id.
pub(crate) fn carry_out(world: &mut World, bot: i64, call: &Call) -> Outcome {
    let Some(method) = method(&call.name()) else { return Err(Refusal::not_found()) };
    if world.paced
        && let Some((chat, messages)) = weight(call)
    {
        let now = world.clock.now();
        let admitted = world.bot_mut(bot).map_or(Ok(()), |bot| bot.pace.admit(chat, messages, now));
        admitted.map_err(Refusal::too_many)?;
    }
    method(world, bot, call)
}

fn method(name: &str) -> Option<Method> {
    Some(match name {
        "getme" => profile::get_me,
        "logout" | "close" | "setmydefaultadministratorrights" => profile::done,
        "setmyname" => profile::set_name,
        "getmyname" => profile::get_name,
        "setmydescription" => profile::set_description,
        "getmydescription" => profile::get_description,
        "setmyshortdescription" => profile::set_short_description,
        "getmyshortdescription" => profile::get_short_description,
        "getmydefaultadministratorrights" => profile::default_rights,
        "getuserprofilephotos" => profile::photos,
        "setmycommands" => menus::set_commands,
        "getmycommands" => menus::get_commands,
        "deletemycommands" => menus::delete_commands,
        "setchatmenubutton" => menus::set_button,
        "getchatmenubutton" => menus::get_button,
        "setwebhook" => webhook::set,
        "deletewebhook" => webhook::delete,
        "getwebhookinfo" => webhook::info,
        "sendmessage" => send::message,
        "sendphoto" => media::photo,
        "senddocument" => media::document,
        "sendvideo" => media::video,
        "sendanimation" => media::animation,
        "sendaudio" => media::audio,
        "sendvoice" => media::voice,
        "sendvideonote" => media::video_note,
        "sendsticker" => media::sticker,
        "sendmediagroup" => media::group,
        "sendlocation" => send::location,
        "sendvenue" => send::venue,
        "sendcontact" => send::contact,
        "senddice" => send::dice,
        "sendpoll" => send::poll,
        "sendchataction" => send::chat_action,
        "setmessagereaction" => send::reaction,
        "forwardmessage" => forward::forward,
        "forwardmessages" => forward::forward_many,
        "copymessage" => forward::copy,
        "copymessages" => forward::copy_many,
        "editmessagetext" => edit::text,
        "editmessagecaption" => edit::caption,
        "editmessagereplymarkup" => edit::reply_markup,
        "editmessagemedia" => edit::media,
        "deletemessage" => remove::one,
        "deletemessages" => remove::many,
        "answercallbackquery" => send::answer,
        "getfile" => files::get,
        "createforumtopic" => topics::create,
        "editforumtopic" => topics::edit,
        "closeforumtopic" => topics::close,
        "reopenforumtopic" => topics::reopen,
        "deleteforumtopic" => topics::delete,
        "editgeneralforumtopic" => topics::edit_general,
        "closegeneralforumtopic" => topics::close_general,
        "reopengeneralforumtopic" => topics::reopen_general,
        "hidegeneralforumtopic" => topics::hide_general,
        "unhidegeneralforumtopic" => topics::unhide_general,
        "getchat" => chats::get,
        "getchatmember" => chats::member,
        "getchatadministrators" => chats::administrators,
        "getchatmembercount" | "getchatmemberscount" => chats::count,
        "leavechat" => chats::leave,
        "banchatmember" | "kickchatmember" => chats::ban,
        "unbanchatmember" => chats::unban,
        "promotechatmember" => chats::promote,
        "setchattitle" => chats::set_title,
        "setchatdescription" => chats::set_description,
        "pinchatmessage" => chats::pin,
        "unpinchatmessage" => chats::unpin,
        "unpinallchatmessages" => chats::unpin_all,
        _ => return None,
    })
}

/// Where a call sends how many messages; `None` for calls that the published rates do not speak of.
fn weight(call: &Call) -> Option<(i64, usize)> {
    let name = call.name();
    let messages = match name.as_str() {
        "sendchataction" => return None,
        "sendmediagroup" => call.json("media").ok()??.as_array()?.len(),
        "forwardmessages" | "copymessages" => call.ints("message_ids").ok()?.len(),
        _ if name.starts_with("send") || name == "forwardmessage" || name == "copymessage" => 1,
        _ => return None,
    };
    Some((call.int("chat_id")?, messages.max(1)))
}
