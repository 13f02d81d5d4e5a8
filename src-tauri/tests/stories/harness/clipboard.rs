//! What another program on the display would paste.

use x11rb::connection::Connection as _;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{AtomEnum, ConnectionExt as _, CreateWindowAux, WindowClass};
use x11rb::{COPY_DEPTH_FROM_PARENT, COPY_FROM_PARENT};

use super::display::Screen;
use super::{Outcome, eventually};

/// In units of four bytes.
const MOST: u32 = 1 << 18;

impl Screen {
    /// The text in the clipboard, as its owner hands it out; empty where it has none.
    pub(crate) async fn pasted(&self) -> Outcome<String> {
        // A clipboard crate connects to the display of its own process, which is none of these.
        let (bus, screen) = x11rb::connect(Some(&self.name))?;
        let atom = |name: &str| Outcome::Ok(bus.intern_atom(false, name.as_bytes())?.reply()?.atom);
        let (clipboard, text, place) = (atom("CLIPBOARD")?, atom("UTF8_STRING")?, atom("PASTED")?);
        let (root, window) = (bus.setup().roots[screen].root, bus.generate_id()?);
        let facts = CreateWindowAux::new();
        let class = WindowClass::INPUT_OUTPUT;
        bus.create_window(
            COPY_DEPTH_FROM_PARENT,
            window,
            root,
            0,
            0,
            1,
            1,
            0,
            class,
            COPY_FROM_PARENT,
            &facts,
        )?;
        bus.convert_selection(window, clipboard, text, place, x11rb::CURRENT_TIME)?;
        bus.flush()?;
        eventually("the owner of the clipboard", async || match bus.poll_for_event()? {
            Some(Event::SelectionNotify(answer)) if answer.property == x11rb::NONE => Ok(Some(String::new())),
            Some(Event::SelectionNotify(_)) => {
                let kept = bus.get_property(false, window, place, AtomEnum::ANY, 0, MOST)?.reply()?;
                Ok(Some(String::from_utf8(kept.value)?))
            }
            _ => Ok(None),
        })
        .await
    }
}
