//! The window stories: the real window on a virtual display, the simulator as a process of its own, a real
//! notification service on a session bus, and a person who clicks, types and reads.
//!
//! `cargo xtask e2e [NAME…]` builds what they need and runs them, as many at once as there are processors and at least
//! two. Each story lives in a world of its own: display, bus, keyring, servers, ports and folders are nobody else's.
//! What a failed one leaves behind is in `target/stories/NAME`.

#![expect(clippy::print_stdout, reason = "stories are told on standard output")]

#[cfg(target_os = "linux")]
mod harness;
#[cfg(target_os = "linux")]
mod measure;
#[cfg(target_os = "linux")]
mod run;
#[cfg(target_os = "linux")]
mod stories;

use std::process::ExitCode;

#[cfg(target_os = "linux")]
fn main() -> ExitCode {
    run::main()
}

#[cfg(not(target_os = "linux"))]
fn main() -> ExitCode {
    println!("The window stories run on Linux only.");
    ExitCode::SUCCESS
}
