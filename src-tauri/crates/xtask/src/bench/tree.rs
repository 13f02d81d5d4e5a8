//! Memory and processor time of a program with all the processes that it started.

use std::collections::HashMap;
use std::fs;

/// The process and its descendants, web processes included.
pub(crate) fn of(root: u32) -> Vec<u32> {
    let parents = all().into_iter().filter_map(|pid| Some((pid, parent(pid)?))).collect::<HashMap<_, _>>();
    let belongs = |pid: u32| {
        let mut at = Some(pid);
        while let Some(pid) = at {
            if pid == root {
                return true;
            }
            at = parents.get(&pid).copied();
        }
        false
    };
    parents.keys().copied().filter(|pid| belongs(*pid)).collect()
}

/// Proportional memory in bytes: what is shared counts in shares.
pub(crate) fn memory(root: u32) -> Option<u64> {
    let of_one = |pid: u32| {
        let text = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).ok()?;
        let line = text.lines().find_map(|line| line.strip_prefix("Pss:"))?;
        line.split_whitespace().next()?.parse::<u64>().ok()
    };
    let kibibytes = of(root).into_iter().filter_map(of_one).sum::<u64>();
    (kibibytes > 0).then_some(kibibytes * 1024)
}

/// Processor time used so far, in clock ticks of a hundredth of a second.
pub(crate) fn processor_ticks(root: u32) -> u64 {
    let of_one = |pid: u32| {
        let fields = fields(pid)?;
        Some(fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?)
    };
    of(root).into_iter().filter_map(of_one).sum()
}

/// Whether a web process belongs to it.
pub(crate) fn has_web_process(root: u32) -> bool {
    let is_web = |pid: u32| {
        fs::read_to_string(format!("/proc/{pid}/cmdline")).is_ok_and(|line| line.contains("WebKitWebProcess"))
    };
    of(root).into_iter().any(is_web)
}

fn parent(pid: u32) -> Option<u32> {
    fields(pid)?.get(1)?.parse().ok()
}

/// What stands after the name in `/proc/PID/stat`, from the state on.
fn fields(pid: u32) -> Option<Vec<String>> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    let (_, rest) = text.rsplit_once(')')?;
    Some(rest.split_whitespace().map(str::to_owned).collect())
}

fn all() -> Vec<u32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_string_lossy().parse().ok()).collect()
}
