//! What a program that stays asks of the engine: how its bots are, what happens to them, and to start one again.

mod log;
mod marks;
mod seen;

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use bollard::models::EventMessage;
use bollard::query_parameters::EventsOptionsBuilder;
use chrono::{DateTime, Utc};
use futures::stream::{BoxStream, Stream, StreamExt as _};

use crate::engine::containers::Found;
use crate::engine::images::{Image, container_error};
use crate::engine::{is_not_found, labels, words};
use crate::fault::{Code, Fault};
use crate::runner::{Runner, check_room, of_bot};

pub use self::log::{LogPiece, clean_line};
pub use self::seen::{Drift, Phase, Seen};
pub use crate::engine::containers::Use;

/// Something happened to a bot's container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stir {
    pub container_id: String,
    pub happening: Happening,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happening {
    /// Somebody asked it to end: not its own doing.
    AskedToStop,
    Started,
    OutOfMemory,
    Other,
}

/// An engine whose clock is behind ours waits until it has caught up.
const REMEMBERING: Duration = Duration::from_secs(3);

impl Runner {
    /// Every bot as it is by now: one request for the list and one for each container.
    pub async fn look(&self) -> Result<Vec<Seen>, Fault> {
        let stopped = self.stopped();
        let mut found = self.engine.containers(&self.owner).await?;
        found.retain(|found| found.state != "created");
        // Of two, which an interrupted update leaves, the one that counts comes last.
        found.sort_by_cached_key(|found| (found.is_running(), found.labels.get(labels::MADE).cloned()));
        let mut seen = BTreeMap::new();
        for found in found {
            match self.engine.inspect(&found.id).await {
                Ok(inspected) => {
                    let stopped = stopped.contains(&found.id);
                    seen.insert(found.bot.clone(), Seen::new(&found, inspected, stopped));
                }
                Err(error) if is_not_found(&error) => {}
                Err(error) => return Err(container_error(&words(&error))),
            }
        }
        Ok(seen.into_values().collect())
    }

    /// What each running bot uses, by container: one request for the list and one for each that runs.
    pub async fn usage(&self) -> Result<HashMap<String, Use>, Fault> {
        let found = self.engine.containers(&self.owner).await?;
        let asked = found
            .iter()
            .filter(|found| found.is_running())
            .map(|found| async move { Some((found.id.clone(), self.engine.used_by(&found.id).await?)) });
        Ok(futures::future::join_all(asked).await.into_iter().flatten().collect())
    }

    /// What happened to the bots until `now`, as far back as the engine remembers: Docker forgets with its own end.
    pub async fn past_stirs(&self, now: DateTime<Utc>) -> Vec<Stir> {
        let until = now.timestamp().to_string();
        let options = self.events().since("0").until(&until).build();
        let all = read_stirs(self.engine.docker.events(Some(options))).collect();
        tokio::time::timeout(REMEMBERING, all).await.unwrap_or_default()
    }

    /// What happens to the bots after `since`. It ends where the engine does.
    pub fn stirs(&self, since: DateTime<Utc>) -> BoxStream<'_, Stir> {
        let options = self.events().since(&since.timestamp().to_string()).build();
        read_stirs(self.engine.docker.events(Some(options)))
    }

    fn events(&self) -> EventsOptionsBuilder {
        let mut filters = labels::filter(&self.owner);
        filters.insert("type", vec!["container".to_owned()]);
        EventsOptionsBuilder::new().filters(&filters)
    }

    /// Starts a bot again that crashed: the same container, with what is left of its lifetime.
    pub async fn start_again(&self, container_id: &str) -> Result<(), Fault> {
        let _held = self.hold().await?;
        let inspected = self.engine.inspect(container_id).await;
        let inspected = inspected.map_err(|error| container_error(&words(&error)))?;
        let labels = inspected.config.and_then(|config| config.labels).unwrap_or_default();
        if let Some(fence) = labels.get(labels::FENCE) {
            self.engine.start_fence(fence).await?;
        }
        self.start_container(container_id).await
    }

    /// Starts a bot anew from the image that it has, with a new lifetime. `environment` takes the place of the one that
    /// it had.
    pub async fn start_anew(
        &self,
        bot: &str,
        environment: Option<BTreeMap<String, String>>,
        now: DateTime<Utc>,
    ) -> Result<(), Fault> {
        let held = self.hold().await?;
        let all = self.engine.containers(&self.owner).await?;
        let found = of_bot(&all, bot).pop().ok_or_else(|| container_error("the container is gone"))?;
        check_room(&all, bot)?;
        let before = self.environment_of(&found).await?;
        let inspected = self.engine.docker.inspect_image(&found.image).await;
        let image =
            crate::engine::images::image_of(inspected.map_err(|error| container_error(&words(&error)))?);
        let image = Image { is_ours: false, ..image };
        let mut labels = found.labels.clone();
        let by = if self.restarts_itself { labels::BY_PROGRAM } else { "" };
        labels.insert(labels::RESTARTS.to_owned(), by.to_owned());
        labels::renew(&mut labels, now);
        let id = self.run(bot, &image, &environment.unwrap_or(before), labels, now).await?;
        if found.is_running() {
            self.replace_by(bot, &id, held).await
        } else {
            self.discard_others(bot, &id).await
        }
    }

    /// The variables that its container was given. `None` where there is no such bot.
    pub async fn environment(&self, bot: &str) -> Result<Option<BTreeMap<String, String>>, Fault> {
        match self.find(bot).await? {
            Some(found) => self.environment_of(&found).await.map(Some),
            None => Ok(None),
        }
    }

    /// Its last lines, as a notification shows them.
    pub async fn last_words(&self, container_id: &str) -> Vec<String> {
        self.last_lines(container_id).await.iter().map(String::as_str).map(clean_line).collect()
    }

    /// Ends the bots whose lifetime is over.
    pub async fn stop_overdue(&self, now: DateTime<Utc>) -> Result<(), Fault> {
        let _held = self.hold().await?;
        self.end_overdue(now).await.map(|_| ())
    }

    /// Removes what an interrupted act left behind.
    pub async fn tidy(&self, now: DateTime<Utc>) -> Result<(), Fault> {
        let _held = self.hold().await?;
        self.clean_up(now).await.map(|_| ())
    }

    /// What would refuse a bot of this name before anything is built.
    pub async fn room(&self, bot: &str, update: bool) -> Result<Option<Fault>, Fault> {
        let found = self.engine.containers(&self.owner).await?;
        if !update && found.iter().any(|found| found.bot == bot) {
            let reason = crate::Reason::SameAs { other: bot.to_owned() };
            return Ok(Some(Fault::new(Code::InvalidBotId, bot).with("bot_id", bot).because(reason)));
        }
        Ok(check_room(&found, bot).err())
    }

    async fn environment_of(&self, found: &Found) -> Result<BTreeMap<String, String>, Fault> {
        let failed = |error| container_error(&words(&error));
        let container = self.engine.inspect(&found.id).await;
        let image = self.engine.docker.inspect_image(&found.image).await;
        let of_image = image.ok().and_then(|image| image.config?.env).unwrap_or_default();
        let all = container.map_err(failed)?.config.and_then(|config| config.env).unwrap_or_default();
        Ok(all
            .into_iter()
            .filter(|variable| !of_image.contains(variable))
            // Podman adds these to every container.
            .filter_map(|variable| variable.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned())))
            .filter(|(name, _)| !matches!(name.as_str(), "PATH" | "HOSTNAME" | "HOME" | "TERM" | "container"))
            .collect())
    }
}

fn read_stirs<'a>(
    events: impl Stream<Item = Result<EventMessage, bollard::errors::Error>> + Send + 'a,
) -> BoxStream<'a, Stir> {
    let events = events.take_while(|event| std::future::ready(event.is_ok()));
    events
        .filter_map(|event| async {
            let event = event.ok()?;
            let happening = match event.action.as_deref().unwrap_or_default() {
                "kill" | "stop" => Happening::AskedToStop,
                "start" => Happening::Started,
                "oom" => Happening::OutOfMemory,
                action if action.starts_with("exec_") || action == "top" => return None,
                _ => Happening::Other,
            };
            Some(Stir { container_id: event.actor?.id?, happening })
        })
        .boxed()
}
