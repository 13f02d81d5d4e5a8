//! What a file is. Its name and its type were written by a test; its bytes decide, and a text is taken for what it says only
//! among the kinds of text.

use infer::MatcherType;

use crate::view::EvidenceKind;

/// What a file is, and the type under which the window may have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Sniffed {
    pub(super) kind: EvidenceKind,
    /// Of pictures and of what is played; `None` for all else, which the window never interprets.
    pub(super) media_type: Option<&'static str>,
}

/// Pictures that every web view draws; each is drawn without running anything.
const PICTURES: [&str; 7] =
    ["image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "image/avif", "image/x-icon"];
const COMPARISON: &str = "application/vnd.allure.image.diff";

/// By the first bytes of a file, 4 KiB at least where it has so many.
pub(super) fn sniff(head: &[u8], name: &str, content_type: Option<&str>) -> Sniffed {
    let plain = |kind| Sniffed { kind, media_type: None };
    let found = infer::get(head);
    if let Some(text) = as_text(head, found) {
        return plain(kind_of_text(&text, &name.to_lowercase(), &content_type.unwrap_or("").to_lowercase()));
    }
    let Some(found) = found else { return plain(EvidenceKind::Other) };
    let media_type = Some(found.mime_type());
    match found.matcher_type() {
        MatcherType::Image if PICTURES.contains(&found.mime_type()) => {
            Sniffed { kind: EvidenceKind::Picture, media_type }
        }
        MatcherType::Video => Sniffed { kind: EvidenceKind::Video, media_type },
        MatcherType::Audio => Sniffed { kind: EvidenceKind::Audio, media_type },
        MatcherType::Archive => plain(EvidenceKind::Archive),
        MatcherType::Image
        | MatcherType::App
        | MatcherType::Book
        | MatcherType::Doc
        | MatcherType::Font
        | MatcherType::Text
        | MatcherType::Custom => plain(EvidenceKind::Other),
    }
}

/// What a file says that it is, where its bytes say otherwise.
pub(super) fn contradiction(kind: EvidenceKind, name: &str, content_type: Option<&str>) -> Option<String> {
    let said = said(name, content_type)?;
    let agrees = said == kind
        || match said {
            // Whatever reads as text is one, and traffic is JSON.
            EvidenceKind::Text => is_text(kind),
            EvidenceKind::Json => {
                matches!(kind, EvidenceKind::Text | EvidenceKind::Traffic | EvidenceKind::Comparison)
            }
            EvidenceKind::Traffic | EvidenceKind::Comparison => {
                matches!(kind, EvidenceKind::Json | EvidenceKind::Text)
            }
            // Documents are archives too, and many containers hold either sound or pictures.
            EvidenceKind::Archive => kind == EvidenceKind::Other,
            EvidenceKind::Video | EvidenceKind::Audio => {
                matches!(kind, EvidenceKind::Video | EvidenceKind::Audio)
            }
            EvidenceKind::Picture | EvidenceKind::Source | EvidenceKind::Other => false,
        };
    let words = || content_type.unwrap_or(name).to_owned();
    (!agrees).then(words)
}

fn is_text(kind: EvidenceKind) -> bool {
    matches!(
        kind,
        EvidenceKind::Text
            | EvidenceKind::Json
            | EvidenceKind::Traffic
            | EvidenceKind::Comparison
            | EvidenceKind::Source
    )
}

/// `None` where neither type nor name says anything.
fn said(name: &str, content_type: Option<&str>) -> Option<EvidenceKind> {
    let of_type = content_type.and_then(|text| {
        let text = text.split(';').next().unwrap_or("").trim().to_lowercase();
        match text.as_str() {
            COMPARISON => Some(EvidenceKind::Comparison),
            "text/html" | "application/xhtml+xml" | "image/svg+xml" => Some(EvidenceKind::Source),
            "application/zip" | "application/gzip" | "application/x-tar" => Some(EvidenceKind::Archive),
            text if text.contains("json") => Some(EvidenceKind::Json),
            text if text.starts_with("image/") => Some(EvidenceKind::Picture),
            text if text.starts_with("video/") => Some(EvidenceKind::Video),
            text if text.starts_with("audio/") => Some(EvidenceKind::Audio),
            text if text.starts_with("text/") => Some(EvidenceKind::Text),
            _ => None,
        }
    });
    of_type.or_else(|| match extension(name).as_str() {
        "png" | "jpg" | "jpeg" | "gif" | "webp" | "bmp" | "avif" | "ico" => Some(EvidenceKind::Picture),
        "mp4" | "webm" | "mov" | "mkv" => Some(EvidenceKind::Video),
        "html" | "htm" | "xhtml" | "svg" => Some(EvidenceKind::Source),
        "har" => Some(EvidenceKind::Traffic),
        "json" => Some(EvidenceKind::Json),
        "txt" | "log" | "csv" | "xml" | "yaml" | "yml" | "md" => Some(EvidenceKind::Text),
        "zip" => Some(EvidenceKind::Archive),
        _ => None,
    })
}

/// Whether it says that it can be played, so that only what is seen of it has to be fetched.
pub(super) fn says_played(name: &str, content_type: Option<&str>) -> bool {
    matches!(said(name, content_type), Some(EvidenceKind::Video | EvidenceKind::Audio))
}

pub(super) fn extension(name: &str) -> String {
    name.rsplit_once('.').map(|(_, end)| end.to_lowercase()).unwrap_or_default()
}

fn kind_of_text(text: &str, name: &str, content_type: &str) -> EvidenceKind {
    let begin = text.trim_start_matches('\u{feff}').trim_start().to_lowercase();
    let is_markup = begin.starts_with('<');
    let is_page = ["<!doctype html", "<html", "<svg", "<script", "<body", "<head"];
    let says_source = matches!(said(name, Some(content_type)), Some(EvidenceKind::Source));
    if is_page.iter().any(|word| begin.starts_with(word))
        || (is_markup && (begin.contains("<svg") || begin.contains("<html") || says_source))
    {
        return EvidenceKind::Source;
    }
    if content_type.starts_with(COMPARISON) {
        return EvidenceKind::Comparison;
    }
    let is_json = begin.starts_with('{') || begin.starts_with('[');
    if extension(name) == "har" || (is_json && content_type.contains("har+json")) {
        return EvidenceKind::Traffic;
    }
    if is_json && (extension(name) == "json" || content_type.contains("json")) {
        return EvidenceKind::Json;
    }
    EvidenceKind::Text
}

/// The begin of a file as text; `None` for what is none.
fn as_text(head: &[u8], found: Option<infer::Type>) -> Option<String> {
    let head = &head[..head.len().min(4_096)];
    let is_wide = head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]);
    let is_binary = !is_wide
        && (head.contains(&0)
            || head.iter().filter(|byte| **byte < 9 || **byte == 0x7f).count() > head.len() / 50);
    // Some containers have no zero among their first bytes.
    let is_known = found.is_some_and(|found| {
        !matches!(found.matcher_type(), MatcherType::Text | MatcherType::App | MatcherType::Custom)
    });
    (!is_binary && !is_known).then(|| super::text::decoded(head))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
    const PAGE: &[u8] = b"<!doctype html>\n<script>1</script>";

    #[test]
    fn bytes_decide_and_only_pictures_and_what_is_played_have_a_type() {
        let mut video =
            b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm".to_vec();
        video.resize(512, 0);
        for (head, name, kind, media_type) in [
            (PNG, "a.txt", EvidenceKind::Picture, Some("image/png")),
            (b"\xff\xd8\xff\xe0 JFIF", "a", EvidenceKind::Picture, Some("image/jpeg")),
            (&video, "a.webm", EvidenceKind::Video, Some("video/webm")),
            (b"PK\x03\x04\x14\0", "trace.zip", EvidenceKind::Archive, None),
            (b"\x7fELF\x02\x01\x01\0", "a.png", EvidenceKind::Other, None),
            (PAGE, "photo.png", EvidenceKind::Source, None),
            (b"<?xml version=\"1.0\"?><svg onload=\"x\">", "d.svg", EvidenceKind::Source, None),
            (b"  <SVG onload=x>", "photo.png", EvidenceKind::Source, None),
            (b"<?xml version=\"1.0\"?><testsuite/>", "r.xml", EvidenceKind::Text, None),
            (b"{\"log\":{}}", "n.har", EvidenceKind::Traffic, None),
            (b"{\"a\":1}", "n.json", EvidenceKind::Json, None),
            (b"2026-01-01 INFO", "c.log", EvidenceKind::Text, None),
            ("Ошибка".as_bytes(), "c", EvidenceKind::Text, None),
            (b"#!/bin/sh\nrm -rf x", "run.sh", EvidenceKind::Text, None),
            (b"\0\x01\x02\x03", "heap.hprof", EvidenceKind::Other, None),
        ] {
            assert_eq!(sniff(head, name, None), Sniffed { kind, media_type }, "{name}");
        }
        let diff = sniff(b"{\"expected\":\"\"}", "page", Some(COMPARISON));
        assert_eq!(diff.kind, EvidenceKind::Comparison);
    }

    #[test]
    fn a_type_that_is_not_true_is_told() {
        let told = |head: &[u8], name: &str, said: Option<&str>| {
            contradiction(sniff(head, name, said).kind, name, said)
        };
        assert_eq!(told(PAGE, "photo.png", Some("image/png")).as_deref(), Some("image/png"));
        assert_eq!(told(PNG, "c.log", Some("text/plain")).as_deref(), Some("text/plain"));
        assert_eq!(told(b"MZ\x90\0", "v.mp4", None).as_deref(), Some("v.mp4"));
        for (head, name, said) in [
            (PNG, "a.png", Some("image/png")),
            (PAGE, "r.html", Some("text/html; charset=utf-8")),
            (PAGE, "r.txt", Some("text/plain")),
            (b"{\"log\":{}}", "n.har", Some("application/json")),
            (b"<svg>", "d.svg", Some("image/svg+xml")),
            (b"\0\x01", "heap.hprof", Some("application/octet-stream")),
            (b"word", "noname", None),
        ] {
            assert_eq!(told(head, name, said), None, "{name}");
        }
    }
}
