use crate::fixture::{Fixture, followers, followers_of, owed_to_chats, run};
use crate::{BotWatchRow, NewBotWatch, RunRow, Store};

fn chat(chat_id: i64, thread_id: i64, run_id: i64) -> NewBotWatch {
    NewBotWatch { chat_id, thread_id, run_id, user_id: 7, message_id: None, since: 1 }
}

async fn finish(store: &Store, run: &RunRow) -> RunRow {
    let over = RunRow { phase: "finished".to_owned(), finished_at: Some(50), ..run.clone() };
    assert!(store.runs().write(&over, &[], &followers(&over)).await.expect("written"));
    over
}

#[tokio::test]
async fn all_who_follow_a_run_are_owed_its_outcome_at_its_end() {
    let fixture = Fixture::new().await;
    let connection = fixture.connection().await.id;
    let run = fixture.add(&run(connection, "key")).await;
    let watches = fixture.store.bot_watches();
    for new in [chat(70, 0, run.id), chat(-100, 40, run.id), chat(-100, 41, run.id)] {
        let row = watches.follow(&new, |_| None).await.expect("followed").expect("it follows");
        assert_eq!((row.chat_id, row.thread_id, row.message_id), (new.chat_id, new.thread_id, None));
    }
    watches.shown(-100, 40, run.id, 300, -9).await.expect("kept");
    let again = watches.follow(&NewBotWatch { since: 2, ..chat(-100, 40, run.id) }, |_| None).await;
    let again = again.expect("followed").expect("it follows");
    assert_eq!((again.message_id, again.text_hash, again.since), (Some(300), Some(-9), 1));
    assert_eq!(watches.of_connection(connection).await.expect("read").len(), 3);
    assert_eq!(watches.of_connection(connection + 1).await.expect("read"), []);

    finish(&fixture.store, &run).await;
    assert_eq!(followers_of(&fixture.store, run.id).await, [] as [BotWatchRow; 0]);
    let owed = owed_to_chats(&fixture.store).await;
    let rooms: Vec<_> = owed.iter().map(|row| (row.chat_id, row.thread_id, row.message_id)).collect();
    assert_eq!(rooms, [(Some(-100), 40, Some(300)), (Some(-100), 41, None), (Some(70), 0, None)]);
    assert_eq!(owed[0].key, format!("run/{}/finished/50/chat/-100/40", run.id));
}

#[tokio::test]
async fn who_follows_a_run_that_is_over_is_owed_at_once_and_once() {
    let fixture = Fixture::new().await;
    let connection = fixture.connection().await.id;
    let run = fixture.add(&run(connection, "key")).await;
    finish(&fixture.store, &run).await;
    let store = &fixture.store;
    let owed = |run: &RunRow| followers(run).followers.pop();
    let row = store.bot_watches().follow(&chat(70, 0, run.id), owed).await.expect("followed");
    assert_eq!(row, None, "it is owed already");
    // The message that announces it is sent after that.
    store.bot_watches().shown(70, 0, run.id, 31, 5).await.expect("kept");
    let due = owed_to_chats(store).await;
    assert_eq!((due.len(), due[0].message_id), (1, Some(31)));
    store.deliveries().told(&[due[0].id], 60).await.expect("told");
    store.bot_watches().follow(&chat(70, 0, run.id), owed).await.expect("followed");
    assert_eq!(owed_to_chats(store).await, []);
    assert!(store.bot_watches().follow(&chat(70, 0, 404), owed).await.is_err(), "there is no such run");
    assert_eq!(followers_of(store, 404).await, []);
}
