//! No engine: that none is installed, that none runs and that it may not be used are told apart with their mend; Look
//! again finds the one that came.

use std::os::unix::fs::{PermissionsExt as _, chown, symlink};
use std::os::unix::net::UnixListener;

use crate::harness::engine::{self, Skipped};
use crate::harness::window::Window;
use crate::harness::world::World;
use crate::harness::{Outcome, ensure};

pub(crate) async fn tell(world: &World) -> Outcome {
    let window = super::connected(world).await?;
    window.click("link", "Bots").await?;
    window.sees("There is no Docker or Podman on this machine").await?;
    window.picture(&world.keep("not_installed.png")).await?;
    window.click("link", "Deploy a bot").await?;
    window.sees("There is no Docker or Podman on this machine").await?;
    window.picture(&world.keep("form.png")).await?;
    window.click("link", "Bots").await?;

    world.install_engine()?;
    look_again(&window, "Docker or Podman does not run").await?;
    window.picture(&world.keep("not_running.png")).await?;

    let socket = world.engine_socket();
    let listener = UnixListener::bind(&socket)?;
    // Root may use what is its own.
    let nobody = Some(65534);
    if chown(&socket, nobody, nobody).is_err() {
        std::fs::set_permissions(&socket, std::fs::Permissions::from_mode(0o000))?;
    }
    look_again(&window, "You have no right to use Docker or Podman").await?;
    window.picture(&world.keep("no_right.png")).await?;
    drop(listener);
    std::fs::remove_file(&socket)?;

    match engine::host().await {
        Ok(host) => symlink(host.trim_start_matches("unix://"), &socket)?,
        Err(error) if error.is::<Skipped>() => return Ok(()),
        Err(error) => return Err(error),
    }
    look_again(&window, "No bots in containers yet").await?;
    ensure!(window.text().await?.contains("Docker"), "the engine has no name");
    Ok(())
}

async fn look_again(window: &Window, text: &str) -> Outcome {
    window.click("button", "Look again").await?;
    window.sees(text).await
}
