//! The page: drawn here, shown by any browser, with nothing that runs in it.

use std::fmt::{self, Write as _};

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use companion::Companion;
use companion::view::{
    AppState, BotState, BucketState, ExportFileView, ExportsView, Failure, FileQuery, Language, LinkState,
    PlanState, PlanView, RunView,
};

use super::words::Words;
use crate::replica::Role;
use crate::trouble::said;

/// Of the newest files.
const FILES: u32 = 50;

const STYLE: &str = "\
:root{color-scheme:light dark;--line:light-dark(#d8dbe2,#3a3f4b);--quiet:light-dark(#5b6272,#a3aabb);--bad:light-dark(#b3261e,#ff8a80)}\
body{font:15px/1.45 system-ui,sans-serif;margin:0 auto;max-width:70rem;padding:1rem}\
h1{font-size:1.3rem}h2{font-size:1.05rem;margin:1.6rem 0 .4rem}\
.wide{overflow-x:auto}table{border-collapse:collapse;width:100%}\
th,td{border-bottom:1px solid var(--line);padding:.35rem .8rem .35rem 0;text-align:left;vertical-align:top}\
th{color:var(--quiet);font-weight:600}td.n{text-align:right;font-variant-numeric:tabular-nums}\
.quiet{color:var(--quiet)}.bad{color:var(--bad)}dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}dd{margin:0}";

/// What the page shows.
pub(super) struct Looked {
    state: AppState,
    bot: BotState,
    exports: ExportsView,
    files: Vec<ExportFileView>,
    runs: Vec<RunView>,
    bucket: Option<BucketState>,
}

impl Looked {
    pub(super) async fn at(companion: &Companion) -> Result<Self, Failure> {
        let newest =
            FileQuery { plan_id: None, project_id: None, text: String::new(), offset: 0, limit: FILES };
        Ok(Self {
            state: companion.state().await?,
            bot: companion.bot_state(),
            exports: companion.exports().await?,
            files: companion.export_files(newest).await?.items,
            runs: companion.active_runs().await?,
            bucket: companion.bucket().await?.state,
        })
    }
}

pub(super) fn written(looked: &Looked, language: Language, zone: Tz) -> String {
    let mut page = Page { html: String::new(), words: Words(language), zone };
    // Writing into a text does not fail.
    let _ = page.all(looked);
    page.html
}

/// Of one that does not lead.
pub(super) fn of_replica(role: &Role, language: Language) -> String {
    let words = Words(language);
    let (what, leader) = match role {
        Role::StandsBy { lease } => (
            words.stands_by(),
            lease.as_ref().filter(|lease| lease.is_held).map(|lease| lease.holder.as_str()),
        ),
        Role::StoodDown => (words.stood_down(), None),
        Role::CutOff | Role::Leads { .. } => (words.cut_off(), None),
    };
    let leader = leader.map(|name| format!(" {} {}.", words.leader(), Plain(name))).unwrap_or_default();
    format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width,initial-scale=1\"><title>TestOps Companion</title><style>{STYLE}</style></head>\
         <body><h1>TestOps Companion</h1><p>{what}{leader}</p></body></html>",
        words.tag()
    )
}

struct Page {
    html: String,
    words: Words,
    zone: Tz,
}

impl Page {
    fn all(&mut self, looked: &Looked) -> fmt::Result {
        let tag = self.words.tag();
        write!(
            self.html,
            "<!doctype html><html lang=\"{tag}\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
             content=\"width=device-width,initial-scale=1\"><title>TestOps Companion</title><style>{STYLE}</style>\
             </head><body><h1>TestOps Companion {}</h1>",
            Plain(&looked.state.version)
        )?;
        self.peers(looked)?;
        self.problems(looked)?;
        self.plans(&looked.exports.plans)?;
        self.runs(&looked.runs)?;
        self.files(&looked.files)?;
        write!(self.html, "<p class=\"quiet\">{}</p></body></html>", self.words.read_only())
    }

    fn peers(&mut self, looked: &Looked) -> fmt::Result {
        let link = match &looked.state.link {
            LinkState::None => self.words.not_connected().to_owned(),
            LinkState::Connecting => self.words.connecting().to_owned(),
            LinkState::Online { as_of } => format!("{} {}", self.words.as_of(), self.time(*as_of)),
            LinkState::Offline { failure, .. } => said(failure),
        };
        let bot = match &looked.bot {
            BotState::Off => self.words.off().to_owned(),
            BotState::Starting => self.words.starting().to_owned(),
            BotState::Polling { username, .. } => format!("@{username} {}", self.words.polling()),
            BotState::Waiting { failure, .. } | BotState::Stuck { failure, .. } => said(failure),
            BotState::Stopping => self.words.stopping().to_owned(),
        };
        let url =
            looked.state.connection.as_ref().map(|connection| connection.url.as_str()).unwrap_or_default();
        write!(
            self.html,
            "<dl><dt>{}</dt><dd>{} <span class=\"quiet\">{}</span></dd><dt>{}</dt><dd>{}</dd>",
            self.words.server(),
            Plain(url),
            Plain(&link),
            self.words.bot(),
            Plain(&bot)
        )?;
        if let Some(bucket) = &looked.bucket {
            self.bucket(bucket)?;
        }
        self.html.push_str("</dl>");
        Ok(())
    }

    fn bucket(&mut self, bucket: &BucketState) -> fmt::Result {
        let last = bucket.last_at.map(|at| format!(" {}", self.time(at))).unwrap_or_default();
        let overwrites = if bucket.creates_once == Some(false) { self.words.overwrites() } else { "" };
        write!(
            self.html,
            "<dt>{}</dt><dd>{} <span class=\"quiet\">{}: {}, {}{last}; {}: {}. {overwrites}</span></dd>",
            self.words.bucket(),
            Plain(&bucket.address),
            self.words.in_bucket(),
            bucket.stored,
            Size(bucket.bytes),
            self.words.not_in_bucket(),
            bucket.waiting
        )
    }

    fn problems(&mut self, looked: &Looked) -> fmt::Result {
        let mut problems: Vec<String> = looked
            .state
            .notices
            .iter()
            .map(|notice| format!("{} {}", notice.message, notice.advice))
            .collect();
        for plan in &looked.exports.plans {
            if let PlanState::Waiting { failure, .. } = &plan.state {
                problems.push(format!("{}: {}", plan.draft.name, said(failure)));
            }
            if let Some(failure) =
                plan.last.as_ref().and_then(|last| last.failure.as_ref()).filter(|_| plan.failed)
            {
                problems.push(format!("{}: {}", plan.draft.name, said(failure)));
            }
        }
        if let Some(failure) = looked.bucket.as_ref().and_then(|bucket| bucket.failure.as_ref()) {
            problems.push(format!("{}: {}", self.words.bucket(), said(failure)));
        }
        write!(self.html, "<h2>{}</h2>", self.words.problems())?;
        if problems.is_empty() {
            return self.nothing(Words::no_problems);
        }
        self.html.push_str("<ul>");
        for problem in &problems {
            write!(self.html, "<li class=\"bad\">{}</li>", Plain(problem))?;
        }
        self.html.push_str("</ul>");
        Ok(())
    }

    fn plans(&mut self, plans: &[PlanView]) -> fmt::Result {
        write!(self.html, "<h2>{}</h2>", self.words.plans())?;
        if plans.is_empty() {
            return self.nothing(Words::no_plans);
        }
        self.table(&[Words::plan, Words::when, Words::next, Words::last, Words::state])?;
        for plan in plans {
            let next = plan.next_at.map(|at| self.time(at)).unwrap_or_default();
            let last = plan.last.as_ref().map(|last| {
                let at = self.time(last.finished_at.unwrap_or(last.started_at));
                format!("{at}, {}", self.words.attempt(last.outcome))
            });
            let state = self.words.plan_state(&plan.state, plan.draft.paused);
            write!(
                self.html,
                "<tr><td>{}</td><td>{}</td><td>{next}</td><td{}>{}</td><td>{state}</td></tr>",
                Plain(&plan.draft.name),
                Plain(&plan.words),
                if plan.failed { " class=\"bad\"" } else { "" },
                Plain(&last.unwrap_or_default())
            )?;
        }
        self.html.push_str("</table></div>");
        Ok(())
    }

    fn runs(&mut self, runs: &[RunView]) -> fmt::Result {
        write!(self.html, "<h2>{}</h2>", self.words.runs())?;
        if runs.is_empty() {
            return self.nothing(Words::no_runs);
        }
        self.table(&[Words::run, Words::project, Words::state, Words::results])?;
        for run in runs {
            write!(
                self.html,
                "<tr><td>{}</td><td>{}</td><td>{}</td><td class=\"n\">{}, {}, {}</td></tr>",
                Plain(&run.name),
                Plain(&run.project_name),
                self.words.phase(run.phase),
                run.counts.passed,
                run.counts.failed,
                run.counts.broken
            )?;
        }
        self.html.push_str("</table></div>");
        Ok(())
    }

    fn files(&mut self, files: &[ExportFileView]) -> fmt::Result {
        write!(self.html, "<h2>{}</h2>", self.words.files())?;
        if files.is_empty() {
            return self.nothing(Words::no_files);
        }
        self.table(&[Words::file, Words::plan, Words::written, Words::rows, Words::size])?;
        for file in files {
            let written_at = self.time(file.written_at);
            self.html.push_str("<tr><td>");
            if file.gone {
                write!(self.html, "{} <span class=\"bad\">{}</span>", Plain(&file.name), self.words.gone())?;
            } else {
                write!(self.html, "<a href=\"files/{}\">{}</a>", file.id, Plain(&file.name))?;
            }
            write!(
                self.html,
                "</td><td>{}</td><td>{written_at}</td><td class=\"n\">{}</td><td class=\"n\">{}</td></tr>",
                Plain(&file.plan_name),
                file.rows,
                Size(file.bytes)
            )?;
        }
        self.html.push_str("</table></div>");
        Ok(())
    }

    fn nothing(&mut self, what: fn(&Words) -> &'static str) -> fmt::Result {
        write!(self.html, "<p class=\"quiet\">{}</p>", what(&self.words))
    }

    fn table(&mut self, heads: &[fn(&Words) -> &'static str]) -> fmt::Result {
        self.html.push_str("<div class=\"wide\"><table><tr>");
        for head in heads {
            write!(self.html, "<th scope=\"col\">{}</th>", head(&self.words))?;
        }
        self.html.push_str("</tr>");
        Ok(())
    }

    fn time(&self, at: DateTime<Utc>) -> String {
        at.with_timezone(&self.zone).format("%Y-%m-%d %H:%M %Z").to_string()
    }
}

/// A text of people or servers, which is never markup.
struct Plain<'a>(&'a str);

impl fmt::Display for Plain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\'' => f.write_str("&#39;")?,
                c => f.write_char(c)?,
            }
        }
        Ok(())
    }
}

struct Size(u64);

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            bytes if bytes < 1024 => write!(f, "{bytes} B"),
            bytes if bytes < 1024 * 1024 => write!(f, "{} KB", bytes / 1024),
            bytes => write!(f, "{} MB", bytes / 1024 / 1024),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_never_markup() {
        assert_eq!(
            Plain("<img src=x onerror='1'> & \"q\"").to_string(),
            "&lt;img src=x onerror=&#39;1&#39;&gt; &amp; &quot;q&quot;"
        );
    }
}
