//! The columns that a project's export can have.

use testops::{Client, ColumnSpec, Error};

use crate::view::{ColumnChoice, ExportColumn};

/// All that the server offers, in its order; a field that stands for several (custom fields, roles, integrations)
/// becomes a column for each.
pub(crate) async fn offered(client: &Client, project_id: i64) -> Result<Vec<ExportColumn>, Error> {
    let fields = client.export_fields().await?;
    let mut columns = Vec::new();
    for field in fields {
        let several = match field.as_str() {
            "custom_field" => named(client.custom_fields(project_id).await?),
            "role" => named(client.roles().await?),
            "issue_integration" => {
                let all = client.integrations(project_id).await?;
                all.into_iter()
                    .filter(testops::Integration::has_issues)
                    .map(|one| (one.id, one.name))
                    .collect()
            }
            _ => {
                columns.push(ExportColumn { name: field.clone(), field, id: None });
                continue;
            }
        };
        let column = |(id, name)| ExportColumn { field: field.clone(), name, id: Some(id) };
        columns.extend(several.into_iter().map(column));
    }
    Ok(columns)
}

/// What a plan asks for.
pub(crate) async fn chosen(
    client: &Client,
    project_id: i64,
    choice: &ColumnChoice,
) -> Result<Vec<ColumnSpec>, Error> {
    let columns = match choice {
        ColumnChoice::Everything => offered(client, project_id).await?,
        ColumnChoice::Chosen { columns } => columns.clone(),
    };
    Ok(columns
        .into_iter()
        .map(|column| ColumnSpec { field: column.field, name: column.name, id: column.id })
        .collect())
}

fn named(all: Vec<testops::Named>) -> Vec<(i64, String)> {
    all.into_iter().map(|one| (one.id, one.name)).collect()
}
