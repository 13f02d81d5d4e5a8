//! Where a bot's container is put: in the bot's network, behind a fence unless it reaches private addresses.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::deploy::unique;
use crate::engine::containers::Found;
use crate::engine::images::Image;
use crate::engine::labels::{self, Labels};
use crate::fault::Fault;
use crate::runner::Runner;

/// What no container refers to is somebody's deployment for so long, and a leftover after it.
const BUILDING_HOURS: i64 = 1;

/// So often is it tried to remove a network: nobody else may be in one's own, and somebody may in one that was left.
const TRIES_OF_OWN: u32 = 50;
const TRIES: u32 = 10;

/// A network, and the fence that keeps it from private addresses.
pub(crate) struct Place {
    network: String,
    fence: Option<String>,
}

impl Runner {
    pub(crate) async fn hold_and_place(
        &self,
        bot: &str,
        reaches_all: bool,
        now: DateTime<Utc>,
    ) -> Result<Place, Fault> {
        let _held = self.hold().await?;
        self.place(bot, reaches_all, now).await
    }

    /// Only while the lock is held, so that no bot gets two networks.
    async fn place(&self, bot: &str, reaches_all: bool, now: DateTime<Utc>) -> Result<Place, Fault> {
        let network = format!("testops-bot-{}-{}", self.owner, labels::digest(bot));
        let mut place = Place { network, fence: None };
        self.engine.network(&place.network, labels::of_object(&self.owner, bot, now)).await?;
        if reaches_all {
            return Ok(place);
        }
        let name = format!("testops-fence-{bot}-{}", unique());
        let raised = async {
            let of_fence = labels::of_fence(&self.owner, bot, now);
            let fence = self.engine.create_fence(&name, &place.network, of_fence).await?;
            place.fence = Some(fence.clone());
            self.engine.raise_fence(&fence).await
        };
        if let Err(fault) = raised.await {
            self.leave(bot, &place).await?;
            return Err(fault);
        }
        Ok(place)
    }

    pub(crate) async fn hold_and_leave(&self, bot: &str, place: &Place) -> Result<(), Fault> {
        let _held = self.hold().await?;
        self.leave(bot, place).await
    }

    /// Takes back what nobody came to, while the lock is held.
    async fn leave(&self, bot: &str, place: &Place) -> Result<(), Fault> {
        let found = self.engine.containers(&self.owner).await?;
        if let Some(fence) = place.fence.as_ref().filter(|fence| !is_behind(&found, fence)) {
            self.engine.remove_container(fence).await?;
        }
        let fences = self.engine.fences(&self.owner).await?;
        if fences.is_empty() {
            self.engine.remove_fence_image().await;
        }
        // The engine may still tell of one that it is removing.
        let others = fences.iter().filter(|(id, _)| place.fence.as_ref() != Some(id));
        let has_fence =
            others.map(|(_, labels)| labels.get(labels::BOT)).any(|of| of.is_some_and(|of| of == bot));
        if !has_fence && !found.iter().any(|found| found.bot == bot && found.is_of_bot()) {
            self.engine.remove_network(&place.network, TRIES_OF_OWN).await;
        }
        Ok(())
    }

    /// Makes and starts a container in a new place, while the lock is held.
    pub(crate) async fn run(
        &self,
        bot: &str,
        image: &Image,
        environment: &BTreeMap<String, String>,
        labels: Labels,
        now: DateTime<Utc>,
    ) -> Result<String, Fault> {
        let place = self.place(bot, labels::limits(&labels).private_addresses, now).await?;
        let ran = self.run_in(&place, bot, image, environment, labels, now).await;
        if ran.is_err() {
            self.leave(bot, &place).await?;
        }
        ran
    }

    /// Makes and starts a container in its place, while the lock is held.
    pub(crate) async fn run_in(
        &self,
        place: &Place,
        bot: &str,
        image: &Image,
        environment: &BTreeMap<String, String>,
        mut labels: Labels,
        now: DateTime<Utc>,
    ) -> Result<String, Fault> {
        labels.remove(labels::FENCE);
        let network = if let Some(fence) = &place.fence {
            labels.insert(labels::FENCE.to_owned(), fence.clone());
            format!("container:{fence}")
        } else {
            // Nothing held it during the build.
            self.engine.network(&place.network, labels::of_object(&self.owner, bot, now)).await?;
            place.network.clone()
        };
        let name = format!("testops-bot-{bot}-{}", unique());
        let id = self.engine.create(&name, &network, image, environment, labels).await?;
        if let Err(fault) = self.start_container(&id).await {
            self.engine.remove_container(&id).await?;
            return Err(fault);
        }
        Ok(id)
    }

    pub(crate) async fn remove_with_fence(&self, found: &Found) -> Result<(), Fault> {
        self.engine.remove_container(&found.id).await?;
        match found.labels.get(labels::FENCE) {
            Some(fence) => self.engine.remove_container(fence).await,
            None => Ok(()),
        }
    }

    /// Removes what an interrupted command left: containers that never started, images and fences that nothing needs,
    /// networks without a bot. Only while the lock is held, so that nobody is in the middle of one. Tells what is there
    /// then.
    pub(crate) async fn clean_up(&self, now: DateTime<Utc>) -> Result<Vec<Found>, Fault> {
        let mut found = self.engine.containers(&self.owner).await?;
        for never_started in found.extract_if(.., |found| found.state == "created") {
            self.remove_with_fence(&never_started).await?;
        }
        let building = now - TimeDelta::hours(BUILDING_HOURS);
        let is_old = |labels: &Labels| {
            labels::read::<DateTime<Utc>>(labels, labels::MADE).is_none_or(|made| made < building)
        };
        for (id, labels) in self.engine.images(&self.owner).await? {
            if is_old(&labels) && !found.iter().any(|found| found.image == id) {
                self.engine.remove_image(&id).await;
            }
        }
        let mut bots: Vec<String> = found.iter().map(|found| found.bot.clone()).collect();
        for (fence, mut labels) in self.engine.fences(&self.owner).await? {
            if is_old(&labels) && !is_behind(&found, &fence) {
                self.engine.remove_container(&fence).await?;
            } else {
                bots.extend(labels.remove(labels::BOT));
            }
        }
        for (network, labels) in self.engine.networks(&self.owner).await? {
            if !labels.get(labels::BOT).is_some_and(|bot| bots.contains(bot)) {
                self.engine.remove_network(&network, TRIES).await;
            }
        }
        Ok(found)
    }
}

/// Whether a container is in the network of this fence.
fn is_behind(found: &[Found], fence: &str) -> bool {
    found.iter().any(|found| found.labels.get(labels::FENCE).is_some_and(|its| its == fence))
}
