//! Not a story: how long the window takes from a click on a file to its drawn rows.

use std::path::Path;

use serde_json::{Map, Value, json};

use crate::harness::Outcome;
use crate::harness::world::World;
use crate::stories;

/// Clicks on each file.
const TURNS: usize = 5;

/// Milliseconds by the file's name, the median of several clicks.
pub(crate) async fn first_rows(world: &World, files: &[String]) -> Outcome<Value> {
    let window = stories::connected(world).await?;
    let mut figures = Map::new();
    let folder = world.data.join("exports");
    std::fs::create_dir_all(&folder)?;
    for file in files {
        let name = Path::new(file).file_name().unwrap_or_default();
        // The window opens only what lies among the exports.
        let listed = folder.join(name);
        std::os::unix::fs::symlink(std::fs::canonicalize(file)?, &listed)?;
        let mut times = Vec::new();
        for _ in 0..TURNS {
            window.run("location.hash = '#/exports/files'").await?;
            window.sees("Files").await?;
            times.push(window.first_rows(&listed.to_string_lossy()).await?);
        }
        times.sort_by(f64::total_cmp);
        let name = name.to_string_lossy().into_owned();
        figures.insert(name, json!(times[times.len() / 2].round()));
    }
    Ok(Value::Object(figures))
}
