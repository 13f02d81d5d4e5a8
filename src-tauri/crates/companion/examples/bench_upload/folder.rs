//! A folder of results: every second one with an attachment of two hundred kilobytes.

use std::fs;
use std::path::Path;

use serde_json::json;

use crate::Trouble;

const ATTACHMENT: usize = 200_000;

/// Answers with the bytes of all files.
pub(crate) fn fill(folder: &Path, results: usize) -> Result<u64, Trouble> {
    fs::create_dir_all(folder)?;
    let mut bytes = 0;
    let mut attachment = vec![b'.'; ATTACHMENT];
    for n in 0..results {
        let source = format!("{n:06}-attachment.txt");
        let named = n % 2 == 0;
        let attachments = if named {
            vec![json!({"name": "log", "source": source, "type": "text/plain"})]
        } else {
            Vec::new()
        };
        let steps: Vec<_> = (0..5)
            .map(|step| json!({"name": format!("Step {step}"), "status": "passed", "start": n + step, "stop": n + step + 1}))
            .collect();
        let result = json!({
            "uuid": format!("{n}"), "historyId": format!("history-{n}"), "name": format!("Test {n}"),
            "fullName": format!("org.example.Suite{}.test{n}", n % 100), "status": if n % 9 == 0 { "failed" } else { "passed" },
            "start": n, "stop": n + 100, "steps": steps, "attachments": attachments,
            "labels": [{"name": "feature", "value": format!("Feature {}", n % 20)}, {"name": "suite", "value": "Regression"}],
        });
        let text = result.to_string();
        fs::write(folder.join(format!("{n:06}-result.json")), &text)?;
        bytes += text.len() as u64;
        if named {
            attachment[..source.len()].copy_from_slice(source.as_bytes());
            fs::write(folder.join(&source), &attachment)?;
            bytes += attachment.len() as u64;
        }
    }
    Ok(bytes)
}
