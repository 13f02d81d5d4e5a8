//! Results from a folder to the launch: the real store and client, the simulated server, and what goes wrong between.

mod world;

use companion::uploads::{Halt, NotBegun, Target, look};
use serde_json::{Value, json};

use world::World;

#[tokio::test]
async fn a_folder_becomes_a_launch_that_is_counted_and_closed() {
    let world = World::of(450).await;
    world.container("result-0");
    world.file("broken-result.json", b"{");
    let gone = world.upload(&world.new_launch("Local")).await.expect("begun");
    gone.outcome.expect("done");
    let report = gone.report;
    assert_eq!(
        (report.results, report.counted, report.closed, report.resumed),
        (450, Some(450), true, false)
    );
    let launch = report.launch_id.expect("a launch");
    assert_eq!(gone.link, Some(format!("{}/launch/{launch}", world.url())));
    let statistic = world.read(&format!("/launch/{launch}/statistic")).await;
    assert_eq!(statistic, json!([{"status": "passed", "count": 450}]));
    let result = world.read(&format!("/testresult?launchId={launch}&size=1&sort=id,asc")).await["content"][0]
        ["id"]
        .clone();
    let files = world.read(&format!("/testresult/attachment?testResultId={result}")).await;
    assert_eq!(files["content"][0]["missed"], false, "files go with the results that name them");
    assert_eq!(world.asked("/upload/file").await, 3, "two hundred files in a request at most");
}

#[tokio::test]
async fn results_are_added_to_a_launch_that_stays_open() {
    let world = World::of(3).await;
    let first = world.upload(&world.new_launch("Local").open()).await.expect("begun");
    first.outcome.expect("done");
    let launch_id = first.report.launch_id.expect("a launch");
    let gone = world.upload(&world.wish(Target::Existing { launch_id })).await.expect("begun");
    gone.outcome.expect("done");
    assert_eq!((gone.report.counted, gone.report.closed), (Some(3), false));
}

#[tokio::test]
async fn a_stopped_upload_goes_on_without_doubles() {
    let world = World::of(450).await;
    let wish = world.new_launch("Local");
    let gone = world.upload_and_stop(&wish, 150).await.expect("begun");
    assert!(matches!(gone.outcome, Err(Halt::Paused)), "{:?}", gone.outcome);
    assert!(gone.report.results < 450);
    let again = world.upload(&wish).await.expect("begun");
    again.outcome.expect("done");
    assert_eq!((again.report.resumed, again.report.launch_id), (true, gone.report.launch_id));
    assert_eq!((again.report.results, again.report.counted), (450, Some(450)));
}

#[tokio::test]
async fn a_killed_upload_counts_what_arrived() {
    for trouble in [json!({"kind": "lost_answer"}), json!({"kind": "status", "code": 502})] {
        let world = World::of(450).await;
        let wish = world.new_launch("Local");
        assert!(world.upload_and_kill(&wish, &trouble).await.is_none(), "killed");
        let again = world.upload(&wish).await.expect("begun");
        again.outcome.expect("done");
        assert_eq!((again.report.resumed, again.report.counted), (true, Some(450)), "{trouble}");
    }
}

#[tokio::test]
async fn a_lost_answer_is_counted_before_anything_goes_again() {
    let world = World::of(250).await;
    world.trouble("/upload/file", &json!({"kind": "lost_answer"}), 1).await;
    let gone = world.upload(&world.new_launch("Local")).await.expect("begun");
    gone.outcome.expect("done");
    assert_eq!(gone.report.counted, Some(250));
    let world = World::of(250).await;
    world.trouble("/upload/file", &json!({"kind": "status", "code": 502}), 2).await;
    let gone = world.upload(&world.new_launch("Local")).await.expect("begun");
    gone.outcome.expect("done");
    assert_eq!(gone.report.counted, Some(250), "what did not arrive goes again");
}

#[tokio::test]
async fn what_the_server_says_is_heeded() {
    let world = World::of(250).await;
    world.trouble("/upload/file", &json!({"kind": "status", "code": 413}), 2).await;
    let gone = world.upload(&world.new_launch("Too much")).await.expect("begun");
    gone.outcome.expect("smaller requests are taken");
    assert_eq!(gone.report.missed, []);

    let world = World::of(250).await;
    world.trouble("/upload/file", &json!({"kind": "status", "code": 404}), 1).await;
    let gone = world.upload(&world.new_launch("Forgotten")).await.expect("begun");
    gone.outcome.expect("another session takes them");
    assert_eq!(world.asked("/upload/session").await, 2);

    let world = World::of(250).await;
    world.trouble("/upload/file", &json!({"kind": "status", "code": 429, "retry_after": 7}), 1).await;
    let gone = world.upload(&world.new_launch("Slowly")).await.expect("begun");
    gone.outcome.expect("waited for");
    assert_eq!(gone.report.counted, Some(250));
}

#[tokio::test]
async fn a_launch_closed_under_the_upload_takes_the_rest_once_it_is_open() {
    let world = World::of(450).await;
    let wish = world.new_launch("Local");
    world.trouble("/upload/file", &json!({"kind": "latency", "ms": 1}), 1).await;
    world.trouble("/upload/file", &json!({"kind": "status", "code": 423}), 1).await;
    let gone = world.upload(&wish).await.expect("begun");
    assert!(matches!(gone.outcome, Err(Halt::Closed)), "{:?}", gone.outcome);
    let again = world.upload(&wish).await.expect("begun");
    again.outcome.expect("done");
    assert_eq!((gone.report.results, again.report.counted), (199, Some(450)));
}

#[tokio::test]
async fn a_launch_is_asked_for_once() {
    let world = World::of(3).await;
    world.trouble("/launch", &json!({"kind": "lost_answer"}), 1).await;
    let gone = world.upload(&world.new_launch("Lost")).await.expect("begun");
    gone.outcome.expect("done");
    let rql = "name%20%3D%20%22Lost%22";
    let launches = world.read(&format!("/launch/__search?projectId=2&rql={rql}")).await;
    assert_eq!(launches["totalElements"], 1);
}

#[tokio::test]
async fn a_closed_launch_and_an_empty_folder_are_refused() {
    let world = World::of(3).await;
    let closed = world.upload(&world.new_launch("Local")).await.expect("begun");
    let launch_id = closed.report.launch_id.expect("a launch");
    let gone = world.upload(&world.wish(Target::Existing { launch_id })).await.expect("begun");
    assert!(matches!(gone.outcome, Err(Halt::Closed)), "{:?}", gone.outcome);
    let empty = World::of(0).await;
    let gone = empty.upload(&empty.new_launch("Local")).await.expect("begun");
    assert!(matches!(gone.outcome, Err(Halt::Nothing)));
    let mut wish = empty.new_launch("Local");
    wish.project = "no such project".to_owned();
    assert!(matches!(empty.upload(&wish).await, Err(NotBegun::NoProject)));
}

#[tokio::test]
async fn what_others_add_to_the_launch_is_told_and_no_fault() {
    let world = World::of(450).await;
    let first = world.upload(&world.new_launch("Shared").open()).await.expect("begun");
    let launch_id = first.report.launch_id.expect("a launch");
    let wish = world.wish(Target::Existing { launch_id });
    let gone = world.upload_and_stop(&wish, 150).await.expect("begun");
    assert!(matches!(gone.outcome, Err(Halt::Paused)), "{:?}", gone.outcome);
    let other = tempfile::tempdir().expect("a folder");
    std::fs::write(other.path().join("x-result.json"), result(1_000).to_string()).expect("a file");
    let contents = look(other.path(), None).expect("readable");
    world.upload_of(&contents, &wish).await.expect("begun").outcome.expect("done");
    let again = world.upload(&wish).await.expect("begun");
    again.outcome.expect("done");
    assert_eq!((again.report.counted, again.report.others), (Some(450), 1));
}

#[tokio::test]
async fn one_that_waits_for_the_server_is_stopped_at_once_and_is_nobody_elses() {
    let world = World::of(3).await;
    let wish = world.new_launch("Local");
    let (gone, beside) = Box::pin(world.stop_while_it_waits(&wish)).await;
    assert!(matches!(gone.expect("begun").outcome, Err(Halt::Paused)));
    assert!(matches!(beside.expect("begun").outcome, Err(Halt::Elsewhere)));
    let again = world.upload(&wish).await.expect("begun");
    again.outcome.expect("done");
    assert_eq!((again.report.resumed, again.report.counted), (true, Some(3)));
}

#[tokio::test]
async fn a_result_that_vanishes_is_missed_and_the_rest_arrives() {
    let world = World::of(3).await;
    let contents = world.look();
    std::fs::remove_file(world.folder().join("0001-result.json")).expect("removed");
    let gone = world.upload_of(&contents, &world.new_launch("Local")).await.expect("begun");
    gone.outcome.expect("done");
    assert_eq!((gone.report.results, gone.report.missed.len()), (2, 1));
}

fn result(n: usize) -> Value {
    json!({"uuid": format!("result-{n}"), "historyId": format!("h{n}"), "name": format!("Тест {n}"), "status": "passed",
        "start": n, "stop": n + 1, "attachments": [{"name": "log", "source": "log.txt", "type": "text/plain"}]})
}
