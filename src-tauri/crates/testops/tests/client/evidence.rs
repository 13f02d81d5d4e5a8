//! What a result left behind: the requests of both generations, and files in parts.

use serde_json::{Value, json};
use testops::{
    Attachment, AttachmentOwner, ByteRange, Download, ErrorKind, FixtureKind, PageRequest, Part, Status,
    StepKind,
};
use testops_sim::{Generation, Options, serve};
use wiremock::matchers::{header, method, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::exports::{current, ok};
use crate::support::{answer, arrived, client, page, server};

const FILE: &str = "/api/testresult/attachment/7/content";

async fn get(server: &MockServer, place: &str, query: &[(&str, &str)], body: &Value) {
    let mock = query.iter().fold(Mock::given(method("GET")).and(path(place)), |mock, (name, value)| {
        mock.and(query_param(*name, *value))
    });
    mock.respond_with(ok(body)).expect(1).with_priority(1).mount(server).await;
}

async fn bytes(mut download: Download) -> Vec<u8> {
    let mut bytes = Vec::new();
    while let Some(chunk) = download.chunk().await.expect("a piece") {
        bytes.extend_from_slice(&chunk);
    }
    bytes
}

fn attachment(kind: &str) -> Attachment {
    Attachment { id: 7, name: "f".into(), content_type: Some(kind.into()), ..Attachment::default() }
}

#[tokio::test]
async fn current_servers_are_asked_for_the_typed_shape() {
    let server = current().await;
    let client = client(&server.uri());
    let steps = json!({"steps": [{"type": "body", "body": "Open", "status": "flying"}]});
    get(&server, "/api/testresult/70/execution", &[("v2", "true")], &steps).await;
    let steps = client.result_steps(70).await.expect("steps");
    assert_eq!(steps[0].status, Some(Status::Other("flying".into())));
    let fixtures = json!([{"id": 1, "name": "db", "type": "after", "scenario": {"steps": []}}, {"id": null}]);
    get(&server, "/api/testresult/70/fixture", &[("v2", "true")], &fixtures).await;
    let fixtures = client.result_fixtures(70).await.expect("fixtures");
    assert_eq!((fixtures[0].kind.clone(), fixtures.len()), (Some(FixtureKind::After), 2));
}

#[tokio::test]
async fn files_attempts_and_the_past() {
    let server = server().await;
    let client = client(&server.uri());
    let rows = json!([{"id": 7, "entity": "TestResultAttachmentRowDto", "contentLength": -1, "missed": true}, {"name": "no id"}]);
    get(&server, "/api/testresult/attachment", &[("testResultId", "70")], &page(&rows)).await;
    let files = client.result_attachments(70).await.expect("files");
    let lost = Attachment { id: 7, missed: true, ..Attachment::default() };
    assert_eq!(files, [lost]);
    let past = json!([{"id": 69, "status": "broken", "launch": {"id": 9, "name": "N"}, "createdDate": 5,
        "environment": [{"id": 1, "name": "chrome"}], "parameters": [{"name": "p", "value": "v"}]}]);
    for place in ["/api/testresult/70/history", "/api/testcase/8/history", "/api/testresult/70/retries"] {
        get(&server, place, &[("sort", "createdDate,desc")], &page(&past)).await;
    }
    let history = client.result_history(70, PageRequest::first(20)).await.expect("a past").items;
    assert_eq!(
        (history[0].status.clone(), history[0].launch.as_ref().map(|launch| launch.id)),
        (Some(Status::Broken), Some(9))
    );
    assert_eq!(client.case_history(8, PageRequest::first(20)).await.expect("a past").items, history);
    assert_eq!(client.result_attempts(70).await.expect("attempts"), history);
}

#[tokio::test]
async fn every_owner_keeps_its_files_elsewhere() {
    let server = server().await;
    let client = client(&server.uri());
    for (owner, folder) in [
        (AttachmentOwner::TestResult, "testresult"),
        (AttachmentOwner::TestCase, "testcase"),
        (AttachmentOwner::FixtureResult, "testfixtureresult"),
        (AttachmentOwner::SharedStep, "sharedstep"),
        (AttachmentOwner::Launch, "launch"),
        (AttachmentOwner::Other("comment".into()), "testresult"),
    ] {
        let place = format!("/api/{folder}/attachment/7/content");
        answer(&server, "GET", &place, ResponseTemplate::new(200).set_body_raw(folder, "text/plain")).await;
        let file = Attachment { owner, ..attachment("text/plain") };
        let download = client.download_attachment(&file, None).await.expect("a file");
        assert_eq!((download.part, download.content_type.as_deref()), (None, Some("text/plain")));
        assert_eq!(bytes(download).await, folder.as_bytes());
    }
}

#[tokio::test]
async fn a_part_says_which_it_is() {
    let server = server().await;
    let part =
        ResponseTemplate::new(206).insert_header("content-range", "bytes 5-9/100").set_body_bytes(*b"56789");
    Mock::given(path(FILE)).and(header("range", "bytes=5-9")).respond_with(part).mount(&server).await;
    let client = client(&server.uri());
    let range = ByteRange { first: 5, last: Some(9) };
    let download = client.download_attachment(&attachment("video/webm"), Some(range)).await.expect("a part");
    assert_eq!(download.part, Some(Part { first: 5, last: 9, total: Some(100) }));
    assert_eq!((download.length, bytes(download).await), (Some(5), b"56789".to_vec()));
}

#[tokio::test]
async fn a_server_without_ranges_sends_the_whole() {
    let server = server().await;
    answer(&server, "GET", FILE, ResponseTemplate::new(200).set_body_bytes(*b"0123456789")).await;
    let range = ByteRange { first: 5, last: None };
    let download = client(&server.uri()).download_attachment(&attachment("video/webm"), Some(range)).await;
    let download = download.expect("the whole");
    assert_eq!((download.part, bytes(download).await.len()), (None, 10));
}

#[tokio::test]
async fn a_part_that_does_not_say_which_is_no_answer() {
    let server = server().await;
    answer(&server, "GET", FILE, ResponseTemplate::new(206).set_body_bytes(*b"56789")).await;
    let range = Some(ByteRange { first: 5, last: None });
    let error =
        client(&server.uri()).download_attachment(&attachment("video/webm"), range).await.expect_err("no");
    assert!(matches!(error.kind(), ErrorKind::Shape { .. }), "{error:?}");
}

#[tokio::test]
async fn a_page_is_a_file_only_where_it_says_so() {
    let hostile =
        || ResponseTemplate::new(200).set_body_raw("<!doctype html><script>1</script>", "text/html");
    let server = server().await;
    answer(&server, "GET", FILE, hostile()).await;
    let client = client(&server.uri());
    assert!(
        bytes(client.download_attachment(&attachment("text/html"), None).await.expect("a page")).await.len()
            > 20
    );
    let error = client.download_attachment(&attachment("image/png"), None).await.expect_err("a gateway's");
    assert_eq!(error.kind(), &ErrorKind::Html { status: 200 });

    let server = crate::support::server().await;
    let disguised = ResponseTemplate::new(200).set_body_raw("<!doctype html>", "image/png");
    answer(&server, "GET", FILE, disguised).await;
    let client = crate::support::client(&server.uri());
    let file = client.download_attachment(&attachment("image/png"), None).await.expect("what the test wrote");
    assert_eq!(bytes(file).await, b"<!doctype html>");
}

#[tokio::test]
async fn what_is_behind_the_end_or_gone() {
    let server = server().await;
    answer(&server, "GET", FILE, ResponseTemplate::new(416)).await;
    let range = Some(ByteRange { first: 500, last: None });
    let error =
        client(&server.uri()).download_attachment(&attachment("text/plain"), range).await.expect_err("no");
    assert!(matches!(error.kind(), ErrorKind::Rejected { status: 416, .. }), "{error:?}");
    assert_eq!(arrived(&server, "GET", FILE).await, 1);
}

/// Both generations of the simulator tell the same result alike.
#[tokio::test]
async fn both_generations_are_read_into_one_tree() {
    let mut told = Vec::new();
    for generation in [Generation::Current, Generation::Legacy] {
        let sim =
            serve(Options { generation, start: Some(1_795_176_000_000), speed: 0.0, ..Options::default() })
                .await
                .expect("a simulator");
        let client = crate::support::sim_client(&sim);
        let launch = client.launches(2, &testops::LaunchQuery::default(), PageRequest::first(1)).await;
        let launch = launch.expect("launches").items[0].id;
        let results = client.test_results(launch, PageRequest::first(500)).await.expect("results").items;
        let failed = results.into_iter().find(|one| one.status == Some(Status::Failed)).expect("a failure");
        let steps = client.result_steps(failed.id).await.expect("steps");
        let fixtures = client.result_fixtures(failed.id).await.expect("fixtures");
        assert!(steps.iter().flat_map(|step| &step.steps).any(|step| step.kind == StepKind::Attachment));
        let texts: Vec<String> = steps.into_iter().map(|step| step.text).collect();
        told.push((texts, fixtures.len()));
        sim.stop().await;
    }
    assert_eq!(told[0], told[1]);
}
