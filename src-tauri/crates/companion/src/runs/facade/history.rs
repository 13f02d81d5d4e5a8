use std::collections::HashMap;
use std::sync::atomic::Ordering;

use chrono::{DateTime, Utc};
use store::RunRow;
use testops::{LaunchQuery, PageRequest};

use crate::Companion;
use crate::connection::catalogue;
use crate::core::encoding::instant;
use crate::core::session::Session;
use crate::runs::history::{self, KEPT, LISTED, Listed, Place};
use crate::runs::poller::patient;
use crate::runs::record::state_of;
use crate::runs::translate;
use crate::view::{Failure, JobResult, JobResults, ProjectResults};

/// Of so many launches whose list does not tell the counts these are asked for at a time.
const COUNTED: usize = 10;

impl Companion {
    /// How the last launches of the project's jobs ended, for each job of which something is known. Answers at once with
    /// what is known; with `ask` it asks the server first, when it is its turn, unless it did within the last minute.
    pub async fn job_results(&self, project_id: i64, ask: bool) -> Result<ProjectResults, Failure> {
        let inner = &self.inner;
        let session = inner.session()?;
        let (connection_id, url) = (session.connection.id, session.connection.url.clone());
        let place = Place { connection_id, url, project_id };
        if ask && self.is_online() {
            tokio::select! {
                () = inner.cancel.cancelled() => {}
                () = self.hear(&session, &place) => {}
            }
        }
        let each = u32::try_from(KEPT).unwrap_or(u32::MAX);
        let runs = inner.store.runs().latest_of_each_job(connection_id, project_id, each).await;
        let runs = runs.map_err(|error| inner.stored(&error))?;
        let listed = inner.history.of(&place);
        Ok(ProjectResults {
            project_id,
            project_name: catalogue::project_name(&inner.store, connection_id, project_id).await,
            heard: listed.is_some(),
            jobs: together(&runs, &listed.unwrap_or_default()),
        })
    }

    /// Asks for the project's launches, and for the counts of those that are over.
    async fn hear(&self, session: &Session, place: &Place) {
        let (inner, history) = (&self.inner, &self.inner.history);
        let project_id = place.project_id;
        if history.is_fresh(place, inner.now()) {
            return;
        }
        history.waiting.fetch_add(1, Ordering::Relaxed);
        let mut turn = history.turn.lock().await;
        history.waiting.fetch_sub(1, Ordering::Relaxed);
        if history.is_fresh(place, inner.now()) {
            return;
        }
        let share = inner.settings.borrow().request_budget / history::SHARE;
        while let Err(until) = turn.take(inner.now(), share) {
            inner.ports.clock.sleep_until(until).await;
        }
        if self.connection_id() != Some(place.connection_id) {
            return;
        }
        let clock = &*inner.ports.clock;
        let (query, client) = (LaunchQuery::default(), &session.client);
        let page = patient(clock, client.launches(project_id, &query, PageRequest::first(LISTED))).await;
        let previews = match page {
            Ok(page) => page.items,
            Err(error) => {
                tracing::debug!(?error, project_id, "the results of the jobs are left out");
                return history.note(place, inner.now(), None);
            }
        };
        let ahead = client.clock_offset().unwrap_or_default();
        let mut launches = history::listed(&previews, &history.of(place).unwrap_or_default(), ahead);
        history.note(place, inner.now(), Some(launches.clone()));
        // Of a launch that is followed more is known here.
        let wanted = history::uncounted(&launches);
        let followed = inner.store.runs().followed(session.connection.id, &wanted).await.unwrap_or_default();
        let is_followed = |id: &i64| followed.iter().any(|(launch, _)| launch == id);
        for id in wanted.into_iter().filter(|id| !is_followed(id)).take(COUNTED) {
            // The list of another project is worth more.
            let waited_for = history.waiting.load(Ordering::Relaxed) > 0;
            if waited_for || turn.take(inner.now(), share).is_err() {
                break;
            }
            let Ok(statistic) = patient(clock, client.launch_statistic(id)).await else { break };
            history::count(&mut launches, &previews, id, translate::counts(&statistic));
        }
        history.note(place, inner.now(), Some(launches));
    }
}

/// A launch that is followed here is told as it is known here.
fn together(runs: &[RunRow], listed: &[Listed]) -> Vec<JobResults> {
    let mut jobs: Vec<JobResults> = Vec::new();
    let mut places: HashMap<i64, usize> = HashMap::new();
    let mut add = |job_id: i64, name: &str, ci: &str, followed: bool, result: JobResult| {
        let place = *places.entry(job_id).or_insert_with(|| {
            jobs.push(JobResults {
                job_id,
                job_name: name.to_owned(),
                ci: ci.to_owned(),
                results: Vec::new(),
                followed_only: true,
            });
            jobs.len() - 1
        });
        let Some(job) = jobs.get_mut(place) else { return };
        job.followed_only &= followed;
        job.results.push(result);
    };
    let known: HashMap<i64, &RunRow> = runs.iter().filter_map(|run| Some((run.launch_id?, run))).collect();
    for one in listed {
        let result = JobResult {
            launch_id: Some(one.launch_id),
            run_id: None,
            outcome: one.outcome,
            counts: one.counts,
            at: one.at,
        };
        let run = known.get(&one.launch_id).filter(|run| run.job_id == Some(one.job_id));
        add(one.job_id, &one.job_name, &one.ci, false, run.map_or(result, |run| of_run(run)));
    }
    let told = |id: i64, job: i64| listed.iter().any(|one| (one.launch_id, one.job_id) == (id, job));
    for run in runs {
        let Some(job_id) = run.job_id else { continue };
        if run.launch_id.is_some_and(|id| told(id, job_id)) {
            continue;
        }
        let (name, ci) = (run.job_name.as_deref(), run.ci.as_deref());
        add(job_id, name.unwrap_or_default(), ci.unwrap_or_default(), true, of_run(run));
    }
    for job in &mut jobs {
        job.results.sort_by_key(|result| result.at);
        let more = job.results.len().saturating_sub(KEPT);
        job.results.drain(..more);
    }
    jobs.sort_by_key(|job| std::cmp::Reverse(last(job)));
    jobs
}

fn last(job: &JobResults) -> Option<DateTime<Utc>> {
    job.results.last().map(|result| result.at)
}

fn of_run(run: &RunRow) -> JobResult {
    let state = state_of(run);
    JobResult {
        launch_id: run.launch_id,
        run_id: Some(run.id),
        outcome: state.outcome.filter(|_| state.is_finished()),
        counts: Some(state.counts),
        at: instant(run.asked_at),
    }
}

#[cfg(test)]
mod tests;
