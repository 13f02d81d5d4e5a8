//! The program is killed at many moments of an export: no file is ever torn, the export is carried out after the next
//! start, and never twice.

use serde_json::{Value, json};

use super::acts;
use super::exporting::{self, Plan};
use crate::harness::world::World;
use crate::harness::{Outcome, ensure, eventually};

/// When the program is killed.
#[derive(Clone, Copy, Debug)]
enum Moment {
    /// The server was asked for an export.
    Asked,
    /// The server was asked how far it is.
    Queued,
    /// So many bytes of the file have come.
    Downloaded(u64),
    /// The file has its name.
    Named,
}

const MOMENTS: [Moment; 8] = [
    Moment::Asked,
    Moment::Queued,
    Moment::Downloaded(1),
    Moment::Downloaded(50_000),
    Moment::Downloaded(400_000),
    Moment::Downloaded(1_200_000),
    Moment::Named,
    Moment::Asked,
];

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    exporting::make(world, &window, &Plan { name: "Unlucky", ..Plan::default() }).await?;
    drop(window);
    // Slow enough to be met in the middle.
    world.server.post("exports", &json!({"queue_ms": 60_000, "bytes_per_second": 1_500_000})).await?;
    for (number, moment) in (1..).zip(MOMENTS) {
        killed(world, number, moment).await.map_err(|error| format!("{moment:?}: {error}"))?;
    }
    Ok(())
}

async fn killed(world: &World, number: usize, moment: Moment) -> Outcome {
    if !world.program().is_empty() {
        world.kill().await?;
    }
    let window = world.open(&[]).await?;
    exporting::plans(&window).await?;
    let before = world.server.requests().await?;
    window.click("button", "Run now").await?;
    eventually("the moment", async || Ok(came(world, before, number, moment).await?.then_some(()))).await?;
    world.kill().await?;
    for file in exporting::files(world)? {
        exporting::whole(&file)?;
    }

    let window = world.open(&[]).await?;
    exporting::done(world, &window).await?;
    let files = exporting::files(world)?;
    ensure!(files.len() == number, "{} files after {number} exports: {files:?}", files.len());
    for file in &files {
        exporting::whole(file)?;
    }
    exporting::server_is_tidy(world).await
}

async fn came(world: &World, before: usize, number: usize, moment: Moment) -> Outcome<bool> {
    let journal = world.server.journal().await?;
    let asked = |method: &str, part: &str| {
        let is_it = |entry: &Value| {
            entry["method"] == method && entry["path"].as_str().is_some_and(|path| path.contains(part))
        };
        journal.iter().skip(before).any(is_it)
    };
    Ok(match moment {
        Moment::Asked => asked("POST", "/export/"),
        Moment::Queued => asked("GET", "/export/"),
        Moment::Downloaded(bytes) => {
            let folder = world.exports()?;
            let grown = |name: &String| folder.join(name).metadata().is_ok_and(|file| file.len() >= bytes);
            exporting::unfinished(world)?.iter().any(grown) || exporting::files(world)?.len() == number
        }
        Moment::Named => exporting::files(world)?.len() == number,
    })
}
