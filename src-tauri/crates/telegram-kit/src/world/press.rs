//! A press of a button under a message, from the press to the answer.

use serde_json::json;

use super::World;
use super::log::What;
use super::query::Query;
use super::room::Place;
use crate::seen::{Answer, Seen};

/// How long a press can be answered, in milliseconds of the kit's time. Telegram publishes no figure; apps stop
/// showing progress after about this long.
pub(crate) const ANSWERABLE_MS: i64 = 60_000;
/// How many presses are remembered for each bot.
const REMEMBERED: usize = 10_000;

impl World {
    /// Tells the bot that wrote the message of a press, and returns the id of the query.
    pub(crate) fn press(
        &mut self,
        place: Place,
        id: i64,
        person: i64,
        data: &str,
        label: &str,
    ) -> Option<String> {
        let now = self.clock.now();
        let message = self.room(place)?.any(id)?;
        let (bot, topic) = (message.from, message.topic());
        let shown = if message.deleted {
            // Telegram tells no more than this of a message that is gone.
            json!({"message_id": id, "chat": self.chat(place), "date": 0})
        } else {
            self.message(place, message)
        };
        let from = self.user(person);
        let bot = self.bot_mut(bot)?;
        let query = format!("{}{:06}", person.unsigned_abs() % 1_000_000_000, bot.presses());
        let instance = (place.for_people() ^ (person << 20)).to_string();
        bot.queries.push_back(Query { id: query.clone(), person, place, topic, at: now, answered: false });
        if bot.queries.len() > REMEMBERED {
            bot.queries.pop_front();
        }
        let body =
            json!({"id": query, "from": from, "message": shown, "chat_instance": instance, "data": data});
        bot.tell("callback_query", body);
        let what = What::Pressed { person, id, label: label.to_owned() };
        self.log.add(now.div_euclid(1000), Some(place), what);
        Some(query)
    }

    /// Answers a press; `false` when it is unknown or too old. Only the first answer reaches the person.
    pub(crate) fn answer(&mut self, bot: i64, answer: Answer) -> bool {
        let now = self.clock.now();
        let query = self.bot_mut(bot).and_then(|bot| {
            bot.queries
                .iter_mut()
                .rev()
                .find(|query| query.id == answer.query && now - query.at <= ANSWERABLE_MS)
        });
        let Some(query) = query else { return false };
        let (person, place, topic) = (query.person, query.place, query.topic);
        if std::mem::replace(&mut query.answered, true) {
            return true;
        }
        let Answer { text, alert, url, .. } = answer.clone();
        self.log.add(now.div_euclid(1000), Some(place), What::Answered { bot, text, alert, url });
        self.show(person, place.for_people(), topic, bot, Seen::Answer(answer));
        true
    }
}

impl super::bot::Bot {
    fn presses(&mut self) -> u64 {
        self.pressed += 1;
        self.pressed
    }
}
