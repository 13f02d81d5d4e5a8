use std::collections::HashMap;

use store::ProjectFlagsRow;

use crate::Companion;
use crate::connection::catalogue::{self, Job};
use crate::core::encoding::instant;
use crate::runs::record::{outcome_of, recent_job};
use crate::texts::Blocked;
use crate::view::{Event, Failure, JobList, JobView, ProjectList, ProjectView, RecentJob};

const RECENT: u32 = 20;

impl Companion {
    pub async fn projects(&self, refresh: bool) -> Result<ProjectList, Failure> {
        let inner = &self.inner;
        let session = inner.session()?;
        let told = catalogue::projects(inner, &session, refresh).await?;
        let flags = inner
            .store
            .project_flags()
            .list(session.connection.id)
            .await
            .map_err(|error| inner.stored(&error))?;
        let flags: HashMap<i64, ProjectFlagsRow> =
            flags.into_iter().map(|row| (row.project_id, row)).collect();
        let presets = inner.project_presets(&session.connection).await;
        let presets = presets.map_err(|error| inner.stored(&error))?;
        let items = told
            .value
            .into_iter()
            .map(|project| ProjectView {
                favourite: flags.get(&project.id).is_some_and(|row| row.favourite),
                muted: flags.get(&project.id).is_some_and(|row| row.muted),
                notify: presets.get(&project.id).copied(),
                id: project.id,
                name: project.name,
                abbr: project.abbr,
                description: project.description,
            })
            .collect();
        Ok(ProjectList { items, as_of: told.as_of, stale: told.stale })
    }

    pub async fn set_favourite(&self, project_id: i64, on: bool) -> Result<(), Failure> {
        let inner = &self.inner;
        let connection_id = inner.session()?.connection.id;
        let flags = inner.store.project_flags();
        flags.set_favourite(connection_id, project_id, on).await.map_err(|error| inner.stored(&error))?;
        inner.emit(Event::CatalogueChanged);
        Ok(())
    }

    pub async fn set_muted(&self, project_id: i64, on: bool) -> Result<(), Failure> {
        let inner = &self.inner;
        let connection_id = inner.session()?.connection.id;
        let flags = inner.store.project_flags();
        flags.set_muted(connection_id, project_id, on).await.map_err(|error| inner.stored(&error))?;
        inner.emit(Event::CatalogueChanged);
        Ok(())
    }

    pub async fn jobs(&self, project_id: i64, refresh: bool) -> Result<JobList, Failure> {
        let inner = &self.inner;
        let session = inner.session()?;
        let told = catalogue::jobs(inner, &session, project_id, refresh).await?;
        let last = inner
            .store
            .runs()
            .last_of_each_job(session.connection.id, project_id)
            .await
            .map_err(|error| inner.stored(&error))?;
        let last: HashMap<i64, _> = last.into_iter().filter_map(|row| Some((row.job_id?, row))).collect();
        let may_launch = told.value.may_launch;
        let items =
            told.value.jobs.iter().map(|job| self.job_view(job, may_launch, last.get(&job.id))).collect();
        Ok(JobList { items, as_of: told.as_of, stale: told.stale })
    }

    pub async fn recent_jobs(&self) -> Result<Vec<RecentJob>, Failure> {
        let inner = &self.inner;
        let Some(connection_id) = self.connection_id() else { return Ok(Vec::new()) };
        let rows = inner
            .store
            .runs()
            .recent_jobs(connection_id, RECENT)
            .await
            .map_err(|error| inner.stored(&error))?;
        Ok(rows.iter().filter_map(recent_job).collect())
    }

    pub(crate) fn job_view(&self, job: &Job, may_launch: bool, last: Option<&store::RunRow>) -> JobView {
        let why = why_blocked(job, may_launch);
        JobView {
            id: job.id,
            name: job.name.clone(),
            ci: job.ci.clone(),
            url: job.url.clone(),
            last_outcome: last.and_then(outcome_of),
            last_run_at: last.map(|row| instant(row.asked_at)),
            blocked: why.map(|why| self.inner.texts().blocked(why).to_owned()),
        }
    }
}

pub(super) fn why_blocked(job: &Job, may_launch: bool) -> Option<Blocked> {
    if !may_launch {
        Some(Blocked::NoRights)
    } else if job.can_run == Some(false) {
        Some(Blocked::NotRunnable)
    } else {
        None
    }
}
