//! Launches of the server kept in order: counted before, read back after, once for each key.

use companion::view::{
    Effect, LaunchAct, LaunchActItem, LaunchActOutcome, LaunchActRequest, LaunchList, ListedLaunch, Phase,
};
use serde_json::json;
use testops_sim::{Generation, Options};

use crate::program::Program;
use crate::server::{Server, options};

struct World {
    server: Server,
    program: Program,
    project: i64,
}

async fn world(generation: Generation) -> World {
    let server = Server::with(Options { generation, ..options() }).await;
    let program = Program::connected(&server).await;
    let project = server.job().await.project_id;
    World { server, program, project }
}

impl World {
    async fn list(&self, query: &str) -> Vec<ListedLaunch> {
        match self.program.companion.list_launches(self.project, query.to_owned(), 0).await.expect("told") {
            LaunchList::Found { items, .. } => items,
            LaunchList::Refused { fault } => panic!("{fault:?}"),
        }
    }

    fn request(&self, launches: &[i64], act: LaunchAct) -> LaunchActRequest {
        LaunchActRequest { project_id: self.project, launch_ids: launches.to_vec(), act }
    }

    async fn act(&self, key: &str, launches: &[i64], act: LaunchAct) -> LaunchActOutcome {
        let request = self.request(launches, act);
        self.program.companion.act_on_launches(key.to_owned(), request).await.expect("it answers")
    }

    async fn done(&self, key: &str, launches: &[i64], act: LaunchAct) -> Vec<LaunchActItem> {
        match self.act(key, launches, act).await {
            LaunchActOutcome::Done { items, .. } => items,
            LaunchActOutcome::Refused { why } => panic!("{why}"),
        }
    }
}

fn all(items: &[LaunchActItem], effect: Effect) -> bool {
    !items.is_empty() && items.iter().all(|item| item.effect == effect)
}

#[tokio::test(flavor = "multi_thread")]
async fn each_act_takes_on_both_generations_and_a_second_press_asks_nothing() {
    for generation in [Generation::Current, Generation::Legacy] {
        let world = world(generation).await;
        let ids: Vec<i64> = world.list("closed = true").await.iter().map(|launch| launch.launch_id).collect();
        let [one, two, three] = ids[..3] else { panic!("{ids:?}") };
        assert!(all(&world.done("reopen", &[one, two], LaunchAct::Reopen).await, Effect::Took));
        assert!(world.list(&format!("id in [{one},{two}]")).await.iter().all(|launch| !launch.closed));
        let close = world.done("close", &[one, two, three], LaunchAct::Close).await;
        let effects: Vec<_> = close.iter().map(|item| item.effect).collect();
        assert_eq!(effects, [Effect::Took, Effect::Took, Effect::AlreadySo]);
        let named = LaunchAct::Rename { name: " Release check ".to_owned() };
        assert!(all(&world.done("name", &[one], named).await, Effect::Took));
        let tag = LaunchAct::Tag { add: vec!["rc".to_owned()], remove: Vec::new() };
        assert!(all(&world.done("tag", &[one, two], tag).await, Effect::Took));
        let found = world.list(&format!("id = {one}")).await;
        assert!(found[0].name == "Release check" && found[0].tags.iter().any(|tag| tag == "rc"), "{found:?}");
        let copy = world.done("copy", &[one], LaunchAct::Copy { suffix: "again".to_owned() }).await;
        assert!(all(&copy, Effect::Took) && copy[0].copy_id.is_some(), "{copy:?}");
        let merged = world.done("merge", &[two], LaunchAct::Merge { into: one }).await;
        assert!(all(&merged, Effect::Took), "{merged:?}");
        assert!(world.list(&format!("id = {two}")).await.is_empty());
        let before = world.server.requests().await;
        let gone = world.done("delete", &[one, three], LaunchAct::Delete).await;
        assert!(all(&gone, Effect::Took), "{gone:?}");
        assert!(world.server.requests().await > before);
        let before = world.server.requests().await;
        assert_eq!(world.done("delete", &[one, three], LaunchAct::Delete).await, gone);
        assert_eq!(world.server.requests().await, before);
        assert!(all(&world.done("again", &[one, three], LaunchAct::Delete).await, Effect::Gone));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_act_would_do_is_counted_and_nothing_is_changed() {
    let world = world(Generation::Current).await;
    let job = world.server.job().await;
    world.server.script(&job, json!({"tests": 12, "failed": 1, "hold": true})).await;
    let run_id = world.program.launch(&job, "Goes on").await;
    let run = world.program.until(run_id, "a launch", |run| run.launch_id.is_some()).await;
    let going = run.launch_id.expect("a launch");
    let closed = world.list("closed = true").await[0].launch_id;
    let request = world.request(&[going, closed, closed, 999_999], LaunchAct::Delete);
    let plan = world.program.companion.plan_launch_act(request).await.expect("told");
    assert_eq!((plan.launches.len(), plan.changes), (3, 2), "{plan:?}");
    assert!(plan.not_undoable.is_some() && plan.refused.is_none());
    let [first, second, third] = &plan.launches[..] else { panic!("{plan:?}") };
    assert_eq!((first.run_id, first.jobs_running), (Some(run_id), 1), "{plan:?}");
    assert!(second.results > 0 && plan.results >= second.results && third.gone, "{plan:?}");
    let plan = world.program.companion.plan_launch_act(world.request(&[closed], LaunchAct::Close)).await;
    let plan = plan.expect("told");
    assert!(plan.changes == 0 && plan.launches[0].already_so && plan.not_undoable.is_none());
    assert_eq!(world.list(&format!("id in [{going},{closed}]")).await.len(), 2);
    assert_ne!(world.program.run(run_id).await.phase, Phase::Finished);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_would_destroy_is_refused_before_the_server_is_asked() {
    let world = world(Generation::Current).await;
    let one = world.list("").await[0].launch_id;
    let merge = LaunchAct::Merge { into: one };
    let plan = world.program.companion.plan_launch_act(world.request(&[one], merge.clone())).await;
    assert!(plan.expect("told").refused.is_some());
    for act in [merge, LaunchAct::Rename { name: "x".repeat(300) }] {
        assert!(matches!(world.act("press", &[one], act).await, LaunchActOutcome::Refused { .. }));
    }
    let rights = json!({"project_id": world.project, "permissions": ["project:read"]});
    world.server.post("permissions", rights).await;
    let refused = world.act("press", &[one], LaunchAct::Delete).await;
    assert!(matches!(refused, LaunchActOutcome::Refused { .. }), "{refused:?}");
    assert_eq!(world.list(&format!("id = {one}")).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_success_that_did_nothing_is_told() {
    let world = world(Generation::Current).await;
    let ids: Vec<i64> = world.list("closed = true").await.iter().map(|launch| launch.launch_id).collect();
    world.server.trouble(json!({"kind": "lie", "path": "/launch/*", "method": "DELETE", "code": 204})).await;
    let items = world.done("press", &ids[..2], LaunchAct::Delete).await;
    assert!(all(&items, Effect::NotTaken) && items.iter().all(|item| item.why.is_some()), "{items:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_launch_that_the_server_refuses_keeps_no_other_from_its_act() {
    let world = world(Generation::Current).await;
    let ids: Vec<i64> = world.list("closed = true").await.iter().map(|launch| launch.launch_id).collect();
    let path = format!("/launch/{}/reopen", ids[0]);
    world.server.trouble(json!({"kind": "status", "code": 409, "path": path})).await;
    let answer = world.act("press", &ids[..2], LaunchAct::Reopen).await;
    let LaunchActOutcome::Done { items, problem } = answer else { panic!("{answer:?}") };
    let effects: Vec<_> = items.iter().map(|item| item.effect).collect();
    assert_eq!(effects, [Effect::NotTaken, Effect::Took]);
    assert!(problem.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_query_that_is_wrong_is_told_with_its_place() {
    let world = world(Generation::Current).await;
    let list = async |query: &str| {
        world.program.companion.list_launches(world.project, query.to_owned(), 0).await.expect("told")
    };
    let LaunchList::Refused { fault } = list("closed = ").await else { panic!("taken") };
    assert_eq!(fault.place, Some((8, 8)));
    let LaunchList::Refused { fault } = list("status = \"failed\"").await else { panic!("taken") };
    assert_eq!(fault.place, Some((0, 6)));
}
