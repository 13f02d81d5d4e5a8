//! A run that is over with failures in it, and a person who decides about them.

use companion::view::{
    Decision, DecisionOutcome, DecisionRequest, DecisionView, Effect, Phase, TestQuery, TestStatus,
};
use serde_json::json;

use crate::program::Program;
use crate::server::Server;

pub(crate) struct World {
    pub(crate) server: Server,
    pub(crate) program: Program,
    pub(crate) run_id: i64,
    project_id: i64,
}

/// A run that is over, with its launch still open.
pub(crate) async fn world(failed: u32) -> World {
    world_on(Server::start().await, failed).await
}

pub(crate) async fn world_on(server: Server, failed: u32) -> World {
    let program = Program::connected(&server).await;
    let job = server.job().await;
    let plan = json!({"tests": failed + 10, "failed": failed, "duration_ms": 5_000, "never_closed": true});
    server.script(&job, plan).await;
    let run_id = program.launch(&job, "Nightly").await;
    program.until_phase(run_id, Phase::Finished).await;
    program.outcome_told(run_id).await;
    World { server, program, run_id, project_id: job.project_id }
}

impl World {
    pub(crate) async fn failed(&self) -> Vec<i64> {
        let statuses = vec![TestStatus::Failed];
        let query = TestQuery { run_id: self.run_id, statuses, limit: 500, ..TestQuery::default() };
        let first = self.program.companion.run_tests(query.clone()).await.expect("tests").items;
        let query = TestQuery { offset: 500, ..query };
        let rest = self.program.companion.run_tests(query).await.expect("tests").items;
        first.iter().chain(&rest).filter(|test| !test.muted).map(|test| test.id).collect()
    }

    pub(crate) async fn decide(&self, key: &str, results: &[i64], decision: Decision) -> DecisionOutcome {
        let request =
            DecisionRequest { run_id: self.run_id, results: results.to_vec(), group: None, decision };
        self.program.companion.decide_results(key.to_owned(), request).await.expect("it answers")
    }

    pub(crate) async fn decided(&self, key: &str, results: &[i64], decision: Decision) -> DecisionView {
        match self.decide(key, results, decision).await {
            DecisionOutcome::Decided { decision } => *decision,
            DecisionOutcome::Refused { why, .. } => panic!("{why}"),
        }
    }

    pub(crate) async fn permit(&self, permissions: &[&str]) {
        let rights = json!({"project_id": self.project_id, "permissions": permissions});
        self.server.post("permissions", rights).await;
    }
}

pub(crate) fn mute() -> Decision {
    Decision::Mute { name: "Unstable".to_owned(), reason: "Waits".to_owned(), remind_on: None }
}

pub(crate) fn effects(view: &DecisionView) -> Vec<Effect> {
    view.items.iter().map(|item| item.effect).collect()
}
