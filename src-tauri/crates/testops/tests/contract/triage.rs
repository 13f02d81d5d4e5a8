//! Every decision about the failures of a launch, each read back.

use serde_json::json;
use testops::{
    Client, DefectChange, DefectRule, FilePart, IssueKey, LaunchName, ManualResult, ManualStep, MuteOrder,
    NewDefect, PageRequest, ResultSelection, Status, TestResult,
};

use crate::errand::{jobs_of, start, tell};

pub(crate) async fn run(client: &Client, control: &str) {
    let (project, job) = jobs_of(client).await;
    let plan =
        json!({"tests": 30, "failed": 20, "never_closed": true, "duration_ms": 1000, "queue_ms": 1000});
    tell(control, "script", &json!({"job_id": job, "plan": plan})).await;
    let launch = start(client, job, "Triage").await;
    tell(control, "clock", &json!({"advance_ms": 60_000})).await;
    let page = PageRequest::first(100);
    let open = client.unresolved_results(launch, page).await.expect("unresolved").items;
    assert!(open.len() > 6, "{open:?}");
    let groups = client.failure_groups(launch).await.expect("groups");
    assert!(!groups.groups.is_empty());
    let first = client.test_result(open[0].id).await.expect("a result");
    defects(client, project, launch, &first).await;
    decisions(client, launch, &open).await;
    mutes(client, project, launch, &open).await;
    by_hand(client, control, launch).await;
    client.apply_defects(launch).await.expect("applied");
    client.delete_result(open[5].id).await.expect("deleted");
}

/// A test that a person runs, with a picture.
async fn by_hand(client: &Client, control: &str, launch: i64) {
    let people = json!({"tests": 1, "people": ["anna.smirnova"]});
    tell(control, &format!("launches/{launch}/manual"), &people).await;
    let results = client.test_results(launch, PageRequest::first(100)).await.expect("results").items;
    let manual = results.iter().find(|result| result.manual).expect("a manual test");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("shot.png");
    std::fs::write(&path, b"a picture").expect("a file");
    let part = FilePart { name: "shot.png".into(), path, size: 9, content_type: Some("image/png") };
    let files = client.attach_to_result(manual.id, vec![part]).await.expect("attached");
    let step = ManualStep {
        text: "Pay".into(),
        expected: vec!["Paid".into()],
        status: Some(Status::Failed),
        attachments: vec![files[0].id],
        ..ManualStep::default()
    };
    let now = chrono::DateTime::from_timestamp_millis(1_795_176_000_000).expect("a time");
    let result = ManualResult {
        status: Status::Failed,
        message: Some("no button".into()),
        start: now,
        stop: now,
        steps: vec![step],
        attachments: Vec::new(),
    };
    client.resolve_result(manual.id, &result).await.expect("resolved");
    let after = client.test_result(manual.id).await.expect("it");
    assert_eq!((after.status, after.message.as_deref()), (Some(Status::Failed), Some("no button")));
    let steps = client.result_steps(manual.id).await.expect("steps");
    assert_eq!(steps[0].steps.len(), 2, "{steps:?}");
}

async fn defects(client: &Client, project: i64, launch: i64, result: &TestResult) {
    let page = PageRequest::first(20);
    let message = result.message.clone().expect("a message");
    let word: String = message.chars().take_while(|letter| letter.is_alphanumeric()).collect();
    let rule =
        DefectRule { name: "rule".into(), message_regex: Some(format!("{word}.*")), trace_regex: None };
    assert!(!client.match_rule(launch, &rule, page).await.expect("matches").items.is_empty());
    client.defect_candidates(result.id).await.expect("candidates");
    client.similar_results(result.id, page).await.expect("similar");
    let trackers = client.integrations(project).await.expect("integrations");
    let tracker = trackers.iter().find(|one| one.has_issues()).expect("a tracker").id;
    let new = NewDefect {
        name: "Contract".into(),
        description: Some("x".into()),
        rule: Some(rule.clone()),
        issue: Some(IssueKey { integration_id: tracker, name: "AB-12".into() }),
    };
    let made = client.create_defect(result.id, &new).await.expect("a defect");
    assert!(client.result_defects(result.id).await.expect("defects").iter().any(|one| one.id == made.id));
    client.defects(project, Some("contract"), page).await.expect("defects");
    client.defect(made.id).await.expect("the defect");
    client.defect_results(made.id, page).await.expect("results");
    let added = client.add_defect_rule(made.id, &rule).await.expect("a rule");
    assert_eq!(client.defect_rules(made.id).await.expect("rules").len(), 2);
    client.delete_defect_rule(added.id).await.expect("deleted");
    let change = DefectChange { closed: Some(true), ..DefectChange::default() };
    assert!(client.change_defect(made.id, &change).await.expect("closed").closed);
    client.unlink_defect(result.id, made.id).await.expect("unlinked");
    let chosen = ResultSelection::new(launch, vec![result.id]).expect("one");
    client.link_defects(&chosen, &[made.id]).await.expect("linked");
    assert_eq!(client.result_defects(result.id).await.expect("defects").len(), 1);
}

async fn decisions(client: &Client, launch: i64, open: &[TestResult]) {
    let people = client.suggest_people("anna").await.expect("people");
    let person = people[0].username.clone();
    client.assign_result(open[1].id, &person).await.expect("assigned");
    let chosen = ResultSelection::new(launch, vec![open[1].id, open[2].id]).expect("two");
    client.assign_results(&chosen, std::slice::from_ref(&person)).await.expect("assigned");
    assert_eq!(client.test_result(open[2].id).await.expect("it").assignee.as_deref(), Some(person.as_str()));
    client.unassign_results(&chosen).await.expect("unassigned");
    client.selection_stats(&chosen).await.expect("counts");
    let project = client.test_result(open[1].id).await.expect("it").project_id.expect("a project");
    let category = client.categories(project).await.expect("categories")[0].id;
    client.set_status(&chosen, &Status::Broken, Some("by hand"), Some(category)).await.expect("set");
    let after = client.test_result(open[1].id).await.expect("it");
    assert_eq!((after.status, after.message.as_deref()), (Some(Status::Broken), Some("by hand")));
    client.hide_results(&chosen).await.expect("hidden");
}

async fn mutes(client: &Client, project: i64, launch: i64, open: &[TestResult]) {
    let order = MuteOrder {
        name: LaunchName::new("Contract").expect("a name"),
        reason: Some("because".into()),
        issues: Vec::new(),
    };
    client.mute_result(open[3].id, &order).await.expect("muted");
    let chosen = ResultSelection::new(launch, vec![open[3].id, open[4].id]).expect("two");
    client.mute_results(&chosen, &order).await.expect("muted");
    client.unmute_results(&chosen).await.expect("unmuted");
    client.unmute_result(open[3].id).await.expect("unmuted");
    let case = open[3].test_case_id.expect("a test case");
    for mute in client.mutes(case).await.expect("mutes") {
        client.delete_mute(mute.id).await.expect("deleted");
    }
    let muted = client.muted_cases(project, PageRequest::first(1000)).await.expect("muted").items;
    assert!(muted.iter().all(|one| one.id != case));
}
