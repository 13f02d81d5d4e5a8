//! A keyring that comes after the program: nothing is claimed to be gone, and it is asked once it is there. What was kept
//! in the file while there was none goes into it.

use super::{acts, keyring};
use crate::harness::world::{Lock, World};
use crate::harness::{Outcome, ensure, eventually};

pub(crate) async fn tell(world: &World) -> Outcome {
    drop(acts::connected(world).await?);
    world.kill().await?;
    world.stop_keyring().await?;

    let window = world.open(&[]).await?;
    window.sees("The keyring does not answer yet").await?;
    let text = window.text().await?;
    ensure!(!text.contains("no longer in the keyring"), "the token is said to be gone: {text}");
    world.start_keyring(Lock::Open).await?;
    window.loses("The keyring does not answer yet").await?;
    window.sees(&acts::a_job(world).await?.project).await?;
    ensure!(!world.data.join("secrets.json").exists(), "a file of secrets was made beside the keyring");

    // Put in again without a keyring, the token is in the file; the next keyring takes it over.
    drop(window);
    world.kill().await?;
    world.stop_keyring().await?;
    let window = world.open(&[]).await?;
    window.sees("The keyring does not answer yet").await?;
    window.click("link", "Settings").await?;
    window.fill("API token", &world.server.token).await?;
    window.click("button", "Test connection").await?;
    window.click("button", "Save").await?;
    window.sees("No keyring answers").await?;
    let found = keyring::files_with(&world.data, &world.server.token)?;
    ensure!(found.len() == 1, "the token stands in {found:?}");

    drop(window);
    world.kill().await?;
    world.start_keyring(Lock::Open).await?;
    let window = world.open(&[]).await?;
    window.sees(&acts::a_job(world).await?.project).await?;
    eventually("the token to leave the file", async || {
        Ok(keyring::files_with(&world.data, &world.server.token)?.is_empty().then_some(()))
    })
    .await
}
