//! The failed tests of a run, for whoever shows a few of them.

use futures::stream::{self, StreamExt as _};
use testops::{PageRequest, TestResult, aql};

use super::results::{kept, shown};
use crate::Companion;
use crate::core::session::Session;
use crate::texts::Trouble;
use crate::view::{Failure, TestView};

/// How many tests are asked for at a time.
const AT_ONCE: usize = 4;

impl Companion {
    /// The first tests of a run that failed or broke, with their messages. Only they are read, however many tests the
    /// launch has: from the server, and from what was kept when it cannot be asked.
    pub async fn failed_tests(&self, run_id: i64, limit: u32) -> Result<Vec<TestView>, Failure> {
        let inner = &self.inner;
        let session = inner.session()?;
        let row = self.row(run_id).await?;
        let Some(launch_id) = row.launch_id else { return Err(inner.trouble(Trouble::NotFound)) };
        let base = session.connection.url.trim_end_matches('/');
        let error = match found(&session, row.project_id, launch_id, limit).await {
            Ok(tests) => return Ok(tests.into_iter().map(|test| shown(test, 0, base)).collect()),
            Err(error) => error,
        };
        let rows = inner.store.results().of_status(run_id, &["failed", "broken"], limit).await;
        let rows = rows.map_err(|error| inner.stored(&error))?;
        if rows.is_empty() {
            return Err(inner.asked(&session, &error));
        }
        let mut tests: Vec<TestView> = rows.into_iter().map(|row| kept(row, base)).collect();
        self.with_failures(run_id, &mut tests).await?;
        Ok(tests)
    }
}

/// A search tells their names; what went wrong is told test by test.
async fn found(
    session: &Session,
    project_id: i64,
    launch_id: i64,
    limit: u32,
) -> Result<Vec<TestResult>, testops::Error> {
    let statuses = aql::list(["failed", "broken"]);
    let rql = format!("launch = {launch_id} and status in {statuses} and hidden = false");
    let client = &session.client;
    let page = client.test_results_search(project_id, &rql, PageRequest::first(limit)).await?;
    let read = stream::iter(page.items)
        .map(|row| async move { client.test_result(row.id).await.unwrap_or(row) })
        .buffered(AT_ONCE);
    Ok(read.collect().await)
}
