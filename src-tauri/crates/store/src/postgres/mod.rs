//! The store in a database of a PostgreSQL server, which several replicas share.
//!
//! One of them leads ([`SharedDatabase::campaign`]) and opens a store of its term ([`SharedDatabase::open`]): every
//! transaction of it that writes begins with a look at the lease that keeps others from taking it meanwhile, and is refused
//! with [`StoreError::NotLeading`] once the term is over. Connections are read-only but for these transactions.
//!
//! Sessions keep prepared statements and settings: a pooler in front of the server has to pool whole sessions.

mod import;
mod lease;
mod server;

use std::path::Path;
use std::str::FromStr as _;
use std::sync::Arc;
use std::time::Duration;

use sqlx::ConnectOptions as _;
use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use tokio::sync::Mutex;

use crate::db::Db;
use crate::open::{OpenOutcome, Opened};
use crate::{Store, StoreError};

pub use lease::Lease;
pub(crate) use server::{Server, ServerWrite};

pub(crate) static MIGRATOR: Migrator = sqlx::migrate!("./migrations-postgres");

/// How long a connection is waited for.
const PATIENCE: Duration = Duration::from_secs(5);

/// A database of a PostgreSQL server, reached; clones share the connections.
#[derive(Clone, Debug)]
pub struct SharedDatabase {
    options: PgConnectOptions,
    /// For the lease alone: what the store asks must not keep it waiting.
    pool: PgPool,
    /// One write of this process at a time, its own renewals among them, as in a file.
    turn: Arc<Mutex<()>>,
}

impl SharedDatabase {
    /// `url` is `postgres://user@host:port/database`, maybe with `?host=` for the folder of a socket. Nothing is asked of the
    /// server yet.
    pub fn connect(url: &str, password: Option<&str>) -> Result<Self, StoreError> {
        let options = PgConnectOptions::from_str(url)?;
        let options = match password {
            Some(password) => options.password(password),
            None => options,
        };
        // A leader that stands still in the middle of a transaction must not keep the others from the lease.
        let options = options
            .application_name("testops-companion")
            .options([("idle_in_transaction_session_timeout", "5000"), ("lock_timeout", "5000")])
            .disable_statement_logging();
        let pool = PgPoolOptions::new().max_connections(2).acquire_timeout(PATIENCE);
        let pool = pool.connect_lazy_with(options.clone());
        Ok(Self { options, pool, turn: Arc::default() })
    }

    /// The newest schema that this program knows.
    pub fn known_schema() -> i64 {
        known(&MIGRATOR)
    }

    /// The schema of the database; `None` of one without tables.
    pub async fn schema(&self) -> Result<Option<i64>, StoreError> {
        let sql = "SELECT to_regclass('_sqlx_migrations') IS NOT NULL";
        if !sqlx::query_scalar::<_, bool>(sql).fetch_one(&self.pool).await? {
            return Ok(None);
        }
        let sql = "SELECT max(version) FROM _sqlx_migrations WHERE success";
        Ok(sqlx::query_scalar(sql).fetch_one(&self.pool).await?)
    }

    /// Brings the schema up to date and opens the store of a term that [`SharedDatabase::campaign`] answered. `dir` is where
    /// what is no row lies. `Newer` where a newer program wrote the database.
    pub async fn open(&self, dir: &Path, epoch: i64) -> Result<Opened, StoreError> {
        let outcome = self.migrate_with(&MIGRATOR).await?;
        // A statement that hangs holds up all the writes behind it, and in the end the lease.
        let options = self
            .options
            .clone()
            .options([("default_transaction_read_only", "on"), ("statement_timeout", "30000")]);
        let pool = PgPoolOptions::new().max_connections(6).acquire_timeout(PATIENCE);
        let server = Server::new(pool.connect_with(options).await?, self.turn.clone(), epoch);
        let store =
            Store { db: Db::Server(server), dir: dir.to_owned(), schema: Self::known_schema(), joined: true };
        Ok(Opened { store, outcome })
    }

    pub(crate) async fn migrate_with(&self, migrator: &Migrator) -> Result<OpenOutcome, StoreError> {
        let (found, known) = (self.schema().await?, known(migrator));
        let outcome = match found {
            None => OpenOutcome::Fresh,
            Some(found) if found > known => {
                let path = self.options.get_database().unwrap_or_default().into();
                return Err(StoreError::Newer { path, found, known });
            }
            Some(from) if from < known => OpenOutcome::Migrated { from },
            Some(_) => return Ok(OpenOutcome::Ready),
        };
        // On a connection of its own, which the migrator locks for the time.
        let pool = PgPoolOptions::new().max_connections(1).connect_with(self.options.clone()).await?;
        let migrated = migrator.run(&pool).await;
        pool.close().await;
        migrated?;
        Ok(outcome)
    }

    /// Lets go of the connections. Stores that were opened keep theirs.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

fn known(migrator: &Migrator) -> i64 {
    migrator.iter().map(|migration| migration.version).max().unwrap_or(0)
}

#[cfg(test)]
mod import_tests;
#[cfg(test)]
mod lease_tests;
#[cfg(test)]
pub(crate) mod tests;
