//! Lets the bot tell people what the window did about them. While the bot is off nobody is told.

use tokio::sync::broadcast;

use crate::Companion;
use crate::bot::{AccessAnswer, BotNews, Change, NewStanding};

impl Companion {
    /// From here on.
    pub fn bot_news(&self) -> broadcast::Receiver<BotNews> {
        self.inner.bot.news.subscribe()
    }

    pub(super) fn tell_of_answer(&self, telegram_id: i64, answer: &AccessAnswer) {
        let (language, standing) = match answer {
            AccessAnswer::Allowed(person) => (person.language, NewStanding::LetIn),
            AccessAnswer::Refused => (None, NewStanding::Refused),
            AccessAnswer::AnsweredAlready { .. } | AccessAnswer::NotAllowed => return,
        };
        let language = language.unwrap_or_else(|| self.inner.window_language());
        self.tell_bot(BotNews { telegram_id, language, standing });
    }

    /// Of a change that happened, to somebody who has written already.
    pub(super) fn tell_of_change(&self, change: &Change, standing: NewStanding) {
        if let Change::Done(person) = change
            && let Some(telegram_id) = person.telegram_id
        {
            let language = person.language.unwrap_or_else(|| self.inner.window_language());
            self.tell_bot(BotNews { telegram_id, language, standing });
        }
    }

    fn tell_bot(&self, news: BotNews) {
        // Nobody hears it while the bot is off.
        let _ = self.inner.bot.news.send(news);
    }
}
