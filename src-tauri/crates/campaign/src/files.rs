//! Files of exports: each in the folder is whole and known, each known one is there.

use std::collections::BTreeSet;
use std::fs;

use companion::view::{FilePage, ForeignFile};
use sha2::{Digest as _, Sha256};

use crate::model::Figure;
use crate::world::World;

/// `planned`: there are plans, all of which write to the one folder. The window looks into the folders of plans only.
pub(crate) fn whole(world: &World, page: &FilePage, planned: bool) {
    let mut known = BTreeSet::new();
    for file in &page.items {
        if !known.insert(file.path.clone()) {
            world.model().find(Figure::Torn, format!("{} is recorded twice", file.name));
        }
        let Ok(bytes) = fs::read(&file.path) else {
            world.model().find(Figure::Torn, format!("{} has vanished", file.name));
            continue;
        };
        let hash = base16ct::lower::encode_string(&Sha256::digest(&bytes));
        if bytes.len() as u64 != file.bytes || hash != file.sha256 {
            let what =
                format!("{} is not what was stored: {} bytes for {}", file.name, bytes.len(), file.bytes);
            world.model().find(Figure::Torn, what);
        }
    }
    let entries = fs::read_dir(world.exports_dir()).into_iter().flatten().flatten();
    let mut names: Vec<_> = entries.map(|entry| entry.path()).collect();
    names.sort();
    for path in names {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let shown = path.to_string_lossy().into_owned();
        if !name.starts_with('.')
            && !known.contains(&shown)
            && !is_aside(&shown, &page.foreign, planned)
            && page.total == page.items.len() as u64
        {
            world.model().find(Figure::Torn, format!("{name} is not known"));
        }
    }
}

/// Whether the window shows the file as one that was kept aside. A kill may come between the move aside and its row: then
/// it is shown as what its name says.
fn is_aside(path: &str, foreign: &[ForeignFile], planned: bool) -> bool {
    let is_failed = path.contains(".failed-");
    let mut shown = foreign.iter().filter(|foreign| foreign.path == path);
    shown.any(|foreign| foreign.kept_aside || is_failed) || (is_failed && !planned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_kept_aside_is_shown_while_there_is_a_plan() {
        let path = "exports/Plan.failed-2.csv".to_owned();
        let shown = ForeignFile {
            name: path.clone(),
            path: path.clone(),
            bytes: 1,
            modified_at: None,
            kept_aside: false,
        };
        assert!(is_aside(&path, std::slice::from_ref(&shown), true));
        assert!(!is_aside(&path, &[], true));
        assert!(is_aside(&path, &[], false));
        assert!(!is_aside("exports/Plan.csv", &[], false));
    }
}
