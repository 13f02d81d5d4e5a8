//! Looks for what must not be there.

use std::fs;
use std::path::{Path, PathBuf};

use super::Outcome;

/// The files at and below this place that hold the text.
pub(crate) fn files_with(place: &Path, text: &str) -> Outcome<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut places = vec![place.to_owned()];
    while let Some(place) = places.pop() {
        // What vanished meanwhile holds nothing, and sockets and links are no files of ours.
        let Ok(kind) = fs::symlink_metadata(&place) else { continue };
        if kind.is_dir() {
            places.extend(fs::read_dir(&place)?.flatten().map(|entry| entry.path()));
        } else if kind.is_file() && fs::read(&place).is_ok_and(|bytes| holds(&bytes, text)) {
            found.push(place);
        }
    }
    Ok(found)
}

pub(crate) fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}
