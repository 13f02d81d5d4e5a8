use std::borrow::Cow;
use std::fs;

use sqlx::migrate::{Migration, MigrationType};
use sqlx::{Connection, SqlSafeStr, SqliteConnection};
use tempfile::TempDir;

use super::*;
use crate::fixture::{at, run};
use crate::{Alongside, Intent, NewConnection};

fn newest() -> i64 {
    MIGRATOR.iter().last().expect("there is one").version
}

fn with_another_migration(sql: &'static str) -> Migrator {
    let another =
        Migration::new(newest() + 1, "another".into(), MigrationType::Simple, sql.into_sql_str(), false);
    let migrations = MIGRATOR.iter().cloned().chain([another]).collect();
    Migrator { migrations: Cow::Owned(migrations), ..Migrator::DEFAULT }
}

async fn add_a_run(store: &Store, key: &str) {
    let new = NewConnection { url: "https://allure.example".to_owned(), ..NewConnection::default() };
    let connection = store.connections().save(&new).await.expect("saved");
    let intent = store
        .runs()
        .intend(&run(connection.id, key), &[], None, &Alongside::default())
        .await
        .expect("stored");
    assert!(matches!(intent, Intent::New(_)));
}

pub(super) async fn runs_in(store: &Store) -> u64 {
    let connection = store.connections().current().await.expect("read").expect("there");
    store.runs().count(connection.id).await.expect("read")
}

#[tokio::test]
async fn a_second_program_joins_and_leaves_without_a_trace() {
    let dir = TempDir::new().expect("a folder");
    assert!(Store::join(dir.path()).await.is_err(), "nothing to join");
    let first = Store::open(dir.path(), at(0)).await.expect("opens").store;
    let second = Store::join(dir.path()).await.expect("joins");
    add_a_run(&second, "key").await;
    second.close().await;
    assert_eq!(runs_in(&first).await, 1);
    assert!(files::was_left_open(&dir.path().join(files::DATABASE)), "the first one still has it");
}

#[tokio::test]
async fn a_fresh_store_is_ready_the_next_time() {
    let dir = TempDir::new().expect("a folder");
    let nested = dir.path().join("a/b");
    let fresh = Store::open(&nested, at(0)).await.expect("opens");
    assert_eq!(fresh.outcome, OpenOutcome::Fresh);
    add_a_run(&fresh.store, "key").await;
    fresh.store.close().await;
    let again = Store::open(&nested, at(1)).await.expect("opens");
    assert_eq!(again.outcome, OpenOutcome::Ready);
    assert_eq!(runs_in(&again.store).await, 1);
}

#[cfg(unix)]
#[tokio::test]
async fn only_the_owner_may_read_the_files() {
    use std::os::unix::fs::PermissionsExt;
    let dir = TempDir::new().expect("a folder");
    fs::write(dir.path().join(files::DATABASE), "").expect("an empty file");
    let store = Store::open(dir.path(), at(0)).await.expect("opens").store;
    add_a_run(&store, "key").await;
    let backup = store.backup(at(1)).await.expect("written").expect("due");
    let names = ["companion.db", "companion.db-wal", "companion.db-shm"];
    for path in names.iter().map(|name| dir.path().join(name)).chain([backup]) {
        let mode = fs::metadata(&path).expect("there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{}", path.display());
    }
}

#[tokio::test]
async fn what_a_killed_program_wrote_is_there() {
    let dir = TempDir::new().expect("a folder");
    let store = Store::open(dir.path(), at(0)).await.expect("opens").store;
    add_a_run(&store, "key").await;
    // Copied while it is open: the log beside the file has not been written back.
    let killed = TempDir::new().expect("a folder");
    for name in ["companion.db", "companion.db-wal"] {
        fs::copy(dir.path().join(name), killed.path().join(name)).expect("copied");
    }
    let next = Store::open(killed.path(), at(1)).await.expect("opens");
    assert_eq!(next.outcome, OpenOutcome::Ready);
    assert_eq!(runs_in(&next.store).await, 1);
}

#[tokio::test]
async fn an_older_schema_is_backed_up_before_it_is_changed() {
    let dir = TempDir::new().expect("a folder");
    let store = Store::open(dir.path(), at(0)).await.expect("opens").store;
    add_a_run(&store, "key").await;
    store.close().await;
    let newer = with_another_migration("ALTER TABLE runs ADD COLUMN extra TEXT");
    let opened = open_with(dir.path(), at(1), &newer).await.expect("opens");
    assert_eq!(opened.outcome, OpenOutcome::Migrated { from: newest() });
    let backups = backup::list(dir.path());
    assert_eq!(backups.len(), 1);
    assert_eq!(inspect(&backups[0].path, Look::AtEveryPage).await.expect("read"), Found::Schema(newest()));
}

#[tokio::test]
async fn a_migration_that_fails_leaves_the_file_as_it_was() {
    let dir = TempDir::new().expect("a folder");
    let store = Store::open(dir.path(), at(0)).await.expect("opens").store;
    add_a_run(&store, "key").await;
    store.close().await;
    let wrong = with_another_migration("CREATE TABLE extra (id); INSERT INTO nowhere VALUES (1)");
    let failed = open_with(dir.path(), at(1), &wrong).await.expect_err("the migration is wrong");
    assert!(matches!(failed, StoreError::Migration(_)), "{failed}");
    let opened = Store::open(dir.path(), at(2)).await.expect("opens");
    assert_eq!((opened.outcome, runs_in(&opened.store).await), (OpenOutcome::Ready, 1));
}

#[tokio::test]
async fn a_newer_programs_file_is_refused_and_untouched() {
    let dir = TempDir::new().expect("a folder");
    let newer = with_another_migration("CREATE TABLE extra (id)");
    open_with(dir.path(), at(0), &newer).await.expect("opens").store.close().await;
    let path = dir.path().join(files::DATABASE);
    let before = fs::read(&path).expect("read");
    let refused = Store::open(dir.path(), at(1)).await.expect_err("it is newer");
    let StoreError::Newer { found, known, .. } = refused else { panic!("{refused}") };
    assert_eq!((found, known), (newest() + 1, newest()));
    assert_eq!(fs::read(&path).expect("read"), before);
}

#[tokio::test]
async fn a_damaged_file_gives_way_to_the_newest_good_backup() {
    let dir = TempDir::new().expect("a folder");
    let store = Store::open(dir.path(), at(0)).await.expect("opens").store;
    add_a_run(&store, "one").await;
    store.backup(at(10)).await.expect("written").expect("due");
    add_a_run(&store, "two").await;
    let bad = store.backup(at(100_000)).await.expect("written").expect("due");
    store.close().await;
    fs::write(bad, "no database either, and longer than a header of one hundred bytes would be")
        .expect("spoiled");
    let path = dir.path().join(files::DATABASE);
    fs::write(&path, [b'x'; 4_096]).expect("spoiled");
    fs::write(dir.path().join("companion.db-wal"), "stale").expect("spoiled");

    let opened = Store::open(dir.path(), at(200_000)).await.expect("opens");
    let OpenOutcome::RestoredBackup { aside, backup_from } = opened.outcome else {
        panic!("restored: {:?}", opened.outcome);
    };
    assert_eq!(backup_from, at(10));
    assert_eq!(fs::read(&aside).expect("kept"), [b'x'; 4_096]);
    assert_eq!(fs::read(files::with_suffix(&aside, "-wal")).expect("kept"), b"stale");
    assert_eq!(runs_in(&opened.store).await, 1);
}

#[tokio::test]
async fn only_what_was_not_closed_is_checked_page_by_page() {
    let dir = TempDir::new().expect("a folder");
    let path = dir.path().join(files::DATABASE);
    let store = Store::open(dir.path(), at(0)).await.expect("opens").store;
    assert!(files::was_left_open(&path), "killed now, it is checked");
    store.close().await;
    assert!(!files::was_left_open(&path) || crate::error::damage_was_seen());
    fs::write(files::with_suffix(&path, "-wal"), "left behind").expect("written");
    assert!(files::was_left_open(&path), "no mark, but a log");
}

#[tokio::test]
async fn a_damaged_page_is_noticed_and_without_a_backup_the_store_starts_afresh() {
    let dir = TempDir::new().expect("a folder");
    let store = Store::open(dir.path(), at(0)).await.expect("opens").store;
    add_a_run(&store, "key").await;
    store.close().await;
    let path = dir.path().join(files::DATABASE);
    // As if it had not been closed.
    files::mark_open(&path).expect("marked");
    let mut bytes = fs::read(&path).expect("read");
    for byte in bytes.iter_mut().skip(4_096) {
        *byte = 0xa5;
    }
    fs::write(&path, bytes).expect("spoiled");
    let opened = Store::open(dir.path(), at(1)).await.expect("opens");
    assert!(matches!(opened.outcome, OpenOutcome::StartedAfresh { .. }), "{:?}", opened.outcome);
    assert_eq!(opened.store.connections().current().await.expect("read"), None);
    opened.store.close().await;
    // The same second, damaged again: neither of the two files is lost.
    fs::write(&path, "not a database").expect("spoiled");
    let again = Store::open(dir.path(), at(1)).await.expect("opens");
    let OpenOutcome::StartedAfresh { aside } = again.outcome else { panic!("afresh") };
    assert!(aside.ends_with("companion.damaged-20260109T230641Z-2.db"), "{}", aside.display());
}

#[tokio::test]
async fn the_tables_of_another_program_are_put_aside() {
    let dir = TempDir::new().expect("a folder");
    let path = dir.path().join(files::DATABASE);
    let mut db =
        SqliteConnectOptions::new().filename(&path).create_if_missing(true).connect().await.expect("made");
    sqlx::raw_sql("CREATE TABLE notes (text)").execute(&mut db).await.expect("made");
    db.close().await.expect("closed");
    let opened = Store::open(dir.path(), at(0)).await.expect("opens");
    assert!(matches!(opened.outcome, OpenOutcome::StartedAfresh { .. }));
}

#[tokio::test]
async fn a_backup_a_day_and_the_newest_three_are_kept() {
    const DAY: i64 = 86_400;
    let dir = TempDir::new().expect("a folder");
    let store = Store::open(dir.path(), at(0)).await.expect("opens").store;
    assert!(store.backup(at(0)).await.expect("written").is_some());
    assert!(store.backup(at(DAY - 1)).await.expect("asked").is_none());
    for day in 1..=4 {
        assert!(store.backup(at(day * DAY)).await.expect("written").is_some());
    }
    fs::write(dir.path().join("backups/notes.txt"), "mine").expect("written");
    let ages: Vec<_> = backup::list(dir.path()).iter().map(|backup| backup.at).collect();
    assert_eq!(ages, [at(4 * DAY), at(3 * DAY), at(2 * DAY)]);
    // A clock that was set back must not stop the backups.
    assert!(store.backup(at(DAY)).await.expect("written").is_some());
}

#[tokio::test]
async fn a_full_or_read_only_disk_is_named() {
    let dir = TempDir::new().expect("a folder");
    let path = dir.path().join(files::DATABASE);
    let mut db =
        SqliteConnectOptions::new().filename(&path).create_if_missing(true).connect().await.expect("made");
    sqlx::raw_sql("CREATE TABLE t (x); PRAGMA max_page_count = 2").execute(&mut db).await.expect("set");
    let full = fill(&mut db).await;
    assert!(matches!(full, StoreError::DiskFull), "{full}");
    sqlx::raw_sql("PRAGMA query_only = ON").execute(&mut db).await.expect("set");
    let read_only = fill(&mut db).await;
    assert!(matches!(read_only, StoreError::ReadOnly), "{read_only}");
}

async fn fill(db: &mut SqliteConnection) -> StoreError {
    sqlx::query("INSERT INTO t VALUES (zeroblob(100000))").execute(db).await.expect_err("refused").into()
}

#[tokio::test]
async fn a_folder_that_cannot_be_made_is_named() {
    let dir = TempDir::new().expect("a folder");
    let file = dir.path().join("file");
    fs::write(&file, "").expect("written");
    let refused = Store::open(&file.join("data"), at(0)).await.expect_err("a file is in the way");
    assert!(refused.to_string().contains("file"), "{refused}");
}

/// As the programs that ended with a migration left it.
fn until(version: i64) -> Migrator {
    let migrations = MIGRATOR.iter().filter(|migration| migration.version <= version).cloned().collect();
    Migrator { migrations: Cow::Owned(migrations), ..Migrator::DEFAULT }
}

#[tokio::test]
async fn the_nineteenth_schema_gets_restores_and_keeps_its_uploads() {
    let dir = TempDir::new().expect("a folder");
    let old = open_with(dir.path(), at(0), &until(19)).await.expect("opens").store;
    let sql = "INSERT INTO uploads (server, project_id, folder, begun_at, wish) VALUES ('https://t', 7, '/a', 1, '{}')";
    crate::sql::query(sql).execute(&old.db).await.expect("written");
    old.close().await;
    let opened = Store::open(dir.path(), at(1)).await.expect("opens");
    assert_eq!(opened.outcome, OpenOutcome::Migrated { from: 19 });
    let uploads = opened.store.uploads().all_unfinished("https://t").await.expect("read");
    assert_eq!((uploads.len(), uploads[0].0.folder.as_str()), (1, "/a"));
    assert_eq!(opened.store.restores().of_server("t", 9).await.expect("read"), []);
}

#[tokio::test]
async fn the_twenty_first_schema_keeps_its_restores() {
    let dir = TempDir::new().expect("a folder");
    let old = open_with(dir.path(), at(0), &until(21)).await.expect("opens").store;
    let sql = "INSERT INTO restores (id, server, project_id, project_name, copy_at, mark, columns, begun_at)
            VALUES (1, 'https://t', 7, 'Payments', 1, 'a1', '[]', 2);
        INSERT INTO restore_cases (restore_id, case_id, name, act, state, new_id)
            VALUES (1, 5, 'Login', 'make', 'restored', 50)";
    crate::sql::query(sql).execute(&old.db).await.expect("written");
    old.close().await;
    let opened = Store::open(dir.path(), at(1)).await.expect("opens");
    assert_eq!(opened.outcome, OpenOutcome::Migrated { from: 21 });
    let restores = opened.store.restores();
    let kept = restores.of_server("https://t", 9).await.expect("read").remove(0);
    assert_eq!((kept.source.as_str(), kept.drill), ("https://t/7", false));
    let made = restores.made_anew("https://t", 7, "https://t/7").await.expect("read");
    assert_eq!(made, [(5, 50)]);
}

#[tokio::test]
async fn the_twenty_second_schema_gets_manual_results_and_edits_and_keeps_its_restores() {
    let dir = TempDir::new().expect("a folder");
    let old = open_with(dir.path(), at(0), &until(22)).await.expect("opens").store;
    let sql = "INSERT INTO restores (id, server, project_id, project_name, copy_at, mark, columns, begun_at)
        VALUES (1, 'https://t', 7, 'Payments', 1, 'a1', '[]', 2)";
    crate::sql::query(sql).execute(&old.db).await.expect("written");
    old.close().await;
    let opened = Store::open(dir.path(), at(1)).await.expect("opens");
    assert_eq!(opened.outcome, OpenOutcome::Migrated { from: 22 });
    assert_eq!(opened.store.restores().of_server("https://t", 9).await.expect("read").len(), 1);
    assert_eq!(opened.store.case_edits().of_server("https://t", 9).await.expect("read"), []);
    assert_eq!(opened.store.manual_results().open(1).await.expect("read"), []);
}

#[tokio::test]
async fn the_twenty_fifth_schema_gets_copies_and_keeps_its_files() {
    let dir = TempDir::new().expect("a folder");
    let old = open_with(dir.path(), at(0), &until(25)).await.expect("opens").store;
    let sql =
        "INSERT INTO export_files (id, server, plan_name, chain_id, project_id, project_name, path, good,
            bytes, rows, sha256, took_ms, written_at, haystack)
        VALUES (1, 'here', 'Nightly', 1, 7, 'Payments', '/exports/1.csv', 1, 9, 1, 'ab', 1, 2, '')";
    crate::sql::query(sql).execute(&old.db).await.expect("written");
    old.close().await;
    let opened = Store::open(dir.path(), at(1)).await.expect("opens");
    assert_eq!(opened.outcome, OpenOutcome::Migrated { from: 25 });
    assert_eq!(opened.store.export_copies().due("s3", "demo", 3).await.expect("read"), Some(1));
}
