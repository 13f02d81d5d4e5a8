//! A virtual display, and what hands do on it.

use std::collections::BTreeSet;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use x11rb::connection::Connection as _;
use x11rb::protocol::xproto::{AtomEnum, ClientMessageEvent, ConnectionExt as _, EventMask, ImageFormat};
use x11rb::rust_connection::RustConnection;

use super::group::Group;
use super::{Outcome, PATIENCE, eventually, within};

pub(crate) const WIDTH: u32 = 1600;
pub(crate) const HEIGHT: u32 = 1000;
const MOST_TRIES: u32 = 4;

pub(crate) struct Screen {
    pub(crate) name: String,
}

impl Screen {
    pub(crate) fn start(group: &Group, log: &Path) -> Outcome<Self> {
        let mut command = Command::new("Xvfb");
        command.args([
            "-displayfd",
            "1",
            "-nolisten",
            "tcp",
            "-screen",
            "0",
            &format!("{WIDTH}x{HEIGHT}x24"),
        ]);
        let mut server = group.spawn(command.stdin(Stdio::null()).stdout(Stdio::piped()), log)?;
        let mut number = String::new();
        BufReader::new(server.stdout.take().ok_or("Xvfb has no output")?).read_line(&mut number)?;
        group.keep(server);
        if number.trim().is_empty() {
            return Err("Xvfb ended without a display".into());
        }
        Ok(Self { name: format!(":{}", number.trim()) })
    }

    /// A picture of everything on the display.
    pub(crate) fn picture(&self, path: &Path) -> Outcome {
        let mut take = Command::new("import");
        let status = take.args(["-display", &self.name, "-window", "root"]).arg(path).status()?;
        if status.success() { Ok(()) } else { Err(format!("import ended with {status}").into()) }
    }

    pub(crate) fn click(&self, x: u32, y: u32) -> Outcome {
        let mut hand = Command::new("xdotool");
        let (x, y) = (x.to_string(), y.to_string());
        let status = hand.args(["mousemove", &x, &y, "click", "1"]).env("DISPLAY", &self.name).status()?;
        if status.success() { Ok(()) } else { Err(format!("xdotool ended with {status}").into()) }
    }

    /// Picks a file in the desktop's dialog, which is open or about to be.
    pub(crate) async fn pick_file(&self, path: &Path) -> Outcome {
        // A path that begins with a slash opens the dialog's field for one.
        self.answer("Open File", path, &[]).await
    }

    /// Picks a folder in the desktop's dialog, which is open or about to be.
    pub(crate) async fn pick_folder(&self, path: &Path) -> Outcome {
        self.answer("Select Folder", path, &[]).await
    }

    /// Names a file in the desktop's dialog for saving, which is open or about to be.
    pub(crate) async fn save_file(&self, path: &Path) -> Outcome {
        self.answer("Save File", path, &["key", "ctrl+a"]).await
    }

    async fn answer(&self, title: &str, path: &Path, before: &[&str]) -> Outcome {
        let find = ["search", "--onlyvisible", "--name", title];
        let dialog = eventually("the desktop's dialog", async || {
            Ok(self.hand(&find)?.lines().next().map(str::to_owned))
        })
        .await?;
        self.hand(&["windowfocus", "--sync", &dialog])?;
        if !before.is_empty() {
            self.hand(before)?;
        }
        let mut tries = 0;
        loop {
            self.hand(&["type", "--delay", "20", &path.to_string_lossy()])?;
            self.hand(&["key", "Return"])?;
            tries += 1;
            let ended = within(PATIENCE / MOST_TRIES, "the end of the desktop's dialog", async || {
                Ok(self.hand(&find).is_ok_and(|found| found.is_empty()).then_some(()))
            });
            match ended.await {
                Err(error) if tries == MOST_TRIES => return Err(error),
                Err(_) => {}
                Ok(()) => return Ok(()),
            }
            // It lost a letter while its field opened, and says that there is no such file.
            self.hand(&["key", "Return"])?;
            self.hand(&["key", "ctrl+a"])?;
        }
    }

    fn hand(&self, arguments: &[&str]) -> Outcome<String> {
        let done = Command::new("xdotool").args(arguments).env("DISPLAY", &self.name).output()?;
        Ok(String::from_utf8_lossy(&done.stdout).into_owned())
    }

    /// Whether something is drawn at this place of the bare display.
    pub(crate) fn shows(&self, x: u32, y: u32) -> Outcome<bool> {
        let (bus, screen) = x11rb::connect(Some(&self.name))?;
        let (x, y) = (i16::try_from(x)?, i16::try_from(y)?);
        let root = bus.setup().roots[screen].root;
        let dot = bus.get_image(ImageFormat::Z_PIXMAP, root, x, y, 1, 1, u32::MAX)?.reply()?;
        Ok(dot.data.iter().take(3).any(|part| *part != 0))
    }

    /// Whether the display shows more than plain surfaces: letters have an edge of many colours.
    pub(crate) fn shows_text(&self) -> Outcome<bool> {
        let (bus, screen) = x11rb::connect(Some(&self.name))?;
        let (root, width, height) =
            (bus.setup().roots[screen].root, u16::try_from(WIDTH)?, u16::try_from(HEIGHT)?);
        let picture = bus.get_image(ImageFormat::Z_PIXMAP, root, 0, 0, width, height, u32::MAX)?.reply()?;
        Ok(picture.data.chunks_exact(4).collect::<BTreeSet<_>>().len() > 8)
    }

    /// Asks the program's windows to close, as the cross in the corner does where there is a window manager.
    pub(crate) fn close_windows(&self) -> Outcome {
        let (bus, screen) = x11rb::connect(Some(&self.name))?;
        let protocols = bus.intern_atom(false, b"WM_PROTOCOLS")?.reply()?.atom;
        let delete = bus.intern_atom(false, b"WM_DELETE_WINDOW")?.reply()?.atom;
        for window in Self::windows(&bus, screen)? {
            let told = bus.get_property(false, window, protocols, AtomEnum::ATOM, 0, 32)?.reply();
            // One that goes meanwhile needs no word.
            let Ok(told) = told else { continue };
            if told.value32().is_some_and(|mut atoms| atoms.any(|atom| atom == delete)) {
                let event = ClientMessageEvent::new(32, window, protocols, [delete, 0, 0, 0, 0]);
                bus.send_event(false, window, EventMask::NO_EVENT, event)?;
            }
        }
        bus.flush()?;
        Ok(())
    }

    /// How many windows of the program are on the display.
    pub(crate) fn open_windows(&self) -> Outcome<usize> {
        let (bus, screen) = x11rb::connect(Some(&self.name))?;
        Ok(Self::program_windows(&bus, screen)?.len())
    }

    pub(super) fn program_window(bus: &RustConnection, screen: usize) -> Outcome<Option<u32>> {
        Ok(Self::program_windows(bus, screen)?.first().copied())
    }

    fn program_windows(bus: &RustConnection, screen: usize) -> Outcome<Vec<u32>> {
        let mut shown = Vec::new();
        for window in Self::windows(bus, screen)? {
            let title = bus.get_property(false, window, AtomEnum::WM_NAME, AtomEnum::ANY, 0, 64)?.reply();
            let facts = bus.get_window_attributes(window)?.reply();
            // One that goes meanwhile is not there.
            let (Ok(title), Ok(facts)) = (title, facts) else { continue };
            let is_shown = facts.map_state == x11rb::protocol::xproto::MapState::VIEWABLE;
            if is_shown && String::from_utf8_lossy(&title.value).contains("TestOps Companion") {
                shown.push(window);
            }
        }
        Ok(shown)
    }

    fn windows(bus: &RustConnection, screen: usize) -> Outcome<Vec<u32>> {
        Ok(bus.query_tree(bus.setup().roots[screen].root)?.reply()?.children)
    }
}
