//! Answers on the terminal, for people or as JSON.

use companion::uploads::{Broken, Contents, Progress, Report, Stage, why_broken};
use companion::view::Language;
use serde_json::{Value, json};

use super::words::{Said, heads, missed, status};
use crate::cli::terminal::{err, out};

/// So many broken files are named; the rest are counted.
const NAMED: usize = 20;

#[derive(Clone)]
pub(super) struct Printer {
    pub(super) language: Language,
    pub(super) json: bool,
}

impl Printer {
    /// What is in the folder; as JSON only where nothing else is asked.
    pub(super) fn contents(&self, contents: &Contents, alone: bool) {
        let (survey, heads) = (&contents.survey, heads(self.language));
        if self.json {
            if alone {
                out(&json!({ "contents": to_json(contents) }).to_string());
            }
            return;
        }
        let by_status = survey.statuses.iter();
        let by_status = by_status.map(|(own, count)| format!("{} {count}", status(*own, self.language)));
        let by_status = by_status.collect::<Vec<_>>().join(", ");
        err(&format!("{}: {} ({by_status})", heads.results, survey.results));
        err(&format!("{}: {}", heads.attachments, survey.attachments));
        err(&format!("{}: {}", heads.size, survey.bytes.div_ceil(1_000_000)));
        let numbers = [
            (heads.retries, survey.retries),
            (heads.orphans, survey.orphans.len() as u64),
            (heads.missing, survey.missing.len() as u64),
            (heads.broken, survey.broken.len() as u64),
        ];
        for (head, count) in numbers.into_iter().filter(|(_, count)| *count > 0) {
            err(&format!("{head}: {count}"));
        }
        for file in survey.broken.iter().take(NAMED) {
            err(&format!("  {}: {}", file.name, why_broken(&file.reason, self.language)));
        }
    }

    pub(super) fn progress(&self, progress: &Progress) {
        if self.json {
            return;
        }
        if progress.stage == Stage::Counting {
            return err(heads(self.language).counting);
        }
        err(&format!("{} / {}", progress.results, progress.of_results));
    }

    pub(super) fn report(&self, report: &Report, link: Option<&str>, whole: bool) {
        if self.json {
            let object = json!({
                "launch": report.launch_id,
                "url": link,
                "results": report.results,
                "files": report.files,
                "bytes": report.bytes,
                "resumed": report.resumed,
                "counted": report.counted,
                "others": report.others,
                "closed": report.closed,
                "done": whole,
                "missed": report.missed.iter().map(|(name, why)| json!({"name": name, "why": format!("{why:?}")})).collect::<Vec<_>>(),
            });
            return out(&object.to_string());
        }
        let heads = heads(self.language);
        if report.resumed {
            err(heads.resumed);
        }
        for (name, why) in &report.missed {
            err(&format!("{name}: {}", missed(*why, self.language)));
        }
        err(&format!("{}: {}", heads.sent, report.results));
        if whole {
            err(heads.counted);
            if report.others > 0 {
                err(&format!("{}: {}", heads.others, report.others));
            }
            err(if report.closed { heads.closed } else { heads.not_closed });
        }
        if let Some(link) = link {
            out(link);
        }
    }

    pub(super) fn fault(&self, code: u8, said: &Said) {
        let words = said.in_language(self.language);
        if self.json {
            out(&json!({ "error": { "code": code, "message": words } }).to_string());
        } else {
            err(&words);
        }
    }
}

fn to_json(contents: &Contents) -> Value {
    let survey = &contents.survey;
    let broken = |file: &Broken| json!({"name": file.name, "why": why_broken(&file.reason, Language::En)});
    json!({
        "results": survey.results,
        "retries": survey.retries,
        "containers": survey.containers,
        "attachments": survey.attachments,
        "bytes": survey.bytes,
        "orphans": survey.orphans,
        "missing": survey.missing,
        "broken": survey.broken.iter().map(broken).collect::<Vec<_>>(),
        "environment": survey.environment,
    })
}
