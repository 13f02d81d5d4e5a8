use std::collections::HashMap;

use testops::{LaunchQuery, PageRequest};

use crate::Companion;
use crate::view::{Failure, LaunchList, ListedLaunch, QuerySubject};

/// Launches of one page of the list.
const PAGE: u32 = 100;

impl Companion {
    /// A page of the launches of a project, those that an AQL finds where one is given.
    pub async fn list_launches(
        &self,
        project_id: i64,
        query: String,
        page: u32,
    ) -> Result<LaunchList, Failure> {
        let inner = &self.inner;
        let session = inner.session()?;
        let request = PageRequest { number: page, size: PAGE };
        let asked = |error| inner.asked(&session, &error);
        let ahead = session.client.clock_offset().unwrap_or_default();
        let ours = |at: Option<chrono::DateTime<chrono::Utc>>| at.and_then(|at| at.checked_sub_signed(ahead));
        let tag = |tag: testops::Tag| tag.name;
        let (mut items, total, last) = if query.trim().is_empty() {
            let found = session.client.launches(project_id, &LaunchQuery::default(), request).await;
            let found = found.map_err(asked)?;
            let items = found.items.into_iter().map(|launch| ListedLaunch {
                launch_id: launch.id,
                run_id: None,
                name: launch.name,
                closed: launch.closed,
                created_at: ours(launch.created_date),
                created_by: launch.created_by,
                tags: launch.tags.into_iter().map(tag).collect(),
            });
            (items.collect::<Vec<_>>(), found.total, found.last)
        } else {
            let verdict = inner.judge_query(&session, project_id, QuerySubject::Launches, &query).await?;
            if let Some(fault) = verdict.fault {
                return Ok(LaunchList::Refused { fault });
            }
            let found = session.client.search_launches(project_id, &query, request).await.map_err(asked)?;
            let items = found.items.into_iter().map(|launch| ListedLaunch {
                launch_id: launch.id,
                run_id: None,
                name: launch.name,
                closed: launch.closed,
                created_at: ours(launch.created_date),
                created_by: launch.created_by,
                tags: launch.tags.into_iter().map(tag).collect(),
            });
            (items.collect::<Vec<_>>(), found.total, found.last)
        };
        let ids: Vec<i64> = items.iter().map(|launch| launch.launch_id).collect();
        let runs = inner.store.runs().followed(session.connection.id, &ids).await;
        let runs: HashMap<i64, i64> = runs.map_err(|error| inner.stored(&error))?.into_iter().collect();
        for item in &mut items {
            item.run_id = runs.get(&item.launch_id).copied();
        }
        let shown = u64::from(page) * u64::from(PAGE) + items.len() as u64 + u64::from(!last);
        let total = u32::try_from(total.unwrap_or(shown)).unwrap_or(u32::MAX);
        Ok(LaunchList::Found { items, total })
    }
}
