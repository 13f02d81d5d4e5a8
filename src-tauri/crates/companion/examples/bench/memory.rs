//! The memory of this process, as Linux tells it.

use crate::Trouble;

/// Proportional memory, in megabytes.
pub(crate) fn memory_mb() -> Result<f64, Trouble> {
    let rollup = std::fs::read_to_string("/proc/self/smaps_rollup")?;
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:")).ok_or("no Pss")?;
    let kilobytes: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok(kilobytes / 1024.0)
}
