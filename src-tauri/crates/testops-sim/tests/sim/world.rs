//! One seed, one world; and many launches at once.

use serde_json::json;
use testops_sim::Options;

use super::Sim;

#[tokio::test]
async fn same_seed_same_world() {
    let (one, same) = (Sim::start().await, Sim::start().await);
    let other = Sim::with(Options { seed: 8, ..Options::default() }).await;
    let mut alike = true;
    for path in [
        "/__sim/world",
        "/api/launch?projectId=5&preview=true&size=50",
        "/api/testresult?launchId=40100&size=20",
        "/api/testcase/__search?projectId=17&rql=true",
    ] {
        let first = one.read(path).await;
        assert_eq!(first, same.read(path).await, "{path}");
        alike &= first == other.get(path).await.1;
    }
    assert!(!alike, "another seed, another world");
    assert_eq!(one.running.token, same.running.token);
}

#[tokio::test]
async fn the_world_is_as_big_as_promised() {
    let sim = Sim::start().await;
    let world = sim.read("/__sim/world").await;
    let projects = world["projects"].as_array().expect("projects");
    let jobs: Vec<_> =
        projects.iter().flat_map(|project| project["jobs"].as_array().expect("jobs")).collect();
    assert_eq!((projects.len(), &world["test_cases"]), (6, &json!(12_000)));
    assert!((38..=45).contains(&jobs.len()));
    let kinds: std::collections::BTreeSet<_> = jobs.iter().filter_map(|job| job["type"].as_str()).collect();
    assert_eq!(kinds.len(), 8);
    assert_eq!(jobs.iter().filter(|job| job["parameters"] == json!([])).count(), 1);
    assert_eq!(jobs.iter().filter(|job| job["can_run"] == false).count(), 1);
    let mut cases = 0;
    for project in projects {
        cases += sim.read(&format!("/api/testcase?projectId={}", project["id"])).await["totalElements"]
            .as_i64()
            .expect("a count");
    }
    assert_eq!(cases, 12_000);
}

#[tokio::test]
async fn a_thousand_held_launches() {
    let sim = Sim::start().await;
    let (_, started) = sim
        .post("/__sim/launches", json!({"count": 1_000, "plan": {"hold": true, "tests": 50, "failed": 1}}))
        .await;
    let ids = started["ids"].as_array().expect("ids").clone();
    sim.later(1_000_000_000).await;
    let launches = sim.read("/__sim/launches").await;
    let held = launches
        .as_array()
        .expect("rows")
        .iter()
        .filter(|row| row["stage"] == "scheduled" && row["total"] == 50)
        .count();
    assert_eq!((ids.len(), held), (1_000, 1_000), "nothing moves by itself");
    let (_, row) = sim.post(&format!("/__sim/launches/{}/advance", ids[0]), json!({"results": 20})).await;
    assert_eq!((&row["stage"], &row["done"]), (&json!("in_progress"), &json!(20)));
    let (_, row) = sim
        .post(&format!("/__sim/launches/{}/advance", ids[0]), json!({"finish": true, "close": true}))
        .await;
    assert_eq!(
        (&row["status"], &row["closed"], &row["counts"]["passed"]),
        (&json!("failed"), &json!(true), &json!(49))
    );
    for project in [2, 5, 11, 17, 23] {
        sim.read(&format!("/api/launch?projectId={project}&preview=true&size=500")).await;
    }
}

#[tokio::test]
async fn two_months_of_launches_where_they_are_wanted() {
    let count = async |past_days| {
        let sim = Sim::with(Options { past_days, ..Options::default() }).await;
        sim.read("/api/launch?projectId=2&size=1").await["totalElements"].as_u64().expect("a count")
    };
    assert_eq!(count(60).await, 3 * count(20).await);
}
