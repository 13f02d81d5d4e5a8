use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use tempfile::TempDir;
use tokio::time::Instant;

use super::*;
use crate::fixture::{at, command, delivery, entry, followers, plan, run};
use crate::sql::{query, query_scalar};
use crate::{
    Alongside, BotPersonRow, BotRequestRow, BotStep, BotSubscriptionRow, CachedRow, ExportAttemptRow,
    ExportFileRow, ExportPartRow, ExportPlanRow, FailureRow, Intent, JobValuesRow, MomentRow, NewBotLogRow,
    NewBotWatch, NewConnection, NewPreset, PinnedJobRow, ResultRow, RunRow, Store, Talk,
};

/// Statements are counted, and one of them may be planned to fail.
#[derive(Default)]
struct Plan {
    seen: Vec<String>,
    fails: Option<(usize, Fault)>,
}

fn planned() -> Rc<RefCell<Plan>> {
    let plan = Rc::new(RefCell::new(Plan::default()));
    let hook = plan.clone();
    set(Some(Box::new(move |sql: &str| {
        let mut plan = hook.borrow_mut();
        plan.seen.push(sql.to_owned());
        plan.fails.filter(|(number, _)| plan.seen.len() == *number).map(|(_, fault)| fault)
    })));
    plan
}

async fn open(dir: &TempDir) -> Store {
    Store::open(dir.path(), at(0)).await.expect("opens").store
}

async fn connection(store: &Store) -> i64 {
    let new = NewConnection { url: "https://allure.example".to_owned(), ..NewConnection::default() };
    store.connections().save(&new).await.expect("saved").id
}

/// One writing act of each table module; each must be whole or not at all.
const ACTS: [&str; 25] = [
    "kv",
    "runs.intend",
    "runs.write",
    "runs.merge",
    "runs.delete",
    "runs.retention",
    "results",
    "presets",
    "project_flags",
    "pinned_jobs",
    "job_values",
    "inbox",
    "cache",
    "export_plans",
    "export_attempts.start",
    "export_attempts.finish",
    "export_parts",
    "export_requests",
    "export_files",
    "bot_people",
    "bot_log",
    "bot_conversations",
    "bot_watches",
    "deliveries",
    "connections",
];

/// What the acts begin with.
struct Ground {
    store: Store,
    connection: i64,
    run: RunRow,
    double: RunRow,
    plan: ExportPlanRow,
    attempt: ExportAttemptRow,
}

async fn ground(dir: &TempDir) -> Ground {
    let store = open(dir).await;
    let connection = connection(&store).await;
    let add = async |key: &str| match store
        .runs()
        .intend(&run(connection, key), &[], None, &Alongside::default())
        .await
    {
        Ok(Intent::New(run)) => run,
        other => panic!("{other:?}"),
    };
    let (run, double) = (add("one").await, add("two").await);
    for (run_id, chat_id) in [(run.id, 7), (double.id, 8)] {
        let new = NewBotWatch { chat_id, thread_id: 0, run_id, user_id: 7, message_id: None, since: 1 };
        store.bot_watches().follow(&new, |_| None).await.expect("followed");
    }
    let mut plan = plan("here");
    plan.id = store.export_plans().create(&plan, &Alongside::default()).await.expect("made");
    let mut attempt = ExportAttemptRow {
        plan_id: plan.id,
        cause: "manual".to_owned(),
        number: 1,
        started_at: 5,
        outcome: "running".to_owned(),
        ..ExportAttemptRow::default()
    };
    let begun =
        store.export_attempts().start(&plan, std::slice::from_ref(&attempt), &Alongside::default()).await;
    attempt.id = begun.expect("begun")[0];
    Ground { store, connection, run, double, plan, attempt }
}

fn alongside(ground: &Ground) -> Alongside {
    Alongside {
        command: Some(command("press")),
        inbox: vec![(ground.connection, entry(1))],
        deliveries: vec![delivery("desktop", 1)],
        ..Alongside::default()
    }
}

#[allow(clippy::too_many_lines, reason = "one line or two for each table module")]
async fn act(ground: &Ground, act: &str) -> Result<(), StoreError> {
    let Ground { store, connection, run: first, double, plan: plan_row, attempt } = ground;
    let (connection, along) = (*connection, alongside(ground));
    let talk = Talk { chat_id: 7, thread_id: 4, user_id: 7 };
    match act {
        "connections" => store.connections().delete(connection).await,
        "kv" => store.kv().put("key", &1).await,
        "runs.intend" => {
            let values = JobValuesRow { form: "{}".to_owned(), at: 1 };
            let moments = [MomentRow { at: 1, kind: "asked".to_owned(), detail: None, seen: false }];
            store.runs().intend(&run(connection, "third"), &moments, Some(&values), &along).await.map(drop)
        }
        "runs.write" => {
            let over = RunRow { phase: "finished".to_owned(), finished_at: Some(5), ..first.clone() };
            let moments = [MomentRow { at: 1, kind: "finished".to_owned(), detail: None, seen: false }];
            let along = Alongside { followers: followers(&over).followers, ..along };
            store.runs().write(&over, &moments, &along).await.map(drop)
        }
        "runs.merge" => store.runs().merge(double.id, first.id, &along).await,
        "runs.delete" => store.runs().delete(double.id).await,
        "runs.retention" => store.runs().delete_finished_before(connection, i64::MAX).await.map(drop),
        "results" => {
            let row = ResultRow {
                test_key: "a".to_owned(),
                test_result_id: 1,
                name: "a".to_owned(),
                status: "passed".to_owned(),
                duration_ms: None,
            };
            let failure = FailureRow { test_result_id: 1, ..FailureRow::default() };
            store.results().replace_all(first.id, &[row], &[failure], 5).await
        }
        "presets" => {
            let (name, form) = ("one".to_owned(), "{}".to_owned());
            let new = NewPreset { connection_id: connection, project_id: 1, job_id: 2, name, form };
            store.presets().save(&new).await.map(drop)
        }
        "project_flags" => store.project_flags().set_muted(connection, 1, true).await,
        "pinned_jobs" => {
            let row = PinnedJobRow {
                project_id: 1,
                job_id: 2,
                project_name: "one".to_owned(),
                job_name: "two".to_owned(),
                ci: "jenkins".to_owned(),
                pinned_at: 1,
            };
            store.pinned_jobs().pin(connection, &row).await
        }
        "job_values" => {
            let row = JobValuesRow { form: "{}".to_owned(), at: 1 };
            store.job_values().put(connection, 1, 2, &row).await
        }
        "inbox" => store.inbox().mark_all_read(connection, 9).await.map(drop),
        "cache" => store.cache().put(connection, "key", &CachedRow { json: "1".to_owned(), at: 1 }).await,
        "export_plans" => store.export_plans().create(&plan("here"), &along).await.map(drop),
        "export_attempts.start" => {
            let missed = ExportAttemptRow { id: 0, finished_at: Some(6), ..attempt.clone() };
            let changed = ExportPlanRow { failed: true, ..plan_row.clone() };
            store.export_attempts().start(&changed, &[missed.clone(), missed], &along).await.map(drop)
        }
        "export_attempts.finish" => {
            let over = ExportAttemptRow { finished_at: Some(6), ..attempt.clone() };
            let changed = ExportPlanRow { failed: true, ..plan_row.clone() };
            store.export_attempts().finish(&changed, &over, &along).await
        }
        "export_parts" => {
            let part = ExportPartRow { attempt_id: attempt.id, ordinal: 0, temp: "t".to_owned(), file: None };
            store.export_attempts().put_part(&part).await
        }
        "export_requests" => store.export_requests().intend("here", 1, "name", 1).await.map(drop),
        "export_files" => {
            let row =
                ExportFileRow { server: "here".to_owned(), path: "/a.csv".to_owned(), ..Default::default() };
            store.export_files().insert(&row).await.map(drop)
        }
        "bot_people" => store.bot_people().change(&steps()).await,
        "bot_log" => store.bot_log().append(&log()).await,
        "bot_conversations" => store.bot_conversations().put(talk, "{}", 1).await,
        "bot_watches" => {
            let subscription = BotSubscriptionRow {
                id: 0,
                server: "here".to_owned(),
                chat_id: 7,
                thread_id: 0,
                user_id: 7,
                project_id: None,
                threshold: "{}".to_owned(),
                since: 1,
            };
            store.bot_subscriptions().put(&subscription).await?;
            store.bot_subscriptions().move_chat(7, 70).await
        }
        "deliveries" => store.deliveries().owe(&along).await,
        other => panic!("no such act: {other}"),
    }
}

fn log() -> NewBotLogRow {
    NewBotLogRow {
        at: 1,
        telegram_id: None,
        name: String::new(),
        act: "allowed".to_owned(),
        detail: String::new(),
    }
}

fn steps() -> [BotStep; 3] {
    let name = "Анна".to_owned();
    let person = BotPersonRow {
        id: 0,
        telegram_id: Some(7),
        username: None,
        name: name.clone(),
        role: "user".to_owned(),
        language: None,
        muted_until: None,
        quiet_hours: None,
        allowed_at: 1,
        last_seen_at: None,
    };
    let request = BotRequestRow {
        telegram_id: 8,
        username: None,
        name,
        asked_at: 1,
        answered_at: None,
        allowed: None,
        answered_by: None,
    };
    [BotStep::Put(person), BotStep::Request(request), BotStep::Log(log())]
}

/// All rows of all tables.
async fn contents(store: &Store) -> Vec<String> {
    let sql = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'
        AND name <> '_sqlx_migrations' ORDER BY name";
    let tables: Vec<String> = query_scalar(sql).fetch_all(&store.db).await.expect("read");
    let mut rows = Vec::new();
    for table in tables {
        let sql = format!("SELECT group_concat(name, ', ') FROM pragma_table_info('{table}')");
        let columns: String =
            query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(&store.db).await.expect("read");
        let quoted =
            columns.split(", ").map(|name| format!("quote({name})")).collect::<Vec<_>>().join("||','||");
        let sql = format!("SELECT '{table}: ' || {quoted} FROM {table} ORDER BY 1");
        let found: Vec<String> =
            query_scalar(sqlx::AssertSqlSafe(sql)).fetch_all(&store.db).await.expect("read");
        rows.extend(found);
    }
    rows
}

#[tokio::test(start_paused = true)]
async fn whatever_statement_fails_an_act_is_whole_or_not_at_all_and_can_be_done_again() {
    let plan = planned();
    for name in ACTS {
        // The chat's subscription is made by a transaction before that of its move.
        let whole = name != "bot_watches";
        let dir = TempDir::new().expect("a folder");
        let ground = ground(&dir).await;
        for (number, fault) in (1..).zip([Fault::Busy, Fault::DiskFull, Fault::Database].into_iter().cycle())
        {
            let before = contents(&ground.store).await;
            *plan.borrow_mut() = Plan { seen: Vec::new(), fails: Some((number, fault)) };
            let done = act(&ground, name).await;
            let seen = std::mem::take(&mut *plan.borrow_mut()).seen;
            if seen.len() < number {
                done.expect("nothing failed");
                break;
            }
            let error = done.expect_err("a statement failed");
            let as_told = match fault {
                Fault::Busy => matches!(error, StoreError::Busy),
                Fault::DiskFull => matches!(error, StoreError::DiskFull),
                Fault::Database => matches!(error, StoreError::Database(_)),
            };
            assert!(as_told, "{name}, statement {number}: {error}");
            if whole {
                assert_eq!(contents(&ground.store).await, before, "{name} failed at {:?}", seen.last());
            }
        }
    }
    set(None);
}

#[tokio::test(start_paused = true)]
async fn no_time_passes_while_the_database_works() {
    let _plan = planned();
    let dir = TempDir::new().expect("a folder");
    let began = Instant::now();
    // With nothing else to do the paused clock would jump to this.
    let mut alarm = Box::pin(tokio::time::sleep(Duration::from_hours(1)));
    assert!(futures::poll!(&mut alarm).is_pending());
    let ground = ground(&dir).await;
    for name in ["kv", "results", "runs.write", "bot_people", "bot_watches"] {
        act(&ground, name).await.expect("done");
    }
    ground.store.backup(at(0)).await.expect("written");
    ground.store.close().await;
    assert_eq!(began.elapsed(), Duration::ZERO);
    assert!(futures::poll!(&mut alarm).is_pending());
    assert!(ground.store.kv().text("key").await.is_err(), "it is closed");
    drop(ground);
    assert_eq!(open(&dir).await.kv().text("key").await.expect("read").as_deref(), Some("1"));
    set(None);
}

#[tokio::test(start_paused = true)]
async fn a_killed_life_leaves_what_it_committed_and_the_file_free() {
    let _plan = planned();
    let dir = TempDir::new().expect("a folder");
    let store = open(&dir).await;
    store.kv().put("kept", &1).await.expect("put");
    let mut begun = store.db.write().await.expect("begun");
    query("DELETE FROM kv").execute(&mut begun).await.expect("deleted");
    drop(begun);
    drop(store);
    assert!(!dir.path().join("companion.db-wal").exists(), "its connection is closed");
    let next = open(&dir).await;
    assert_eq!(next.kv().text("kept").await.expect("read").as_deref(), Some("1"));
    set(None);
}
