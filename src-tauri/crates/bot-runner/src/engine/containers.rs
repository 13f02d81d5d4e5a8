//! Containers of bots: made locked down, and read back.

use std::collections::{BTreeMap, HashMap};
use std::time::Duration;

use bollard::errors::Error;
use bollard::models::{
    ContainerCreateBody, ContainerInspectResponse, ContainerSummary, HostConfig, HostConfigLogConfig,
    NetworkCreateRequest, ResourcesUlimits, RestartPolicy, RestartPolicyNameEnum,
};
use bollard::query_parameters::{
    CreateContainerOptionsBuilder, InspectContainerOptions, ListContainersOptionsBuilder,
    ListNetworksOptionsBuilder, RemoveContainerOptionsBuilder, StatsOptionsBuilder,
};
use chrono::{DateTime, Utc};
use futures::StreamExt as _;

use super::images::{Image, container_error};
use super::labels::{self, Labels};
use super::{Engine, is_not_found, states, words};
use crate::context::USER;
use crate::fault::Fault;

const MB: i64 = 1 << 20;
/// How often the engine starts a bot again that ended with an error.
const RESTARTS: i64 = 5;

/// A container of this owner, as the engine lists it.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) bot: String,
    pub(crate) image: String,
    pub(crate) state: String,
    pub(crate) status: String,
    pub(crate) labels: Labels,
}

impl Found {
    pub(crate) fn read(summary: ContainerSummary) -> Option<Self> {
        let labels = summary.labels?;
        let name = summary.names.unwrap_or_default().into_iter().next().unwrap_or_default();
        Some(Self {
            id: summary.id?,
            name: name.trim_start_matches('/').to_owned(),
            bot: labels.get(labels::BOT)?.clone(),
            image: summary.image_id.unwrap_or_default(),
            state: summary.state.map(|state| state.to_string()).unwrap_or_default(),
            status: summary.status.unwrap_or_default(),
            labels,
        })
    }

    /// Otherwise it is a build's, which has the labels of the image that comes of it.
    pub(crate) fn is_of_bot(&self) -> bool {
        self.labels.contains_key(labels::ENDS)
    }

    pub(crate) fn is_overdue(&self, now: DateTime<Utc>) -> bool {
        labels::read::<DateTime<Utc>>(&self.labels, labels::ENDS).is_some_and(|ends| ends <= now)
    }

    /// Also while the engine waits to start it again.
    pub(crate) fn is_running(&self) -> bool {
        matches!(self.state.as_str(), "running" | "restarting" | "paused")
    }
}

/// What a running bot uses.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Use {
    pub memory_bytes: u64,
    pub cpu_cores: f64,
    pub processes: u64,
}

/// How long it takes to the next try, while a container that is gone leaves its network.
const LEAVING: Duration = Duration::from_millis(200);

impl Engine {
    pub(crate) async fn containers(&self, owner: &str) -> Result<Vec<Found>, Fault> {
        let options = ListContainersOptionsBuilder::new().all(true).filters(&labels::filter(owner)).build();
        let listed = states::read(self.docker.list_containers(Some(options)).await);
        let listed = listed.map_err(|error| container_error(&words(&error)))?;
        Ok(listed.into_iter().filter_map(Found::read).collect())
    }

    pub(crate) async fn inspect(&self, id: &str) -> Result<ContainerInspectResponse, Error> {
        states::read(self.docker.inspect_container(id, None::<InspectContainerOptions>).await)
    }

    /// Makes the container and does not start it.
    pub(crate) async fn create(
        &self,
        name: &str,
        network: &str,
        image: &Image,
        environment: &BTreeMap<String, String>,
        mut labels: Labels,
    ) -> Result<String, Fault> {
        labels.insert(labels::IMAGE.to_owned(), image.id.clone());
        let body = ContainerCreateBody {
            image: Some(image.id.clone()),
            env: Some(environment.iter().map(|(name, value)| format!("{name}={value}")).collect()),
            user: (!image.has_user).then(|| USER.to_owned()),
            host_config: Some(self.host_config(&labels, network)),
            labels: Some(labels),
            ..ContainerCreateBody::default()
        };
        let options = CreateContainerOptionsBuilder::new().name(name).build();
        let created = self.docker.create_container(Some(options), body).await;
        created.map(|created| created.id).map_err(|error| container_error(&words(&error)))
    }

    fn host_config(&self, labels: &Labels, network: &str) -> HostConfig {
        let limits = labels::limits(labels);
        let by_program = labels.get(labels::RESTARTS).is_some_and(|who| who == labels::BY_PROGRAM);
        let memory = i64::from(limits.memory_mb) * MB;
        let limit = |name: &str, soft, hard| ResourcesUlimits {
            name: Some(name.to_owned()),
            soft: Some(soft),
            hard: Some(hard),
        };
        let mut ulimits = vec![limit("nofile", 1024, 4096), limit("core", 0, 0)];
        if self.is_podman {
            // Its own default can exceed what a rootless user may ask for, and then nothing starts.
            ulimits.push(limit("nproc", 512, 512));
        }
        #[expect(clippy::cast_possible_truncation, reason = "limits keep it within 64 cores")]
        let nano_cpus = (limits.cpu_cores * 1e9) as i64;
        HostConfig {
            memory: Some(memory),
            memory_swap: Some(memory),
            nano_cpus: Some(nano_cpus),
            pids_limit: Some(limits.processes.into()),
            cap_drop: Some(vec!["ALL".to_owned()]),
            security_opt: Some(vec!["no-new-privileges".to_owned()]),
            readonly_rootfs: Some(true),
            tmpfs: Some(HashMap::from([(
                "/tmp".to_owned(),
                "rw,nosuid,nodev,size=64m,mode=1777".to_owned(),
            )])),
            shm_size: Some(16 * MB),
            init: Some(true),
            ulimits: Some(ulimits),
            network_mode: Some(network.to_owned()),
            restart_policy: (!by_program).then_some(RestartPolicy {
                name: Some(RestartPolicyNameEnum::ON_FAILURE),
                maximum_retry_count: Some(RESTARTS),
            }),
            log_config: Some(HostConfigLogConfig {
                typ: Some("json-file".to_owned()),
                config: Some(HashMap::from([
                    ("max-size".to_owned(), "10m".to_owned()),
                    ("max-file".to_owned(), "1".to_owned()),
                ])),
            }),
            ..HostConfig::default()
        }
    }

    /// Stops it at once and forgets it. What is gone already is fine.
    pub(crate) async fn remove_container(&self, id: &str) -> Result<(), Fault> {
        let options = RemoveContainerOptionsBuilder::new().force(true).v(true).build();
        match self.docker.remove_container(id, Some(options)).await {
            Err(error) if !is_not_found(&error) => Err(container_error(&words(&error))),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// The bot's own network: it reaches out, and no other bot is in it.
    pub(crate) async fn network(&self, name: &str, labels: Labels) -> Result<(), Fault> {
        if self.docker.inspect_network(name, None).await.is_ok() {
            return Ok(());
        }
        let request = NetworkCreateRequest {
            name: name.to_owned(),
            driver: Some("bridge".to_owned()),
            labels: Some(labels),
            ..NetworkCreateRequest::default()
        };
        self.docker.create_network(request).await.map(|_| ()).map_err(|error| container_error(&words(&error)))
    }

    pub(crate) async fn networks(&self, owner: &str) -> Result<Vec<(String, Labels)>, Fault> {
        let options = ListNetworksOptionsBuilder::new().filters(&labels::filter(owner)).build();
        let listed = self
            .docker
            .list_networks(Some(options))
            .await
            .map_err(|error| container_error(&words(&error)))?;
        Ok(listed.into_iter().filter_map(|network| Some((network.name?, network.labels?))).collect())
    }

    /// One that is still in use after so many tries stays: a container that has just gone may still be on its way out.
    pub(crate) async fn remove_network(&self, name: &str, tries: u32) {
        for tries_left in (0..tries).rev() {
            let Err(error) = self.docker.remove_network(name).await else { return };
            if is_not_found(&error) {
                return;
            }
            if tries_left == 0 {
                tracing::warn!(%error, name, "a network stays");
                return;
            }
            tokio::time::sleep(LEAVING).await;
        }
    }

    /// `None` where the engine does not tell, as of a container that has just ended.
    pub(crate) async fn used_by(&self, id: &str) -> Option<Use> {
        let options = StatsOptionsBuilder::new().stream(false).build();
        let stats = self.docker.stats(id, Some(options)).next().await?.ok()?;
        let memory = stats.memory_stats.unwrap_or_default();
        // What the kernel keeps of files and gives up at once when it is asked is no use of the bot's.
        let cache = memory.stats.as_ref().map_or(0, |stats| {
            let of = |name: &str| stats.get(name).copied();
            of("total_inactive_file").or_else(|| of("inactive_file")).unwrap_or(0)
        });
        let (now, before) = (stats.cpu_stats.unwrap_or_default(), stats.precpu_stats.unwrap_or_default());
        let total = |stats: &bollard::models::ContainerCpuStats| {
            stats.cpu_usage.as_ref().and_then(|usage| usage.total_usage).unwrap_or(0)
        };
        let used = total(&now).saturating_sub(total(&before));
        let passed = now.system_cpu_usage.unwrap_or(0).saturating_sub(before.system_cpu_usage.unwrap_or(0));
        #[expect(clippy::cast_precision_loss, reason = "a share for a person to look at")]
        let share = if passed == 0 { 0.0 } else { used as f64 / passed as f64 };
        Some(Use {
            memory_bytes: memory.usage.unwrap_or(0).saturating_sub(cache),
            cpu_cores: share * f64::from(now.online_cpus.unwrap_or(1)),
            processes: stats.pids_stats.and_then(|pids| pids.current).unwrap_or(0),
        })
    }
}
