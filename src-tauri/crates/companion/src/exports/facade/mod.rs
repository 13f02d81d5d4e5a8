//! The methods of [`Companion`](crate::Companion) about plans and their files.

mod beside;
mod files;
mod paths;
mod plan_choices;
mod plan_folder;
mod plan_forms;
mod plans;

pub(crate) use beside::Beside;
