//! What the heads of a copy's columns mean. Pure, but for asking the server what there is.

use testops::{Client, ColumnSpec, Error};

use crate::exports::columns;
use crate::view::{ColumnChoice, ExportColumn};

/// What a column is to whoever writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    Name,
    FullName,
    Automated,
    Description,
    Precondition,
    Expected,
    Status,
    Scenario,
    Tags,
    Links,
    Issues(i64),
    Member(i64),
    Field(i64),
    Examples,
    /// It follows from something else.
    Follows,
}

/// The columns of a copy that the project can still have; what a head means comes from the plan that wrote the file, and
/// else from what the server offers.
pub(super) async fn known(
    client: &Client,
    project_id: i64,
    heads: &[String],
    plan: Option<&ColumnChoice>,
) -> Result<Vec<ExportColumn>, Error> {
    let offered = columns::offered(client, project_id).await?;
    Ok(matched(heads, plan, &offered))
}

fn matched(heads: &[String], plan: Option<&ColumnChoice>, offered: &[ExportColumn]) -> Vec<ExportColumn> {
    let is_there =
        |column: &ExportColumn| offered.iter().any(|own| own.field == column.field && own.id == column.id);
    let chosen = match plan {
        Some(ColumnChoice::Chosen { columns }) => {
            columns.iter().filter(|column| is_there(column)).cloned().collect()
        }
        Some(ColumnChoice::Everything) | None => Vec::new(),
    };
    let all: Vec<ExportColumn> = chosen.into_iter().chain(offered.iter().cloned()).collect();
    let of_head = |head: &String| all.iter().find(|column| column.name == *head).cloned();
    heads.iter().filter_map(of_head).collect()
}

pub(super) fn specs(columns: &[ExportColumn]) -> Vec<ColumnSpec> {
    let spec = |column: &ExportColumn| ColumnSpec {
        field: column.field.clone(),
        name: column.name.clone(),
        id: column.id,
    };
    columns.iter().map(spec).collect()
}

/// `None` for what cannot be written.
pub(super) fn meaning(columns: &[ExportColumn], head: &str) -> Option<Meaning> {
    let column = columns.iter().find(|column| column.name == head)?;
    Some(match (column.field.as_str(), column.id) {
        ("name", _) => Meaning::Name,
        ("full_name", _) => Meaning::FullName,
        ("automated", _) => Meaning::Automated,
        ("description", _) => Meaning::Description,
        ("precondition", _) => Meaning::Precondition,
        ("expected_result", _) => Meaning::Expected,
        ("status", _) => Meaning::Status,
        ("scenario", _) => Meaning::Scenario,
        ("tag", _) => Meaning::Tags,
        ("link", _) => Meaning::Links,
        ("issue_integration", Some(id)) => Meaning::Issues(id),
        ("role", Some(id)) => Meaning::Member(id),
        ("custom_field", Some(id)) => Meaning::Field(id),
        ("example", _) => Meaning::Examples,
        // The examples bring them.
        ("parameter" | "allure_id", _) => Meaning::Follows,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(field: &str, name: &str, id: Option<i64>) -> ExportColumn {
        ExportColumn { field: field.to_owned(), name: name.to_owned(), id }
    }

    #[test]
    fn heads_are_what_the_plan_says_and_else_what_the_server_offers() {
        let offered = vec![column("name", "name", None), column("custom_field", "Epic", Some(-1))];
        let plan = ColumnChoice::Chosen {
            columns: vec![column("name", "Title", None), column("custom_field", "Gone", Some(9))],
        };
        let heads = ["Title", "Epic", "Gone"].map(str::to_owned);
        let known = matched(&heads, Some(&plan), &offered);
        assert_eq!(known, [column("name", "Title", None), column("custom_field", "Epic", Some(-1))]);
        assert_eq!(meaning(&known, "Epic"), Some(Meaning::Field(-1)));
        assert_eq!(meaning(&known, "Gone"), None);
    }
}
