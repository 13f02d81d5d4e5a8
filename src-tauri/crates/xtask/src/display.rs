//! A virtual display (Xvfb) that ends with its owner, and pictures of it.

use std::error::Error;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use x11rb::connection::Connection as _;
use x11rb::protocol::xproto::{AtomEnum, ClientMessageEvent, ConnectionExt as _, EventMask, MapState};

use crate::process::{Outcome, Trouble, command, quietly};

pub(crate) struct Display {
    server: Child,
    name: String,
    framebuffer: PathBuf,
}

impl Display {
    /// Starts on a free display number; `folder` receives the framebuffer as the file `Xvfb_screen0` (xwd format).
    /// `size` is like `1280x800x24`.
    pub(crate) fn start(folder: &Path, size: &str) -> Outcome<Self> {
        fs::create_dir_all(folder).map_err(|error| Trouble::new(format!("{}: {error}", folder.display())))?;
        let mut server =
            command("Xvfb", ["-displayfd", "1", "-screen", "0", size, "-nolisten", "tcp", "-fbdir"])
                .arg(folder)
                .stdin(Stdio::null())
                .stdout(Stdio::piped())
                .stderr(Stdio::null())
                .spawn()
                .map_err(|error| Trouble::new(format!("Xvfb could not be started: {error}")))?;
        let mut number = String::new();
        if let Some(output) = server.stdout.take() {
            drop(BufReader::new(output).read_line(&mut number));
        }
        if number.trim().is_empty() {
            return Err(Trouble::new("Xvfb ended without a display"));
        }
        let framebuffer = folder.join("Xvfb_screen0");
        Ok(Self { server, name: format!(":{}", number.trim()), framebuffer })
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Writes a picture of the whole screen; a picture that fails is left out.
    pub(crate) fn picture(&self, path: &Path) {
        let fresh = path.with_extension("new.png");
        let taken = quietly(command("import", ["-display", &self.name, "-window", "root"]).arg(&fresh));
        if taken.is_some() {
            drop(fs::rename(fresh, path));
        }
    }

    /// The names by which a desktop knows the window of this title (instance and class), as soon as it is on the screen.
    pub(crate) fn classes_of(&self, title: &str) -> Option<[String; 2]> {
        self.try_classes_of(title).ok().flatten()
    }

    fn try_classes_of(&self, title: &str) -> Result<Option<[String; 2]>, Box<dyn Error>> {
        let (bus, screen) = x11rb::connect(Some(&self.name))?;
        let root = bus.setup().roots[screen].root;
        for window in bus.query_tree(root)?.reply()?.children {
            let property = |name: AtomEnum| bus.get_property(false, window, name, AtomEnum::ANY, 0, 64);
            let named = property(AtomEnum::WM_NAME)?.reply()?.value;
            let is_shown = bus.get_window_attributes(window)?.reply()?.map_state == MapState::VIEWABLE;
            if is_shown && named == title.as_bytes() {
                let class = String::from_utf8(property(AtomEnum::WM_CLASS)?.reply()?.value)?;
                let mut words = class.split_terminator('\0').map(str::to_owned);
                return Ok(words.next().zip(words.next()).map(|(instance, class)| [instance, class]));
            }
        }
        Ok(None)
    }

    /// Whether something other than a few colours is on the screen: text, not a window's background.
    pub(crate) fn shows_content(&self) -> bool {
        fs::read(&self.framebuffer).is_ok_and(|bytes| has_colours(&bytes))
    }

    /// Asks every window to close, as the cross in its corner does where there is a window manager.
    pub(crate) fn close_windows(&self) -> Outcome {
        self.try_close_windows().map_err(|error| Trouble::new(format!("{}: {error}", self.name)))
    }

    fn try_close_windows(&self) -> Result<(), Box<dyn Error>> {
        let (bus, screen) = x11rb::connect(Some(&self.name))?;
        let protocols = bus.intern_atom(false, b"WM_PROTOCOLS")?.reply()?.atom;
        let delete = bus.intern_atom(false, b"WM_DELETE_WINDOW")?.reply()?.atom;
        let root = bus.setup().roots[screen].root;
        for window in bus.query_tree(root)?.reply()?.children {
            let told = bus.get_property(false, window, protocols, AtomEnum::ATOM, 0, 32)?.reply()?;
            if told.value32().is_some_and(|mut atoms| atoms.any(|atom| atom == delete)) {
                let event = ClientMessageEvent::new(32, window, protocols, [delete, 0, 0, 0, 0]);
                bus.send_event(false, window, EventMask::NO_EVENT, event)?;
            }
        }
        bus.flush()?;
        Ok(())
    }
}

impl Drop for Display {
    fn drop(&mut self) {
        drop(self.server.kill());
        drop(self.server.wait());
    }
}

/// Counts colours in an xwd picture of 32 bits a pixel; a root window without a program has one, an empty window two.
fn has_colours(xwd: &[u8]) -> bool {
    let header = |at: usize| {
        let word = xwd.get(at * 4..at * 4 + 4)?;
        Some(u32::from_be_bytes([word[0], word[1], word[2], word[3]]) as usize)
    };
    let (Some(size), Some(colours)) = (header(0), header(19)) else { return false };
    let pixels = xwd.get(size + colours * 12..).unwrap_or_default();
    let mut seen: Vec<&[u8]> = Vec::new();
    for pixel in pixels.chunks_exact(4) {
        if seen.last() != Some(&pixel) && !seen.contains(&pixel) {
            seen.push(pixel);
        }
        if seen.len() > 8 {
            return true;
        }
    }
    false
}
