//! Anonymous memory of this process: what is held beside the page cache. Linux tells it; elsewhere it is 0.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::Outcome;

/// Watches how much there is more than at the beginning.
pub(crate) struct Growth {
    before: u64,
    watch: Arc<Watch>,
    thread: JoinHandle<()>,
}

#[derive(Default)]
struct Watch {
    peak: AtomicU64,
    ended: AtomicBool,
}

impl Growth {
    pub(crate) fn begin() -> Outcome<Growth> {
        let watch = Arc::new(Watch::default());
        let before = resident()?;
        let watching = watch.clone();
        let thread = thread::spawn(move || {
            while !watching.ended.load(Ordering::Relaxed) {
                watching.peak.fetch_max(resident().unwrap_or(0), Ordering::Relaxed);
                thread::sleep(Duration::from_millis(1));
            }
        });
        Ok(Growth { before, watch, thread })
    }

    /// Bytes held at the end, and at most.
    pub(crate) fn end(self) -> Outcome<(u64, u64)> {
        let held = resident()?.saturating_sub(self.before);
        self.watch.ended.store(true, Ordering::Relaxed);
        self.thread.join().map_err(|_| "the watching thread broke")?;
        Ok((held, self.watch.peak.load(Ordering::Relaxed).saturating_sub(self.before)))
    }
}

fn resident() -> Outcome<u64> {
    let Ok(status) = std::fs::read_to_string("/proc/self/status") else { return Ok(0) };
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"));
    let kilobytes: u64 = line.unwrap_or("0 kB").trim().trim_end_matches("kB").trim().parse()?;
    Ok(kilobytes * 1024)
}
