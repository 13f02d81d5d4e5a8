//! The peak of this process's own memory, as Linux tells it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::Trouble;

/// Looks again and again until it is dropped.
pub(crate) struct Peak {
    before: u64,
    highest: Arc<AtomicU64>,
    over: Arc<AtomicBool>,
    watcher: Option<JoinHandle<()>>,
}

impl Peak {
    pub(crate) fn watch() -> Result<Self, Trouble> {
        let before = own_kilobytes().ok_or("no RssAnon in /proc/self/status")?;
        let highest = Arc::new(AtomicU64::new(before));
        let over = Arc::new(AtomicBool::new(false));
        let (seen, ended) = (highest.clone(), over.clone());
        let watcher = std::thread::spawn(move || {
            while !ended.load(Ordering::Relaxed) {
                seen.fetch_max(own_kilobytes().unwrap_or_default(), Ordering::Relaxed);
                std::thread::sleep(Duration::from_millis(5));
            }
        });
        Ok(Self { before, highest, over, watcher: Some(watcher) })
    }

    #[expect(clippy::cast_precision_loss, reason = "megabytes for reading")]
    pub(crate) fn growth_mb(&self) -> f64 {
        (self.highest.load(Ordering::Relaxed) - self.before) as f64 / 1024.0
    }
}

impl Drop for Peak {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        if let Some(watcher) = self.watcher.take() {
            drop(watcher.join());
        }
    }
}

/// What is not a mapped file.
fn own_kilobytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"))?;
    line.trim().trim_end_matches("kB").trim().parse().ok()
}
