//! Test cases as Markdown files: written with an export, committed by the person's own Git, read back as a copy.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use companion::view::{
    AttemptOutcome, ColumnChoice, ExportColumn, FailureCode, LookState, MarkdownFiles, PathKind, PlanDraft,
    PlanSaved, RestoreChoice, RestoreLook, RestoreState,
};
use reqwest::Method;
use serde_json::json;
use tempfile::TempDir;

use crate::program::Program;
use crate::restore::{begin, ended};
use crate::server::Server;

fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git").arg("-C").arg(folder).args(arguments).output().expect("git runs");
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

/// A repository of a person, with a folder for test cases in it.
fn repository() -> (TempDir, PathBuf) {
    let repository = tempfile::tempdir().expect("a folder");
    git(repository.path(), &["init", "--quiet"]);
    git(repository.path(), &["config", "user.name", "Anna Tester"]);
    git(repository.path(), &["config", "user.email", "anna@example.org"]);
    git(repository.path(), &["config", "commit.gpgsign", "false"]);
    let cases = repository.path().join("cases");
    fs::create_dir(&cases).expect("a folder");
    (repository, cases)
}

fn commits(folder: &Path) -> Vec<String> {
    git(folder, &["log", "--format=%an: %s"]).lines().map(str::to_owned).collect()
}

fn into(folder: &Path, git: bool) -> MarkdownFiles {
    MarkdownFiles { folder: folder.to_string_lossy().into_owned(), git }
}

async fn looked(program: &Program, project: i64, folder: &Path) -> RestoreLook {
    let companion = &program.companion;
    let folder = folder.to_string_lossy().into_owned();
    companion.look_at_folder_before_restore(project, folder, None).await.expect("begun");
    loop {
        let look = companion.restore_look(project).await.expect("read").expect("one");
        match &look.state {
            LookState::Ready | LookState::Failed { .. } => return look,
            LookState::Asking | LookState::Comparing { .. } => tokio::task::yield_now().await,
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_change_is_a_commit_of_the_person() {
    let server = Server::start().await;
    let project = server.project().await;
    let program = Program::connected(&server).await;
    let (_kept, cases) = repository();
    let draft = program.draft(&server).await;
    let plan = program.save(PlanDraft { markdown: Some(into(&cases, true)), ..draft }).await;
    assert_eq!(program.export(plan).await.outcome, AttemptOutcome::Done);
    let first = commits(&cases);
    assert_eq!(first.len(), 1, "{first:?}");
    assert!(first[0].starts_with("Anna Tester: Update test cases of "), "{first:?}");
    let rows = usize::try_from(program.files().await[0].rows).expect("a number");
    let ids = server.case_ids(project).await;
    assert_eq!((fs::read_dir(&cases).expect("a folder").count(), ids.len()), (rows + 1, rows));
    assert_eq!(git(&cases, &["status", "--porcelain"]), "");

    let told = json!({"description": "First line\nSecond line", "name": "Перевод между счетами"});
    server.vendor(Method::PATCH, &format!("/testcase/{}", ids[0]), Some(told)).await;
    server.vendor(Method::DELETE, &format!("/testcase/{}", ids[1]), None).await;
    program.advance(chrono::TimeDelta::seconds(5));
    assert_eq!(program.export(plan).await.outcome, AttemptOutcome::Done);
    let told = git(&cases, &["show", "--format=", "--name-status"]);
    let expected = format!("M\tcases/{}.md\nD\tcases/{}.md", ids[0], ids[1]);
    assert_eq!(told.lines().collect::<Vec<_>>().len(), 2, "{told}");
    assert!(expected.lines().all(|line| told.contains(line)), "{told}");
    assert_eq!(commits(&cases).len(), 2);

    // Nothing changed: nothing is committed.
    program.advance(chrono::TimeDelta::seconds(5));
    assert_eq!(program.export(plan).await.outcome, AttemptOutcome::Done);
    assert_eq!(commits(&cases).len(), 2);
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_hook_that_refuses_is_told_and_only_the_commit_is_repeated() {
    use std::os::unix::fs::PermissionsExt as _;

    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let (repository, cases) = repository();
    let hook = repository.path().join(".git/hooks/pre-commit");
    fs::create_dir_all(hook.parent().expect("a folder")).expect("a folder");
    fs::write(&hook, "#!/bin/sh\necho 'no commits on Fridays' >&2\nexit 1\n").expect("written");
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).expect("it can be run");
    let draft = program.draft(&server).await;
    let draft = PlanDraft { markdown: Some(into(&cases, true)), retries: vec![5], ..draft };
    let plan = program.save(draft).await;
    let attempt = program.export(plan).await;
    let failure = attempt.failure.expect("a failure");
    assert_eq!((attempt.outcome, failure.code), (AttemptOutcome::Failed, FailureCode::Storage));
    assert!(failure.details.expect("details").contains("no commits on Fridays"));
    let asked = server.asked().await;

    fs::remove_file(&hook).expect("removed");
    program.advance(chrono::TimeDelta::minutes(6));
    let done = |attempts: &[companion::view::AttemptView]| {
        attempts.len() == 2 && attempts[0].outcome == AttemptOutcome::Done
    };
    program.until_attempts(plan, "the repetition", done).await;
    assert_eq!((server.asked().await, program.files().await.len()), (asked, 1), "nothing is exported again");
    assert_eq!(commits(&cases).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_cannot_be_used_is_refused_in_the_form() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let (_kept, cases) = repository();
    let draft = program.draft(&server).await;
    program.save(PlanDraft { markdown: Some(into(&cases, false)), ..draft.clone() }).await;
    let without_id = ExportColumn { field: "name".to_owned(), name: "name".to_owned(), id: None };
    let other = PlanDraft { name: "Other".to_owned(), ..draft };
    for (wrong, why) in [
        (PlanDraft { markdown: Some(into(Path::new("cases"), false)), ..other.clone() }, "from the root"),
        (PlanDraft { markdown: Some(into(&cases.join("gone"), false)), ..other.clone() }, "no such folder"),
        (PlanDraft { markdown: Some(into(&cases, true)), ..other.clone() }, "a folder of its own"),
        (
            PlanDraft {
                markdown: Some(into(cases.parent().expect("a folder"), true)),
                columns: ColumnChoice::Chosen { columns: vec![without_id] },
                ..other
            },
            "allure_id and name",
        ),
    ] {
        let PlanSaved::Refused { faults } = program.companion.save_plan(wrong).await.expect("an answer")
        else {
            panic!("saved: {why}");
        };
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert!(faults[0].field == "markdown" && faults[0].message.contains(why), "{faults:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_review_changed_is_restored_to_the_server() {
    let server = Server::start().await;
    let project = server.project().await;
    let program = Program::connected(&server).await;
    let (_kept, cases) = repository();
    let draft = program.draft(&server).await;
    let plan = program.save(PlanDraft { markdown: Some(into(&cases, true)), ..draft }).await;
    program.export(plan).await;
    let ids = server.case_ids(project).await;
    let look = looked(&program, project, &cases).await;
    assert_eq!((look.missing, look.changed, look.blocked, look.others), (0, 0, 0, 0), "{look:?}");

    let file = cases.join(format!("{}.md", ids[0]));
    let text = fs::read_to_string(&file).expect("a file");
    let name = text.lines().find(|line| line.starts_with("name: ")).expect("a name").to_owned();
    fs::write(&file, text.replacen(&name, "name: Reviewed by Boris", 1)).expect("written");
    let broken = cases.join(format!("{}.md", ids[1]));
    fs::write(&broken, "no front matter").expect("written");
    server.vendor(Method::DELETE, &format!("/testcase/{}?force=true", ids[2]), None).await;

    let look = looked(&program, project, &cases).await;
    assert_eq!((look.missing, look.changed, look.blocked, look.others), (1, 1, 0, 1), "{look:?}");
    assert_eq!((look.misfits_total, &look.misfits[0].file), (1, &format!("{}.md", ids[1])));
    assert_eq!(look.folder.as_deref(), cases.to_str());
    let choice = RestoreChoice { missing: true, changed: true, turned: Vec::new() };
    let id = begin(&program, project, choice).await;
    let view = ended(&program, id).await;
    assert_eq!((&view.state, view.restored), (&RestoreState::Done, 2), "{view:?}");
    let live = server.vendor(Method::GET, &format!("/testcase/{}", ids[0]), None).await;
    assert_eq!(live["name"], "Reviewed by Boris");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_folders_of_plans_and_chosen_ones_are_read() {
    let server = Server::start().await;
    let project = server.project().await;
    let program = Program::connected(&server).await;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().to_string_lossy().into_owned();
    let refused = program.companion.look_at_folder_before_restore(project, path.clone(), None).await;
    assert_eq!(refused.expect_err("nobody chose it").code, FailureCode::Input);
    program.companion.choose_path(PathKind::Folder, path.clone()).await.expect("chosen");
    let look = looked(&program, project, folder.path()).await;
    assert!(matches!(&look.state, LookState::Failed { message, .. } if message.contains(&path)), "{look:?}");
}
