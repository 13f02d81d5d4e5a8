//! Which outcomes the desktop is told, by the preset of the settings and by that of the project.

use companion::view::{InboxItem, LaunchAnswer, NoticeKind, NotifyPreset, Outcome, Phase, Place, Saved};
use serde_json::json;

use crate::program::{Program, is_outcome};
use crate::server::Server;

async fn choose(program: &Program, preset: NotifyPreset) {
    let mut settings = program.companion.state().await.expect("the state").settings;
    settings.notify.preset = preset;
    assert_eq!(program.companion.save_settings(settings).await.expect("saved"), Saved::Saved);
}

/// The entry of the inbox that tells how the run ended.
async fn entry(program: &Program, run_id: i64) -> InboxItem {
    program.until_phase(run_id, Phase::Finished).await;
    let place = Some(Place::Run { id: run_id });
    let found = async || {
        let page = program.companion.inbox(0, 50).await.expect("the inbox");
        page.items.into_iter().find(|item| item.place == place && is_outcome(item.kind))
    };
    program.waiting_for("the entry of the inbox", async || found().await.is_some()).await;
    found().await.expect("it stays there")
}

async fn again(program: &Program, run_id: i64) -> i64 {
    let key = format!("again after {run_id}");
    match program.companion.repeat(key, run_id).await.expect("it is asked") {
        LaunchAnswer::Asked { run_id } => run_id,
        LaunchAnswer::Refused { faults } => panic!("refused: {faults:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_preset_silences_is_in_the_inbox_and_a_project_has_its_own() {
    let server = Server::start().await;
    let job = server.job().await;
    let passing = json!({"tests": 3, "duration_ms": 5_000});
    server.script(&job, passing.clone()).await;
    let program = Program::connected(&server).await;
    choose(&program, NotifyPreset::OnlyFailures).await;
    let first = program.launch(&job, "Nightly").await;
    let silenced = entry(&program, first).await;
    assert_eq!((silenced.kind, silenced.held, silenced.read), (NoticeKind::Passed, false, true));

    let own = Some(NotifyPreset::Everything);
    program.companion.set_project_preset(job.project_id, own).await.expect("kept");
    let program = program.restarted().await;
    let projects = program.companion.projects(false).await.expect("the projects").items;
    assert!(projects.iter().all(|project| (project.notify == own) == (project.id == job.project_id)));
    server.script(&job, passing.clone()).await;
    let second = again(&program, first).await;
    assert_eq!(program.outcome_told(second).await.kind, NoticeKind::Passed);
    assert!(!entry(&program, second).await.read);

    program.companion.set_project_preset(job.project_id, None).await.expect("kept");
    server.script(&job, passing).await;
    let third = again(&program, second).await;
    assert!(entry(&program, third).await.read);
    let told = program.outside.host.told().toasts;
    assert_eq!(told.iter().filter(|toast| is_outcome(toast.kind)).count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_what_is_new_tells_the_first_failure_and_the_recovery() {
    let server = Server::start().await;
    let job = server.job().await;
    let program = Program::connected(&server).await;
    choose(&program, NotifyPreset::OnlyNew).await;
    let failing = json!({"tests": 6, "failed": 1, "duration_ms": 5_000});
    server.script(&job, failing.clone()).await;
    let first = program.launch(&job, "Nightly").await;
    let mut told = vec![entry(&program, first).await];
    let mut last = first;
    for script in
        [failing, json!({"tests": 6, "duration_ms": 5_000}), json!({"tests": 6, "duration_ms": 5_000})]
    {
        server.script(&job, script).await;
        last = again(&program, last).await;
        told.push(entry(&program, last).await);
    }
    let told: Vec<_> = told.iter().map(|item| (item.kind, item.read)).collect();
    let run = program.run(last).await;
    assert_eq!(run.outcome, Some(Outcome::Passed));
    assert_eq!(
        told,
        [
            (NoticeKind::Failed, false),
            (NoticeKind::StillFailing, true),
            (NoticeKind::Fixed, false),
            (NoticeKind::Passed, true),
        ]
    );
}
