//! What the server knows of a test case besides its texts.

use companion::view::{CaseOnServer, CasePart, TestSource};
use reqwest::Method;
use serde_json::json;
use testops_sim::Generation;

use crate::program::Program;
use crate::server::Server;

async fn told(program: &Program, of: i64, case: i64) -> CaseOnServer {
    let told = program.companion.case_on_server(of, case, TestSource::Server).await;
    told.expect("read").expect("told")
}

#[tokio::test(flavor = "multi_thread")]
async fn all_that_the_server_knows_is_told_and_kept() {
    for generation in [Generation::Current, Generation::Legacy] {
        let server = Server::of(generation).await;
        let program = Program::connected(&server).await;
        let of = server.project().await;
        let cases = server.case_ids(of).await;
        let (case, other) = (cases[0], cases[1]);
        let kept = program.companion.case_on_server(of, case, TestSource::Kept).await;
        assert_eq!(kept.expect("asked nobody"), None);
        let links = json!({"links": [
            {"name": "wiki", "url": "https://wiki.example.test/a"},
            {"name": "trap", "url": "file:///etc/passwd"},
        ]});
        server.vendor(Method::PATCH, &format!("/testcase/{case}"), Some(links)).await;
        let relation = json!([{"type": "automates", "target": {"id": other}}]);
        server.vendor(Method::POST, &format!("/testcase/{case}/relation"), Some(relation)).await;
        let mute = json!({"name": "Waits", "reason": "for the stage", "testCaseId": case});
        server.vendor(Method::POST, "/mute", Some(mute)).await;

        let card = told(&program, of, case).await;
        assert_eq!((card.id, card.unread.as_slice()), (case, [].as_slice()));
        assert_eq!((card.relations[0].kind.as_str(), card.relations[0].case_id), ("automates", other));
        assert_eq!(card.links[0].url.as_deref(), Some("https://wiki.example.test/a"));
        assert_eq!((card.links[1].name.as_str(), &card.links[1].url), ("trap", &None));
        assert!(card.mutes.iter().any(|mute| mute.reason.as_deref() == Some("for the stage")));
        assert!(card.members.iter().all(|member| member.role.is_some()) && !card.fields.is_empty());
        assert!(!card.past.is_empty() && card.created.at.is_some() && card.modified.by.is_some());

        server.trouble(json!({"kind": "status", "code": 500, "path": "/testcase/audit", "times": 9})).await;
        let partly = told(&program, of, case).await;
        assert_eq!(partly.unread, [CasePart::Changes]);
        assert_eq!(partly.relations, card.relations, "the other parts are told");

        server.trouble(json!({"kind": "status", "code": 503, "path": format!("/testcase/{case}/overview"), "times": 99})).await;
        let kept = program.companion.case_on_server(of, case, TestSource::Server).await;
        assert_eq!(kept.expect("kept").expect("told").as_of, partly.as_of);

        let open = async |url: &str| program.companion.open_case_link(case, url.to_owned()).await;
        open("https://wiki.example.test/a").await.expect("opened");
        open("https://elsewhere.example.test/").await.expect_err("the server told nothing of it");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_case_that_is_gone_is_not_told_from_memory() {
    let server = Server::of(Generation::Current).await;
    let program = Program::connected(&server).await;
    let of = server.project().await;
    let case = server.case_ids(of).await[0];
    told(&program, of, case).await;
    server
        .trouble(
            json!({"kind": "status", "code": 404, "path": format!("/testcase/{case}/overview"), "times": 1}),
        )
        .await;
    let gone = program.companion.case_on_server(of, case, TestSource::Server).await;
    gone.expect_err("what is gone there is gone");
}
