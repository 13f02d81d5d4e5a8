//! The same files in the same batches by `curl`, one process for all requests.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use companion::uploads::Contents;
use serde_json::{Value, json};

use crate::Trouble;
use crate::simulator::Simulator;

/// Seconds.
pub(crate) async fn send(simulator: &Simulator, contents: &Contents, config: &Path) -> Result<f64, Trouble> {
    let http = reqwest::Client::builder().no_proxy().build()?;
    let signed = format!("Api-Token {}", simulator.token);
    let post = async |path: &str, body: Value| -> Result<Value, Trouble> {
        let url = format!("{}/api{path}", simulator.url);
        let answer = http.post(url).header("authorization", &signed).json(&body).send().await?;
        Ok(answer.error_for_status()?.json().await?)
    };
    let launch = post("/launch", json!({"name": "Curl", "projectId": 2})).await?["id"].clone();
    let session = post("/upload/session?manual=true", json!({"launchId": launch})).await?["id"].clone();
    let url = format!("{}/api/upload/file?id={session}", simulator.url);
    let mut text = String::new();
    for (n, batch) in contents.batches().into_iter().enumerate() {
        if n > 0 {
            text.push_str("next\n");
        }
        write!(
            text,
            "url = \"{url}\"\nheader = \"Authorization: {signed}\"\nheader = \"Expect:\"\nfail\nnoproxy = \"*\"\n"
        )?;
        for path in batch {
            writeln!(text, "form = \"file=@{}\"", path.display())?;
        }
    }
    std::fs::write(config, text)?;
    let begun = Instant::now();
    let ended =
        Command::new("curl").arg("--silent").arg("--config").arg(config).stdout(Stdio::null()).status()?;
    if !ended.success() {
        return Err(format!("curl ended with {ended}").into());
    }
    Ok(begun.elapsed().as_secs_f64())
}
