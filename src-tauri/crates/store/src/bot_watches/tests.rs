use crate::fixture::{Fixture, followers, run};
use crate::{BotWatchRow, NewBotWatch, RunRow, Store};

fn chat(chat_id: i64, thread_id: i64, run_id: i64) -> NewBotWatch {
    NewBotWatch { chat_id, thread_id, run_id, user_id: 7, since: 1 }
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
    assert_eq!(watches.of_run(run.id).await.expect("read"), [] as [BotWatchRow; 0]);
    let owed = fixture.store.deliveries().owed_to_chats(connection).await.expect("read");
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
    let due = store.deliveries().owed_to_chats(connection).await.expect("read");
    assert_eq!((due.len(), due[0].message_id), (1, Some(31)));
    store.deliveries().told(&[due[0].id], 60).await.expect("told");
    store.bot_watches().follow(&chat(70, 0, run.id), owed).await.expect("followed");
    assert_eq!(store.deliveries().owed_to_chats(connection).await.expect("read"), []);
    assert!(store.bot_watches().follow(&chat(70, 0, 404), owed).await.is_err(), "there is no such run");
    assert_eq!(store.bot_watches().of_run(404).await.expect("read"), []);
}

#[tokio::test]
async fn an_outcome_is_owed_until_it_is_told_and_again_when_the_run_is_watched_again() {
    let fixture = Fixture::new().await;
    let connection = fixture.connection().await.id;
    let run_id = fixture.add(&run(connection, "key")).await.id;
    let watches = fixture.store.bot_watches();
    watches.watch(70, 7, run_id, 1).await.expect("watched");
    watches.message(70, run_id, 300, -9).await.expect("kept");
    let again = watches.watch(70, 7, run_id, 2).await.expect("watched");
    assert_eq!((again.message_id, again.text_hash, again.since), (Some(300), Some(-9), 1));
    assert!(watches.telling(70, run_id, 3).await.expect("asked"));
    // Killed here: it is still owed, and it can be seen that it may have arrived.
    assert_eq!(watches.owed(connection).await.expect("read")[0].telling_at, Some(3));
    assert!(watches.telling(70, run_id, 4).await.expect("asked"));
    watches.told(70, run_id, 5).await.expect("told");
    assert!(!watches.telling(70, run_id, 6).await.expect("asked"));
    assert_eq!(watches.owed(connection).await.expect("read"), []);
    watches.owe(70, 7, run_id, 7, 5).await.expect("asked");
    assert_eq!(watches.owed(connection).await.expect("read"), [], "it was told after the end");
    watches.owe(70, 7, run_id, 8, 6).await.expect("asked");
    let owed = watches.owed(connection).await.expect("read");
    assert_eq!((owed.len(), owed[0].message_id, owed[0].telling_at), (1, None, None));
    assert_eq!(watches.owed(connection + 1).await.expect("read"), [], "they are of another connection");
    assert!(!watches.telling(71, run_id, 9).await.expect("asked"), "nobody watches there");
}

#[tokio::test]
async fn told_ones_go_by_age_and_all_of_a_run_with_it() {
    let fixture = Fixture::new().await;
    let connection = fixture.connection().await.id;
    let run_id = fixture.add(&run(connection, "key")).await.id;
    let watches = fixture.store.bot_watches();
    watches.watch(70, 7, run_id, 1).await.expect("watched");
    watches.watch(71, 7, run_id, 1).await.expect("watched");
    watches.told(70, run_id, 5).await.expect("told");
    watches.prune(6).await.expect("pruned");
    // Owed anew with a message of its own, as one that was never watched.
    assert_eq!(watches.watch(70, 8, run_id, 9).await.expect("watched").since, 9);
    fixture.store.connections().delete(connection).await.expect("deleted");
    assert_eq!(watches.owed(connection).await.expect("read"), []);
    assert!(watches.watch(70, 7, run_id, 1).await.is_err(), "the run is gone");
}
