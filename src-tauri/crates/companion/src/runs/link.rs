//! Whether the server can be reached, as the looks tell it.

use chrono::{DateTime, Utc};

use super::owner::RunsOwner;
use super::poller::{LookError, of_look};
use crate::core::failure::Server;
use crate::runs::decide::Observation;
use crate::view::{Event, LinkState};

impl RunsOwner {
    pub(super) fn link_is_up(&mut self, as_of: DateTime<Utc>) {
        self.failed_looks = 0;
        let was_down = matches!(&*self.inner.link.borrow(), LinkState::Offline { .. });
        self.change_link(LinkState::Online { as_of });
        if was_down {
            self.observe_all(&Observation::LinkBack);
        }
    }

    pub(super) fn link_is_down(&mut self, error: &LookError) {
        self.failed_looks = self.failed_looks.saturating_add(1);
        let Some(session) = &self.session else { return };
        let failure = of_look(self.inner.texts(), Server::of(&session.connection), error);
        let now = self.inner.now();
        let (as_of, since, was_down) = match &*self.inner.link.borrow() {
            LinkState::Online { as_of } => (Some(*as_of), now, false),
            LinkState::Offline { as_of, since, .. } => (*as_of, *since, true),
            LinkState::None | LinkState::Connecting => (self.newest_word(), now, false),
        };
        self.change_link(LinkState::Offline { as_of, since, failure });
        if !was_down {
            self.observe_all(&Observation::LinkLost);
        }
    }

    fn newest_word(&self) -> Option<DateTime<Utc>> {
        self.runs.values().filter_map(|run| run.state.observed_at).max()
    }

    pub(super) fn change_link(&mut self, link: LinkState) {
        let changed = self.inner.link.send_if_modified(|old| {
            let changed = *old != link;
            old.clone_from(&link);
            changed
        });
        if changed {
            self.tray_is_stale = true;
            self.inner.emit(Event::LinkChanged { link });
        }
    }
}
