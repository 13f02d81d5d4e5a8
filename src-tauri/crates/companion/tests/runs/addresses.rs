//! The address of a server as people have it.

use companion::view::{ConnectionDraft, ConnectionReport, ConnectionSaved, StepResult};

use crate::program::Program;
use crate::server::Server;

fn draft(url: &str, server: &Server) -> ConnectionDraft {
    ConnectionDraft {
        url: url.to_owned(),
        token: Some(server.running.token.clone()),
        ..ConnectionDraft::default()
    }
}

fn found(report: &ConnectionReport) -> &str {
    match &report.steps[0].result {
        StepResult::Ok { found } => found,
        StepResult::Failed { .. } | StepResult::Skipped => panic!("{:#?}", report.steps),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_form_of_an_address_connects_and_is_stored_alike() {
    let server = Server::start().await;
    let url = &server.running.url;
    let bare = url.trim_start_matches("http://");
    let program = Program::fresh().await;
    for typed in [
        format!("{url}/project/17/launches?x=1"),
        format!("{}/launch/3#top", url.to_uppercase()),
        format!(" “{url}/” "),
        bare.to_owned(),
        format!("<{bare}/project/1>"),
        format!("{bare}/allure/"),
        format!("{url}/some/gateway/path/of/old"),
    ] {
        let report = program.companion.test_connection(draft(&typed, &server)).await.expect("a report");
        assert!(report.ok, "{typed}: {:#?}", report.steps);
        assert_eq!(found(&report), format!("{url} answers."), "{typed}");
        let saved = program.companion.save_connection(draft(&typed, &server)).await.expect("an answer");
        let ConnectionSaved::Saved { connection } = saved else { panic!("{typed} is refused") };
        assert_eq!(&connection.url, url, "{typed}");
    }
    let report = program.companion.test_connection(draft(url, &server)).await.expect("a report");
    assert_eq!(found(&report), format!("{bare} answers."));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_project_in_the_first_address_is_a_favourite() {
    let server = Server::start().await;
    let program = Program::fresh().await;
    let project = server.job().await.project_id;
    let typed = format!("{}/project/{project}/launches", server.running.url);
    program.companion.save_connection(draft(&typed, &server)).await.expect("saved");
    let projects = program.companion.projects(false).await.expect("the projects").items;
    let favourites = projects.iter().filter(|one| one.favourite).map(|one| one.id).collect::<Vec<_>>();
    assert_eq!(favourites, [project]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_with_a_password_is_refused_with_a_sentence() {
    let server = Server::start().await;
    let program = Program::fresh().await;
    let saved = program.companion.save_connection(draft("ann:pw@testops.example.com", &server)).await;
    let Ok(ConnectionSaved::Refused { faults }) = saved else { panic!("it is saved") };
    assert_eq!(faults[0].field, "url");
    assert!(faults[0].message.contains('@') && !faults[0].message.contains("pw"), "{}", faults[0].message);
}
