//! A registry that has one image, for everybody or for one person.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bollard::query_parameters::RemoveImageOptions;
use futures::TryStreamExt as _;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::Shared;

const MANIFEST: &str = "application/vnd.docker.distribution.manifest.v2+json";

pub(crate) struct Registry {
    host: String,
}

impl Registry {
    /// The image prints "up" and waits.
    pub(crate) async fn serve(shared: &Shared, login: Option<(&str, &str)>) -> Self {
        let dockerfile = format!(
            "FROM {}\nCMD [\"python3\", \"-u\", \"-c\", \"import time; print('up'); time.sleep(3600)\"]\n",
            super::BASE
        );
        let name = if login.is_some() { "bots-private:1" } else { "bots-public:1" };
        shared.build(name, &[("Dockerfile", &dockerfile)]).await;
        let blobs = Arc::new(blobs_of(shared, name).await);
        // The engine has to fetch it.
        shared.engine().docker().remove_image(name, None::<RemoveImageOptions>, None).await.expect("removed");
        let listener = shared.engine().listen_outside().await.expect("a listener");
        let host = listener.local_addr().expect("an address").to_string();
        let login =
            login.map(|(name, password)| format!("Basic {}", STANDARD.encode(format!("{name}:{password}"))));
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (blobs, login) = (blobs.clone(), login.clone());
                std::thread::spawn(move || answer(stream, &blobs, login.as_deref()));
            }
        });
        Self { host }
    }

    pub(crate) fn image(&self) -> String {
        format!("{}/team/bot:1", self.host)
    }
}

/// By digest, and the manifest by its tag as well.
async fn blobs_of(shared: &Shared, name: &str) -> HashMap<String, Vec<u8>> {
    let saved: Vec<_> = shared.engine().docker().export_image(name).try_collect().await.expect("saved");
    let saved = saved.concat();
    let mut files = HashMap::new();
    let mut archive = tar::Archive::new(saved.as_slice());
    for entry in archive.entries().expect("a tar") {
        let mut entry = entry.expect("an entry");
        let path = entry.path().expect("a path").to_string_lossy().into_owned();
        let mut content = Vec::new();
        std::io::Read::read_to_end(&mut entry, &mut content).expect("read");
        files.insert(path, content);
    }
    let index: Value = serde_json::from_slice(&files["manifest.json"]).expect("JSON");
    let mut blobs = HashMap::new();
    let mut add = |path: &Value, kind: &str| {
        let content = files[path.as_str().expect("a path")].clone();
        let digest = digest(&content);
        let told = json!({ "mediaType": kind, "size": content.len(), "digest": digest });
        blobs.insert(digest, content);
        told
    };
    let config = add(&index[0]["Config"], "application/vnd.docker.container.image.v1+json");
    let layers = index[0]["Layers"].as_array().expect("layers");
    let layers: Vec<_> =
        layers.iter().map(|path| add(path, "application/vnd.docker.image.rootfs.diff.tar")).collect();
    let manifest = json!({ "schemaVersion": 2, "mediaType": MANIFEST, "config": config, "layers": layers });
    let manifest = manifest.to_string().into_bytes();
    blobs.insert(digest(&manifest), manifest.clone());
    blobs.insert("1".to_owned(), manifest);
    blobs
}

fn digest(content: &[u8]) -> String {
    let hex = Sha256::digest(content).iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
    format!("sha256:{hex}")
}

/// One request for each connection.
fn answer(mut stream: TcpStream, blobs: &HashMap<String, Vec<u8>>, login: Option<&str>) {
    let mut head = BufReader::new(stream.try_clone().expect("a stream")).lines().map_while(Result::ok);
    let Some(first) = head.next() else { return };
    let given = head.take_while(|line| !line.is_empty()).find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("authorization").then(|| value.to_owned())
    });
    let mut words = first.split(' ');
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let blob = blobs.get(path.rsplit('/').next().unwrap_or_default());
    let (status, kind, content): (_, _, &[u8]) = match blob {
        _ if login.is_some() && given.as_deref() != login => {
            ("401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"bots\"", "text/plain", b"")
        }
        _ if path == "/v2/" => ("200 OK", "application/json", b"{}"),
        Some(manifest) if path.contains("/manifests/") => ("200 OK", MANIFEST, manifest),
        Some(blob) => ("200 OK", "application/octet-stream", blob),
        None => ("404 Not Found", "text/plain", b""),
    };
    let tag = digest(content);
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nDocker-Content-Digest: {tag}\r\n\
         Connection: close\r\n\r\n",
        content.len()
    );
    let body = if method == "HEAD" { b"" } else { content };
    // The engine may have heard enough.
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body));
}
