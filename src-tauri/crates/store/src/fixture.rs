//! A store in a folder of its own, for the tests beside the tables.

use chrono::{DateTime, Utc};
use tempfile::TempDir;

use crate::sql::query_as;
use crate::{
    Alongside, BotWatchRow, ConnectionRow, DeliveryRow, ExportPlanRow, Intent, Millis, NewCommand,
    NewConnection, NewDelivery, NewInboxRow, Recipient, RunRow, Store, ToFollowers,
};

pub(crate) struct Fixture {
    pub(crate) store: Store,
    _dir: TempDir,
}

impl Fixture {
    /// In a file; in a database of its own where the tests run a second time for PostgreSQL.
    pub(crate) async fn new() -> Self {
        let dir = TempDir::new().expect("a folder");
        #[cfg(feature = "postgres")]
        if let Some(store) = crate::postgres::tests::store(dir.path()).await {
            return Self { store, _dir: dir };
        }
        let store = Store::open(dir.path(), at(0)).await.expect("a fresh store").store;
        Self { store, _dir: dir }
    }

    pub(crate) async fn connection(&self) -> ConnectionRow {
        let new = NewConnection {
            url: "https://allure.example".to_owned(),
            created_at: 1,
            ..NewConnection::default()
        };
        self.store.connections().save(&new).await.expect("a connection")
    }

    /// An export plan of the server `here`.
    pub(crate) async fn plan(&self) -> ExportPlanRow {
        let plan = plan("here");
        let id = self.store.export_plans().create(&plan, &Alongside::default()).await.expect("made");
        ExportPlanRow { id, ..plan }
    }

    pub(crate) async fn add(&self, run: &RunRow) -> RunRow {
        match self.store.runs().intend(run, &[], None, &Alongside::default()).await.expect("stored") {
            Intent::New(run) | Intent::Existing(run) => run,
        }
    }
}

pub(crate) fn plan(server: &str) -> ExportPlanRow {
    ExportPlanRow {
        id: 0,
        server: server.to_owned(),
        draft: "{}".to_owned(),
        handled_until: 1_000,
        skips_at: None,
        pending: None,
        asking: None,
        failed: false,
    }
}

pub(crate) fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_768_000_000 + seconds, 0).expect("in range")
}

/// A run of job 11 in project 1 that was just asked for.
pub(crate) fn run(connection_id: i64, key: &str) -> RunRow {
    RunRow {
        id: 0,
        connection_id,
        request_key: key.to_owned(),
        project_id: 1,
        project_name: "Мобильный банк".to_owned(),
        job_id: Some(11),
        job_name: Some("Regression".to_owned()),
        ci: Some("jenkins".to_owned()),
        launch_id: None,
        name: "Ночной прогон".to_owned(),
        origin: "here".to_owned(),
        phase: "asked".to_owned(),
        outcome: None,
        stalled: false,
        passed: 0,
        failed: 0,
        broken: 0,
        skipped: 0,
        unknown: 0,
        in_progress: 0,
        message: None,
        closed: false,
        asked_at: 1_000,
        started_at: None,
        finished_at: None,
        observed_at: None,
        request: Some("{}".to_owned()),
        machine: "{}".to_owned(),
        change: None,
    }
}

/// What all who follow the run are owed of its end.
pub(crate) fn followers(run: &RunRow) -> Alongside {
    let at = run.finished_at.expect("it is over");
    let owed = ToFollowers {
        run_id: run.id,
        connection_id: run.connection_id,
        key: format!("run/{}/finished/{at}", run.id),
        what: "{}".to_owned(),
        created_at: at,
        due_at: at,
        expires_at: at + 1_000,
    };
    Alongside { followers: vec![owed], ..Alongside::default() }
}

/// Owed to the desktop.
pub(crate) fn delivery(key: &str, due_at: Millis) -> NewDelivery {
    NewDelivery {
        key: key.to_owned(),
        recipient: Recipient::Desktop,
        connection_id: None,
        run_id: None,
        chat_id: None,
        thread_id: 0,
        user_id: None,
        what: "{}".to_owned(),
        held: false,
        created_at: 1,
        due_at,
        expires_at: 1_000,
    }
}

/// Those who follow the run, by their chats.
pub(crate) async fn followers_of(store: &Store, run_id: i64) -> Vec<BotWatchRow> {
    let sql = "SELECT * FROM bot_watches WHERE run_id = $1 ORDER BY chat_id, thread_id";
    query_as(sql).bind(run_id).fetch_all(&store.db).await.expect("read")
}

/// Told and lapsed ones too, oldest first.
pub(crate) async fn deliveries_of(store: &Store, run_id: i64) -> Vec<DeliveryRow> {
    let sql = "SELECT * FROM deliveries WHERE run_id = $1 ORDER BY id";
    query_as(sql).bind(run_id).fetch_all(&store.db).await.expect("read")
}

/// Whenever it is due, the longest due first.
pub(crate) async fn owed_to_chats(store: &Store) -> Vec<DeliveryRow> {
    store.deliveries().due(Recipient::Chat, None, Millis::MAX, 99).await.expect("read")
}

pub(crate) fn entry(at: Millis) -> NewInboxRow {
    NewInboxRow {
        at,
        kind: "passed".to_owned(),
        title: "Passed".to_owned(),
        body: String::new(),
        worded: None,
        place: None,
        read: false,
        held: false,
    }
}

pub(crate) fn command(key: &str) -> NewCommand {
    NewCommand { key: key.to_owned(), kind: "launch".to_owned(), subject: None, reply: None, at: 1 }
}
