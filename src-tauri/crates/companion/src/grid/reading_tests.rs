//! Files in other encodings and with other separators than expected, and files that fail while they are open.

use std::fs::OpenOptions;
use std::path::PathBuf;

use table::Cancel;
use tempfile::TempDir;

use super::{Grid, Opening, Pair, Saving, open_table, save};
use crate::texts::Texts;
use crate::view::Language::{En, Ru};
use crate::view::{FailureCode, FileSaved, GridInfo, GridSave, ReadAs};

const EN: Texts = Texts(En);
const RU: Texts = Texts(Ru);

/// `allure_id;Название` and `1;Вход в систему` in Windows-1251.
const WINDOWS_1251: &[u8] =
    b"allure_id;\xcd\xe0\xe7\xe2\xe0\xed\xe8\xe5\n1;\xc2\xf5\xee\xe4 \xe2 \xf1\xe8\xf1\xf2\xe5\xec\xf3\n";

fn file(text: impl AsRef<[u8]>) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.csv");
    std::fs::write(&path, text).expect("written");
    (folder, path)
}

fn opening(path: PathBuf) -> Opening {
    Opening { path, headers: true, read_as: ReadAs::default() }
}

fn grid_of(opening: &Opening) -> Grid {
    let table = open_table(opening, EN).expect("it opens");
    Grid::new(1, opening.path.clone(), table, opening.headers)
}

fn read_as(opening: &Opening, encoding: Option<&str>, separator: Option<&str>) -> GridInfo {
    let read_as = ReadAs { encoding: encoding.map(str::to_owned), separator: separator.map(str::to_owned) };
    grid_of(&Opening { read_as, ..opening.clone() }).info(EN)
}

#[test]
fn an_encoding_is_guessed_or_chosen() {
    let (_folder, path) = file(WINDOWS_1251);
    let opening = opening(path);
    let guessed = read_as(&opening, None, None);
    assert_eq!((guessed.encoding.as_str(), guessed.encoding_guessed), ("windows-1251", true));
    assert_eq!((guessed.columns[1].as_str(), guessed.key_column), ("Название", Some(0)));
    assert!(
        ["UTF-8", "windows-1251", "KOI8-R", "IBM866"]
            .iter()
            .all(|name| guessed.encodings.contains(&(*name).to_owned()))
    );
    let chosen = read_as(&opening, Some("KOI8-R"), None);
    assert_eq!((chosen.encoding.as_str(), chosen.encoding_guessed), ("KOI8-R", false));
    assert_ne!(chosen.columns[1], "Название");
    let cut = read_as(&opening, None, Some(","));
    assert_eq!((cut.separator.as_str(), cut.columns.len()), (",", 1));
}

#[test]
fn what_is_saved_of_another_encoding_is_marked_utf_8() {
    let (folder, path) = file(WINDOWS_1251);
    let grid = grid_of(&opening(path));
    let out = folder.path().join("b.csv");
    let save_ = GridSave {
        id: 1,
        view: None,
        columns: vec![1],
        path: out.to_string_lossy().into_owned(),
        for_excel: false,
        separator: None,
        replace: false,
    };
    let saving = Saving::of_grid(&grid, save_, &Cancel::new(), EN).expect("it can be");
    assert!(matches!(save(&saving, &Cancel::new(), EN), FileSaved::Saved { rows: 1, .. }));
    assert_eq!(std::fs::read_to_string(out).expect("UTF-8"), "\u{feff}Название\r\nВход в систему\r\n");
}

#[test]
fn the_copy_for_excel_has_the_separator_of_the_language_or_the_chosen_one() {
    for (texts, separator, expected) in
        [(EN, None, ','), (RU, None, ';'), (EN, Some(";"), ';'), (RU, Some(","), ',')]
    {
        let (_folder, path) = file("allure_id;name\n1;harmless,=1+1\n2;a\n");
        let saving = Saving::for_excel(opening(path), None, separator, false, &Cancel::new(), texts);
        let FileSaved::Saved { path, .. } = save(&saving.expect("it can be"), &Cancel::new(), texts) else {
            panic!("it is saved")
        };
        let text = std::fs::read_to_string(path).expect("UTF-8");
        assert_eq!(
            text,
            "\u{feff}allure_id;name\r\n1;\"harmless,'=1+1\"\r\n2;a\r\n".replace(';', &expected.to_string())
        );
    }
}

#[test]
fn a_file_cut_while_it_is_open_is_told() {
    let (_folder, path) = file("allure_id,name\n1,a\n2,b\n".repeat(1000));
    let opening = opening(path);
    let grid = grid_of(&opening);
    let kept = Pair::compare((1, 2), (&opening, &opening), &Cancel::new(), EN).expect("they are compared");
    OpenOptions::new().write(true).open(&opening.path).and_then(|file| file.set_len(20)).expect("it is cut");
    let failure = grid.rows(None, 0, 10, EN).expect_err("it is cut");
    assert_eq!((failure.code, failure.message.ends_with("changed on disk.")), (FailureCode::Input, true));
    let failure =
        grid.find(&crate::view::GridQuery { search: "a".to_owned(), ..Default::default() }, &grid.ask(), EN);
    assert!(failure.expect_err("it is cut").message.ends_with("changed on disk."));
    assert!(!kept.is_current());
}

#[test]
fn a_row_too_long_is_not_compared() {
    let (_folder, path) = file("allure_id,name\n1,\"never closed");
    let long = table::MAX_RECORD as u64 + 100;
    OpenOptions::new().write(true).open(&path).and_then(|file| file.set_len(long)).expect("a hole");
    let opening = opening(path);
    let compared = Pair::compare((1, 2), (&opening, &opening), &Cancel::new(), EN).map(|_| ());
    assert!(compared.expect_err("it is too long").message.starts_with("Row 1 of the file"));
}
