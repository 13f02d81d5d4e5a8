use crate::db::Db;
use crate::sql::{QueryBuilder, query, query_as, query_scalar};
use crate::{Alongside, Millis, StoreError};

/// Test cases that are written back from a copy.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct RestoreRow {
    pub id: i64,
    pub server: String,
    /// The project that is written to.
    pub project_id: i64,
    pub project_name: String,
    /// Whose copy it is: a server's address, a slash, and a project's number.
    pub source: String,
    /// What it makes is deleted in the end.
    pub drill: bool,
    pub copy_at: Millis,
    /// Stands in the names of test cases while they are made.
    pub mark: String,
    /// What the heads of the copy's columns mean, as JSON.
    pub columns: String,
    pub begun_at: Millis,
    pub finished_at: Option<Millis>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct RestoreCaseRow {
    /// As the copy numbers it.
    pub case_id: i64,
    pub name: String,
    /// `make`, `bring_back` or `change`.
    pub act: String,
    /// What the copy says of it, as JSON; none once that was compared.
    pub cells: Option<String>,
    /// Of a change: the columns to write, as JSON.
    pub changes: Option<String>,
    /// Of a change: when the test case was last changed as the person saw it.
    pub seen_at: Option<Millis>,
    /// `waiting`, `asked`, `made`, `written`, `restored`, `differs`, `conflict` or `failed`.
    pub state: String,
    /// As the server numbers it.
    pub new_id: Option<i64>,
    /// What there is to say of it, as JSON.
    pub told: Option<String>,
}

const COLUMNS: &str = "case_id, name, act, cells, changes, seen_at, state, new_id, told";

pub struct Restores<'a>(pub(crate) &'a Db);

impl Restores<'_> {
    /// With all its test cases, or not at all. A key that acted before is a [`StoreError::Conflict`].
    pub async fn begin(
        &self,
        row: &RestoreRow,
        cases: &[RestoreCaseRow],
        alongside: &Alongside,
    ) -> Result<i64, StoreError> {
        let mut tx = self.0.write().await?;
        let sql = "INSERT INTO restores (server, project_id, project_name, source, drill, copy_at, mark, columns, begun_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id";
        let id: i64 = query_scalar(sql)
            .bind(&row.server)
            .bind(row.project_id)
            .bind(&row.project_name)
            .bind(&row.source)
            .bind(row.drill)
            .bind(row.copy_at)
            .bind(&row.mark)
            .bind(&row.columns)
            .bind(row.begun_at)
            .fetch_one(&mut tx)
            .await?;
        let sql = "INSERT INTO restore_cases (restore_id, case_id, name, act, cells, changes, seen_at, state, new_id)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        for case in cases {
            query(sql)
                .bind(id)
                .bind(case.case_id)
                .bind(&case.name)
                .bind(&case.act)
                .bind(&case.cells)
                .bind(&case.changes)
                .bind(case.seen_at)
                .bind(&case.state)
                .bind(case.new_id)
                .execute(&mut tx)
                .await?;
        }
        alongside.write_about(&mut tx, id).await?;
        tx.commit().await?;
        Ok(id)
    }

    pub async fn get(&self, id: i64) -> Result<Option<RestoreRow>, StoreError> {
        let sql = "SELECT * FROM restores WHERE id = $1 AND forgotten_at IS NULL";
        Ok(query_as(sql).bind(id).fetch_optional(self.0).await?)
    }

    /// The newest first.
    pub async fn of_server(&self, server: &str, limit: u32) -> Result<Vec<RestoreRow>, StoreError> {
        let sql = "SELECT * FROM restores WHERE server = $1 AND forgotten_at IS NULL
            ORDER BY begun_at DESC, id DESC LIMIT $2";
        Ok(query_as(sql).bind(server).bind(limit).fetch_all(self.0).await?)
    }

    /// How many test cases are in each state.
    pub async fn counts(&self, id: i64) -> Result<Vec<(String, i64)>, StoreError> {
        let sql = "SELECT state, count(*) FROM restore_cases WHERE restore_id = $1 GROUP BY state";
        Ok(query_as(sql).bind(id).fetch_all(self.0).await?)
    }

    /// Up to `limit` test cases in one of the states, in the order of their numbers.
    pub async fn cases(
        &self,
        id: i64,
        states: &[&str],
        after: i64,
        limit: u32,
    ) -> Result<Vec<RestoreCaseRow>, StoreError> {
        let mut query = QueryBuilder::new(format!("SELECT {COLUMNS} FROM restore_cases WHERE restore_id = "));
        query.push_bind(id).push(" AND case_id > ").push_bind(after).push(" AND state IN (");
        query.push_list(states.iter().copied()).push(") ORDER BY case_id LIMIT ").push_bind(limit);
        Ok(query.build_query_as().fetch_all(self.0).await?)
    }

    /// A page of the test cases in one of the states, in the order of their numbers, and how many there are.
    pub async fn page(
        &self,
        id: i64,
        states: &[&str],
        offset: u32,
        limit: u32,
    ) -> Result<(Vec<RestoreCaseRow>, u64), StoreError> {
        let narrowed = |select: &str| {
            let mut query = QueryBuilder::new(format!("SELECT {select} FROM restore_cases"));
            query.push(" WHERE restore_id = ").push_bind(id).push(" AND state IN (");
            query.push_list(states.iter().copied()).push(")");
            query
        };
        let total: i64 = narrowed("count(*)").build_query_scalar().fetch_one(self.0).await?;
        let mut rows = narrowed(COLUMNS);
        rows.push(" ORDER BY case_id LIMIT ").push_bind(limit).push(" OFFSET ").push_bind(offset);
        Ok((rows.build_query_as().fetch_all(self.0).await?, total.unsigned_abs()))
    }

    /// What the server calls the test cases in a state.
    pub async fn numbers(&self, id: i64, state: &str) -> Result<Vec<i64>, StoreError> {
        let sql =
            "SELECT new_id FROM restore_cases WHERE restore_id = $1 AND state = $2 AND new_id IS NOT NULL";
        Ok(query_scalar(sql).bind(id).bind(state).fetch_all(self.0).await?)
    }

    /// Writes what becomes of a test case: its state, its number on the server, what there is to say, and what is kept of the
    /// copy.
    pub async fn write(&self, id: i64, case: &RestoreCaseRow) -> Result<(), StoreError> {
        self.write_all(id, std::slice::from_ref(case)).await
    }

    /// What several became, at once.
    pub async fn write_all(&self, id: i64, cases: &[RestoreCaseRow]) -> Result<(), StoreError> {
        let mut tx = self.0.write().await?;
        let sql = "UPDATE restore_cases SET state = $1, new_id = $2, told = $3, cells = $4
            WHERE restore_id = $5 AND case_id = $6";
        for case in cases {
            query(sql)
                .bind(&case.state)
                .bind(case.new_id)
                .bind(&case.told)
                .bind(&case.cells)
                .bind(id)
                .bind(case.case_id)
                .execute(&mut tx)
                .await?;
        }
        tx.commit().await
    }

    /// What the server calls all that was made anew.
    pub async fn made(&self, id: i64) -> Result<Vec<i64>, StoreError> {
        let sql =
            "SELECT new_id FROM restore_cases WHERE restore_id = $1 AND act = 'make' AND new_id IS NOT NULL";
        Ok(query_scalar(sql).bind(id).fetch_all(self.0).await?)
    }

    pub async fn finished(&self, id: i64, at: Millis, alongside: &Alongside) -> Result<(), StoreError> {
        let mut tx = self.0.write().await?;
        let sql = "UPDATE restores SET finished_at = $1 WHERE id = $2";
        query(sql).bind(at).bind(id).execute(&mut tx).await?;
        alongside.write(&mut tx).await?;
        tx.commit().await
    }

    /// It is no longer shown; the numbers of what it made anew stay.
    pub async fn forget(&self, id: i64, at: Millis) -> Result<(), StoreError> {
        let mut tx = self.0.write().await?;
        let sql = "DELETE FROM restore_cases WHERE restore_id = $1 AND (new_id IS NULL
            OR (new_id = case_id AND act <> 'make')
            OR (SELECT drill FROM restores WHERE id = $1))";
        query(sql).bind(id).execute(&mut tx).await?;
        let sql = "UPDATE restores SET forgotten_at = $1 WHERE id = $2";
        query(sql).bind(at).bind(id).execute(&mut tx).await?;
        tx.commit().await
    }

    /// Test cases of a source that were made anew in a project and not for a drill, the newest last: the number in the copy
    /// and that on the server.
    pub async fn made_anew(
        &self,
        server: &str,
        project_id: i64,
        source: &str,
    ) -> Result<Vec<(i64, i64)>, StoreError> {
        let sql = "SELECT case_id, new_id FROM restore_cases JOIN restores ON restores.id = restore_id
            WHERE server = $1 AND project_id = $2 AND source = $3 AND NOT drill AND new_id IS NOT NULL
                AND (new_id <> case_id OR act = 'make')
            ORDER BY restore_id";
        Ok(query_as(sql).bind(server).bind(project_id).bind(source).fetch_all(self.0).await?)
    }

    /// The oldest drill with copies of a source that did not end.
    pub async fn unfinished_drill(&self, source: &str) -> Result<Option<RestoreRow>, StoreError> {
        let sql = "SELECT * FROM restores WHERE source = $1 AND drill AND finished_at IS NULL
                AND forgotten_at IS NULL ORDER BY id LIMIT 1";
        Ok(query_as(sql).bind(source).fetch_optional(self.0).await?)
    }

    /// When the newest drill with copies of a source began.
    pub async fn last_drill(&self, source: &str) -> Result<Option<Millis>, StoreError> {
        let sql = "SELECT max(begun_at) FROM restores WHERE source = $1 AND drill";
        Ok(query_scalar(sql).bind(source).fetch_one(self.0).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::NewCommand;
    use crate::fixture::Fixture;

    fn row() -> RestoreRow {
        RestoreRow {
            id: 0,
            server: "t".to_owned(),
            project_id: 7,
            project_name: "Payments".to_owned(),
            source: "t/7".to_owned(),
            drill: false,
            copy_at: 1,
            mark: "a1".to_owned(),
            columns: "[]".to_owned(),
            begun_at: 2,
            finished_at: None,
        }
    }

    fn case(case_id: i64, state: &str) -> RestoreCaseRow {
        RestoreCaseRow {
            case_id,
            name: "Login".to_owned(),
            act: "make".to_owned(),
            cells: Some("[]".to_owned()),
            changes: None,
            seen_at: None,
            state: state.to_owned(),
            new_id: None,
            told: None,
        }
    }

    #[tokio::test]
    async fn what_becomes_of_each_is_kept() {
        let fixture = Fixture::new().await;
        let restores = fixture.store.restores();
        let cases = [case(5, "waiting"), case(6, "waiting"), case(7, "waiting")];
        let id = restores.begin(&row(), &cases, &Alongside::default()).await.expect("begun");
        let made = RestoreCaseRow { state: "made".to_owned(), new_id: Some(50), ..case(5, "waiting") };
        restores.write(id, &made).await.expect("written");
        assert_eq!(restores.cases(id, &["made"], 0, 9).await.expect("read"), [made]);
        assert_eq!(restores.made(id).await.expect("read"), [50]);
        let left = restores.cases(id, &["waiting", "asked"], 6, 9).await.expect("read");
        assert_eq!(left.iter().map(|case| case.case_id).collect::<Vec<_>>(), [7]);
        let mut done = case(6, "restored");
        done.cells = None;
        restores.write_all(id, &[done]).await.expect("written");
        let counts = restores.counts(id).await.expect("read");
        let due = [("made", 1), ("restored", 1), ("waiting", 1)].map(|(state, n)| (state.to_owned(), n));
        assert_eq!(counts, due);
        restores.finished(id, 9, &Alongside::default()).await.expect("written");
        assert_eq!(restores.of_server("t", 9).await.expect("read")[0].finished_at, Some(9));
        restores.forget(id, 10).await.expect("forgotten");
        assert_eq!(restores.of_server("t", 9).await.expect("read"), []);
        assert_eq!(restores.made_anew("t", 7, "t/7").await.expect("read"), [(5, 50)]);
        assert_eq!(restores.made_anew("t", 8, "t/7").await.expect("read"), []);
        assert_eq!(restores.made_anew("t", 7, "other/7").await.expect("read"), []);
    }

    #[tokio::test]
    async fn a_drill_makes_nothing_that_is_known_afterwards() {
        let fixture = Fixture::new().await;
        let restores = fixture.store.restores();
        assert_eq!(restores.last_drill("t/7").await.expect("read"), None);
        let drill = RestoreRow { drill: true, ..row() };
        let id = restores.begin(&drill, &[case(5, "waiting")], &Alongside::default()).await.expect("begun");
        let made = RestoreCaseRow { state: "restored".to_owned(), new_id: Some(50), ..case(5, "waiting") };
        restores.write(id, &made).await.expect("written");
        assert_eq!(restores.made_anew("t", 7, "t/7").await.expect("read"), []);
        assert_eq!(restores.last_drill("t/7").await.expect("read"), Some(2));
        assert_eq!(restores.last_drill("t/8").await.expect("read"), None);
        assert_eq!(restores.unfinished_drill("t/7").await.expect("read").map(|row| row.id), Some(id));
        restores.finished(id, 9, &Alongside::default()).await.expect("written");
        assert_eq!(restores.unfinished_drill("t/7").await.expect("read"), None);
        restores.forget(id, 10).await.expect("forgotten");
        assert_eq!(restores.counts(id).await.expect("read"), []);
    }

    #[tokio::test]
    async fn a_key_begins_one() {
        let fixture = Fixture::new().await;
        let restores = fixture.store.restores();
        let command =
            NewCommand { key: "k".to_owned(), kind: "restore".to_owned(), subject: None, reply: None, at: 1 };
        let alongside = Alongside { command: Some(command), ..Alongside::default() };
        let id = restores.begin(&row(), &[case(5, "waiting")], &alongside).await.expect("begun");
        let again = RestoreRow { mark: "a2".to_owned(), ..row() };
        let refused = restores.begin(&again, &[case(5, "waiting")], &alongside).await;
        assert!(refused.is_err_and(|error| error.is_known_command()));
        let command = fixture.store.commands().get("k").await.expect("read").expect("there");
        assert_eq!(command.subject, Some(id));
        assert_eq!(restores.of_server("t", 9).await.expect("read").len(), 1);
    }
}
