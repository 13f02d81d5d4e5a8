//! The `testplan.json` by which a framework on this machine runs chosen tests only.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use serde_json::json;
use testops::{Client, GroupRef, PageRequest, PlannedTest, Result as Answered, Selection};

use super::Resolved;
use crate::Companion;
use crate::core::files::flushed;
use crate::core::session::Session;
use crate::texts::{Trouble, Unchosen};
use crate::view::{Failure, PathKind, TestPlanFile, Tests};

const NAME: &str = "testplan.json";

const PAGE: u32 = 1_000;

/// Ids that one query names.
const AT_ONCE: usize = 250;

impl Companion {
    /// Writes the plan of a choice into a folder that a person chose, over one that is there. Never an empty one: a
    /// framework that reads it would run everything.
    pub async fn write_test_plan(
        &self,
        project_id: i64,
        tests: Tests,
        folder: String,
    ) -> Result<TestPlanFile, Failure> {
        let inner = &self.inner;
        let session = inner.session()?;
        let place = PathBuf::from(&folder);
        if !inner.chosen.holds(PathKind::Folder, &place) {
            return Err(inner.trouble(Trouble::NotChosen { path: &folder }));
        }
        let planned = match self.planned(&session, project_id, &tests).await? {
            Ok(planned) => planned,
            Err(why) => return Ok(TestPlanFile::Refused { why: inner.texts().unchosen(&why) }),
        };
        let Some(text) = contents(&planned) else {
            let why = inner.texts().unchosen(&Unchosen::NothingFound);
            return Ok(TestPlanFile::Refused { why });
        };
        let path = place.join(NAME);
        let target = path.clone();
        let written = tokio::task::spawn_blocking(move || write(&place, &target, &text)).await;
        let written = written.map_err(|_| inner.trouble(Trouble::Internal))?;
        let path = path.to_string_lossy().into_owned();
        match written {
            Ok(()) => Ok(TestPlanFile::Written { path, tests: planned.len() as u64 }),
            Err(error) => {
                tracing::warn!(%error, "a test plan could not be written");
                Ok(TestPlanFile::Refused { why: inner.texts().not_written(&path, &error) })
            }
        }
    }

    async fn planned(
        &self,
        session: &Session,
        project_id: i64,
        tests: &Tests,
    ) -> Result<Result<Vec<PlannedTest>, Unchosen>, Failure> {
        if *tests == Tests::All {
            return Ok(Err(Unchosen::NoPlanForAll));
        }
        let client = &session.client;
        let planned = match self.resolve(session, project_id, tests).await? {
            Err(why) => return Ok(Err(why)),
            Ok(Resolved::Plan(plan)) => {
                client.plannable_cases(project_id, &format!("testPlan = {}", plan.id)).await
            }
            Ok(Resolved::Cases(selection)) => named(client, &selection).await,
        };
        planned.map(Ok).map_err(|error| self.inner.asked(session, &error))
    }
}

async fn named(client: &Client, selection: &Selection) -> Answered<Vec<PlannedTest>> {
    let mut ids = selection.cases.clone();
    if let Some(tree_id) = selection.tree_id {
        for group in &selection.groups {
            ids.extend(below(client, selection.project_id, tree_id, group).await?);
        }
    }
    ids.retain(|id| !selection.without_cases.contains(id));
    ids.sort_unstable();
    ids.dedup();
    let mut planned = Vec::new();
    for ids in ids.chunks(AT_ONCE) {
        let ids: Vec<String> = ids.iter().map(i64::to_string).collect();
        let query = format!("id in [{}]", ids.join(","));
        planned.extend(client.plannable_cases(selection.project_id, &query).await?);
    }
    Ok(planned)
}

/// The ids of all test cases in a group, however deep.
async fn below(client: &Client, project_id: i64, tree_id: i64, group: &GroupRef) -> Answered<Vec<i64>> {
    let (mut ids, mut left) = (Vec::new(), vec![group.clone()]);
    while let Some(group) = left.pop() {
        let mut request = PageRequest::first(PAGE);
        loop {
            let page = client.tree_cases(project_id, tree_id, &group, None, request).await?;
            ids.extend(page.items.iter().map(|case| case.id));
            if page.last {
                break;
            }
            request = request.next();
        }
        let mut request = PageRequest::first(PAGE);
        loop {
            let page = client.tree_groups(project_id, tree_id, Some(&group), request).await?;
            left.extend(page.items.into_iter().map(|group| group.at));
            if page.last {
                break;
            }
            request = request.next();
        }
    }
    Ok(ids)
}

/// `None` without tests.
fn contents(planned: &[PlannedTest]) -> Option<String> {
    let test = |test: &PlannedTest| {
        if test.selector.is_empty() {
            return json!({"id": test.id.to_string()});
        }
        json!({"id": test.id.to_string(), "selector": test.selector})
    };
    let tests: Vec<_> = planned.iter().map(test).collect();
    if tests.is_empty() {
        return None;
    }
    serde_json::to_string_pretty(&json!({"version": "1.0", "tests": tests})).ok()
}

/// What reads it sees the old plan or the new one, never a part.
fn write(folder: &Path, target: &Path, text: &str) -> io::Result<()> {
    let mut part = tempfile::Builder::new().prefix(".testplan-").tempfile_in(folder)?;
    part.write_all(text.as_bytes())?;
    flushed(part.as_file().sync_all())?;
    part.persist(target).map_err(|error| error.error)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_names_ids_and_selectors_and_is_never_empty() {
        let planned = [
            PlannedTest { id: 101, selector: "shop.CartTest.pays".to_owned() },
            PlannedTest { id: 102, selector: String::new() },
        ];
        let text = contents(&planned).expect("a plan");
        let read: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        assert_eq!(
            read,
            json!({"version": "1.0", "tests": [{"id": "101", "selector": "shop.CartTest.pays"}, {"id": "102"}]})
        );
        assert_eq!(contents(&[]), None);
    }

    #[test]
    fn it_takes_the_place_of_an_older_one_as_a_whole() {
        let folder = tempfile::tempdir().expect("a folder");
        let target = folder.path().join(NAME);
        write(folder.path(), &target, "old").expect("written");
        write(folder.path(), &target, "new").expect("written");
        assert_eq!(std::fs::read_to_string(&target).expect("read"), "new");
        assert_eq!(std::fs::read_dir(folder.path()).expect("listed").count(), 1);
    }
}
