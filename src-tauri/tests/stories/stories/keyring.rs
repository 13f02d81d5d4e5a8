//! The token is in the keyring and in no file of the program's.

use std::fs;
use std::path::Path;

use super::acts;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure};

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    window.click("link", "Settings").await?;
    window.sees("The token is kept in the system's keyring").await?;
    ensure!(!window.text().await?.contains(&world.server.token), "the token can be read in the window");
    let asked = "return [...document.querySelectorAll('input')].some((one) => one.value === arguments[0])";
    ensure!(
        window.run(&asked.replace("arguments[0]", &format!("{:?}", world.server.token))).await? == false,
        "a field holds the token"
    );

    world.kill().await?;
    let found = files_with(&world.data, &world.server.token)?;
    ensure!(found.is_empty(), "the token stands in {found:?}");
    ensure!(!world.data.join("secrets.json").exists(), "there is a file of secrets beside the keyring");

    let window = world.open(&[]).await?;
    window.sees(&acts::a_job(world).await?.project).await
}

/// Files under the folder that hold the text, as it is or in base64.
pub(super) fn files_with(folder: &Path, text: &str) -> Outcome<Vec<String>> {
    use base64::Engine as _;
    let encoded = base64::engine::general_purpose::STANDARD_NO_PAD.encode(text);
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)?.flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(files_with(&path, text)?);
        } else if let Ok(bytes) = fs::read(&path) {
            let holds = |needle: &str| bytes.windows(needle.len()).any(|part| part == needle.as_bytes());
            if holds(text) || holds(&encoded) {
                found.push(path.display().to_string());
            }
        }
    }
    Ok(found)
}
