use crate::client::{Call, Client};
use crate::error::Error;
use crate::model::{Job, JobRun, JobRunRequest, Launch, Rerun};
use crate::{Page, PageRequest, Result};

fn of_project(project_id: i64) -> Call {
    Call::get("/job").query("projectId", project_id).query("sort", "id,asc")
}

impl Client {
    /// `GET /job`: a project's jobs, by id.
    pub async fn jobs(&self, project_id: i64, page: PageRequest) -> Result<Page<Job>> {
        self.read_page(of_project(project_id), page).await
    }

    /// All jobs of a project.
    pub async fn all_jobs(&self, project_id: i64) -> Result<Vec<Job>> {
        self.read_all(|| of_project(project_id)).await
    }

    /// `GET /job/{id}`
    pub async fn job(&self, id: i64) -> Result<Job> {
        self.read(Call::get(format!("/job/{id}"))).await
    }

    /// `POST /job/{id}/run`: answers with the new launch, which usually has no results yet. Sent exactly once: after
    /// an error with [`Sent::Maybe`](crate::Sent::Maybe) the launch may exist, and has to be looked for.
    pub async fn run_job(&self, job_id: i64, request: &JobRunRequest) -> Result<Launch> {
        self.write(Call::post(format!("/job/{job_id}/run")).body(request)?).await
    }

    /// The same with some of the job's tests only. A selection that names none would run the whole job, and is refused
    /// here.
    pub async fn run_job_tests(&self, job_id: i64, request: &JobRunRequest) -> Result<Launch> {
        if request.selection.is_everything() {
            return Err(Error::config("a selection of no tests runs the whole job"));
        }
        self.run_job(job_id, request).await
    }

    /// `GET /jobrun/{id}`
    pub async fn job_run(&self, id: i64) -> Result<JobRun> {
        self.read(Call::get(format!("/jobrun/{id}"))).await
    }

    /// `POST /jobrun/{id}/rerun`: runs those results again that `rql` selects, for example
    /// `status in ["failed","broken"]`. The launch has to be open. The server answers before it has begun.
    pub async fn rerun_job_run(&self, job_run_id: i64, rql: &str) -> Result<()> {
        self.write_only(Call::post(format!("/jobrun/{job_run_id}/rerun")).body(&Rerun { rql })?).await
    }
}
