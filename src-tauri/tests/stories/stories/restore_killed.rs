//! The program is killed while it restores, with an answer of the server lost: the next one goes on, and no test case is
//! there twice.

use serde_json::json;

use super::{exporting, restoring};
use crate::harness::world::World;
use crate::harness::{Outcome, ensure, within};

pub(crate) async fn tell(world: &World) -> Outcome {
    let (window, project, file) = restoring::copied(world).await?;
    let lost = restoring::some_cases(world, project, 40).await?;
    restoring::delete(world, &lost, true).await?;
    restoring::look(&window, project).await?;
    window.sees("Missing 40").await?;
    let slow = json!({"kind": "latency", "ms": 300, "path": "/testcase*", "method": "POST", "times": 400});
    world.server.trouble(&slow).await?;
    window.click("button", "Restore 40 test cases…").await?;
    window.sees("40 missing come back").await?;
    window.click("button", "Restore 40 test cases").await?;
    let made = async || Ok((restoring::writes(world).await? >= 6).then_some(()));
    within(std::time::Duration::from_mins(1), "six test cases", made).await?;
    world.kill().await?;
    world.server.no_trouble().await?;
    world
        .server
        .trouble(&json!({"kind": "lost_answer", "path": "/testcase", "method": "POST", "times": 2}))
        .await?;

    let window = world.open(&[]).await?;
    window.run(&format!("location.hash = '#/cases/{project}/restore'")).await?;
    window.sees("Paused").await?;
    window.click("button", "Continue").await?;
    window.sees_within(120, "As in the copy: 40").await?;
    let rows = exporting::whole(&file)?.1.len();
    let all = world.server.api(&format!("/rs/testcase?projectId={project}&size=1")).await?;
    ensure!(all["totalElements"] == rows, "the copy has {rows}, the server {}", all["totalElements"]);
    restoring::is_as_before(world, &window, &file).await
}
