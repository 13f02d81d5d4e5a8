//! Test cases read from the files that exports wrote.

use companion::Companion;
use companion::view::{CaseList, CaseQuery, CaseWay, FailureCode, TreeView};
use serde_json::{Map, Value, json};

use crate::program::Program;
use crate::server::Server;

/// Once all files are in.
async fn all(companion: &Companion, text: &str) -> CaseList {
    loop {
        let query = CaseQuery { text: text.to_owned(), limit: 50, ..CaseQuery::default() };
        let list = companion.cases(query).await.expect("a list");
        if !list.reading {
            return list;
        }
        tokio::task::yield_now().await;
    }
}

fn arguments(value: Value) -> Map<String, Value> {
    let Value::Object(map) = value else { panic!("no object") };
    map
}

#[tokio::test(flavor = "multi_thread")]
async fn exported_test_cases_are_found_and_read_without_the_server() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let companion = &program.companion;
    assert_eq!(all(companion, "").await.total, 0);
    assert_eq!(companion.case_projects().await.expect("a list"), []);
    let plan = program.save(program.draft(&server).await).await;
    program.export(plan).await;
    let file = program.files().await.remove(0);
    let project = server.project().await;
    let trees = companion.project_trees(project).await.expect("the trees");
    drop(server);

    let list = all(companion, "").await;
    assert_eq!(list.total, file.rows, "{file:?}");
    let projects = companion.case_projects().await.expect("a list");
    assert_eq!((projects[0].id, projects[0].as_of), (project, file.written_at));
    assert_eq!((projects[0].cases, &projects[0].name), (list.total, &file.project_name));
    let hit = &list.items[0];
    let found = all(companion, &hit.id.to_string()).await;
    assert_eq!(found.items[0].id, hit.id);
    let case = companion.test_case(project, hit.id, 0).await.expect("the case");
    assert_eq!((&case.name, case.versions.len()), (&hit.name, 1));
    assert!(case.fields.iter().any(|field| field.name == "scenario"), "{:?}", case.fields);
    let none_before = companion.case_changes(project, hit.id, 0).await.expect_err("there is only one");
    assert_eq!(none_before.code, FailureCode::NotFound);

    let columns = companion.case_groupings(project).await.expect("columns");
    let is_here = |tree: &&TreeView| tree.levels.iter().all(|level| columns.contains(level));
    let tree = trees.iter().find(is_here).unwrap_or_else(|| panic!("{trees:?} by {columns:?}"));
    let top = CaseWay { columns: tree.levels.clone(), values: Vec::new() };
    let groups = companion.case_groups(project, top.clone()).await.expect("groups");
    let group = groups.first().expect("a group");
    let within = CaseWay { values: vec![group.name.clone()], ..top };
    let query = CaseQuery { project_id: Some(project), within: Some(within), ..CaseQuery::default() };
    assert_eq!(companion.cases(query).await.expect("a list").total, group.cases);

    std::fs::remove_file(&file.path).expect("removed by somebody");
    let gone = companion.test_case(project, hit.id, 0).await.expect_err("the file is gone");
    assert_eq!(gone.code, FailureCode::NotFound);
    assert!(gone.message.contains(&file.path), "{gone:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn commands_are_answered_by_name() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let companion = &program.companion;
    let answer = companion.command("case_days", arguments(json!({"projectId": 1}))).await;
    assert_eq!(answer.expect("answered"), "[]");
    // What is not given is nothing.
    let query = json!({"project_id": null, "text": "", "offset": 0, "limit": 5});
    companion.command("cases", arguments(json!({"query": query}))).await.expect("answered");
    companion
        .command("export_attempts", arguments(json!({"offset": 0, "limit": 5})))
        .await
        .expect("answered");
    for (name, given) in [("no_such_command", json!({})), ("case_days", json!({"projectId": "one"}))] {
        let refused = companion.command(name, arguments(given)).await.expect_err(name);
        assert_eq!(refused.code, FailureCode::Internal);
    }
}
