//! The palette finds a job that was typed with the other keyboard layout on.

use super::acts;
use crate::harness::world::World;
use crate::harness::{Outcome, eventually};

const LATIN: &str = "qwertyuiop[]asdfghjkl;'zxcvbnm,.";
const RUSSIAN: &str = "йцукенгшщзхъфывапролджэячсмитьбю";

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    let job = acts::a_job(world).await?;
    window.press("Control+k").await?;
    eventually("the palette", async || {
        window.has("combobox", "Search and commands").await.map(|has| has.then_some(()))
    })
    .await?;
    window.types(&other_layout(&job.name)).await?;
    let rows = "return all('option').map((one) => one.innerText)";
    eventually("the job in the palette", async || {
        let rows = window.run(rows).await?;
        let is_job = |row: &serde_json::Value| row.as_str().is_some_and(|row| row.contains(&job.name));
        Ok(rows.as_array().is_some_and(|rows| rows.iter().any(is_job)).then_some(()))
    })
    .await
}

fn other_layout(text: &str) -> String {
    let other = |letter: char| {
        let found = |from: &str, to: &str| {
            from.chars().zip(to.chars()).find(|(one, _)| *one == letter).map(|(_, other)| other)
        };
        found(LATIN, RUSSIAN).or_else(|| found(RUSSIAN, LATIN)).unwrap_or(letter)
    };
    text.to_lowercase().chars().map(other).collect()
}
