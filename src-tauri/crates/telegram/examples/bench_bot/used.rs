//! What a process uses, as Linux tells it.

use std::fs;
use std::time::Duration;

use crate::Trouble;
use crate::crowd::Gauge;

const LOOK: Duration = Duration::from_millis(250);
/// How long the memory of a program that does nothing may move before it counts as it is.
const SETTLING: u32 = 40;
const SETTLED_MB: f64 = 0.1;

/// Of the time in which answers count.
pub(crate) struct Used {
    /// The largest that was seen.
    pub(crate) memory_mb: f64,
    pub(crate) cpu_ms: f64,
}

/// Looks at a process while answers count; to be run beside the talking.
pub(crate) async fn while_counting(pid: u32, gauge: &Gauge) -> Result<Used, Trouble> {
    while !gauge.is_counting() {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let before = cpu_ms(pid)?;
    let mut memory = 0.0_f64;
    while gauge.is_counting() {
        memory = memory.max(memory_mb(pid)?);
        let ended = async {
            while gauge.is_counting() {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        // Running over is the rule: it only must not look on when the counting has ended.
        drop(tokio::time::timeout(LOOK, ended).await);
    }
    Ok(Used { memory_mb: memory.max(memory_mb(pid)?), cpu_ms: cpu_ms(pid)? - before })
}

/// The memory of a program that has nothing to do.
pub(crate) async fn settled_memory_mb(pid: u32) -> Result<f64, Trouble> {
    let mut last = memory_mb(pid)?;
    for _ in 0..SETTLING {
        tokio::time::sleep(LOOK).await;
        let now = memory_mb(pid)?;
        if (now - last).abs() < SETTLED_MB {
            return Ok(now);
        }
        last = now;
    }
    Ok(last)
}

/// Proportional memory, in megabytes: what is shared counts in shares.
fn memory_mb(pid: u32) -> Result<f64, Trouble> {
    let rollup = fs::read_to_string(format!("/proc/{pid}/smaps_rollup"))?;
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:")).ok_or("no Pss")?;
    let kilobytes: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok(kilobytes / 1024.0)
}

/// Processor time of all threads so far, in milliseconds.
pub(crate) fn cpu_ms(pid: u32) -> Result<f64, Trouble> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // The name of the program may hold spaces; the fields are counted from behind it.
    let (_, fields) = stat.rsplit_once(')').ok_or("no name in /proc/PID/stat")?;
    let fields: Vec<_> = fields.split_whitespace().collect();
    let (user, system): (f64, f64) = (fields[11].parse()?, fields[12].parse()?);
    // Linux counts these in hundredths of a second on every system of today.
    Ok((user + system) * 10.0)
}
