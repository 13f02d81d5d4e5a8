//! Asks the server what waits for the person in a project: what it does not answer of one kind leaves that kind as it was.

use chrono::{DateTime, TimeDelta, Utc};
use store::MineRow;
use testops::{Client, Error, ErrorKind, PageRequest};

use super::found::{Found, number, row};
use super::launches::Launches;
use super::memory::{Memory, is_old_mute};
use crate::companion::Inner;
use crate::core::allowance::Allowance;
use crate::core::session::Session;
use crate::view::MineKind;

/// So many defects, plans and mutes of a project are asked about singly in one look; of closed defects the next look goes on.
const SINGLY: usize = 10;

const PAGE: u32 = 100;

/// So many pages of defects are read.
const MOST_PAGES: u32 = 20;

/// Asks within the budget.
pub(super) struct Asker<'a> {
    pub(super) inner: &'a Inner,
    pub(super) session: &'a Session,
    pub(super) allowance: &'a mut Allowance,
    /// Which part of the request budget it may use: one in so many.
    pub(super) share: u32,
}

impl<'a> Asker<'a> {
    /// Waits until a request may be asked.
    pub(super) async fn turn(&mut self) -> &'a Client {
        loop {
            let most = self.inner.settings.borrow().request_budget / self.share;
            match self.allowance.take(self.inner.now(), most) {
                Ok(()) => return &self.session.client,
                Err(until) => self.inner.ports.clock.sleep_until(until).await,
            }
        }
    }
}

/// All that was found in a project. Fails where the server cannot be asked at all.
pub(super) async fn look(
    asker: &mut Asker<'_>,
    project_id: i64,
    memory: &mut Memory,
) -> Result<Vec<Found>, Error> {
    let mut found = Vec::new();
    let launches = Launches::read(asker, project_id).await?;
    found.push(launches.left_open(asker));
    found.extend(answered(launches.assigned(asker).await)?.into_iter().flatten());
    found.extend(answered(launches.unexplained(asker).await)?);
    found.extend(answered(defects_back(asker, project_id, memory).await)?);
    found.extend(answered(old_mutes(asker, project_id, memory).await)?);
    found.extend(answered(plans(asker, project_id).await)?);
    Ok(found)
}

/// `None` where the server has no such thing, or does not let the person read it.
fn answered<T>(found: Result<T, Error>) -> Result<Option<T>, Error> {
    let is_none = |error: &Error| {
        matches!(
            error.kind(),
            ErrorKind::NotFound { .. } | ErrorKind::Forbidden { .. } | ErrorKind::Rejected { .. }
        )
    };
    match found {
        Ok(found) => Ok(Some(found)),
        Err(error) if is_none(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

async fn defects_back(asker: &mut Asker<'_>, project_id: i64, memory: &mut Memory) -> Result<Found, Error> {
    memory.keep_closed(&closed_defects(asker, project_id).await?);
    for id in memory.next_closed(SINGLY) {
        let defect = asker.turn().await.defect(id).await?;
        memory.note_closed(&defect);
    }
    let mut found = Found::new(MineKind::DefectBack);
    for (id, back) in memory.back() {
        found.add(MineRow {
            launch_id: Some(back.launch_id),
            launch_name: Some(back.launch_name.clone()),
            ..row(id, &back.name, back.at)
        });
    }
    Ok(found)
}

async fn closed_defects(asker: &mut Asker<'_>, project_id: i64) -> Result<Vec<i64>, Error> {
    let (mut closed, mut wanted) = (Vec::new(), PageRequest::first(PAGE));
    loop {
        let page = asker.turn().await.defects(project_id, None, wanted).await?;
        closed.extend(page.items.iter().filter(|defect| defect.closed).map(|defect| defect.id));
        wanted = wanted.next();
        if page.last || wanted.number >= MOST_PAGES {
            return Ok(closed);
        }
    }
}

async fn old_mutes(asker: &mut Asker<'_>, project_id: i64, memory: &mut Memory) -> Result<Found, Error> {
    let cases = asker.turn().await.muted_cases(project_id, PageRequest::first(PAGE)).await?.items;
    let ids: Vec<i64> = cases.iter().map(|case| case.id).collect();
    memory.keep_muted(&ids);
    let unknown: Vec<i64> = ids.into_iter().filter(|id| !memory.mutes.contains_key(id)).collect();
    for id in unknown.into_iter().take(SINGLY) {
        let mutes = asker.turn().await.mutes(id).await?;
        let since = mutes.iter().filter_map(|mute| mute.created_date).min();
        memory.mutes.insert(id, since.map(|since| since.timestamp_millis()));
    }
    let now = asker.inner.now();
    let mut found = Found::new(MineKind::OldMute);
    for case in &cases {
        let since = memory.mutes.get(&case.id).copied().flatten();
        let since = since.and_then(DateTime::<Utc>::from_timestamp_millis);
        if since.is_some_and(|since| is_old_mute(since, now)) {
            found.add(row(case.id, &case.name, since));
        }
    }
    Ok(found)
}

async fn plans(asker: &mut Asker<'_>, project_id: i64) -> Result<Found, Error> {
    let plans = asker.turn().await.test_plans(project_id, None, PageRequest::first(PAGE)).await?.items;
    let mut found = Found::new(MineKind::PlanDrifted);
    for plan in plans.iter().filter(|plan| plan.base_rql.is_some()).take(SINGLY) {
        let diff = asker.turn().await.plan_diff(plan.id).await?;
        if diff.added + diff.deleted > 0 {
            let (count, more) = (number(diff.added), number(diff.deleted));
            found.add(MineRow { count, more, ..row(plan.id, &plan.name, plan.last_modified_date) });
        }
    }
    Ok(found)
}

/// How long a launch may go on before it counts as forgotten.
pub(super) const FORGOTTEN: TimeDelta = TimeDelta::hours(24);
