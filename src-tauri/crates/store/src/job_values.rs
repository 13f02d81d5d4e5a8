use crate::db::{Db, Write};
use crate::sql::{query, query_as};

use crate::{Millis, StoreError};

/// What the last launch of a job was given.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct JobValuesRow {
    /// The values, as JSON.
    pub form: String,
    pub at: Millis,
}

pub struct JobValues<'a>(pub(crate) &'a Db);

impl JobValues<'_> {
    pub async fn put(
        &self,
        connection_id: i64,
        project_id: i64,
        job_id: i64,
        row: &JobValuesRow,
    ) -> Result<(), StoreError> {
        let mut tx = self.0.write().await?;
        put(&mut tx, connection_id, project_id, job_id, row).await?;
        tx.commit().await
    }

    pub async fn get(
        &self,
        connection_id: i64,
        project_id: i64,
        job_id: i64,
    ) -> Result<Option<JobValuesRow>, StoreError> {
        let sql =
            "SELECT form, at FROM job_values WHERE connection_id = $1 AND project_id = $2 AND job_id = $3";
        Ok(query_as(sql).bind(connection_id).bind(project_id).bind(job_id).fetch_optional(self.0).await?)
    }
}

pub(crate) async fn put(
    db: &mut Write,
    connection_id: i64,
    project_id: i64,
    job_id: i64,
    row: &JobValuesRow,
) -> Result<(), StoreError> {
    let sql =
        "INSERT INTO job_values (connection_id, project_id, job_id, form, at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (connection_id, project_id, job_id) DO UPDATE SET form = excluded.form, at = excluded.at";
    query(sql)
        .bind(connection_id)
        .bind(project_id)
        .bind(job_id)
        .bind(&row.form)
        .bind(row.at)
        .execute(db)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    #[tokio::test]
    async fn the_last_values_are_the_last_that_were_put() {
        let fixture = Fixture::new().await;
        let connection = fixture.connection().await.id;
        let values = fixture.store.job_values();
        for at in [1, 2] {
            let row = JobValuesRow { form: format!("{{\"n\":{at}}}"), at };
            values.put(connection, 1, 2, &row).await.expect("put");
        }
        let last = values.get(connection, 1, 2).await.expect("read").expect("there");
        assert_eq!((last.form.as_str(), last.at), ("{\"n\":2}", 2));
        assert_eq!(values.get(connection, 1, 3).await.expect("read"), None);
    }
}
