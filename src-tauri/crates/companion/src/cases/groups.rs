//! The trees of a project over its exported files.

use casebook::Way;

use crate::Companion;
use crate::view::{CaseGroup, CaseWay, Failure};

impl Companion {
    /// The columns that group the exported test cases of a project; asks no server.
    pub async fn case_groupings(&self, project_id: i64) -> Result<Vec<String>, Failure> {
        let (server, book) = self.case_index().await?;
        let columns = book.grouping_columns(&server, project_id).await;
        columns.map_err(|error| self.inner.not_read(&error))
    }

    /// The groups to which the way leads, by name, those without a value last; asks no server.
    pub async fn case_groups(&self, project_id: i64, way: CaseWay) -> Result<Vec<CaseGroup>, Failure> {
        let (server, book) = self.case_index().await?;
        let groups = book.groups(&server, project_id, &way.into()).await;
        let groups = groups.map_err(|error| self.inner.not_read(&error))?;
        Ok(groups.into_iter().map(|group| CaseGroup { name: group.name, cases: group.cases }).collect())
    }
}

impl From<CaseWay> for Way {
    fn from(CaseWay { columns, values }: CaseWay) -> Self {
        Self { columns, values }
    }
}
