//! `cargo xtask run`: builds the page and the program and starts it; without a display it offers the virtual one.

use std::thread;
use std::time::Duration;

use clap::Args;

use crate::display::Display;
use crate::page;
use crate::process::{Outcome, Trouble, cargo, command, run as start, target};
use crate::setup::{self, Consent};

#[derive(Args)]
pub(crate) struct Options {
    /// Start with the TestOps server inside the program: no account is needed.
    #[arg(long)]
    demo: bool,
    /// Install what is missing without asking.
    #[arg(long)]
    yes: bool,
    /// Start on a virtual display, of which a picture is written every few seconds.
    #[arg(long = "virtual")]
    on_virtual: bool,
    /// For the program itself, after `--`.
    #[arg(last = true)]
    arguments: Vec<String>,
}

pub(crate) fn run(options: &Options) -> Outcome {
    let consent = Consent::from_flag(options.yes);
    setup::for_building(consent)?;
    let on_virtual = options.on_virtual || (lacks_display() && wants_virtual(consent)?);
    if on_virtual {
        setup::for_virtual_display(consent)?;
    }
    page::ensure_built()?;
    start(&mut cargo(["build", "--package", "testops-companion"]))?;

    let mut program =
        command(&target().join("debug/testops-companion").to_string_lossy(), &options.arguments);
    program.current_dir(std::env::current_dir().unwrap_or_else(|_| crate::process::root()));
    if options.demo {
        program.arg("--demo");
    }
    if !on_virtual {
        return start(&mut program);
    }

    let folder = target().join("virtual-display");
    let display = Display::start(&folder, "1280x800x24")?;
    let picture = folder.join("screen.png");
    println!("The window is on the virtual display {}. Look at it in {}", display.name(), picture.display());
    println!("(written anew every two seconds). Ctrl+C ends the program.");
    let mut wrapped = command("dbus-run-session", ["--"]);
    wrapped.arg(program.get_program()).args(program.get_args()).env("DISPLAY", display.name());
    let mut child = wrapped.spawn().map_err(|error| Trouble::new(format!("dbus-run-session: {error}")))?;
    loop {
        thread::sleep(Duration::from_secs(2));
        if let Ok(Some(status)) = child.try_wait() {
            println!("The program ended: {status}");
            return Ok(());
        }
        display.picture(&picture);
    }
}

fn lacks_display() -> bool {
    let unset = |name| std::env::var_os(name).is_none_or(|value| value.is_empty());
    cfg!(target_os = "linux") && unset("DISPLAY") && unset("WAYLAND_DISPLAY")
}

fn wants_virtual(consent: Consent) -> Outcome<bool> {
    println!("There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set).");
    if consent.to("Start on a virtual display and write pictures of it?") {
        return Ok(true);
    }
    Err(Trouble::new(
        "The program needs a display. Run this on a desktop, or on a virtual one with `cargo xtask run --demo --virtual`.",
    ))
}
