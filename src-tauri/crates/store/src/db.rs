//! The one way to the database: every statement and every transaction of the store passes here.
//!
//! With the feature `simulation` a database that is opened on a thread with a [`simulation`](crate::simulation) runs each
//! statement to its end at once, on one connection, and asks first whether it is to fail.

use futures::future::BoxFuture;
use futures::stream::BoxStream;
use sqlx::migrate::Migrator;
use sqlx::sqlite::{
    SqliteConnectOptions, SqlitePoolOptions, SqliteQueryResult, SqliteRow, SqliteStatement, SqliteTypeInfo,
};
use sqlx::{Describe, Either, Error, Execute, Executor, SqlStr, Sqlite, SqlitePool, Transaction};

use crate::StoreError;
#[cfg(feature = "simulation")]
use crate::simulation::{Driven, DrivenWrite};

/// A write transaction waits for the one before it, and never fails because of a read that it began with.
pub(crate) const BEGIN: &str = "BEGIN IMMEDIATE";

/// Clones share the connections.
#[derive(Clone, Debug)]
pub(crate) enum Db {
    Pooled(SqlitePool),
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

    /// Begins a transaction that writes. Dropped without a commit it leaves nothing behind.
    pub(crate) async fn write(&self) -> Result<Write, StoreError> {
        match self {
            Self::Pooled(pool) => Ok(Write::Pooled(pool.begin_with(BEGIN).await?)),
            #[cfg(feature = "simulation")]
            Self::Driven(driven) => Ok(Write::Driven(driven.write().await?)),
        }
    }

    pub(crate) async fn migrate(&self, migrator: &Migrator) -> Result<(), StoreError> {
        match self {
            Self::Pooled(pool) => Ok(migrator.run(pool).await?),
            #[cfg(feature = "simulation")]
            Self::Driven(driven) => driven.migrate(migrator).await,
        }
    }

    pub(crate) async fn close(&self) {
        match self {
            Self::Pooled(pool) => pool.close().await,
            #[cfg(feature = "simulation")]
            Self::Driven(driven) => driven.close().await,
        }
    }
}

/// A transaction that writes.
#[derive(Debug)]
pub(crate) enum Write {
    Pooled(Transaction<'static, Sqlite>),
    #[cfg(feature = "simulation")]
    Driven(DrivenWrite),
}

impl Write {
    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Pooled(transaction) => Ok(transaction.commit().await?),
            #[cfg(feature = "simulation")]
            Self::Driven(driven) => driven.commit(),
        }
    }
}

type Answers<'e> = BoxStream<'e, Result<Either<SqliteQueryResult, SqliteRow>, Error>>;

// Not tied to the lifetime of the reference, as sqlx's own pool is not: a future that holds it must be `Send` for any.
impl<'p> Executor<'p> for &'_ Db {
    type Database = Sqlite;

    fn fetch_many<'e, 'q: 'e, E>(self, query: E) -> Answers<'e>
    where
        E: 'q + Execute<'q, Sqlite>,
    {
        match self {
            Db::Pooled(pool) => pool.fetch_many(query),
            #[cfg(feature = "simulation")]
            Db::Driven(driven) => driven.fetch_many(query),
        }
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<Option<SqliteRow>, Error>>
    where
        E: 'q + Execute<'q, Sqlite>,
    {
        match self {
            Db::Pooled(pool) => pool.fetch_optional(query),
            #[cfg(feature = "simulation")]
            Db::Driven(driven) => driven.fetch_optional(query),
        }
    }

    fn prepare_with<'e>(
        self,
        sql: SqlStr,
        parameters: &'e [SqliteTypeInfo],
    ) -> BoxFuture<'e, Result<SqliteStatement, Error>>
    where
        'p: 'e,
    {
        match self {
            Db::Pooled(pool) => pool.prepare_with(sql, parameters),
            #[cfg(feature = "simulation")]
            Db::Driven(_) => unprepared(),
        }
    }

    fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, Result<Describe<Sqlite>, Error>>
    where
        'p: 'e,
    {
        match self {
            Db::Pooled(pool) => pool.describe(sql),
            #[cfg(feature = "simulation")]
            Db::Driven(_) => unprepared(),
        }
    }
}

impl<'c> Executor<'c> for &'c mut Write {
    type Database = Sqlite;

    fn fetch_many<'e, 'q: 'e, E>(self, query: E) -> Answers<'e>
    where
        'c: 'e,
        E: 'q + Execute<'q, Sqlite>,
    {
        match self {
            Write::Pooled(transaction) => (&mut **transaction).fetch_many(query),
            #[cfg(feature = "simulation")]
            Write::Driven(driven) => driven.fetch_many(query),
        }
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, Result<Option<SqliteRow>, Error>>
    where
        'c: 'e,
        E: 'q + Execute<'q, Sqlite>,
    {
        match self {
            Write::Pooled(transaction) => (&mut **transaction).fetch_optional(query),
            #[cfg(feature = "simulation")]
            Write::Driven(driven) => driven.fetch_optional(query),
        }
    }

    fn prepare_with<'e>(
        self,
        sql: SqlStr,
        parameters: &'e [SqliteTypeInfo],
    ) -> BoxFuture<'e, Result<SqliteStatement, Error>>
    where
        'c: 'e,
    {
        match self {
            Write::Pooled(transaction) => (&mut **transaction).prepare_with(sql, parameters),
            #[cfg(feature = "simulation")]
            Write::Driven(_) => unprepared(),
        }
    }

    fn describe<'e>(self, sql: SqlStr) -> BoxFuture<'e, Result<Describe<Sqlite>, Error>>
    where
        'c: 'e,
    {
        match self {
            Write::Pooled(transaction) => (&mut **transaction).describe(sql),
            #[cfg(feature = "simulation")]
            Write::Driven(_) => unprepared(),
        }
    }
}

/// No table module prepares a statement by itself.
#[cfg(feature = "simulation")]
fn unprepared<'e, T: Send + 'e>() -> BoxFuture<'e, Result<T, Error>> {
    Box::pin(async { Err(Error::Protocol("statements are not prepared in a simulation".to_owned())) })
}
