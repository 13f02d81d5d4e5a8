//! What the client learns about the server's clock.

use chrono::TimeDelta;
use serde_json::json;
use wiremock::ResponseTemplate;

use crate::support::{answer, client, server};

#[tokio::test]
async fn a_server_in_another_century_is_noticed() {
    let server = server().await;
    let date = "Wed, 21 Oct 2099 07:28:00 GMT";
    answer(
        &server,
        "GET",
        "/api/job/1",
        ResponseTemplate::new(200).insert_header("Date", date).set_body_json(json!({"id": 1})),
    )
    .await;
    let client = client(&server.uri());
    assert_eq!((client.clock_offset(), client.last_answer_at()), (None, None));
    client.job(1).await.expect("a job");
    assert!(client.clock_offset().expect("told") > TimeDelta::days(3650));
    assert!(client.last_answer_at().is_some());
}
