//! Small edits of test cases: previewed, written once, told for each, taken back.

use chrono::TimeDelta;
use companion::view::{
    CaseEdit, CaseFieldValues, CaseStep, EditAnswer, EditChoice, EditOutcome, EditPreview, EditState,
    EditView, EditWhy, EditedCase,
};
use reqwest::Method;
use serde_json::{Value, json};
use testops_sim::Generation;

use crate::program::{Program, key};
use crate::server::Server;

const BOTH: [Generation; 2] = [Generation::Current, Generation::Legacy];

impl Server {
    /// Test cases that no test writes over.
    async fn manual(&self, project: i64, number: usize) -> Vec<i64> {
        let path = format!(
            "/testcase/__search?projectId={project}&rql=automation%20%3D%20false&size={number}&sort=id,asc"
        );
        let all = self.vendor(Method::GET, &path, None).await;
        let ids = all["content"].as_array().into_iter().flatten().filter_map(|case| case["id"].as_i64());
        let ids: Vec<i64> = ids.collect();
        assert_eq!(ids.len(), number);
        ids
    }

    async fn overview(&self, case: i64) -> Value {
        self.vendor(Method::GET, &format!("/testcase/{case}/overview"), None).await
    }

    /// As a colleague does.
    async fn patched(&self, case: i64, body: Value) {
        // Times of the server are told apart by milliseconds.
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        self.vendor(Method::PATCH, &format!("/testcase/{case}"), Some(body)).await;
    }
}

impl Program {
    async fn previewed(&self, project: i64, cases: &[i64], edit: CaseEdit) -> EditPreview {
        self.companion.preview_case_edit(project, cases.to_vec(), edit).await.expect("a preview")
    }

    async fn begun(&self, key: String, preview: &EditPreview) -> i64 {
        let (companion, id) = (self.companion.clone(), preview.id);
        let begun = self.within(async move { companion.begin_case_edit(key, id, Vec::new()).await }).await;
        id_of(&begun.expect("an answer"))
    }

    async fn undone(&self, id: i64) -> i64 {
        let companion = self.companion.clone();
        let begun = self.within(async move { companion.undo_case_edit(key(), id).await }).await;
        id_of(&begun.expect("an answer"))
    }

    async fn edit(&self, id: i64) -> EditView {
        let all = self.companion.case_edits().await.expect("read");
        all.into_iter().find(|view| view.id == id).expect("there")
    }

    /// Once it goes on no more.
    async fn edited(&self, id: i64) -> (EditView, Vec<EditedCase>) {
        loop {
            let view = self.edit(id).await;
            if view.state != EditState::Writing {
                return (view, self.companion.edited_cases(id).await.expect("read"));
            }
            self.advance(TimeDelta::seconds(1));
            tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        }
    }
}

fn id_of(answer: &EditAnswer) -> i64 {
    match answer {
        EditAnswer::Begun { id } => *id,
        EditAnswer::NotPossible { why } => panic!("{why}"),
    }
}

fn step(text: &str, expected: Option<&str>, steps: Vec<CaseStep>) -> CaseStep {
    CaseStep { text: text.to_owned(), expected: expected.map(str::to_owned), steps }
}

/// Without what every write changes.
fn lasting(overview: &Value) -> Value {
    let mut lasting = overview.clone();
    for name in ["lastModifiedDate", "lastModifiedBy", "scenario", "hash"] {
        lasting.as_object_mut().expect("an object").remove(name);
    }
    for tag in lasting["tags"].as_array_mut().into_iter().flatten() {
        *tag = tag["name"].clone();
    }
    for value in lasting["customFields"].as_array_mut().into_iter().flatten() {
        *value = json!([value["customField"]["id"], value["name"]]);
    }
    if let Some(values) = lasting["customFields"].as_array_mut() {
        values.sort_by_key(Value::to_string);
    }
    lasting
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_small_of_one_is_written_and_taken_back() {
    for generation in BOTH {
        let server = Server::of(generation).await;
        let project = server.project().await;
        let case = server.manual(project, 1).await[0];
        let program = Program::connected(&server).await;
        let live = program.companion.live_case(case).await.expect("read");
        let steps = live.values.steps.clone().expect("steps that people wrote");
        assert!(!steps.is_empty() && live.steps_locked.is_none() && !live.automated);
        let before = server.overview(case).await;

        let status = live.values.status.clone().expect("a status").name;
        let another = live.choices.statuses.iter().find(|own| **own != status).expect("another").clone();
        let layer = live.values.layer.clone().expect("a layer").id;
        let another_layer = live.choices.layers.iter().find(|own| own.id != layer).expect("another").clone();
        let field = live.values.fields[0].clone();
        let written = vec![
            step("Open", Some("It is open"), vec![step("Look", None, Vec::new())]),
            step("Close\nslowly", None, Vec::new()),
        ];
        let edit = CaseEdit {
            name: Some("Вход, edited".to_owned()),
            description: Some("One\n\nTwo".to_owned()),
            precondition: Some("A user".to_owned()),
            expected_result: Some("All is well".to_owned()),
            steps: Some(written.clone()),
            status: Some(another.clone()),
            layer: Some(another_layer.clone()),
            add_tags: vec!["edited".to_owned()],
            remove_tags: live.values.tags.clone().expect("tags"),
            fields: vec![CaseFieldValues { values: vec!["New, value".to_owned()], ..field.clone() }],
        };
        let preview = program.previewed(project, &[case], edit.clone()).await;
        assert_eq!((preview.changing, preview.cases[0].changes.len()), (1, 9), "{preview:?}");
        assert_eq!(server.overview(case).await, before, "a preview writes nothing");

        let id = program.begun(key(), &preview).await;
        let (view, cases) = program.edited(id).await;
        assert_eq!((&view.state, view.written), (&EditState::Done, 1), "{generation:?} {cases:?}");
        let live = program.companion.live_case(case).await.expect("read").values;
        assert_eq!((live.name, live.steps), (edit.name, Some(written)));
        assert_eq!((live.status.map(|own| own.name), live.layer), (Some(another), Some(another_layer)));
        assert_eq!(live.tags, Some(vec!["edited".to_owned()]));
        let own = live.fields.iter().find(|own| own.id == field.id).expect("the field");
        assert_eq!(own.values, ["New, value"]);

        let undo = program.undone(id).await;
        let (view, cases) = program.edited(undo).await;
        assert_eq!((&view.state, view.written, view.undoes), (&EditState::Done, 1, Some(id)), "{cases:?}");
        assert_eq!(lasting(&server.overview(case).await), lasting(&before), "{generation:?}");
        assert_eq!(program.companion.live_case(case).await.expect("read").values.steps, Some(steps));
        assert!(program.edit(id).await.undone && !program.edit(undo).await.can_undo);
        let again = program.companion.undo_case_edit(key(), id).await.expect("an answer");
        assert!(matches!(again, EditAnswer::NotPossible { .. }), "{again:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_are_told_one_by_one() {
    for generation in BOTH {
        let server = Server::of(generation).await;
        let project = server.project().await;
        let cases = server.manual(project, 5).await;
        let program = Program::connected(&server).await;
        server.patched(cases[0], json!({"tags": [{"name": "edited"}]})).await;
        let mut asked = cases.clone();
        asked.extend([cases[0], 999_999_999]);
        let edit = CaseEdit { add_tags: vec!["edited".to_owned()], ..CaseEdit::default() };
        let preview = program.previewed(project, &asked, edit).await;
        assert_eq!((preview.cases.len(), preview.changing), (6, 4));
        assert_eq!(preview.cases[0].changes, [], "it has the tag");
        assert_eq!(preview.cases[5].notes[0].why, EditWhy::Gone);

        server.patched(cases[1], json!({"description": "By a colleague"})).await;
        server.vendor(Method::DELETE, &format!("/testcase/{}?force=true", cases[2]), None).await;
        let press = key();
        let id = program.begun(press.clone(), &preview).await;
        let (view, told) = program.edited(id).await;
        assert_eq!((view.total, view.written, view.conflicts, view.failed), (4, 2, 1, 1), "{told:?}");
        assert_eq!(told[0].outcome, EditOutcome::Conflict);
        assert!(matches!(&told[0].notes[0].why, EditWhy::ChangedMeanwhile { by: Some(_), at: Some(_) }));
        assert_eq!((told[1].outcome, &told[1].notes[0].why), (EditOutcome::Failed, &EditWhy::Gone));
        assert_eq!(program.begun(press, &preview).await, id, "a key acts once");

        // What a colleague did to another value stays when the edit is taken back; to the same value, it is in the way.
        server.patched(cases[3], json!({"description": "By a colleague"})).await;
        server.patched(cases[4], json!({"tags": [{"name": "theirs"}]})).await;
        let undo = program.undone(id).await;
        let (view, told) = program.edited(undo).await;
        assert_eq!((view.total, view.written, view.conflicts), (2, 1, 1), "{told:?}");
        let kept = server.overview(cases[3]).await;
        assert_eq!(kept["description"], "By a colleague");
        let is_edited = |overview: &Value| overview["tags"].to_string().contains("\"edited\"");
        assert!(!is_edited(&kept));
        assert!(server.overview(cases[4]).await["tags"].to_string().contains("theirs"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_that_is_killed_goes_on_or_is_taken_back_without_doubles() {
    for (generation, path) in [
        (Generation::Current, "/testcase/step"),
        (Generation::Current, "/version"),
        (Generation::Legacy, "/testcase/step"),
    ] {
        for goes_on in [true, false] {
            let server = Server::of(generation).await;
            let project = server.project().await;
            let case = server.manual(project, 1).await[0];
            let program = Program::connected(&server).await;
            let before = program.companion.live_case(case).await.expect("read").values;
            let steps = ["one", "two", "three"].map(|text| step(text, None, Vec::new())).to_vec();
            let edit = CaseEdit {
                name: Some("Killed".to_owned()),
                steps: Some(steps.clone()),
                ..CaseEdit::default()
            };
            let preview = program.previewed(project, &[case], edit).await;
            server
                .trouble(json!({"kind": "latency", "ms": 600, "path": path, "method": "POST", "times": 9}))
                .await;
            let id = program.begun(key(), &preview).await;
            let is_reached =
                |cases: &[EditedCase]| path == "/version" || cases[0].outcome == EditOutcome::Unknown;
            while !is_reached(&program.companion.edited_cases(id).await.expect("read")) {
                tokio::time::sleep(std::time::Duration::from_millis(2)).await;
            }
            let program = program.kill().restarted().await;
            let view = program.edit(id).await;
            assert_eq!((&view.state, view.waiting), (&EditState::Interrupted, 1), "{generation:?} {path}");
            server.no_trouble().await;
            if goes_on {
                let companion = program.companion.clone();
                program.within(async move { companion.resume_case_edit(id).await }).await.expect("goes on");
                let (view, told) = program.edited(id).await;
                assert_eq!((&view.state, view.written), (&EditState::Done, 1), "{told:?}");
                let live = program.companion.live_case(case).await.expect("read").values;
                assert_eq!((live.name.as_deref(), live.steps), (Some("Killed"), Some(steps)));
                if generation == Generation::Current {
                    let kept = server.vendor(Method::GET, &format!("/testcase/{case}/version"), None).await;
                    assert_eq!(kept.as_array().map(Vec::len), Some(1), "{kept}");
                }
            } else if view.can_undo {
                let undo = program.undone(id).await;
                let (view, told) = program.edited(undo).await;
                assert_eq!((&view.state, view.written), (&EditState::Done, 1), "{told:?}");
                let live = program.companion.live_case(case).await.expect("read").values;
                assert_eq!((live.name, live.steps), (before.name, before.steps));
            } else {
                assert_eq!(path, "/version", "nothing was written");
                let live = program.companion.live_case(case).await.expect("read").values;
                assert_eq!((live.name, live.steps), (before.name, before.steps));
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn success_that_is_none_is_told() {
    let server = Server::start().await;
    let project = server.project().await;
    let cases = server.manual(project, 2).await;
    let program = Program::connected(&server).await;
    let edit = CaseEdit { description: Some("Written".to_owned()), ..CaseEdit::default() };
    let preview = program.previewed(project, &cases[..1], edit.clone()).await;
    server
        .trouble(
            json!({"kind": "lie", "path": format!("/testcase/{}", cases[0]), "method": "PATCH", "times": 1, "code": 200,
                "body": {"id": cases[0], "name": "Unchanged"}}),
        )
        .await;
    let (view, told) = program.edited(program.begun(key(), &preview).await).await;
    assert_eq!((view.differing, &told[0].notes[0].why), (1, &EditWhy::Differs), "{told:?}");

    let layer = EditChoice { id: 4711, name: "Nowhere".to_owned() };
    let preview = program.previewed(project, &cases[1..], CaseEdit { layer: Some(layer), ..edit }).await;
    let (_, told) = program.edited(program.begun(key(), &preview).await).await;
    assert_eq!(told[0].outcome, EditOutcome::Differs);
    let note = told[0].notes.iter().find(|note| note.column.as_deref() == Some("layer")).expect("a note");
    assert!(matches!(&note.why, EditWhy::Refused { .. }), "{note:?}");
    assert_eq!(server.overview(cases[1]).await["description"], "Written", "the rest is written");
}

#[tokio::test(flavor = "multi_thread")]
async fn steps_that_are_not_peoples_text_are_left_alone_and_why() {
    let server = Server::start().await;
    let project = server.project().await;
    let all = server
        .vendor(
            Method::GET,
            &format!("/testcase/__search?projectId={project}&rql=automation%20%3D%20true&size=1"),
            None,
        )
        .await;
    let automated = all["content"][0]["id"].as_i64().expect("one");
    let manual = server.manual(project, 1).await[0];
    let marked = json!({"type": "doc", "content": [{"type": "paragraph",
        "content": [{"type": "text", "text": "Bold", "marks": [{"type": "bold"}]}]}]});
    server
        .vendor(Method::POST, "/testcase/step", Some(json!({"testCaseId": manual, "bodyJson": marked})))
        .await;
    let program = Program::connected(&server).await;
    for (case, why, is_automated) in
        [(automated, EditWhy::OldSteps, true), (manual, EditWhy::Formatted, false)]
    {
        let live = program.companion.live_case(case).await.expect("read");
        assert_eq!(
            (live.values.steps, live.steps_locked, live.automated),
            (None, Some(why.clone()), is_automated)
        );
        let edit = CaseEdit {
            name: Some("Still".to_owned()),
            steps: Some(vec![step("Another", None, Vec::new())]),
            ..CaseEdit::default()
        };
        let preview = program.previewed(project, &[case], edit).await;
        let told = &preview.cases[0];
        assert_eq!((told.changes.len(), &told.notes[0].why, told.automated), (1, &why, is_automated));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_case_is_added_once_and_thrown_away_again() {
    for generation in BOTH {
        let server = Server::of(generation).await;
        let project = server.project().await;
        let program = Program::connected(&server).await;
        let before = server.count(project).await;
        let steps = vec![step("Open", Some("It is open"), Vec::new()), step("Close", None, Vec::new())];
        let add = async |key: String| {
            let (companion, steps) = (program.companion.clone(), steps.clone());
            let name = " Quick, \"added\" ".to_owned();
            let added = async move { companion.add_test_case(key, project, name, steps).await };
            id_of(&program.within(added).await.expect("an answer"))
        };
        let press = key();
        let id = add(press.clone()).await;
        let (view, told) = program.edited(id).await;
        assert_eq!((&view.state, view.written), (&EditState::Done, 1), "{generation:?} {told:?}");
        assert_eq!(add(press).await, id, "a key acts once");
        let case = told[0].id.expect("a number");
        let live = program.companion.live_case(case).await.expect("read").values;
        assert_eq!((live.name.as_deref(), live.steps), (Some("Quick, \"added\""), Some(steps.clone())));

        // Another one of this name, whose answer is lost.
        server
            .trouble(json!({"kind": "lost_answer", "path": "/testcase", "method": "POST", "times": 1}))
            .await;
        let second_id = add(key()).await;
        let (view, second) = program.edited(second_id).await;
        assert_eq!((&view.state, view.written), (&EditState::Done, 1), "{second:?}");
        assert!(second[0].id.is_some_and(|second| second != case));
        assert_eq!(server.count(project).await, before + 2);

        let undo = program.undone(id).await;
        let (view, told) = program.edited(undo).await;
        assert_eq!((&view.state, view.written), (&EditState::Done, 1), "{told:?}");
        assert_eq!(server.count(project).await, before + 1);
        server.patched(second[0].id.expect("a number"), json!({"description": "Used by now"})).await;
        let (view, told) = program.edited(program.undone(second_id).await).await;
        assert_eq!((view.conflicts, told[0].outcome), (1, EditOutcome::Conflict), "{told:?}");
        assert_eq!(server.count(project).await, before + 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_is_added_while_the_program_is_killed_is_found_again() {
    let server = Server::start().await;
    let project = server.project().await;
    let program = Program::connected(&server).await;
    let before = server.count(project).await;
    server
        .trouble(
            json!({"kind": "late_answer", "ms": 60_000, "path": "/testcase", "method": "POST", "times": 1}),
        )
        .await;
    let companion = program.companion.clone();
    let added = async move { companion.add_test_case(key(), project, "Killed".to_owned(), Vec::new()).await };
    let id = id_of(&program.within(added).await.expect("an answer"));
    while server.count(project).await == before {
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
    let program = program.kill().restarted().await;
    assert_eq!(program.edit(id).await.state, EditState::Interrupted);
    let companion = program.companion.clone();
    program.within(async move { companion.resume_case_edit(id).await }).await.expect("goes on");
    let (view, told) = program.edited(id).await;
    assert_eq!((&view.state, view.written), (&EditState::Done, 1), "{told:?}");
    assert_eq!(server.count(project).await, before + 1);
}
