//! What is owed to chats, over kills, refusals and changes of the connection.

use std::time::Duration;

use chrono::TimeDelta;
use companion::bot::{ChatDelivery, ChatPlace};
use companion::view::{FailureCode, NoticeKind};
use serde_json::json;

use crate::program::{Program, chat};

impl Program {
    async fn due(&self) -> Vec<ChatDelivery> {
        self.companion.chat_deliveries_due().await.expect("read")
    }
}

#[tokio::test]
async fn an_outcome_is_owed_until_it_is_told() {
    let program = Program::after_a_run("failed").await;
    let owner = program.owner().await.telegram_id;
    let topic = ChatPlace { chat_id: -100, thread_id: Some(40) };
    for place in [chat(70), topic, chat(70)] {
        let watch = program.companion.bot_watch(place, owner, 1).await.expect("followed");
        assert_eq!(watch, None, "the run is over: its outcome is owed at once");
    }
    let due = program.due().await;
    assert_eq!(due.iter().map(|owed| owed.chat).collect::<Vec<_>>(), [chat(70), topic]);
    assert!(program.companion.chat_delivery_begin(due[0].id).await.expect("an answer"));
    // Killed before anybody knew whether it arrived: it is told again.
    let program = program.restarted().await;
    assert_eq!(program.due().await, due);
    assert!(program.companion.chat_delivery_begin(due[0].id).await.expect("an answer"));
    program.companion.chat_delivery_told(due[0].id).await.expect("kept");
    let program = program.restarted().await;
    assert_eq!(program.due().await, due[1..]);
    assert!(!program.companion.chat_delivery_begin(due[0].id).await.expect("an answer"));
    assert!(program.companion.bot_watch(chat(70), owner, 404).await.is_err(), "there is no such run");
}

#[tokio::test]
async fn what_was_owed_by_a_clock_that_is_right_again_is_due_after_the_start() {
    let program = Program::after_a_run("failed").await;
    let owner = program.owner().await.telegram_id;
    program.outside.clock.advance(TimeDelta::hours(25));
    program.companion.bot_watch(chat(70), owner, 1).await.expect("followed");
    assert_eq!(program.due().await.len(), 1);
    program.outside.clock.advance(TimeDelta::hours(-25));
    let program = program.restarted().await;
    while program.due().await.is_empty() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

#[tokio::test]
async fn what_does_not_arrive_is_tried_again_and_given_up_in_the_end_which_the_desktop_tells() {
    let program = Program::after_a_run("failed").await;
    let owner = program.owner().await.telegram_id;
    program.companion.bot_watch(chat(70), owner, 1).await.expect("followed");
    let id = program.due().await[0].id;
    let mut tries = 0;
    while let [owed] = program.due().await.as_slice() {
        assert!(program.companion.chat_delivery_begin(owed.id).await.expect("an answer"));
        tries += 1;
        program.companion.chat_delivery_failed(id, "no such thing", false, None).await.expect("kept");
        program.outside.clock.advance(TimeDelta::minutes(20));
    }
    assert_eq!(tries, 12);
    let toast = program.until_toasts(NoticeKind::BotDown, 1).await.remove(0);
    assert!(toast.title.contains("Ночной прогон") && toast.body.contains("no such thing"), "{toast:?}");
    // Somebody who blocked the bot: at once, and once a day.
    for outcome in [71, 71] {
        program.companion.bot_watch(chat(outcome), owner, 1).await.expect("followed");
        for owed in program.due().await {
            program.companion.chat_delivery_failed(owed.id, "blocked", true, None).await.expect("kept");
        }
    }
    assert_eq!(program.due().await, []);
    let kept = program.companion.inbox(0, 50).await.expect("read").items;
    assert_eq!(kept.iter().filter(|item| item.kind == NoticeKind::BotDown).count(), 2, "{kept:?}");
}

#[tokio::test]
async fn what_is_owed_to_somebody_who_was_sent_away_is_given_up() {
    let program = Program::after_a_run("failed").await;
    program.companion.bot_watch(chat(70), 9, 1).await.expect("followed");
    assert_eq!(program.due().await, []);
    assert_eq!(program.companion.next_chat_delivery().await.expect("read"), None);
}

#[tokio::test]
async fn what_belongs_to_another_server_waits_for_it() {
    let program = Program::after_a_run("failed").await;
    let companion = &program.companion;
    let owner = program.owner().await.telegram_id;
    companion.bot_watch(chat(70), owner, 1).await.expect("followed");
    companion.bot_keep_conversation(chat(70), 9, &json!({"project": 5})).await.expect("kept");
    companion.try_demo().await.expect("the demo starts");
    assert_eq!(program.due().await, []);
    assert_eq!(companion.bot_conversation(chat(70), 9).await.expect("read"), None);
    // A button of before must not ask the demo about a launch that has the same number there.
    let failure = companion.rerun_failed("key".to_owned(), 1).await.expect_err("it is not the demo's");
    assert_eq!(failure.code, FailureCode::NotConnected);
    assert!(companion.bot_watch(chat(71), owner, 1).await.is_err());
    companion.leave_demo().await.expect("left");
    assert_eq!(program.due().await.len(), 1);
    assert!(companion.bot_conversation(chat(70), 9).await.expect("read").is_some());
    companion.forget_connection().await.expect("forgotten");
    assert_eq!(program.due().await, []);
    assert_eq!(companion.bot_conversation(chat(70), 9).await.expect("read"), None);
}
