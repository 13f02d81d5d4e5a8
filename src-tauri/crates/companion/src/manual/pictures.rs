//! Pictures from the clipboard, as files of the data folder until the server has them.
//!
//! Each decision has a folder of its own, named after its key. It is written before the decision is kept; a folder without a
//! decision is what a kill left between the two, and goes at the next start.

use std::collections::HashSet;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use super::verdict::{KeptPicture, Unkept};
use crate::core::files::give_name;
use crate::view::PastedPicture;

/// Of one decision.
pub(crate) const MOST: usize = 20;
/// Bytes of one picture.
pub(crate) const LARGEST: u64 = 10 << 20;
/// Bytes of all pictures that wait.
const ROOM: u64 = 500 << 20;

/// A picture that was read, and not written yet.
pub(super) struct Picture {
    bytes: Vec<u8>,
    ending: &'static str,
    step: Option<u32>,
}

pub(super) fn folder_of_all(data_dir: &Path) -> PathBuf {
    data_dir.join("manual")
}

fn name_of(key: &str) -> String {
    base16ct::lower::encode_string(&Sha256::digest(key.as_bytes())[..16])
}

pub(super) fn folder(data_dir: &Path, key: &str) -> PathBuf {
    folder_of_all(data_dir).join(name_of(key))
}

pub(super) fn read(pasted: &[PastedPicture]) -> Result<Vec<Picture>, Unkept> {
    if pasted.len() > MOST {
        return Err(Unkept::TooManyPictures);
    }
    pasted.iter().map(picture).collect()
}

fn picture(pasted: &PastedPicture) -> Result<Picture, Unkept> {
    // Four letters are three bytes.
    if pasted.data.len() as u64 / 4 * 3 > LARGEST {
        return Err(Unkept::PictureTooLarge);
    }
    let bytes = STANDARD.decode(&pasted.data).map_err(|_| Unkept::NoPicture)?;
    let kind = infer::get(&bytes).ok_or(Unkept::NoPicture)?;
    let known = ["png", "jpg", "gif", "webp"].into_iter().find(|ending| *ending == kind.extension());
    Ok(Picture { ending: known.ok_or(Unkept::NoPicture)?, bytes, step: pasted.step })
}

/// The media type of a picture by the name that it was given.
pub(super) fn media_type(name: &str) -> Option<&'static str> {
    match name.rsplit_once('.')?.1 {
        "png" => Some("image/png"),
        "jpg" => Some("image/jpeg"),
        "gif" => Some("image/gif"),
        "webp" => Some("image/webp"),
        _ => None,
    }
}

/// Writes them, whole; `Ok(None)` where there is no room for them.
pub(super) fn write(
    data_dir: &Path,
    key: &str,
    pictures: &[Picture],
) -> io::Result<Option<Vec<KeptPicture>>> {
    if pictures.is_empty() {
        return Ok(Some(Vec::new()));
    }
    let new: u64 = pictures.iter().map(|picture| picture.bytes.len() as u64).sum();
    if size(&folder_of_all(data_dir))? + new > ROOM {
        return Ok(None);
    }
    let folder = folder(data_dir, key);
    // What is there was written for the same key, and never kept.
    remove(data_dir, key)?;
    fs::create_dir_all(&folder)?;
    let mut kept = Vec::new();
    for (n, picture) in pictures.iter().enumerate() {
        let name = format!("screenshot-{}-{}.{}", &name_of(key)[..8], n + 1, picture.ending);
        let mut file = tempfile::NamedTempFile::new_in(&folder)?;
        file.write_all(&picture.bytes)?;
        file.as_file().sync_all()?;
        give_name(&file.into_temp_path(), &folder.join(&name))?;
        kept.push(KeptPicture { name, step: picture.step, asked: false, id: None });
    }
    Ok(Some(kept))
}

fn size(folder: &Path) -> io::Result<u64> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(0),
        Err(error) => return Err(error),
    };
    let mut bytes = 0;
    for entry in entries {
        let entry = entry?;
        bytes += if entry.file_type()?.is_dir() { size(&entry.path())? } else { entry.metadata()?.len() };
    }
    Ok(bytes)
}

/// The pictures of a decision that needs them no longer.
pub(super) fn remove(data_dir: &Path, key: &str) -> io::Result<()> {
    match fs::remove_dir_all(folder(data_dir, key)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Removes the folders of decisions that are not among these.
pub(super) fn clear(data_dir: &Path, keys: &[String]) -> io::Result<()> {
    let known: HashSet<String> = keys.iter().map(|key| name_of(key)).collect();
    let entries = match fs::read_dir(folder_of_all(data_dir)) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name();
        if entry.file_type()?.is_dir() && !name.to_str().is_some_and(|name| known.contains(name)) {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n rest";

    fn pasted(bytes: &[u8]) -> PastedPicture {
        PastedPicture { data: STANDARD.encode(bytes), step: Some(1) }
    }

    #[test]
    fn only_pictures_of_some_size_are_taken() {
        assert_eq!(read(&[pasted(b"<svg onload=x>")]).err(), Some(Unkept::NoPicture));
        assert_eq!(
            read(&[PastedPicture { data: "no base64!".to_owned(), step: None }]).err(),
            Some(Unkept::NoPicture)
        );
        let large = vec![0; usize::try_from(LARGEST).expect("fits") + 9];
        assert_eq!(read(&[pasted(&large)]).err(), Some(Unkept::PictureTooLarge));
        assert_eq!(read(&vec![pasted(PNG); MOST + 1]).err(), Some(Unkept::TooManyPictures));
        assert_eq!(read(&[pasted(PNG)]).map(|all| all.len()).ok(), Some(1));
    }

    #[test]
    fn pictures_stay_as_long_as_their_decision_does() {
        let dir = tempfile::tempdir().expect("a folder");
        let pictures = read(&[pasted(PNG), pasted(b"GIF89a rest")]).expect("pictures");
        let kept = write(dir.path(), "a", &pictures).expect("written").expect("room");
        let names: Vec<&str> = kept.iter().map(|picture| picture.name.as_str()).collect();
        assert_eq!(
            names.iter().map(|name| media_type(name)).collect::<Vec<_>>(),
            [Some("image/png"), Some("image/gif")]
        );
        let path = folder(dir.path(), "a").join(names[0]);
        assert_eq!(fs::read(&path).expect("read"), PNG);
        write(dir.path(), "b", &pictures).expect("written").expect("room");
        clear(dir.path(), &["a".to_owned()]).expect("cleared");
        assert!(path.exists() && !folder(dir.path(), "b").exists());
        remove(dir.path(), "a").expect("removed");
        remove(dir.path(), "a").expect("nothing to remove");
        assert!(!path.exists());
    }
}
