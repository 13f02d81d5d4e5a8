//! `WebKit`'s network process. Tauri keeps it for the next window, also while there is none; by then it holds memory for
//! nobody. `WebKit` has no call that ends it, starts another for the next page, and takes a lost one as a matter of course.

use std::fs;
use std::time::Duration;

use rustix::process::{Pid, Signal, getpid, kill_process};

/// After the window's end; what the page stored last is on the disk by then.
pub(crate) const GRACE: Duration = Duration::from_secs(2);
/// As much of its name as the system keeps.
const NAME: &str = "(WebKitNetworkPr)";

/// Ends ours; without a window only.
pub(crate) fn end() {
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
    let pids = processes.filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok());
    let us = getpid().as_raw_nonzero().to_string();
    let is_ours = |pid: &i32| {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        is_network_process_of(&us, &stat)
    };
    for pid in pids.filter(is_ours).filter_map(Pid::from_raw) {
        if let Err(error) = kill_process(pid, Signal::TERM) {
            tracing::warn!(%error, "the network process could not be ended");
        }
    }
}

/// Whether this line of `/proc/PID/stat` is of a network process that `parent` started.
fn is_network_process_of(parent: &str, stat: &str) -> bool {
    let facts = stat.split_once(' ').and_then(|(_, rest)| rest.strip_prefix(NAME));
    facts.and_then(|facts| facts.split_whitespace().nth(1)) == Some(parent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_network_process_of_this_program_is_ended() {
        let is = |stat| is_network_process_of("410", stat);
        assert!(is("432 (WebKitNetworkPr) S 410 400 400 0 -1 4194304 1741"));
        assert!(!is("432 (WebKitNetworkPr) S 41 400 400 0 -1 4194304 1741"), "of another program");
        assert!(!is("433 (WebKitWebProces) S 410 400 400 0 -1 4194304 1741"), "of the page");
        assert!(!is(""));
    }
}
