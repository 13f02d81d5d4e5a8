//! What results leave behind: steps, files, fixtures, attempts, the past.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use reqwest::Method;
use serde_json::{Value, json};
use testops_sim::{Generation, Options};

use super::Sim;

/// The results of a launch that has ended, in which all but a few tests failed.
async fn failures(sim: &Sim) -> Vec<Value> {
    let id = sim.launch(301, json!({"tests": 80, "failed": 60, "broken": 15, "duration_ms": 60_000})).await;
    sim.later(200_000).await;
    let page = sim.read(&format!("/api/rs/testresult?launchId={id}&size=100")).await;
    page["content"].as_array().expect("results").clone()
}

fn walk<'a>(steps: &'a Value, seen: &mut Vec<&'a Value>) {
    for step in steps.as_array().into_iter().flatten() {
        seen.push(step);
        walk(&step["steps"], seen);
        walk(&step["expectedResultSteps"], seen);
    }
}

#[tokio::test]
async fn steps_come_in_the_shape_of_the_generation_and_of_the_flag() {
    let sim = Sim::start().await;
    let failed = failures(&sim).await.into_iter().find(|one| one["status"] == "failed").expect("one");
    let path = format!("/api/testresult/{}/execution", failed["id"]);
    let typed = sim.read(&format!("{path}?v2=true")).await;
    let mut nodes = Vec::new();
    walk(&typed["steps"], &mut nodes);
    for kind in ["body", "expected_body", "attachment"] {
        assert!(nodes.iter().any(|node| node["type"] == kind), "{kind}: {typed}");
    }
    let last = typed["steps"].as_array().and_then(|steps| steps.last()).expect("a step");
    assert_eq!((&last["status"], &last["message"]), (&json!("failed"), &failed["message"]));
    assert!(nodes.iter().any(|node| node["parameters"][0]["name"].is_string()));

    let plain = sim.read(&path).await;
    assert!(plain["steps"][0]["name"].is_string() && plain["steps"][0]["type"].is_null(), "{plain}");
    let legacy = Sim::with(Options { generation: Generation::Legacy, ..Options::default() }).await;
    let failed = failures(&legacy).await.into_iter().find(|one| one["status"] == "failed").expect("one");
    let told = legacy.read(&format!("/api/rs/testresult/{}/execution?v2=true", failed["id"])).await;
    assert_eq!(told["steps"][0]["name"], plain["steps"][0]["name"], "an old server knows no flag");
}

/// The files of all failures, by name: one of each.
async fn files(sim: &Sim) -> BTreeMap<String, Value> {
    let mut files = BTreeMap::new();
    for result in failures(sim).await {
        let page =
            sim.read(&format!("/api/rs/testresult/attachment?testResultId={}&size=50", result["id"])).await;
        for file in page["content"].as_array().expect("files") {
            files.insert(file["name"].as_str().expect("a name").to_owned(), file.clone());
        }
    }
    files
}

fn pixels(file: &[u8]) -> Vec<u8> {
    let mut reader = png::Decoder::new(Cursor::new(file)).read_info().expect("a picture");
    let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
    reader.next_frame(&mut pixels).expect("pixels");
    pixels
}

#[tokio::test]
async fn there_is_a_file_of_every_kind() {
    let sim = Sim::start().await;
    let files = files(&sim).await;
    let beginnings: [(&str, &[u8]); 9] = [
        ("screenshot.png", b"\x89PNG"),
        ("page-diff.png", b"\x89PNG"),
        ("trace.zip", b"PK\x03\x04"),
        ("network.har", b"{\"log\""),
        ("response.json", b"{"),
        ("report.html", b"<!doctype html>"),
        ("diagram.svg", b"<?xml"),
        ("photo.png", b"<!doctype html>"),
        ("server.log", b"20"),
    ];
    for (name, beginning) in beginnings {
        let file = files.get(name).unwrap_or_else(|| panic!("{name} among {:?}", files.keys()));
        let response = sim
            .request(Method::GET, &format!("/api/testresult/attachment/{}/content", file["id"]))
            .send()
            .await;
        let response = response.expect("an answer");
        assert_eq!(
            response.headers()["content-type"],
            file["contentType"].as_str().expect("a type"),
            "{name}"
        );
        let bytes = response.bytes().await.expect("content");
        assert!(bytes.starts_with(beginning), "{name}");
        assert_eq!(json!(bytes.len()), file["contentLength"], "{name}");
    }
    let content = async |name: &str| {
        let path = format!("/api/testresult/attachment/{}/content", files[name]["id"]);
        sim.request(Method::GET, &path).send().await.expect("an answer").bytes().await.expect("content")
    };
    let mut trace = zip::ZipArchive::new(Cursor::new(content("trace.zip").await)).expect("an archive");
    let mut events = String::new();
    trace.by_name("trace.trace").expect("events").read_to_string(&mut events).expect("a text");
    assert_eq!((trace.len(), events.lines().count()), (3, 3));
    let mut picture = Vec::new();
    trace.by_name("resources/page@1.png").expect("a picture").read_to_end(&mut picture).expect("bytes");
    pixels(&picture);
    let shots = [
        pixels(&content("page-expected.png").await),
        pixels(&content("page-actual.png").await),
        pixels(&content("page-diff.png").await),
    ];
    assert!(shots[0] != shots[1] && shots[1] != shots[2], "the three pictures differ");
    let lost = &files["video.webm"];
    assert_eq!(lost["missed"], true);
    assert_eq!(sim.get(&format!("/api/testresult/attachment/{}/content", lost["id"])).await.0, 404);
    assert_eq!(files["stderr.txt"]["contentLength"], 0);
}

#[tokio::test]
async fn parts_of_files_are_sent_by_current_servers_only() {
    for (generation, statuses) in [(Generation::Current, [206, 416]), (Generation::Legacy, [200, 200])] {
        let sim = Sim::with(Options { generation, ..Options::default() }).await;
        let files = files(&sim).await;
        let id = &files["console.log"]["id"];
        let path = format!("/api/rs/testresult/attachment/{id}/content");
        let whole = sim.request(Method::GET, &path).send().await.expect("it").bytes().await.expect("bytes");
        let ask = async |range: &str| {
            let response =
                sim.request(Method::GET, &path).header("range", range).send().await.expect("an answer");
            let status = response.status().as_u16();
            (status, response.headers().get("content-range").cloned(), response.bytes().await.expect("bytes"))
        };
        let last = whole.len() - 1;
        for (asked, (from, to)) in [
            ("bytes=0-", (0, last)),
            ("bytes=5-9", (5, 9)),
            ("bytes=5-99999999", (5, last)),
            ("bytes=-3", (last - 2, last)),
        ] {
            let (status, range, bytes) = ask(asked).await;
            assert_eq!(status, statuses[0], "{asked}");
            if status == 206 {
                assert_eq!(range.expect("a range"), format!("bytes {from}-{to}/{}", whole.len()).as_str());
                assert_eq!(bytes, whole.slice(from..=to), "{asked}");
            }
        }
        for none in ["bytes=4-2", "bytes=0-1,3-4", "items=0-1"] {
            let (status, _, bytes) = ask(none).await;
            assert_eq!((status, bytes.len()), (200, whole.len()), "{none}");
        }
        assert_eq!(ask("bytes=99999999-").await.0, statuses[1]);
        let empty = format!("/api/rs/testresult/attachment/{}/content", files["stderr.txt"]["id"]);
        let empty = sim.request(Method::GET, &empty).header("range", "bytes=0-");
        assert_eq!(empty.send().await.expect("an answer").status(), statuses[1]);
    }
}

#[tokio::test]
async fn two_gigabytes_are_not_held() {
    let sim = Sim::start().await;
    let files = files(&sim).await;
    let file = files.get("heap.hprof").expect("one in a few dozen failures has it");
    assert_eq!(file["contentLength"], json!(2_u64 << 30));
    let path = format!("/api/testresult/attachment/{}/content", file["id"]);
    let part =
        sim.request(Method::GET, &path).header("range", "bytes=2147483640-").send().await.expect("a part");
    assert_eq!(part.bytes().await.expect("bytes"), vec![0; 8]);
}

#[tokio::test]
async fn fixtures_have_files_of_their_own() {
    let sim = Sim::start().await;
    let result = failures(&sim).await[0]["id"].clone();
    let fixtures = sim.read(&format!("/api/testresult/{result}/fixture?v2=true")).await;
    let kinds: Vec<&Value> = fixtures.as_array().expect("a list").iter().map(|one| &one["type"]).collect();
    assert_eq!(kinds, ["before", "before", "after"]);
    let files = sim.read(&format!("/api/testresult/{result}/fixture/attachment")).await;
    let file = &files["content"][0];
    assert_eq!(file["entity"], "test_fixture_result");
    let of_one = sim.read(&format!("/api/testfixtureresult/attachment?tfrId={}", fixtures[2]["id"])).await;
    assert_eq!(of_one["content"], files["content"]);
    let content = sim.get(&format!("/api/testfixtureresult/attachment/{}/content", file["id"])).await;
    assert_eq!(content.0, 200);
    assert_eq!(sim.get(&format!("/api/testresult/attachment/{}/content", file["id"])).await.0, 404);
}

#[tokio::test]
async fn a_test_has_a_past() {
    let sim = Sim::start().await;
    let result = failures(&sim).await[0].clone();
    let path = format!("/api/testresult/{}/history?size=50&sort=createdDate,desc", result["id"]);
    let past = sim.read(&path).await;
    let rows = past["content"].as_array().expect("rows");
    assert!(rows.len() > 10 && rows[0]["id"] == result["id"], "{past}");
    let case = sim.read(&format!("/api/testcase/{}/history?size=200", result["testCaseId"])).await;
    assert!(case["totalElements"].as_u64() >= past["totalElements"].as_u64());
    assert_eq!(sim.get("/api/testcase/1/history").await.0, 404);
}
