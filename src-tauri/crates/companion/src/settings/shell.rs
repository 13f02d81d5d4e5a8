//! What the shell tells and asks the domain beside the page's commands.

use std::path::Path;

use super::stored;
use crate::Companion;
use crate::core::ports::Toast;
use crate::view::{Failure, Language, NoticeKind, Theme};

impl Companion {
    /// Tells a failure that came up where no page was asking, such as in the tray's menu.
    pub fn tell(&self, failure: Failure) {
        self.toast("failure", failure.message, failure.advice);
    }

    /// The window was closed on a desktop that shows no tray icon: says that the program lives on, and the way back.
    pub fn say_where_it_went(&self) {
        let (title, body) = self.inner.texts().window_closed();
        self.toast("window", title.to_owned(), body.to_owned());
    }

    /// The language of the window.
    pub fn language(&self) -> Language {
        self.inner.window_language()
    }

    /// The theme that a person chose; the desktop's own decides where it is the system's.
    pub fn theme(&self) -> Theme {
        self.inner.settings.borrow().theme
    }

    /// The theme of the last time, read without starting anything; the system's where none can be read.
    pub async fn last_theme(data_dir: &Path) -> Theme {
        stored::peek_at_settings(data_dir).await.map_or(Theme::System, |settings| settings.theme)
    }

    fn toast(&self, tag: &str, title: String, body: String) {
        let toast = Toast { tag: tag.to_owned(), kind: NoticeKind::Summary, title, body, place: None };
        self.inner.notify_now(toast);
    }
}
