//! Launches of the server kept in order: renamed, tagged, closed, reopened, copied, merged and deleted, one and many. What
//! would happen is counted before, and what came of it is told for each launch.

use serde_json::{Value, json};

use super::acts::{self, Job};
use super::triage;
use crate::harness::window::Window;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

const TESTS: u32 = 12;

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    let job = acts::a_job(world).await?;
    for name in ["Spring 1", "Spring 2", "Spring 3", "Spring 4"] {
        ended(world, &job, name).await?;
    }
    let page = Page { world, window: &window };
    window.run(&format!("location.hash = '#/trends/{}/launches'", job.project_id)).await?;
    window.sees("Launches on the server").await?;
    window.fill("Find launches by AQL", "name ~= \"Spring\"").await?;
    window.sees("4 launches").await?;
    window.press("Enter").await?;

    page.begin(&["Spring 1"], "Rename…").await?;
    window.fill("New name", "Spring first").await?;
    window.sees(&format!("1 launch with {TESTS} results would be renamed.")).await?;
    page.carry_out("Rename", "Done for 1 launch.").await?;
    page.named("Spring first", "Spring 1").await?;

    page.begin(&["Spring first", "Spring 2"], "Tags…").await?;
    window.fill("Tags to add", "release, nightly").await?;
    window.sees(&format!("2 launches with {} results would get other tags.", 2 * TESTS)).await?;
    page.carry_out("Set tags", "Done for 2 launches.").await?;
    // The server has them too.
    window.fill("Find launches by AQL", "tag = \"release\" and name ~= \"Spring\"").await?;
    window.sees("2 launches").await?;
    window.fill("Find launches by AQL", "name ~= \"Spring\"").await?;
    window.sees("4 launches").await?;
    window.press("Enter").await?;

    page.begin(&["Spring 2"], "Close…").await?;
    page.carry_out("Close in TestOps", "Done for 1 launch.").await?;
    // What is closed already is told before, and after.
    page.begin(&["Spring 2", "Spring 3"], "Close…").await?;
    window.sees(&format!("1 launch with {TESTS} results would be closed.")).await?;
    window.sees("already so").await?;
    page.carry_out("Close in TestOps", "Done for 1 of 2 launches.").await?;
    page.begin(&["Spring 2"], "Reopen…").await?;
    page.carry_out("Reopen", "Done for 1 launch.").await?;

    page.begin(&["Spring 4"], "Copy…").await?;
    window.sees("The copies run the tests again").await?;
    page.carry_out("Copy", "copy #").await?;
    acts::launch_on_server(world, "Spring 4 copy").await?;

    // One alone has no launch to go into but others; of several, one takes in the rest.
    page.begin(&["Spring 3"], "Merge…").await?;
    window.fill("Merge into", "Spring 3").await?;
    window.sees("Nothing matches").await?;
    window.press("Escape").await?;
    window.click("button", "Cancel").await?;
    window.click("checkbox", "Select Spring 3").await?;
    page.begin(&["Spring first", "Spring 2"], "Merge…").await?;
    window.fill("Merge into", "Spring first").await?;
    window.press("Enter").await?;
    window.sees(&format!("1 launch with {TESTS} results would go into the other one.")).await?;
    window.sees("The results move for good").await?;
    page.carry_out("Merge", "Done for 1 launch.").await?;
    page.gone("Spring 2").await?;
    let merged = acts::launch_on_server(world, "Spring first").await?;
    let results = triage::results(world, merged, |_| true).await?;
    ensure!(results == 2 * TESTS as usize, "{results} results are in the merged launch");

    page.begin(&["Spring 3", "Spring 4"], "Delete…").await?;
    window.sees("Nothing brings them back").await?;
    page.carry_out("Delete", "Done for 2 launches.").await?;
    page.gone("Spring 3").await?;
    // What is left are the merged one and the copy, in the list and in the count of the query.
    window.loses("4 launches").await?;
    window.sees("2 launches").await?;

    // A server that says that it did it, and did not.
    page.begin(&["Spring first"], "Delete…").await?;
    world
        .server
        .trouble(&json!({"kind": "lie", "method": "DELETE", "path": "/launch/*", "times": 1}))
        .await?;
    page.carry_out("Delete", "Done for 0 of 1 launch.").await?;
    acts::launch_on_server(world, "Spring first").await.map(drop)
}

/// A launch that somebody else started, and that is over.
async fn ended(world: &World, job: &Job, name: &str) -> Outcome {
    let plan = json!({"tests": TESTS, "failed": 2, "broken": 0, "skipped": 0, "queue_ms": 0, "never_closed": true,
        "hold": true});
    let start = json!({"job_id": job.id, "name": name, "plan": plan});
    let told = world.server.post("launches", &start).await?;
    let id = told["ids"][0].as_i64().ok_or("the launch has no id")?;
    world.server.advance(id, &json!({"finish": true})).await
}

struct Page<'a> {
    world: &'a World,
    window: &'a Window,
}

impl Page<'_> {
    /// Selects exactly these, and asks for an act on them.
    async fn begin(&self, names: &[&str], act: &str) -> Outcome {
        self.window.loses(" selected").await?;
        for name in names {
            self.window.click("checkbox", &format!("Select {name}")).await?;
        }
        self.window.sees(&format!("{} selected", names.len())).await?;
        self.window.click("button", act).await
    }

    /// Does what was counted, and reads what came of it.
    async fn carry_out(&self, act: &str, told: &str) -> Outcome {
        self.window.click("button", act).await?;
        self.window.sees(told).await?;
        self.window.click("button", "Done").await
    }

    async fn named(&self, name: &str, before: &str) -> Outcome {
        acts::launch_on_server(self.world, name).await?;
        self.gone(before).await
    }

    async fn gone(&self, name: &str) -> Outcome {
        eventually(format!("“{name}” to be gone from the server"), async || {
            let launches: Vec<Value> = self.world.server.launches().await?;
            Ok((!launches.iter().any(|launch| launch["name"] == name)).then_some(()))
        })
        .await?;
        eventually(format!("“{name}” to be gone from the list"), async || {
            Ok((!self.window.has("checkbox", &format!("Select {name}")).await?).then_some(()))
        })
        .await
    }
}
