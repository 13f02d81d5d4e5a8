//! The methods of the domain that start something outside, as its faces call them.

use companion::Companion;
use companion::view::Failure;

use crate::window::said;
use crate::world::Failed;

pub(crate) fn failed(failure: Failure) -> Failed {
    let Failure { code, message, details, .. } = failure;
    format!("{code:?}: {message} {}", details.unwrap_or_default()).into()
}

pub(crate) async fn repeat(companion: Companion, key: String, run: i64) -> Result<String, Failed> {
    said(companion.repeat(key, run).await)
}

pub(crate) async fn rerun(companion: Companion, key: String, run: i64) -> Result<String, Failed> {
    said(companion.rerun_failed(key, run).await)
}

pub(crate) async fn close(companion: Companion, key: String, run: i64) -> Result<String, Failed> {
    said(companion.close_launch(key, run).await)
}

pub(crate) async fn launch_schedule(
    companion: Companion,
    key: String,
    schedule: i64,
) -> Result<String, Failed> {
    said(companion.launch_schedule(key, schedule).await)
}

pub(crate) async fn run_plan(companion: Companion, key: String, plan: i64) -> Result<String, Failed> {
    said(companion.run_plan(key, plan).await)
}
