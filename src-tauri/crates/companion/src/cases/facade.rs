use std::collections::HashMap;

use casebook::{Casebook, Field, FieldChange, LineChange, Query, Version, changed_fields};
use chrono::{DateTime, Utc};

use super::taking;
use crate::Companion;
use crate::core::encoding::instant;
use crate::texts::Trouble;
use crate::view::{
    CaseChange, CaseDifference, CaseField, CaseFieldChange, CaseHit, CaseLine, CaseLineKind, CaseList,
    CaseProject, CaseQuery, CaseVersion, ExportedCase, Failure,
};

/// The most test cases of one page.
const MOST: u32 = 200;

impl Companion {
    /// Test cases by word, as the newest exported files have them; asks no server. What is new of the files is taken in
    /// meanwhile, and told as an event.
    pub async fn cases(&self, query: CaseQuery) -> Result<CaseList, Failure> {
        let (server, book) = self.case_index().await?;
        let reading = taking::begin(&self.inner, book, &server).await?;
        let wanted = Query {
            server,
            project: query.project_id,
            within: query.within.map(Into::into),
            words: query.text,
            offset: query.offset,
            limit: query.limit.min(MOST),
        };
        let found = book.search(&wanted).await.map_err(|error| self.inner.not_read(&error))?;
        let hits = found.hits.into_iter().map(|hit| CaseHit {
            project_id: hit.project,
            id: hit.id,
            name: hit.name,
            as_of: instant(hit.as_of),
            place: hit.place.map(field),
        });
        Ok(CaseList { items: hits.collect(), total: found.total, reading })
    }

    /// The projects of which there is an exported file, as they were called when it was written.
    pub async fn case_projects(&self) -> Result<Vec<CaseProject>, Failure> {
        let (server, book) = self.case_index().await?;
        let projects = book.projects(&server).await.map_err(|error| self.inner.not_read(&error))?;
        let names = self.project_names(&server).await?;
        let of_project =
            |(id, at, cases)| CaseProject { id, name: name_of(&names, id), cases, as_of: instant(at) };
        Ok(projects.into_iter().map(of_project).collect())
    }

    /// A test case as an exported file has it; `version` counts from the newest.
    pub async fn test_case(
        &self,
        project_id: i64,
        case_id: i64,
        version: u32,
    ) -> Result<ExportedCase, Failure> {
        let inner = &self.inner;
        let (server, book) = self.case_index().await?;
        let versions = self.case_versions(book, &server, project_id, case_id).await?;
        let one = versions.get(version as usize).ok_or_else(|| inner.trouble(Trouble::Forgotten))?;
        let fields = book.fields(one).await.map_err(|error| inner.not_read(&error))?;
        let names = self.project_names(&server).await?;
        Ok(ExportedCase {
            project_id,
            project_name: name_of(&names, project_id),
            id: case_id,
            name: one.name.clone(),
            version,
            fields: fields.into_iter().map(field).collect(),
            versions: versions.iter().map(shown).collect(),
        })
    }

    /// In what a version of a test case differs from the one before it.
    pub async fn case_changes(
        &self,
        project_id: i64,
        case_id: i64,
        version: u32,
    ) -> Result<Vec<CaseFieldChange>, Failure> {
        let inner = &self.inner;
        let (server, book) = self.case_index().await?;
        let versions = self.case_versions(book, &server, project_id, case_id).await?;
        let [new, old] = versions.get(version as usize..).and_then(|rest| rest.get(..2)).unwrap_or_default()
        else {
            return Err(inner.trouble(Trouble::Forgotten));
        };
        let not_read = |error| inner.not_read(&error);
        let (old, new) =
            (book.fields(old).await.map_err(not_read)?, book.fields(new).await.map_err(not_read)?);
        Ok(field_changes(changed_fields(&old, &new)))
    }

    /// The moments at which files of the project were taken, newest first.
    pub async fn case_days(&self, project_id: i64) -> Result<Vec<DateTime<Utc>>, Failure> {
        let (server, book) = self.case_index().await?;
        let days = book.days(&server, project_id).await.map_err(|error| self.inner.not_read(&error))?;
        Ok(days.into_iter().map(instant).collect())
    }

    /// The test cases of a project that are not the same at two moments of [`Self::case_days`], by name.
    pub async fn case_differences(
        &self,
        project_id: i64,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
    ) -> Result<Vec<CaseDifference>, Failure> {
        let (server, book) = self.case_index().await?;
        let (from, to) = (from.timestamp_millis(), to.timestamp_millis());
        let all = book.difference(&server, project_id, from, to).await;
        let all = all.map_err(|error| self.inner.not_read(&error))?;
        let told = all.into_iter().map(|one| CaseDifference {
            id: one.id,
            name: one.name,
            change: match (one.before, one.after) {
                (true, true) => CaseChange::Changed,
                (true, false) => CaseChange::Vanished,
                (false, _) => CaseChange::Appeared,
            },
        });
        Ok(told.collect())
    }

    /// Opens a test case of the server in the browser.
    #[expect(clippy::unused_async, reason = "every command is one")]
    pub async fn open_test_case(&self, project_id: i64, case_id: i64) -> Result<(), Failure> {
        let session = self.inner.session()?;
        let base = session.connection.url.trim_end_matches('/');
        self.open(Some(&format!("{base}/project/{project_id}/test-cases/{case_id}")))
    }

    pub(crate) async fn case_index(&self) -> Result<(String, &Casebook), Failure> {
        let server = self.export_server().await?.ok_or_else(|| self.inner.trouble(Trouble::NotConnected))?;
        Ok((server, self.inner.casebook().await?))
    }

    async fn case_versions(
        &self,
        book: &Casebook,
        server: &str,
        project_id: i64,
        case_id: i64,
    ) -> Result<Vec<Version>, Failure> {
        let versions = book.versions(server, project_id, case_id).await;
        versions.map_err(|error| self.inner.not_read(&error))
    }

    pub(crate) async fn project_names(&self, server: &str) -> Result<HashMap<i64, String>, Failure> {
        let names = self.inner.store.export_files().project_names(server).await;
        Ok(names.map_err(|error| self.inner.stored(&error))?.into_iter().collect())
    }
}

fn name_of(names: &HashMap<i64, String>, id: i64) -> String {
    names.get(&id).cloned().unwrap_or_else(|| format!("#{id}"))
}

pub(crate) fn field_changes(changes: Vec<FieldChange>) -> Vec<CaseFieldChange> {
    let told = |change: FieldChange| CaseFieldChange {
        name: change.name,
        lines: change.lines.into_iter().map(line).collect(),
    };
    changes.into_iter().map(told).collect()
}

fn field(field: Field) -> CaseField {
    CaseField { name: field.name, value: field.value }
}

fn line(line: LineChange) -> CaseLine {
    let (kind, text) = match line {
        LineChange::Same(text) => (CaseLineKind::Same, text),
        LineChange::Removed(text) => (CaseLineKind::Removed, text),
        LineChange::Added(text) => (CaseLineKind::Added, text),
    };
    CaseLine { kind, text }
}

fn shown(version: &Version) -> CaseVersion {
    CaseVersion {
        name: version.name.clone(),
        from: instant(version.from),
        last_seen: instant(version.last_seen),
        until: version.until.map(instant),
    }
}
