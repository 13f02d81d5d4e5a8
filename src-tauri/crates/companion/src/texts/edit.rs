//! What edits of test cases say on the server.

use super::{Texts, say};

impl Texts {
    /// The title of a version, which everybody sees there. It ends with the mark.
    pub(crate) fn version_before_edit(self, mark: &str) -> String {
        say!(self, "Before an edit in TestOps Companion {mark}", "До правки в TestOps Companion {mark}")
    }
}
