use std::collections::VecDeque;

use bot_runner::{Drift, Phase, Seen};
use chrono::{DateTime, Utc};
use store::DeploymentRow;
use tokio_util::sync::CancellationToken;

use super::memory::Memory;
use crate::texts::Texts;
use crate::view::{
    DeploymentAct, DeploymentDraft, DeploymentLimits, DeploymentMode, DeploymentProblem, DeploymentState,
    DeploymentView, DraftSource, UsagePoint,
};

const MOST_POINTS: usize = 60;

/// A bot as the keeper has it.
#[derive(Default)]
pub(super) struct Entry {
    pub(super) draft: Option<DeploymentDraft>,
    pub(super) memory: Memory,
    /// At the last look.
    pub(super) seen: Option<Seen>,
    pub(super) usage: VecDeque<UsagePoint>,
    pub(super) problem: Option<DeploymentProblem>,
    /// A build that is going on, until it is cancelled.
    pub(super) building: Option<CancellationToken>,
    /// What a person said of the version that runs while another is built.
    pub(super) replaced: Option<DeploymentDraft>,
    pub(super) acting: Option<DeploymentAct>,
    /// It is being started again.
    pub(super) starting: bool,
}

impl Entry {
    pub(super) fn of(row: DeploymentRow) -> Self {
        let draft = row.draft.and_then(|text| serde_json::from_str(&text).ok());
        Self { draft, memory: serde_json::from_str(&row.memory).unwrap_or_default(), ..Self::default() }
    }

    pub(super) fn row(&self, name: &str) -> DeploymentRow {
        DeploymentRow {
            name: name.to_owned(),
            draft: self.draft.as_ref().and_then(|draft| serde_json::to_string(draft).ok()),
            memory: serde_json::to_string(&self.memory).unwrap_or_default(),
        }
    }

    pub(super) fn is_busy(&self) -> bool {
        self.building.is_some() || self.acting.is_some()
    }

    /// Another version is tried while the one that was seen runs: which of the two stays is not known yet.
    pub(super) fn is_replaced_by(&self, seen: &Seen) -> bool {
        self.is_busy()
            && self.is_running()
            && self.seen.as_ref().is_some_and(|old| old.container_id != seen.container_id)
    }

    pub(super) fn is_running(&self) -> bool {
        self.seen.as_ref().is_some_and(|seen| seen.phase != Phase::Ended)
    }

    /// When its lifetime is over.
    pub(super) fn ends_at(&self) -> Option<DateTime<Utc>> {
        self.seen.as_ref()?.ends_at
    }

    pub(super) fn use_seen(&mut self, point: UsagePoint) {
        self.usage.push_back(point);
        if self.usage.len() > MOST_POINTS {
            self.usage.pop_front();
        }
    }

    pub(super) fn view(&self, name: &str, now: DateTime<Utc>, texts: Texts) -> DeploymentView {
        let seen = self.seen.as_ref();
        let state = match (&self.building, self.acting, seen) {
            (Some(_), _, _) => DeploymentState::Building { running: self.is_running() },
            (None, Some(DeploymentAct::Stop | DeploymentAct::Remove), Some(_)) => DeploymentState::Stopping,
            (None, _, Some(seen)) => self.memory.state(seen, now),
            (None, _, None) if self.memory.failed => DeploymentState::Failed,
            (None, _, None) => DeploymentState::Gone,
        };
        let limits = seen.map(|seen| limits(&seen.limits));
        let limits = limits.or(self.draft.as_ref().map(|draft| draft.limits)).unwrap_or_else(usual_limits);
        DeploymentView {
            name: name.to_owned(),
            mode: self.mode(),
            source: self.draft.as_ref().map(source).unwrap_or_default(),
            state,
            since: seen.and_then(|seen| seen.since),
            ends_at: seen.and_then(|seen| seen.ends_at),
            restarts: self.memory.restarts,
            end: self.memory.end.clone(),
            limits,
            usage: self.usage.iter().copied().collect(),
            drift: seen.map(|seen| drift(&seen.drift, texts)).unwrap_or_default(),
            can_update: self.draft.is_some(),
            problem: self.problem.clone(),
        }
    }

    fn mode(&self) -> DeploymentMode {
        match (
            self.seen.as_ref().map(|seen| seen.mode.as_str()),
            self.draft.as_ref().map(|draft| &draft.source),
        ) {
            (Some("simple"), _) | (None, Some(DraftSource::Simple { .. })) => DeploymentMode::Simple,
            (Some("image"), _) | (None, Some(DraftSource::Image { .. })) => DeploymentMode::Image,
            _ => DeploymentMode::Custom,
        }
    }
}

pub(super) fn limits(limits: &bot_runner::request::Limits) -> DeploymentLimits {
    DeploymentLimits {
        memory_mb: limits.memory_mb,
        cpu_cores: limits.cpu_cores,
        processes: limits.processes,
        lifetime_hours: limits.lifetime_hours,
        private_addresses: limits.private_addresses,
    }
}

pub(super) fn usual_limits() -> DeploymentLimits {
    limits(&bot_runner::request::Limits::default())
}

fn source(draft: &DeploymentDraft) -> String {
    match &draft.source {
        DraftSource::Simple { paths, .. } => paths.join(", "),
        DraftSource::Folder { path } => path.clone(),
        DraftSource::ArchiveUrl { url } => url.clone(),
        DraftSource::Git { repository, .. } => repository.clone(),
        DraftSource::Image { image, .. } => image.clone(),
    }
}

fn drift(all: &[Drift], texts: Texts) -> Vec<String> {
    all.iter().map(|drift| texts.drift(*drift)).collect()
}
