//! A Git server of this machine, with one repository: `git http-backend` behind a small web server.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};

pub(crate) struct GitServer {
    pub(crate) url: String,
    folder: tempfile::TempDir,
}

impl GitServer {
    pub(crate) fn serve() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("bound");
        let url = format!("http://{}/team/bot.git", listener.local_addr().expect("an address"));
        let root = folder.path().to_owned();
        std::fs::create_dir_all(root.join("team/bot.git")).expect("made");
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let root = root.clone();
                std::thread::spawn(move || answer(stream, &root));
            }
        });
        let server = Self { url, folder };
        server.git(&["init", "--quiet", "--initial-branch=trunk"]);
        server
    }

    /// Makes a branch with the files beside those of the branch before; the last branch is the usual one.
    pub(crate) fn commit(&self, branch: &str, files: &[(&str, &str)]) {
        self.git(&["checkout", "--quiet", "-B", branch]);
        for (path, text) in files {
            let path = self.repository().join(path);
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
            std::fs::write(path, text).expect("written");
        }
        self.git(&["add", "."]);
        self.git(&[
            "-c",
            "user.name=Ann",
            "-c",
            "user.email=ann@example.org",
            "commit",
            "--quiet",
            "-m",
            "A bot",
        ]);
    }

    fn repository(&self) -> std::path::PathBuf {
        self.folder.path().join("team/bot.git")
    }

    fn git(&self, words: &[&str]) {
        let done = Command::new("git").current_dir(self.repository()).args(words).output().expect("git");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }
}

/// One request for each connection, handed on as CGI has it.
fn answer(mut stream: TcpStream, root: &Path) {
    let mut reader = BufReader::new(stream.try_clone().expect("a stream"));
    let mut lines = reader.by_ref().lines().map_while(Result::ok).take_while(|line| !line.is_empty());
    let Some(first) = lines.next() else { return };
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(": ").map(|(name, value)| (name.to_lowercase(), value.to_owned())))
        .collect();
    let header = |wanted: &str| {
        headers.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.as_str()).unwrap_or_default()
    };
    let mut words = first.split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut backend = Command::new("git")
        .arg("http-backend")
        .env("GIT_PROJECT_ROOT", root)
        .env("GIT_HTTP_EXPORT_ALL", "1")
        .env("REQUEST_METHOD", method)
        .env("PATH_INFO", path)
        .env("QUERY_STRING", query)
        .env("CONTENT_TYPE", header("content-type"))
        .env("HTTP_CONTENT_ENCODING", header("content-encoding"))
        .env("GIT_PROTOCOL", header("git-protocol"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("git");
    let mut body = vec![0; header("content-length").parse().unwrap_or(0)];
    reader.read_exact(&mut body).expect("a body");
    backend.stdin.take().expect("an input").write_all(&body).expect("written");
    let said = backend.wait_with_output().expect("an answer").stdout;
    let status = if said.starts_with(b"Status: 404") { "404 Not Found" } else { "200 OK" };
    let head = format!("HTTP/1.1 {status}\r\nConnection: close\r\n");
    // Whoever asked may have gone.
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&said));
}
