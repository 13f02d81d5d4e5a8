use chrono::TimeDelta;
use store::{JobValuesRow, RunRow};
use testops::{
    Criterion, EnvVariableRef, EnvironmentSet, ErrorKind, LaunchName, LaunchQuery, NewEnvValue, PageRequest,
    ParameterValue, TagRef,
};

use super::chosen::Given;
use super::form::parameters;
use crate::Companion;
use crate::bot::Follower;
use crate::connection::catalogue::{self, Job};
use crate::core::session::Session;
use crate::runs::decide::RunState;
use crate::runs::decide::pending::{By, Pending, Request};
use crate::runs::form_check;
use crate::runs::record::{Asked, asked_of, blank_row, write_state};
use crate::runs::{Elsewhere, Message, NewLaunch};
use crate::texts::{Fault, NotPossible};
use crate::view::{
    EnvVariable, Failure, FieldFault, LaunchAnswer, LaunchRequest, Origin, RunView, ServerLaunch,
};

/// How a launch is asked for, and who is told of it.
#[derive(Default)]
struct Terms {
    follower: Option<Follower>,
    /// Nobody is there to take it back.
    at_once: bool,
    only_new: bool,
}

/// How many launches of a project are offered to be followed.
const OFFERED: u32 = 50;

impl Companion {
    /// Stores the intent; the request goes out after the time in which it can be taken back. The same key never launches
    /// twice.
    pub async fn launch(&self, request: LaunchRequest) -> Result<LaunchAnswer, Failure> {
        self.launch_on(request, Terms::default()).await
    }

    /// What nobody asks for just now goes out at once.
    pub(crate) async fn launch_by_itself(
        &self,
        request: LaunchRequest,
        only_new: bool,
    ) -> Result<LaunchAnswer, Failure> {
        self.launch_on(request, Terms { at_once: true, only_new, follower: None }).await
    }

    /// The same for somebody in chat, who is owed the outcome from the moment that the intent is stored.
    pub async fn launch_for(
        &self,
        request: LaunchRequest,
        follower: Option<Follower>,
    ) -> Result<LaunchAnswer, Failure> {
        self.launch_on(request, Terms { follower, ..Terms::default() }).await
    }

    async fn launch_on(&self, request: LaunchRequest, terms: Terms) -> Result<LaunchAnswer, Failure> {
        let inner = &self.inner;
        let session = inner.session()?;
        // Whatever became of the job meanwhile, a key that was carried out is answered as it was.
        let before = inner.store.runs().of_key(&request.key).await.map_err(|error| inner.stored(&error))?;
        if let Some(run) = before {
            return Ok(LaunchAnswer::Asked { run_id: run.id });
        }
        let Some(job) = Box::pin(self.fresh_job(&session, request.project_id, request.job_id)).await? else {
            return Ok(self.refused("job", Fault::JobGone));
        };
        let faults = form_check::check(&request, &parameters(&job, None), inner.texts());
        if !faults.is_empty() {
            return Ok(LaunchAnswer::Refused { faults });
        }
        let Ok(launch_name) = LaunchName::new(request.name.trim()) else {
            let is = request.name.trim().encode_utf16().count();
            return Ok(self.refused("name", Fault::TooLong { max: LaunchName::LIMIT, is }));
        };
        let environment = match Box::pin(self.environment(&session, &request)).await? {
            Ok(environment) => environment,
            Err(fault) => return Ok(LaunchAnswer::Refused { faults: vec![fault] }),
        };
        let tags = request.values.tags.iter().map(|tag| TagRef { id: None, name: tag.trim().to_owned() });
        let name = launch_name.as_str().to_owned();
        let given = Given { name: launch_name, tags: tags.collect(), environment };
        match Box::pin(self.what_is_asked(&session, &request, &job, given)).await? {
            Ok(what) => Box::pin(self.ask(&session, &request, &job, name, what, terms)).await,
            Err(fault) => Ok(LaunchAnswer::Refused { faults: vec![fault] }),
        }
    }

    async fn ask(
        &self,
        session: &Session,
        request: &LaunchRequest,
        job: &Job,
        name: String,
        what: Request,
        terms: Terms,
    ) -> Result<LaunchAnswer, Failure> {
        let inner = &self.inner;
        let connection_id = session.connection.id;
        let project_name = catalogue::project_name(&inner.store, connection_id, request.project_id).await;
        let Terms { follower, at_once, only_new } = terms;
        let in_chat_by = follower.as_ref().map(|follower| follower.user_id);
        let by_other_jobs = matches!(what, Request::Tests { by: By::Jobs | By::Plan(_), .. });
        let asked = Asked {
            values: request.values.clone(),
            only_new,
            in_chat_by,
            choice: request.choice.clone(),
            by_other_jobs,
        };
        let mut row = RunRow {
            request_key: request.key.clone(),
            job_id: Some(job.id),
            job_name: Some(job.name.clone()),
            ci: Some(job.ci.clone()),
            name,
            origin: Origin::Here.to_string(),
            request: serde_json::to_string(&asked).ok(),
            ..blank_row(connection_id, request.project_id, project_name, inner.now().timestamp_millis())
        };
        let now = inner.now();
        let undo = if at_once { TimeDelta::zero() } else { inner.undo_time() };
        let pending = Pending { send_at: now + undo, what };
        let asked = RunState::asked_with_offset(now, session.client.clock_offset());
        write_state(&mut row, &asked.pending(pending), false);
        let values = JobValuesRow {
            form: serde_json::to_string(&request.values).unwrap_or_default(),
            at: row.asked_at,
        };
        let new = Box::new(NewLaunch { row, values, follower });
        let run_id = inner.ask_runs(|reply| Message::Launch(new, reply)).await?;
        Ok(LaunchAnswer::Asked { run_id })
    }

    /// The job as it is by now; as it was last told when the server does not answer. `None` when it is gone.
    async fn fresh_job(
        &self,
        session: &Session,
        project_id: i64,
        job_id: i64,
    ) -> Result<Option<Job>, Failure> {
        let inner = &self.inner;
        match session.client.job(job_id).await {
            Ok(job) => return Ok(Some(job.into())),
            Err(error) if matches!(error.kind(), ErrorKind::NotFound { .. }) => return Ok(None),
            Err(error) => tracing::info!(%error, job_id, "the job is taken as it was last told"),
        }
        let told = catalogue::jobs(inner, session, project_id, false).await?;
        Ok(told.value.jobs.into_iter().find(|job| job.id == job_id))
    }

    async fn environment(
        &self,
        session: &Session,
        request: &LaunchRequest,
    ) -> Result<Result<Vec<EnvironmentSet>, FieldFault>, Failure> {
        let wanted = &request.values.environment;
        if wanted.iter().all(|given| given.value.trim().is_empty()) {
            return Ok(Ok(Vec::new()));
        }
        let known = catalogue::variables(&self.inner, session, request.project_id, false).await?.value;
        let mut values = Vec::new();
        for given in wanted.iter().filter(|given| !given.value.trim().is_empty()) {
            let Some(EnvVariable { id, .. }) = known.iter().find(|variable| variable.name == given.name)
            else {
                let message = self.inner.texts().fault(Fault::UnknownParameter { name: &given.name });
                return Ok(Err(FieldFault { field: format!("environment:{}", given.name), message }));
            };
            values.push(NewEnvValue {
                id: None,
                name: given.value.trim().to_owned(),
                variable: EnvVariableRef { id: *id, name: Some(given.name.clone()) },
            });
        }
        Ok(Ok(vec![EnvironmentSet { values }]))
    }

    /// Launches the job of a run again, with what the run was asked with and a fresh name. The same key never launches
    /// twice.
    pub async fn repeat(&self, key: String, run_id: i64) -> Result<LaunchAnswer, Failure> {
        Box::pin(self.repeat_for(key, run_id, None)).await
    }

    /// The same for somebody in chat, as in [`launch_for`](Self::launch_for).
    pub async fn repeat_for(
        &self,
        key: String,
        run_id: i64,
        follower: Option<Follower>,
    ) -> Result<LaunchAnswer, Failure> {
        let inner = &self.inner;
        let row = self.row(run_id).await?;
        let (Some(job_id), Some(asked)) = (row.job_id, asked_of(&row)) else {
            let why = if row.job_id.is_none() { NotPossible::NoJob } else { NotPossible::NotOurs };
            let message = inner.texts().not_possible(why).to_owned();
            let fault = FieldFault { field: "job".to_owned(), message };
            return Ok(LaunchAnswer::Refused { faults: vec![fault] });
        };
        let job_name = row.job_name.as_deref().unwrap_or(&row.name);
        let place = (row.connection_id, row.project_id, job_id);
        let name = self.name_of_next(place, job_name, &row.project_name).await?;
        let Asked { values, choice, .. } = asked;
        let request = LaunchRequest { key, project_id: row.project_id, job_id, name, values, choice };
        self.launch_for(request, follower).await
    }

    /// The newest launches of a project, to be followed.
    pub async fn server_launches(&self, project_id: i64, text: String) -> Result<Vec<ServerLaunch>, Failure> {
        let inner = &self.inner;
        let session = inner.session()?;
        let text = text.trim();
        let search = if text.is_empty() { Vec::new() } else { vec![Criterion::Name(text.to_owned())] };
        let query = LaunchQuery { search, ..LaunchQuery::default() };
        let page = session.client.launches(project_id, &query, PageRequest::first(OFFERED)).await;
        let page = page.map_err(|error| inner.asked(&session, &error))?;
        let listed: Vec<_> = page.items.iter().map(|launch| launch.id).collect();
        let known = inner.store.runs().followed(session.connection.id, &listed).await;
        let known = known.map_err(|error| inner.stored(&error))?;
        let ahead = session.client.clock_offset().unwrap_or_default();
        // A launch that is followed for chats only may be followed by the person as well.
        let active = self.active_runs().await?;
        let for_chats =
            |run_id| active.iter().any(|run| run.id == run_id && run.origin == Origin::Subscribed);
        let known: Vec<_> = known.into_iter().filter(|(_, run)| !for_chats(*run)).collect();
        let run_id = |launch: i64| known.iter().find(|(id, _)| *id == launch).map(|(_, run)| *run);
        Ok(page
            .items
            .into_iter()
            .map(|launch| ServerLaunch {
                launch_id: launch.id,
                name: launch.name,
                closed: launch.closed,
                created_at: launch.created_date.and_then(|created| created.checked_sub_signed(ahead)),
                created_by: launch.created_by,
                run_id: run_id(launch.id),
            })
            .collect())
    }

    /// Follows a launch that was started elsewhere. One that is followed already answers with its run.
    pub async fn follow(&self, project_id: i64, launch_id: i64) -> Result<LaunchAnswer, Failure> {
        let inner = &self.inner;
        let session = inner.session()?;
        let asked = |error| inner.asked(&session, &error);
        let launch = session.client.launch(launch_id).await.map_err(asked)?;
        let job_runs = session.client.launch_job_runs(launch_id).await.map_err(asked)?;
        let connection_id = session.connection.id;
        let project_id = launch.project_id.unwrap_or(project_id);
        let found = Elsewhere {
            connection_id,
            project_id,
            project_name: catalogue::project_name(&inner.store, connection_id, project_id).await,
            launch_id,
            name: launch.name,
            job: job_runs.iter().find_map(|run| run.job.as_ref()),
            created: launch.created_date,
            ahead: session.client.clock_offset().unwrap_or_default(),
        };
        let row = Box::new(found.row(Origin::Elsewhere, inner.now()));
        let run_id = inner.ask_runs(|reply| Message::Follow(row, reply)).await?;
        Ok(LaunchAnswer::Asked { run_id })
    }

    fn refused(&self, field: &str, fault: Fault<'_>) -> LaunchAnswer {
        let fault = FieldFault { field: field.to_owned(), message: self.inner.texts().fault(fault) };
        LaunchAnswer::Refused { faults: vec![fault] }
    }

    /// The runs that the watcher owns.
    pub async fn active_runs(&self) -> Result<Vec<RunView>, Failure> {
        self.inner.read_runs(Message::Views).await
    }
}

/// What the form holds, by the job's ids.
pub(super) fn given_parameters(job: &Job, request: &LaunchRequest) -> Vec<ParameterValue> {
    let given = &request.values.parameters;
    job.parameters
        .iter()
        .filter_map(|parameter| {
            let value = given.iter().find(|given| given.name == parameter.name)?.value.clone();
            Some(ParameterValue { id: parameter.id, value })
        })
        .collect()
}
