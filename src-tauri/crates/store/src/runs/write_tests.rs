//! A change and what follows from it are one.

use super::*;
use crate::fixture::{
    Fixture, command, deliveries_of, delivery, entry, followers, followers_of, owed_to_chats, run,
};
use crate::sql::{query, query_scalar};
use crate::{Alongside, Intent, JobValuesRow, MomentRow, NewBotWatch, NewDelivery, Recipient, Store};

fn moment(kind: &str) -> MomentRow {
    MomentRow { at: 1, kind: kind.to_owned(), detail: None, seen: false }
}

/// A row in every table that a change may write alongside.
fn all_alongside(run: &RunRow) -> Alongside {
    Alongside {
        command: Some(command("press")),
        inbox: vec![(run.connection_id, entry(1))],
        deliveries: vec![delivery("desktop", 1)],
        ..followers(&RunRow { finished_at: Some(5), ..run.clone() })
    }
}

async fn refuse(store: &Store, table: &str) {
    let sql = if store.db.is_a_file() {
        format!("CREATE TRIGGER full_{table} BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'full'); END")
    } else {
        let function = "CREATE OR REPLACE FUNCTION is_full() RETURNS trigger LANGUAGE plpgsql
            AS $$ BEGIN RAISE 'full'; END $$";
        query(function).execute(&store.db).await.expect("made");
        format!("CREATE TRIGGER full_{table} BEFORE INSERT ON {table} EXECUTE FUNCTION is_full()")
    };
    query(sqlx::AssertSqlSafe(sql)).execute(&store.db).await.expect("made");
}

async fn accept(store: &Store, table: &str) {
    let of_table = if store.db.is_a_file() { String::new() } else { format!(" ON {table}") };
    let sql = format!("DROP TRIGGER full_{table}{of_table}");
    query(sqlx::AssertSqlSafe(sql)).execute(&store.db).await.expect("dropped");
}

/// How many rows there are of all that a change writes.
async fn written(store: &Store) -> Vec<i64> {
    let mut counts = Vec::new();
    for table in ["runs", "last_jobs", "moments", "job_values", "commands", "inbox", "deliveries"] {
        let sql = format!("SELECT count(*) FROM {table}");
        let count = query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(&store.db).await.expect("read");
        counts.push(count);
    }
    counts
}

#[tokio::test]
async fn an_intent_is_stored_with_all_that_belongs_to_it_or_not_at_all() {
    let fixture = Fixture::new().await;
    let connection = fixture.connection().await.id;
    let (store, new) = (&fixture.store, run(connection, "key"));
    let values = JobValuesRow { form: "{}".to_owned(), at: 1 };
    let alongside = Alongside { followers: Vec::new(), ..all_alongside(&run(connection, "key")) };
    for table in ["last_jobs", "moments", "job_values", "commands", "inbox", "deliveries"] {
        refuse(store, table).await;
        let refused = store.runs().intend(&new, &[moment("asked")], Some(&values), &alongside).await;
        refused.expect_err("the table takes nothing");
        assert_eq!(written(store).await, [0; 7], "{table}");
        accept(store, table).await;
    }
    let intent = store.runs().intend(&new, &[moment("asked")], Some(&values), &alongside).await;
    let Intent::New(stored) = intent.expect("stored") else { panic!("it is new") };
    assert_eq!(written(store).await, [1; 7]);
    let command = store.commands().get("press").await.expect("read").expect("there");
    assert_eq!(command.subject, Some(stored.id));

    // The same key of a run: answered with what is there.
    let other = Alongside { command: Some(crate::fixture::command("other")), ..Alongside::default() };
    let again = store.runs().intend(&new, &[moment("asked")], None, &other).await.expect("answered");
    assert_eq!(again, Intent::Existing(stored));
    // The same press for another run: refused.
    let another = store.runs().intend(&run(connection, "another"), &[], None, &alongside).await;
    assert!(another.expect_err("it acted").is_known_command());
    assert_eq!(written(store).await, [1; 7]);
}

#[tokio::test]
async fn a_change_is_written_with_what_follows_from_it_or_not_at_all() {
    let fixture = Fixture::new().await;
    let connection = fixture.connection().await.id;
    let store = &fixture.store;
    let before = fixture.add(&run(connection, "key")).await;
    let watch =
        NewBotWatch { chat_id: 7, thread_id: 0, run_id: before.id, user_id: 7, message_id: None, since: 1 };
    store.bot_watches().follow(&watch, |_| None).await.expect("followed");
    let over = RunRow { phase: "finished".to_owned(), finished_at: Some(5), ..before.clone() };
    for table in ["moments", "commands", "inbox", "deliveries"] {
        refuse(store, table).await;
        let refused = store.runs().write(&over, &[moment("finished")], &all_alongside(&over)).await;
        refused.expect_err("the table takes nothing");
        let many = [(over.clone(), vec![moment("finished")])];
        store.runs().write_all(&many, &all_alongside(&over)).await.expect_err("nor does it here");
        assert_eq!(written(store).await, [1, 1, 0, 0, 0, 0, 0], "{table}");
        assert_eq!(store.runs().get(over.id).await.expect("read"), Some(before.clone()));
        assert_eq!(followers_of(store, over.id).await.len(), 1);
        accept(store, table).await;
    }
    assert!(store.runs().write(&over, &[moment("finished")], &all_alongside(&over)).await.expect("written"));
    assert_eq!(store.runs().get(over.id).await.expect("read"), Some(over.clone()));
    assert_eq!(written(store).await, [1, 1, 1, 0, 1, 1, 2]);
    // The press arrives again.
    let again = store.runs().write(&over, &[], &all_alongside(&over)).await;
    assert!(again.expect_err("it acted").is_known_command());

    store.runs().delete(over.id).await.expect("deleted");
    let late = Alongside { inbox: vec![(connection, entry(9))], ..Alongside::default() };
    assert!(!store.runs().write(&over, &[moment("closed")], &late).await.expect("nothing to write"));
    assert_eq!(written(store).await, [0, 0, 0, 0, 1, 1, 1]);
}

#[tokio::test]
async fn a_double_leaves_its_followers_and_debts_to_the_run_that_stays() {
    let fixture = Fixture::new().await;
    let connection = fixture.connection().await.id;
    let store = &fixture.store;
    let into = fixture.add(&RunRow { launch_id: Some(7), ..run(connection, "one") }).await;
    let double = fixture.add(&run(connection, "two")).await;
    let follow = async |run_id, chat_id, since| {
        let new = NewBotWatch { chat_id, thread_id: 0, run_id, user_id: 7, message_id: None, since };
        store.bot_watches().follow(&new, |_| None).await.expect("followed");
    };
    follow(into.id, 70, 1).await;
    follow(double.id, 70, 2).await;
    follow(double.id, 71, 3).await;
    store.bot_watches().shown(71, 0, double.id, 300, 5).await.expect("kept");
    let owed = NewDelivery {
        recipient: Recipient::Chat,
        run_id: Some(double.id),
        connection_id: Some(connection),
        ..delivery("question", 1)
    };
    let alongside = Alongside { deliveries: vec![owed], ..Alongside::default() };
    store.deliveries().owe(&alongside).await.expect("owed");

    store.runs().merge(double.id, into.id, &Alongside::default()).await.expect("merged");
    assert_eq!(store.runs().get(double.id).await.expect("read"), None);
    let watches = followers_of(store, into.id).await;
    let seen: Vec<_> = watches.iter().map(|row| (row.chat_id, row.message_id, row.since)).collect();
    assert_eq!(seen, [(70, None, 1), (71, Some(300), 3)]);
    let owed = deliveries_of(store, into.id).await;
    assert_eq!(owed.iter().map(|row| row.key.as_str()).collect::<Vec<_>>(), ["question"]);
    let last = store.runs().recent_jobs(connection, 9).await.expect("read");
    assert_eq!(last.iter().map(|row| row.id).collect::<Vec<_>>(), [into.id]);
}

#[tokio::test]
async fn who_follows_the_double_of_a_run_that_is_over_is_told_of_that_one() {
    let fixture = Fixture::new().await;
    let connection = fixture.connection().await.id;
    let store = &fixture.store;
    let over = RunRow { phase: "finished".to_owned(), finished_at: Some(5), ..run(connection, "one") };
    let into = fixture.add(&over).await;
    let double = fixture.add(&run(connection, "two")).await;
    let new =
        NewBotWatch { chat_id: 70, thread_id: 4, run_id: double.id, user_id: 7, message_id: None, since: 2 };
    store.bot_watches().follow(&new, |_| None).await.expect("followed");
    refuse(store, "deliveries").await;
    store.runs().merge(double.id, into.id, &followers(&into)).await.expect_err("nothing can be owed");
    assert_eq!(store.runs().get(double.id).await.expect("read"), Some(double.clone()));
    assert_eq!(followers_of(store, double.id).await.len(), 1);
    accept(store, "deliveries").await;
    store.runs().merge(double.id, into.id, &followers(&into)).await.expect("merged");
    let owed = owed_to_chats(store).await;
    let seen: Vec<_> = owed.iter().map(|row| (row.run_id, row.chat_id, row.thread_id)).collect();
    assert_eq!(seen, [(Some(into.id), Some(70), 4)]);
}

#[tokio::test]
async fn a_job_whose_last_run_goes_shows_the_one_before() {
    let fixture = Fixture::new().await;
    let connection = fixture.connection().await.id;
    let runs = fixture.store.runs();
    let asked = |at: i64, phase: &str| RunRow {
        asked_at: at,
        phase: phase.to_owned(),
        finished_at: (phase == "finished").then_some(at + 10),
        ..run(connection, &format!("key-{at}"))
    };
    let one = fixture.add(&asked(1, "running")).await;
    fixture.add(&asked(2, "finished")).await;
    let three = fixture.add(&asked(3, "running")).await;
    fixture.add(&RunRow { request: None, ..asked(4, "running") }).await;
    let last = async || runs.recent_jobs(connection, 9).await.expect("read").first().map(|row| row.asked_at);
    assert_eq!(last().await, Some(3), "the one of 4 was launched elsewhere");
    runs.delete(three.id).await.expect("deleted");
    assert_eq!(last().await, Some(2));
    runs.delete_finished_before(connection, 13).await.expect("deleted");
    assert_eq!(last().await, Some(1));
    runs.delete(one.id).await.expect("deleted");
    assert_eq!(last().await, None);
}
