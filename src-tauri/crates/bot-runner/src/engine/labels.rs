//! Labels are the truth: what the program knows of its bots after any interruption is what stands on its objects.

use std::collections::HashMap;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use sha2::{Digest as _, Sha256};

use crate::validate::request::{Deployment, Limits, Source};

/// Whose object it is: one data folder's.
pub(crate) const OWNER: &str = "dev.testops-companion.owner";
pub(crate) const BOT: &str = "dev.testops-companion.bot";
pub(crate) const MODE: &str = "dev.testops-companion.mode";
pub(crate) const MADE: &str = "dev.testops-companion.made";
/// When the bot's lifetime is over.
pub(crate) const ENDS: &str = "dev.testops-companion.ends";
pub(crate) const MEMORY_MB: &str = "dev.testops-companion.memory-mb";
pub(crate) const CPU_CORES: &str = "dev.testops-companion.cpu-cores";
pub(crate) const PROCESSES: &str = "dev.testops-companion.processes";
pub(crate) const LIFETIME_HOURS: &str = "dev.testops-companion.lifetime-hours";

/// Whether it reaches private addresses.
pub(crate) const PRIVATE_ADDRESSES: &str = "dev.testops-companion.private-addresses";
/// On a bot: the id of the fence whose network it is in.
pub(crate) const FENCE: &str = "dev.testops-companion.fence";
/// On a fence, in place of `OWNER`: nobody takes it for a bot.
pub(crate) const FENCE_OF: &str = "dev.testops-companion.fence-of";

/// The id of the image that it was made from.
pub(crate) const IMAGE: &str = "dev.testops-companion.image";
/// Who starts it again after a crash, where it is not the engine.
pub(crate) const RESTARTS: &str = "dev.testops-companion.restarts";
pub(crate) const BY_PROGRAM: &str = "program";

pub(crate) type Labels = HashMap<String, String>;

/// What every object carries.
pub(crate) fn of_object(owner: &str, bot: &str, now: DateTime<Utc>) -> Labels {
    [(OWNER, owner.to_owned()), (BOT, bot.to_owned()), (MADE, written(now))]
        .map(|(name, value)| (name.to_owned(), value))
        .into()
}

pub(crate) fn of_container(owner: &str, deployment: &Deployment, now: DateTime<Utc>) -> Labels {
    let limits = &deployment.limits;
    let mut labels = of_object(owner, &deployment.bot, now);
    labels.extend(
        [
            (MODE, mode(&deployment.source).to_owned()),
            (ENDS, written(now + lifetime(limits.lifetime_hours))),
            (MEMORY_MB, limits.memory_mb.to_string()),
            (CPU_CORES, limits.cpu_cores.to_string()),
            (PROCESSES, limits.processes.to_string()),
            (LIFETIME_HOURS, limits.lifetime_hours.to_string()),
            (PRIVATE_ADDRESSES, limits.private_addresses.to_string()),
        ]
        .map(|(name, value)| (name.to_owned(), value)),
    );
    labels
}

pub(crate) fn of_fence(owner: &str, bot: &str, now: DateTime<Utc>) -> Labels {
    let mut labels = of_object(owner, bot, now);
    labels.remove(OWNER);
    labels.insert(FENCE_OF.to_owned(), owner.to_owned());
    labels
}

/// As of a container that is made now with the same limits.
pub(crate) fn renew(labels: &mut Labels, now: DateTime<Utc>) {
    let hours = limits(labels).lifetime_hours;
    labels.insert(MADE.to_owned(), written(now));
    labels.insert(ENDS.to_owned(), written(now + lifetime(hours)));
}

pub(crate) fn limits(labels: &Labels) -> Limits {
    let usual = Limits::default();
    Limits {
        memory_mb: read(labels, MEMORY_MB).unwrap_or(usual.memory_mb),
        cpu_cores: read(labels, CPU_CORES).unwrap_or(usual.cpu_cores),
        processes: read(labels, PROCESSES).unwrap_or(usual.processes),
        lifetime_hours: read(labels, LIFETIME_HOURS).unwrap_or(usual.lifetime_hours),
        private_addresses: read(labels, PRIVATE_ADDRESSES).unwrap_or(usual.private_addresses),
    }
}

pub(crate) fn read<T: std::str::FromStr>(labels: &Labels, name: &str) -> Option<T> {
    labels.get(name)?.parse().ok()
}

/// A filter that lets only this owner's objects through.
pub(crate) fn filter(owner: &str) -> HashMap<&'static str, Vec<String>> {
    HashMap::from([("label", vec![format!("{OWNER}={owner}")])])
}

/// Short, and the same for the same bot; names of objects may not hold all that names of bots may.
pub(crate) fn digest(bot: &str) -> String {
    let digest = Sha256::digest(bot.as_bytes());
    digest.iter().take(6).fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

fn mode(source: &Source) -> &'static str {
    match source {
        Source::Simple(_) => "simple",
        Source::Archive(_) | Source::ArchiveUrl(_) | Source::Git(_) => "custom",
        Source::Image { .. } => "image",
    }
}

fn written(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

pub(crate) fn lifetime(hours: f64) -> TimeDelta {
    #[expect(clippy::cast_possible_truncation, reason = "limits keep it within a year")]
    TimeDelta::seconds((hours * 3600.0) as i64)
}
