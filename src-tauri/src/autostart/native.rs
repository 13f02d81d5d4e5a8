//! The registry of Windows and the launch agents of macOS.

use auto_launch::{AutoLaunch, AutoLaunchBuilder, MacOSLaunchMode, WindowsEnableMode};

use super::Start;

#[derive(Debug)]
pub(super) struct Entry {
    name: String,
    start: Start,
}

impl Entry {
    pub(super) fn new(name: String, start: Start) -> Self {
        Self { name, start }
    }

    pub(super) fn write(&self) -> Result<(), String> {
        self.launch()?.enable().map_err(|error| error.to_string())
    }

    pub(super) fn remove(&self) -> Result<(), String> {
        let launch = self.launch()?;
        match launch.is_enabled() {
            // Switching off what is not on is an error of the library on some systems, not of the person.
            Ok(false) => Ok(()),
            Ok(true) | Err(_) => launch.disable().map_err(|error| error.to_string()),
        }
    }

    /// Windows and macOS keep that beside the entry and heed it whatever the entry says.
    #[expect(clippy::unused_self, reason = "the Linux twin reads its file")]
    pub(super) fn is_switched_off(&self) -> bool {
        false
    }

    fn launch(&self) -> Result<AutoLaunch, String> {
        let program = word(&self.start.program.to_string_lossy(), Part::Program);
        let arguments = self.start.arguments.iter();
        let arguments: Vec<_> = arguments.map(|one| word(&one.to_string_lossy(), Part::Argument)).collect();
        AutoLaunchBuilder::new()
            .set_app_name(&self.name)
            .set_app_path(&program)
            .set_args(&arguments)
            .set_macos_launch_mode(MacOSLaunchMode::LaunchAgent)
            .set_windows_enable_mode(WindowsEnableMode::CurrentUser)
            .build()
            .map_err(|error| error.to_string())
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Program,
    Argument,
}

/// The registry holds a command line; a path of Windows has no quotation marks.
#[cfg(windows)]
fn word(word: &str, part: Part) -> String {
    if part == Part::Program || word.contains(' ') { format!("\"{word}\"") } else { word.to_owned() }
}

/// A launch agent's arguments go into XML as they are; its program is looked for on the disk before.
#[cfg(not(windows))]
fn word(word: &str, part: Part) -> String {
    if part == Part::Program {
        return word.to_owned();
    }
    word.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
