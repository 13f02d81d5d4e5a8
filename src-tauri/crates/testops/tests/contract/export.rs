//! An export of everything that can be a column: looked for, counted, asked for, waited for, read, deleted.

use serde_json::json;
use testops::{
    Client, ColumnSpec, ExportOrder, ExportStatus, PageRequest, ProjectQuery, QueryCheck, Selection,
};

use crate::errand::tell;

pub(crate) async fn run(client: &Client, control: &str) {
    let projects = client.projects(&ProjectQuery::default(), PageRequest::first(1)).await.expect("projects");
    let project = projects.items[0].id;
    let selection = choose(client, project).await;
    let counted = client.count_cases(&selection).await.expect("a count");
    assert_eq!(counted, 51, "a story of fifty, and one more");
    let order = ExportOrder {
        name: "Contract \"check\" ночь 🚀".into(),
        selection,
        columns: columns(client, project).await,
        separator: ";".into(),
        with_headers: true,
    };
    let request = client.request_export(&order).await.expect("a request");
    assert_eq!((&request.status, request.shared), (&ExportStatus::Queued, false));
    tell(control, "clock", &json!({"advance_ms": 10_000})).await;
    assert_eq!(client.export_request(request.id).await.expect("the request").status, ExportStatus::Ready);
    let listed = client.export_requests(project, PageRequest::first(10)).await.expect("requests");
    assert!(listed.items.iter().any(|listed| listed.name == request.name));
    let mut file = client.download_export(request.id).await.expect("a file");
    let mut text = Vec::new();
    while let Some(chunk) = file.chunk().await.expect("a piece") {
        text.extend_from_slice(&chunk);
    }
    let text = String::from_utf8(text).expect("UTF-8");
    let header: Vec<String> = order.columns.iter().map(|column| column.name.clone()).collect();
    assert_eq!(text.lines().next(), Some(header.join(";").as_str()));
    client.delete_export(request.id).await.expect("deleted");

    let all = Selection { project_id: project, ..Selection::default() };
    assert_eq!(client.count_cases(&all).await.expect("a count"), 2_000);
}

/// A group of the lowest level, and the first test case of the project, which lies elsewhere.
async fn choose(client: &Client, project: i64) -> Selection {
    let trees = client.trees(project).await.expect("trees");
    let tree = trees.first().expect("a tree");
    let page = PageRequest::first(100);
    let roots = client.tree_groups(project, tree.id, None, page).await.expect("groups").items;
    let root = roots.last().expect("a group");
    assert!(!tree.is_lowest(&root.at));
    let lower = client.tree_groups(project, tree.id, Some(&root.at), page).await.expect("groups").items;
    let lowest = lower.last().expect("a group");
    assert!(tree.is_lowest(&lowest.at));
    let none = client.tree_groups(project, tree.id, Some(&lowest.at), page).await.expect("no groups");
    assert_eq!((none.items.len(), none.last), (0, true));

    let rql = "automation = true and id < 10010";
    let check = client.check_case_query(project, rql).await.expect("an answer");
    let ids = client.case_ids(project, rql).await.expect("ids");
    assert_eq!(check, QueryCheck { valid: true, count: u64::try_from(ids.len()).ok() });
    assert!(!client.check_case_query(project, "nonsense").await.expect("an answer").valid);
    Selection {
        project_id: project,
        tree_id: Some(tree.id),
        groups: vec![lowest.at.clone()],
        cases: ids.into_iter().take(1).collect(),
        ..Selection::default()
    }
}

async fn columns(client: &Client, project: i64) -> Vec<ColumnSpec> {
    let fields = client.custom_fields(project).await.expect("fields");
    let roles = client.roles().await.expect("roles");
    let trackers = client.integrations(project).await.expect("integrations");
    let tracker = trackers.iter().find(|integration| integration.has_issues()).expect("a tracker");
    let mut columns = Vec::new();
    for field in client.export_fields().await.expect("fields") {
        let ids: Vec<Option<i64>> = match field.as_str() {
            "custom_field" => fields.iter().map(|field| Some(field.id)).collect(),
            "role" => roles.iter().map(|role| Some(role.id)).collect(),
            "issue_integration" => vec![Some(tracker.id)],
            _ => vec![None],
        };
        let column = |id: Option<i64>| ColumnSpec {
            field: field.clone(),
            name: format!("{field} {}", id.unwrap_or(0)),
            id,
        };
        columns.extend(ids.into_iter().map(column));
    }
    assert_eq!(columns.len(), 26);
    columns
}
