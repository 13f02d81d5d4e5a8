//! All tests of the tables once more, on a PostgreSQL server of this machine, and what only such a server has.
//!
//! The test binary starts the server and then itself: the second process finds the server in a variable, and its fixtures
//! are databases there, copies of one that was migrated.

use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

use postgres_kit::Server;
use sqlx::Connection as _;

use super::*;

/// The address of the server, with `DATABASE` where the name of a database stands.
const SERVER: &str = "STORE_TESTS_ON_POSTGRES";
const TEMPLATE: &str = "template_of_tests";
const LONG: Duration = Duration::from_hours(1);

/// A store in a database of its own, where this process is the second one.
pub(crate) async fn store(dir: &Path) -> Option<Store> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let server = std::env::var(SERVER).ok()?;
    let name = format!("t{}", COUNT.fetch_add(1, Ordering::Relaxed));
    let admin = server.replace("DATABASE", "postgres");
    let mut connection =
        PgConnectOptions::from_str(&admin).expect("an address").connect().await.expect("let in");
    let sql = format!("CREATE DATABASE {name} TEMPLATE {TEMPLATE}");
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut connection).await.expect("made");
    connection.close().await.expect("closed");
    let shared = SharedDatabase::connect(&server.replace("DATABASE", &name), None).expect("an address");
    let epoch = shared.campaign("test", LONG).await.expect("asked").expect("nobody else");
    Some(shared.open(dir, epoch).await.expect("opens").store)
}

/// A server of the test's own with an empty database, and its address.
pub(super) fn alone() -> Option<(Server, String)> {
    let server = Server::start()?;
    server.run("postgres", "CREATE DATABASE own");
    let url = server.url("own");
    Some((server, url))
}

#[tokio::test]
async fn every_table_is_the_same_on_postgres() {
    if std::env::var_os(SERVER).is_some() {
        return;
    }
    let Some(server) = Server::start() else { return };
    server.run("postgres", &format!("CREATE DATABASE {TEMPLATE}"));
    let template = SharedDatabase::connect(&server.url(TEMPLATE), None).expect("an address");
    assert_eq!(template.migrate_with(&MIGRATOR).await.expect("migrated"), OpenOutcome::Fresh);
    assert_eq!(template.migrate_with(&MIGRATOR).await.expect("nothing to do"), OpenOutcome::Ready);
    template.close().await;
    let mut again = Command::new(std::env::current_exe().expect("this program"));
    // Of files alone.
    again.args(["--skip", "open::", "--skip", "simulation::", "--skip", "postgres::"]);
    let done = again.env(SERVER, server.url("DATABASE")).output().expect("it runs");
    let said = String::from_utf8_lossy(&done.stdout);
    assert!(done.status.success(), "{said}");
    assert!(said.contains("a_key_or_a_launch_is_stored_once ... ok"), "{said}");
}
