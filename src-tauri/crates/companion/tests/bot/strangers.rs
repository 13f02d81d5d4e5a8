//! Launches that somebody else starts on the server, where a chat is subscribed.

use companion::bot::{ChatNews, Follower, Subscription, Threshold};
use companion::view::{
    ConnectionDraft, ConnectionSaved, Done, FormValues, HistoryQuery, LaunchAnswer, LaunchRequest, LinkState,
    NamedValue, NoticeKind, Origin, Outcome, RunView, TestChoice,
};
use serde_json::json;

use crate::program::{Program, chat};
use crate::runner::Double;
use crate::server::{Job, Server};

/// What began with the program, and no chat asked for.
const BOT_NEWS: [NoticeKind; 1] = [NoticeKind::BotDown];

impl Program {
    async fn with_a_bot_at(server: &Server) -> Self {
        let program = Self::switched_on(Double::default()).await;
        let draft = ConnectionDraft {
            url: server.running.url.clone(),
            token: Some(server.running.token.clone()),
            ..ConnectionDraft::default()
        };
        let saved = program.companion.save_connection(draft).await.expect("the connection is saved");
        assert!(matches!(saved, ConnectionSaved::Saved { .. }));
        program
    }

    /// Subscribed, and the launches that were there are read.
    async fn subscribed(&self, server: &Server, project_id: Option<i64>) -> Subscription {
        let owner = self.owner().await;
        let asked = server.looks().await;
        let made = self.companion.bot_subscribe(chat(70), &owner, project_id, Threshold::All).await;
        // The second look begins when what the first one told is kept.
        self.looking("the launches of before", async || server.looks().await > asked + 1).await;
        made.expect("subscribed")
    }

    async fn looking(&self, what: &str, wanted: impl AsyncFn() -> bool) {
        let looked = async || {
            self.companion.look_now().await.expect("it hears");
            wanted().await
        };
        self.waiting(what, looked).await;
    }

    /// The run of a launch of the server, once it is known.
    async fn run_of(&self, launch_id: i64) -> RunView {
        let of = |runs: Vec<RunView>| runs.into_iter().find(|run| run.launch_id == Some(launch_id));
        self.looking("the run", async || of(self.runs().await).is_some()).await;
        of(self.runs().await).expect("it is there")
    }

    async fn runs(&self) -> Vec<RunView> {
        let mut runs = self.companion.active_runs().await.expect("read");
        let query = HistoryQuery { limit: 50, ..HistoryQuery::default() };
        runs.extend(self.companion.history(query).await.expect("read").items);
        runs
    }

    /// The runs whose outcome is owed to the chats.
    async fn owed(&self) -> Vec<i64> {
        let owed = self.companion.chat_deliveries_due().await.expect("read");
        owed.iter().filter(|owed| owed.chat == chat(70)).map(|owed| owed.run_id).collect()
    }

    /// A run of the window that failed, and somebody in chat who was never told of it.
    async fn with_a_failed_run_at(server: &Server) -> (Self, i64, Follower) {
        let job = server.job().await;
        server.script(&job, json!({"tests": 4, "failed": 2, "duration_ms": 5_000})).await;
        let program = Self::with_a_bot_at(server).await;
        let user_id = program.owner().await.telegram_id;
        let answer = program.companion.launch(program.request(&job).await).await.expect("asked");
        let LaunchAnswer::Asked { run_id } = answer else { panic!("{answer:?}") };
        let is_told = async || program.runs().await.iter().any(|run| run.outcome == Some(Outcome::Failed));
        program.looking("its end", is_told).await;
        (program, run_id, Follower { chat: chat(70), user_id, message_id: None })
    }

    async fn until_owed(&self) -> Vec<i64> {
        self.looking("an outcome is owed", async || !self.owed().await.is_empty()).await;
        self.owed().await
    }

    async fn request(&self, job: &Job) -> LaunchRequest {
        let form = self.companion.job_form(job.project_id, job.id).await.expect("the form");
        let parameters = form.parameters.into_iter();
        let parameters = parameters
            .map(|parameter| NamedValue { value: format!("{}!", parameter.default), name: parameter.name })
            .collect();
        LaunchRequest {
            key: "lost".to_owned(),
            project_id: job.project_id,
            job_id: job.id,
            name: "Lost".to_owned(),
            values: FormValues { parameters, ..FormValues::default() },
            choice: TestChoice::default(),
        }
    }

    async fn told_of_runs(&self) -> usize {
        let kept = self.companion.inbox(0, 50).await.expect("read").items;
        let kept = kept.into_iter().map(|item| item.kind);
        let shown = self.outside.host.told().toasts.into_iter().map(|toast| toast.kind);
        kept.chain(shown).filter(|kind| !BOT_NEWS.contains(kind)).count()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_launch_of_somebody_else_is_owed_to_the_chat_and_not_told_on_the_desktop() {
    let server = Server::start().await;
    let job = server.job().await;
    let past = server.start_elsewhere(&job, json!({"tests": 2, "hold": true})).await;
    let program = Program::with_a_bot_at(&server).await;
    program.subscribed(&server, Some(job.project_id)).await;
    let plan = json!({"tests": 5, "failed": 1, "broken": 0, "skipped": 0, "duration_ms": 5_000});
    let launch = server.start_elsewhere(&job, plan).await;
    let owed = program.until_owed().await;
    let runs = program.runs().await;
    let seen: Vec<_> = runs.iter().map(|run| (run.launch_id, run.origin, run.outcome, run.job_id)).collect();
    let expected = (Some(launch), Origin::Subscribed, Some(Outcome::Failed), Some(job.id));
    assert_eq!(seen, [expected], "the launch {past} is the past");
    assert_eq!(owed, [runs[0].id]);
    assert_eq!(program.told_of_runs().await, 0);

    let due = program.companion.chat_deliveries_due().await.expect("read");
    program.companion.chat_delivery_told(due[0].id).await.expect("kept");
    let program = program.restarted().await;
    let looks = server.looks().await;
    program.looking("it looks again", async || server.looks().await > looks + 1).await;
    assert_eq!(program.owed().await, [] as [i64; 0]);
    assert_eq!(program.runs().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_launched_while_the_program_or_its_bot_was_off_is_met_after_that() {
    let server = Server::start().await;
    let job = server.job().await;
    let program = Program::with_a_bot_at(&server).await;
    // For all projects: those of which something is known here.
    program.companion.set_favourite(job.project_id, true).await.expect("marked");
    program.subscribed(&server, None).await;
    program.companion.switch_bot(false).await.expect("switched");
    let plan = json!({"tests": 2, "failed": 0, "broken": 0, "skipped": 0, "duration_ms": 1_000});
    let first = server.start_elsewhere(&job, plan.clone()).await;
    let program = program.restarted().await;
    let second = server.start_elsewhere(&job, plan).await;
    program.companion.look_now().await.expect("it hears");
    assert_eq!(program.runs().await, [], "the bot is off");
    program.companion.switch_bot(true).await.expect("switched");
    for launch in [first, second] {
        assert_eq!(program.run_of(launch).await.origin, Origin::Subscribed);
    }
    program.looking("both are owed", async || program.owed().await.len() == 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_launch_from_here_is_never_somebody_elses() {
    let server = Server::start().await;
    let job = server.job().await;
    server.script(&job, json!({"tests": 3, "duration_ms": 10_000})).await;
    let program = Program::with_a_bot_at(&server).await;
    program.subscribed(&server, Some(job.project_id)).await;
    server.trouble(json!({"kind": "lost_answer", "method": "POST", "path": "/job/*/run", "times": 1})).await;
    let request = program.request(&job).await;
    let answer = program.companion.launch(request).await.expect("asked");
    let LaunchAnswer::Asked { run_id } = answer else { panic!("{answer:?}") };
    assert_eq!(program.until_owed().await, [run_id]);
    let runs = program.runs().await;
    assert_eq!(runs.iter().map(|run| (run.id, run.origin)).collect::<Vec<_>>(), [(run_id, Origin::Here)]);
    assert!(runs[0].launch_id.is_some());
    assert_eq!(server.launch_requests().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_asks_in_chat_is_owed_the_outcome_though_a_kill_comes_before_the_message_that_follows_the_run() {
    let server = Server::start().await;
    let job = server.job().await;
    server.script(&job, json!({"tests": 3, "duration_ms": 10_000})).await;
    let program = Program::with_a_bot_at(&server).await;
    let user_id = program.owner().await.telegram_id;
    let follower = Follower { chat: chat(70), user_id, message_id: Some(73) };
    let request = program.request(&job).await;
    let answer = program.companion.launch_for(request, Some(follower)).await.expect("asked");
    let LaunchAnswer::Asked { run_id } = answer else { panic!("{answer:?}") };
    program.waiting("the request is there", async || server.launch_requests().await.len() == 1).await;
    let program = program.restarted().await;
    assert_eq!(program.until_owed().await, [run_id]);
    let owed = program.companion.chat_deliveries_due().await.expect("read");
    assert_eq!(owed[0].message_id, Some(73), "the message is changed that was to show the run");
    assert_eq!(server.launch_requests().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_reruns_in_chat_is_owed_the_outcome_though_a_kill_comes_before_the_message_that_follows_it() {
    let server = Server::start().await;
    let (program, run_id, follower) = Program::with_a_failed_run_at(&server).await;
    let asked = program.companion.rerun_failed_for("press".to_owned(), run_id, Some(follower)).await;
    assert_eq!(asked.expect("asked"), Done::Asked);
    program.waiting("the request is there", async || server.reruns().await == 1).await;
    let program = program.restarted().await;
    assert_eq!(program.until_owed().await, [run_id]);
    assert_eq!(server.reruns().await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_follows_a_rerun_that_is_refused_is_told_why() {
    let server = Server::start().await;
    let (program, run_id, follower) = Program::with_a_failed_run_at(&server).await;
    server.trouble(json!({"kind": "status", "code": 403, "method": "POST", "path": "/jobrun/*/rerun"})).await;
    for key in ["press", "another"] {
        let asked = program.companion.rerun_failed_for(key.to_owned(), run_id, Some(follower)).await;
        assert_eq!(asked.expect("stored"), Done::Asked);
        program
            .waiting("nobody follows it", async || {
                program.companion.bot_watches().await.expect("read").is_empty()
            })
            .await;
    }
    let owed = program.companion.chat_deliveries_due().await.expect("read");
    assert!(owed.iter().all(|owed| matches!(&owed.news, ChatNews::NotRerun { why: Some(_) })), "{owed:?}");
    assert_eq!(program.owed().await, [run_id, run_id], "each press is answered");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_who_follows_it_is_told_on_the_desktop_too() {
    let server = Server::start().await;
    let job = server.job().await;
    let program = Program::with_a_bot_at(&server).await;
    program.subscribed(&server, Some(job.project_id)).await;
    let launch = server.start_elsewhere(&job, json!({"tests": 2, "hold": true})).await;
    let run = program.run_of(launch).await;
    let tray = || program.outside.host.told().trays.last().map(|tray| tray.mark);
    assert_ne!(tray(), Some(companion::ports::TrayMark::Running));
    let offered = program.companion.server_launches(job.project_id, String::new()).await.expect("offered");
    assert!(offered.iter().any(|offer| offer.launch_id == launch && offer.run_id.is_none()), "{offered:?}");
    let answer = program.companion.follow(job.project_id, launch).await.expect("followed");
    assert_eq!(answer, LaunchAnswer::Asked { run_id: run.id });
    server.post(&format!("launches/{launch}/advance"), json!({"finish": true})).await;
    program.until_owed().await;
    assert_eq!(program.run_of(launch).await.origin, Origin::Elsewhere);
    let tag = format!("run-{}", run.id);
    let told = || program.outside.host.told().toasts.into_iter().any(|toast| toast.tag == tag);
    program.waiting("it is told", async || told()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_project_that_the_server_no_longer_shows_is_no_lost_link() {
    let server = Server::start().await;
    let job = server.job().await;
    let program = Program::with_a_bot_at(&server).await;
    program.subscribed(&server, Some(job.project_id)).await;
    server.post("permissions", json!({"project_id": job.project_id, "permissions": []})).await;
    let looks = server.looks().await;
    program.looking("it was refused", async || server.looks().await > looks + 1).await;
    let link = program.companion.state().await.expect("read").link;
    assert!(matches!(link, LinkState::Online { .. }), "{link:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn many_projects_are_listed_within_the_budget() {
    let server = Server::start().await;
    let job = server.job().await;
    let program = Program::with_a_bot_at(&server).await;
    let owner = program.owner().await;
    let mut projects = vec![job.project_id];
    for number in 0..40 {
        let made = server.post("projects", json!({"name": format!("Project {number}"), "jobs": 1})).await;
        projects.extend(made["id"].as_i64());
    }
    assert_eq!(projects.len(), 41);
    for project in projects {
        program.companion.set_favourite(project, true).await.expect("marked");
    }
    let looks = server.looks().await;
    program.companion.bot_subscribe(chat(70), &owner, None, Threshold::All).await.expect("subscribed");
    // Thirty requests a look, some of them kept for single launches: the second look goes on behind the first.
    program.waiting("the first look", async || server.looks().await == looks + 26).await;
    let launch = server.start_elsewhere(&job, json!({"tests": 2, "hold": true})).await;
    program.looking("all had their turn", async || server.looks().await >= looks + 78).await;
    assert_eq!(program.run_of(launch).await.origin, Origin::Subscribed);
}
