use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;
use tar::{Builder, Header};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::*;

/// A tar with names as they are: the library would refuse to write some.
fn tar_of(entries: &[(&str, EntryType, &str)]) -> Vec<u8> {
    let mut tar = Builder::new(Vec::new());
    for (path, kind, content) in entries {
        let mut header = Header::new_gnu();
        header.set_entry_type(*kind);
        header.set_mode(0o755);
        header.as_mut_bytes()[..path.len()].copy_from_slice(path.as_bytes());
        if matches!(kind, EntryType::Symlink | EntryType::Link) {
            header.set_link_name_literal(content).expect("short");
            header.set_size(0);
            header.set_cksum();
            tar.append(&header, std::io::empty()).expect("added");
        } else {
            header.set_size(content.len() as u64);
            header.set_cksum();
            tar.append(&header, content.as_bytes()).expect("added");
        }
    }
    tar.into_inner().expect("a tar")
}

fn zip_of(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, content) in entries {
        zip.start_file(*path, SimpleFileOptions::default()).expect("started");
        zip.write_all(content).expect("written");
    }
    zip.finish().expect("a zip").into_inner()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(bytes).expect("written");
    gzip.finish().expect("packed")
}

fn reason(packed: &[u8]) -> Reason {
    let fault = unpack(packed).expect_err("it is refused");
    assert_eq!(fault.code, Code::InvalidArchive);
    *fault.reason.expect("a reason")
}

#[test]
fn tar_gzip_and_zip_are_known_by_what_they_hold() {
    let files = [
        ("./", EntryType::Directory, ""),
        ("./Dockerfile", EntryType::Regular, "FROM x"),
        ("a/b", EntryType::Regular, ""),
    ];
    let tar = tar_of(&files);
    assert_eq!(unpack(&tar).expect("a tar").names(), ["Dockerfile", "a/b"]);
    assert_eq!(unpack(&gzip(&tar)).expect("a tar.gz").names(), ["Dockerfile", "a/b"]);
    assert_eq!(
        unpack(&zip_of(&[("Dockerfile", b"x"), ("a/b", b"")])).expect("a zip").names(),
        ["Dockerfile", "a/b"]
    );
    assert_eq!(reason(b"hello"), Reason::NotAnArchive);
    assert_eq!(reason(b""), Reason::NotAnArchive);
    assert_eq!(reason(b"PK\x03\x04garbage"), Reason::Damaged);
    assert_eq!(reason(&gzip(b"hello")), Reason::Damaged);
    assert_eq!(reason(&gzip(&tar)[..40]), Reason::Damaged);
}

#[test]
fn links_devices_and_paths_that_climb_out_are_refused() {
    for kind in [EntryType::Symlink, EntryType::Link, EntryType::Char, EntryType::Block, EntryType::Fifo] {
        assert_eq!(reason(&tar_of(&[("x", kind, "/etc/passwd")])), Reason::NotAPlainFile, "{kind:?}");
    }
    for path in ["../x", "a/../../x", "/etc/x", "a/..", "..\\x", "C:\\x", "a\u{202e}b", ".././x"] {
        assert!(unpack(&tar_of(&[(path, EntryType::Regular, "x")])).is_err(), "{path}");
        assert!(unpack(&zip_of(&[(path, b"x")])).is_err(), "{path}");
    }
    assert_eq!(reason(&tar_of(&[("../x", EntryType::Directory, "")])), Reason::ClimbsOut);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.add_symlink("x", "/etc/passwd", SimpleFileOptions::default()).expect("added");
    assert_eq!(reason(&zip.finish().expect("a zip").into_inner()), Reason::NotAPlainFile);
}

#[test]
fn a_path_that_comes_twice_is_refused() {
    let twice = |a, b| reason(&tar_of(&[(a, EntryType::Regular, "1"), (b, EntryType::Regular, "2")]));
    assert_eq!(twice("a", "a"), Reason::SameAs { other: "a".to_owned() });
    assert_eq!(twice("a", "./a"), Reason::SameAs { other: "a".to_owned() });
    assert_eq!(twice("Dockerfile", "dockerfile"), Reason::SameAs { other: "Dockerfile".to_owned() });
    assert_eq!(twice("a", "a/b"), Reason::FileAndFolder { other: "a".to_owned() });
}

#[test]
fn a_bomb_ends_where_no_more_fits() {
    let room = || Tree::within(1 << 20);
    let zeros = vec![0; 100_000];
    let mut tar = Builder::new(GzEncoder::new(Vec::new(), Compression::best()));
    let mut header = Header::new_gnu();
    header.set_size(100_000);
    for n in 0..30 {
        tar.append_data(&mut header, format!("f{n}"), zeros.as_slice()).expect("added");
    }
    let bomb = tar.into_inner().and_then(GzEncoder::finish).expect("packed");
    let reason_within =
        |packed: &[u8]| *unpack_into(room(), packed).expect_err("a bomb").reason.expect("a reason");
    assert!(bomb.len() < 20_000);
    assert_eq!(reason_within(&bomb), Reason::TooLarge { most_bytes: 1 << 20 });
    assert_eq!(reason_within(&zip_of(&[("x", &vec![0; 2 << 20])])), Reason::TooLarge { most_bytes: 1 << 20 });

    // A file that claims to be larger than it is.
    let mut header = Header::new_gnu();
    header.set_path("x").expect("short");
    header.set_size(1 << 40);
    header.set_cksum();
    assert_eq!(reason(header.as_bytes()), Reason::Damaged);

    let many: Vec<_> = (0..10_001).map(|n| (format!("f{n}"), b"".as_slice())).collect();
    let many: Vec<_> = many.iter().map(|(path, content)| (path.as_str(), *content)).collect();
    assert!(matches!(reason(&zip_of(&many)), Reason::TooMany { .. }));
}

#[test]
fn the_dockerfile_is_at_the_top_or_in_the_only_folder() {
    let rooted = |paths: &[&str], folder| {
        let entries: Vec<_> = paths.iter().map(|path| (*path, EntryType::Regular, "x")).collect();
        let tree = unpack(&tar_of(&entries)).expect("a tar").rooted(folder);
        tree.map(|tree| tree.names().into_iter().map(str::to_owned).collect::<Vec<_>>())
    };
    assert_eq!(
        rooted(&["Dockerfile", "a/Dockerfile"], None),
        Ok(vec!["Dockerfile".to_owned(), "a/Dockerfile".to_owned()])
    );
    assert_eq!(
        rooted(&["bot-main/Dockerfile", "bot-main/x"], None),
        Ok(vec!["Dockerfile".to_owned(), "x".to_owned()])
    );
    assert_eq!(rooted(&["a/b/Dockerfile"], Some("a/b")), Ok(vec!["Dockerfile".to_owned()]));
    assert_eq!(rooted(&["a/Dockerfile", "b/x"], None), Err(Reason::NoDockerfile));
    assert_eq!(rooted(&["a/b/Dockerfile"], None), Err(Reason::NoDockerfile));
    assert_eq!(rooted(&["x"], Some("a")), Err(Reason::NoDockerfile));
}

#[test]
fn a_folder_is_packed_without_gits_own_and_without_links() {
    let dir = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(dir.path().join("a/.git")).expect("made");
    fs::create_dir_all(dir.path().join(".git/objects")).expect("made");
    fs::write(dir.path().join(".git/config"), "secret").expect("written");
    fs::write(dir.path().join("Dockerfile"), "FROM x").expect("written");
    fs::write(dir.path().join("a/b.bin"), [0xff]).expect("written");
    assert_eq!(unpack(&pack(dir.path()).expect("packed")).expect("a tar").names(), ["Dockerfile", "a/b.bin"]);
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("/etc/passwd", dir.path().join("link")).expect("linked");
        let fault = pack(dir.path()).expect_err("a link");
        assert_eq!(fault.reason.as_deref(), Some(&Reason::NotAPlainFile));
    }
}

proptest! {
    #[test]
    fn whatever_is_unpacked_has_only_plain_paths(bytes in prop::collection::vec(any::<u8>(), 0..2000), cut in 0..2000_usize) {
        let _ = unpack(&bytes);
        let mut tar = tar_of(&[("a/b", EntryType::Regular, "x"), ("c", EntryType::Regular, "y")]);
        for (at, byte) in bytes.iter().enumerate().take(8) {
            let place = (usize::from(*byte) * 7 + at + cut) % tar.len();
            tar[place] = *byte;
        }
        if let Ok(tree) = unpack(&tar) {
            prop_assert!(tree.names().iter().all(|path| crate::validate::names::check(path).is_ok()));
        }
    }
}
