//! A base image without any registry: this machine's own Python with the libraries that it needs, at the same paths.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use tar::{Builder, EntryType, Header};

const LEFT_OUT: [&str; 8] =
    ["test", "site-packages", "dist-packages", "__pycache__", "idlelib", "ensurepip", "tkinter", "lib2to3"];

pub(crate) fn image() -> Vec<u8> {
    let asked = "import os,sys,sysconfig;print(os.path.realpath(sys.executable));\
                 print(sysconfig.get_path('stdlib'));print(sysconfig.get_config_var('LIBDIR'))";
    let output = Command::new("python3").args(["-c", asked]).output().expect("Python");
    let output = String::from_utf8(output.stdout).expect("UTF-8");
    let paths: Vec<PathBuf> = output.lines().map(PathBuf::from).collect();
    let mut files = BTreeSet::from([paths[0].clone()]);
    collect(&paths[1], &mut files);
    let binaries: Vec<PathBuf> = files
        .iter()
        .filter(|file| **file == paths[0] || file.extension().is_some_and(|e| e == "so"))
        .cloned()
        .collect();
    files.extend(libraries(&binaries));
    let mut tar = Builder::new(Vec::new());
    let mut folders = BTreeSet::new();
    for file in files.iter().filter(|file| file.is_file()) {
        add_folders(&mut tar, &mut folders, file);
        let content = fs::read(file).expect("readable");
        let mut header = header(EntryType::Regular, content.len() as u64);
        tar.append_data(&mut header, within(file), content.as_slice()).expect("added");
    }
    for name in ["/usr/bin/python3", "/bin/python3"] {
        add_folders(&mut tar, &mut folders, Path::new(name));
        tar.append_link(&mut header(EntryType::Symlink, 0), within(Path::new(name)), &paths[0])
            .expect("added");
    }
    tar.into_inner().expect("a tar")
}

fn collect(folder: &Path, files: &mut BTreeSet<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() && !LEFT_OUT.contains(&name.as_str()) && !name.starts_with("config-") {
            collect(&path, files);
        } else if path.is_file() {
            files.insert(path);
        }
    }
}

/// What the loader would load, and the loader.
fn libraries(binaries: &[PathBuf]) -> BTreeSet<PathBuf> {
    let output = Command::new("ldd").args(binaries).output().expect("ldd");
    let output = String::from_utf8_lossy(&output.stdout).into_owned();
    output
        .split_whitespace()
        .filter(|word| word.starts_with('/') && word.contains(".so") && !word.ends_with(':'))
        .map(PathBuf::from)
        .collect()
}

fn add_folders(tar: &mut Builder<Vec<u8>>, met: &mut BTreeSet<PathBuf>, file: &Path) {
    let mut folders: Vec<&Path> =
        file.ancestors().skip(1).filter(|folder| folder.parent().is_some()).collect();
    folders.reverse();
    for folder in folders {
        if met.insert(folder.to_owned()) {
            let mut header = header(EntryType::Directory, 0);
            tar.append_data(&mut header, within(folder), std::io::empty()).expect("added");
        }
    }
}

fn within(path: &Path) -> &Path {
    path.strip_prefix("/").unwrap_or(path)
}

fn header(kind: EntryType, size: u64) -> Header {
    let mut header = Header::new_gnu();
    header.set_entry_type(kind);
    header.set_mode(0o755);
    header.set_size(size);
    header
}
