use store::{JobValuesRow, NewPreset, PresetRow};

use crate::Companion;
use crate::connection::catalogue::{self, Job};
use crate::core::encoding::instant;
use crate::core::session::Session;
use crate::runs::decide::estimate::usual;
use crate::runs::form_check::text_fault;
use crate::runs::past;
use crate::runs::template::{run_name, unlike};
use crate::texts::Trouble;
use crate::view::{
    Event, Failure, FieldFault, FormValues, JobForm, ParameterView, Preset, PresetDraft, Saved,
};

impl Companion {
    /// A job that vanished from the server is `NotFound`.
    pub async fn job_form(&self, project_id: i64, job_id: i64) -> Result<JobForm, Failure> {
        let inner = &self.inner;
        let session = inner.session()?;
        let connection_id = session.connection.id;
        let told = catalogue::jobs(inner, &session, project_id, true).await?;
        let Some(job) = told.value.jobs.iter().find(|job| job.id == job_id) else {
            return Err(inner.trouble(Trouble::NotFound));
        };
        let stored = |error| inner.stored(&error);
        let last_run =
            inner.store.runs().last_of_job(connection_id, project_id, job_id).await.map_err(stored)?;
        let last = self.last_values(&session, project_id, job_id).await?;
        let presets =
            inner.store.presets().of_job(connection_id, project_id, job_id).await.map_err(stored)?;
        let past = past::of_job(&inner.store, connection_id, project_id, job_id, None);
        let past = past.await.map_err(stored)?;
        // The form is of use without them.
        let variables = catalogue::variables(inner, &session, project_id, false).await;
        let project_name = catalogue::project_name(&inner.store, connection_id, project_id).await;
        let newest = last_run.as_ref().map(|run| run.name.as_str());
        let suggested_name = self.suggested_name(&job.name, &project_name, newest);
        Ok(JobForm {
            project_id,
            project_name,
            job: self.job_view(job, told.value.may_launch, last_run.as_ref()),
            suggested_name,
            parameters: parameters(job, last.as_ref()),
            presets: presets.iter().map(|row| preset(row, job)).collect(),
            last,
            variables: variables.map(|told| told.value).unwrap_or_default(),
            usual: usual(&past),
            as_of: told.as_of,
            stale: told.stale,
        })
    }

    /// What a launch of the job is called unless a person says otherwise; `newest` is the name of its newest run.
    fn suggested_name(&self, job: &str, project: &str, newest: Option<&str>) -> String {
        let inner = &self.inner;
        let local = inner.ports.clock.local(inner.now());
        unlike(run_name(&inner.settings.borrow().name_template, job, project, local), newest)
    }

    /// The same, of a job that no form was opened for.
    pub(crate) async fn name_of_next(
        &self,
        (connection_id, project_id, job_id): (i64, i64, i64),
        job: &str,
        project: &str,
    ) -> Result<String, Failure> {
        let newest = self.inner.store.runs().last_of_job(connection_id, project_id, job_id).await;
        let newest = newest.map_err(|error| self.inner.stored(&error))?.map(|run| run.name);
        Ok(self.suggested_name(job, project, newest.as_deref()))
    }

    async fn last_values(
        &self,
        session: &Session,
        project_id: i64,
        job_id: i64,
    ) -> Result<Option<FormValues>, Failure> {
        let inner = &self.inner;
        let row: Option<JobValuesRow> = inner
            .store
            .job_values()
            .get(session.connection.id, project_id, job_id)
            .await
            .map_err(|error| inner.stored(&error))?;
        Ok(row.and_then(|row| {
            tracing::debug!(from = %instant(row.at), "found the last values of the job");
            serde_json::from_str(&row.form).ok()
        }))
    }

    pub async fn suggest_tags(&self, project_id: i64, text: String) -> Result<Vec<String>, Failure> {
        let session = self.inner.session()?;
        let tags = session.client.suggest_launch_tags(project_id, &text).await;
        let tags = tags.map_err(|error| self.inner.asked(&session, &error))?;
        Ok(tags.into_iter().map(|tag| tag.name).collect())
    }

    pub async fn suggest_environment(
        &self,
        project_id: i64,
        variable_id: i64,
        text: String,
    ) -> Result<Vec<String>, Failure> {
        let session = self.inner.session()?;
        let values = session.client.suggest_env_values(variable_id, project_id, &text).await;
        let values = values.map_err(|error| self.inner.asked(&session, &error))?;
        Ok(values.into_iter().map(|value| value.name).collect())
    }

    pub async fn save_preset(&self, draft: PresetDraft) -> Result<Saved, Failure> {
        let inner = &self.inner;
        if let Some(fault) = text_fault(&draft.name) {
            let fault = FieldFault { field: "name".to_owned(), message: inner.texts().fault(fault) };
            return Ok(Saved::Refused { faults: vec![fault] });
        }
        let preset = NewPreset {
            connection_id: inner.session()?.connection.id,
            project_id: draft.project_id,
            job_id: draft.job_id,
            name: draft.name.trim().to_owned(),
            form: serde_json::to_string(&draft.values).unwrap_or_default(),
        };
        inner.store.presets().save(&preset).await.map_err(|error| inner.stored(&error))?;
        inner.emit(Event::CatalogueChanged);
        Ok(Saved::Saved)
    }

    pub async fn delete_preset(&self, id: i64) -> Result<(), Failure> {
        let inner = &self.inner;
        inner.store.presets().delete(id).await.map_err(|error| inner.stored(&error))?;
        inner.emit(Event::CatalogueChanged);
        Ok(())
    }
}

pub(crate) fn parameters(job: &Job, last: Option<&FormValues>) -> Vec<ParameterView> {
    job.parameters
        .iter()
        .map(|parameter| ParameterView {
            id: parameter.id,
            name: parameter.name.clone(),
            default: parameter.default.clone(),
            last: last
                .and_then(|last| last.parameters.iter().find(|given| given.name == parameter.name))
                .map(|given| given.value.clone())
                .filter(|value| *value != parameter.default),
        })
        .collect()
}

fn preset(row: &PresetRow, job: &Job) -> Preset {
    let values: FormValues = serde_json::from_str(&row.form).unwrap_or_default();
    let is_gone = |name: &str| !job.parameters.iter().any(|parameter| parameter.name == name);
    let gone =
        values.parameters.iter().map(|given| given.name.clone()).filter(|name| is_gone(name)).collect();
    Preset { id: row.id, name: row.name.clone(), values, gone }
}
