//! Databases as each schema left them, with a row in every table, are brought up to date without a loss.

use sqlx::{AssertSqlSafe, Connection};
use tempfile::TempDir;

use super::tests::runs_in;
use super::*;
use crate::fixture::{at, deliveries_of, owed_to_chats};
use crate::{ExportFileFilter, HistoryFilter, Recipient, Talk};

const SCHEMA_1: &str = include_str!("../../tests/schema_1.sql");
const SCHEMA_2: &str = include_str!("../../tests/schema_2.sql");
const SCHEMA_3: &str = include_str!("../../tests/schema_3.sql");
const SCHEMA_4: &str = include_str!("../../tests/schema_4.sql");
const SCHEMA_6: &str = include_str!("../../tests/schema_6.sql");
const SCHEMA_10: &str = include_str!("../../tests/schema_10.sql");

/// Two more runs of schema 3, one of which goes on, with the chats that follow them, and what quiet hours hold.
const NIGHT: &str = "
    INSERT INTO runs (id, connection_id, request_key, project_id, project_name, job_id, name, origin, phase, asked_at,
        finished_at, request, machine, haystack)
    VALUES (2, 1, 'key-2', 1, 'P', 11, 'Two', 'here', 'running', 1768000800000, NULL, '{}', '{}', 'two'),
        (3, 1, 'key-3', 1, 'P', 12, 'Three', 'here', 'concluding', 1768000700000, 1768000900000, '{}', '{}', 'three'),
        (4, 1, 'key-4', 1, 'P', 12, 'Four', 'elsewhere', 'running', 1768000950000, NULL, NULL, '{}', 'four');
    INSERT INTO bot_watches (chat_id, run_id, user_id, message_id, text_hash, telling_at, told_at, since)
    VALUES (701, 1, 701, 32, 5, 1768000727000, NULL, 1768000000001),
        (702, 1, 702, NULL, NULL, 1768000727000, 1768000728000, 1768000000002),
        (700, 2, 700, 33, 6, NULL, NULL, 1768000800000),
        (700, 3, 700, 34, 7, NULL, NULL, 1768000700000);
    INSERT INTO inbox (id, connection_id, at, kind, title, body, place, held, summarised)
    VALUES (2, 1, 1768000730000, 'failed', 'Упал: \"Ночной\"', '', '{\"place\":\"run\",\"id\":1}', 1, 0),
        (3, 1, 1768000731000, 'passed', 'Told', '', NULL, 1, 1);";

async fn open_as(dir: &TempDir, schema: &str, more: &str) -> Opened {
    let options =
        SqliteConnectOptions::new().filename(dir.path().join(files::DATABASE)).create_if_missing(true);
    let mut db = options.connect().await.expect("made");
    for sql in [schema, more] {
        sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut db).await.expect("loaded");
    }
    db.close().await.expect("closed");
    Store::open(dir.path(), at(0)).await.expect("opens")
}

#[tokio::test]
async fn the_first_schema_is_brought_up_to_date_with_its_rows() {
    let dir = TempDir::new().expect("a folder");
    let opened = open_as(&dir, SCHEMA_1, "").await;
    assert_eq!(opened.outcome, OpenOutcome::Migrated { from: 1 });
    has_the_runs(&opened.store).await;
}

#[tokio::test]
async fn the_second_schema_comes_with_its_exports() {
    let dir = TempDir::new().expect("a folder");
    let opened = open_as(&dir, SCHEMA_2, "").await;
    assert_eq!(opened.outcome, OpenOutcome::Migrated { from: 2 });
    has_the_runs(&opened.store).await;
    has_the_exports(&opened.store).await;
}

#[tokio::test]
async fn the_third_schema_comes_with_its_bot() {
    let dir = TempDir::new().expect("a folder");
    let opened = open_as(&dir, SCHEMA_3, "").await;
    assert_eq!(opened.outcome, OpenOutcome::Migrated { from: 3 });
    let store = opened.store;
    has_the_runs(&store).await;
    has_the_exports(&store).await;
    has_the_people(&store).await;
    let talk = Talk { chat_id: 700, thread_id: 0, user_id: 700 };
    assert!(store.bot_conversations().state(talk, 0).await.expect("read").is_some());
    let subscriptions = store.bot_subscriptions().of_server("allure.example").await.expect("read");
    assert_eq!((subscriptions.len(), subscriptions[0].thread_id), (1, 0));
}

#[tokio::test]
async fn what_the_third_schema_owed_to_chats_is_owed_still() {
    let dir = TempDir::new().expect("a folder");
    let store = open_as(&dir, SCHEMA_3, NIGHT).await.store;
    let owed = owed_to_chats(&store).await;
    let seen: Vec<_> = owed.iter().map(|row| (row.key.as_str(), row.message_id, row.sending_at)).collect();
    let expected = [
        ("run/1/finished/1768000725000/chat/700/0", Some(31), None),
        ("run/1/finished/1768000725000/chat/701/0", Some(32), Some(1_768_000_727_000)),
    ];
    assert_eq!(seen, expected);
    assert!(owed.iter().all(|row| row.run_id == Some(1) && row.user_id == row.chat_id && row.due_at > 0));
    // What was told is not told once more.
    let of_run = deliveries_of(&store, 1).await;
    let told: Vec<_> = of_run.iter().filter_map(|row| row.told_at.map(|at| (row.chat_id, at))).collect();
    assert_eq!(told, [(Some(702), 1_768_000_728_000)]);
    // Runs that are not over have their followers.
    let watches = store.bot_watches().of_connection(1).await.expect("read");
    let seen: Vec<_> = watches.iter().map(|row| (row.run_id, row.message_id, row.text_hash)).collect();
    assert_eq!(seen, [(3, Some(34), Some(7)), (2, Some(33), Some(6))]);
}

#[tokio::test]
async fn what_quiet_hours_held_in_the_third_schema_waits_for_the_summary() {
    let dir = TempDir::new().expect("a folder");
    let store = open_as(&dir, SCHEMA_3, NIGHT).await.store;
    let held = store.deliveries().due(Recipient::Desktop, None, i64::MAX, 9).await.expect("read");
    assert_eq!(held.iter().map(|row| row.key.as_str()).collect::<Vec<_>>(), ["inbox/2"]);
    assert!(held[0].held && held[0].connection_id == Some(1));
    let what: serde_json::Value = serde_json::from_str(&held[0].what).expect("JSON");
    let expected = serde_json::json!({
        "tag": "inbox-2", "kind": "failed", "title": "Упал: \"Ночной\"", "body": "",
        "place": { "place": "run", "id": 1 },
    });
    assert_eq!(what, expected);
    assert_eq!(store.inbox().page(1, 0, 9).await.expect("read").1, 3);
    let recent = store.runs().recent_jobs(1, 9).await.expect("read");
    assert_eq!(recent.iter().map(|row| row.id).collect::<Vec<_>>(), [2, 3], "4 was launched elsewhere");
}

#[tokio::test]
async fn the_fourth_schema_comes_with_what_it_owes_and_with_moments_that_were_only_seen() {
    let dir = TempDir::new().expect("a folder");
    let started = "INSERT INTO moments VALUES (2, 1, 1768000600000, 'started', NULL);";
    let opened = open_as(&dir, SCHEMA_4, started).await;
    assert_eq!(opened.outcome, OpenOutcome::Migrated { from: 4 });
    has_what_is_owed(&opened.store).await;
    let moments = opened.store.moments().list(1).await.expect("read");
    let seen: Vec<_> = moments.iter().map(|moment| (moment.kind.as_str(), moment.seen)).collect();
    assert_eq!(seen, [("asked", false), ("started", true)]);
}

#[tokio::test]
async fn the_sixth_schema_comes_with_what_it_owes() {
    let dir = TempDir::new().expect("a folder");
    let opened = open_as(&dir, SCHEMA_6, "").await;
    assert_eq!(opened.outcome, OpenOutcome::Migrated { from: 6 });
    has_what_is_owed(&opened.store).await;
}

#[tokio::test]
async fn the_tenth_schema_gets_saved_choices_of_tests_and_trends() {
    let dir = TempDir::new().expect("a folder");
    let opened = open_as(&dir, SCHEMA_10, "").await;
    assert_eq!(opened.outcome, OpenOutcome::Migrated { from: 10 });
    has_what_is_owed(&opened.store).await;
    let schedules = opened.store.schedules();
    let kept = schedules.of_server("allure.example").await.expect("read");
    assert!(kept.len() == 1 && kept[0].failed && kept[0].problem.is_some());
    assert_eq!(
        schedules.turns_of_server(&kept[0].server, 9).await.expect("read")[&kept[0].id][0].run_id,
        Some(2)
    );
    assert_eq!(opened.store.pinned_jobs().list(1).await.expect("read")[0].job_name, "Regression");
    let (entries, _) = opened.store.inbox().page(1, 0, 9).await.expect("read");
    assert!(!entries.is_empty() && entries.iter().all(|entry| entry.worded.is_none()));
    let failed = opened.store.failures().of_run(1, &["failed"]).await.expect("read");
    assert_eq!(failed[0].fingerprint.as_deref(), Some("Order ⟨n⟩ was not paid"));
    assert_eq!(opened.store.decisions().of_run(1).await.expect("read")[0].kind, "mute");
    assert_eq!(opened.store.manual_results().unsent(1).await.expect("read"), []);
}

async fn has_what_is_owed(store: &Store) {
    has_the_exports(store).await;
    has_the_people(store).await;
    let talk = Talk { chat_id: -100, thread_id: 40, user_id: 700 };
    assert!(store.bot_conversations().state(talk, 0).await.expect("read").is_some());
    let command = store.commands().get("tg/5").await.expect("read").expect("there");
    assert_eq!((command.kind.as_str(), command.subject), ("launch", Some(2)));
    assert_eq!(owed_to_chats(store).await[0].message_id, Some(31));
    assert_eq!(store.bot_watches().of_connection(1).await.expect("read")[0].thread_id, 40);
    let subscriptions = store.bot_subscriptions().of_server("allure.example").await.expect("read");
    assert_eq!((subscriptions[0].chat_id, subscriptions[0].thread_id), (-100, 40));
    assert_eq!(store.runs().recent_jobs(1, 9).await.expect("read")[0].id, 2);
}

/// The dump is what the migrations make.
#[tokio::test]
async fn a_fresh_store_has_the_tables_of_the_tenth_schema() {
    let (old, fresh) = (TempDir::new().expect("a folder"), TempDir::new().expect("a folder"));
    let dumped = open_as(&old, SCHEMA_10, "").await.store;
    let made = Store::open(fresh.path(), at(0)).await.expect("opens").store;
    assert_eq!(shape(&dumped).await, shape(&made).await);
}

/// Tables and indices in one spelling.
async fn shape(store: &Store) -> Vec<String> {
    let sql = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite!_%' ESCAPE '!'
        AND name <> '_sqlx_migrations' ORDER BY name";
    let made: Vec<String> = crate::sql::query_scalar(sql).fetch_all(&store.db).await.expect("read");
    made.iter().map(|sql| sql.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

async fn has_the_runs(store: &Store) {
    let connection = store.connections().current().await.expect("read").expect("there");
    let (runs, total) =
        store.runs().history(connection.id, &HistoryFilter::default(), 0, 9).await.expect("read");
    assert_eq!((total, runs[0].name.as_str(), runs[0].failed), (1, "Ночной прогон", 3));
    assert_eq!(store.moments().list(runs[0].id).await.expect("read").len(), 1);
    assert_eq!(store.results().list(runs[0].id).await.expect("read").len(), 1);
    assert_eq!(store.presets().of_job(connection.id, 1, 11).await.expect("read").len(), 1);
    assert!(store.project_flags().is_muted(connection.id, 1).await.expect("read"));
    assert!(store.job_values().get(connection.id, 1, 11).await.expect("read").is_some());
    assert_eq!(store.inbox().unread(connection.id).await.expect("read"), 1);
    assert!(store.cache().get(connection.id, "projects").await.expect("read").is_some());
    assert!(store.kv().text("settings").await.expect("read").is_some());
    assert_eq!(store.runs().recent_jobs(connection.id, 9).await.expect("read").len(), 1);
}

async fn has_the_exports(store: &Store) {
    let server = "allure.example";
    let plans = store.export_plans().of_server(server).await.expect("read");
    assert!(plans.len() == 1 && plans[0].failed && plans[0].pending.is_some());
    let (attempts, total) = store.export_attempts().page(server, Some(1), 0, 9).await.expect("read");
    assert_eq!((total, attempts[0].chain_id, attempts[0].outcome.as_str()), (1, 1, "failed"));
    assert_eq!(store.export_attempts().parts_of_chain(1).await.expect("read").len(), 1);
    assert_eq!(store.export_requests().left_over(server).await.expect("read")[0].request_id, Some(700));
    let filter = ExportFileFilter { text: "Вход".to_owned(), ..Default::default() };
    let (files, sums) = store.export_files().page(server, &filter, 0, 9).await.expect("read");
    assert_eq!((files.len(), files[0].part_id, sums.bytes), (1, Some(21), 1_000));
    assert!(runs_in(store).await > 0);
}

async fn has_the_people(store: &Store) {
    let people = store.bot_people().all().await.expect("read");
    let ids: Vec<_> = people.iter().map(|row| (row.telegram_id, row.role.as_str())).collect();
    assert_eq!(ids, [(Some(700), "owner"), (None, "user")]);
    assert_eq!(store.bot_requests().all().await.expect("read")[0].telegram_id, 701);
    assert!(!store.bot_people().may_answer(702, 1_768_000_000_001, 10).await.expect("asked"));
    assert_eq!(store.bot_log().page(0, 9).await.expect("read").1, 1);
}
