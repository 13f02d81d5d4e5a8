use std::collections::HashSet;

use crate::db::Db;
use crate::sql::{query, query_as};
use crate::{Alongside, Millis, StoreError};

/// Something that waits for the person.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct MineRow {
    pub project_id: i64,
    pub kind: String,
    /// What it is about: a result, a launch, a defect, a test case or a plan, by its kind.
    pub subject: i64,
    pub title: String,
    pub launch_id: Option<i64>,
    pub launch_name: Option<String>,
    pub count: i64,
    pub more: i64,
    pub at: Option<Millis>,
}

/// When a project was last looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
pub struct MineLookRow {
    pub project_id: i64,
    pub project_name: String,
    pub at: Millis,
    pub memory: String,
}

pub struct Mine<'a>(pub(crate) &'a Db);

impl Mine<'_> {
    pub async fn list(&self, connection_id: i64) -> Result<Vec<MineRow>, StoreError> {
        let sql = "SELECT project_id, kind, subject, title, launch_id, launch_name, count, more, at FROM mine
            WHERE connection_id = $1 ORDER BY project_id, kind, subject";
        Ok(query_as(sql).bind(connection_id).fetch_all(self.0).await?)
    }

    pub async fn looks(&self, connection_id: i64) -> Result<Vec<MineLookRow>, StoreError> {
        let sql = "SELECT project_id, project_name, at, memory FROM mine_looks
            WHERE connection_id = $1 ORDER BY at, project_id";
        Ok(query_as(sql).bind(connection_id).fetch_all(self.0).await?)
    }

    /// Somebody did what waited.
    pub async fn done(&self, connection_id: i64, kind: &str, subject: i64) -> Result<(), StoreError> {
        let sql = "DELETE FROM mine WHERE connection_id = $1 AND kind = $2 AND subject = $3";
        query(sql).bind(connection_id).bind(kind).bind(subject).execute(self.0).await?;
        Ok(())
    }

    /// Keeps what a look at a project found, in place of what was there before of the kinds that were read, with what is
    /// owed because of it.
    pub async fn replace(
        &self,
        connection_id: i64,
        look: &MineLookRow,
        kinds: &[&str],
        rows: &[MineRow],
        alongside: &Alongside,
    ) -> Result<(), StoreError> {
        let mut tx = self.0.write().await?;
        for kind in kinds {
            query("DELETE FROM mine WHERE connection_id = $1 AND project_id = $2 AND kind = $3")
                .bind(connection_id)
                .bind(look.project_id)
                .bind(*kind)
                .execute(&mut tx)
                .await?;
        }
        let mut kept = HashSet::new();
        for row in rows.iter().filter(|row| kept.insert((&row.kind, row.subject))) {
            let sql =
                "INSERT INTO mine (connection_id, project_id, kind, subject, title, launch_id, launch_name,
                    count, more, at)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
            query(sql)
                .bind(connection_id)
                .bind(look.project_id)
                .bind(&row.kind)
                .bind(row.subject)
                .bind(&row.title)
                .bind(row.launch_id)
                .bind(&row.launch_name)
                .bind(row.count)
                .bind(row.more)
                .bind(row.at)
                .execute(&mut tx)
                .await?;
        }
        let sql = "INSERT INTO mine_looks (connection_id, project_id, project_name, at, memory)
            VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (connection_id, project_id) DO UPDATE SET project_name = excluded.project_name,
                at = excluded.at, memory = excluded.memory";
        query(sql)
            .bind(connection_id)
            .bind(look.project_id)
            .bind(&look.project_name)
            .bind(look.at)
            .bind(&look.memory)
            .execute(&mut tx)
            .await?;
        alongside.write(&mut tx).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Forgets a project that the server no longer has.
    pub async fn forget(&self, connection_id: i64, project_id: i64) -> Result<(), StoreError> {
        let mut tx = self.0.write().await?;
        for sql in [
            "DELETE FROM mine WHERE connection_id = $1 AND project_id = $2",
            "DELETE FROM mine_looks WHERE connection_id = $1 AND project_id = $2",
        ] {
            query(sql).bind(connection_id).bind(project_id).execute(&mut tx).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    fn row(kind: &str, subject: i64) -> MineRow {
        MineRow { project_id: 4, kind: kind.to_owned(), subject, title: "x".to_owned(), ..MineRow::default() }
    }

    #[tokio::test]
    async fn a_look_replaces_the_kinds_that_it_read() {
        let fixture = Fixture::new().await;
        let connection = fixture.connection().await.id;
        let mine = fixture.store.mine();
        let look = |at| MineLookRow { project_id: 4, at, memory: "{}".to_owned(), ..MineLookRow::default() };
        let none = Alongside::default();
        let first = [row("a", 1), row("a", 1), row("b", 2)];
        mine.replace(connection, &look(1), &["a", "b"], &first, &none).await.expect("kept");
        assert_eq!(mine.list(connection).await.expect("read"), [row("a", 1), row("b", 2)]);
        mine.replace(connection, &look(2), &["a"], &[row("a", 7)], &none).await.expect("kept");
        assert_eq!(mine.list(connection).await.expect("read"), [row("a", 7), row("b", 2)]);
        assert_eq!(mine.looks(connection).await.expect("read"), [look(2)]);
        mine.forget(connection, 4).await.expect("gone");
        assert!(mine.list(connection).await.expect("read").is_empty());
    }
}
