//! A keyring that is locked, and nobody answers its prompt: the window opens and says so, a hidden start tells it on the
//! desktop, and both go on by themselves once it is unlocked.

use super::acts;
use crate::harness::world::{Lock, World};
use crate::harness::{Outcome, ensure};

pub(crate) async fn tell(world: &World) -> Outcome {
    drop(acts::connected(world).await?);
    world.kill().await?;
    world.stop_keyring().await?;
    world.start_keyring(Lock::Closed).await?;

    world.start_unseen(&["--hidden"])?;
    world.notifications.wait_for("The keyring is locked").await?;
    let before = world.server.requests().await?;
    world.kill().await?;

    let window = world.open(&[]).await?;
    window.sees("The keyring is locked").await?;
    let text = window.text().await?;
    ensure!(!text.contains("no longer in the keyring"), "the token is said to be gone: {text}");
    ensure!(world.server.requests().await? == before, "the server was asked without a token");

    world.unlock_keyring().await?;
    window.loses("The keyring is locked").await?;
    window.sees(&acts::a_job(world).await?.project).await?;
    ensure!(!world.data.join("secrets.json").exists(), "a file of secrets was made beside the keyring");
    Ok(())
}
