//! Everything that failed results of a launch left behind: read as the window reads it.

use testops::{
    Attachment, AttachmentOwner, ByteRange, Client, LaunchQuery, PageRequest, ProjectQuery, ResultStep,
    TestResult,
};

pub(crate) async fn run(client: &Client) {
    let failed = failures(client).await;
    assert!(failed.len() > 3, "the past has failures");
    for result in &failed {
        client.test_result(result.id).await.expect("a result");
        let steps = client.result_steps(result.id).await.expect("steps");
        let fixtures = client.result_fixtures(result.id).await.expect("fixtures");
        let mut files = client.result_attachments(result.id).await.expect("files");
        files.extend(fixtures.iter().flat_map(|fixture| files_of(&fixture.steps)));
        assert!(files.iter().any(|file| file.owner == AttachmentOwner::FixtureResult));
        assert!(
            files_of(&steps).iter().all(|file| files.contains(file)),
            "steps tell no other files than the list"
        );
        for file in files.into_iter().filter(|file| !file.missed) {
            read(client, &file).await;
        }
        let page = PageRequest::first(20);
        client.result_history(result.id, page).await.expect("a past");
        client.case_history(result.test_case_id.expect("a test case"), page).await.expect("a past");
        client.result_attempts(result.id).await.expect("attempts");
    }
}

/// The failures of the newest launch of the past that has some.
async fn failures(client: &Client) -> Vec<TestResult> {
    let projects = client.projects(&ProjectQuery::default(), PageRequest::first(1)).await.expect("projects");
    let page = PageRequest::first(20);
    let launches =
        client.launches(projects.items[0].id, &LaunchQuery::default(), page).await.expect("launches");
    let mut failed = Vec::new();
    for launch in launches.items.iter().filter(|launch| launch.closed) {
        let results = client.test_results(launch.id, PageRequest::first(1000)).await.expect("results");
        failed.extend(results.items.into_iter().filter(|result| result.message.is_some() && !result.hidden));
        if failed.len() > 3 {
            break;
        }
    }
    failed.truncate(4);
    failed
}

fn files_of(steps: &[ResultStep]) -> Vec<Attachment> {
    let own = steps.iter().filter_map(|step| step.attachment.clone());
    own.chain(steps.iter().flat_map(|step| files_of(&step.steps))).collect()
}

async fn read(client: &Client, file: &Attachment) {
    // What is empty has no part.
    let range = (file.content_length > Some(0)).then_some(ByteRange { first: 0, last: Some(63) });
    let mut download = client.download_attachment(file, range).await.expect("a file");
    while download.chunk().await.expect("a piece").is_some() {}
}
