use std::collections::{HashMap, HashSet};

use store::PinnedJobRow;

use super::catalogue::why_blocked;
use crate::Companion;
use crate::connection::catalogue::{self, Job, Jobs};
use crate::texts::{Blocked, Trouble};
use crate::view::{Event, Failure, PinnedJob};

impl Companion {
    /// In the order in which they were pinned; does not ask the server.
    pub async fn pinned_jobs(&self) -> Result<Vec<PinnedJob>, Failure> {
        let inner = &self.inner;
        let Some(connection_id) = self.connection_id() else { return Ok(Vec::new()) };
        let rows = inner.store.pinned_jobs().list(connection_id).await;
        let rows = rows.map_err(|error| inner.stored(&error))?;
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let projects = catalogue::known_projects(&inner.store, connection_id).await;
        let mut jobs: HashMap<i64, Jobs> = HashMap::new();
        for project_id in rows.iter().map(|row| row.project_id).collect::<HashSet<_>>() {
            let known = catalogue::known_jobs(&inner.store, connection_id, project_id).await;
            jobs.extend(known.map(|known| (project_id, known)));
        }
        let mut pinned = Vec::new();
        for row in rows {
            let project = projects.as_ref().map(|all| all.iter().find(|one| one.id == row.project_id));
            let list = jobs.get(&row.project_id);
            let job = list.map(|list| list.jobs.iter().find(|job| job.id == row.job_id));
            // A list that was never told says nothing.
            let gone = project == Some(None) || job == Some(None);
            let why = match job.flatten() {
                _ if gone => Some(Blocked::Gone),
                Some(job) => why_blocked(job, list.is_none_or(|list| list.may_launch)),
                None => None,
            };
            pinned.push(PinnedJob {
                project_id: row.project_id,
                project_name: project.flatten().map_or(row.project_name, |project| project.name.clone()),
                job_id: row.job_id,
                job_name: job.flatten().map_or(row.job_name, |job| job.name.clone()),
                ci: job.flatten().map_or(row.ci, |job| job.ci.clone()),
                blocked: why.map(|why| inner.texts().blocked(why).to_owned()),
            });
        }
        Ok(pinned)
    }

    /// Pins a job, or takes the pin back. A job that nothing is known of is `NotFound`.
    pub async fn pin_job(&self, project_id: i64, job_id: i64, on: bool) -> Result<(), Failure> {
        let inner = &self.inner;
        let session = inner.session()?;
        let connection_id = session.connection.id;
        let pinned = inner.store.pinned_jobs();
        if on {
            let told = catalogue::jobs(inner, &session, project_id, false).await?;
            let job = told.value.jobs.into_iter().find(|job| job.id == job_id);
            let Job { name, ci, .. } = job.ok_or_else(|| inner.trouble(Trouble::NotFound))?;
            let row = PinnedJobRow {
                project_id,
                job_id,
                project_name: catalogue::project_name(&inner.store, connection_id, project_id).await,
                job_name: name,
                ci,
                pinned_at: inner.now().timestamp_millis(),
            };
            pinned.pin(connection_id, &row).await.map_err(|error| inner.stored(&error))?;
        } else {
            let gone = pinned.unpin(connection_id, project_id, job_id).await;
            gone.map_err(|error| inner.stored(&error))?;
        }
        inner.emit(Event::CatalogueChanged);
        Ok(())
    }
}
