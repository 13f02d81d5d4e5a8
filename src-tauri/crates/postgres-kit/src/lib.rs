//! A PostgreSQL server for tests: this machine's own programs, a folder that goes with the test, a Unix socket and no port.
//!
//! It runs under a shell that ends it when the shell's input closes, because the server was dropped or the test itself was
//! killed. PostgreSQL never runs as root: where the test does, the server is another user's.

#![cfg(unix)]

use std::ffi::OsStr;
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// A slow machine is no failure.
const PATIENCE: Duration = Duration::from_mins(1);
/// `nobody` on Linux.
const NOBODY: u32 = 65_534;
const USER: &str = "testops";

/// Nothing is kept for longer than the test: no flush is waited for.
const SETTINGS: [&str; 8] = [
    "listen_addresses=",
    "fsync=off",
    "full_page_writes=off",
    "synchronous_commit=off",
    "shared_buffers=32MB",
    "max_connections=200",
    "log_min_messages=panic",
    "autovacuum=off",
];

/// In this folder and elsewhere distributions keep them out of the way.
const ELSEWHERE: [&str; 2] = ["/usr/lib/postgresql", "/usr/lib64/pgsql"];

/// A running server; dropped, it ends with all its databases.
#[derive(Debug)]
pub struct Server {
    folder: TempDir,
    programs: PathBuf,
    shell: Option<Child>,
}

impl Server {
    /// `None` where PostgreSQL's programs are not installed; then the test says that it was skipped.
    ///
    /// # Panics
    ///
    /// Where they are and do not start.
    pub fn start() -> Option<Self> {
        let Some(programs) = programs() else {
            let reason = "SKIPPED a test on PostgreSQL: its programs are not installed";
            writeln!(std::io::stderr(), "{reason}").expect("said");
            return None;
        };
        let folder = tempfile::Builder::new().prefix("pg").tempdir_in("/tmp").expect("a folder");
        let is_root = fs::metadata("/proc/self").map_or(0, |meta| meta.uid()) == 0;
        if is_root {
            chown(folder.path(), Some(NOBODY), Some(NOBODY)).expect("given away");
        }
        // The test connects to the socket in it.
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).expect("opened");
        let mut server = Self { folder, programs, shell: None };
        let data = server.data();
        let mut init = server.command("initdb");
        init.args(["-A", "trust", "-U", USER, "--no-sync", "--no-locale", "-E", "UTF8", "-D"]).arg(data);
        let made = init.output().expect("initdb runs");
        assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        server.resume();
        Some(server)
    }

    /// Of a database there; `postgres` is there from the start. Whoever connects may do everything.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://{USER}@localhost/{database}?host={}", self.folder.path().display())
    }

    /// Ends it in order, without waiting for whoever is connected.
    ///
    /// # Panics
    ///
    /// Where it does not end.
    pub fn stop(&mut self) {
        if let Some(mut shell) = self.shell.take() {
            drop(shell.stdin.take());
            shell.wait().expect("it ends");
        }
    }

    /// Starts a server that was stopped.
    ///
    /// # Panics
    ///
    /// Where it does not answer within a minute.
    pub fn resume(&mut self) {
        let mut command = self.command("sh");
        // Fast: sessions are cut off, what is committed stays.
        command.args(["-c", "\"$@\" & read line; kill -INT $!; wait $!", "sh"]);
        command.arg(self.programs.join("postgres")).arg("-D").arg(self.data());
        command.arg("-c").arg(format!("unix_socket_directories={}", self.folder.path().display()));
        for setting in SETTINGS {
            command.args(["-c", setting]);
        }
        command.stdin(Stdio::piped()).stdout(Stdio::null());
        self.shell = Some(command.spawn().expect("a shell"));
        let began = Instant::now();
        while !self.answers() {
            assert!(began.elapsed() < PATIENCE, "PostgreSQL does not start");
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// Runs statements in a database; for what a test prepares or looks at.
    ///
    /// # Panics
    ///
    /// Where one of them fails.
    pub fn run(&self, database: &str, sql: &str) -> String {
        let mut psql = self.command("psql");
        psql.args(["-h"]).arg(self.folder.path());
        psql.args(["-U", USER, "-d", database, "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql]);
        let done = psql.output().expect("psql runs");
        assert!(done.status.success(), "{sql}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8_lossy(&done.stdout).trim().to_owned()
    }

    fn answers(&self) -> bool {
        let mut asked = self.command("pg_isready");
        asked.args(["-q", "-U", USER, "-d", "postgres", "-h"]).arg(self.folder.path());
        asked.status().is_ok_and(|status| status.success())
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let at_home = self.programs.join(program.as_ref());
        let mut command =
            if at_home.exists() { Command::new(at_home) } else { Command::new(program.as_ref()) };
        let owner = fs::metadata(self.folder.path()).map_or(0, |meta| meta.uid());
        if owner == NOBODY {
            command.uid(NOBODY).gid(NOBODY);
        }
        command.current_dir(self.folder.path()).env("LC_ALL", "C");
        command
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The folder of the newest programs there are.
fn programs() -> Option<PathBuf> {
    let on_path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&on_path).collect();
    for elsewhere in ELSEWHERE {
        let versions = fs::read_dir(elsewhere).into_iter().flatten().flatten();
        let mut versions: Vec<PathBuf> = versions.map(|entry| entry.path()).collect();
        versions.sort_by_key(|path| std::cmp::Reverse(version(path)));
        folders.extend(versions.iter().map(|path| path.join("bin")));
        folders.push(Path::new(elsewhere).join("bin"));
    }
    let needed = ["initdb", "postgres", "pg_isready", "psql"];
    folders.into_iter().find(|folder| needed.iter().all(|program| folder.join(program).exists()))
}

fn version(path: &Path) -> u32 {
    path.file_name().and_then(OsStr::to_str).and_then(|name| name.parse().ok()).unwrap_or(0)
}
