//! The launch that results go into: one that was there, or one that is asked for once.

use chrono::{DateTime, TimeDelta, Utc};
use store::{NewUpload, Store, UploadRow};
use testops::{Client, Launch, LaunchName, Link, NewLaunch, PageRequest, Sent, TagRef, aql};
use tokio_util::sync::CancellationToken;

use crate::core::ports::Clock;
use crate::uploads::count::{Counting, heeding};
use crate::uploads::end::{Doubt, Halt};
use crate::uploads::order::{Contents, Target, UploadOrder, Wish};

/// By how much the server's clock may differ from what its answers told of it.
const SPREAD: TimeDelta = TimeDelta::minutes(2);
/// How long a launch may take to be seen once it was asked for.
const LAG: TimeDelta = TimeDelta::seconds(3);

pub(crate) struct Aim<'a> {
    pub(crate) store: &'a Store,
    pub(crate) client: &'a Client,
    pub(crate) clock: &'a dyn Clock,
    pub(crate) server: &'a str,
    pub(crate) stop: &'a CancellationToken,
}

impl Aim<'_> {
    /// The upload of this folder that did not end, or a new one. Whether it goes on.
    pub(crate) async fn upload(
        &self,
        contents: &Contents,
        order: &UploadOrder,
    ) -> Result<(UploadRow, bool), Halt> {
        let uploads = self.store.uploads();
        if let Some(id) = order.upload {
            let known = uploads.get(id).await?.ok_or(Halt::Broke("the upload was forgotten".to_owned()))?;
            let resumed = known.of_results.is_some();
            return Ok((known, resumed));
        }
        let folder = contents.path.to_string_lossy().into_owned();
        let known = uploads.unfinished(self.server, order.project_id, &folder).await?;
        if let Some(known) = known.filter(|known| same(known, &order.target)) {
            if !order.anew {
                return Ok((known, true));
            }
            uploads.forget(known.id).await?;
        }
        Ok((uploads.begin(&new_upload(self.server, folder, order, self.clock.now())).await?, false))
    }

    /// The launch, open, with what it held before.
    pub(crate) async fn launch(&self, upload: &UploadRow, order: &UploadOrder) -> Result<(i64, u64), Halt> {
        let launch_id = match (upload.launch_id, &order.target) {
            (Some(launch_id), _) => launch_id,
            (None, Target::Existing { launch_id }) => *launch_id,
            (None, Target::New { .. }) => self.new_launch(upload, order).await?,
        };
        let launch = heeding(self.stop, async { Ok(self.client.launch(launch_id).await?) }).await?;
        if launch.project_id.is_some_and(|own| own != order.project_id) {
            return Err(Halt::OtherProject);
        }
        if launch.closed {
            return Err(Halt::Closed);
        }
        if let Some(baseline) = upload.baseline {
            return Ok((launch_id, baseline.unsigned_abs()));
        }
        let baseline = match &order.target {
            Target::New { .. } => 0,
            Target::Existing { .. } => {
                let counting = Counting {
                    client: self.client,
                    clock: self.clock,
                    project_id: order.project_id,
                    launch_id,
                    stop: self.stop,
                };
                heeding(self.stop, counting.now()).await?
            }
        };
        self.store
            .uploads()
            .launched(upload.id, launch_id, i64::try_from(baseline).unwrap_or(i64::MAX))
            .await?;
        Ok((launch_id, baseline))
    }

    /// Asks for the launch once. One whose answer was lost is looked for.
    async fn new_launch(&self, upload: &UploadRow, order: &UploadOrder) -> Result<i64, Halt> {
        let Target::New { name, tags, links } = &order.target else {
            return Err(Halt::Unknown(Doubt::Launch));
        };
        if let Some(asked) = upload.asked_at.and_then(DateTime::from_timestamp_millis)
            && let Some(found) = self.look_for(order.project_id, name, asked).await?
        {
            return Ok(found);
        }
        let uploads = self.store.uploads();
        let asked = self.clock.now();
        uploads.asked(upload.id, Some(asked.timestamp_millis())).await?;
        let tags = tags.iter().map(|name| TagRef { id: None, name: name.clone() });
        let new = NewLaunch {
            name: LaunchName::new(name.clone()).map_err(|fault| Halt::Broke(fault.to_string()))?,
            project_id: order.project_id,
            autoclose: false,
            external: true,
            tags: tags.collect(),
            links: links.iter().map(|url| link(url)).collect(),
        };
        match self.client.create_launch(&new).await {
            Ok(launch) => Ok(launch.id),
            Err(error) if error.sent() == Sent::No => {
                uploads.asked(upload.id, None).await?;
                Err(error.into())
            }
            Err(_) => {
                self.clock.sleep_until(self.clock.now() + LAG).await;
                let found = self.look_for(order.project_id, name, asked).await?;
                found.ok_or(Halt::Unknown(Doubt::Launch))
            }
        }
    }

    /// The launch of this name that was made since, if there is one; several are not told apart.
    async fn look_for(&self, project_id: i64, name: &str, asked: DateTime<Utc>) -> Result<Option<i64>, Halt> {
        let rql = format!("name = {}", aql::text(name));
        let offset = self.client.clock_offset().unwrap_or_default();
        let since = asked + offset - SPREAD;
        let launches = self.client.search_launches(project_id, &rql, PageRequest::first(100)).await?.items;
        let made = |launch: &&Launch| {
            launch.name == name && launch.created_date.is_some_and(|created| created >= since)
        };
        let mut made = launches.iter().filter(made);
        match (made.next(), made.next()) {
            (Some(one), None) => Ok(Some(one.id)),
            (None, _) => Ok(None),
            (Some(_), Some(_)) => Err(Halt::Unknown(Doubt::Launch)),
        }
    }
}

pub(crate) fn new_upload(server: &str, folder: String, order: &UploadOrder, now: DateTime<Utc>) -> NewUpload {
    let (launch_name, launch_id) = match &order.target {
        Target::New { name, .. } => (Some(name.clone()), None),
        Target::Existing { launch_id } => (None, Some(*launch_id)),
    };
    NewUpload {
        server: server.to_owned(),
        project_id: order.project_id,
        folder,
        launch_name,
        launch_id,
        begun_at: now.timestamp_millis(),
        wish: Some(Wish::of(order).written()),
    }
}

fn link(url: &str) -> Link {
    Link { name: url.to_owned(), url: Some(url.to_owned()), kind: None }
}

fn same(known: &UploadRow, target: &Target) -> bool {
    match target {
        Target::New { name, .. } => known.launch_name.as_deref() == Some(name),
        Target::Existing { launch_id } => known.launch_name.is_none() && known.launch_id == Some(*launch_id),
    }
}
