//! Files of exports: each in the folder is whole and known, each known one is there.

use std::collections::BTreeSet;
use std::fs;

use companion::view::FilePage;
use sha2::{Digest as _, Sha256};

use crate::model::Figure;
use crate::world::World;

pub(crate) fn whole(world: &World, page: &FilePage) {
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
        // A kill may come between the move aside and its row: then the window shows it as what its name says.
        let is_aside = |kept_aside| kept_aside || name.contains(".failed-");
        let aside = page.foreign.iter().any(|foreign| foreign.path == shown && is_aside(foreign.kept_aside));
        if !name.starts_with('.')
            && !known.contains(&shown)
            && !aside
            && page.total == page.items.len() as u64
        {
            world.model().find(Figure::Torn, format!("{name} is not known"));
        }
    }
}
