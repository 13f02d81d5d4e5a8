mod getting;
mod putting;
mod stores;
mod trouble;
mod ways_in;

use std::path::PathBuf;

use sha2::{Digest as _, Sha256};
use shelf::fixture::Store;
use shelf::{Place, Shelf, Source};
use tempfile::TempDir;

fn shelf(store: &Store) -> Shelf {
    shelf_at(&store.place())
}

fn shelf_at(place: &Place) -> Shelf {
    Shelf::new(place).expect("a shelf")
}

/// A file of ours in a folder that goes with it.
struct Ours {
    folder: TempDir,
    source: Source,
}

fn ours(content: &[u8]) -> Ours {
    let folder = TempDir::new().expect("a folder");
    let path = folder.path().join("ours.csv");
    std::fs::write(&path, content).expect("written");
    let sha256 = base16ct::lower::encode_string(&Sha256::digest(content));
    Ours { source: Source { path, bytes: content.len() as u64, sha256 }, folder }
}

impl Ours {
    fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

/// As many bytes as that, none like its neighbours.
fn many(bytes: usize) -> Vec<u8> {
    let mut all = Vec::with_capacity(bytes + 4);
    for number in (0_u32..).take_while(|number| (*number as usize) * 4 < bytes) {
        all.extend_from_slice(&number.wrapping_mul(2_654_435_761).to_be_bytes());
    }
    all.truncate(bytes);
    all
}
