//! What the fuzz target checks; a test runs the same function over the corpus and what comes of it by small changes.

use axum::body::Body;
use axum::extract::Request;
use axum::http::header;
use futures::FutureExt as _;
use serde_json::Value;

use crate::api::{self, call::Call};
use crate::clock::Clock;
use crate::http::body;
use crate::refusal::Refusal;
use crate::text::Text;
use crate::world::World;
use crate::world::content::Content;
use crate::world::people::Rank;
use crate::world::posting::Posting;
use crate::world::room::Place;
use crate::world::topic::Topic;

/// The first byte chooses one of these, the second how the rest is written.
const METHODS: [&str; 16] = [
    "getMe",
    "sendMessage",
    "sendPhoto",
    "sendMediaGroup",
    "editMessageText",
    "answerCallbackQuery",
    "setMyCommands",
    "noSuchMethod",
    "createForumTopic",
    "deleteMessages",
    "forwardMessages",
    "sendPoll",
    "setMessageReaction",
    "copyMessage",
    "sendDocument",
    "getChat",
];

const FORMATS: [&str; 4] = [
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=X",
    "text/plain",
];

/// Whatever a bot sends is either read and carried out, or refused in Telegram's envelope, and what is read does not
/// depend on where it stood.
pub fn method(data: &[u8]) {
    let [method, format, body @ ..] = data else { return };
    let method = METHODS[usize::from(*method) % METHODS.len()];
    let format = FORMATS[usize::from(*format) % FORMATS.len()];
    let read = read(method, format, body, "");
    if format == FORMATS[1]
        && let Ok(call) = &read
        && let Ok(query) = std::str::from_utf8(body)
        && query.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"=&+%._-".contains(&byte))
    {
        let by_query = self::read(method, FORMATS[3], b"", query);
        assert_eq!(by_query.map(|call| call.values), Ok(call.values.clone()), "a query reads as a form does");
    }
    let outcome = read.and_then(|call| {
        assert!(call.summary().is_object());
        api::carry_out(&mut world(), crate::world::bot::FIRST_ID, &call)
    });
    if let Err(refusal) = outcome {
        let envelope = refusal.json();
        assert!(envelope["ok"] == Value::Bool(false) && (400..500).contains(&refusal.code), "{envelope}");
    }
}

fn read(method: &str, format: &str, body: &[u8], query: &str) -> Result<Call, Refusal> {
    let request = Request::builder()
        .uri(format!("/{method}?{query}"))
        .header(header::CONTENT_TYPE, format)
        .body(Body::from(body.to_vec()))
        .expect("a request");
    body::read(method.to_owned(), request).now_or_never().expect("a body in memory does not wait")
}

/// A bot with something to act upon: a chat with one message, and a forum which it administers.
fn world() -> World {
    let mut world = World::new(Clock::standing(Some(1_767_603_600_000)));
    let bot = world.add_bot("Helper", "Helper_bot", None).expect("a bot");
    let anna = world.add_human("Anna", None, None);
    let place = Place::Private { bot, person: anna };
    let content = Content::text(Text::plain("/start".to_owned()));
    world.say(place, anna, content, &Posting::default()).expect("a message");
    let forum = world.add_group("Releases", false);
    if let Some(group) = world.group_mut(forum) {
        group.topics.push(Topic::general());
    }
    world.join(forum, anna, anna, Rank::Creator);
    world.join(forum, bot, anna, Rank::Administrator);
    world.open_topic(forum, "Nightly", anna, None, None).expect("a topic");
    world
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use proptest::prelude::*;
    use proptest::sample::Index;

    use super::*;

    fn corpus() -> Vec<Vec<u8>> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/method");
        let entries = std::fs::read_dir(folder).expect("the corpus");
        let mut paths: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
        paths.sort();
        paths.iter().map(|path| std::fs::read(path).expect("a seed")).collect()
    }

    #[test]
    fn the_corpus_is_read_or_refused() {
        let seeds = corpus();
        assert!(seeds.len() > 10);
        for seed in &seeds {
            method(seed);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn what_comes_of_the_corpus_by_small_changes_is_read_or_refused(
            seed in any::<Index>(),
            changes in prop::collection::vec((any::<Index>(), any::<u8>()), 0..6),
            cut in proptest::option::of(any::<Index>()),
        ) {
            let seeds = corpus();
            let mut data = seed.get(&seeds).clone();
            for (place, byte) in changes {
                let place = place.index(data.len());
                data[place] = byte;
            }
            if let Some(cut) = cut {
                data.truncate(cut.index(data.len()));
            }
            method(&data);
        }
    }
}
