use chrono::{DateTime, TimeDelta, Utc};
use store::RunRow;
use testops::JobInfo;

use crate::runs::decide::RunState;
use crate::runs::record::{blank_row, write_state};
use crate::view::Origin;

/// A launch that was started elsewhere, as a run of ours begins with it.
pub(crate) struct Elsewhere<'a> {
    pub(crate) connection_id: i64,
    pub(crate) project_id: i64,
    pub(crate) project_name: String,
    pub(crate) launch_id: i64,
    pub(crate) name: String,
    pub(crate) job: Option<&'a JobInfo>,
    /// By the server's clock.
    pub(crate) created: Option<DateTime<Utc>>,
    /// How far the server's clock is ahead of ours.
    pub(crate) ahead: TimeDelta,
}

impl Elsewhere<'_> {
    /// The same launch is stored once, whoever follows it.
    pub(crate) fn row(self, origin: Origin, now: DateTime<Utc>) -> RunRow {
        let (connection_id, launch_id) = (self.connection_id, self.launch_id);
        let created = self.created.and_then(|created| created.checked_sub_signed(self.ahead));
        let created = created.unwrap_or(now).min(now);
        let mut row = RunRow {
            request_key: format!("follow/{connection_id}/{launch_id}"),
            job_id: self.job.and_then(|job| job.id),
            job_name: self.job.map(|job| job.name.clone()),
            ci: self.job.and_then(|job| job.kind.clone()),
            launch_id: Some(launch_id),
            name: self.name,
            origin: origin.to_string(),
            ..blank_row(connection_id, self.project_id, self.project_name, created.timestamp_millis())
        };
        let mut state = RunState::followed(launch_id, created, now);
        state.memory.created_there = self.created;
        write_state(&mut row, &state, false);
        row
    }
}
