//! Comments on test cases: read, said once, and found again where the answer was lost.

use reqwest::Method;
use serde_json::json;
use testops_sim::Generation;

use crate::program::{Program, key};
use crate::server::Server;

#[tokio::test(flavor = "multi_thread")]
async fn a_comment_is_said_once_for_each_key() {
    for generation in [Generation::Current, Generation::Legacy] {
        let server = Server::of(generation).await;
        let program = Program::connected(&server).await;
        let case = server.case_ids(server.project().await).await[0];
        let before = program.companion.case_comments(case).await.expect("read").total;
        let say = async |key: String, text: &str| {
            let (companion, text) = (program.companion.clone(), text.to_owned());
            program.within(async move { companion.comment_on_case(key, case, text).await }).await
        };
        let press = key();
        say(press.clone(), "Looks **good**").await.expect("said");
        say(press, "Looks **good**").await.expect("nothing more");
        let comments = program.companion.case_comments(case).await.expect("read");
        assert_eq!((comments.total, comments.items[0].text.as_str()), (before + 1, "Looks **good**"));
        assert!(
            comments.items[0].by.is_some() && comments.items[0].at.is_some() && !comments.items[0].changed
        );

        server
            .trouble(json!({"kind": "lost_answer", "path": "/comment", "method": "POST", "times": 1}))
            .await;
        say(key(), "The answer is lost").await.expect("it is there");
        assert_eq!(program.companion.case_comments(case).await.expect("read").total, before + 2);

        server
            .trouble(json!({"kind": "status", "code": 403, "path": "/comment", "method": "POST", "times": 1}))
            .await;
        let press = key();
        say(press.clone(), "Refused").await.expect_err("refused");
        say(press, "Refused").await.expect("what was refused may be said again");
        let body = json!({"body": "Changed by a colleague"});
        let newest = program.companion.case_comments(case).await.expect("read").items[0].id;
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        server.vendor(Method::PATCH, &format!("/comment/{newest}"), Some(body)).await;
        let comments = program.companion.case_comments(case).await.expect("read");
        assert_eq!((comments.total, comments.items[0].changed), (before + 3, true));
    }
}
