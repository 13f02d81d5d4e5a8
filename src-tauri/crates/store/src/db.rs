//! The one way to the database: every statement and every transaction of the store passes here.
//!
//! With the feature `simulation` a database that is opened on a thread with a [`simulation`](crate::simulation) runs each
//! statement to its end at once, on one connection, and asks first whether it is to fail.

use futures::StreamExt as _;
use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions};
use sqlx::{Either, Error, Executor, Sqlite, SqlitePool, Transaction};

use crate::StoreError;
#[cfg(feature = "postgres")]
use crate::postgres::{Server, ServerWrite};
#[cfg(feature = "simulation")]
use crate::simulation::{Driven, DrivenWrite};
use crate::sql::{Asked, Done, Row, Rows};

/// A write transaction waits for the one before it, and never fails because of a read that it began with.
pub(crate) const BEGIN: &str = "BEGIN IMMEDIATE";

/// Clones share the connections.
#[derive(Clone, Debug)]
pub(crate) enum Db {
    Pooled(SqlitePool),
    #[cfg(feature = "postgres")]
    Server(Server),
    #[cfg(feature = "simulation")]
    Driven(Driven),
}

impl Db {
    pub(crate) async fn connect(options: SqliteConnectOptions) -> Result<Self, StoreError> {
        #[cfg(feature = "simulation")]
        if crate::simulation::is_on() {
            return Ok(Self::Driven(Driven::connect(&options).await?));
        }
        // One writer at a time is all that SQLite has; two more connections let reads pass it by.
        Ok(Self::Pooled(SqlitePoolOptions::new().max_connections(3).connect_with(options).await?))
    }

    pub(crate) fn is_a_file(&self) -> bool {
        match self {
            Self::Pooled(_) => true,
            #[cfg(feature = "postgres")]
            Self::Server(_) => false,
            #[cfg(feature = "simulation")]
            Self::Driven(_) => true,
        }
    }

    /// Of the term in which it is written; `None` of a file.
    pub(crate) fn epoch(&self) -> Option<i64> {
        match self {
            Self::Pooled(_) => None,
            #[cfg(feature = "postgres")]
            Self::Server(server) => Some(server.epoch()),
            #[cfg(feature = "simulation")]
            Self::Driven(_) => None,
        }
    }

    /// Begins a transaction that writes. Dropped without a commit it leaves nothing behind.
    pub(crate) async fn write(&self) -> Result<Write, StoreError> {
        match self {
            Self::Pooled(pool) => Ok(Write::Pooled(pool.begin_with(BEGIN).await?)),
            #[cfg(feature = "postgres")]
            Self::Server(server) => Ok(Write::Server(server.write().await?)),
            #[cfg(feature = "simulation")]
            Self::Driven(driven) => Ok(Write::Driven(driven.write().await?)),
        }
    }

    pub(crate) async fn run(&self, asked: Asked, rows: Rows) -> Result<Done, Error> {
        match self {
            Self::Pooled(pool) => of_file(pool, asked, rows).await,
            #[cfg(feature = "postgres")]
            Self::Server(server) => server.run(asked, rows).await,
            #[cfg(feature = "simulation")]
            Self::Driven(driven) => driven.run(asked).await,
        }
    }

    pub(crate) async fn migrate(&self, migrator: &Migrator) -> Result<(), StoreError> {
        match self {
            Self::Pooled(pool) => Ok(migrator.run(pool).await?),
            #[cfg(feature = "postgres")]
            Self::Server(_) => Err(StoreError::OfFilesOnly("migrating by the store itself")),
            #[cfg(feature = "simulation")]
            Self::Driven(driven) => driven.migrate(migrator).await,
        }
    }

    pub(crate) async fn close(&self) {
        match self {
            Self::Pooled(pool) => pool.close().await,
            #[cfg(feature = "postgres")]
            Self::Server(server) => server.close().await,
            #[cfg(feature = "simulation")]
            Self::Driven(driven) => driven.close().await,
        }
    }
}

/// A transaction that writes.
#[derive(Debug)]
pub(crate) enum Write {
    Pooled(Transaction<'static, Sqlite>),
    #[cfg(feature = "postgres")]
    Server(ServerWrite),
    #[cfg(feature = "simulation")]
    Driven(DrivenWrite),
}

impl Write {
    pub(crate) async fn run(&mut self, asked: Asked, rows: Rows) -> Result<Done, Error> {
        match self {
            Self::Pooled(transaction) => of_file(&mut **transaction, asked, rows).await,
            #[cfg(feature = "postgres")]
            Self::Server(write) => write.run(asked, rows).await,
            #[cfg(feature = "simulation")]
            Self::Driven(driven) => driven.run(asked),
        }
    }

    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Pooled(transaction) => Ok(transaction.commit().await?),
            #[cfg(feature = "postgres")]
            Self::Server(write) => write.commit().await,
            #[cfg(feature = "simulation")]
            Self::Driven(driven) => driven.commit(),
        }
    }
}

/// To its end, also where one row is enough: what a statement writes is committed when it has ended, and not with the row
/// that it returns.
pub(crate) async fn of_file<'c>(
    on: impl Executor<'c, Database = Sqlite>,
    asked: Asked,
    rows: Rows,
) -> Result<Done, Error> {
    let (sql, arguments) = asked.for_a_file()?;
    let mut answers = on.fetch_many((sql, Some(arguments)));
    let mut done = Done::default();
    while let Some(answer) = answers.next().await {
        match answer? {
            Either::Left(end) => done.changed += end.rows_affected(),
            Either::Right(row) => {
                if rows == Rows::All || done.rows.is_empty() {
                    done.rows.push(Row::OfFile(row));
                }
            }
        }
    }
    Ok(done)
}
