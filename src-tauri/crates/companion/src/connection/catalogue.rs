//! What the server offers: projects, jobs, variables. Each is asked for, kept, and told with its age, so that a
//! server that cannot be asked just now does not empty a list.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use store::{CachedRow, Store};
use testops::{Client, Error, Permission};

use crate::companion::Inner;
use crate::core::encoding::instant;
use crate::core::session::Session;
use crate::view::{EnvVariable, Failure};

/// How long an answer is good enough when nobody asked for a fresh one.
const FRESH: TimeDelta = TimeDelta::minutes(10);

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Project {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) abbr: Option<String>,
    pub(crate) description: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Job {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) ci: String,
    pub(crate) url: Option<String>,
    /// Told by some versions only.
    pub(crate) can_run: Option<bool>,
    pub(crate) parameters: Vec<Parameter>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Parameter {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) default: String,
}

/// The jobs of a project, and whether the token's owner may launch them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Jobs {
    pub(crate) jobs: Vec<Job>,
    pub(crate) may_launch: bool,
}

/// Something the server said, and when.
pub(crate) struct Told<T> {
    pub(crate) value: T,
    pub(crate) as_of: DateTime<Utc>,
    /// The server could not be asked just now.
    pub(crate) stale: bool,
}

pub(crate) async fn projects(
    inner: &Inner,
    session: &Session,
    refresh: bool,
) -> Result<Told<Vec<Project>>, Failure> {
    told(inner, session, "projects", refresh, ask_projects(&session.client)).await
}

pub(crate) async fn jobs(
    inner: &Inner,
    session: &Session,
    project: i64,
    refresh: bool,
) -> Result<Told<Jobs>, Failure> {
    told(inner, session, &format!("jobs/{project}"), refresh, ask_jobs(&session.client, project)).await
}

pub(crate) async fn variables(
    inner: &Inner,
    session: &Session,
    project: i64,
    refresh: bool,
) -> Result<Told<Vec<EnvVariable>>, Failure> {
    told(inner, session, &format!("variables/{project}"), refresh, ask_variables(&session.client, project))
        .await
}

/// What the server last told, without asking it: the projects.
pub(crate) async fn known_projects(store: &Store, connection_id: i64) -> Option<Vec<Project>> {
    cached(store, connection_id, "projects").await.map(|(projects, _)| projects)
}

/// What the server last told, without asking it: the jobs of a project.
pub(crate) async fn known_jobs(store: &Store, connection_id: i64, project: i64) -> Option<Jobs> {
    cached(store, connection_id, &format!("jobs/{project}")).await.map(|(jobs, _)| jobs)
}

/// The names of all projects that are known, without asking the server.
pub(crate) async fn project_names(store: &Store, connection_id: i64) -> HashMap<i64, String> {
    let projects = known_projects(store, connection_id).await.unwrap_or_default();
    projects.into_iter().map(|project| (project.id, project.name)).collect()
}

/// The project's name as far as it is known, without asking the server.
pub(crate) async fn project_name(store: &Store, connection_id: i64, project: i64) -> String {
    let projects = known_projects(store, connection_id).await.unwrap_or_default();
    projects
        .into_iter()
        .find(|known| known.id == project)
        .map_or_else(|| format!("#{project}"), |known| known.name)
}

impl From<testops::Job> for Job {
    fn from(job: testops::Job) -> Self {
        let parameters = job
            .parameters
            .iter()
            .filter_map(|parameter| {
                let id = parameter.id?;
                // Some versions tell no name; the id is then all there is to call it by.
                let name = parameter.name.clone().unwrap_or_else(|| format!("#{id}"));
                Some(Parameter { id, name, default: parameter.default_text().to_owned() })
            })
            .collect();
        Self {
            id: job.id,
            name: job.name,
            ci: job.kind.unwrap_or_default(),
            url: job.url,
            can_run: job.can_run,
            parameters,
        }
    }
}

async fn ask_projects(client: &Client) -> Result<Vec<Project>, Error> {
    let projects = client.all_projects().await?;
    Ok(projects
        .into_iter()
        .map(|project| Project {
            id: project.id,
            name: project.name,
            abbr: project.abbr,
            description: project.description,
        })
        .collect())
}

async fn ask_jobs(client: &Client, project: i64) -> Result<Jobs, Error> {
    let (jobs, permissions) = tokio::join!(client.all_jobs(project), client.permissions(project));
    // A server that does not tell the rights says no when it is asked to launch.
    let may_launch = permissions.map_or(true, |rights| rights.contains(&Permission::Write));
    Ok(Jobs { jobs: jobs?.into_iter().map(Job::from).collect(), may_launch })
}

async fn ask_variables(client: &Client, project: i64) -> Result<Vec<EnvVariable>, Error> {
    let schema = client.env_schema(project).await?;
    let mut variables: Vec<EnvVariable> = schema
        .into_iter()
        .filter_map(|entry| entry.env_var)
        .map(|variable| EnvVariable { id: variable.id, name: variable.name })
        .collect();
    variables.sort_by(|left, right| left.name.cmp(&right.name).then(left.id.cmp(&right.id)));
    variables.dedup_by_key(|variable| variable.id);
    Ok(variables)
}

pub(crate) async fn told<T: Serialize + DeserializeOwned>(
    inner: &Inner,
    session: &Session,
    key: &str,
    refresh: bool,
    ask: impl Future<Output = Result<T, Error>>,
) -> Result<Told<T>, Failure> {
    // The store keeps milliseconds; what is told at once shall not look newer than what was kept of it.
    let (connection_id, now) = (session.connection.id, instant(inner.now().timestamp_millis()));
    let known = cached::<T>(&inner.store, connection_id, key).await;
    if let Some((value, as_of)) = known
        && !refresh
        && now - as_of < FRESH
        && as_of <= now
    {
        return Ok(Told { value, as_of, stale: false });
    }
    let error = match ask.await {
        Ok(value) => {
            let json = serde_json::to_string(&value).unwrap_or_default();
            let row = CachedRow { json, at: now.timestamp_millis() };
            if let Err(error) = inner.store.cache().put(connection_id, key, &row).await {
                tracing::warn!(%error, key, "what the server said could not be kept");
            }
            return Ok(Told { value, as_of: now, stale: false });
        }
        Err(error) => error,
    };
    match cached(&inner.store, connection_id, key).await {
        Some((value, as_of)) => Ok(Told { value, as_of, stale: true }),
        None => Err(inner.asked(session, &error)),
    }
}

async fn cached<T: DeserializeOwned>(
    store: &Store,
    connection_id: i64,
    key: &str,
) -> Option<(T, DateTime<Utc>)> {
    let row = store.cache().get(connection_id, key).await.ok()??;
    Some((serde_json::from_str(&row.json).ok()?, instant(row.at)))
}
