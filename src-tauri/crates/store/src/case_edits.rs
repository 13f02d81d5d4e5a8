use crate::db::{Db, Write};
use crate::sql::{query, query_as, query_scalar};
use crate::{Alongside, Millis, StoreError};

/// A small edit of test cases on the server, or what takes one back.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct CaseEditRow {
    /// 0 for one that is not stored yet.
    pub id: i64,
    pub server: String,
    pub project_id: i64,
    pub at: Millis,
    pub by_whom: Option<String>,
    /// Stands in the titles of the versions that it makes on the server.
    pub mark: String,
    /// The edit that this one takes back.
    pub undoes: Option<i64>,
    pub finished_at: Option<Millis>,
}

/// One of its test cases.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct EditedCaseRow {
    pub position: i64,
    /// `None` for one that is not there yet.
    pub case_id: Option<i64>,
    pub name: String,
    /// `change`, `add` or `remove`.
    pub act: String,
    /// How the values that change were seen, as JSON.
    pub was: String,
    /// What they are to be, as JSON.
    pub wanted: String,
    /// How they were read back, as JSON.
    pub became: Option<String>,
    /// Of one that is added: those that were called so before, as JSON.
    pub twins: Option<String>,
    /// When the test case was last changed, as it was seen.
    pub seen_at: Option<Millis>,
    /// The same, as the edit left it.
    pub left_at: Option<Millis>,
    /// The server's version of the test case from before the edit.
    pub version_id: Option<i64>,
    /// `waiting`, `keeping`, `writing`, `written`, `differs`, `conflict` or `failed`.
    pub state: String,
    /// What there is to say of it, as JSON.
    pub told: Option<String>,
}

const COLUMNS: &str =
    "position, case_id, name, act, was, wanted, became, twins, seen_at, left_at, version_id, state, told";

pub struct CaseEdits<'a>(pub(crate) &'a Db);

impl CaseEdits<'_> {
    /// With all its test cases, or not at all. A key that acted before, and an edit that was taken back before, are a
    /// [`StoreError::Conflict`]. What is taken back goes on no more.
    pub async fn begin(
        &self,
        row: &CaseEditRow,
        cases: &[EditedCaseRow],
        alongside: &Alongside,
    ) -> Result<i64, StoreError> {
        let mut tx = self.0.write().await?;
        let sql = "INSERT INTO case_edits (server, project_id, at, by_whom, mark, undoes)
            VALUES ($1, $2, $3, $4, $5, $6) RETURNING id";
        let id: i64 = query_scalar(sql)
            .bind(&row.server)
            .bind(row.project_id)
            .bind(row.at)
            .bind(&row.by_whom)
            .bind(&row.mark)
            .bind(row.undoes)
            .fetch_one(&mut tx)
            .await?;
        let sql = format!(
            "INSERT INTO edited_cases (edit_id, {COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
        );
        for case in cases {
            query(sqlx::AssertSqlSafe(sql.clone()))
                .bind(id)
                .bind(case.position)
                .bind(case.case_id)
                .bind(&case.name)
                .bind(&case.act)
                .bind(&case.was)
                .bind(&case.wanted)
                .bind(&case.became)
                .bind(&case.twins)
                .bind(case.seen_at)
                .bind(case.left_at)
                .bind(case.version_id)
                .bind(&case.state)
                .bind(&case.told)
                .execute(&mut tx)
                .await?;
        }
        if let Some(undone) = row.undoes {
            finish(&mut tx, undone, row.at).await?;
        }
        alongside.write_about(&mut tx, id).await?;
        tx.commit().await?;
        Ok(id)
    }

    pub async fn get(&self, id: i64) -> Result<Option<CaseEditRow>, StoreError> {
        Ok(query_as("SELECT * FROM case_edits WHERE id = $1").bind(id).fetch_optional(self.0).await?)
    }

    /// The newest first.
    pub async fn of_server(&self, server: &str, limit: u32) -> Result<Vec<CaseEditRow>, StoreError> {
        let sql = "SELECT * FROM case_edits WHERE server = $1 ORDER BY id DESC LIMIT $2";
        Ok(query_as(sql).bind(server).bind(limit).fetch_all(self.0).await?)
    }

    /// The edit that takes this one back.
    pub async fn undo_of(&self, id: i64) -> Result<Option<i64>, StoreError> {
        let sql = "SELECT id FROM case_edits WHERE undoes = $1";
        Ok(query_scalar(sql).bind(id).fetch_optional(self.0).await?)
    }

    /// Its test cases, in their order.
    pub async fn cases(&self, id: i64) -> Result<Vec<EditedCaseRow>, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM edited_cases WHERE edit_id = $1 ORDER BY position");
        Ok(query_as(sqlx::AssertSqlSafe(sql)).bind(id).fetch_all(self.0).await?)
    }

    /// Writes what becomes of a test case.
    pub async fn write(&self, id: i64, case: &EditedCaseRow) -> Result<(), StoreError> {
        let sql = "UPDATE edited_cases
            SET case_id = $1, became = $2, left_at = $3, version_id = $4, state = $5, told = $6
            WHERE edit_id = $7 AND position = $8";
        query(sql)
            .bind(case.case_id)
            .bind(&case.became)
            .bind(case.left_at)
            .bind(case.version_id)
            .bind(&case.state)
            .bind(&case.told)
            .bind(id)
            .bind(case.position)
            .execute(self.0)
            .await?;
        Ok(())
    }

    pub async fn finished(&self, id: i64, at: Millis) -> Result<(), StoreError> {
        let mut tx = self.0.write().await?;
        finish(&mut tx, id, at).await?;
        tx.commit().await
    }

    /// Forgets those that began before then; answers how many went.
    pub async fn prune(&self, before: Millis) -> Result<u64, StoreError> {
        let sql = "DELETE FROM case_edits WHERE at < $1";
        Ok(query(sql).bind(before).execute(self.0).await?.rows_affected())
    }
}

async fn finish(db: &mut Write, id: i64, at: Millis) -> Result<(), StoreError> {
    let sql = "UPDATE case_edits SET finished_at = $1 WHERE id = $2 AND finished_at IS NULL";
    query(sql).bind(at).bind(id).execute(db).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{Fixture, command};

    fn row(mark: &str) -> CaseEditRow {
        CaseEditRow {
            server: "t".to_owned(),
            project_id: 7,
            at: 10,
            by_whom: Some("anna".to_owned()),
            mark: mark.to_owned(),
            ..CaseEditRow::default()
        }
    }

    fn case(position: i64) -> EditedCaseRow {
        EditedCaseRow {
            position,
            case_id: Some(100 + position),
            name: "Login".to_owned(),
            act: "change".to_owned(),
            was: "{}".to_owned(),
            wanted: "{}".to_owned(),
            seen_at: Some(5),
            state: "waiting".to_owned(),
            ..EditedCaseRow::default()
        }
    }

    #[tokio::test]
    async fn an_edit_is_kept_once_for_its_key_with_what_becomes_of_each() {
        let fixture = Fixture::new().await;
        let edits = fixture.store.case_edits();
        let alongside = Alongside { command: Some(command("press")), ..Alongside::default() };
        let id = edits.begin(&row("a"), &[case(0), case(1)], &alongside).await.expect("stored");
        assert!(edits.begin(&row("b"), &[], &alongside).await.expect_err("it acted").is_known_command());
        assert_eq!(edits.of_server("t", 9).await.expect("read"), [CaseEditRow { id, ..row("a") }]);
        assert_eq!(edits.of_server("other", 9).await.expect("read"), []);
        let written = EditedCaseRow {
            state: "written".to_owned(),
            became: Some("{}".to_owned()),
            left_at: Some(6),
            version_id: Some(3),
            ..case(1)
        };
        edits.write(id, &written).await.expect("stored");
        assert_eq!(edits.cases(id).await.expect("read"), [case(0), written]);
    }

    #[tokio::test]
    async fn an_edit_is_taken_back_once_and_goes_on_no_more() {
        let fixture = Fixture::new().await;
        let edits = fixture.store.case_edits();
        let id = edits.begin(&row("a"), &[case(0)], &Alongside::default()).await.expect("stored");
        assert_eq!(edits.undo_of(id).await.expect("read"), None);
        let undo = |mark| CaseEditRow { undoes: Some(id), at: 20, ..row(mark) };
        let taken = edits.begin(&undo("b"), &[case(0)], &Alongside::default()).await.expect("stored");
        edits.begin(&undo("c"), &[case(0)], &Alongside::default()).await.expect_err("it is taken back");
        assert_eq!(edits.undo_of(id).await.expect("read"), Some(taken));
        assert_eq!(edits.get(id).await.expect("read").and_then(|row| row.finished_at), Some(20));
        edits.finished(taken, 30).await.expect("stored");
        edits.finished(id, 40).await.expect("nothing more");
        let at = async |id| edits.get(id).await.expect("read").and_then(|row| row.finished_at);
        assert_eq!((at(id).await, at(taken).await), (Some(20), Some(30)));
        assert_eq!(edits.prune(10).await.expect("pruned"), 0);
        assert_eq!(edits.prune(11).await.expect("pruned"), 1);
        assert_eq!(edits.cases(id).await.expect("read"), []);
    }
}
