//! The domain, as a person's window would ask it.

use std::path::Path;
use std::time::Duration;

use companion::Companion;
use companion::view::{ConnectionDraft, ConnectionSaved, ExportFileView, Failure, FileQuery, PlanSaved};

use crate::simulator::Simulator;
use crate::{Trouble, outside};

const LOOK: Duration = Duration::from_millis(20);

pub(crate) struct Program {
    pub(crate) companion: Companion,
}

impl Program {
    pub(crate) async fn start(simulator: &Simulator, data: &Path) -> Result<Self, Trouble> {
        let companion = Companion::start(outside::ports(data, drop)).await.map_err(said)?;
        let draft = ConnectionDraft {
            url: simulator.url.clone(),
            token: Some(simulator.token.clone()),
            ..ConnectionDraft::default()
        };
        match companion.save_connection(draft).await.map_err(said)? {
            ConnectionSaved::Saved { .. } => Ok(Self { companion }),
            ConnectionSaved::Refused { faults } => Err(format!("{faults:?}").into()),
        }
    }

    pub(crate) async fn first_project(&self) -> Result<i64, Trouble> {
        let projects = self.companion.projects(true).await.map_err(said)?;
        Ok(projects.items.iter().map(|project| project.id).min().ok_or("no project")?)
    }

    pub(crate) async fn save_plan(&self, project: i64) -> Result<i64, Trouble> {
        let mut draft = self.companion.plan_draft(None, project).await.map_err(said)?;
        "Bench".clone_into(&mut draft.name);
        draft.paused = true;
        match self.companion.save_plan(draft).await.map_err(said)? {
            PlanSaved::Saved { id } => Ok(id),
            PlanSaved::Refused { faults } => Err(format!("{faults:?}").into()),
        }
    }

    /// Runs the plan to its end; the new file.
    pub(crate) async fn export(&self, plan: i64) -> Result<ExportFileView, Trouble> {
        let before = self.newest().await?.map(|file| file.id);
        let key = format!("bench-{}", before.unwrap_or(0));
        self.companion.run_plan(key, plan).await.map_err(said)?;
        loop {
            match self.newest().await? {
                Some(file) if Some(file.id) != before => return Ok(file),
                Some(_) | None => tokio::time::sleep(LOOK).await,
            }
        }
    }

    async fn newest(&self) -> Result<Option<ExportFileView>, Trouble> {
        let query = FileQuery { plan_id: None, project_id: None, text: String::new(), offset: 0, limit: 1 };
        Ok(self.companion.export_files(query).await.map_err(said)?.items.into_iter().next())
    }
}

pub(crate) fn said(failure: Failure) -> Trouble {
    format!("{} {}", failure.message, failure.details.unwrap_or_default()).into()
}
