//! The domain through its face: runs from the click to the outcome, plans and tables; the real store, the real client,
//! the simulated server.

mod addresses;
mod broken;
mod chosen;
mod commands;
mod deciding;
mod estimate;
mod evidence;
mod faces;
mod history;
mod housekeeping;
mod lost;
mod manual;
mod mine;
mod outcomes;
mod outside;
mod presets;
mod program;
mod queries;
mod rerun_chosen;
mod restored;
mod schedules;
mod secrets;
mod server;
mod tables;
mod trends;
mod triage;
mod triage_decide;
mod triage_journal;
mod triage_launch;
mod troubles;
mod undo;
