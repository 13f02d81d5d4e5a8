//! Test cases written back from an exported file: what is deleted, purged or changed on the server comes back as it was.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use companion::Companion;
use companion::view::{
    CaseQuery, ExportFileView, LookState, RestoreAnswer, RestoreChoice, RestoreKind, RestoreLook,
    RestoreOutcome, RestoreState, RestoreView, RestoreWhy,
};
use reqwest::Method;
use serde_json::{Value, json};
use testops_sim::Generation;

use crate::program::{Program, key};
use crate::server::Server;

const MISSING: RestoreChoice = RestoreChoice { missing: true, changed: false, turned: Vec::new() };
const ALL: RestoreChoice = RestoreChoice { missing: true, changed: true, turned: Vec::new() };

impl Server {
    pub(crate) async fn vendor(&self, method: Method, path: &str, body: Option<Value>) -> Value {
        let url = format!("{}/api/rs{path}", self.running.url);
        let asked = reqwest::Client::builder().no_proxy().build().expect("a client").request(method, url);
        let asked = asked.header("Authorization", format!("Api-Token {}", self.running.token));
        let asked = if let Some(body) = body { asked.json(&body) } else { asked };
        let answer = asked.send().await.expect("an answer");
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        answer.json().await.unwrap_or_default()
    }

    pub(crate) async fn count(&self, project: i64) -> u64 {
        let page = self.vendor(Method::GET, &format!("/testcase?projectId={project}&size=1"), None).await;
        page["totalElements"].as_u64().expect("a number")
    }

    pub(crate) async fn case_ids(&self, project: i64) -> Vec<i64> {
        let all = self
            .vendor(Method::GET, &format!("/testcase?projectId={project}&size=1000&sort=id,asc"), None)
            .await;
        all["content"].as_array().into_iter().flatten().filter_map(|case| case["id"].as_i64()).collect()
    }
}

/// Rows without their numbers.
fn rows(file: &ExportFileView) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_path(&file.path).expect("a file");
    let header = reader.headers().expect("a header").clone();
    let cells = |row: csv::StringRecord| {
        let named = header.iter().zip(row.iter()).filter(|(name, _)| *name != "allure_id");
        named.map(|(name, cell)| (name.to_owned(), cell.to_owned())).collect()
    };
    let mut rows: Vec<BTreeMap<_, _>> = reader.records().map(|row| cells(row.expect("a row"))).collect();
    rows.sort();
    rows
}

/// Of the files that are there, once all of them are read.
async fn newest_day(companion: &Companion, project: i64) -> DateTime<Utc> {
    loop {
        let query = CaseQuery { limit: 1, ..CaseQuery::default() };
        if !companion.cases(query).await.expect("a list").reading {
            return companion.case_days(project).await.expect("days").remove(0);
        }
        tokio::task::yield_now().await;
    }
}

impl Program {
    pub(crate) async fn case_day(&self, project: i64) -> DateTime<Utc> {
        newest_day(&self.companion, project).await
    }
}

async fn looked(companion: &Companion, project: i64) -> RestoreLook {
    let day = newest_day(companion, project).await;
    looked_at(companion, project, day).await
}

async fn looked_at(companion: &Companion, project: i64, day: DateTime<Utc>) -> RestoreLook {
    looked_into(companion, project, day, project).await
}

pub(crate) async fn looked_into(
    companion: &Companion,
    project: i64,
    day: DateTime<Utc>,
    into: i64,
) -> RestoreLook {
    companion.look_before_restore(project, day, Some(into)).await.expect("begun");
    loop {
        let look = companion.restore_look(project).await.expect("read").expect("one");
        match &look.state {
            LookState::Ready => return look,
            LookState::Failed { message, .. } => panic!("{message}"),
            LookState::Asking | LookState::Comparing { .. } => tokio::task::yield_now().await,
        }
    }
}

pub(crate) async fn begin(program: &Program, project: i64, choice: RestoreChoice) -> i64 {
    let companion = program.companion.clone();
    let begun = program.within(async move { companion.begin_restore(key(), project, choice).await }).await;
    match begun.expect("an answer") {
        RestoreAnswer::Begun { id } => id,
        RestoreAnswer::NotPossible { why } => panic!("{why}"),
    }
}

/// Once nothing goes on.
pub(crate) async fn ended(program: &Program, id: i64) -> RestoreView {
    loop {
        let all = program.companion.restores().await.expect("read");
        let view = all.into_iter().find(|view| view.id == id).expect("there");
        match view.state {
            RestoreState::Writing | RestoreState::Checking | RestoreState::Pausing => {
                program.advance(chrono::TimeDelta::seconds(1));
                tokio::time::sleep(std::time::Duration::from_millis(2)).await;
            }
            RestoreState::Paused | RestoreState::Stopped { .. } | RestoreState::Done => return view,
        }
    }
}

pub(crate) async fn exported(server: &Server) -> (Program, i64, ExportFileView) {
    let program = Program::connected(server).await;
    let plan = program.save(program.draft(server).await).await;
    program.export(plan).await;
    let file = program.files().await.remove(0);
    (program, plan, file)
}

async fn is_as_before(program: &Program, plan: i64, before: &ExportFileView) {
    program.advance(chrono::TimeDelta::seconds(5));
    program.export(plan).await;
    let files = program.files().await;
    let after = files.iter().find(|file| file.id != before.id).expect("a new file");
    let (before, after) = (rows(before), rows(after));
    assert_eq!(before.len(), after.len());
    for (before, after) in before.iter().zip(&after) {
        assert_eq!(before, after);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_project_that_lost_its_test_cases_gets_them_back() {
    for generation in [Generation::Current, Generation::Legacy] {
        let server = Server::of(generation).await;
        let project = server.project().await;
        let (program, plan, file) = exported(&server).await;
        let ids = server.case_ids(project).await;
        // Some into the bin, some for good, some changed.
        for id in &ids[..10] {
            server.vendor(Method::DELETE, &format!("/testcase/{id}"), None).await;
        }
        for id in &ids[10..40] {
            server.vendor(Method::DELETE, &format!("/testcase/{id}?force=true"), None).await;
        }
        let spoilt = json!({"name": "Spoilt", "tags": [{"name": "oops"}], "description": ""});
        for id in &ids[40..45] {
            server.vendor(Method::PATCH, &format!("/testcase/{id}"), Some(spoilt.clone())).await;
            server.vendor(Method::DELETE, &format!("/testcase/{id}/scenario"), None).await;
        }

        let look = looked(&program.companion, project).await;
        assert_eq!((look.missing, look.changed, look.blocked, look.others), (40, 5, 0, 0));
        assert_eq!(look.same, file.rows - 45);
        assert_eq!(look.lost_columns, Vec::<String>::new());
        let changed =
            program.companion.restore_rows(project, RestoreKind::Changed, 0, 9).await.expect("rows");
        let heads = &changed.items[0].columns;
        assert!(heads.contains(&"scenario".to_owned()) && heads.contains(&"tag".to_owned()), "{heads:?}");
        assert!(changed.items[0].changed_at.is_some());
        let lines = program.companion.restore_changes(project, changed.items[0].id).await.expect("changes");
        assert!(lines.iter().any(|change| change.name == "name"));

        let id = begin(&program, project, ALL).await;
        let view = ended(&program, id).await;
        let told =
            program.companion.restored_cases(id, Some(RestoreOutcome::Differs), 0, 9).await.expect("read");
        assert_eq!((&view.state, view.restored), (&RestoreState::Done, 45), "{view:?} {told:?}");
        is_as_before(&program, plan, &file).await;
        assert_eq!(looked(&program.companion, project).await.changed, 0);

        // The copy of the day before the loss knows other numbers, also once the restore is no longer shown.
        program.companion.forget_restore(id).await.expect("forgotten");
        let oldest = program.companion.case_days(project).await.expect("days").pop().expect("a day");
        let look = looked_at(&program.companion, project, oldest).await;
        assert_eq!((look.missing, look.changed, look.same, look.others), (0, 0, file.rows, 0));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restore_that_is_killed_goes_on_without_doubles() {
    for trouble in [json!({"kind": "lost_answer"}), json!({"kind": "latency", "ms": 400})] {
        let server = Server::start().await;
        let project = server.project().await;
        let (program, plan, file) = exported(&server).await;
        for id in &server.case_ids(project).await[..12] {
            server.vendor(Method::DELETE, &format!("/testcase/{id}?force=true"), None).await;
        }
        looked(&program.companion, project).await;
        server.trouble(json!({"kind": trouble["kind"], "ms": trouble["ms"], "path": "/testcase", "method": "POST", "times": 3})).await;
        let id = begin(&program, project, MISSING).await;
        while program.companion.restores().await.expect("read")[0].written < 3 {
            program.advance(chrono::TimeDelta::seconds(1));
            tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        }
        let program = program.kill().restarted().await;
        let found = program.companion.restores().await.expect("read").remove(0);
        assert_eq!((found.id, &found.state), (id, &RestoreState::Paused));
        let companion = program.companion.clone();
        program.within(async move { companion.resume_restore(id).await }).await.expect("goes on");
        let view = ended(&program, id).await;
        let told = program.companion.restored_cases(id, None, 0, 20).await.expect("read");
        assert_eq!((&view.state, view.restored, view.total), (&RestoreState::Done, 12, 12), "{told:?}");
        assert_eq!(server.case_ids(project).await.len() as u64, file.rows, "{trouble}");
        is_as_before(&program, plan, &file).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_somebody_changed_after_the_look_is_left_alone() {
    let server = Server::start().await;
    let project = server.project().await;
    let (program, _, _) = exported(&server).await;
    let ids = server.case_ids(project).await;
    for id in &ids[..2] {
        let body = json!({"description": "One"});
        server.vendor(Method::PATCH, &format!("/testcase/{id}"), Some(body)).await;
    }
    assert_eq!(looked(&program.companion, project).await.changed, 2);
    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    server.vendor(Method::PATCH, &format!("/testcase/{}", ids[0]), Some(json!({"description": "Two"}))).await;
    let choice = RestoreChoice { missing: false, changed: true, turned: Vec::new() };
    let id = begin(&program, project, choice).await;
    let view = ended(&program, id).await;
    assert_eq!((view.restored, view.conflicts), (1, 1));
    let left =
        program.companion.restored_cases(id, Some(RestoreOutcome::Conflict), 0, 9).await.expect("read");
    assert_eq!((left.items[0].id, &left.items[0].notes[0].why), (ids[0], &RestoreWhy::ChangedMeanwhile));
    let live = server.vendor(Method::GET, &format!("/testcase/{}", ids[0]), None).await;
    assert_eq!(live["description"], "Two");
    // It may be chosen once it was seen.
    assert_eq!(looked(&program.companion, project).await.changed, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_begins_one_restore_and_nothing_chosen_begins_none() {
    let server = Server::start().await;
    let project = server.project().await;
    let (program, _, _) = exported(&server).await;
    let ids = server.case_ids(project).await;
    server.vendor(Method::DELETE, &format!("/testcase/{}?force=true", ids[0]), None).await;
    let companion = &program.companion;
    let early = companion.begin_restore(key(), project, MISSING).await.expect("an answer");
    assert!(matches!(early, RestoreAnswer::NotPossible { .. }), "nothing was looked at");
    looked(companion, project).await;
    let none = RestoreChoice { turned: vec![ids[0]], ..MISSING };
    let nothing = companion.begin_restore(key(), project, none).await.expect("an answer");
    assert!(matches!(nothing, RestoreAnswer::NotPossible { .. }));
    let key = key();
    let first = companion.begin_restore(key.clone(), project, MISSING).await.expect("an answer");
    let again = companion.begin_restore(key, project, MISSING).await.expect("an answer");
    assert_eq!(first, again);
    let RestoreAnswer::Begun { id } = first else { panic!("{first:?}") };
    assert_eq!(ended(&program, id).await.restored, 1);
    assert_eq!(companion.restores().await.expect("read").len(), 1);
    companion.forget_restore(id).await.expect("forgotten");
    assert_eq!(companion.restores().await.expect("read"), []);
}
