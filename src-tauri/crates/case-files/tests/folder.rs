//! A folder of cases, and what else may lie in it.

use std::fs;
use std::path::Path;

use case_files::{
    Case, Column, Error, Layout, Misfit, Read, Shape, Writer, Written, Wrong, layout_of, read_folder,
};
use tempfile::TempDir;

fn layout() -> Layout {
    let columns = [("allure_id", Shape::Line), ("name", Shape::Line), ("scenario", Shape::Steps)];
    let columns = columns.map(|(name, shape)| Column { name: name.to_owned(), shape });
    Layout::new(columns.into(), "allure_id", "name").expect("a layout")
}

fn case(id: &str, name: &str) -> Vec<String> {
    vec![id.to_owned(), name.to_owned(), "Open\n\tIt is open".to_owned()]
}

fn write(folder: &Path, cases: &[(&str, &str)]) -> Result<Written, Error> {
    let mut writer = Writer::begin(folder, layout())?;
    for (id, name) in cases {
        writer.write(&case(id, name))?;
    }
    writer.finish()
}

fn folder(cases: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), cases).expect("cases");
    folder
}

fn read(folder: &Path) -> (Vec<Vec<String>>, Read) {
    let mut cases = Vec::new();
    let read = read_folder(folder, &mut |Case { cells }| {
        cases.push(cells);
        Ok(())
    });
    (cases, read.expect("a folder of cases"))
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").file_name());
    let mut names: Vec<String> = entries.map(|name| name.into_string().expect("a name")).collect();
    names.sort();
    names
}

fn misfits(read: &Read) -> Vec<(&str, usize, &Wrong)> {
    read.misfits.iter().map(|(name, Misfit { line, wrong })| (name.as_str(), *line, wrong)).collect()
}

#[test]
fn a_folder_follows_the_export() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path().join("new/cases");
    let first = write(&folder, &[("7", "Log in"), ("10", "Log out"), ("8", "Pay")]).expect("cases");
    assert_eq!(first, Written { added: 3, changed: 0, same: 0, removed: 0 });
    assert_eq!(names(&folder), ["10.md", "7.md", "8.md", "test-cases.yml"]);

    let time = |name: &str| fs::metadata(folder.join(name)).expect("a file").modified().expect("a time");
    let old = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
    for name in ["7.md", "8.md", "test-cases.yml"] {
        let file = fs::File::options().write(true).open(folder.join(name)).expect("a file");
        file.set_modified(old).expect("a time");
    }
    let second = write(&folder, &[("7", "Log in"), ("8", "Pay by card"), ("9", "New")]).expect("cases");
    assert_eq!(second, Written { added: 1, changed: 1, same: 1, removed: 1 });
    assert_eq!((time("7.md"), time("test-cases.yml")), (old, old));
    assert_ne!(time("8.md"), old);

    let (cases, read) = read(&folder);
    assert_eq!(cases, [case("7", "Log in"), case("8", "Pay by card"), case("9", "New")]);
    assert_eq!((read.cases, read.more_misfits, &read.layout), (3, 0, &layout()));
    assert_eq!(read.misfits, []);
}

#[test]
fn a_pass_that_is_dropped_removes_nothing() {
    let folder = folder(&[("7", "Log in"), ("8", "Pay")]);
    let mut writer = Writer::begin(folder.path(), layout()).expect("a writer");
    writer.write(&case("9", "New")).expect("a case");
    drop(writer);
    assert_eq!(names(folder.path()), ["7.md", "8.md", "9.md", "test-cases.yml"]);
}

#[test]
fn what_is_not_ours_stays() {
    let folder = folder(&[("7", "Log in"), ("8", "Pay")]);
    let path = folder.path();
    let others = [
        ("README.md", "# Cases\n"),
        ("2024.md", "---\ntitle: A year\n---\n"),
        ("2025.md", "allure_id: 2025\n"),
        ("009.md", "---\nallure_id: 009\n---\n"),
        ("12.md", "---\nallure_id: 13\n---\n"),
        ("14.txt", "---\nallure_id: 14\n---\n"),
    ];
    for (name, text) in others {
        fs::write(path.join(name), text).expect("a file");
    }
    fs::create_dir(path.join("15.md")).expect("a folder");
    let written = write(path, &[("8", "Pay")]).expect("cases");
    assert_eq!(written, Written { added: 0, changed: 0, same: 1, removed: 1 });
    for (name, text) in others {
        assert_eq!(fs::read_to_string(path.join(name)).expect("it is there"), text);
    }
    assert!(path.join("15.md").is_dir());

    for (id, name) in [("2024", "2024.md"), ("12", "12.md")] {
        let error = write(path, &[(id, "New")]).expect_err("it is somebody's");
        assert!(matches!(error, Error::Foreign(file) if file == name));
    }
    let error = write(path, &[("15", "New")]).expect_err("it is a folder");
    assert!(matches!(error, Error::NotAFile(file) if file == "15.md"));
}

#[test]
fn a_case_that_somebody_broke_is_written_anew() {
    let folder = folder(&[("7", "Log in"), ("8", "Pay")]);
    let path = folder.path();
    let text = fs::read_to_string(path.join("7.md")).expect("a case");
    fs::write(path.join("7.md"), text.replace("name:", "<<<<<<< ours\nname:")).expect("broken");
    let text = fs::read_to_string(path.join("8.md")).expect("a case");
    fs::write(path.join("8.md"), format!("\u{feff}{}", text.replace('\n', "\r\n")))
        .expect("saved on Windows");
    let written = write(path, &[("7", "Log in"), ("8", "Pay")]).expect("cases");
    assert_eq!(written, Written { added: 0, changed: 1, same: 1, removed: 0 });
    assert!(read(path).1.misfits.is_empty());
}

#[test]
fn a_new_layout_keeps_the_files() {
    let folder = folder(&[("7", "Log in"), ("8", "Pay")]);
    let column = |name: &str| Column { name: name.to_owned(), shape: Shape::Line };
    let other = Layout::new(vec![column("id"), column("title")], "id", "title").expect("a layout");
    let mut writer = Writer::begin(folder.path(), other.clone()).expect("a writer");
    writer.write(&["7".to_owned(), "Log in".to_owned()]).expect("a case");
    assert_eq!(writer.finish().expect("written"), Written { added: 0, changed: 1, same: 0, removed: 1 });
    assert_eq!(layout_of(folder.path()).expect("a layout"), other);
}

#[test]
fn only_numbers_are_ids() {
    let folder = folder(&[]);
    let mut writer = Writer::begin(folder.path(), layout()).expect("a writer");
    for id in ["", "../7", "/7", "07", "-7", "+7", "7 ", "7a", "٧", "99999999999999999999999"] {
        assert!(matches!(writer.write(&case(id, "Log in")), Err(Error::Id(said)) if said == id));
    }
    writer.write(&case("7", "Log in")).expect("a case");
    assert!(matches!(writer.write(&case("7", "Again")), Err(Error::SameId(7))));
    assert!(matches!(writer.write(&case("8", "Pay")[..2]), Err(Error::Cells { given: 2, wanted: 3 })));
    let huge = vec!["9".to_owned(), "x".repeat(5 << 20), String::new()];
    assert!(matches!(writer.write(&huge), Err(Error::TooLarge(9))));
    writer.finish().expect("the pass goes on");
    assert_eq!(names(folder.path()), ["7.md", "test-cases.yml"]);
}

#[test]
fn what_cannot_be_read_is_told_and_the_rest_is_read() {
    let folder = folder(&[("7", "Log in"), ("8", "Pay"), ("9", "Log out")]);
    let path = folder.path();
    let text = fs::read_to_string(path.join("7.md")).expect("a case");
    fs::write(path.join("10.md"), &text).expect("a copy");
    fs::write(path.join("007.md"), &text).expect("another spelling");
    fs::write(path.join("7.MD.bak"), &text).expect("something else");
    fs::write(path.join("8.md"), text.replace("scenario", "scenarios")).expect("a slip");
    fs::write(path.join("11.md"), b"---\nallure_id: 11\nname: \xff\n---\n").expect("no UTF-8");
    fs::write(path.join("12.md"), vec![b'-'; (4 << 20) + 1]).expect("a large file");
    fs::write(path.join("13.md"), "---\nname: Log in\n---\n").expect("no id");
    fs::create_dir(path.join("14.md")).expect("a folder");
    let (cases, read) = read(path);
    assert_eq!(cases, [case("7", "Log in"), case("9", "Log out")]);
    let section =
        Wrong::UnknownSection { name: "scenarios".to_owned(), nearest: Some("scenario".to_owned()) };
    let expected = [
        ("007.md", 0, &Wrong::Spelling),
        ("8.md", 8, &section),
        ("10.md", 0, &Wrong::OtherId("7".to_owned())),
        ("11.md", 3, &Wrong::NotUtf8),
        ("12.md", 0, &Wrong::TooLarge),
        ("13.md", 0, &Wrong::OtherId(String::new())),
        ("14.md", 0, &Wrong::NotAFile),
    ];
    assert_eq!(misfits(&read), expected);
    assert_eq!(read.cases, 2);
}

#[test]
fn a_thousand_misfits_are_kept() {
    let folder = folder(&[]);
    for id in 1..=1_005 {
        fs::write(folder.path().join(format!("{id}.md")), "").expect("a file");
    }
    let (_, read) = read(folder.path());
    assert_eq!((read.misfits.len(), read.more_misfits, read.cases), (1_000, 5, 0));
}

#[test]
fn the_caller_can_stop() {
    let folder = folder(&[("7", "Log in"), ("8", "Pay")]);
    let mut heard = 0;
    let read = read_folder(folder.path(), &mut |_| {
        heard += 1;
        Err(Error::Stopped)
    });
    assert!(matches!(read, Err(Error::Stopped)));
    assert_eq!(heard, 1);
}

#[test]
fn the_manifest_says_what_is_in_the_folder() {
    let folder = folder(&[]);
    let path = folder.path().join("test-cases.yml");
    let text = "format: 1\nid: allure_id\nname: name\ncolumns:\n  allure_id: line\n  name: line\n  scenario: steps\n";
    assert_eq!(fs::read_to_string(&path).expect("a manifest"), text);
    assert_eq!(layout_of(folder.path()).expect("a layout"), layout());

    let error = |text: &str| {
        fs::write(&path, text).expect("a manifest");
        assert!(Writer::begin(folder.path(), layout()).is_err(), "what is not understood is not replaced");
        assert_eq!(fs::read_to_string(&path).expect("it is there"), text);
        layout_of(folder.path()).expect_err("an error")
    };
    assert!(matches!(error(&text.replace("format: 1", "format: 2")), Error::Format(format) if format == "2"));
    assert!(matches!(error("a: b\n"), Error::Manifest(Misfit { line: 0, wrong: Wrong::Missing("format") })));
    assert!(matches!(
        error(&text.replace("steps", "step")),
        Error::Manifest(Misfit { line: 7, wrong: Wrong::Shape })
    ));
    assert!(matches!(
        error(&text.replace("id: allure_id", "id: id")),
        Error::Manifest(Misfit { line: 4, wrong: Wrong::Columns(_) })
    ));
    assert!(matches!(error("<<<<<<< ours\n"), Error::Manifest(_)));
    fs::remove_file(&path).expect("removed");
    assert!(matches!(layout_of(folder.path()), Err(Error::NoManifest)));
    assert!(matches!(read_folder(folder.path(), &mut |_| Ok(())), Err(Error::NoManifest)));
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    use std::os::unix::net::UnixListener;

    let folder = folder(&[("7", "Log in")]);
    let path = folder.path();
    let mode = fs::metadata(path.join("7.md")).expect("a case").permissions().mode();
    fs::write(path.join("plain"), "").expect("a file");
    assert_eq!(mode, fs::metadata(path.join("plain")).expect("a file").permissions().mode());

    let outside = tempfile::tempdir().expect("a folder");
    let target = outside.path().join("8.md");
    let text = fs::read_to_string(path.join("7.md")).expect("a case").replace("allure_id: 7", "allure_id: 8");
    fs::write(&target, &text).expect("a file");
    symlink(&target, path.join("8.md")).expect("a link");
    symlink(outside.path().join("nothing"), path.join("9.md")).expect("a link");
    let _socket = UnixListener::bind(path.join("10.md")).expect("a socket");

    let (cases, read) = read(path);
    assert_eq!(cases, [case("7", "Log in")]);
    let not_a_file = ["8.md", "9.md", "10.md"].map(|name| (name, 0, &Wrong::NotAFile));
    assert_eq!(misfits(&read), not_a_file);
    for id in ["8", "9", "10"] {
        assert!(matches!(write(path, &[(id, "New")]), Err(Error::NotAFile(_))));
    }
    // Vanished cases go, and links stay.
    assert_eq!(write(path, &[]).expect("cases").removed, 1);
    assert_eq!(fs::read_to_string(&target).expect("it is there"), text);
    assert!(path.join("8.md").is_symlink());

    // The folder itself may be reached by a link.
    symlink(path, outside.path().join("cases")).expect("a link");
    assert_eq!(write(&outside.path().join("cases"), &[("7", "Log in")]).expect("cases").added, 1);

    fs::remove_file(path.join("test-cases.yml")).expect("removed");
    symlink(&target, path.join("test-cases.yml")).expect("a link");
    assert!(matches!(write(path, &[]), Err(Error::NotAFile(_))));
}
