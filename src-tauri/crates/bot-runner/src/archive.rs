//! Archives, unpacked into memory: plain files only, each path once, and no more than fits. Nothing is written to a disk.

use std::fs;
use std::io::{Cursor, Read};
use std::path::Path;

use bounded::Allowance;
use flate2::read::MultiGzDecoder;
use tar::EntryType;
use zip::ZipArchive;

use crate::fault::{Code, Fault, Reason, shown_text};
use crate::tree::Tree;

/// The header of a file in a tar, with the long name and the attributes that may come before it.
const MOST_HEADER: u64 = 256 << 10;

/// Unpacks a tar, tar.gz or zip, whatever it is named.
pub(crate) fn unpack(packed: &[u8]) -> Result<Tree, Fault> {
    unpack_into(Tree::default(), packed)
}

fn unpack_into(tree: Tree, packed: &[u8]) -> Result<Tree, Fault> {
    if packed.starts_with(&[0x1f, 0x8b]) {
        // A bomb ends where no more fits, headers and padding included.
        let most = 2 * tree.room();
        return unpack_tar(tree, MultiGzDecoder::new(packed).take(most));
    }
    if packed.starts_with(b"PK") {
        return unpack_zip(tree, packed);
    }
    if packed.get(257..262) == Some(b"ustar") {
        return unpack_tar(tree, packed);
    }
    Err(fault("archive", Reason::NotAnArchive))
}

fn unpack_tar(mut tree: Tree, packed: impl Read) -> Result<Tree, Fault> {
    let allowance = Allowance::default();
    let mut archive = tar::Archive::new(allowance.over(packed));
    let mut entries = archive.entries().map_err(|_| damaged())?;
    loop {
        allowance.set(MOST_HEADER);
        let Some(entry) = entries.next() else { return Ok(tree) };
        let mut entry = entry.map_err(|_| damaged())?;
        let kind = entry.header().entry_type();
        if kind == EntryType::XGlobalHeader {
            continue;
        }
        let path = entry.path_bytes().into_owned();
        let path = name(&path)?;
        if kind == EntryType::Directory {
            continue;
        }
        if kind != EntryType::Regular && kind != EntryType::Continuous {
            return Err(fault(&path, Reason::NotAPlainFile));
        }
        let is_executable = entry.header().mode().unwrap_or(0) & 0o111 != 0;
        allowance.set(tree.room() + MOST_HEADER);
        let content = read(&mut entry, &tree)?;
        tree.add(&path, content, is_executable).map_err(|reason| fault(&path, reason))?;
    }
}

fn unpack_zip(mut tree: Tree, packed: &[u8]) -> Result<Tree, Fault> {
    let mut archive = ZipArchive::new(Cursor::new(packed)).map_err(|_| damaged())?;
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(|_| damaged())?;
        let is_folder = entry.is_dir();
        let path = name(entry.name().map_err(|_| damaged())?.as_bytes())?;
        if is_folder {
            continue;
        }
        let mode = entry.unix_mode().unwrap_or(0);
        if entry.is_symlink() || !matches!(mode & 0o170_000, 0 | 0o100_000) {
            return Err(fault(&path, Reason::NotAPlainFile));
        }
        let content = read(&mut entry, &tree)?;
        tree.add(&path, content, mode & 0o111 != 0).map_err(|reason| fault(&path, reason))?;
    }
    Ok(tree)
}

/// As archives write it: perhaps with `./` before it, and with `/` behind a folder. Also folders may not climb out.
fn name(bytes: &[u8]) -> Result<String, Fault> {
    let text =
        std::str::from_utf8(bytes).map_err(|_| fault(&String::from_utf8_lossy(bytes), Reason::Characters))?;
    let path = text.trim_start_matches("./").trim_end_matches('/');
    if !matches!(path, "" | ".") {
        crate::validate::names::check(path).map_err(|reason| fault(path, reason))?;
    }
    Ok(path.to_owned())
}

fn read(entry: &mut impl Read, tree: &Tree) -> Result<Vec<u8>, Fault> {
    let mut content = Vec::new();
    // One more than fits: the tree then says that it is too much.
    entry.take(tree.room() + 1).read_to_end(&mut content).map_err(|_| damaged())?;
    Ok(content)
}

fn damaged() -> Fault {
    fault("archive", Reason::Damaged)
}

pub(crate) fn fault(path: &str, reason: Reason) -> Fault {
    Fault::new(Code::InvalidArchive, shown_text(path)).with("entry", shown_text(path)).because(reason)
}

/// A folder as an archive, without Git's own. Refuses what an archive may not hold.
pub fn pack(folder: &Path) -> Result<Vec<u8>, Fault> {
    read_folder(folder)?.into_tar().map_err(|error| unreadable(folder, &error))
}

pub(crate) fn read_folder(folder: &Path) -> Result<Tree, Fault> {
    let mut tree = Tree::default();
    add_folder(&mut tree, folder, "")?;
    Ok(tree)
}

fn add_folder(tree: &mut Tree, folder: &Path, prefix: &str) -> Result<(), Fault> {
    for entry in fs::read_dir(folder).map_err(|error| unreadable(folder, &error))? {
        let path = entry.map_err(|error| unreadable(folder, &error))?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            return Err(fault(&path.to_string_lossy(), Reason::Characters));
        };
        let within = format!("{prefix}{name}");
        let about = fs::symlink_metadata(&path).map_err(|error| unreadable(&path, &error))?;
        if about.is_dir() && within != ".git" {
            add_folder(tree, &path, &format!("{within}/"))?;
        } else if about.is_file() {
            if about.len() > tree.room() {
                return Err(fault(&within, tree.full()));
            }
            let content = fs::read(&path).map_err(|error| unreadable(&path, &error))?;
            tree.add(&within, content, is_executable(&about)).map_err(|reason| fault(&within, reason))?;
        } else if !about.is_dir() {
            return Err(fault(&within, Reason::NotAPlainFile));
        }
    }
    Ok(())
}

#[cfg(unix)]
fn is_executable(about: &fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;

    about.permissions().mode() & 0o111 != 0
}

#[cfg(not(unix))]
fn is_executable(_about: &fs::Metadata) -> bool {
    false
}

fn unreadable(path: &Path, error: &std::io::Error) -> Fault {
    fault(&path.to_string_lossy(), Reason::Unreadable { words: error.to_string() })
}

#[cfg(test)]
#[path = "archive_tests.rs"]
mod tests;
