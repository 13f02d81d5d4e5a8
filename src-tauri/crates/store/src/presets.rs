use crate::db::Db;
use crate::sql::{query, query_as};

use crate::StoreError;

/// Saved values for a job's form.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct PresetRow {
    pub id: i64,
    pub connection_id: i64,
    pub project_id: i64,
    pub job_id: i64,
    pub name: String,
    /// The values, as JSON.
    pub form: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPreset {
    pub connection_id: i64,
    pub project_id: i64,
    pub job_id: i64,
    pub name: String,
    pub form: String,
}

pub struct Presets<'a>(pub(crate) &'a Db);

impl Presets<'_> {
    /// A preset of the same job and name is written over.
    pub async fn save(&self, new: &NewPreset) -> Result<PresetRow, StoreError> {
        let sql =
            "INSERT INTO presets (connection_id, project_id, job_id, name, form) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (connection_id, project_id, job_id, name) DO UPDATE SET form = excluded.form
            RETURNING *";
        Ok(query_as(sql)
            .bind(new.connection_id)
            .bind(new.project_id)
            .bind(new.job_id)
            .bind(&new.name)
            .bind(&new.form)
            .fetch_one(self.0)
            .await?)
    }

    /// In the order in which they were made.
    pub async fn of_job(
        &self,
        connection_id: i64,
        project_id: i64,
        job_id: i64,
    ) -> Result<Vec<PresetRow>, StoreError> {
        let sql =
            "SELECT * FROM presets WHERE connection_id = $1 AND project_id = $2 AND job_id = $3 ORDER BY id";
        Ok(query_as(sql).bind(connection_id).bind(project_id).bind(job_id).fetch_all(self.0).await?)
    }

    pub async fn delete(&self, id: i64) -> Result<(), StoreError> {
        query("DELETE FROM presets WHERE id = $1").bind(id).execute(self.0).await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    #[tokio::test]
    async fn the_same_name_is_written_over_and_another_job_is_left_alone() {
        let fixture = Fixture::new().await;
        let connection_id = fixture.connection().await.id;
        let preset = |job_id, form: &str| NewPreset {
            connection_id,
            project_id: 1,
            job_id,
            name: "Ночной".to_owned(),
            form: form.to_owned(),
        };
        let presets = fixture.store.presets();
        let first = presets.save(&preset(5, "1")).await.expect("saved");
        presets.save(&preset(6, "2")).await.expect("saved");
        let again = presets.save(&preset(5, "3")).await.expect("saved");
        assert_eq!((again.id, again.form.as_str()), (first.id, "3"));
        assert_eq!(presets.of_job(connection_id, 1, 5).await.expect("read"), [again]);
        presets.delete(first.id).await.expect("deleted");
        assert_eq!(presets.of_job(connection_id, 1, 5).await.expect("read"), []);
        assert_eq!(presets.of_job(connection_id, 1, 6).await.expect("read").len(), 1);
    }
}
