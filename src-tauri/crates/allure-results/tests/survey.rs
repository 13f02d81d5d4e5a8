//! Folders and archives as tests write them, and as somebody would who means harm.

use std::fs::{self, File};
use std::io::{Cursor, Read as _, Write as _};
use std::path::Path;

use allure_results::{Broken, Limits, Reason, Status, Survey, Unreadable, What, listing, survey, unpack};
use flate2::Compression;
use flate2::write::GzEncoder;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const FILES: [(&str, &str); 9] = [
    (
        "1-result.json",
        r#"{"name":"Login","historyId":"h","status":"failed",
            "steps":[{"name":"Open","attachments":[{"source":"screen.png"}]}]}"#,
    ),
    (
        "2-result.json",
        r#"{"name":"Login","historyId":"h","status":"PASSED","attachments":[{"source":"gone.txt"}]}"#,
    ),
    ("3-result.json", r#"{"name":"Выход","historyId":"","status":"odd"}"#),
    (
        "4-container.json",
        r#"{"children":["1"],"befores":[{"name":"set up","attachments":[{"source":"log.txt"}]}]}"#,
    ),
    ("screen.png", "png"),
    ("log.txt", "log"),
    ("left-attachment.txt", "nobody names it"),
    ("categories.json", "[]"),
    ("environment.properties", "Browser=Chrome"),
];

fn expected() -> Survey {
    Survey {
        results: 3,
        statuses: [(Status::Failed, 1), (Status::Passed, 1), (Status::Unknown, 1)].into(),
        retries: 1,
        containers: 1,
        attachments: 2,
        bytes: FILES.iter().map(|(_, content)| content.len() as u64).sum(),
        orphans: vec!["left-attachment.txt".to_owned()],
        missing: vec!["gone.txt".to_owned()],
        broken: Vec::new(),
        environment: vec![("Browser".to_owned(), "Chrome".to_owned())],
    }
}

fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, content) in files {
        fs::write(folder.path().join(name), content).expect("a file");
    }
    folder
}

fn tar(files: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (path, content) in files {
        let mut header = tar::Header::new_ustar();
        // Past the writer's own check of paths.
        header.as_mut_bytes()[..path.len()].copy_from_slice(path.as_bytes());
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        archive.append(&header, content.as_bytes()).expect("an entry");
    }
    archive.into_inner().expect("a tar")
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    packed.write_all(content).expect("packed");
    packed.finish().expect("a gzip")
}

fn zip(files: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, content) in files {
        archive.start_file(*path, SimpleFileOptions::default()).expect("an entry");
        archive.write_all(content.as_bytes()).expect("its content");
    }
    archive.finish().expect("a zip").into_inner()
}

fn survey_of(packed: &[u8], limits: Limits) -> Result<Survey, Unreadable> {
    let folder = folder(&[("results", packed)]);
    survey(&folder.path().join("results"), limits)
}

fn reasons(survey: Survey) -> Vec<(String, Reason)> {
    survey.broken.into_iter().map(|Broken { name, reason }| (name, reason)).collect()
}

#[test]
fn a_folder_and_every_archive_of_it_tell_the_same() {
    let folder = folder(&FILES.map(|(name, content)| (name, content.as_bytes())));
    fs::create_dir(folder.path().join("history")).expect("a folder that is not read");
    assert_eq!(survey(folder.path(), Limits::default()).expect("a folder"), expected());

    let inside = FILES.map(|(name, content)| (format!("allure-results/{name}"), content));
    let inside: Vec<(&str, &str)> = inside.iter().map(|(path, content)| (path.as_str(), *content)).collect();
    for files in [&FILES[..], &inside] {
        for packed in [zip(files), tar(files), gzip(&tar(files))] {
            assert_eq!(survey_of(&packed, Limits::default()).expect("an archive"), expected());
        }
    }
}

#[test]
fn each_broken_file_is_named_with_its_reason_and_the_rest_is_counted() {
    let folder = folder(&[
        ("a-result.json", b"{\"name\":\"cut"),
        ("b-result.json", br#"{"name":"\ud83d"}"#),
        ("c-result.json", br#"{"name":" ","attachments":[{"source":"screen.png"}]}"#),
        ("d-result.json", br#"{"name":"t","steps":[{"name":"a\u0007"}]}"#),
        ("e-result.json", b"{\"name\":\"\xff\"}"),
        ("f-container.json", br#"{"afters":[{"name":""}]}"#),
        ("g-result.json", br#"{"name":"good","status":"skipped"}"#),
        ("screen.png", b"png"),
    ]);
    let told = survey(folder.path(), Limits::default()).expect("a folder");
    assert_eq!((told.results, told.orphans.len(), told.attachments), (1, 0, 1));
    let told = reasons(told);
    assert!(matches!(&told[0], (name, Reason::NotJson(_)) if name == "a-result.json"), "{told:?}");
    let names =
        [Reason::LoneSurrogate, Reason::NoName, Reason::Characters, Reason::Characters, Reason::NoName];
    assert_eq!(told[1..].iter().map(|(_, reason)| reason.clone()).collect::<Vec<_>>(), names);
}

#[test]
fn a_json_of_two_hundred_megabytes_is_refused() {
    let folder = folder(&[]);
    File::create(folder.path().join("a-result.json"))
        .expect("a file")
        .set_len(200 << 20)
        .expect("its length");
    let told = survey(folder.path(), Limits::default()).expect("a folder");
    assert_eq!(reasons(told), [("a-result.json".to_owned(), Reason::TooLarge)]);
}

#[cfg(unix)]
#[test]
fn links_and_pipes_are_not_followed() {
    let folder = folder(&[("outside", br#"{"name":"secret"}"#)]);
    let results = folder.path().join("results");
    fs::create_dir(&results).expect("a folder");
    std::os::unix::fs::symlink(Path::new("../outside"), results.join("a-result.json")).expect("a link");
    let told = survey(&results, Limits::default()).expect("a folder");
    assert_eq!(told.results, 0);
    assert_eq!(reasons(told), [("a-result.json".to_owned(), Reason::NotAPlainFile)]);
}

#[test]
fn paths_that_climb_and_names_that_repeat_are_left_out() {
    let good = r#"{"name":"t"}"#;
    let files = [
        ("r/a-result.json", good),
        ("../b-result.json", good),
        ("/c-result.json", good),
        ("s/a-result.json", good),
    ];
    for packed in [zip(&files), tar(&files)] {
        let told = survey_of(&packed, Limits::default()).expect("an archive");
        assert_eq!(told.results, 1);
        let of = |name: &str, reason| (name.to_owned(), reason);
        let left = [
            of("../b-result.json", Reason::Path),
            of("/c-result.json", Reason::Path),
            of("a-result.json", Reason::Repeated),
        ];
        assert_eq!(reasons(told), left);
    }
}

#[test]
fn a_bomb_ends_at_the_limits() {
    let zeros = "\0".repeat(1 << 20);
    let limits = Limits { files: 10, bytes: 1 << 19, document: 1 << 10 };
    for packed in [zip(&[("a.txt", &zeros)]), gzip(&tar(&[("a.txt", &zeros)]))] {
        assert!(matches!(survey_of(&packed, limits), Err(Unreadable::TooLarge(_))));
    }
    let many: Vec<String> = (0..11).map(|number| format!("{number}.txt")).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|name| (name.as_str(), "")).collect();
    for packed in [zip(&many), gzip(&tar(&many))] {
        assert!(matches!(survey_of(&packed, limits), Err(Unreadable::TooManyFiles(10))));
    }
}

#[test]
fn a_name_that_does_not_end_is_not_taken_into_memory() {
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(tar::EntryType::GNULongName);
    header.set_size(8 << 20);
    header.set_cksum();
    let mut archive = tar::Builder::new(Vec::new());
    archive.append(&header, std::io::repeat(b'n').take(8 << 20)).expect("a long name");
    let packed = gzip(&archive.into_inner().expect("a tar"));
    let told = survey_of(&packed, Limits::default());
    assert!(matches!(&told, Err(Unreadable::Damaged(words)) if words.contains("does not end")), "{told:?}");
}

#[test]
fn what_is_no_archive_says_so() {
    assert!(matches!(survey_of(b"hello", Limits::default()), Err(Unreadable::NotAnArchive)));
    assert!(matches!(survey_of(b"", Limits::default()), Err(Unreadable::NotAnArchive)));
    let packed = gzip(&tar(&FILES));
    assert!(matches!(survey_of(&packed[..packed.len() / 2], Limits::default()), Err(Unreadable::Damaged(_))));
    assert!(matches!(survey_of(b"PK\x03\x04", Limits::default()), Err(Unreadable::Damaged(_))));
    let nowhere = Path::new("/nowhere/allure-results");
    assert!(matches!(survey(nowhere, Limits::default()), Err(Unreadable::Io(_))));
}

#[test]
fn a_listing_tells_what_each_file_is_and_leaves_out_the_broken() {
    let mut files: Vec<(&str, &[u8])> = FILES.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    files.push(("5-result.json", b"{"));
    let folder = folder(&files);
    let (survey, found) = listing(folder.path(), Limits::default()).expect("readable");
    assert_eq!((survey.results, survey.broken.len()), (3, 1));
    assert_eq!(found.len(), FILES.len());
    let of = |name: &str| found.iter().find(|one| one.name == name).map(|one| (one.size, one.what.clone()));
    let screen = What::Result { uuid: None, sources: vec!["screen.png".to_owned()] };
    assert_eq!(of("1-result.json").map(|(_, what)| what), Some(screen));
    let set_up = What::Container { children: vec!["1".to_owned()], sources: vec!["log.txt".to_owned()] };
    assert_eq!(of("4-container.json").map(|(_, what)| what), Some(set_up));
    assert_eq!(of("screen.png"), Some((3, What::File)));
    assert_eq!(of("categories.json").map(|(_, what)| what), Some(What::About));
}

#[test]
fn an_archive_is_unpacked_beside_what_is_told_of_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let packed = folder.path().join("results.tar");
    let mut files = FILES.to_vec();
    files.push(("../climbs.txt", "out"));
    fs::write(&packed, tar(&files)).expect("an archive");
    let into = folder.path().join("into");
    fs::create_dir(&into).expect("a folder");
    let (survey, found) = unpack(&packed, Limits::default(), &into).expect("readable");
    assert_eq!((survey.results, survey.broken.len(), found.len()), (3, 1, FILES.len()));
    for file in &found {
        assert_eq!(fs::metadata(into.join(&file.name)).expect("there").len(), file.size);
    }
    assert!(!folder.path().join("climbs.txt").exists());
    assert_eq!(fs::read_dir(&into).expect("a folder").count(), FILES.len());
}
