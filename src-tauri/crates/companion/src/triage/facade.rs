mod chat;
mod choices;
mod decisions;
mod journal;
mod launch;

use std::collections::HashMap;

use store::RunRow;

use super::Grouped;
use super::groups::runs_with;
use crate::Companion;
use crate::core::encoding::instant;
use crate::texts::Trouble;
use crate::view::{Earlier, Failure, FailureGroups, TestSource};

impl Companion {
    /// What went wrong in a run, the most frequent first, as far as the text is found in it; `None` when nothing of it is kept and it was asked for that.
    pub async fn failure_groups(
        &self,
        run_id: i64,
        text: String,
        source: TestSource,
    ) -> Result<Option<FailureGroups>, Failure> {
        let row = self.row(run_id).await?;
        if row.launch_id.is_none() {
            return Err(self.inner.trouble(Trouble::NotFound));
        }
        if source == TestSource::Kept {
            let Some(grouped) = self.kept_groups(&row).await? else { return Ok(None) };
            let as_of = instant(row.finished_at.unwrap_or(row.asked_at));
            return self.told(&row, &grouped, &text, as_of).await.map(Some);
        }
        match self.read_tests(&row).await {
            Ok(read) => self.told(&row, read.grouped(), &text, read.as_of).await.map(Some),
            Err(failure) => {
                let Some(grouped) = self.kept_groups(&row).await? else { return Err(failure) };
                let as_of = instant(row.finished_at.unwrap_or(row.asked_at));
                self.told(&row, &grouped, &text, as_of).await.map(Some)
            }
        }
    }

    /// As they are kept; `None` when nothing of the run's results is.
    pub(crate) async fn kept_groups(&self, row: &RunRow) -> Result<Option<Grouped>, Failure> {
        let tests = self.kept_failing(row).await?;
        Ok(tests.map(|failing| Grouped::of(&failing)))
    }

    pub(super) async fn told(
        &self,
        row: &RunRow,
        grouped: &Grouped,
        text: &str,
        as_of: chrono::DateTime<chrono::Utc>,
    ) -> Result<FailureGroups, Failure> {
        let inner = &self.inner;
        let newly_failed = self.newly_failed(row).await?;
        let texts: Vec<&str> =
            grouped.groups.iter().flat_map(|one| &one.fingerprints).map(String::as_str).collect();
        let earlier = inner.store.failures().earlier(row.id, &texts).await;
        let earlier = earlier.map_err(|error| inner.stored(&error))?;
        let first: HashMap<i64, i64> = earlier.iter().map(|one| (one.run_id, one.asked_at)).collect();
        let mut by_text: HashMap<String, Vec<i64>> = HashMap::new();
        for one in earlier {
            by_text.entry(one.fingerprint).or_default().push(one.run_id);
        }
        let groups = grouped.groups.iter().filter_map(|one| {
            let mut view = one.view(text, &newly_failed)?;
            let runs = runs_with(&one.fingerprints, &by_text);
            let oldest = runs.iter().filter_map(|run| Some((first.get(run)?, **run))).min();
            view.earlier = oldest.map(|(asked_at, run_id)| Earlier {
                runs: u32::try_from(runs.len()).unwrap_or(u32::MAX),
                run_id,
                since: instant(*asked_at),
            });
            Some(view)
        });
        Ok(FailureGroups { groups: groups.collect(), as_of })
    }
}
