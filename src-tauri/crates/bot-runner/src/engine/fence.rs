//! A bot's fence: a container beside the bot's that holds its network and keeps private addresses out of it.
//!
//! The bot joins the network of the fence and has no rights over it. A fence sets its rules at each start, before there is
//! a bot, and does nothing after that; one that could not set them ends, and then no bot starts.

mod program;

use std::collections::HashMap;

use bollard::models::{ContainerCreateBody, HostConfig, ResourcesUlimits};
use bollard::query_parameters::{
    BuildImageOptionsBuilder, CreateContainerOptionsBuilder, ListContainersOptionsBuilder,
    RemoveImageOptions, StartContainerOptions, StopContainerOptionsBuilder,
};
use futures::StreamExt as _;

use super::images::container_error;
use super::labels::{self, Labels};
use super::{Engine, is_not_found, states, words};
use crate::context;
use crate::fault::Fault;

/// The same for every data folder. A fence with other rules needs another tag.
const IMAGE: &str = "testops-companion-fence:1";
const MEMORY: i64 = 16 << 20;

impl Engine {
    /// Makes a fence in a network and does not start it.
    pub(crate) async fn create_fence(
        &self,
        name: &str,
        network: &str,
        labels: Labels,
    ) -> Result<String, Fault> {
        if self.docker.inspect_image(IMAGE).await.is_err() {
            self.build_fence().await?;
        }
        let limit = |name: &str, most| ResourcesUlimits {
            name: Some(name.to_owned()),
            soft: Some(most),
            hard: Some(most),
        };
        let host_config = HostConfig {
            network_mode: Some(network.to_owned()),
            cap_drop: Some(vec!["ALL".to_owned()]),
            cap_add: Some(vec!["NET_ADMIN".to_owned()]),
            security_opt: Some(vec!["no-new-privileges".to_owned()]),
            readonly_rootfs: Some(true),
            memory: Some(MEMORY),
            memory_swap: Some(MEMORY),
            pids_limit: Some(8),
            ulimits: Some(vec![limit("nofile", 64), limit("nproc", 64), limit("core", 0)]),
            ..HostConfig::default()
        };
        let body = ContainerCreateBody {
            image: Some(IMAGE.to_owned()),
            user: Some("0:0".to_owned()),
            stop_signal: Some("SIGKILL".to_owned()),
            host_config: Some(host_config),
            labels: Some(labels),
            ..ContainerCreateBody::default()
        };
        let options = CreateContainerOptionsBuilder::new().name(name).build();
        let created = self.docker.create_container(Some(options), body).await;
        created.map(|created| created.id).map_err(|error| container_error(&words(&error)))
    }

    /// One that runs already is fine.
    pub(crate) async fn start_fence(&self, id: &str) -> Result<(), Fault> {
        let started = self.docker.start_container(id, None::<StartContainerOptions>).await;
        started.map_err(|error| container_error(&words(&error)))
    }

    pub(crate) async fn stop_fence(&self, id: &str) -> Result<(), Fault> {
        let options = StopContainerOptionsBuilder::new().t(0).build();
        match self.docker.stop_container(id, Some(options)).await {
            Err(error) if !is_not_found(&error) => Err(container_error(&words(&error))),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// The ids of this owner's fences.
    pub(crate) async fn fences(&self, owner: &str) -> Result<Vec<String>, Fault> {
        let filter = HashMap::from([("label", vec![format!("{}={owner}", labels::FENCE_OF)])]);
        let options = ListContainersOptionsBuilder::new().all(true).filters(&filter).build();
        let listed = states::read(self.docker.list_containers(Some(options)).await);
        let listed = listed.map_err(|error| container_error(&words(&error)))?;
        Ok(listed.into_iter().filter_map(|container| container.id).collect())
    }

    /// Stays where another data folder's bots need it.
    pub(crate) async fn remove_fence_image(&self) {
        let removed = self.docker.remove_image(IMAGE, None::<RemoveImageOptions>, None).await;
        if let Err(error) = removed {
            tracing::debug!(%error, "the image of fences stays");
        }
    }

    async fn build_fence(&self) -> Result<(), Fault> {
        let Some(program) = program::of(&self.arch) else {
            let words = format!("private addresses cannot be kept out of a bot's reach on {}", self.arch);
            return Err(container_error(&words));
        };
        let tar = context::of_fence(program).map_err(|error| container_error(&error.to_string()))?;
        let options = BuildImageOptionsBuilder::new().t(IMAGE).rm(true).forcerm(true).build();
        let mut built = self.docker.build_image(options, None, Some(bollard::body_full(tar.into())));
        while let Some(said) = built.next().await {
            let said = said.map_err(|error| container_error(&words(&error)))?;
            if let Some(error) = said.error_detail {
                return Err(container_error(&error.message.unwrap_or_default()));
            }
        }
        Ok(())
    }
}
