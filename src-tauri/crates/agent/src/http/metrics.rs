//! The state as Prometheus reads it. No label holds a name.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};

use super::state::{AgentState, BotIs, Link, RoleIs};

pub(crate) fn written(state: &AgentState, now: DateTime<Utc>) -> String {
    let mut text = String::new();
    let mut gauge = |name: &str, help: &str, value: Option<i64>| {
        // What is not known is left out; an alert can ask for its absence.
        if let Some(value) = value {
            let _ = write!(
                text,
                "# HELP companion_{name} {help}\n# TYPE companion_{name} gauge\ncompanion_{name} {value}\n"
            );
        }
    };
    let number = |value: u64| i64::try_from(value).ok();
    let flag = |is: bool| Some(i64::from(is));
    let age = |at: Option<DateTime<Utc>>| at.map(|at| (now - at).num_seconds().max(0));
    let stamp = |at: Option<DateTime<Utc>>| at.map(|at| at.timestamp());
    gauge("leader", "Whether this agent leads.", flag(state.role == RoleIs::Leader));
    gauge("lease_epoch", "The number of the last term.", state.epoch);
    let Some(state) = &state.domain else { return text };
    let (plans, bot) = (&state.plans, &state.bot);
    gauge("server_online", "Whether the TestOps server answers.", flag(state.link == Link::Online));
    gauge("look_age_seconds", "Since the server last answered.", age(state.last_look_at));
    gauge("runs_open", "Runs that are watched and not over.", number(state.open_runs));
    gauge("export_plans", "Export plans.", number(plans.all));
    gauge("export_plans_paused", "Plans that are paused.", number(plans.paused));
    gauge("export_plans_failed", "Plans whose last export failed.", number(plans.failed));
    gauge("export_plans_waiting", "Plans that are due and cannot begin.", number(plans.waiting));
    gauge("export_plans_running", "Plans that are exporting.", number(plans.running));
    gauge("export_next_timestamp_seconds", "When the next export is due.", stamp(plans.next_at));
    gauge(
        "export_last_success_timestamp_seconds",
        "Of the plan whose last good export is the longest ago; absent while the last one of a plan was not good.",
        stamp(plans.oldest_success_at),
    );
    gauge("export_files", "Files that are kept.", number(plans.files));
    gauge("export_bytes", "Their bytes.", number(plans.bytes));
    if let Some(bucket) = &state.bucket {
        gauge("bucket_files", "Files in the bucket.", number(bucket.files));
        gauge("bucket_bytes", "Their bytes.", number(bucket.bytes));
        gauge("bucket_waiting", "Files that are not in the bucket yet.", number(bucket.waiting));
        gauge("bucket_failing", "Whether the last try failed.", flag(bucket.failing));
        let last = stamp(bucket.last_stored_at);
        gauge("bucket_last_stored_timestamp_seconds", "When the last file was stored there.", last);
    }
    gauge("bot_on", "Whether there is a bot.", flag(bot.state != BotIs::Off));
    gauge("bot_polling", "Whether the bot hears Telegram.", flag(bot.state == BotIs::Polling));
    gauge("bot_silent_seconds", "Since Telegram last answered the bot.", age(bot.last_poll_at));
    gauge("notices", "Things that wait for a person.", number(state.notices));
    text
}
