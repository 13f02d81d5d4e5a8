//! A bot's way from its source to a running container. Whatever fails leaves nothing behind, and what ran before runs on.

use std::time::Duration;

use bollard::query_parameters::{LogsOptionsBuilder, WaitContainerOptions};
use chrono::{DateTime, Utc};
use futures::StreamExt as _;
use uuid::Uuid;

use crate::answer::{Answer, Bot};
use crate::context;
use crate::engine::containers::Found;
use crate::engine::images::{Image, Progress, container_error};
use crate::engine::labels::{self, Labels};
use crate::fault::{Code, Fault, Reason};
use crate::lock::Held;
use crate::place::Place;
use crate::request::{Deployment, Source};
use crate::runner::{Cancelled, Runner, check_room, of_bot};
use crate::{fetch, git};

/// How long a new version has to stay up before the old one goes.
const SETTLING: Duration = Duration::from_secs(3);
const LAST_LINES: &str = "20";

/// What a container is made from.
struct Ready {
    image: Image,
    place: Place,
}

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
        let Some(ready) = self.ready(deployment, now, progress, cancelled).await? else {
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
            let id = self.put_up(deployment, &ready, now).await?;
            for before in before {
                self.discard(&before).await?;
            }
            Ok((Answer::Started(self.bot(&id).await?), true))
        };
        self.or_undone(started.await, &deployment.bot, &ready).await
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
        let Some(ready) = self.ready(deployment, now, progress, cancelled).await? else {
            return Ok(Answer::Cancelled { bot: deployment.bot.clone() });
        };
        let updated = async {
            let held = self.hold().await?;
            let found = self.clean_up(now).await?;
            if of_bot(&found, &deployment.bot).is_empty() {
                return Ok((not_found(), false));
            }
            check_room(&found, &deployment.bot)?;
            let id = self.put_up(deployment, &ready, now).await?;
            self.replace_by(&deployment.bot, &id, held).await?;
            Ok((Answer::Updated(self.bot(&id).await?), true))
        };
        self.or_undone(updated.await, &deployment.bot, &ready).await
    }

    /// Image and place go where nothing runs from them.
    async fn or_undone(
        &self,
        came: Result<(Answer, bool), Fault>,
        bot: &str,
        ready: &Ready,
    ) -> Result<Answer, Fault> {
        if !matches!(came, Ok((_, true))) {
            self.drop_image(&ready.image).await;
            self.hold_and_leave(bot, &ready.place).await?;
        }
        came.map(|(answer, _)| answer)
    }

    async fn drop_image(&self, image: &Image) {
        if image.is_ours {
            self.engine.remove_image(&image.id).await;
        }
    }

    /// The new version takes the bot's place once it has stayed up for a while. Nobody else waits for that: the lock is
    /// let go meanwhile.
    pub(crate) async fn replace_by(&self, bot: &str, id: &str, held: Held) -> Result<(), Fault> {
        drop(held);
        let settled = self.settles(id).await;
        let _held = self.hold().await?;
        if let Err(fault) = settled {
            for found in self.all_of(bot).await?.iter().filter(|found| found.id == id) {
                self.remove_with_fence(found).await?;
            }
            return Err(fault);
        }
        self.discard_others(bot, id).await
    }

    /// Builds the image, and readies the bot's place beside that. `None` where it was called off.
    async fn ready(
        &self,
        deployment: &Deployment,
        now: DateTime<Utc>,
        progress: Progress<'_>,
        cancelled: Cancelled<'_>,
    ) -> Result<Option<Ready>, Fault> {
        let bot = &deployment.bot;
        let image = self.prepare_unless(deployment, now, progress, cancelled);
        let (image, place) =
            tokio::join!(image, self.hold_and_place(bot, deployment.limits.private_addresses, now));
        let (image, place) = match (image, place) {
            (Ok(Some(image)), Ok(place)) => return Ok(Some(Ready { image, place })),
            came => came,
        };
        if let Ok(place) = &place {
            self.hold_and_leave(bot, place).await?;
        }
        let Some(image) = image? else { return Ok(None) };
        self.drop_image(&image).await;
        place.map(|_| None)
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
        let labels = labels::of_object(&self.owner, &deployment.bot, now);
        let tar = match &deployment.source {
            Source::Simple(simple) => {
                let tar = context::of_simple(simple, &labels);
                let tar = tar.map_err(|error| container_error(&error.to_string()))?;
                return self.engine.build(tar, tag, &Labels::new(), progress).await;
            }
            Source::Image { name, login } => return self.engine.fetch(name, login.as_ref(), progress).await,
            Source::Archive(packed) => context::of_archive(packed)?,
            Source::ArchiveUrl(url) => context::of_archive(&fetch::archive(url, private).await?)?,
            Source::Git(repository) => context::of_tree(git::checkout(repository, private).await?)?,
        };
        self.engine.build(tar, tag, &labels, progress).await
    }

    /// Makes and starts a container beside the one that may be there.
    async fn put_up(
        &self,
        deployment: &Deployment,
        ready: &Ready,
        now: DateTime<Utc>,
    ) -> Result<String, Fault> {
        let mut labels = labels::of_container(&self.owner, deployment, now);
        if self.restarts_itself {
            labels.insert(labels::RESTARTS.to_owned(), labels::BY_PROGRAM.to_owned());
        }
        self.run_in(&ready.place, &deployment.bot, &ready.image, &deployment.environment, labels, now).await
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
        self.remove_with_fence(found).await?;
        for (id, _) in self.engine.images(&self.owner).await? {
            if id == found.image {
                self.engine.remove_image(&id).await;
            }
        }
        Ok(())
    }
}

pub(crate) fn unique() -> String {
    Uuid::new_v4().simple().to_string()[..8].to_owned()
}
