//! Tells people what was done about them at the window. What is done in chat is told where it is done.

use std::sync::Arc;

use companion::bot::{BotNews, NewStanding};
use teloxide::types::ChatId;
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

use crate::cards::{access, people};
use crate::desk::Desk;
use crate::room::Room;
use crate::say::Say;
use crate::trouble::{Trouble, is_out_of_reach};

pub(crate) async fn live(desk: Arc<Desk>, stop: CancellationToken) {
    let mut news = desk.companion.bot_news();
    loop {
        let heard = tokio::select! {
            () = stop.cancelled() => return,
            heard = news.recv() => heard,
        };
        match heard {
            Ok(news) => {
                let teller = desk.clone();
                desk.spawn(async move { tell(&teller, news).await });
            }
            Err(RecvError::Lagged(_)) => {}
            // The domain is at its end.
            Err(RecvError::Closed) => return,
        }
    }
}

async fn tell(desk: &Desk, BotNews { telegram_id, language, standing }: BotNews) -> Result<(), Trouble> {
    let (chat, say) = (ChatId(telegram_id), Say(language));
    let card = match standing {
        NewStanding::LetIn => access::let_in(say),
        NewStanding::Refused => access::refused(),
        NewStanding::SentAway => access::sent_away(say),
        NewStanding::Role(role) => people::raised(say, role),
    };
    match desk.send(Room::whole(chat), &card).await {
        Ok(_) => {}
        // Telegram lets no bot write first.
        Err(error) if is_out_of_reach(&error) => return Ok(()),
        Err(error) => return Err(error.into()),
    }
    match desk.companion.bot_person(telegram_id).await? {
        Some(person) => desk.set_menu(chat, &person, say),
        None => desk.drop_menu(chat, telegram_id),
    }
    Ok(())
}
