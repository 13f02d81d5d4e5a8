//! The domain, as a person's window would ask it.

use std::path::Path;
use std::time::{Duration, Instant};

use companion::Companion;
use companion::view::{
    AttemptOutcome, ConnectionDraft, ConnectionSaved, Event, ExportScope, Failure, FileQuery, PlanSaved,
    PlanState,
};
use tokio::sync::mpsc;

use crate::simulator::Simulator;
use crate::{Trouble, outside};

pub(crate) struct Program {
    companion: Companion,
    changed: tokio::sync::Mutex<mpsc::UnboundedReceiver<()>>,
}

pub(crate) struct Done {
    pub(crate) rows: u64,
    pub(crate) bytes: u64,
    /// From the click to the last file's row.
    pub(crate) took: Duration,
}

impl Program {
    pub(crate) async fn start(simulator: &Simulator, data: &Path) -> Result<Self, Trouble> {
        let (news, changed) = mpsc::unbounded_channel();
        let ports = outside::ports(data, move |event| {
            if let Event::ExportsChanged = event {
                let _ = news.send(());
            }
        });
        let companion = Companion::start(ports).await.map_err(said)?;
        let draft = ConnectionDraft {
            url: simulator.url.clone(),
            token: Some(simulator.token.clone()),
            ..ConnectionDraft::default()
        };
        match companion.save_connection(draft).await.map_err(said)? {
            ConnectionSaved::Saved { .. } => {}
            ConnectionSaved::Refused { faults } => return Err(format!("{faults:?}").into()),
        }
        Ok(Self { companion, changed: changed.into() })
    }

    pub(crate) async fn first_project(&self) -> Result<i64, Trouble> {
        let projects = self.companion.projects(true).await.map_err(said)?;
        Ok(projects.items.iter().map(|project| project.id).min().ok_or("no project")?)
    }

    /// So many groups of the project's first tree, from the top.
    pub(crate) async fn groups(&self, project: i64, many: usize) -> Result<ExportScope, Trouble> {
        let choices = self.companion.plan_choices(project).await.map_err(said)?;
        let tree = choices.trees.into_iter().next().ok_or("no tree")?;
        let mut found = self.companion.tree_groups(project, tree.id, None).await.map_err(said)?;
        let mut at = 0;
        while found.len() < many && at < found.len() {
            let parent = found[at].group.clone();
            found.extend(self.companion.tree_groups(project, tree.id, Some(parent)).await.map_err(said)?);
            at += 1;
        }
        if found.len() < many {
            return Err(format!("the tree has {} groups", found.len()).into());
        }
        let groups = found.into_iter().take(many).map(|group| group.group).collect();
        Ok(ExportScope::Groups { tree_id: tree.id, tree_name: tree.name, groups })
    }

    pub(crate) async fn save_plan(
        &self,
        project: i64,
        scope: ExportScope,
        folder: &Path,
    ) -> Result<i64, Trouble> {
        let mut draft = self.companion.plan_draft(None, project).await.map_err(said)?;
        draft.scope = scope;
        draft.folder = Some(folder.to_string_lossy().into_owned());
        draft.paused = true;
        draft.retries = Vec::new();
        match self.companion.save_plan(draft).await.map_err(said)? {
            PlanSaved::Saved { id } => Ok(id),
            PlanSaved::Refused { faults } => Err(format!("{faults:?}").into()),
        }
    }

    /// Runs the plan now, to its end.
    pub(crate) async fn run(&self, plan: i64) -> Result<Done, Trouble> {
        let mut changed = self.changed.lock().await;
        while changed.try_recv().is_ok() {}
        let started = Instant::now();
        self.companion.run_plan(uuid::Uuid::new_v4().to_string(), plan).await.map_err(said)?;
        loop {
            changed.recv().await.ok_or("the program has ended")?;
            let took = started.elapsed();
            let view = self.companion.exports().await.map_err(said)?;
            let plan = view.plans.into_iter().find(|one| one.id == plan).ok_or("the plan is gone")?;
            let Some(last) = plan.last.filter(|_| plan.state == PlanState::Idle) else { continue };
            return match last.outcome {
                AttemptOutcome::Done => Ok(Done { rows: last.rows, bytes: last.bytes, took }),
                AttemptOutcome::Running => continue,
                outcome @ (AttemptOutcome::Failed
                | AttemptOutcome::Cancelled
                | AttemptOutcome::Interrupted
                | AttemptOutcome::Missed
                | AttemptOutcome::Skipped) => Err(format!("{outcome:?}: {:?}", last.failure).into()),
            };
        }
    }

    pub(crate) async fn delete_files(&self, plan: i64) -> Result<(), Trouble> {
        let query =
            FileQuery { plan_id: Some(plan), project_id: None, text: String::new(), offset: 0, limit: 200 };
        let files = self.companion.export_files(query).await.map_err(said)?;
        let ids = files.items.iter().map(|file| file.id).collect();
        self.companion.delete_files(ids).await.map_err(said)?;
        Ok(())
    }

    /// The columns that “everything” stands for.
    pub(crate) async fn columns(&self, project: i64) -> Result<Vec<companion::view::ExportColumn>, Trouble> {
        Ok(self.companion.plan_choices(project).await.map_err(said)?.columns)
    }

    pub(crate) async fn end(self) {
        self.companion.shutdown().await;
    }
}

fn said(failure: Failure) -> Trouble {
    format!("{} {}", failure.message, failure.details.unwrap_or_default()).into()
}
