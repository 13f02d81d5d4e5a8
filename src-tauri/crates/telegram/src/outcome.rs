//! Tells how a run ended: a picture with the numbers under it, or the numbers alone where no picture may be sent.

use companion::bot::Watch;
use companion::view::Phase;
use teloxide::RequestError;
use teloxide::payloads::SendPhotoSetters as _;
use teloxide::prelude::Requester as _;
use teloxide::types::{ChatId, InputFile, MessageId, ParseMode};

use crate::cards::{Card, run as cards};
use crate::desk::Desk;
use crate::follow::is_gone;
use crate::say::Say;
use crate::trouble::{Trouble, is_out_of_reach};
use crate::{picture, runs};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Telling {
    /// It arrived, or never can.
    Over,
    /// It is not time.
    Later,
}

pub(crate) async fn tell(desk: &Desk, watch: &Watch) -> Result<Telling, Trouble> {
    let companion = &desk.companion;
    let Some(person) = companion.bot_person(watch.user_id).await? else {
        return over(desk, watch).await;
    };
    // What was launched or followed here has a message; all else comes of a subscription and can wait.
    let now = desk.now();
    if watch.message_id.is_none() && person.rests(now, desk.clock.local(now)) {
        return Ok(Telling::Later);
    }
    let run = match companion.run_details(watch.run_id).await {
        Ok(details) => details.run,
        Err(failure) if is_gone(&failure) => return over(desk, watch).await,
        Err(failure) => return Err(failure.into()),
    };
    if run.phase != Phase::Finished || !companion.bot_outcome_known(watch.run_id).await? {
        return Ok(Telling::Later);
    }
    let say = Say::to(&person, None);
    let failed = runs::failed_tests(desk, &run, u32::try_from(cards::NAMED).unwrap_or(u32::MAX)).await;
    let card = cards::outcome(say, watch.user_id, &run, &failed);
    let picture = picture::donut(run.counts);
    if !companion.bot_watch_telling(watch.chat_id, watch.run_id).await? {
        return Ok(Telling::Over);
    }
    match send(desk, ChatId(watch.chat_id), &card, picture).await {
        Ok(()) => {}
        Err(RequestError::MigrateToChatId(to)) => {
            companion.bot_chat_moved(watch.chat_id, to.0).await?;
            return Ok(Telling::Later);
        }
        Err(error) if is_out_of_reach(&error) => return over(desk, watch).await,
        Err(error) => return Err(error.into()),
    }
    companion.bot_watch_told(watch.chat_id, watch.run_id).await?;
    if let Some(message) = watch.message_id.and_then(|id| i32::try_from(id).ok()) {
        // The outcome has arrived: the bar above it is for the eye only.
        let _ = desk.refresh(ChatId(watch.chat_id), MessageId(message), &cards::over(say, &run)).await;
    }
    Ok(Telling::Over)
}

async fn send(desk: &Desk, chat: ChatId, card: &Card, picture: Option<Vec<u8>>) -> Result<(), RequestError> {
    if let Some(picture) = picture {
        let file = InputFile::memory(picture).file_name("result.png");
        let mut ask = desk.api.send_photo(chat, file).caption(card.text.as_str()).parse_mode(ParseMode::Html);
        if let Some(keys) = card.keyboard() {
            ask = ask.reply_markup(keys);
        }
        match desk.patiently(ask).await {
            // Some groups take no pictures.
            Err(RequestError::Api(error)) if !is_out_of_reach(&RequestError::Api(error.clone())) => {}
            sent => return sent.map(drop),
        }
    }
    desk.send(chat, card).await.map(drop)
}

async fn over(desk: &Desk, watch: &Watch) -> Result<Telling, Trouble> {
    desk.companion.bot_watch_told(watch.chat_id, watch.run_id).await?;
    Ok(Telling::Over)
}
