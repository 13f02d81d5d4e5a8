//! The contract check: the client talks to the simulator through a recorder, and every request and every answer is
//! held against the vendor's definition of the server's API, the file that `TESTOPS_OPENAPI` names.
//!
//! The definition belongs to the vendor and is not part of this project; without it the check says that it was
//! skipped. Where the definition is known to be wrong about real servers, `deviations` says so, with the reason.

mod authoring;
mod belongings;
mod choosing;
mod definition;
mod deviations;
mod errand;
mod evidence;
mod export;
mod recorder;
mod rest;
mod routes;
mod schema;
mod triage;
mod unions;
mod uploads;

use std::collections::BTreeSet;
use std::io::Write as _;

use testops_sim::{Generation, Options, serve};

use definition::Definition;
use recorder::{Exchange, Recorder};

/// What the client can ask for, as the definition spells it.
const OPERATIONS: [&str; 110] = [
    "GET /api/account/me",
    "GET /api/cf",
    "GET /api/defect",
    "GET /api/defect/{id}",
    "GET /api/defect/{id}/matcher",
    "GET /api/defect/{id}/testresult",
    "GET /api/ev",
    "GET /api/evschema",
    "GET /api/evv/suggest",
    "GET /api/export",
    "GET /api/export/download/{exportRequestId}",
    "GET /api/export/testcase/csv/mapping",
    "GET /api/export/{id}",
    "GET /api/integration/project/{projectId}",
    "GET /api/job",
    "GET /api/job/{id}",
    "GET /api/jobrun/{id}",
    "GET /api/jobrun/{id}/plan",
    "GET /api/launch",
    "GET /api/launch/__search",
    "GET /api/launch/diff/failed",
    "GET /api/launch/diff/fixed",
    "GET /api/launch/diff/matrix",
    "GET /api/launch/diff/missed",
    "GET /api/launch/diff/new",
    "GET /api/launch/diff/status-changed",
    "GET /api/launch/query/validate",
    "GET /api/launch/tag/suggest",
    "GET /api/launch/{id}",
    "GET /api/launch/{id}/defect",
    "GET /api/launch/{id}/duration",
    "GET /api/launch/{id}/env",
    "GET /api/launch/{id}/job",
    "GET /api/launch/{id}/progress",
    "GET /api/launch/{id}/retries",
    "GET /api/launch/{id}/statistic",
    "GET /api/launch/{id}/unresolved",
    "GET /api/mute",
    "GET /api/permission",
    "GET /api/project",
    "GET /api/project/{id}",
    "GET /api/project/{projectId}/category",
    "GET /api/project/{projectId}/cf",
    "GET /api/role",
    "GET /api/testcase/__search",
    "GET /api/testcase/deleted",
    "GET /api/testcase/muted",
    "GET /api/testcase/query/validate",
    "GET /api/testcase/{id}/history",
    "GET /api/testcase/{id}/step",
    "GET /api/testcase/{id}/workflow",
    "GET /api/testcase/{testCaseId}/overview",
    "GET /api/testcasetree/group",
    "GET /api/testcasetree/leaf",
    "GET /api/testfixtureresult/attachment/{id}/content",
    "GET /api/testplan",
    "GET /api/testplan/{id}",
    "GET /api/testplan/{id}/diff",
    "GET /api/testplan/{id}/job",
    "GET /api/testplan/{id}/member",
    "GET /api/testresult",
    "GET /api/testresult/__search",
    "GET /api/testresult/attachment",
    "GET /api/testresult/attachment/{id}/content",
    "GET /api/testresult/defect/match",
    "GET /api/testresult/defects",
    "GET /api/testresult/query/validate",
    "GET /api/testresult/{id}",
    "GET /api/testresult/{id}/defect/candidate",
    "GET /api/testresult/{id}/defect/similar",
    "GET /api/testresult/{id}/execution",
    "GET /api/testresult/{id}/history",
    "GET /api/testresult/{id}/retries",
    "GET /api/testresult/{testResultId}/defect",
    "GET /api/testresult/{testResultId}/fixture",
    "GET /api/tree",
    "GET /api/user/suggest",
    "GET /api/v2/project/{projectId}/test-case/flat",
    "GET /api/v2/project/{projectId}/test-case/tree/tree-node",
    "GET /api/v2/tree",
    "PATCH /api/defect/{id}",
    "PATCH /api/launch/{id}",
    "PATCH /api/testcase/{id}",
    "POST /api/defect/matcher",
    "POST /api/export/testcase/csv",
    "POST /api/job/{id}/run",
    "POST /api/jobrun/{id}/rerun",
    "POST /api/launch",
    "POST /api/launch/merge",
    "POST /api/testcase",
    "POST /api/testcase/bulk/run/new",
    "POST /api/testcase/step",
    "POST /api/testcase/{id}/restore",
    "POST /api/testcase/{testCaseId}/example",
    "POST /api/testcase/{testCaseId}/issue",
    "POST /api/testcasetree/job",
    "POST /api/testcasetree/runstats",
    "POST /api/testcasetree/select",
    "POST /api/testplan/{id}/run",
    "POST /api/testplan/{id}/sync",
    "POST /api/testresult/attachment",
    "POST /api/testresult/{id}/assign",
    "POST /api/testresult/{testResultId}/defect",
    "POST /api/upload/session",
    "POST /api/v2/test-case/bulk/count",
    "POST /api/v2/test-case/bulk/export/csv",
    "POST /api/v2/test-case/bulk/job/stats",
    "POST /api/v2/test-case/bulk/run/new",
    "POST /api/v2/test-case/bulk/run/stats",
    "POST /api/v2/test-result/bulk/stats",
];

/// Writes whose answer is empty.
const SILENT: [&str; 25] = [
    "DELETE /api/defect/matcher/{id}",
    "DELETE /api/export/{id}",
    "DELETE /api/launch/{id}",
    "DELETE /api/mute/{id}",
    "DELETE /api/testcase/{id}",
    "DELETE /api/testcase/{id}/scenario",
    "DELETE /api/testresult/{id}",
    "DELETE /api/testresult/{testResultId}/defect/{defectId}",
    "POST /api/launch/{id}/close",
    "POST /api/launch/{id}/copy",
    "POST /api/launch/{id}/defect/apply",
    "POST /api/launch/{id}/reopen",
    "POST /api/testresult/bulk/assign",
    "POST /api/testresult/bulk/defect/link",
    "POST /api/testresult/bulk/hide",
    "POST /api/testresult/bulk/mute",
    "POST /api/testresult/bulk/rerun",
    "POST /api/testresult/bulk/resolve",
    "POST /api/testresult/bulk/unmute",
    "POST /api/testresult/{id}/mute",
    "POST /api/testresult/{id}/resolve",
    "POST /api/testresult/{id}/unmute",
    "POST /api/upload/archive",
    "POST /api/upload/file",
    "POST /api/v2/test-result/bulk/resolve",
];

#[tokio::test]
async fn contract_of_a_current_server() {
    holds(Generation::Current).await;
}

#[tokio::test]
async fn contract_of_an_old_server() {
    holds(Generation::Legacy).await;
}

async fn holds(generation: Generation) {
    let Some(path) = std::env::var_os("TESTOPS_OPENAPI") else {
        // Past the test harness's capture, so that it is seen.
        let _ = writeln!(std::io::stderr(), "contract check: skipped, TESTOPS_OPENAPI is not set");
        return;
    };
    let text = std::fs::read(&path)
        .unwrap_or_else(|error| panic!("TESTOPS_OPENAPI names {}: {error}", path.display()));
    let definition =
        Definition::read(&text).unwrap_or_else(|problem| panic!("{}: {problem}", path.display()));

    let sim = serve(Options { generation, ..Options::default() }).await.expect("a simulator");
    let recorder = Recorder::in_front_of(&sim.url).await;
    let client = errand::client(&recorder.url, &sim.token);
    uploads::run(&client, errand::jobs_of(&client).await.0).await;
    errand::run(&client, &sim.control).await;
    evidence::run(&client).await;
    choosing::run(&client, &sim.control).await;
    authoring::run(&client).await;
    triage::run(&client, &sim.control).await;
    export::run(&client, &sim.control).await;
    routes::run(&recorder.url, &sim.token, generation).await;

    let exchanges = recorder.exchanges();
    let mut seen = BTreeSet::new();
    let mut faults = Vec::new();
    // An old server answers the new paths with the product's page, which the client takes for absence.
    let absent = |exchange: &&Exchange| generation == Generation::Legacy && exchange.is_page();
    for exchange in exchanges.iter().filter(|exchange| !absent(exchange)) {
        match definition.check(exchange) {
            Ok(Some(operation)) => drop(seen.insert(operation)),
            Ok(None) => {}
            Err(found) => faults.extend(found),
        }
    }
    sim.stop().await;
    faults.sort();
    faults.dedup();
    assert!(
        faults.is_empty(),
        "{} faults in {} exchanges:\n{}",
        faults.len(),
        exchanges.len(),
        faults.join("\n")
    );
    let missing: Vec<&str> = OPERATIONS
        .into_iter()
        .chain(SILENT)
        .filter(|operation| !seen.contains(*operation))
        .filter(|operation| !match generation {
            Generation::Current => deviations::left_to_old_servers(operation),
            Generation::Legacy => deviations::absent_on_old_servers(operation),
        })
        .collect();
    assert!(missing.is_empty(), "never asked for: {missing:?}");
    let unasked = routes::unasked(generation, &seen);
    assert!(unasked.is_empty(), "the simulator has these, and nobody asked: {unasked:#?}");
}
