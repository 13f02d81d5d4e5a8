//! How far a running attempt has come, told to the page a few times a second.

use std::convert::Infallible;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::TimeDelta;

use super::receive::Meter;
use crate::companion::Inner;
use crate::view::{Event, PartProgress, PartStage};

const EVERY: TimeDelta = TimeDelta::milliseconds(300);

#[derive(Debug, Default)]
pub(crate) struct Progress(Mutex<Vec<Part>>);

#[derive(Debug)]
struct Part {
    shown: PartProgress,
    meter: Arc<Meter>,
}

impl Progress {
    /// One for each file, by the group's name.
    pub(crate) fn begin(&self, names: Vec<Option<String>>) {
        let part = |name| Part {
            shown: PartProgress { name, stage: PartStage::Waiting, bytes: 0, records: 0, expected: None },
            meter: Arc::default(),
        };
        *self.parts() = names.into_iter().map(part).collect();
    }

    pub(crate) fn stage(&self, ordinal: usize, stage: PartStage) {
        self.change(ordinal, |part| part.stage = stage);
    }

    pub(crate) fn change(&self, ordinal: usize, change: impl FnOnce(&mut PartProgress)) {
        if let Some(part) = self.parts().get_mut(ordinal) {
            change(&mut part.shown);
        }
    }

    pub(crate) fn meter(&self, ordinal: usize) -> Arc<Meter> {
        self.parts().get(ordinal).map(|part| part.meter.clone()).unwrap_or_default()
    }

    pub(crate) fn shown(&self) -> Vec<PartProgress> {
        self.parts()
            .iter()
            .map(|part| {
                let bytes = part.meter.bytes.load(Ordering::Relaxed).max(part.shown.bytes);
                let records = part.meter.records.load(Ordering::Relaxed).max(part.shown.records);
                PartProgress { bytes, records, ..part.shown.clone() }
            })
            .collect()
    }

    /// Tells what changed, until it is dropped.
    pub(crate) async fn tell(&self, inner: &Inner, plan_id: i64) -> Infallible {
        let mut told = Vec::new();
        loop {
            let parts = self.shown();
            if parts != told {
                inner.emit(Event::ExportProgress { plan_id, parts: parts.clone() });
                told = parts;
            }
            inner.ports.clock.sleep_until(inner.now() + EVERY).await;
        }
    }

    /// What memory cannot tell after a panic does not matter: every field is replaced as a whole.
    fn parts(&self) -> MutexGuard<'_, Vec<Part>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
