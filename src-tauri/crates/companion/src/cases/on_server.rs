//! What the server knows of a test case besides its texts: read in one go, and kept for when it cannot be asked.

use chrono::{DateTime, Utc};
use testops::{CaseAudit, CaseCard, ErrorKind, Issue, JobShare, PageRequest, Selection};

use crate::Companion;
use crate::companion::Inner;
use crate::core::session::Session;
use crate::evidence::{PastOfCase, past_of_case};
use crate::view::{
    CaseDefect, CaseField, CaseIssueView, CaseLink, CaseMoment, CaseMute, CaseOnServer, CasePart,
    CaseRelationView, CaseRole, Failure, NamedValue, TestSource,
};

/// So many results are looked through for its variants.
const PAST: u32 = 100;
/// So many defects and changes are told, the newest.
const TOLD: u32 = 50;

/// What it is called by in the cache.
const KEPT_AS: &str = "case";

impl Companion {
    /// What the server knows of a test case; what is kept of it where the server cannot be asked, and nothing where nothing
    /// is kept and it was asked for that.
    pub async fn case_on_server(
        &self,
        project_id: i64,
        case_id: i64,
        source: TestSource,
    ) -> Result<Option<CaseOnServer>, Failure> {
        let inner = &self.inner;
        let session = inner.session()?;
        let kept = inner.told_before::<CaseOnServer>(&session, case_id, KEPT_AS);
        if source == TestSource::Kept {
            return Ok(kept.await);
        }
        match Box::pin(inner.read_case(&session, project_id, case_id)).await {
            Ok(told) => Ok(Some(told)),
            Err(error) => inner.kept_unless_gone(&session, &error, kept).await,
        }
    }
}

impl Companion {
    /// Opens an address of an issue or a link in the browser: only one that the server told of the test case.
    pub async fn open_case_link(&self, case_id: i64, url: String) -> Result<(), Failure> {
        let session = self.inner.session()?;
        let told = self.inner.told_before::<CaseOnServer>(&session, case_id, KEPT_AS).await;
        let is_told = told.is_some_and(|told| told.urls().any(|known| known == url));
        self.open(is_told.then_some(url.as_str()))
    }
}

impl CaseOnServer {
    fn urls(&self) -> impl Iterator<Item = &str> {
        let of_defects = self.defects.iter().filter_map(|defect| defect.issue.as_ref());
        let issues = self.issues.iter().chain(of_defects).filter_map(|issue| issue.url.as_deref());
        issues.chain(self.links.iter().filter_map(|link| link.url.as_deref()))
    }
}

/// All that was read, as the server tells it.
struct Read {
    card: CaseCard,
    jobs: Vec<JobShare>,
    relations: Vec<testops::CaseRelation>,
    mutes: Vec<testops::Mute>,
    defects: Vec<testops::Defect>,
    versions: Vec<testops::CaseVersion>,
    changes: Vec<CaseAudit>,
}

/// The parts that could not be read.
#[derive(Default)]
struct Unread(Vec<CasePart>);

impl Unread {
    /// What the server does not have is empty. A part that fails otherwise does not keep the others from being told.
    fn or_none<T>(&mut self, part: CasePart, read: testops::Result<Vec<T>>) -> Vec<T> {
        read.unwrap_or_else(|error| {
            if !matches!(error.kind(), ErrorKind::NotFound { .. }) {
                tracing::info!(%error, ?part, "a part of a test case could not be read");
                self.0.push(part);
            }
            Vec::new()
        })
    }
}

impl Inner {
    async fn read_case(
        &self,
        session: &Session,
        project_id: i64,
        case_id: i64,
    ) -> Result<CaseOnServer, testops::Error> {
        let (client, begun) = (&session.client, self.evidence_moment());
        // What is not to be read at all is not asked for seven times.
        let card = client.case_card(case_id).await?;
        let this = Selection { project_id, cases: vec![case_id], ..Selection::default() };
        let (jobs, relations, mutes, defects, past, versions, changes) = tokio::join!(
            client.job_shares(&this, &[]),
            client.case_relations(case_id),
            client.mutes(case_id),
            client.case_defects(case_id, PageRequest::first(TOLD)),
            client.case_history(case_id, PageRequest::first(PAST)),
            client.case_versions(case_id),
            client.case_audit(case_id, PageRequest::first(TOLD)),
        );
        let mut unread = Unread::default();
        let read = Read {
            card,
            jobs: unread.or_none(CasePart::Jobs, jobs),
            relations: unread.or_none(CasePart::Relations, relations),
            mutes: unread.or_none(CasePart::Mutes, mutes),
            defects: unread.or_none(CasePart::Defects, defects.map(|page| page.items)),
            versions: unread.or_none(CasePart::Versions, versions),
            changes: unread.or_none(CasePart::Changes, changes.map(|page| page.items)),
        };
        let past = unread.or_none(CasePart::Past, past.map(|page| page.items));
        let past = past_of_case(past, client.clock_offset().unwrap_or_default(), self.now());
        let told = told(read, past, unread.0, self.now());
        self.keep_told(session, case_id, KEPT_AS, &told, begun).await;
        Ok(told)
    }
}

fn told(read: Read, past: PastOfCase, unread: Vec<CasePart>, now: DateTime<Utc>) -> CaseOnServer {
    let Read { card, jobs, relations, mutes, defects, mut versions, changes } = read;
    versions.sort_by_key(|version| std::cmp::Reverse((version.created_date, version.id)));
    CaseOnServer {
        fields: fields(&card),
        id: card.id,
        name: card.name,
        full_name: card.full_name.filter(|name| !name.is_empty()),
        automated: card.automated,
        deleted: card.deleted,
        status: card.status.map(|status| status.name),
        layer: card.layer.map(|layer| layer.name),
        tags: card.tags.into_iter().map(|tag| tag.name).collect(),
        members: card
            .members
            .into_iter()
            .map(|member| CaseRole { role: member.role.map(|role| role.name), username: member.name })
            .collect(),
        issues: card.issues.into_iter().map(issue_view).collect(),
        links: card.links.into_iter().filter_map(link).collect(),
        examples: card
            .examples
            .into_iter()
            .map(|example| {
                let value = |one: testops::ResultParameter| NamedValue {
                    name: one.name,
                    value: one.value.unwrap_or_default(),
                };
                example.parameters.into_iter().map(value).collect()
            })
            .collect(),
        jobs: jobs.into_iter().filter_map(|share| Some(share.job?.name)).collect(),
        relations: relations
            .into_iter()
            .filter_map(|relation| {
                let target = relation.target?;
                Some(CaseRelationView { kind: relation.kind, case_id: target.id, name: target.name })
            })
            .collect(),
        mutes: mutes
            .into_iter()
            .map(|mute| CaseMute {
                name: mute.name,
                reason: mute.reason.filter(|reason| !reason.is_empty()),
                by: mute.created_by,
                at: mute.created_date,
            })
            .collect(),
        defects: defects
            .into_iter()
            .map(|defect| CaseDefect {
                id: defect.id,
                name: defect.name,
                closed: defect.closed,
                issue: defect.issue.filter(|issue| !issue.name.is_empty()).map(issue_view),
            })
            .collect(),
        past: past.variants,
        flaky: past.flaky,
        versions: versions
            .into_iter()
            .map(|version| CaseMoment {
                by: version.created_by,
                at: version.created_date,
                what: vec![version.title],
            })
            .collect(),
        changes: changes.into_iter().map(change).collect(),
        created: CaseMoment { by: card.created_by, at: card.created_date, what: Vec::new() },
        modified: CaseMoment { by: card.last_modified_by, at: card.last_modified_date, what: Vec::new() },
        unread,
        as_of: now,
    }
}

/// Its fields in the server's order, each once.
fn fields(card: &CaseCard) -> Vec<CaseField> {
    let mut fields: Vec<CaseField> = Vec::new();
    for value in &card.custom_fields {
        let Some(field) = &value.custom_field else { continue };
        match fields.iter_mut().find(|known| known.name == field.name) {
            Some(known) => {
                known.value.push_str(", ");
                known.value.push_str(&value.name);
            }
            None => fields.push(CaseField { name: field.name.clone(), value: value.name.clone() }),
        }
    }
    fields
}

fn issue_view(issue: Issue) -> CaseIssueView {
    CaseIssueView {
        name: issue.name,
        summary: issue.summary.filter(|summary| !summary.is_empty()),
        status: issue.status.filter(|status| !status.is_empty()),
        closed: issue.closed,
        url: issue.url.filter(|url| is_web(url)),
    }
}

fn link(link: testops::Link) -> Option<CaseLink> {
    let url = link.url.unwrap_or_default();
    let name = if link.name.is_empty() { url.clone() } else { link.name };
    (!name.is_empty()).then(|| CaseLink { name, url: is_web(&url).then_some(url) })
}

fn is_web(url: &str) -> bool {
    url::Url::parse(url).is_ok_and(|url| matches!(url.scheme(), "http" | "https"))
}

/// The fields of the test case by name; of its lists, which.
fn change(change: CaseAudit) -> CaseMoment {
    let mut what: Vec<String> = Vec::new();
    for part in &change.data {
        let words: Vec<&str> = match part.kind.as_str() {
            "test_case" if change.action_type == "update" => part.fields().collect(),
            kind => vec![kind],
        };
        for word in words {
            if !what.iter().any(|known| known == word) {
                what.push(word.to_owned());
            }
        }
    }
    CaseMoment { by: change.username, at: change.timestamp, what }
}
