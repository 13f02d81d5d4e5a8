//! Statements in the SQL that both databases read: what is bound, and what comes back.
//!
//! They look as sqlx's own do. `SQLite` and `PostgreSQL` both take `$1`; where their functions differ, the schema of
//! `PostgreSQL` has functions by `SQLite`'s names.

use std::marker::PhantomData;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use sqlx::error::BoxDynError;
use sqlx::sqlite::{SqliteArguments, SqliteRow};
use sqlx::{Arguments as _, AssertSqlSafe, Error, FromRow, SqlSafeStr, SqlStr};

use crate::db::{Db, Write};

/// What is bound to a statement. Absent values have a type too: `PostgreSQL` asks for it.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Int(Option<i64>),
    Bool(Option<bool>),
    Text(Option<String>),
}

macro_rules! bound {
    ($($from:ty: |$value:ident| $to:expr;)+) => {
        $(impl From<$from> for Value {
            fn from($value: $from) -> Self {
                $to
            }
        })+
    };
}

bound! {
    i64: |value| Self::Int(Some(value));
    &i64: |value| Self::Int(Some(*value));
    u32: |value| Self::Int(Some(value.into()));
    Option<i64>: |value| Self::Int(value);
    bool: |value| Self::Bool(Some(value));
    Option<bool>: |value| Self::Bool(value);
    &str: |value| Self::Text(Some(value.to_owned()));
    String: |value| Self::Text(Some(value));
    &String: |value| Self::Text(Some(value.clone()));
    Option<String>: |value| Self::Text(value);
    Option<&str>: |value| Self::Text(value.map(str::to_owned));
    &Option<String>: |value| Self::Text(value.clone());
}

/// A statement with what is bound to it so far.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) sql: SqlStr,
    pub(crate) values: Vec<Value>,
}

impl Asked {
    /// For `SQLite`.
    pub(crate) fn for_a_file(self) -> Result<(SqlStr, SqliteArguments), Error> {
        let mut arguments = SqliteArguments::default();
        for value in self.values {
            let added: Result<(), BoxDynError> = match value {
                Value::Int(value) => arguments.add(value),
                Value::Bool(value) => arguments.add(value),
                Value::Text(value) => arguments.add(value),
            };
            added.map_err(Error::Encode)?;
        }
        Ok((self.sql, arguments))
    }
}

/// How many rows are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rows {
    First,
    All,
}

/// What a statement came to.
#[derive(Debug, Default)]
pub(crate) struct Done {
    pub(crate) rows: Vec<Row>,
    pub(crate) changed: u64,
}

impl Done {
    pub(crate) fn rows_affected(&self) -> u64 {
        self.changed
    }
}

#[derive(Debug)]
pub(crate) enum Row {
    OfFile(SqliteRow),
    #[cfg(feature = "postgres")]
    OfServer(sqlx::postgres::PgRow),
}

/// What can be read from a row of either database.
pub(crate) trait Readable: Sized + Send {
    fn read(row: &Row) -> Result<Self, Error>;
}

#[cfg(not(feature = "postgres"))]
impl<T: for<'r> FromRow<'r, SqliteRow> + Send> Readable for T {
    fn read(row: &Row) -> Result<Self, Error> {
        let Row::OfFile(row) = row;
        T::from_row(row)
    }
}

#[cfg(feature = "postgres")]
impl<T> Readable for T
where
    T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, sqlx::postgres::PgRow> + Send,
{
    fn read(row: &Row) -> Result<Self, Error> {
        match row {
            Row::OfFile(row) => T::from_row(row),
            Row::OfServer(row) => T::from_row(row),
        }
    }
}

/// How rows are read.
pub(crate) trait Shape {
    type Out: Send;
    fn of(row: &Row) -> Result<Self::Out, Error>;
}

/// Each row as a whole.
#[derive(Debug)]
pub(crate) struct Whole<T>(PhantomData<fn() -> T>);

impl<T: Readable> Shape for Whole<T> {
    type Out = T;

    fn of(row: &Row) -> Result<T, Error> {
        T::read(row)
    }
}

/// The first column of each row.
#[derive(Debug)]
pub(crate) struct Single<T>(PhantomData<fn() -> T>);

impl<T: Send> Shape for Single<T>
where
    (T,): Readable,
{
    type Out = T;

    fn of(row: &Row) -> Result<T, Error> {
        <(T,)>::read(row).map(|(value,)| value)
    }
}

/// What a statement is run on.
pub(crate) enum On<'a> {
    Db(&'a Db),
    Write(&'a mut Write),
}

impl<'a> From<&'a Db> for On<'a> {
    fn from(db: &'a Db) -> Self {
        Self::Db(db)
    }
}

impl<'a> From<&'a mut Write> for On<'a> {
    fn from(write: &'a mut Write) -> Self {
        Self::Write(write)
    }
}

impl On<'_> {
    async fn run(self, asked: Asked, rows: Rows) -> Result<Done, Error> {
        match self {
            Self::Db(db) => db.run(asked, rows).await,
            Self::Write(write) => write.run(asked, rows).await,
        }
    }
}

#[derive(Debug)]
pub(crate) struct Statement<S> {
    asked: Asked,
    shape: PhantomData<fn() -> S>,
}

/// A statement whose rows nobody reads.
pub(crate) fn query(sql: impl SqlSafeStr) -> Statement<()> {
    Statement::new(sql)
}

pub(crate) fn query_as<T>(sql: impl SqlSafeStr) -> Statement<Whole<T>> {
    Statement::new(sql)
}

pub(crate) fn query_scalar<T>(sql: impl SqlSafeStr) -> Statement<Single<T>> {
    Statement::new(sql)
}

impl<S> Statement<S> {
    fn new(sql: impl SqlSafeStr) -> Self {
        Self { asked: Asked { sql: sql.into_sql_str(), values: Vec::new() }, shape: PhantomData }
    }

    #[must_use]
    pub(crate) fn bind(mut self, value: impl Into<Value>) -> Self {
        self.asked.values.push(value.into());
        self
    }

    pub(crate) fn execute<'a>(self, on: impl Into<On<'a>>) -> BoxFuture<'a, Result<Done, Error>> {
        on.into().run(self.asked, Rows::All).boxed()
    }
}

impl<S: Shape> Statement<S>
where
    S::Out: 'static,
{
    pub(crate) fn fetch_all<'a>(self, on: impl Into<On<'a>>) -> BoxFuture<'a, Result<Vec<S::Out>, Error>> {
        let on = on.into();
        async move {
            let done = on.run(self.asked, Rows::All).await?;
            done.rows.into_iter().map(|row| S::of(&row)).collect()
        }
        .boxed()
    }

    pub(crate) fn fetch_optional<'a>(
        self,
        on: impl Into<On<'a>>,
    ) -> BoxFuture<'a, Result<Option<S::Out>, Error>> {
        let on = on.into();
        async move { on.run(self.asked, Rows::First).await?.rows.first().map(S::of).transpose() }.boxed()
    }

    pub(crate) fn fetch_one<'a>(self, on: impl Into<On<'a>>) -> BoxFuture<'a, Result<S::Out, Error>> {
        let one = self.fetch_optional(on);
        async move { one.await?.ok_or(Error::RowNotFound) }.boxed()
    }
}

/// A statement that is put together from pieces.
#[derive(Debug)]
pub(crate) struct QueryBuilder {
    sql: String,
    values: Vec<Value>,
}

impl QueryBuilder {
    pub(crate) fn new(sql: impl Into<String>) -> Self {
        Self { sql: sql.into(), values: Vec::new() }
    }

    pub(crate) fn push(&mut self, sql: &str) -> &mut Self {
        self.sql.push_str(sql);
        self
    }

    pub(crate) fn push_bind(&mut self, value: impl Into<Value>) -> &mut Self {
        self.values.push(value.into());
        self.sql.push('$');
        self.sql.push_str(&self.values.len().to_string());
        self
    }

    /// `$1, $2, …` for all of them.
    pub(crate) fn push_list(&mut self, values: impl IntoIterator<Item = impl Into<Value>>) -> &mut Self {
        for (n, value) in values.into_iter().enumerate() {
            self.push(if n == 0 { "" } else { ", " }).push_bind(value);
        }
        self
    }

    /// `(…), (…), …`; `write` pushes what stands between the brackets.
    pub(crate) fn push_rows<T>(
        &mut self,
        rows: impl IntoIterator<Item = T>,
        write: impl Fn(&mut Self, T),
    ) -> &mut Self {
        for (n, row) in rows.into_iter().enumerate() {
            self.push(if n == 0 { "(" } else { ", (" });
            write(self, row);
            self.push(")");
        }
        self
    }

    pub(crate) fn build<S>(self) -> Statement<S> {
        let asked = Asked { sql: AssertSqlSafe(self.sql).into_sql_str(), values: self.values };
        Statement { asked, shape: PhantomData }
    }

    pub(crate) fn build_query_as<T>(self) -> Statement<Whole<T>> {
        self.build()
    }

    pub(crate) fn build_query_scalar<T>(self) -> Statement<Single<T>> {
        self.build()
    }
}
