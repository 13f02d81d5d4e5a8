//! Files that a person drags from another program onto the window: the source's side of the X Drag-and-Drop protocol.

use std::path::Path;

use x11rb::connection::Connection as _;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{
    Atom, AtomEnum, ClientMessageEvent, ConnectionExt as _, CreateWindowAux, EventMask, PropMode,
    SELECTION_NOTIFY_EVENT, SelectionNotifyEvent, SelectionRequestEvent, Window, WindowClass,
};
use x11rb::rust_connection::RustConnection;
use x11rb::wrapper::ConnectionExt as _;
use x11rb::{COPY_DEPTH_FROM_PARENT, COPY_FROM_PARENT, CURRENT_TIME};

use super::display::Screen;
use super::{Outcome, eventually};

const VERSION: u32 = 5;

/// Something in the hand, over the window.
pub(crate) struct Drag {
    bus: RustConnection,
    source: Window,
    target: Window,
    atoms: Atoms,
    list: String,
}

x11rb::atom_manager! {
    Atoms: AtomsCookie {
        XdndSelection,
        XdndEnter,
        XdndPosition,
        XdndStatus,
        XdndDrop,
        XdndFinished,
        XdndActionCopy,
        list: b"text/uri-list",
    }
}

impl Screen {
    /// Drags these over the middle of the program's window, until the window says that it would take them.
    pub(crate) async fn drag(&self, paths: &[&Path]) -> Outcome<Drag> {
        let (bus, screen) = x11rb::connect(Some(&self.name))?;
        let root = bus.setup().roots[screen].root;
        let target = Self::program_window(&bus, screen)?.ok_or("the program has no window")?;
        let source = bus.generate_id()?;
        let (class, facts) = (WindowClass::INPUT_OUTPUT, CreateWindowAux::new());
        bus.create_window(
            COPY_DEPTH_FROM_PARENT,
            source,
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
        let atoms = Atoms::new(&bus)?.reply()?;
        let list = paths.iter().map(|path| ["file://", &path.to_string_lossy(), "\r\n"].concat()).collect();
        bus.set_selection_owner(source, atoms.XdndSelection, CURRENT_TIME)?;
        let drag = Drag { bus, source, target, atoms, list };
        drag.tell(drag.atoms.XdndEnter, [VERSION << 24, drag.atoms.list, 0, 0])?;
        let place = drag.middle(root)?;
        eventually("the window to take what is dragged", async || {
            drag.tell(drag.atoms.XdndPosition, [0, place, CURRENT_TIME, drag.atoms.XdndActionCopy])?;
            let answer = drag.answer(drag.atoms.XdndStatus).await?;
            Ok((answer[1] & 1 == 1).then_some(()))
        })
        .await?;
        Ok(drag)
    }
}

impl Drag {
    /// Lets go.
    pub(crate) async fn drop_it(self) -> Outcome {
        self.tell(self.atoms.XdndDrop, [0, CURRENT_TIME, 0, 0])?;
        self.answer(self.atoms.XdndFinished).await?;
        Ok(())
    }

    fn middle(&self, root: Window) -> Outcome<u32> {
        let size = self.bus.get_geometry(self.target)?.reply()?;
        let (x, y) = (i16::try_from(size.width / 2)?, i16::try_from(size.height / 2)?);
        let place = self.bus.translate_coordinates(self.target, root, x, y)?.reply()?;
        Ok(u32::try_from(place.dst_x)? << 16 | u32::try_from(place.dst_y)?)
    }

    fn tell(&self, kind: Atom, [a, b, c, d]: [u32; 4]) -> Outcome {
        let event = ClientMessageEvent::new(32, self.target, kind, [self.source, a, b, c, d]);
        self.bus.send_event(false, self.target, EventMask::NO_EVENT, event)?;
        Ok(self.bus.flush()?)
    }

    /// The window's answer of this kind; what it asks for meanwhile is handed out.
    async fn answer(&self, kind: Atom) -> Outcome<[u32; 5]> {
        eventually("an answer of the window", async || {
            while let Some(event) = self.bus.poll_for_event()? {
                if let Event::SelectionRequest(request) = &event {
                    self.hand_out(request)?;
                }
                if let Event::ClientMessage(answer) = event
                    && answer.type_ == kind
                {
                    return Ok(Some(answer.data.as_data32()));
                }
            }
            Ok(None)
        })
        .await
    }

    fn hand_out(&self, request: &SelectionRequestEvent) -> Outcome {
        let is_list = request.target == self.atoms.list;
        if is_list {
            let (to, name) = (request.requestor, request.property);
            self.bus.change_property8(PropMode::REPLACE, to, name, self.atoms.list, self.list.as_bytes())?;
        }
        let answer = SelectionNotifyEvent {
            response_type: SELECTION_NOTIFY_EVENT,
            sequence: 0,
            time: request.time,
            requestor: request.requestor,
            selection: request.selection,
            target: request.target,
            property: if is_list { request.property } else { AtomEnum::NONE.into() },
        };
        self.bus.send_event(false, request.requestor, EventMask::NO_EVENT, answer)?;
        Ok(self.bus.flush()?)
    }
}
