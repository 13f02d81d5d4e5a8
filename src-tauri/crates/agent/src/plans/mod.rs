//! Export plans from a file: what is there is made to be as the file says. Doing it twice changes nothing.

mod file;

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use companion::Companion;
use companion::view::{ExportScope, PlanDraft, PlanSaved, PlanView};

use crate::agent::{Agent, Extent, lock};
use crate::cli::say;
use crate::configuration::Configuration;
use crate::headless::ZonedClock;
use crate::replica::Held;
use crate::trouble::Trouble;

pub(crate) struct PlanChange {
    pub(crate) name: String,
    pub(crate) what: What,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    Made,
    Changed,
    AsItWas,
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Made => "made",
            Self::Changed => "changed",
            Self::AsItWas => "as it was",
        })
    }
}

/// From the command line, while no agent runs.
pub(crate) async fn apply_file(configuration: &Configuration, file: &Path) -> Result<(), Trouble> {
    let applied = match &configuration.database {
        Some(database) => {
            let held = Held::take(database).await?;
            let applied = apply_under(&held, configuration, file).await;
            held.release().await;
            applied
        }
        None => apply_with(&Agent::start(configuration, Extent::Silent).await?, file).await,
    };
    for PlanChange { name, what } in applied? {
        say(format_args!("{name}: {what}"));
    }
    Ok(())
}

async fn apply_under(
    held: &Held,
    configuration: &Configuration,
    file: &Path,
) -> Result<Vec<PlanChange>, Trouble> {
    let _lock = lock(&configuration.data_dir)?;
    let clock = Arc::new(ZonedClock::new(configuration.zone));
    let opened = held.open(configuration).await?;
    apply_with(&Agent::start_on(configuration, Extent::Silent, clock, opened).await?, file).await
}

async fn apply_with(agent: &Agent, file: &Path) -> Result<Vec<PlanChange>, Trouble> {
    let applied = apply(&agent.companion, file).await;
    agent.companion.shutdown().await;
    applied
}

/// All plans of the file, or none where one of them is wrong. Plans are known by their names.
pub(crate) async fn apply(companion: &Companion, file: &Path) -> Result<Vec<PlanChange>, Trouble> {
    let there = companion.exports().await?.plans;
    let mut wished_and_there = Vec::new();
    for draft in wished(companion, file).await? {
        let old = there.iter().find(|plan| plan.draft.name == draft.name);
        let draft = match old {
            Some(old) => with_names_of(draft, old),
            None => draft,
        };
        let check = companion.check_plan(draft.clone()).await?;
        if !check.faults.is_empty() {
            return Err(Trouble::Refused { what: draft.name, faults: check.faults });
        }
        wished_and_there.push((draft, old));
    }
    let mut changes = Vec::new();
    for (draft, old) in wished_and_there {
        let name = draft.name.clone();
        let what = match old {
            Some(old) if old.draft == draft => What::AsItWas,
            Some(_) => What::Changed,
            None => What::Made,
        };
        if what != What::AsItWas
            && let PlanSaved::Refused { faults } = companion.save_plan(draft).await?
        {
            return Err(Trouble::Refused { what: name, faults });
        }
        changes.push(PlanChange { name, what });
    }
    Ok(changes)
}

/// What the server called things meanwhile is no change.
fn with_names_of(draft: PlanDraft, old: &PlanView) -> PlanDraft {
    let ids = |scope: &ExportScope| match scope {
        ExportScope::Groups { tree_id, groups, .. } => {
            Some((*tree_id, groups.iter().map(|group| group.id).collect::<Vec<_>>()))
        }
        ExportScope::All | ExportScope::Query { .. } => None,
    };
    let is_same_project = draft.project_id == old.draft.project_id;
    let has_same_groups =
        is_same_project && ids(&draft.scope).is_some() && ids(&draft.scope) == ids(&old.draft.scope);
    PlanDraft {
        id: Some(old.id),
        project_name: if is_same_project { old.draft.project_name.clone() } else { draft.project_name },
        scope: if has_same_groups { old.draft.scope.clone() } else { draft.scope },
        ..draft
    }
}

async fn wished(companion: &Companion, path: &Path) -> Result<Vec<PlanDraft>, Trouble> {
    let text = |path: &Path| {
        std::fs::read_to_string(path).map_err(|error| Trouble::Unreadable { path: path.to_owned(), error })
    };
    if path.extension().is_some_and(|extension| extension == "json") {
        // Its schedule and its folder stand in the .env beside it, which is read with it.
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let import = companion.import_plans_named(path.to_string_lossy().into_owned()).await?;
        if import.plans.is_empty() {
            return Err(Trouble::Said(format!("{}: {}", path.display(), import.ignored.join("; "))));
        }
        for ignored in &import.ignored {
            tracing::warn!(ignored, "not used");
        }
        return Ok(import.plans);
    }
    let plans = file::read(&text(path)?).map_err(|faults| {
        Trouble::Said(format!("{} cannot be used:\n  {}", path.display(), faults.join("\n  ")))
    })?;
    let mut drafts = Vec::new();
    for plan in plans {
        let fresh = companion.plan_draft(None, plan.project).await?;
        drafts.push(plan.draft(fresh));
    }
    Ok(drafts)
}
