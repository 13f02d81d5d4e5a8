//! The paths that a person chose in a dialog of the desktop.
//!
//! What runs in the window could name any path. A dialog is the desktop's own, so a path that came from one is the
//! person's wish; it is remembered while the program runs.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::view::PathKind;

/// Older ones have to be chosen again.
const MOST: usize = 100;

#[derive(Default)]
pub(crate) struct Chosen(Mutex<Vec<(PathKind, PathBuf)>>);

impl Chosen {
    pub(crate) fn note(&self, kind: PathKind, path: &Path) {
        let mut all = self.all();
        all.retain(|one| one != &(kind, path.to_owned()));
        all.push((kind, path.to_owned()));
        let surplus = all.len().saturating_sub(MOST);
        all.drain(..surplus);
    }

    pub(crate) fn holds(&self, kind: PathKind, path: &Path) -> bool {
        self.all().iter().any(|one| one.0 == kind && one.1 == path)
    }

    /// A file was saved there: it can be opened and shown from now on, and saving there again needs a new choice.
    pub(crate) fn saved(&self, path: &Path) {
        self.all().retain(|one| one != &(PathKind::Save, path.to_owned()));
        self.note(PathKind::File, path);
    }

    fn all(&self) -> MutexGuard<'_, Vec<(PathKind, PathBuf)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_to_save_is_used_up_and_is_none_to_read() {
        let (chosen, path) = (Chosen::default(), Path::new("/home/ann/table.csv"));
        chosen.note(PathKind::Save, path);
        assert!(chosen.holds(PathKind::Save, path) && !chosen.holds(PathKind::File, path));
        chosen.saved(path);
        assert!(!chosen.holds(PathKind::Save, path) && chosen.holds(PathKind::File, path));
    }

    #[test]
    fn choices_do_not_pile_up() {
        let chosen = Chosen::default();
        for number in 0..1_000 {
            chosen.note(PathKind::File, &PathBuf::from(format!("/{number}")));
        }
        assert_eq!(chosen.all().len(), MOST);
        assert!(chosen.holds(PathKind::File, Path::new("/999")));
    }
}
