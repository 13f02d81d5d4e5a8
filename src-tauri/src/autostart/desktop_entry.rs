//! A desktop entry in the autostart folder, by the Desktop Application Autostart Specification.

use std::ffi::OsStr;
use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::PathBuf;

use super::{NAME, Start};

#[derive(Debug)]
pub(super) struct Entry {
    /// `None` where the system has no folder for settings.
    file: Option<PathBuf>,
    start: Start,
}

impl Entry {
    pub(super) fn new(name: String, start: Start) -> Self {
        Self { file: dirs::config_dir().map(|dir| dir.join("autostart").join(name + ".desktop")), start }
    }

    pub(super) fn write(&self) -> Result<(), String> {
        let file = self.file.as_ref().ok_or("there is no folder for settings")?;
        let text = text(&self.start)?;
        if fs::read_to_string(file).is_ok_and(|there| there == text) {
            return Ok(());
        }
        let write = || {
            let folder = file.parent().ok_or(ErrorKind::NotFound)?;
            fs::create_dir_all(folder)?;
            let mut next = tempfile::NamedTempFile::new_in(folder)?;
            next.write_all(text.as_bytes())?;
            next.persist(file).map(drop).map_err(|error| error.error)
        };
        write().map_err(|error: std::io::Error| format!("{}: {error}", file.display()))
    }

    pub(super) fn remove(&self) -> Result<(), String> {
        let Some(file) = &self.file else { return Ok(()) };
        match fs::remove_file(file) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(format!("{}: {error}", file.display())),
            Ok(()) | Err(_) => Ok(()),
        }
    }

    pub(super) fn is_switched_off(&self) -> bool {
        let text = self.file.as_ref().and_then(|file| fs::read_to_string(file).ok()).unwrap_or_default();
        let off = ["Hidden=true", "X-GNOME-Autostart-enabled=false"];
        text.lines().any(|line| off.contains(&line.trim()))
    }
}

fn text(start: &Start) -> Result<String, String> {
    let utf8 = |word: &OsStr| word.to_str().map(str::to_owned).ok_or("the path is not UTF-8");
    let program = utf8(start.program.as_os_str())?;
    let mut exec = quoted(&program);
    for argument in &start.arguments {
        exec = exec + " " + &quoted(&utf8(argument)?);
    }
    Ok(format!(
        "[Desktop Entry]\nType=Application\nVersion=1.5\nName={NAME}\nIcon=testops-companion\n\
         TryExec={}\nExec={}\nTerminal=false\nStartupNotify=false\n",
        escaped(&program),
        escaped(&exec)
    ))
}

/// A word of an `Exec` line: quoted, and without field codes.
fn quoted(word: &str) -> String {
    let mut text = String::from("\"");
    for letter in word.chars() {
        match letter {
            '"' | '`' | '$' | '\\' => text.extend(['\\', letter]),
            '%' => text.push_str("%%"),
            _ => text.push(letter),
        }
    }
    text + "\""
}

/// A value of type string, as the file holds it.
fn escaped(value: &str) -> String {
    value.replace('\\', "\\\\").replace('\n', "\\n").replace('\t', "\\t").replace('\r', "\\r")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    fn start(program: &str, arguments: &[&str]) -> Start {
        Start { program: program.into(), arguments: arguments.iter().map(Into::into).collect() }
    }

    fn entry(file: &Path, start: Start) -> Entry {
        Entry { file: Some(file.to_owned()), start }
    }

    /// What a desktop runs: the value by the rules of key files, then by those of the shell, field codes last.
    fn run(text: &str) -> Vec<String> {
        let entry = glib::KeyFile::new();
        entry.load_from_data(text, glib::KeyFileFlags::NONE).expect("an entry");
        let exec = entry.string("Desktop Entry", "Exec").expect("a command");
        let words = glib::shell_parse_argv(exec.as_str()).expect("words");
        words.into_iter().map(|word| word.to_string_lossy().replace("%%", "%")).collect()
    }

    #[test]
    fn a_path_with_spaces_is_one_word() {
        let text = text(&start("/home/u/my dir/testops-companion", &["--hidden"])).expect("an entry");
        assert!(text.contains("\nExec=\"/home/u/my dir/testops-companion\" \"--hidden\"\n"), "{text}");
    }

    #[test]
    fn whatever_a_path_holds_the_desktop_runs_it() {
        let odd = "/a b/c\"d/50%/$HOME/`id`/back\\slash/tab\there/два\nlines/%f/'single'/#;&|*?~";
        let text = text(&start(odd, &["--hidden", "--data-dir", odd])).expect("an entry");
        assert_eq!(run(&text), [odd, "--hidden", "--data-dir", odd]);
        assert!(text.lines().all(|line| line.starts_with('[') || line.contains('=')), "{text}");
    }

    #[test]
    fn a_path_that_is_not_text_is_refused() {
        use std::os::unix::ffi::OsStrExt as _;
        let odd = OsStr::from_bytes(b"/\xff/x");
        assert!(text(&Start { program: odd.into(), arguments: Vec::new() }).is_err());
    }

    #[test]
    fn a_program_that_moved_gets_its_entry_mended_and_off_takes_it_away() {
        let dir = tempfile::tempdir().expect("a folder");
        let file = dir.path().join("autostart/x.desktop");
        entry(&file, start("/old place/x", &["--hidden"])).write().expect("written");
        entry(&file, start("/new/x", &["--hidden", "--demo"])).write().expect("written");
        assert_eq!(run(&fs::read_to_string(&file).expect("there")), ["/new/x", "--hidden", "--demo"]);
        let entry = entry(&file, start("/new/x", &[]));
        entry.remove().expect("removed");
        assert!(!file.exists());
        entry.remove().expect("nothing to remove is no failure");
    }

    #[test]
    fn what_the_desktop_switched_off_is_seen() {
        let dir = tempfile::tempdir().expect("a folder");
        let file = dir.path().join("x.desktop");
        let entry = entry(&file, start("/x", &[]));
        entry.write().expect("written");
        assert!(!entry.is_switched_off());
        let text = fs::read_to_string(&file).expect("there");
        for line in ["Hidden=true", "X-GNOME-Autostart-enabled=false"] {
            fs::write(&file, format!("{text}{line}\n")).expect("written");
            assert!(entry.is_switched_off(), "{line}");
        }
    }
}
