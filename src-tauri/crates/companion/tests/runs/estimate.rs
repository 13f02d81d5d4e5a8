//! How long a run is likely to go on, from the runs of its job before it.

use companion::view::{EstimatedBy, LaunchAnswer, Phase};
use serde_json::json;

use crate::program::Program;
use crate::server::Server;

#[tokio::test(flavor = "multi_thread")]
async fn two_earlier_runs_tell_how_long_the_third_goes_on() {
    let server = Server::start().await;
    let job = server.job().await;
    let program = Program::connected(&server).await;
    let ended = json!({"tests": 10, "duration_ms": 20_000});
    let mut last = None;
    for name in ["One", "Two"] {
        server.script(&job, ended.clone()).await;
        let run_id = program.launch(&job, name).await;
        let run = program.until_phase(run_id, Phase::Finished).await;
        assert_eq!((run.usual, run.estimate), (None, None), "fewer than two say nothing");
        program.outcome_told(run_id).await;
        last = Some(run_id);
    }
    server.script(&job, json!({"tests": 10, "hold": true, "queue_ms": 0})).await;
    let again = program.companion.repeat("again".to_owned(), last.expect("a run")).await;
    let Ok(LaunchAnswer::Asked { run_id }) = again else { panic!("refused: {again:?}") };
    let run = program.until_phase(run_id, Phase::Scheduled).await;
    let usual = run.usual.expect("it is known how they went");
    assert_eq!((usual.runs, usual.results, run.estimate), (2, 10, None));
    let launch = run.launch_id.expect("a launch");
    server.post(&format!("launches/{launch}/advance"), json!({"results": 4})).await;
    let run = program.until(run_id, "four results", |run| run.counts.done() == 4).await;
    let left = run.estimate.expect("an estimate");
    assert_eq!(left.how, EstimatedBy::Course);
    assert!(0 < left.likely_ms && left.likely_ms <= left.high_ms, "{left:?}");
    server.post(&format!("launches/{launch}/advance"), json!({"finish": true})).await;
    let run = program.until_phase(run_id, Phase::Finished).await;
    assert!(run.usual.is_some() && run.estimate.is_none(), "{run:?}");
}
