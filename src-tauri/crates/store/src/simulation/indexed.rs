//! Nothing that is read or written while the program lives looks through all runs, results or deliveries, and
//! whether something is there is answered by an index alone.

use std::cell::RefCell;
use std::rc::Rc;

use tempfile::TempDir;

use super::set;
use crate::fixture::{at, command, delivery, followers, run};
use crate::sql::query_as;
use crate::{
    Alongside, ExportFileFilter, HistoryFilter, Intent, NewBotWatch, NewConnection, Recipient, RunRow, Store,
};

#[tokio::test]
async fn no_statement_of_every_day_looks_through_a_whole_table() {
    let statements = Rc::new(RefCell::new(Vec::<String>::new()));
    let hear = statements.clone();
    set(Some(Box::new(move |sql| {
        hear.borrow_mut().push(sql.to_owned());
        None
    })));
    let dir = TempDir::new().expect("a folder");
    let store = Store::open(dir.path(), at(0)).await.expect("opens").store;
    let new = NewConnection { url: "https://allure.example".to_owned(), ..NewConnection::default() };
    let connection = store.connections().save(&new).await.expect("saved").id;
    statements.borrow_mut().clear();
    live(&store, connection).await;
    let seen = std::mem::take(&mut *statements.borrow_mut());
    let tables = [
        "runs",
        "results",
        "deliveries",
        "export_files",
        "moments",
        "inbox",
        "last_jobs",
        "f",
        "last",
        "latest",
        "this",
        "other",
        "r",
        "l",
    ];
    for sql in seen.iter().filter(|sql| !["BEGIN IMMEDIATE", "COMMIT"].contains(&sql.as_str())) {
        let explain = format!("EXPLAIN QUERY PLAN {sql}");
        let plan: Vec<(i64, i64, i64, String)> =
            query_as(sqlx::AssertSqlSafe(explain)).fetch_all(&store.db).await.expect("explained");
        for (_, _, _, step) in plan {
            let scans = step.strip_prefix("SCAN ").and_then(|rest| rest.split_whitespace().next());
            assert!(scans.is_none_or(|table| !tables.contains(&table)), "{step}: {sql}");
            let reads_rows = step.starts_with("SEARCH ") && !step.contains("COVERING INDEX");
            assert!(!(reads_rows && sql.starts_with("SELECT EXISTS")), "{step}: {sql}");
        }
    }
    set(None);
}

async fn live(store: &Store, connection: i64) {
    let runs = store.runs();
    let along = Alongside {
        command: Some(command("press")),
        deliveries: vec![delivery("one", 1)],
        ..Alongside::default()
    };
    let Intent::New(first) = runs.intend(&run(connection, "one"), &[], None, &along).await.expect("stored")
    else {
        panic!("it is new")
    };
    let new =
        NewBotWatch { chat_id: 7, thread_id: 0, run_id: first.id, user_id: 7, message_id: None, since: 1 };
    store.bot_watches().follow(&new, |_| None).await.expect("followed");
    store.bot_watches().of_connection(connection).await.expect("read");
    store.bot_watches().shown(7, 0, first.id, 3, 4).await.expect("kept");
    let over = RunRow { phase: "finished".to_owned(), finished_at: Some(5), ..first.clone() };
    runs.write(&over, &[], &followers(&over)).await.expect("written");
    runs.open_runs(connection).await.expect("read");
    runs.projects(connection).await.expect("read");
    runs.of_launch(connection, 7).await.expect("read");
    runs.followed(connection, &[7, 8]).await.expect("read");
    runs.recent_jobs(connection, 5).await.expect("read");
    runs.last_of_job(connection, 1, 11).await.expect("read");
    runs.last_of_each_job(connection, 1).await.expect("read");
    runs.latest_of_each_job(connection, 1, 10).await.expect("read");
    runs.previous_finished_of_job(&over).await.expect("read");
    runs.past_of_job(connection, 1, 11, Some(&over)).await.expect("read");
    runs.count(connection).await.expect("read");
    let narrow = HistoryFilter {
        text: "ночной".to_owned(),
        outcomes: vec!["passed".to_owned()],
        project_id: Some(1),
        job_id: Some(11),
    };
    for filter in [HistoryFilter::default(), narrow] {
        runs.history(connection, &filter, 0, 50).await.expect("read");
    }
    runs.last_finished(connection, 5).await.expect("read");
    store.results().replace_all(first.id, &[], &[], 5).await.expect("written");
    store.results().list(first.id).await.expect("read");
    store.results().of_status(first.id, &["failed"], 20).await.expect("read");
    store.failures().of_run(first.id, &["failed"]).await.expect("read");
    store.failures().of_results(first.id, &[1]).await.expect("read");
    store.failures().earlier(first.id, &["a"]).await.expect("read");
    let deliveries = store.deliveries();
    for recipient in [Recipient::Desktop, Recipient::Chat] {
        deliveries.due(recipient, None, 9, 9).await.expect("read");
        deliveries.next_due(recipient, None).await.expect("read");
    }
    deliveries.begin(1, 5).await.expect("begun");
    deliveries.failed(1, "no", 6).await.expect("written");
    deliveries.hold_until(9).await.expect("written");
    deliveries.told(&[1], 9).await.expect("told");
    deliveries.prune(5).await.expect("pruned");
    store.inbox().page(connection, 0, 50).await.expect("read");
    store.inbox().unread(connection).await.expect("read");
    store.inbox().prune(connection, 1_000).await.expect("pruned");
    let files = store.export_files();
    let all = ExportFileFilter { plan_id: Some(1), project_id: Some(1), text: "a".to_owned() };
    for filter in [ExportFileFilter::default(), all] {
        files.page("here", &filter, 0, 50).await.expect("read");
    }
    files.of_plan(1).await.expect("read");
    files.of_chain(1, 1).await.expect("read");
    files.kept_aside(1, Some(1)).await.expect("read");
    files.has_older(1, 1).await.expect("read");
    files.newest(1, None).await.expect("read");
    files.knows("/exports/a.csv").await.expect("read");
    files.strange(&["/exports/a.csv".to_owned()]).await.expect("read");
    files.revision("here").await.expect("read");
    files.sums_by_plan("here").await.expect("read");
    runs.delete_finished_before(connection, 9).await.expect("deleted");
    runs.delete(first.id).await.expect("deleted");
}
