//! A job is launched each time that another one passed, and not when that one failed.

use super::acts;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    let then = acts::a_job(world).await?;
    let jobs = acts::jobs(world).await?;
    let of_project = |other: &&acts::Job| other.project_id == then.project_id && other.id != then.id;
    let first = jobs.iter().find(of_project).ok_or("the project has one job only")?;
    acts::open_form(&window, &then).await?;
    window.click("button", "Schedule…").await?;
    window.choose("Launch", "After another job passed").await?;
    window.choose("Job", &first.name).await?;
    window.click("button", "Save").await?;
    window.sees("Saved. It is listed under Runs.").await?;

    for (name, failed) in [("It fails", 1), ("It passes", 0)] {
        acts::hold_next(world, 3, failed).await?;
        acts::open_form(&window, first).await?;
        window.fill("Launch name", name).await?;
        window.press("Enter").await?;
        let launch = acts::launch_on_server(world, name).await?;
        acts::finish(world, launch).await?;
        world.notifications.wait_for(name).await?;
    }
    let asked = eventually("the job that follows", async || {
        let asked = world.server.launch_requests().await?;
        Ok((asked.len() > 2).then_some(asked))
    })
    .await?;
    let follows = format!("/job/{}/run", then.id);
    let path = asked[2]["path"].as_str().unwrap_or_default();
    ensure!(
        asked.len() == 3 && path.ends_with(&follows),
        "{} were launched, the last at {path}",
        asked.len()
    );
    Ok(())
}
