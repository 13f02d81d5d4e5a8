//! How long a process is waited for: by what it works, for a machine that does much else makes it slow and not stuck.

use std::time::{Duration, Instant};

/// How much of a processor it may use, and how long it may wait for nothing.
const LONGEST: Duration = Duration::from_mins(3);
/// What the kernel counts the use of processors in.
const TICKS_PER_SECOND: u64 = 100;

pub(crate) struct Patience {
    used: u64,
    /// When it last worked, or wanted to.
    moved: Instant,
}

impl Patience {
    pub(crate) fn new() -> Self {
        Self { used: 0, moved: Instant::now() }
    }

    /// To be asked again and again.
    pub(crate) fn is_over(&mut self, process: u32) -> bool {
        if let Some((ready, used)) = state(process) {
            if ready || used != self.used {
                self.moved = Instant::now();
            }
            self.used = used;
        }
        self.used > LONGEST.as_secs() * TICKS_PER_SECOND || self.moved.elapsed() > LONGEST
    }
}

/// Whether it runs or would if it could, and how many ticks it has run; `None` where the system does not say.
fn state(process: u32) -> Option<(bool, u64)> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name, in brackets, may hold anything.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let (user, system): (u64, u64) = (fields.get(11)?.parse().ok()?, fields.get(12)?.parse().ok()?);
    Some((*fields.first()? == "R", user + system))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_waited_for_while_it_works() {
        let mut patience = Patience::new();
        assert!(!patience.is_over(std::process::id()));
        patience.used = LONGEST.as_secs() * TICKS_PER_SECOND + 1;
        // There is no such process, so what was known stays.
        assert!(patience.is_over(0));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_kernel_tells_that_this_process_runs() {
        assert!(state(std::process::id()).is_some());
    }
}
