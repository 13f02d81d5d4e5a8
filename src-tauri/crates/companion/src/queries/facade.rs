use std::collections::HashMap;
use std::sync::PoisonError;

use chrono::{DateTime, Utc};
use futures::stream::{self, StreamExt as _, TryStreamExt as _};
use testops::{ErrorKind, PageRequest, TestResult};

use crate::Companion;
use crate::companion::Inner;
use crate::core::encoding::instant;
use crate::core::session::Session;
use crate::view::{
    Failure, FieldFault, QueriedDetails, QueriedParts, QueriedResult, QuerySubject, QueryVerdict,
    ResultQueries, ResultQueryPage, Saved, SavedQuery, TestStatus,
};

/// So many results are read at the same time.
const AT_ONCE: usize = 6;

/// The most details of one request of the page.
const MOST_DETAILS: usize = 100;

const LONGEST_NAME: usize = 100;

impl Companion {
    /// Whether a query can be asked, and how many it finds.
    pub async fn check_query(
        &self,
        project_id: i64,
        subject: QuerySubject,
        query: String,
    ) -> Result<QueryVerdict, Failure> {
        let inner = &self.inner;
        inner.judge_query(&inner.session()?, project_id, subject, &query).await
    }

    /// A page of the results that a query finds, the newest first; the first page notes that it was asked.
    pub async fn query_results(
        &self,
        project_id: i64,
        query: String,
        page: u32,
        size: u32,
    ) -> Result<ResultQueryPage, Failure> {
        let inner = &self.inner;
        let session = inner.session()?;
        let request = PageRequest { number: page, size: size.clamp(1, 1_000) };
        let found = session.client.newest_test_results(project_id, &query, request).await;
        let found = found.map_err(|error| inner.asked(&session, &error))?;
        if page == 0 && !query.trim().is_empty() {
            let queries = inner.store.result_queries();
            let at = inner.now().timestamp_millis();
            let noted = queries.asked(session.connection.id, project_id, query.trim(), at).await;
            noted.map_err(|error| inner.stored(&error))?;
        }
        let shown = u64::from(page) * u64::from(request.size) + found.items.len() as u64;
        let total = found.total.unwrap_or(shown);
        Ok(ResultQueryPage {
            items: found.items.into_iter().map(queried).collect(),
            total: u32::try_from(total).unwrap_or(u32::MAX),
        })
    }

    /// What the search does not tell of results, in their order. Each is a request of its own: no more are asked for than
    /// the request budget of a minute holds. Those that are not on the server any more are left out.
    pub async fn queried_details(
        &self,
        project_id: i64,
        result_ids: Vec<i64>,
    ) -> Result<QueriedParts, Failure> {
        let inner = &self.inner;
        let session = inner.session()?;
        let mut ids = result_ids;
        ids.truncate(MOST_DETAILS);
        let again_at = inner.afford(&mut ids);
        let results = inner.whole_results(&session, ids).await?;
        Ok(QueriedParts { items: inner.details(&session, project_id, results).await?, again_at })
    }

    pub async fn result_queries(&self, project_id: i64) -> Result<ResultQueries, Failure> {
        let inner = &self.inner;
        let connection_id = inner.session()?.connection.id;
        let rows = inner.store.result_queries().list(connection_id, project_id).await;
        let mut queries = ResultQueries::default();
        for row in rows.map_err(|error| inner.stored(&error))? {
            match row.name {
                Some(name) => queries.saved.push(SavedQuery { id: row.id, name, query: row.query }),
                None => queries.recent.push(row.query),
            }
        }
        Ok(queries)
    }

    /// Saves a query under a name; another one of that name goes.
    pub async fn save_query(&self, project_id: i64, name: String, query: String) -> Result<Saved, Failure> {
        let inner = &self.inner;
        let (name, query) = (name.trim(), query.trim());
        let connection_id = inner.session()?.connection.id;
        if name.is_empty() || name.chars().count() > LONGEST_NAME {
            let message = inner.texts().name_of_query(LONGEST_NAME);
            return Ok(Saved::Refused { faults: vec![FieldFault { field: "name".to_owned(), message }] });
        }
        let at = inner.now().timestamp_millis();
        let saved = inner.store.result_queries().save(connection_id, project_id, name, query, at).await;
        saved.map_err(|error| inner.stored(&error))?;
        Ok(Saved::Saved)
    }

    pub async fn delete_query(&self, id: i64) -> Result<(), Failure> {
        let inner = &self.inner;
        let connection_id = inner.session()?.connection.id;
        let deleted = inner.store.result_queries().delete(connection_id, id).await;
        deleted.map_err(|error| inner.stored(&error))
    }
}

impl Inner {
    /// Leaves those that may be asked for, and says when the others may be.
    fn afford(&self, ids: &mut Vec<i64>) -> Option<DateTime<Utc>> {
        let (now, most) = (self.now(), self.settings.borrow().request_budget);
        let mut queried = self.queried.lock().unwrap_or_else(PoisonError::into_inner);
        let (at, again_at) = (0..ids.len()).find_map(|at| Some((at, queried.take(now, most).err()?)))?;
        ids.truncate(at);
        Some(again_at)
    }

    /// In the order of the ids; those that are not on the server any more are left out.
    pub(super) async fn whole_results(
        &self,
        session: &Session,
        ids: Vec<i64>,
    ) -> Result<Vec<TestResult>, Failure> {
        let read = |id| async move {
            match session.client.test_result(id).await {
                Ok(result) => Ok(Some(result)),
                Err(error) if matches!(error.kind(), ErrorKind::NotFound { .. }) => Ok(None),
                Err(error) => Err(self.asked(session, &error)),
            }
        };
        let read: Vec<_> = stream::iter(ids.into_iter().map(read)).buffered(AT_ONCE).try_collect().await?;
        Ok(read.into_iter().flatten().collect())
    }

    pub(super) async fn details(
        &self,
        session: &Session,
        project_id: i64,
        results: Vec<TestResult>,
    ) -> Result<Vec<QueriedDetails>, Failure> {
        let stored = |error| self.stored(&error);
        let connection_id = session.connection.id;
        let launches: Vec<i64> = results.iter().filter_map(|result| result.launch_id).collect();
        let runs = self.store.runs().followed(connection_id, &launches).await.map_err(stored)?;
        let runs: HashMap<i64, i64> = runs.into_iter().collect();
        let kept = self.store.trends(connection_id, project_id);
        let kept = kept.launch_names(&launches).await.map_err(stored)?;
        let mut names: HashMap<i64, String> = kept.into_iter().collect();
        let mut unknown: Vec<i64> = launches.into_iter().filter(|id| !names.contains_key(id)).collect();
        unknown.sort_unstable();
        unknown.dedup();
        names.extend(launch_names(session, project_id, &unknown).await);
        let ahead = session.client.clock_offset().unwrap_or_default();
        Ok(results
            .into_iter()
            .map(|result| {
                let at = result.stop.or(result.start).or(result.created_date);
                QueriedDetails {
                    id: result.id,
                    message: result.message,
                    launch_id: result.launch_id,
                    launch_name: result.launch_id.and_then(|id| names.get(&id).cloned()),
                    run_id: result.launch_id.and_then(|id| runs.get(&id).copied()),
                    at: at
                        .and_then(|at| at.checked_sub_signed(ahead))
                        .map(|at| instant(at.timestamp_millis())),
                }
            })
            .collect())
    }
}

/// Of launches that Trends did not read. Those that the server does not tell keep their ids.
async fn launch_names(session: &Session, project_id: i64, ids: &[i64]) -> Vec<(i64, String)> {
    let mut names = Vec::new();
    for ids in ids.chunks(MOST_DETAILS) {
        let list: Vec<String> = ids.iter().map(i64::to_string).collect();
        let (query, most) = (format!("id in [{}]", list.join(",")), PageRequest::first(100));
        let Ok(page) = session.client.search_launches(project_id, &query, most).await else { break };
        names.extend(page.items.into_iter().map(|launch| (launch.id, launch.name)));
    }
    names
}

pub(super) fn queried(result: TestResult) -> QueriedResult {
    let status = match &result.status {
        None => TestStatus::InProgress,
        Some(status) => status.as_str().parse().unwrap_or(TestStatus::Unknown),
    };
    QueriedResult {
        id: result.id,
        name: result.name,
        status,
        duration_ms: result.duration.and_then(|length| u64::try_from(length).ok()),
    }
}
