//! A store's connections to the server, and its transactions.

use std::sync::Arc;

use futures::StreamExt as _;
use sqlx::postgres::{PgArguments, PgPool};
use sqlx::{Arguments as _, Either, Error, Executor, Postgres, SqlStr, Transaction};
use tokio::sync::{Mutex, OwnedMutexGuard};

use super::lease::HOLD;
use crate::StoreError;
use crate::sql::{Asked, Done, Row, Rows, Value};

const BEGIN: &str = "BEGIN READ WRITE";

/// The server of one term.
#[derive(Clone, Debug)]
pub(crate) struct Server {
    pool: PgPool,
    turn: Arc<Mutex<()>>,
    epoch: i64,
}

/// A transaction of the term: while it is open nobody else takes the lease.
#[derive(Debug)]
pub(crate) struct ServerWrite {
    transaction: Transaction<'static, Postgres>,
    _turn: OwnedMutexGuard<()>,
}

impl Server {
    pub(super) fn new(pool: PgPool, turn: Arc<Mutex<()>>, epoch: i64) -> Self {
        Self { pool, turn, epoch }
    }

    pub(crate) fn epoch(&self) -> i64 {
        self.epoch
    }

    pub(crate) async fn write(&self) -> Result<ServerWrite, StoreError> {
        let turn = self.turn.clone().lock_owned().await;
        let mut transaction = self.pool.begin_with(BEGIN).await?;
        let holds: Option<bool> =
            sqlx::query_scalar(HOLD).bind(self.epoch).fetch_optional(&mut *transaction).await?;
        match holds {
            Some(_) => Ok(ServerWrite { transaction, _turn: turn }),
            None => Err(StoreError::NotLeading),
        }
    }

    /// What writes does so in a transaction of its own.
    pub(crate) async fn run(&self, asked: Asked, rows: Rows) -> Result<Done, Error> {
        if reads(asked.sql.as_str()) {
            return run(&self.pool, asked, rows).await;
        }
        let outside = |error: StoreError| Error::AnyDriverError(Box::new(error));
        let mut write = self.write().await.map_err(outside)?;
        let done = write.run(asked, rows).await?;
        write.transaction.commit().await?;
        Ok(done)
    }

    pub(crate) async fn close(&self) {
        self.pool.close().await;
    }
}

impl ServerWrite {
    pub(crate) async fn run(&mut self, asked: Asked, rows: Rows) -> Result<Done, Error> {
        run(&mut *self.transaction, asked, rows).await
    }

    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        Ok(self.transaction.commit().await?)
    }
}

/// One that is taken for reading by mistake is refused by the server: the connection is read-only.
fn reads(sql: &str) -> bool {
    let sql = sql.trim_start();
    sql.starts_with("SELECT") || sql.starts_with("WITH")
}

async fn run<'c>(
    on: impl Executor<'c, Database = Postgres>,
    asked: Asked,
    rows: Rows,
) -> Result<Done, Error> {
    let (sql, arguments) = bound(asked)?;
    let mut answers = on.fetch_many((sql, Some(arguments)));
    let mut done = Done::default();
    while let Some(answer) = answers.next().await {
        match answer? {
            Either::Left(end) => done.changed += end.rows_affected(),
            Either::Right(row) => {
                done.rows.push(Row::OfServer(row));
                if rows == Rows::First {
                    break;
                }
            }
        }
    }
    Ok(done)
}

fn bound(asked: Asked) -> Result<(SqlStr, PgArguments), Error> {
    let mut arguments = PgArguments::default();
    for value in asked.values {
        let added = match value {
            Value::Int(value) => arguments.add(value),
            Value::Bool(value) => arguments.add(value),
            Value::Text(value) => arguments.add(value.map(without_nul)),
        };
        added.map_err(Error::Encode)?;
    }
    Ok((asked.sql, arguments))
}

/// PostgreSQL has no place for U+0000 in a text; names come from servers that may have one.
fn without_nul(text: String) -> String {
    if text.contains('\0') { text.replace('\0', "\u{fffd}") } else { text }
}
