//! Whether the files among the exports are those that the window lists, each whole.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::super::exporting;
use super::Stage;
use super::facts::Facts;
use super::owed::Asked;
use crate::harness::{Outcome, ensure};

impl Stage<'_> {
    pub(super) fn compare_files(&mut self, facts: &Facts, asked: &Asked) -> Outcome {
        let on_disk: BTreeSet<_> = exporting::files(self.world)?.iter().map(|file| name(file)).collect();
        let text = |file: &Value, key: &str| file[key].as_str().unwrap_or_default().to_owned();
        let listed: BTreeSet<_> = facts.files.iter().map(|file| text(file, "name")).collect();
        let books = &mut self.books;
        for name in listed.difference(&on_disk) {
            books.torn.push(format!("{name} is listed and not there"));
        }
        for name in on_disk.difference(&listed) {
            books.torn.push(format!("{name} is there and not listed"));
        }
        for name in exporting::unfinished(self.world)? {
            books.torn.push(format!("{name} was left behind"));
        }
        let fresh = facts.files.iter().filter(|file| !books.files.contains(&text(file, "name")));
        let mut torn = Vec::new();
        let mut count = 0;
        for file in fresh {
            count += 1;
            let checked = whole(Path::new(&text(file, "path")), file);
            torn.extend(checked.err().map(|error| format!("{}: {error}", text(file, "name"))));
        }
        books.torn.extend(torn);
        if count > usize::from(asked.act.exports()) + asked.due {
            books.doubled.push(format!("{:?} wrote {count} files", asked.act));
        }
        books.files.extend(listed);
        Ok(())
    }
}

/// As the window says.
fn whole(path: &Path, listed: &Value) -> Outcome {
    let bytes = std::fs::read(path)?;
    let mut digest = String::new();
    for byte in Sha256::digest(&bytes) {
        write!(digest, "{byte:02x}")?;
    }
    ensure!(listed["sha256"] == digest.as_str(), "listed with {}, is {digest}", listed["sha256"]);
    ensure!(listed["bytes"] == bytes.len(), "listed with {} bytes, has {}", listed["bytes"], bytes.len());
    let (_, rows) = exporting::whole(path)?;
    ensure!(listed["rows"] == rows.len(), "listed with {} rows, has {}", listed["rows"], rows.len());
    Ok(())
}

fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
