//! A store whose statements fail when a simulation says so, and end before anything else goes on.
//!
//! [`set`] a hook on the thread on which the store is opened and used. Each statement, `BEGIN IMMEDIATE` and `COMMIT`
//! too, is shown to the hook and then holds the thread until `SQLite` has answered: on a runtime of one thread with a
//! paused clock no time passes meanwhile, and the same decisions lead to the same history.

use std::borrow::Cow;
use std::cell::RefCell;
use std::sync::Arc;

use futures_lite::future;
use sqlx::error::{DatabaseError, ErrorKind};
use sqlx::migrate::Migrator;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection, Error, SqliteConnection};
use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::StoreError;
use crate::db::{BEGIN, of_file};
use crate::sql::{Asked, Done, Rows};

/// How a statement fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// [`StoreError::Busy`]
    Busy,
    /// [`StoreError::DiskFull`]
    DiskFull,
    /// [`StoreError::Database`], as an error of reading or writing the disk.
    Database,
}

/// Is shown the text of a statement that is about to run.
pub type Hook = Box<dyn FnMut(&str) -> Option<Fault>>;

thread_local! {
    static HOOK: RefCell<Option<Hook>> = const { RefCell::new(None) };
}

/// For stores that are opened on this thread from here on; `None` opens the next one as usual.
pub fn set(hook: Option<Hook>) {
    HOOK.set(hook);
}

pub(crate) fn is_on() -> bool {
    HOOK.with_borrow(Option::is_some)
}

/// Tokio's budget would have a long work yield to a runtime that cannot run meanwhile.
fn block_on<T>(work: impl Future<Output = T>) -> T {
    future::block_on(tokio::task::unconstrained(work))
}

/// Opens on the spot.
pub(crate) fn at_once<T>(opening: impl Future<Output = T>) -> T {
    block_on(opening)
}

fn ask(sql: &str) -> Result<(), Error> {
    let fault = HOOK.with_borrow_mut(|hook| hook.as_mut().and_then(|hook| hook(sql)));
    fault.map_or(Ok(()), |fault| Err(Error::Database(Box::new(Planned(fault)))))
}

/// What `SQLite` answers in such a case.
#[derive(Debug, thiserror::Error)]
#[error("planned: {0:?}")]
struct Planned(Fault);

impl DatabaseError for Planned {
    fn message(&self) -> &'static str {
        "planned by the simulation"
    }

    fn code(&self) -> Option<Cow<'_, str>> {
        Some(Cow::Borrowed(match self.0 {
            Fault::Busy => "5",
            Fault::DiskFull => "13",
            Fault::Database => "10",
        }))
    }

    fn as_error(&self) -> &(dyn std::error::Error + Send + Sync + 'static) {
        self
    }

    fn as_error_mut(&mut self) -> &mut (dyn std::error::Error + Send + Sync + 'static) {
        self
    }

    fn into_error(self: Box<Self>) -> Box<dyn std::error::Error + Send + Sync + 'static> {
        self
    }

    fn kind(&self) -> ErrorKind {
        ErrorKind::Other
    }
}

#[derive(Debug)]
struct Line {
    /// `None` once the database is closed.
    options: Option<SqliteConnectOptions>,
    /// `None` until it is needed again.
    connection: Option<SqliteConnection>,
}

impl Line {
    fn run(&mut self, asked: Asked) -> Result<Done, Error> {
        let connection = self.connection()?;
        ask(asked.sql.as_str())?;
        block_on(of_file(connection, asked, Rows::All))
    }

    fn word(&mut self, sql: &'static str) -> Result<(), Error> {
        ask(sql)?;
        self.silently(sql)
    }

    fn silently(&mut self, sql: &'static str) -> Result<(), Error> {
        let connection = self.connection()?;
        block_on(sqlx::query(sql).execute(connection)).map(drop)
    }

    fn connection(&mut self) -> Result<&mut SqliteConnection, Error> {
        let options = self.options.as_ref().ok_or(Error::PoolClosed)?;
        let connection = match self.connection.take() {
            Some(connection) => connection,
            None => block_on(options.connect())?,
        };
        Ok(self.connection.insert(connection))
    }

    fn close(&mut self) {
        self.options = None;
        self.disconnect();
    }

    fn disconnect(&mut self) {
        if let Some(connection) = self.connection.take() {
            // Waits for the end of the connection's thread: the next life finds the file closed.
            drop(block_on(connection.close()));
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.close();
    }
}

/// The database on one connection.
#[derive(Clone, Debug)]
pub(crate) struct Driven(Arc<Mutex<Line>>);

impl Driven {
    pub(crate) async fn connect(options: &SqliteConnectOptions) -> Result<Self, StoreError> {
        let connection = Some(options.connect().await?);
        Ok(Self(Arc::new(Mutex::new(Line { options: Some(options.clone()), connection }))))
    }

    pub(crate) async fn migrate(&self, migrator: &Migrator) -> Result<(), StoreError> {
        let mut line = self.0.lock().await;
        Ok(block_on(migrator.run(line.connection()?))?)
    }

    pub(crate) async fn write(&self) -> Result<DrivenWrite, StoreError> {
        let mut line = self.0.clone().lock_owned().await;
        line.word(BEGIN)?;
        Ok(DrivenWrite { line, open: true })
    }

    pub(crate) async fn close(&self) {
        self.0.lock().await.close();
    }

    pub(crate) async fn run(&self, asked: Asked) -> Result<Done, Error> {
        self.0.lock().await.run(asked)
    }
}

/// A transaction on that connection; nobody else has it meanwhile.
#[derive(Debug)]
pub(crate) struct DrivenWrite {
    line: OwnedMutexGuard<Line>,
    open: bool,
}

impl DrivenWrite {
    pub(crate) fn commit(mut self) -> Result<(), StoreError> {
        self.line.word("COMMIT")?;
        self.open = false;
        Ok(())
    }

    pub(crate) fn run(&mut self, asked: Asked) -> Result<Done, Error> {
        self.line.run(asked)
    }
}

impl Drop for DrivenWrite {
    fn drop(&mut self) {
        if self.open && self.line.silently("ROLLBACK").is_err() {
            // Never to be used again in the middle of a transaction; one whose commit failed may be in none any more.
            self.line.disconnect();
        }
    }
}

#[cfg(test)]
mod indexed;
#[cfg(test)]
mod tests;
