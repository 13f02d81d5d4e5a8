//! Launches that somebody else starts on the server, in projects that a chat is subscribed to: each is followed as a
//! run, so that its outcome is told there. The desktop tells nothing of it, because nobody there asked.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use store::{Intent, MomentRow, StoreError};
use testops::LaunchPreview;

use super::owner::RunsOwner;
use super::poller::Newest;
use super::{Elsewhere, translate};
use crate::connection::catalogue;
use crate::core::encoding::instant;
use crate::exports::server_of;
use crate::runs::decide::lookup::{Listed, Wanted};
use crate::runs::decide::stranger::{Mark, Reading};
use crate::view::{MomentKind, Origin, Phase};

/// The key of how far the lists of a server were read: a [`Mark`] for each project.
const MARKS: &str = "bot/launches_read";

type Marks = BTreeMap<i64, Mark>;

impl RunsOwner {
    /// The projects whose new launches chats are to be told, and since when; none while the bot is switched off. A
    /// subscription to all projects means the favourites and those of which a run is known: a server may have
    /// thousands, and each would take a request of every look.
    pub(super) async fn subscribed(&self) -> BTreeMap<i64, DateTime<Utc>> {
        if !self.inner.bot.settings.borrow().on {
            return BTreeMap::new();
        }
        self.read_subscribed().await.unwrap_or_else(|error| {
            tracing::warn!(%error, "the subscriptions could not be read");
            BTreeMap::new()
        })
    }

    async fn read_subscribed(&self) -> Result<BTreeMap<i64, DateTime<Utc>>, StoreError> {
        let Some(session) = &self.session else { return Ok(BTreeMap::new()) };
        let store = &self.inner.store;
        let connection_id = session.connection.id;
        let rows = store.bot_subscriptions().of_server(&server_of(&session.connection)).await?;
        let mut near = Vec::new();
        if rows.iter().any(|row| row.project_id.is_none()) {
            near.extend(&self.projects);
            let flags = store.project_flags().list(connection_id).await?;
            near.extend(flags.iter().filter(|flags| flags.favourite).map(|flags| flags.project_id));
        }
        let mut subscribed = BTreeMap::new();
        for row in rows {
            let since = instant(row.since);
            for project in row.project_id.map_or_else(|| near.clone(), |project| vec![project]) {
                let begun = subscribed.entry(project).or_insert(since);
                *begun = since.min(*begun);
            }
        }
        Ok(subscribed)
    }

    /// Begins to follow what is new in the lists.
    pub(super) async fn meet_strangers(&mut self, newest: Vec<Newest>, asked_at: DateTime<Utc>) {
        if newest.is_empty() {
            return;
        }
        if let Err(error) = self.read_newest(newest, asked_at).await {
            // The mark stays where it was: the next look meets them.
            tracing::error!(%error, "the launches of others could not be followed");
        }
    }

    async fn read_newest(&mut self, newest: Vec<Newest>, asked_at: DateTime<Utc>) -> Result<(), StoreError> {
        let Some(session) = self.session.clone() else { return Ok(()) };
        let key = format!("{MARKS}/{}", server_of(&session.connection));
        let kept = self.inner.store.kv().get_or_set_aside::<Marks>(&key, self.inner.now()).await?;
        let mut marks = kept.value.unwrap_or_default();
        let before = marks.clone();
        let subscribed = self.subscribed().await;
        let ahead = session.client.clock_offset().unwrap_or_default();
        for Newest { project_id, launches } in newest {
            let Some(since) = subscribed.get(&project_id).copied() else { continue };
            // Soon it is known which launch is ours.
            if self.is_asking(project_id) {
                continue;
            }
            let listed: Vec<Listed> = launches.iter().map(translate::listed).collect();
            let mark = marks.get(&project_id).copied();
            let missing = self.missing(project_id, ahead);
            let reading = Reading { listed: &listed, asked_at, ahead, since, mark, missing: &missing };
            let (strangers, read_to) = reading.strangers();
            for launch in launches.iter().filter(|launch| strangers.contains(&launch.id)).rev() {
                self.meet(project_id, launch, ahead).await?;
            }
            // Not written each time: only a mark that moved, or one that is older than its subscription.
            if mark.is_none_or(|mark| mark.launch_id != read_to.launch_id || mark.at < since) {
                marks.insert(project_id, read_to);
            }
        }
        if marks != before {
            self.inner.store.kv().put(&key, &marks).await?;
        }
        Ok(())
    }
}

impl RunsOwner {
    /// Whether a launch request of the project is on its way, or its launch is being looked for.
    fn is_asking(&self, project_id: i64) -> bool {
        let asking = |phase| matches!(phase, Phase::Asked | Phase::Checking);
        self.runs.values().any(|run| run.row.project_id == project_id && asking(run.state.phase))
    }

    /// What was launched from here in the project, and was not found so far.
    fn missing(&self, project_id: i64, ahead: TimeDelta) -> Vec<Wanted<'_>> {
        let lost = self.runs.values().filter(|run| {
            run.row.project_id == project_id
                && run.state.phase == Phase::Unknown
                && run.row.launch_id.is_none()
        });
        lost.map(|run| run.wanted(ahead)).collect()
    }

    async fn meet(
        &mut self,
        project_id: i64,
        launch: &LaunchPreview,
        ahead: TimeDelta,
    ) -> Result<(), StoreError> {
        let Some(session) = &self.session else { return Ok(()) };
        let (inner, connection_id, now) = (self.inner.clone(), session.connection.id, self.inner.now());
        let stranger = Elsewhere {
            connection_id,
            project_id,
            project_name: catalogue::project_name(&inner.store, connection_id, project_id).await,
            launch_id: launch.id,
            name: launch.name.clone(),
            job: launch.jobs.iter().find_map(|run| run.job.as_ref()),
            created: launch.created_date,
            ahead,
        };
        // One that is known is ours, or is followed already.
        let moments = [MomentRow {
            at: now.timestamp_millis(),
            kind: MomentKind::Followed.to_string(),
            detail: None,
            seen: false,
        }];
        let row = stranger.row(Origin::Subscribed, now);
        if let Intent::New(row) = self.intend_to_follow(&row, &moments).await? {
            self.take_in(row).await;
        }
        Ok(())
    }
}
