//! Without a keyring the token goes into one file that only its owner can read, and the window says so.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use super::{acts, keyring};
use crate::harness::world::World;
use crate::harness::{Outcome, ensure};

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = acts::connected(world).await?;
    window.sees("No keyring answers").await?;
    let found = keyring::files_with(&world.data, &world.server.token)?;
    let [file] = found.as_slice() else { return Err(format!("the token stands in {found:?}").into()) };
    let mode = fs::metadata(file)?.permissions().mode() & 0o777;
    ensure!(mode == 0o600, "{file} can be read by others: {mode:o}");

    world.kill().await?;
    let window = world.open(&[]).await?;
    window.sees(&acts::a_job(world).await?.project).await?;

    // Damaged, it is kept aside, and the window asks for the token again.
    world.kill().await?;
    fs::write(file, "{ no json")?;
    let window = world.open(&[]).await?;
    window.sees("The file with the token was damaged.").await?;
    window.sees("secrets.damaged.json").await
}
