//! The shell: the only code that imports Tauri.
//!
//! It puts the program together — command line, log, clock, secrets, tray, notifications, window — around the
//! domain (`companion`), hands the page's commands to it and carries its events to the page. It decides nothing.

mod autostart;
mod bots;
mod cli;
mod commands;
mod demo;
mod desktop;
mod domain;
mod engines;
mod evidence;
mod folders;
mod help_files;
mod host;
mod log;
#[cfg(target_os = "linux")]
mod network_process;
mod notifications;
mod program;
mod second_start;
mod secrets;
mod tray;
mod tray_watcher;
mod upload;
mod window;
mod words;

pub use program::run;
