use std::collections::HashMap;

use store::MineRow;

use super::found::view;
use super::watcher::OPENED;
use crate::Companion;
use crate::connection::catalogue;
use crate::core::encoding::instant;
use crate::texts::Trouble;
use crate::view::{Failure, MineItem, MineKind, MineView};

impl Companion {
    /// What waits for the person in all projects, as it was last read; it is read in the background from the first time
    /// on that somebody asks.
    pub async fn mine(&self) -> Result<MineView, Failure> {
        let inner = &self.inner;
        let stored = |error| inner.stored(&error);
        let session = inner.session()?;
        let connection_id = session.connection.id;
        self.wants_mine().await?;
        let rows = inner.store.mine().list(connection_id).await.map_err(stored)?;
        let looks = inner.store.mine().looks(connection_id).await.map_err(stored)?;
        let names: HashMap<i64, &str> =
            looks.iter().map(|look| (look.project_id, look.project_name.as_str())).collect();
        let launches: Vec<i64> = rows.iter().filter_map(|row| row.launch_id).collect();
        let runs = inner.store.runs().followed(connection_id, &launches).await.map_err(stored)?;
        let runs: HashMap<i64, i64> = runs.into_iter().collect();
        let item = |row: MineRow| -> Option<MineItem> {
            let name = names.get(&row.project_id).copied().unwrap_or_default();
            let run = row.launch_id.and_then(|launch_id| runs.get(&launch_id)).copied();
            view(row, name, run)
        };
        let items = rows.into_iter().filter_map(item).collect();
        let known = catalogue::known_projects(&inner.store, connection_id).await.map(|all| all.len());
        let known = known.unwrap_or_default().max(looks.len());
        let today = inner.ports.clock.local(inner.now()).date();
        Ok(MineView {
            items,
            mutes: self.mutes_to_review(today).await?,
            as_of: (looks.len() >= known).then(|| looks.first().map(|look| instant(look.at))).flatten(),
            looked: u32::try_from(looks.len()).unwrap_or(u32::MAX),
            projects: u32::try_from(known).unwrap_or(u32::MAX),
            problem: inner.mine.problem.borrow().clone(),
        })
    }

    /// From here on all projects are read.
    async fn wants_mine(&self) -> Result<(), Failure> {
        let inner = &self.inner;
        let stored = |error| inner.stored(&error);
        if inner.store.kv().text(OPENED).await.map_err(stored)?.is_none() {
            inner.store.kv().put(OPENED, &true).await.map_err(stored)?;
            inner.mine.wake.notify_one();
        }
        Ok(())
    }

    /// Has all projects read anew, in turn and within the budget.
    pub async fn refresh_mine(&self) -> Result<(), Failure> {
        self.wants_mine().await?;
        let inner = &self.inner;
        inner.mine.anew_since.send_replace(inner.now().timestamp_millis());
        inner.mine.wake.notify_one();
        Ok(())
    }

    /// Opens in the browser what waits there.
    pub async fn open_mine(&self, kind: MineKind, project_id: i64, subject: i64) -> Result<(), Failure> {
        let inner = &self.inner;
        let session = inner.session()?;
        let rows =
            inner.store.mine().list(session.connection.id).await.map_err(|error| inner.stored(&error))?;
        let is_it = |row: &&MineRow| {
            row.project_id == project_id && row.subject == subject && row.kind.parse() == Ok(kind)
        };
        rows.iter().find(is_it).ok_or_else(|| inner.trouble(Trouble::Forgotten))?;
        let base = session.connection.url.trim_end_matches('/');
        let page = match kind {
            MineKind::Assigned | MineKind::Manual => format!("testresult/{subject}"),
            MineKind::Unexplained | MineKind::LeftOpen => format!("launch/{subject}"),
            MineKind::DefectBack => format!("project/{project_id}/defects/{subject}"),
            MineKind::OldMute => format!("project/{project_id}/test-cases/{subject}"),
            MineKind::PlanDrifted => format!("project/{project_id}/test-plans/{subject}"),
        };
        self.open(Some(&format!("{base}/{page}")))
    }
}
