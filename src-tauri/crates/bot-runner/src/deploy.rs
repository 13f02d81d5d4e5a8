//! A bot's way from its source to a running container. Whatever fails leaves nothing behind, and what ran before runs on.

use std::collections::BTreeMap;
use std::time::Duration;

use bollard::query_parameters::{LogsOptionsBuilder, WaitContainerOptions};
use chrono::{DateTime, TimeDelta, Utc};
use futures::StreamExt as _;
use uuid::Uuid;

use crate::answer::{Answer, Bot};
use crate::context;
use crate::engine::containers::Found;
use crate::engine::images::{Image, Progress, container_error};
use crate::engine::labels::{self, Labels};
use crate::fault::{Code, Fault, Reason};
use crate::lock::Held;
use crate::request::{Deployment, Source};
use crate::runner::{Cancelled, Runner, check_room, of_bot};
use crate::{fetch, git};

/// How long a new version has to stay up before the old one goes.
const SETTLING: Duration = Duration::from_secs(3);
/// An image without a container is somebody's build for so long, and a leftover after it.
const BUILDING_HOURS: i64 = 1;
const LAST_LINES: &str = "20";

impl Runner {
    /// `found` is what is there before anything is built.
    pub(crate) async fn start(
        &self,
        deployment: &Deployment,
        found: &[Found],
        now: DateTime<Utc>,
        progress: Progress<'_>,
        cancelled: Cancelled<'_>,
    ) -> Result<Answer, Fault> {
        let running = |before: &[Found]| {
            let running = before.last().filter(|found| found.is_running())?;
            Some(Answer::AlreadyRunning(Bot::new(running, None)))
        };
        if let Some(answer) = running(&of_bot(found, &deployment.bot)) {
            return Ok(answer);
        }
        check_room(found, &deployment.bot)?;
        let Some(image) = self.prepare_unless(deployment, now, progress, cancelled).await? else {
            return Ok(Answer::Cancelled { bot: deployment.bot.clone() });
        };
        let started = async {
            let _held = self.hold().await?;
            let found = self.clean_up(now).await?;
            let before = of_bot(&found, &deployment.bot);
            if let Some(answer) = running(&before) {
                return Ok((answer, false));
            }
            check_room(&found, &deployment.bot)?;
            let id = self.put_up(deployment, &image, now).await?;
            for before in before {
                self.discard(&before).await?;
            }
            Ok((Answer::Started(self.bot(&id).await?), true))
        };
        self.or_without_image(started.await, &image).await
    }

    pub(crate) async fn update(
        &self,
        deployment: &Deployment,
        found: &[Found],
        now: DateTime<Utc>,
        progress: Progress<'_>,
        cancelled: Cancelled<'_>,
    ) -> Result<Answer, Fault> {
        let not_found = || Answer::NotFound { bot: deployment.bot.clone() };
        if of_bot(found, &deployment.bot).is_empty() {
            return Ok(not_found());
        }
        check_room(found, &deployment.bot)?;
        let Some(image) = self.prepare_unless(deployment, now, progress, cancelled).await? else {
            return Ok(Answer::Cancelled { bot: deployment.bot.clone() });
        };
        let updated = async {
            let held = self.hold().await?;
            let found = self.clean_up(now).await?;
            if of_bot(&found, &deployment.bot).is_empty() {
                return Ok((not_found(), false));
            }
            check_room(&found, &deployment.bot)?;
            let id = self.put_up(deployment, &image, now).await?;
            self.replace_by(&deployment.bot, &id, held).await?;
            Ok((Answer::Updated(self.bot(&id).await?), true))
        };
        self.or_without_image(updated.await, &image).await
    }

    /// The image goes where nothing runs from it.
    async fn or_without_image(
        &self,
        came: Result<(Answer, bool), Fault>,
        image: &Image,
    ) -> Result<Answer, Fault> {
        if image.is_ours && !matches!(came, Ok((_, true))) {
            self.engine.remove_image(&image.id).await;
        }
        came.map(|(answer, _)| answer)
    }

    /// The new version takes the bot's place once it has stayed up for a while. Nobody else waits for that: the lock is
    /// let go meanwhile.
    pub(crate) async fn replace_by(&self, bot: &str, id: &str, held: Held) -> Result<(), Fault> {
        drop(held);
        let settled = self.settles(id).await;
        let _held = self.hold().await?;
        if let Err(fault) = settled {
            self.engine.remove_container(id).await?;
            self.remove_idle_fences(&self.engine.containers(&self.owner).await?).await?;
            return Err(fault);
        }
        self.discard_others(bot, id).await
    }

    /// `None` where it was called off; the engine ends what it was making when nobody waits for it.
    async fn prepare_unless(
        &self,
        deployment: &Deployment,
        now: DateTime<Utc>,
        progress: Progress<'_>,
        cancelled: Cancelled<'_>,
    ) -> Result<Option<Image>, Fault> {
        let tag = format!("testops-bot-{}:{}", labels::digest(&deployment.bot), unique());
        tokio::select! {
            image = self.prepare(deployment, &tag, now, progress) => image.map(Some),
            () = cancelled => {
                self.engine.remove_image(&tag).await;
                Ok(None)
            }
        }
    }

    async fn prepare(
        &self,
        deployment: &Deployment,
        tag: &str,
        now: DateTime<Utc>,
        progress: Progress<'_>,
    ) -> Result<Image, Fault> {
        let private = deployment.limits.private_addresses;
        let tar = match &deployment.source {
            Source::Simple(simple) => {
                context::of_simple(simple).map_err(|error| container_error(&error.to_string()))?
            }
            Source::Image { name, login } => return self.engine.fetch(name, login.as_ref(), progress).await,
            Source::Archive(packed) => context::of_archive(packed)?,
            Source::ArchiveUrl(url) => context::of_archive(&fetch::archive(url, private).await?)?,
            Source::Git(repository) => context::of_tree(git::checkout(repository, private).await?)?,
        };
        let labels = labels::of_object(&self.owner, &deployment.bot, now);
        self.engine.build(tar, tag, &labels, progress).await
    }

    /// Makes and starts a container beside the one that may be there.
    async fn put_up(
        &self,
        deployment: &Deployment,
        image: &Image,
        now: DateTime<Utc>,
    ) -> Result<String, Fault> {
        let mut labels = labels::of_container(&self.owner, deployment, now);
        if self.restarts_itself {
            labels.insert(labels::RESTARTS.to_owned(), labels::BY_PROGRAM.to_owned());
        }
        self.run(&deployment.bot, image, &deployment.environment, labels, now).await
    }

    pub(crate) async fn run(
        &self,
        bot: &str,
        image: &Image,
        environment: &BTreeMap<String, String>,
        labels: Labels,
        now: DateTime<Utc>,
    ) -> Result<String, Fault> {
        let network = self.network_of(bot);
        self.engine.network(&network, labels::of_object(&self.owner, bot, now)).await?;
        let ran = self.run_in(&network, bot, image, environment, labels, now).await;
        if ran.is_err() {
            let found = self.engine.containers(&self.owner).await?;
            self.remove_idle_fences(&found).await?;
            if !found.iter().any(|found| found.bot == bot) {
                self.engine.remove_network(&network).await;
            }
        }
        ran
    }

    async fn run_in(
        &self,
        network: &str,
        bot: &str,
        image: &Image,
        environment: &BTreeMap<String, String>,
        mut labels: Labels,
        now: DateTime<Utc>,
    ) -> Result<String, Fault> {
        let version = unique();
        let name = format!("testops-bot-{bot}-{version}");
        let reaches_all = labels::limits(&labels).private_addresses;
        labels.remove(labels::FENCE);
        let (id, fenced) = if reaches_all {
            (self.engine.create(&name, network, image, environment, labels).await?, Ok(()))
        } else {
            let of_fence = labels::of_fence(&self.owner, bot, now);
            let fence = format!("testops-fence-{bot}-{version}");
            let fence = self.engine.create_fence(&fence, network, of_fence).await?;
            let network = format!("container:{fence}");
            labels.insert(labels::FENCE.to_owned(), fence.clone());
            let created = self.engine.create(&name, &network, image, environment, labels);
            let (fenced, created) = tokio::join!(self.engine.raise_fence(&fence), created);
            (created?, fenced)
        };
        let started = async {
            fenced?;
            self.start_container(&id).await
        };
        if let Err(fault) = started.await {
            self.engine.remove_container(&id).await?;
            return Err(fault);
        }
        Ok(id)
    }

    /// Those that none of the bots needs.
    async fn remove_idle_fences(&self, found: &[Found]) -> Result<(), Fault> {
        let fences = self.engine.fences(&self.owner).await?;
        let is_needed =
            |fence: &String| found.iter().any(|found| found.labels.get(labels::FENCE) == Some(fence));
        let (needed, idle): (Vec<_>, Vec<_>) = fences.into_iter().partition(is_needed);
        for fence in &idle {
            self.engine.remove_container(fence).await?;
        }
        if needed.is_empty() && !idle.is_empty() {
            self.engine.remove_fence_image().await;
        }
        Ok(())
    }

    fn network_of(&self, bot: &str) -> String {
        format!("testops-bot-{}-{}", self.owner, labels::digest(bot))
    }

    /// Waits whether it ends right after its start.
    pub(crate) async fn settles(&self, id: &str) -> Result<(), Fault> {
        let options = WaitContainerOptions { condition: "next-exit".to_owned() };
        let mut ends = self.engine.docker.wait_container(id, Some(options));
        let Ok(ended) = tokio::time::timeout(SETTLING, ends.next()).await else { return Ok(()) };
        let exit_code = match ended {
            Some(Ok(end)) => end.status_code,
            Some(Err(bollard::errors::Error::DockerContainerWaitError { code, .. })) => code,
            Some(Err(error)) => return Err(container_error(&crate::engine::words(&error))),
            None => 0,
        };
        let lines = self.last_lines(id).await;
        let fault = Fault::new(Code::ContainerError, String::new()).with("exit_code", exit_code);
        Err(fault.with("output", lines.as_slice()).because(Reason::EndedAtOnce { exit_code, lines }))
    }

    pub(crate) async fn last_lines(&self, id: &str) -> Vec<String> {
        let options = LogsOptionsBuilder::new().stdout(true).stderr(true).tail(LAST_LINES).build();
        let lines = self.engine.docker.logs(id, Some(options));
        lines
            .filter_map(|line| async { line.ok().map(|line| line.to_string().trim_end().to_owned()) })
            .collect()
            .await
    }

    async fn bot(&self, id: &str) -> Result<Bot, Fault> {
        let found = self.engine.containers(&self.owner).await?;
        let found = found.iter().find(|found| found.id == id);
        found.map(|found| Bot::new(found, None)).ok_or_else(|| container_error("the container is gone"))
    }

    /// Every other version of the bot goes, those of interrupted updates as well.
    pub(crate) async fn discard_others(&self, bot: &str, id: &str) -> Result<(), Fault> {
        for found in self.all_of(bot).await?.into_iter().filter(|found| found.id != id) {
            self.stop_container(&found).await?;
            self.discard(&found).await?;
        }
        Ok(())
    }

    /// Removes a container with the image that was built for it.
    pub(crate) async fn discard(&self, found: &Found) -> Result<(), Fault> {
        self.engine.remove_container(&found.id).await?;
        if let Some(fence) = found.labels.get(labels::FENCE) {
            self.engine.remove_container(fence).await?;
        }
        for (id, _) in self.engine.images(&self.owner).await? {
            if id == found.image {
                self.engine.remove_image(&id).await;
            }
        }
        Ok(())
    }

    /// Removes what an interrupted command left: containers that never started, images that nothing runs from, networks
    /// without a bot. Only while the lock is held, so that nobody is in the middle of one. Tells what is there then.
    pub(crate) async fn clean_up(&self, now: DateTime<Utc>) -> Result<Vec<Found>, Fault> {
        let mut found = self.engine.containers(&self.owner).await?;
        for never_started in found.extract_if(.., |found| found.state == "created") {
            self.engine.remove_container(&never_started.id).await?;
        }
        let building = now - TimeDelta::hours(BUILDING_HOURS);
        for (id, labels) in self.engine.images(&self.owner).await? {
            let made = labels::read::<DateTime<Utc>>(&labels, labels::MADE);
            if made.is_none_or(|made| made < building) && !found.iter().any(|found| found.image == id) {
                self.engine.remove_image(&id).await;
            }
        }
        self.remove_idle_fences(&found).await?;
        for (network, labels) in self.engine.networks(&self.owner).await? {
            let bot = labels.get(labels::BOT);
            if !found.iter().any(|found| Some(&found.bot) == bot) {
                self.engine.remove_network(&network).await;
            }
        }
        Ok(found)
    }
}

fn unique() -> String {
    Uuid::new_v4().simple().to_string()[..8].to_owned()
}
