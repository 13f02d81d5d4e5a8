//! What is said of restores of test cases.

use super::safe::one_line;
use super::{Texts, say};

const NAME: usize = 80;

impl Texts {
    /// `project` is the one that was written to; for a drill, the scratch project.
    pub(crate) fn restored_title(self, project: &str, drill: bool, is_whole: bool) -> String {
        let project = one_line(project, NAME);
        match (drill, is_whole) {
            (false, true) => say!(self, "Restored: {project}", "Восстановлено: {project}"),
            (false, false) => {
                say!(self, "Restored in part: {project}", "Восстановлено не всё: {project}")
            }
            (true, true) => say!(
                self,
                "The copy can be restored: drill in {project}",
                "Копия восстанавливается: учения в «{project}»"
            ),
            (true, false) => say!(
                self,
                "The restore drill failed: {project}",
                "Учения по восстановлению не удались: {project}"
            ),
        }
    }

    /// Test cases that read as in the copy, of all that were written.
    pub(crate) fn restored(self, restored: u64, total: u64) -> String {
        let total = self.test_cases(total);
        say!(self, "As in the copy: {restored} of {total}", "Как в копии: {restored}, всего {total}")
    }
}
