//! Exports: asked for in both generations, waited for, downloaded; and the trouble that the control door makes.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::Method;
use serde_json::{Value, json};
use testops_sim::{Generation, Options};

use super::Sim;

const ALL: [&str; 13] = [
    "allure_id",
    "name",
    "full_name",
    "automated",
    "description",
    "precondition",
    "expected_result",
    "status",
    "scenario",
    "tag",
    "parameter",
    "example",
    "link",
];

/// Every column that there is.
fn everything() -> Vec<Value> {
    let plain = ALL.iter().map(|field| json!({"field": field, "name": field, "itemsSeparator": ", "}));
    let fields = [-1, -2, -3, -4, -5, 111, 112, 113, 114, 115].into_iter().map(
        |id| json!({"field": "custom_field", "name": format!("cf {id}"), "customFieldId": id, "itemsSeparator": ", "}),
    );
    let roles = [-1, -2].into_iter().map(
        |id| json!({"field": "role", "name": format!("role {id}"), "roleId": id, "itemsSeparator": ", "}),
    );
    let issues =
        json!({"field": "issue_integration", "name": "issues", "integrationId": 9, "itemsSeparator": ", "});
    plain.chain(fields).chain(roles).chain([issues]).collect()
}

pub(super) fn order(selection: &Value) -> Value {
    json!({"name": "Daily", "selection": selection, "mapping": everything(), "withHeaders": true})
}

pub(super) fn all_of(project: i64) -> Value {
    json!({"projectId": project, "inverted": true})
}

impl Sim {
    /// Asks, waits, downloads: the id and the text.
    pub(super) async fn export(&self, order: Value) -> (i64, String) {
        let (status, request) = self.post("/api/v2/test-case/bulk/export/csv?shared=false", order).await;
        assert_eq!((status, &request["status"]), (200, &json!("queued")), "{request}");
        let id = request["id"].as_i64().expect("an id");
        self.later(3_000).await;
        assert_eq!(self.read(&format!("/api/export/{id}")).await["status"], "ready");
        (id, self.file(id).await)
    }

    pub(super) async fn file(&self, id: i64) -> String {
        let response = self.request(Method::GET, &format!("/api/export/download/{id}")).send().await;
        let response = response.expect("an answer");
        assert_eq!(response.status(), 200);
        response.text().await.expect("the whole file")
    }

    pub(super) async fn count(&self, selection: &Value) -> Value {
        let (status, body) = self.post("/api/v2/test-case/bulk/count", json!({"selection": selection})).await;
        assert_eq!(status, 200, "{body}");
        body["total"].clone()
    }
}

/// Records and their cells, as RFC 4180 has them.
pub(super) fn records(text: &str) -> Vec<Vec<String>> {
    let (mut records, mut record, mut cell) = (Vec::new(), Vec::new(), String::new());
    let (mut quoted, mut letters) = (false, text.chars().peekable());
    while let Some(letter) = letters.next() {
        match (quoted, letter) {
            (true, '"') if letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            (_, '"') => quoted = !quoted,
            (false, ',') => record.push(std::mem::take(&mut cell)),
            (false, '\n') => {
                record.push(std::mem::take(&mut cell));
                records.push(std::mem::take(&mut record));
            }
            (_, letter) => cell.push(letter),
        }
    }
    assert!(!quoted && cell.is_empty() && record.is_empty(), "the text ends with a record");
    records
}

/// Records by their first cell, without the header.
pub(super) fn by_id(text: &str) -> BTreeMap<String, Vec<String>> {
    records(text).into_iter().skip(1).map(|record| (record[0].clone(), record)).collect()
}

#[tokio::test]
async fn a_file_of_everything() {
    let sim = Sim::start().await;
    let (id, text) = sim.export(order(&all_of(2))).await;
    assert!(!text.starts_with('\u{feff}') && text.contains("\"\"Поле №1\"\""), "quotes are doubled");
    let records = records(&text);
    assert_eq!(records.len(), 2_001);
    assert!(records.iter().all(|record| record.len() == 26));
    let size = text.len() / 2_000;
    assert!((900..1_500).contains(&size), "{size} bytes a row");
    let column = |name: &str| records[0].iter().position(|header| header == name).expect("a column");
    for record in [&records[1], &records[700], &records[2_000]] {
        let case = sim.read(&format!("/api/testcase/{}/overview", record[0])).await;
        for (name, field) in [("name", "name"), ("full_name", "fullName"), ("description", "description")] {
            assert_eq!(record[column(name)], case[field].as_str().expect("a text"));
        }
        assert_eq!(record[column("automated")], case["automated"].to_string());
        assert_eq!(record[column("status")], case["status"]["name"].as_str().expect("a status"));
        let names = |list: &Value| {
            let names = list.as_array().expect("a list").iter().filter_map(|one| one["name"].as_str());
            names.collect::<Vec<_>>().join(", ")
        };
        assert_eq!(record[column("tag")], names(&case["tags"]));
        assert_eq!(record[column("issues")], names(&case["issues"]));
        assert_eq!(record[column("role -2")], case["members"][1]["name"].as_str().expect("a lead"));
        for value in case["customFields"].as_array().expect("values") {
            let header = format!("cf {}", value["customField"]["id"]);
            assert_eq!(record[column(&header)], value["name"].as_str().expect("a value"));
        }
        let steps = case["scenario"]["steps"].as_array().expect("steps");
        let scenario = steps.iter().flat_map(|step| {
            let expected = step["expectedResult"].as_str().map(|text| format!("\t{text}"));
            [step["name"].as_str().map(str::to_owned), expected].into_iter().flatten()
        });
        assert_eq!(record[column("scenario")], scenario.collect::<Vec<_>>().join("\n"));
    }
    assert_eq!(sim.file(id).await, text, "it is the same however often it is read");
    assert_eq!(sim.delete(&format!("/api/export/{id}")).await, (200, Value::Null));
    assert_eq!(sim.get(&format!("/api/export/{id}")).await.0, 404);
    assert_eq!(sim.get(&format!("/api/export/download/{id}")).await.0, 404);
}

#[tokio::test]
async fn headers_separators_and_order() {
    let sim = Sim::start().await;
    let selection = json!({"projectId": 5, "testCasesInclude": [12_003, 12_001, 999_999_999]});
    let mapping = json!([{"field": "status", "name": "a;b"}, {"field": "allure_id"}]);
    let asked = |with_headers: Value| {
        json!({"selection": selection, "mapping": mapping, "columnSeparator": ";", "withHeaders": with_headers,
               "includeHeaders": true})
    };
    let (_, text) = sim.export(asked(json!(true))).await;
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!((lines.len(), lines[0]), (3, "\"a;b\";allure_id"));
    assert!(lines[1].ends_with(";12001") && lines[2].ends_with(";12003"), "{text}");
    let (_, text) = sim.export(asked(Value::Null)).await;
    assert_eq!(text.lines().count(), 2, "no headers unless asked for, by the name that the server knows");
}

#[tokio::test]
async fn groups_are_chosen_by_nodes_and_by_paths() {
    let sim = Sim::start().await;
    let root = sim.read("/api/v2/project/2/test-case/tree/tree-node?treeId=101").await;
    let group = &root["children"]["content"][2];
    let node = &group["id"];
    let below =
        sim.read(&format!("/api/v2/project/2/test-case/tree/tree-node?treeId=101&parentNodeId={node}")).await;
    let story = &below["children"]["content"][1];
    let selection = json!({"projectId": 2, "treeId": 101, "groupsInclude": [node]});
    assert_eq!(sim.count(&selection).await, group["count"]);
    let (_, text) = sim.export(order(&selection)).await;
    let rows = by_id(&text);
    assert_eq!(json!(rows.len()), group["count"]);
    assert!(rows.values().all(|record| record[14] == group["name"].as_str().expect("a name")));

    let (value, story_value) = (&group["customFieldValueId"], &story["customFieldValueId"]);
    let path = json!({"projectId": 2, "treeId": 101, "groupsInclude": [[value, story_value]], "leafsInclude": [10_001]});
    let (status, count) = sim.post("/api/testcasetree/select", path.clone()).await;
    assert_eq!((status, &count), (200, &json!(51)));
    let (status, request) = sim.post("/api/export/testcase/csv", order(&path)).await;
    assert_eq!((status, &request["shared"]), (200, &json!(true)));
    sim.later(3_000).await;
    assert_eq!(by_id(&sim.file(request["id"].as_i64().expect("an id")).await).len(), 51);

    let without = json!({"projectId": 2, "treeId": 101, "inverted": true, "groupsExclude": [node], "testCasesExclude": [10_001]});
    assert_eq!(sim.count(&without).await, 1_749);
    assert_eq!(sim.count(&json!({"projectId": 2})).await, 0, "nothing is named, nothing is chosen");
    assert_eq!(sim.count(&json!({"projectId": 2, "inverted": true, "deleted": true})).await, 0);
}

#[tokio::test]
async fn an_old_server() {
    let sim = Sim::with(Options { generation: Generation::Legacy, ..Options::default() }).await;
    let fields = sim.read("/api/rs/export/testcase/csv/mapping").await;
    assert!(fields.as_array().expect("fields").contains(&json!("issue")));
    let order = |field: &str| json!({"selection": all_of(2), "mapping": [{"field": field, "integrationId": 9, "itemsSeparator": ","}]});
    assert_eq!(sim.post("/api/rs/export/testcase/csv", order("issue")).await.0, 200);
    assert_eq!(sim.post("/api/rs/export/testcase/csv", order("issue_integration")).await.0, 400);
    assert!(sim.get("/api/v2/test-case/bulk/count").await.1.is_string(), "the web page");
}

#[tokio::test]
async fn broken_orders() {
    let sim = Sim::start().await;
    let mapping = |entry: Value| json!({"selection": all_of(2), "mapping": [entry]});
    for (body, status) in [
        (json!({}), 409),
        (json!({"selection": null}), 409),
        (json!({"selection": {"inverted": true}}), 409),
        (json!({"selection": {"projectId": "x"}}), 400),
        (json!({"selection": {"projectId": 2, "groupsInclude": [[1]]}}), 400),
        (json!({"selection": all_of(2), "withHeaders": "maybe"}), 400),
        (json!({"selection": all_of(2), "columnSeparator": ";;"}), 409),
        (json!({"selection": all_of(999)}), 404),
        (json!({"selection": {"projectId": 2, "treeId": 999}}), 404),
        (mapping(json!({"field": "nonsense"})), 400),
        (mapping(json!({"field": "custom_field", "itemsSeparator": ","})), 409),
        (mapping(json!({"field": "custom_field", "customFieldId": -1})), 200),
        (mapping(json!({"field": "role", "itemsSeparator": ","})), 409),
        (mapping(json!({"field": "issue_integration", "itemsSeparator": ","})), 409),
        (mapping(json!({"field": "link"})), 200),
        (mapping(json!({"field": "scenario"})), 200),
    ] {
        let (answered, said) = sim.post("/api/v2/test-case/bulk/export/csv", body.clone()).await;
        assert_eq!(answered, status, "{body} {said}");
    }
    assert_eq!(sim.post("/api/v2/test-case/bulk/count", json!({})).await.0, 409);
    assert_eq!(sim.post("/api/testcasetree/select", json!({})).await.0, 409);
}

#[tokio::test]
async fn requests_queue_and_are_listed() {
    let sim = Sim::start().await;
    let (_, first) = sim.post("/api/v2/test-case/bulk/export/csv", order(&all_of(2))).await;
    let (_, second) = sim.post("/api/v2/test-case/bulk/export/csv", order(&all_of(2))).await;
    sim.post("/api/v2/test-case/bulk/export/csv", order(&all_of(5))).await;
    let page = sim.read("/api/export?projectId=2&sort=id,desc").await;
    let ids: Vec<&Value> = page["content"].as_array().expect("rows").iter().map(|row| &row["id"]).collect();
    assert_eq!(ids, [&second["id"], &first["id"]]);
    assert_eq!(sim.get(&format!("/api/export/download/{}", first["id"])).await.0, 404, "not ready");
    sim.later(2_999).await;
    assert_eq!(sim.read(&format!("/api/export/{}", first["id"])).await["status"], "queued");
    sim.later(1).await;
    assert_eq!(sim.read(&format!("/api/export/{}", first["id"])).await["status"], "ready");
    assert_eq!(sim.read("/__sim/exports").await.as_array().map(Vec::len), Some(3));
    sim.delete(&format!("/api/export/{}", first["id"])).await;
    assert_eq!(sim.read("/__sim/exports").await[0]["id"], second["id"]);
}

#[tokio::test]
async fn trouble_with_files() {
    let sim = Sim::start().await;
    let plan = async |plan: Value| {
        let (status, body) = sim.post("/__sim/exports", plan).await;
        assert_eq!(status, 204, "{body}");
    };
    plan(json!({"times": 1, "fail": "no space", "queue_ms": 0})).await;
    let (_, failed) = sim.post("/api/v2/test-case/bulk/export/csv", order(&all_of(2))).await;
    assert_eq!((&failed["status"], &failed["errorMessage"]), (&json!("failed"), &json!("no space")));
    assert_eq!(sim.get(&format!("/api/export/download/{}", failed["id"])).await.0, 404);

    for (off, wanted) in [(-5, 1_995), (3, 2_003)] {
        plan(json!({"times": 1, "rows_off": off})).await;
        let ids: BTreeSet<String> = by_id(&sim.export(order(&all_of(2))).await.1).into_keys().collect();
        assert_eq!(ids.len(), wanted);
    }
    plan(json!({"times": 1, "ragged": true})).await;
    let records = records(&sim.export(order(&all_of(2))).await.1);
    assert_eq!(records.iter().filter(|record| record.len() == 25).count(), 1);
    plan(json!({"times": 1, "wrong_header": true})).await;
    assert!(sim.export(order(&all_of(2))).await.1.starts_with("Unexpected,name,"));
    plan(json!({"times": 1, "garbage": true})).await;
    assert!(sim.export(order(&all_of(2))).await.1.starts_with("<!doctype html>"));

    plan(json!({"cut_after": 300_000, "queue_ms": 0})).await;
    for _ in 0..2 {
        let (_, request) = sim.post("/api/v2/test-case/bulk/export/csv", order(&all_of(2))).await;
        let path = format!("/api/export/download/{}", request["id"]);
        let mut response = sim.request(Method::GET, &path).send().await.expect("a head");
        let mut length = 0;
        let cut = loop {
            match response.chunk().await {
                Ok(Some(chunk)) => length += chunk.len(),
                Ok(None) => break false,
                Err(_) => break true,
            }
        };
        assert_eq!((cut, length), (true, 300_000));
    }
    sim.delete("/__sim/exports").await;
    plan(json!({"times": 1, "bytes_per_second": 40_000_000})).await;
    assert_eq!(by_id(&sim.export(order(&all_of(2))).await.1).len(), 2_000);
    assert_eq!(sim.post("/__sim/exports", json!({"nonsense": 1})).await.0, 400);
}
