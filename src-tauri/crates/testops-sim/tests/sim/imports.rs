//! Test cases from CSV files.

use serde_json::{Value, json};

use super::{Sim, encoded};

const SHEET: &str = "id,name,steps,tags,epic,owner,issues,notes\n\
    ,Pays by card,\"Open\n\tLook\nPay\",\"smoke, by-hand\",Деньги,oleg.petrov,BANK-7,first\n\
    10001,Renamed,,smoke,,,,second\n\
    ,,Nothing has no name,,,,,third\n\
    999999,Of no project,,,,,,fourth\n\
    ,Of nobody,,,,nobody.known,,fifth\n";

async fn stored(sim: &Sim, text: &str) -> Value {
    let path = "/api/rs/importrequest?projectId=2&type=test_case_csv";
    let (status, request) = sim.send(path, &[("file", "cases.csv", text.as_bytes().to_vec())]).await;
    assert_eq!(status, 200, "{request}");
    request
}

fn order(more: &Value) -> Value {
    let mut order = json!({"withHeaders": true, "mapping": [
        {"field": "allure_id"},
        {"field": "name"},
        {"field": "scenario"},
        {"field": "tag", "itemsSeparator": ",\\s*", "regex": true},
        {"field": "custom_field", "customFieldId": -1},
        {"field": "role", "roleId": -1},
        {"field": "issue_integration", "integrationId": 9},
        {"field": "skip"},
    ]});
    for (key, value) in more.as_object().into_iter().flatten() {
        order[key] = value.clone();
    }
    order
}

async fn ids(sim: &Sim, query: &str) -> Vec<Value> {
    let path = format!("/api/rs/testcase/__search?projectId=2&rql={}", encoded(query));
    let found = sim.read(&path).await;
    found["content"].as_array().expect("rows").iter().map(|row| row["id"].clone()).collect()
}

#[tokio::test]
async fn a_file_becomes_test_cases_a_little_later_and_tells_counts() {
    for sim in [Sim::start().await, Sim::legacy().await] {
        let request = stored(&sim, SHEET).await;
        assert_eq!(
            [&request["state"], &request["originalFileName"]],
            [&json!("stored"), &json!("cases.csv")]
        );
        let path = format!("/api/rs/importrequest/{}", request["id"]);
        let submit = format!("/api/rs/testcase/import/csv/{}/submit", request["id"]);
        let all = json!({"layerId": -3, "statusId": -2, "workflowId": -1});
        assert_eq!(sim.write(&submit, order(&all)).await, Value::Null);
        assert_eq!(sim.read(&path).await["state"], "processing");
        assert_eq!(sim.post(&submit, order(&json!({}))).await.0, 409, "one at a time");
        assert_eq!(ids(&sim, "name = \"Pays by card\"").await.len(), 0);
        sim.later(2_000).await;

        let done = sim.read(&path).await;
        assert_eq!(
            [&done["state"], &done["countImported"], &done["countFailed"]],
            [&json!("processed"), &json!(2), &json!(3)]
        );
        let made = ids(&sim, r#"tag = "by-hand" and cf["Epic"] = "Деньги" and layer = "API Tests""#).await;
        assert_eq!(made.len(), 1);
        assert_eq!(sim.outline(&made[0]).await, ["Open", " Look", "Pay"]);
        let overview = sim.read(&format!("/api/rs/testcase/{}/overview", made[0])).await;
        assert_eq!(overview["issues"][0]["name"], "BANK-7");
        assert_eq!(
            [&overview["members"][0]["name"], &overview["status"]["name"]],
            [&json!("oleg.petrov"), &json!("Active")]
        );
        let changed = sim.read("/api/rs/testcase/10001/overview").await;
        assert_eq!([&changed["name"], &changed["tags"][0]["name"]], [&json!("Renamed"), &json!("smoke")]);
        assert_eq!(sim.outline(&json!(10_001)).await, [""; 0], "an empty cell empties what is mapped");

        sim.write(&submit, order(&json!({}))).await;
        sim.later(2_000).await;
        assert_eq!(
            ids(&sim, "name = \"Pays by card\"").await.len(),
            2,
            "what is submitted twice is done twice"
        );
        assert_eq!(sim.read("/api/rs/importrequest?projectId=2").await["totalElements"], 1);
        assert_eq!(sim.delete(&path).await.0, 200);
        assert_eq!(sim.get(&path).await.0, 404);
    }
}

#[tokio::test]
async fn a_file_is_looked_into_before_it_is_imported() {
    let sim = Sim::start().await;
    let request = stored(&sim, &format!("\u{FEFF}{}", SHEET.replace(',', ";").replace(" by-hand", " 'x'")))
        .await["id"]
        .clone();
    let ask = async |what: &str, body: Value| {
        sim.post(&format!("/api/testcase/import/csv/{request}/{what}"), body).await
    };
    let (status, info) = ask("info", json!({"autoDetectFormat": true, "withHeaders": true})).await;
    assert_eq!((status, &info["recordsCount"]), (200, &json!(5)), "{info}");
    assert_eq!(
        (&info["headers"][7], &info["values"][1]["value"]),
        (&json!({"order": 7, "value": "notes"}), &json!("Pays by card"))
    );
    let plain = ask("info", json!({"columnSeparator": ";"})).await.1;
    assert_eq!((&plain["recordsCount"], &plain["headers"]), (&json!(6), &json!([])));

    let semicolons = json!({"columnSeparator": ";", "rowNum": 0, "layerId": -3});
    let (status, row) = ask("preview", order(&semicolons)).await;
    assert_eq!(status, 200, "{row}");
    assert_eq!(
        [&row["name"], &row["layer"]["name"], &row["scenario"]["steps"][1]["body"]],
        [&json!("Pays by card"), &json!("API Tests"), &json!("Look")]
    );
    assert_eq!(row["customFields"][0]["customField"]["name"], "Epic");
    assert_eq!(ids(&sim, "name = \"Pays by card\"").await.len(), 0, "a look changes nothing");
    for (more, expected) in [
        (json!({"rowNum": 9}), 404),
        (json!({"rowNum": null}), 409),
        (json!({"rowNum": 0, "statusId": -1}), 409),
        (json!({"rowNum": 0, "columnSeparator": "::"}), 409),
        (json!({"rowNum": 0, "mapping": [{"field": "colour"}]}), 400),
        (json!({"rowNum": 0, "mapping": [{"field": "role"}]}), 409),
        (json!({"rowNum": 0, "mapping": [{"field": "custom_field", "customFieldId": 5}]}), 404),
        (json!({"rowNum": 0, "mapping": [{"field": "tag", "itemsSeparator": "(", "regex": true}]}), 409),
    ] {
        assert_eq!(ask("preview", order(&more)).await.0, expected, "{more}");
    }
}

#[tokio::test]
async fn what_cannot_be_imported() {
    let sim = Sim::start().await;
    let path = "/api/importrequest?projectId=2&type=";
    let file = [("file", "cases.csv", b"name\nx\n".to_vec())];
    assert_eq!(sim.send(&format!("{path}xml"), &file).await.0, 400);
    assert_eq!(sim.send(&format!("{path}test_case_csv"), &[]).await.0, 400);
    assert_eq!(sim.send("/api/importrequest?type=test_case_csv", &file).await.0, 400);
    let broken = [("file", "cases.csv", vec![0xFF, 0xFE, 0])];
    let (_, request) = sim.send(&format!("{path}test_case_csv"), &broken).await;
    let of = |what: &str| format!("/api/testcase/import/csv/{}/{what}", request["id"]);
    assert_eq!(sim.post(&of("info"), json!({})).await.0, 400);
    assert_eq!(
        sim.post(&of("submit"), order(&json!({}))).await.0,
        200,
        "trouble with a file is told afterwards"
    );
    let failed = sim.read(&format!("/api/importrequest/{}", request["id"])).await;
    assert_eq!((&failed["state"], failed["errorMessage"].is_string()), (&json!("error"), true));
    sim.may(&["project:read"]).await;
    assert_eq!(sim.send(&format!("{path}test_case_csv"), &file).await.0, 403);
    assert_eq!(sim.post(&of("submit"), order(&json!({}))).await.0, 403);
    assert_eq!(sim.read("/api/importrequest?projectId=2").await["totalElements"], 1);
}
