//! What the shell tells and asks the domain beside the page's commands.

use crate::Companion;
use crate::ports::Toast;
use crate::view::{Failure, NoticeKind};

impl Companion {
    /// Tells a failure that came up where no page was asking, such as in the tray's menu.
    pub fn tell(&self, failure: Failure) {
        self.inner.ports.host.notify(Toast {
            tag: "failure".to_owned(),
            kind: NoticeKind::NotFinished,
            title: failure.message,
            body: failure.advice,
            place: None,
        });
    }
}
