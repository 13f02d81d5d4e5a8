//! What other people and the CI do on the TestOps server.

use testops_sim::{Advance, CaseChange, ExportPlan, LaunchPlan, ScriptOrder, Start};

use crate::step::{Fate, Server, Way};
use crate::world::World;

pub(crate) fn act(world: &World, step: &Server) {
    let control = &world.testops.control;
    let done = match step {
        Server::Script { job, tests, failed, minutes, fate } => {
            let plan = LaunchPlan {
                tests: Some(*tests),
                failed: Some((*failed).min(*tests)),
                duration_ms: i64::try_from(minutes * 60_000).ok(),
                start_failed: matches!(fate, Fate::StartFails).then(|| "no agent".to_owned()),
                cancelled: matches!(fate, Fate::Cancelled),
                never_closed: matches!(fate, Fate::NeverClosed),
                hold: matches!(fate, Fate::Held),
                ..LaunchPlan::default()
            };
            control.script(ScriptOrder { job_id: Some(world.testops.job(*job).id), times: None, plan })
        }
        Server::Elsewhere { job } => {
            let start = Start { job_id: Some(world.testops.job(*job).id), ..Start::default() };
            control.start(&start).map(drop)
        }
        Server::MoveOn { launch, close } => {
            let launches = control.launches();
            let Some(launch) = launches.get(launch % launches.len().max(1)) else { return };
            let advance = Advance { results: Some(2), finish: *close, close: *close };
            control.advance(launch.id, &advance).map(drop)
        }
        Server::CasesChange { project } => {
            let project_id = world.testops.job(*project).project_id;
            control.change_cases(&CaseChange { project_id, appear: 1, vanish: 0, change: 2 })
        }
        Server::ExportsGo { way } => {
            control.forget_export_plans();
            control.plan_exports(Some(3), files(*way));
            Ok(())
        }
        Server::Upgrade | Server::Renumber { .. } | Server::Trouble { .. } => Ok(()),
    };
    if let Err(error) = done {
        world.history.note(format!("  the server: {error}"));
    }
}

fn files(way: Way) -> ExportPlan {
    let plan = ExportPlan::default();
    match way {
        Way::Well => plan,
        Way::Fail => ExportPlan { fail: Some("out of memory".to_owned()), ..plan },
        Way::Cut => ExportPlan { cut_after: Some(700), ..plan },
        Way::Slow => ExportPlan { bytes_per_second: Some(1_000), ..plan },
        Way::Ragged => ExportPlan { ragged: true, ..plan },
        Way::WrongCount => ExportPlan { rows_off: -1, ..plan },
        Way::Garbage => ExportPlan { garbage: true, ..plan },
    }
}
