//! Copies restored into another project, in earnest and for a drill.

use chrono::TimeDelta;
use companion::view::{
    AttemptOutcome, Drill, LookState, NoticeKind, Place, PlanDraft, RestoreAnswer, RestoreChoice,
    RestoreState, RestoreView,
};
use serde_json::json;

use crate::program::{Program, key};
use crate::restore::{begin, ended, exported, looked_into};
use crate::server::Server;

const ALL: RestoreChoice = RestoreChoice { missing: true, changed: true, turned: Vec::new() };

/// The number and name of another project.
async fn scratch(server: &Server) -> (i64, String) {
    let project = server.projects().await.remove(1);
    (project["id"].as_i64().expect("an id"), project["name"].as_str().expect("a name").to_owned())
}

async fn drill(server: &Server, cases: u32) -> Drill {
    let (project_id, project_name) = scratch(server).await;
    Drill { project_id, project_name, cases, every_days: 7 }
}

async fn the_drill(program: &Program) -> RestoreView {
    program
        .patiently("a drill", async || program.companion.restores().await.is_ok_and(|all| !all.is_empty()))
        .await;
    program.companion.restores().await.expect("read").remove(0)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_goes_into_another_project_and_is_known_there_again() {
    let server = Server::start().await;
    let project = server.project().await;
    let (into, _) = scratch(&server).await;
    let there = server.count(into).await;
    let (program, _, file) = exported(&server).await;
    let day = program.case_day(project).await;

    let look = looked_into(&program.companion, project, day, into).await;
    assert_eq!((look.into_id, look.elsewhere), (into, true));
    assert_eq!((look.missing, look.changed, look.same), (file.rows, 0, 0));
    let id = begin(&program, project, ALL).await;
    let view = ended(&program, id).await;
    assert_eq!((&view.state, view.project_id, view.source_id), (&RestoreState::Done, into, Some(project)));
    assert_eq!(view.restored, file.rows, "{view:?}");
    assert_eq!(server.count(into).await, there + file.rows);
    let toast = program.toast(NoticeKind::RestoreDone).await;
    assert_eq!(toast.place, Some(Place::Restores { project_id: project }));

    // The second time it has them all, and one that was changed there is found by its new number.
    let look = looked_into(&program.companion, project, day, into).await;
    assert_eq!((look.missing, look.changed, look.same), (0, 0, file.rows));
    let made = program.companion.restored_cases(id, None, 0, 1).await.expect("read").items.remove(0);
    let number = made.new_id.expect("a number");
    server
        .vendor(reqwest::Method::PATCH, &format!("/testcase/{number}"), Some(json!({"name": "Other"})))
        .await;
    let look = looked_into(&program.companion, project, day, into).await;
    assert_eq!((look.missing, look.changed, look.same), (0, 1, file.rows - 1));
    // The copy's own project is as it was.
    let look = looked_into(&program.companion, project, day, project).await;
    assert_eq!((look.elsewhere, look.missing, look.changed, look.same), (false, 0, 0, file.rows));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_is_followed_by_a_drill_that_leaves_nothing_behind() {
    let server = Server::start().await;
    let drill = drill(&server, 5).await;
    let (project, into) = (server.project().await, drill.project_id);
    let before = server.count(into).await;
    let program = Program::connected(&server).await;
    let plan =
        program.save(PlanDraft { drill: Some(drill), paused: true, ..program.draft(&server).await }).await;
    assert_eq!(program.export(plan).await.outcome, AttemptOutcome::Done);
    let id = the_drill(&program).await.id;
    let view = ended(&program, id).await;
    assert_eq!((&view.state, view.drill, view.total, view.restored), (&RestoreState::Done, true, 5, 5));
    assert_eq!(server.count(into).await, before);
    assert!(server.vendor(reqwest::Method::GET, &format!("/testcase/deleted?projectId={into}"), None).await["content"]
        .as_array()
        .is_none_or(Vec::is_empty));
    let toast = program.toast(NoticeKind::RestoreDone).await;
    assert!(toast.title.starts_with("The copy can be restored"), "{toast:?}");
    assert_eq!(toast.body, "As in the copy: 5 of 5 test cases");

    // The next export comes within the week.
    program.advance(TimeDelta::days(1));
    program.export(plan).await;
    program.let_it_act().await;
    assert_eq!(program.companion.restores().await.expect("read").len(), 1);
    program.advance(TimeDelta::days(6));
    program.export(plan).await;
    program
        .patiently("the second drill", async || {
            program.companion.restores().await.is_ok_and(|all| all.len() == 2)
        })
        .await;
    let second = program.companion.restores().await.expect("read").remove(0);
    assert_eq!(ended(&program, second.id).await.restored, 5);
    assert_eq!(server.count(into).await, before);
    assert_eq!(server.count(project).await, program.files().await[0].rows);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drill_that_was_killed_is_finished_and_cleared_away_by_the_next_export() {
    let server = Server::start().await;
    let drill = drill(&server, 8).await;
    let into = drill.project_id;
    let before = server.count(into).await;
    let program = Program::connected(&server).await;
    let plan =
        program.save(PlanDraft { drill: Some(drill), paused: true, ..program.draft(&server).await }).await;
    server.trouble(json!({"kind": "latency", "ms": 300, "path": "/testcase", "method": "POST"})).await;
    program.export(plan).await;
    program.patiently("a test case that was made", async || server.count(into).await > before).await;
    let program = program.kill().restarted().await;
    server.no_trouble().await;
    assert!(server.count(into).await > before);
    program.advance(TimeDelta::minutes(5));
    program.export(plan).await;
    program
        .patiently("the drill goes on", async || {
            program.companion.restores().await.is_ok_and(|all| all[0].state != RestoreState::Paused)
        })
        .await;
    let all = program.companion.restores().await.expect("read");
    assert_eq!(all.len(), 1, "{all:?}");
    assert_eq!(ended(&program, all[0].id).await.restored, 8);
    assert_eq!(server.count(into).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_drill_without_its_project_is_told() {
    let server = Server::start().await;
    let gone = Drill { project_id: 9_999, project_name: "Gone".to_owned(), cases: 5, every_days: 7 };
    let program = Program::connected(&server).await;
    let plan = program.save(PlanDraft { drill: Some(gone), ..program.draft(&server).await }).await;
    assert_eq!(program.export(plan).await.outcome, AttemptOutcome::Done);
    let toast = program.toast(NoticeKind::RestoreFailed).await;
    assert!(toast.title.contains("Gone") && !toast.body.is_empty(), "{toast:?}");
    assert!(program.companion.restores().await.expect("read").iter().all(|view| view.restored == 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_begins_a_drill_once_and_never_at_home() {
    let server = Server::start().await;
    let project = server.project().await;
    let (into, _) = scratch(&server).await;
    let before = server.count(into).await;
    let (program, _, _) = exported(&server).await;
    let day = program.case_day(project).await;
    let companion = program.companion.clone();
    let ask = |key: String, into: i64| {
        let companion = companion.clone();
        program.within(async move { companion.begin_drill(key, project, day, into, 3).await })
    };
    let refused = ask(key(), project).await.expect("an answer");
    assert!(matches!(refused, RestoreAnswer::NotPossible { .. }), "{refused:?}");
    let key = key();
    let begun = ask(key.clone(), into).await.expect("an answer");
    assert_eq!(ask(key, into).await.expect("an answer"), begun);
    let RestoreAnswer::Begun { id } = begun else { panic!("{begun:?}") };
    assert_eq!(ended(&program, id).await.restored, 3);
    assert_eq!(server.count(into).await, before);
    assert_eq!(program.companion.restores().await.expect("read").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_project_that_is_gone_is_told_by_the_look() {
    let server = Server::start().await;
    let project = server.project().await;
    let (program, _, _) = exported(&server).await;
    let day = program.case_day(project).await;
    program.companion.look_before_restore(project, day, Some(9_999)).await.expect("begun");
    program
        .patiently("the look ends", async || {
            let look = program.companion.restore_look(project).await.expect("read").expect("one");
            matches!(look.state, LookState::Failed { .. })
        })
        .await;
}
