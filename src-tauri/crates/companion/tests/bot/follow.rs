//! What is owed to chats, over kills.

use chrono::TimeDelta;
use companion::bot::Threshold;
use companion::view::FailureCode;
use serde_json::json;

use crate::program::Program;

#[tokio::test]
async fn an_outcome_is_owed_until_it_is_told() {
    let program = Program::after_a_run("failed").await;
    program.companion.bot_watch(70, 9, 1).await.expect("watched");
    program.companion.bot_watch_message(70, 1, 300, -5).await.expect("kept");
    assert!(program.companion.bot_watch_telling(70, 1).await.expect("an answer"));
    // Killed before anybody knew whether it arrived: it is told again.
    let program = program.restarted().await;
    let companion = &program.companion;
    let owed = companion.bot_watches().await.expect("read");
    let seen = (owed[0].message_id, owed[0].last_text_hash, owed[0].told, owed[0].telling_at.is_some());
    assert_eq!((owed.len(), seen), (1, (Some(300), Some(-5), false, true)));
    assert!(companion.bot_watch_telling(70, 1).await.expect("an answer"));
    companion.bot_watch_told(70, 1).await.expect("kept");
    let program = program.restarted().await;
    assert_eq!(program.companion.bot_watches().await.expect("read"), []);
    assert!(!program.companion.bot_watch_telling(70, 1).await.expect("an answer"));
    assert!(program.companion.bot_watch(70, 9, 404).await.is_err(), "there is no such run");
}

#[tokio::test]
async fn a_subscription_owes_each_run_once() {
    let program = Program::after_a_run("failed").await;
    let owner = program.owner().await;
    let companion = &program.companion;
    let failed = companion.bot_subscribe(70, &owner, Some(5), Threshold::Failed).await.expect("subscribed");
    companion.bot_subscribe(71, &owner, Some(6), Threshold::All).await.expect("subscribed");
    companion.bot_subscribe(72, &owner, None, Threshold::All).await.expect("subscribed");
    assert_eq!(companion.bot_subscriptions(Some(70)).await.expect("read"), std::slice::from_ref(&failed));
    // The run ends a minute after that.
    program.outside.clock.advance(TimeDelta::minutes(2));
    for _ in 0..2 {
        companion.bot_owe_subscriptions().await.expect("owed");
        let chats: Vec<_> =
            companion.bot_watches().await.expect("read").iter().map(|watch| watch.chat_id).collect();
        assert_eq!(chats, [70, 72]);
    }
    companion.bot_watch_told(70, 1).await.expect("kept");
    companion.bot_watch_told(72, 1).await.expect("kept");
    companion.bot_owe_subscriptions().await.expect("owed");
    assert_eq!(companion.bot_watches().await.expect("read"), []);
    assert!(!companion.bot_unsubscribe(71, &owner, failed.id).await.expect("an answer"));
    assert!(companion.bot_unsubscribe(70, &owner, failed.id).await.expect("an answer"));
}

#[tokio::test]
async fn what_belongs_to_another_server_waits_for_it() {
    let program = Program::after_a_run("failed").await;
    let companion = &program.companion;
    companion.bot_watch(70, 9, 1).await.expect("watched");
    companion.bot_keep_conversation(70, 9, &json!({"project": 5})).await.expect("kept");
    companion.try_demo().await.expect("the demo starts");
    assert_eq!(companion.bot_watches().await.expect("read"), []);
    assert_eq!(companion.bot_conversation(70, 9).await.expect("read"), None);
    // A button of before must not ask the demo about a launch that has the same number there.
    let failure = companion.rerun_failed(1).await.expect_err("it is not the demo's");
    assert_eq!(failure.code, FailureCode::NotConnected);
    assert!(companion.bot_watch(71, 9, 1).await.is_err());
    companion.leave_demo().await.expect("left");
    assert_eq!(companion.bot_watches().await.expect("read").len(), 1);
    assert!(companion.bot_conversation(70, 9).await.expect("read").is_some());
    companion.forget_connection().await.expect("forgotten");
    assert_eq!(companion.bot_watches().await.expect("read"), []);
    assert_eq!(companion.bot_conversation(70, 9).await.expect("read"), None);
}
