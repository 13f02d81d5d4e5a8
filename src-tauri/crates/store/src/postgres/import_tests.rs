use tempfile::TempDir;

use super::tests::alone;
use super::*;
use crate::fixture::{Fixture, command, delivery, entry, run};
use crate::{Alongside, BotPersonRow, BotStep, CaseEditRow, ExportFileRow, MomentRow};

const LONG: Duration = Duration::from_hours(1);

/// A store in a file with rows that refer to one another, booleans, nothing where nothing is, and a number that is gone.
async fn filled() -> Fixture {
    let fixture = Fixture::new().await;
    let store = &fixture.store;
    let connection = fixture.connection().await.id;
    let one = fixture.add(&run(connection, "one")).await;
    let two = fixture.add(&crate::RunRow { stalled: true, job_id: None, ..run(connection, "two") }).await;
    let moment = MomentRow { at: 1, kind: "asked".to_owned(), detail: None, seen: true };
    let alongside = Alongside {
        command: Some(command("press")),
        inbox: vec![(connection, entry(1))],
        deliveries: vec![delivery("one", 1)],
        ..Alongside::default()
    };
    store.runs().write(&one, &[moment], &alongside).await.expect("written");
    store.runs().delete(two.id).await.expect("deleted");
    let plan = fixture.plan().await;
    let file = ExportFileRow {
        server: "here".to_owned(),
        plan_id: Some(plan.id),
        chain_id: 1,
        path: "/exports/a.csv".to_owned(),
        good: true,
        bytes: i64::from(u32::MAX) * 8,
        ..ExportFileRow::default()
    };
    store.export_files().insert(&file).await.expect("written");
    let person = BotPersonRow {
        id: 0,
        telegram_id: Some(7_000_000_000),
        username: Some("anna".to_owned()),
        name: "Анна".to_owned(),
        role: "owner".to_owned(),
        language: None,
        muted_until: None,
        quiet_hours: None,
        allowed_at: 1,
        last_seen_at: None,
    };
    store.bot_people().change(&[BotStep::Put(person)]).await.expect("written");
    let edit = |mark: &str, undoes| CaseEditRow { mark: mark.to_owned(), undoes, ..CaseEditRow::default() };
    let edited = store.case_edits().begin(&edit("a", None), &[], &Alongside::default()).await.expect("begun");
    store.case_edits().begin(&edit("b", Some(edited)), &[], &Alongside::default()).await.expect("begun");
    for n in 0..450 {
        store.kv().put(&format!("key/{n:03}"), &n).await.expect("put");
    }
    fixture
}

#[tokio::test]
async fn a_file_goes_over_with_every_row_and_its_numbers() {
    let Some((server, url)) = alone() else { return };
    let source = filled().await;
    let shared = SharedDatabase::connect(&url, None).expect("an address");
    let dir = TempDir::new().expect("a folder");
    let epoch = shared.campaign("test", LONG).await.expect("asked").expect("free");
    let target = shared.open(dir.path(), epoch).await.expect("opens").store;
    let taken = shared.import(&source.store, &target).await.expect("taken over");
    let (old, new) = (&source.store, &target);
    let all = async |store: &Store| {
        let connection = store.connections().current().await.expect("read").expect("there");
        let runs = store.runs().open_runs(connection.id).await.expect("read");
        let moments = store.moments().list(runs[0].id).await.expect("read");
        let inbox = store.inbox().page(connection.id, 0, 9).await.expect("read");
        let files =
            store.export_files().page("here", &crate::ExportFileFilter::default(), 0, 9).await.expect("read");
        let people = store.bot_people().all().await.expect("read");
        let edits = store.case_edits().of_server("", 9).await.expect("read");
        let kept = store.kv().under("").await.expect("read");
        let owed = store.deliveries().due(crate::Recipient::Desktop, None, 9, 9).await.expect("read");
        (connection, runs, moments, inbox, files, people, edits, kept, owed)
    };
    let (was, is) = (all(old).await, all(new).await);
    assert_eq!(was, is);
    assert!(taken > 450 && is.7.len() == 450, "{taken}");
    // The second run's number was given once.
    let connection = is.0.id;
    let next =
        new.runs().intend(&run(connection, "next"), &[], None, &Alongside::default()).await.expect("stored");
    assert!(matches!(next, crate::Intent::New(run) if run.id == 3));

    let again = shared.import(old, new).await;
    assert!(matches!(again, Err(StoreError::Conflict(_))), "{again:?}");
    assert_eq!(all(new).await.7.len(), 450);

    let sql = "SELECT string_agg(tablename, ' ' ORDER BY tablename) FROM pg_tables
        WHERE schemaname = 'public' AND tablename NOT IN ('lease', '_sqlx_migrations')";
    let mut tables = import::TABLES;
    tables.sort_unstable();
    assert_eq!(server.run("own", sql), tables.join(" "));
}

/// Both are brought up to date together, or a file could not go over.
#[test]
fn both_databases_have_the_same_newest_schema() {
    let of_files = crate::open::MIGRATOR.iter().map(|migration| migration.version).max();
    assert_eq!(of_files, Some(SharedDatabase::known_schema()));
}
