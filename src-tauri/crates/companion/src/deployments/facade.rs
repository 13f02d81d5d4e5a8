use crate::Companion;
use crate::view::{
    BuildOutput, DeploymentAct, DeploymentAnswer, DeploymentDraft, DeploymentLimits, DeploymentProblem,
    DeploymentsView, DraftSource, EngineView, EnvironmentEntry, Failure, FileSaved, LogPage, LogQuery,
};

impl Companion {
    pub async fn deployments(&self) -> Result<DeploymentsView, Failure> {
        Ok(DeploymentsView { engine: EngineView::Looking, bots: Vec::new(), most: 3, as_of: None })
    }

    pub async fn look_for_engine(&self) -> Result<(), Failure> {
        Ok(())
    }

    pub async fn deployment_draft(
        &self,
        name: Option<String>,
        paths: Vec<String>,
    ) -> Result<DeploymentDraft, Failure> {
        Ok(DeploymentDraft {
            name: name.unwrap_or_default(),
            source: DraftSource::Simple {
                paths,
                entrypoint: String::new(),
                requirements: String::new(),
                base_image: String::new(),
            },
            environment: Vec::new(),
            limits: DeploymentLimits { memory_mb: 256, cpu_cores: 0.5, processes: 100, lifetime_hours: 24.0 },
        })
    }

    pub async fn check_deployment(
        &self,
        _draft: DeploymentDraft,
        _update: bool,
    ) -> Result<Vec<DeploymentProblem>, Failure> {
        Ok(Vec::new())
    }

    pub async fn deploy(
        &self,
        _key: String,
        _draft: DeploymentDraft,
        _update: bool,
    ) -> Result<DeploymentAnswer, Failure> {
        Ok(DeploymentAnswer::Begun)
    }

    pub async fn act_on_deployment(
        &self,
        _key: String,
        _name: String,
        _act: DeploymentAct,
    ) -> Result<DeploymentAnswer, Failure> {
        Ok(DeploymentAnswer::Begun)
    }

    pub async fn build_output(&self, _name: String) -> Result<BuildOutput, Failure> {
        Ok(BuildOutput { lines: Vec::new(), running: false })
    }

    pub async fn deployment_log(&self, query: LogQuery) -> Result<LogPage, Failure> {
        Ok(LogPage { total: 0, found: 0, from: query.from.unwrap_or(0), lines: Vec::new(), cut: false })
    }

    pub async fn save_log(&self, _name: String, path: String, _replace: bool) -> Result<FileSaved, Failure> {
        Ok(FileSaved::Saved { path, rows: 0 })
    }

    pub async fn deployment_environment(&self, _name: String) -> Result<Vec<EnvironmentEntry>, Failure> {
        Ok(Vec::new())
    }

    pub async fn save_environment(
        &self,
        _key: String,
        _name: String,
        _environment: Vec<EnvironmentEntry>,
    ) -> Result<DeploymentAnswer, Failure> {
        Ok(DeploymentAnswer::Begun)
    }
}
