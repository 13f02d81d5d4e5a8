//! Reads from this machine what a bot is made of.

mod unusable;

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value};

pub use self::unusable::Unusable;

/// More is no simple bot, and a slip of the person's: a home folder, say.
const MOST_BYTES: u64 = 64 << 20;
const LEFT_OUT: [&str; 3] = ["__pycache__", "node_modules", "venv"];

/// The texts of a simple bot by path. Of a folder everything but hidden files, caches and virtual environments.
pub fn files(paths: &[PathBuf]) -> Result<Map<String, Value>, Unusable> {
    let mut files = Map::new();
    let mut room = MOST_BYTES;
    for path in paths {
        if path.is_dir() {
            add_folder(&mut files, &mut room, path, "")?;
        } else {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if files.contains_key(&name) {
                return Err(Unusable::Twice(name));
            }
            add(&mut files, &mut room, path, name)?;
        }
    }
    Ok(files)
}

fn add_folder(
    files: &mut Map<String, Value>,
    room: &mut u64,
    folder: &Path,
    prefix: &str,
) -> Result<(), Unusable> {
    for entry in fs::read_dir(folder).map_err(|error| Unusable::file(folder, &error))? {
        let entry = entry.map_err(|error| Unusable::file(folder, &error))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') || LEFT_OUT.contains(&name.as_str()) {
            continue;
        }
        let kind = entry.file_type().map_err(|error| Unusable::file(&entry.path(), &error))?;
        if kind.is_dir() {
            add_folder(files, room, &entry.path(), &format!("{prefix}{name}/"))?;
        } else if kind.is_file() {
            add(files, room, &entry.path(), format!("{prefix}{name}"))?;
        } else {
            return Err(Unusable::NotAFile(entry.path()));
        }
    }
    Ok(())
}

fn add(files: &mut Map<String, Value>, room: &mut u64, path: &Path, name: String) -> Result<(), Unusable> {
    let size = fs::metadata(path).map_err(|error| Unusable::file(path, &error))?.len();
    *room = room.checked_sub(size).ok_or_else(|| Unusable::TooMuch(path.to_owned()))?;
    let bytes = fs::read(path).map_err(|error| Unusable::file(path, &error))?;
    let text = String::from_utf8(bytes).map_err(|_| Unusable::NotText(path.to_owned()))?;
    files.insert(name, text.into());
    Ok(())
}

/// Which of the files starts the bot, where nobody says so: the only one in Python. `None` leaves it to the usual name.
pub fn entrypoint(files: &Map<String, Value>) -> Option<String> {
    let mut scripts =
        files.keys().filter(|path| Path::new(path).extension().is_some_and(|ending| ending == "py"));
    let first = scripts.next()?;
    scripts.next().is_none().then(|| first.clone())
}

/// A folder or an archive, as the request carries it.
pub fn archive(path: &Path) -> Result<String, Unusable> {
    let packed = if path.is_dir() {
        crate::pack(path).map_err(Unusable::Fault)?
    } else {
        let size = fs::metadata(path).map_err(|error| Unusable::file(path, &error))?.len();
        if size > MOST_BYTES {
            return Err(Unusable::TooMuch(path.to_owned()));
        }
        fs::read(path).map_err(|error| Unusable::file(path, &error))?
    };
    Ok(STANDARD.encode(packed))
}

/// Files that list packages are read; commas divide packages, but not the bounds of one package's version.
pub fn requirements(words: &[String]) -> Result<Vec<String>, Unusable> {
    let mut requirements = Vec::new();
    for word in words {
        let path = Path::new(word);
        if path.is_file() {
            let text = fs::read_to_string(path).map_err(|error| Unusable::file(path, &error))?;
            let lines = text.lines().map(|line| line.split_once(" #").map_or(line, |(line, _)| line).trim());
            requirements
                .extend(lines.filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned));
        } else {
            requirements.extend(divided(word));
        }
    }
    Ok(requirements)
}

fn divided(word: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut depth = 0_usize;
    let mut rest = word.chars();
    while let Some(c) = rest.next() {
        match c {
            '[' | '(' => depth += 1,
            ']' | ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let next = rest.as_str().trim_start().chars().next();
        if c == ',' && depth == 0 && next.is_some_and(char::is_alphanumeric) {
            parts.push(String::new());
        } else if let Some(last) = parts.last_mut() {
            last.push(c);
        }
    }
    parts.into_iter().map(|part| part.trim().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_divide_packages_and_not_versions() {
        assert_eq!(divided("aiogram>=3.0"), ["aiogram>=3.0"]);
        assert_eq!(divided("a>=1,<2, b[x,y]==1 ,c"), ["a>=1,<2", "b[x,y]==1", "c"]);
        assert_eq!(divided("a (>=1,<2)"), ["a (>=1,<2)"]);
    }

    #[test]
    fn a_file_of_requirements_is_read_without_its_comments() {
        let dir = tempfile::tempdir().expect("a folder");
        let file = dir.path().join("requirements.txt");
        fs::write(&file, "# packages\naiogram>=3.0  # the bot\n\n aiohttp \r\n").expect("written");
        let read = requirements(&[file.to_str().expect("UTF-8").to_owned()]).expect("read");
        assert_eq!(read, ["aiogram>=3.0", "aiohttp"]);
    }

    #[test]
    fn a_folder_gives_its_texts_and_nothing_hidden() {
        let dir = tempfile::tempdir().expect("a folder");
        for path in ["bot.py", "texts/ru.txt", ".env", ".git/config", "venv/x.py", "__pycache__/x.pyc"] {
            let file = dir.path().join(path);
            fs::create_dir_all(file.parent().expect("a folder")).expect("made");
            fs::write(file, "x").expect("written");
        }
        let read = files(&[dir.path().to_owned()]).expect("read");
        assert_eq!(read.keys().collect::<Vec<_>>(), ["bot.py", "texts/ru.txt"]);
        assert_eq!(entrypoint(&read).as_deref(), Some("bot.py"));
        fs::write(dir.path().join("picture.png"), [0xff, 0xd8]).expect("written");
        assert!(matches!(files(&[dir.path().to_owned()]), Err(Unusable::NotText(_))));
    }
}
