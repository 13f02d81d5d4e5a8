//! What lies in a folder, whoever wrote it.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;

use crate::error::Error;
use crate::layout::id;
use crate::scalar::scalar;

/// Bytes of a file; a larger one is neither read nor written.
pub const MAX_FILE: u64 = 4 << 20;
/// Cases of a folder.
pub const MAX_CASES: usize = 200_000;
const MAX_ENTRIES: usize = 1_000_000;

pub(crate) enum Found {
    Nothing,
    /// A link, a folder or a special file.
    NotAFile,
    TooLarge,
    File(Vec<u8>),
}

/// What is at the path; a link there is not followed.
pub(crate) fn look(path: &Path) -> io::Result<Found> {
    let about = match fs::symlink_metadata(path) {
        Ok(about) => about,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Found::Nothing),
        Err(error) => return Err(error),
    };
    if !about.is_file() {
        return Ok(Found::NotAFile);
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(MAX_FILE + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MAX_FILE { Ok(Found::TooLarge) } else { Ok(Found::File(bytes)) }
}

pub(crate) fn file_name(id: u64) -> String {
    format!("{id}.md")
}

/// The files that are named like cases.
#[derive(Default)]
pub(crate) struct Names {
    pub(crate) ids: Vec<u64>,
    /// Names that spell an id in another way than this format does, such as `007.md`.
    pub(crate) odd: Vec<String>,
}

pub(crate) fn names(folder: &Path) -> Result<Names, Error> {
    let mut names = Names::default();
    for (at, entry) in fs::read_dir(folder).map_err(Error::disk(folder))?.enumerate() {
        let name = entry.map_err(Error::disk(folder))?.file_name();
        match name.to_str().and_then(spelled) {
            Some(Ok(id)) => names.ids.push(id),
            Some(Err(odd)) => names.odd.push(odd.to_owned()),
            None => {}
        }
        if at >= MAX_ENTRIES || names.ids.len() + names.odd.len() > MAX_CASES {
            return Err(Error::TooMany);
        }
    }
    names.ids.sort_unstable();
    names.odd.sort_unstable();
    Ok(names)
}

/// The id in the name of a case's file; the name, where it spells one in another way.
pub(crate) fn spelled(name: &str) -> Option<Result<u64, &str>> {
    let (stem, extension) = name.rsplit_once('.')?;
    let is_alike = !stem.is_empty() && stem.bytes().all(|byte| byte.is_ascii_digit());
    if !is_alike || !extension.eq_ignore_ascii_case("md") {
        return None;
    }
    Some(id(stem).filter(|_| extension == "md").ok_or(name))
}

/// Whether the front matter says that this is the case. It is enough that this line can be read: a case that somebody
/// broke is still one.
pub(crate) fn is_case(bytes: &[u8], id: u64, columns: &[String]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let mut lines = text.strip_prefix('\u{feff}').unwrap_or(&text).lines();
    if lines.next().is_none_or(|line| line.trim_end() != "---") {
        return false;
    }
    let id = id.to_string();
    lines.take_while(|line| line.trim_end() != "---").any(|line| {
        columns.iter().any(|column| {
            let key = [scalar(column), format!("{column:?}"), format!("'{column}'")];
            let rest = key.iter().find_map(|key| line.strip_prefix(key.as_str())?.strip_prefix(':'));
            let said = rest.and_then(|rest| rest.split(" #").next()).unwrap_or_default();
            said.trim().trim_matches(['"', '\'']) == id
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_cases_are_plain_numbers() {
        assert_eq!(spelled("7.md"), Some(Ok(7)));
        assert_eq!(spelled("0.md"), Some(Ok(0)));
        for odd in ["007.md", "00.md", "7.MD", "99999999999999999999999.md"] {
            assert_eq!(spelled(odd), Some(Err(odd)));
        }
        for other in ["README.md", "7.txt", "-7.md", ".md", "7", "7a.md", "٧.md", "7.md.bak"] {
            assert_eq!(spelled(other), None);
        }
    }
}
