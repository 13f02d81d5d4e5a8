//! Files handed to the desktop's programs. A program of a test is never started, nor its page: that would run what it wrote.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::kind::extension;
use super::pieces::{MOST, digest};
use crate::Companion;
use crate::texts::Trouble;
use crate::view::{EvidenceKind, Failure};

/// Endings that some desktop starts, installs or interprets.
const STARTED: [&str; 55] = [
    "app",
    "appimage",
    "application",
    "appref-ms",
    "bash",
    "bat",
    "chm",
    "cmd",
    "com",
    "command",
    "cpl",
    "deb",
    "desktop",
    "dll",
    "dmg",
    "docm",
    "exe",
    "fish",
    "gadget",
    "hta",
    "htm",
    "html",
    "inf",
    "iso",
    "jar",
    "jnlp",
    "js",
    "jse",
    "lnk",
    "mht",
    "mhtml",
    "msi",
    "msp",
    "pif",
    "pl",
    "pptm",
    "ps1",
    "py",
    "rb",
    "reg",
    "rpm",
    "run",
    "scf",
    "scr",
    "sh",
    "svg",
    "swf",
    "url",
    "vbe",
    "vbs",
    "webloc",
    "wsf",
    "xhtml",
    "xlsm",
    "zsh",
];

/// The longest name of a file that is handed over, in bytes.
const LONGEST: usize = 120;

/// Whether the desktop may be asked to open it. Without an ending the desktop would look into the file.
pub(super) fn opens(name: &str, kind: EvidenceKind) -> bool {
    let ending = extension(&safe_name(name));
    !ending.is_empty() && kind != EvidenceKind::Source && !STARTED.contains(&ending.as_str())
}

impl Companion {
    /// Opens a file with the desktop's program for it.
    pub async fn open_evidence(&self, result_id: i64, key: String) -> Result<(), Failure> {
        let inner = &self.inner;
        let session = inner.session()?;
        let (file, attachment) = inner.evidence_file(&session, result_id, &key).await?;
        let (bytes, length) = inner.begin_of(&session, &attachment, MOST).await?;
        let kind = super::kind::sniff(&bytes, &file.name, file.content_type.as_deref()).kind;
        if length > MOST || !opens(&file.name, kind) {
            return Err(inner.trouble(Trouble::NotOpened));
        }
        let folder =
            inner.ports.cache_dir.join("opened").join(digest(&session, &[&result_id.to_string(), &key]));
        let path = folder.join(safe_name(&file.name));
        let written = inner.tasks.spawn_blocking({
            let path = path.clone();
            move || write(&folder, &path, &bytes)
        });
        let not_opened = |words: String| inner.texts().failure(Trouble::NotOpened, Some(words));
        written
            .await
            .map_err(|error| not_opened(error.to_string()))?
            .map_err(|error| not_opened(error.to_string()))?;
        inner.ports.host.open_path(&path).map_err(not_opened)
    }
}

/// A copy of its own, whole at once; what was handed over before stays as its program has it.
fn write(folder: &Path, path: &PathBuf, bytes: &[u8]) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let mut aside = tempfile::NamedTempFile::new_in(folder)?;
    io::Write::write_all(&mut aside, bytes)?;
    aside.persist(path).map(drop).map_err(|error| error.error)
}

/// Removes what was handed over while the program ran before.
pub(crate) fn clear(cache_dir: &Path) {
    if let Err(error) = fs::remove_dir_all(cache_dir.join("opened"))
        && error.kind() != io::ErrorKind::NotFound
    {
        tracing::warn!(%error, "opened files could not be removed");
    }
}

/// A name that is one on every file system and leads nowhere else.
pub(super) fn safe_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let is_odd = |letter: char| {
        letter.is_control()
            || "<>:\"|?*\u{202a}\u{202b}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}".contains(letter)
    };
    let plain: String = last.chars().map(|letter| if is_odd(letter) { '_' } else { letter }).collect();
    let plain = plain.trim_matches(['.', ' ']);
    // The ending says which program opens it: the begin is what goes.
    let mut from = plain.len().saturating_sub(LONGEST);
    while !plain.is_char_boundary(from) {
        from += 1;
    }
    if plain.is_empty() { "file".to_owned() } else { plain[from..].to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lead_nowhere_and_keep_their_ending() {
        for (name, safe) in [
            ("trace.zip", "trace.zip"),
            ("../../etc/passwd", "passwd"),
            ("C:\\Windows\\a.exe", "a.exe"),
            ("a\u{202e}gpj.exe", "a_gpj.exe"),
            ("...", "file"),
            (".profile", "profile"),
            ("a.exe. ", "a.exe"),
            ("что:то.log", "что_то.log"),
        ] {
            assert_eq!(safe_name(name), safe);
        }
        let long = safe_name(&format!("{}.zip", "я".repeat(300)));
        assert!(long.len() <= LONGEST && extension(&long) == "zip");
    }

    #[test]
    fn programs_and_pages_are_not_opened() {
        for (name, kind) in [
            ("setup.EXE", EvidenceKind::Other),
            ("setup.exe.", EvidenceKind::Other),
            ("run.sh", EvidenceKind::Text),
            ("a.desktop", EvidenceKind::Text),
            ("report.html", EvidenceKind::Source),
            ("report.png", EvidenceKind::Source),
            ("noname", EvidenceKind::Other),
        ] {
            assert!(!opens(name, kind), "{name}");
        }
        for (name, kind) in [
            ("trace.zip", EvidenceKind::Archive),
            ("heap.hprof", EvidenceKind::Other),
            ("c.log", EvidenceKind::Text),
            ("v.webm", EvidenceKind::Video),
        ] {
            assert!(opens(name, kind), "{name}");
        }
        assert!(STARTED.is_sorted());
    }
}
