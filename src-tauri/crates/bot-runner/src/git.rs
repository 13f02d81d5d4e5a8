//! Sources from Git repositories, by the machine's own `git`, which knows the person's keys and stored passwords. It never
//! asks, follows no redirect, and meets the address that was checked.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tokio::process::Command;
use url::Url;

use crate::address::is_private;
use crate::archive;
use crate::fault::{Code, Fault, Reason, shown_text};
use crate::request::Git;
use crate::tree::Tree;

const CLONING: Duration = Duration::from_mins(2);
const PROTOCOLS: [&str; 3] = ["https", "http", "ssh"];

/// `private` lets it come from a private address.
pub(crate) async fn checkout(git: &Git, private: bool) -> Result<Tree, Fault> {
    let fault = |reason| {
        Fault::new(Code::InvalidGitUrl, shown_text(&git.repository)).with("field", "git_repo").because(reason)
    };
    let pin = pin(&git.repository, private).await.map_err(fault)?;
    let dir = tempfile::tempdir().map_err(|error| fault(Reason::Unreachable { words: error.to_string() }))?;
    clone(git, &PROTOCOLS, pin.as_deref(), dir.path()).await.map_err(fault)?;
    archive::read_folder(dir.path())?.rooted(git.folder.as_deref()).map_err(fault)
}

/// Resolves the host, to public addresses unless `private`, and names one for `http.curloptResolve`, so that it is the one
/// that is met.
async fn pin(repository: &str, private: bool) -> Result<Option<String>, Reason> {
    let url = Url::parse(repository).ok();
    let (host, port) = match (&url, repository.strip_prefix("git@").and_then(|rest| rest.split_once(':'))) {
        (Some(url), _) => {
            (url.host_str().unwrap_or_default().to_owned(), url.port_or_known_default().unwrap_or(443))
        }
        (None, Some((host, _))) => (host.to_owned(), 22),
        (None, None) => return Err(Reason::NotAUrl),
    };
    let found = tokio::net::lookup_host((host.trim_matches(['[', ']']), port)).await;
    let found: Vec<SocketAddr> =
        found.map_err(|error| Reason::Unreachable { words: error.to_string() })?.collect();
    if !private && found.iter().any(|address| is_private(address.ip())) {
        return Err(Reason::PrivateAddress);
    }
    let first = found.first().map(|address| format!("{host}:{port}:{}", address.ip()));
    Ok(first.filter(|_| url.is_some()))
}

async fn clone(git: &Git, protocols: &[&str], pin: Option<&str>, into: &Path) -> Result<(), Reason> {
    let mut command = Command::new("git");
    command.args(["-c", "http.followRedirects=false", "-c", "protocol.allow=never"]);
    for protocol in protocols {
        command.args(["-c", &format!("protocol.{protocol}.allow=always")]);
    }
    if let Some(pin) = pin {
        command.args(["-c", &format!("http.curloptResolve={pin}")]);
    }
    command.args([
        "clone",
        "--quiet",
        "--depth=1",
        "--single-branch",
        "--no-tags",
        "--no-recurse-submodules",
    ]);
    if let Some(branch) = &git.branch {
        command.args(["--branch", branch]);
    }
    command.args(["--", &git.repository]).arg(into);
    if let Some(login) = &git.login {
        // In the environment, for arguments can be read by everybody on the machine.
        let basic = STANDARD.encode(format!("{}:{}", login.username, login.password));
        command
            .env("GIT_CONFIG_COUNT", "1")
            .env("GIT_CONFIG_KEY_0", format!("http.{}.extraHeader", git.repository))
            .env("GIT_CONFIG_VALUE_0", format!("Authorization: Basic {basic}"));
    }
    command
        .env("GIT_TERMINAL_PROMPT", "0")
        .env("GIT_ASKPASS", "")
        .env("SSH_ASKPASS", "")
        .env("GIT_SSH_COMMAND", "ssh -o BatchMode=yes")
        .env("GIT_LFS_SKIP_SMUDGE", "1")
        .env("LC_ALL", "C")
        .stdin(Stdio::null())
        .kill_on_drop(true);
    let output = match tokio::time::timeout(CLONING, command.output()).await {
        Ok(Ok(output)) => output,
        Ok(Err(error)) if error.kind() == std::io::ErrorKind::NotFound => return Err(Reason::NoGit),
        Ok(Err(error)) => return Err(Reason::Unreachable { words: error.to_string() }),
        Err(_) => return Err(Reason::TooSlow { seconds: CLONING.as_secs() }),
    };
    if output.status.success() {
        return Ok(());
    }
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(Reason::Unreachable { words: words.lines().last().unwrap_or_default().trim().to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(repository: &Path, branch: Option<&str>) -> Git {
        let repository = format!("file://{}", repository.display());
        Git { repository, branch: branch.map(str::to_owned), folder: None, login: None }
    }

    async fn run(folder: &Path, words: &[&str]) {
        let identity = ["-c", "user.name=Ann", "-c", "user.email=ann@example.org"];
        let done =
            Command::new("git").current_dir(folder).args(identity).args(words).output().await.expect("git");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }

    #[tokio::test]
    async fn the_default_branch_is_taken_whatever_its_name() {
        let source = tempfile::tempdir().expect("a folder");
        run(source.path(), &["init", "--quiet", "--initial-branch=trunk"]).await;
        std::fs::create_dir(source.path().join("bots")).expect("made");
        std::fs::write(source.path().join("bots/Dockerfile"), "FROM x").expect("written");
        run(source.path(), &["add", "."]).await;
        run(source.path(), &["commit", "--quiet", "-m", "A bot"]).await;

        let into = tempfile::tempdir().expect("a folder");
        clone(&of(source.path(), None), &["file"], None, into.path()).await.expect("cloned");
        let tree = archive::read_folder(into.path()).expect("read");
        assert_eq!(tree.names(), ["bots/Dockerfile"]);
        assert_eq!(tree.rooted(Some("bots")).expect("a Dockerfile").names(), ["Dockerfile"]);

        let into = tempfile::tempdir().expect("a folder");
        let absent = clone(&of(source.path(), Some("nope")), &["file"], None, into.path()).await;
        let Err(Reason::Unreachable { words }) = absent else { panic!("{absent:?}") };
        assert!(words.contains("nope"), "{words}");

        let refused = clone(&of(source.path(), None), &PROTOCOLS, None, into.path()).await;
        let Err(Reason::Unreachable { words }) = refused else {
            panic!("files of this machine: {refused:?}")
        };
        assert!(words.contains("not allowed"), "{words}");
    }

    #[tokio::test]
    async fn a_login_goes_to_the_repository_and_not_into_the_arguments() {
        use std::io::{Read as _, Write as _};

        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("bound");
        let address = listener.local_addr().expect("an address");
        let server = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().expect("a request");
            let mut head = [0; 4096];
            let read = stream.read(&mut head).expect("read");
            stream.write_all(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n").expect("written");
            String::from_utf8_lossy(&head[..read]).into_owned()
        });
        let login = crate::request::Login { username: "ann".to_owned(), password: "hunter2".to_owned() };
        let repository = format!("http://{address}/team/bot.git");
        let git = Git { repository, branch: None, folder: None, login: Some(login) };
        let into = tempfile::tempdir().expect("a folder");
        let refused = clone(&git, &["http"], None, into.path()).await.expect_err("the server refuses");
        assert!(!format!("{refused:?} {git:?}").contains("hunter2"));
        let head = server.join().expect("served");
        assert!(head.contains("Authorization: Basic YW5uOmh1bnRlcjI="), "{head}");
    }

    #[tokio::test]
    async fn a_host_on_this_machine_is_refused() {
        for repository in
            ["https://127.0.0.1/x", "http://localhost:3000/x", "git@localhost:a/b", "https://[::1]/x"]
        {
            assert_eq!(pin(repository, false).await, Err(Reason::PrivateAddress), "{repository}");
            assert!(pin(repository, true).await.is_ok(), "{repository}");
        }
    }
}
