//! A bot's fence: a container beside the bot's that holds its network and keeps private addresses out of it.
//!
//! The bot joins the network of the fence and has no rights over it. A fence sets its rules at each start, says that they
//! are set, and does nothing after that; one that cannot set them ends. No bot starts before its fence has said so, and one
//! that has not said so in time is stopped: the rules of a fence that runs on are set.

mod program;

use std::collections::HashMap;

use bollard::models::{ContainerCreateBody, HostConfig, HostConfigLogConfig, ResourcesUlimits};
use bollard::query_parameters::{
    BuildImageOptionsBuilder, CreateContainerOptionsBuilder, ListContainersOptionsBuilder,
    LogsOptionsBuilder, RemoveImageOptions, StartContainerOptions, StopContainerOptionsBuilder,
};
use futures::stream::{Stream, StreamExt as _};

use super::images::{Output, container_error};
use super::labels::{self, Labels};
use super::{Engine, is_not_found, states, words};
use crate::context;
use crate::fault::{Code, Fault, Reason};

/// The same for every data folder. A fence with other rules needs another tag.
const IMAGE: &str = "testops-companion-fence:2";
/// What a fence says once its rules are set.
const READY: &[u8] = b"ready";
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
            log_config: Some(HostConfigLogConfig { typ: Some("json-file".to_owned()), config: None }),
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

    /// Starts a new one and waits until its rules are set.
    pub(crate) async fn raise_fence(&self, id: &str) -> Result<(), Fault> {
        self.raise_again(id, 0).await
    }

    /// The same for one that ran before, unless it runs.
    pub(crate) async fn start_fence(&self, id: &str) -> Result<(), Fault> {
        let inspected = self.inspect(id).await.map_err(|error| container_error(&words(&error)))?;
        if inspected.state.and_then(|state| state.running) == Some(true) {
            return Ok(());
        }
        let starts = self.readies(id, false).count().await;
        self.raise_again(id, starts).await
    }

    async fn raise_again(&self, id: &str, starts: usize) -> Result<(), Fault> {
        let started = self.docker.start_container(id, None::<StartContainerOptions>).await;
        started.map_err(|error| container_error(&words(&error)))?;
        let mut readies = self.readies(id, true).skip(starts).boxed();
        if let Ok(Some(())) = tokio::time::timeout(self.bounds.fence, readies.next()).await {
            return Ok(());
        }
        self.stop_fence(id).await?;
        Err(no_fence())
    }

    /// One for each time that its rules were set.
    fn readies(&self, id: &str, follow: bool) -> impl Stream<Item = ()> + Send {
        let options = LogsOptionsBuilder::new().stdout(true).follow(follow).build();
        let said = self.docker.logs(id, Some(options));
        said.filter_map(async |said| said.ok()?.into_bytes().starts_with(READY).then_some(()))
    }

    pub(crate) async fn stop_fence(&self, id: &str) -> Result<(), Fault> {
        let options = StopContainerOptionsBuilder::new().t(0).build();
        match self.docker.stop_container(id, Some(options)).await {
            Err(error) if !is_not_found(&error) => Err(container_error(&words(&error))),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// The ids of this owner's fences.
    pub(crate) async fn fences(&self, owner: &str) -> Result<Vec<(String, Labels)>, Fault> {
        let filter = HashMap::from([("label", vec![format!("{}={owner}", labels::FENCE_OF)])]);
        let options = ListContainersOptionsBuilder::new().all(true).filters(&filter).build();
        let listed = states::read(self.docker.list_containers(Some(options)).await);
        let listed = listed.map_err(|error| container_error(&words(&error)))?;
        Ok(listed.into_iter().filter_map(|container| Some((container.id?, container.labels?))).collect())
    }

    /// Stays where another data folder's bots need it.
    pub(crate) async fn remove_fence_image(&self) {
        let removed = self.docker.remove_image(IMAGE, None::<RemoveImageOptions>, None).await;
        if let Err(error) = removed {
            tracing::debug!(%error, "the image of fences stays");
        }
    }

    async fn build_fence(&self) -> Result<(), Fault> {
        let program = program::of(&self.arch).ok_or_else(no_fence)?;
        let tar = context::of_fence(program).map_err(|error| container_error(&error.to_string()))?;
        let options = BuildImageOptionsBuilder::new().t(IMAGE).rm(true).forcerm(true).build();
        let built = self.build_once(&options, tar.into(), &mut Output::default(), &mut |_| {}).await;
        built.map(|_| ()).map_err(|error| container_error(&error))
    }
}

fn no_fence() -> Fault {
    Fault::new(Code::ContainerError, String::new()).because(Reason::NoFence)
}
