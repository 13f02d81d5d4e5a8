//! The methods of [`Companion`](crate::Companion), one per command of the page.

mod actions;
mod app;
mod bot;
mod catalogue;
mod check;
mod connection;
mod files;
mod form;
mod grids;
mod import;
mod inbox;
mod launching;
mod moments;
mod plan_choices;
mod plan_folder;
mod plan_forms;
mod plans;
mod results;
mod runs;
mod shell;

pub(crate) use results::ReadTests;
