//! `cargo xtask sheets`: every screen of the page as contact sheets, from the twin of the host and the engine that draws
//! the window. The screens are named in `ui/src/sheets/screens.ts`.

use crate::display::Display;
use crate::process::{Outcome, Trouble, node, run, target};
use crate::setup::{self, Consent};

/// Room for the largest sheet.
const SCREEN: &str = "3000x6400x24";

pub(crate) fn sheets(consent: Consent, words: &[String]) -> Outcome {
    if !cfg!(target_os = "linux") {
        return Err(Trouble::new("The sheets are made on Linux, with Xvfb and WebKitWebDriver."));
    }
    setup::for_tests(consent)?;
    let display = Display::start(&target().join("sheets-display"), SCREEN)?;
    let mut shoot = node("node", ["sheets/shoot.js"]);
    shoot.arg(target().join("sheets")).args(words).env("DISPLAY", display.name());
    run(&mut shoot)
}
