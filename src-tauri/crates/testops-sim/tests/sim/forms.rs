//! Bodies of several parts.

use reqwest::Method;
use serde_json::Value;

use super::{Sim, answer};

const BOUNDARY: &str = "----boundary";

/// A form with these parts: field, file name, content.
fn form(parts: &[(&str, &str, Vec<u8>)]) -> Vec<u8> {
    let mut body = Vec::new();
    for (field, file, content) in parts {
        let file = if file.is_empty() { String::new() } else { format!("; filename=\"{file}\"") };
        let kind = if file.ends_with(".png\"") { "Content-Type: image/png\r\n" } else { "" };
        let head =
            format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{field}\"{file}\r\n{kind}\r\n");
        body.extend(head.into_bytes());
        body.extend(content);
        body.extend(b"\r\n");
    }
    body.extend(format!("--{BOUNDARY}--\r\n").into_bytes());
    body
}

impl Sim {
    pub(super) async fn send_by(
        &self,
        method: Method,
        path: &str,
        parts: &[(&str, &str, Vec<u8>)],
    ) -> (u16, Value) {
        let kind = format!("multipart/form-data; boundary={BOUNDARY}");
        answer(self.request(method, path).header("content-type", kind).body(form(parts))).await
    }

    pub(super) async fn send(&self, path: &str, parts: &[(&str, &str, Vec<u8>)]) -> (u16, Value) {
        self.send_by(Method::POST, path, parts).await
    }
}
