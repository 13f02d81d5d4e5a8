//! A machine without container engines, whatever the one has that runs the stories.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::PathBuf;

use super::Outcome;
use super::world::World;

const ENGINES: [&str; 3] = ["docker", "dockerd", "podman"];

impl World {
    /// Where the program finds programs.
    pub(super) fn path(&self) -> std::ffi::OsString {
        let own = self.private("bin");
        if own.is_dir() { own.into() } else { std::env::var_os("PATH").unwrap_or_default() }
    }

    /// A folder with every program of the machine but engines.
    pub(super) fn hide_engines(&self) -> Outcome {
        let own = self.private("bin");
        fs::create_dir_all(&own)?;
        for folder in std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()) {
            for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
                let name = entry.file_name();
                if !ENGINES.iter().any(|engine| name.to_string_lossy().starts_with(engine)) {
                    // The first of a name counts.
                    drop(symlink(entry.path(), own.join(name)));
                }
            }
        }
        Ok(())
    }

    /// Installs an engine that nobody has started.
    pub(crate) fn install_engine(&self) -> Outcome {
        Ok(fs::write(self.private("bin/docker"), "")?)
    }

    /// Where a rootless engine listens.
    pub(crate) fn engine_socket(&self) -> PathBuf {
        self.private("run/docker.sock")
    }

    /// A start in which the machine's own sockets cannot be seen, and a file that is somebody else's cannot be used even
    /// by root.
    pub(super) fn without_machines_engines(&self) -> Outcome<PathBuf> {
        let script = self.private("start");
        let program = self.companion().display();
        let text = format!(
            "#!/bin/sh\nrights='--map-current-user --keep-caps'\nwithout=\n\
             if [ \"$(id -u)\" = 0 ]; then rights=\n\
             without='setpriv --bounding-set -dac_override,-dac_read_search --inh-caps -dac_override,-dac_read_search'; fi\n\
             exec unshare $rights --mount sh -c \
             'mount -t tmpfs tmpfs /run && without=$1 && shift && exec $without \"{program}\" \"$@\"' sh \"$without\" \"$@\"\n"
        );
        fs::write(&script, text)?;
        fs::set_permissions(&script, fs::Permissions::from_mode(0o755))?;
        Ok(script)
    }
}
