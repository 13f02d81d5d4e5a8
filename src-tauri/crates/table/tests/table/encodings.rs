//! Text in each encoding and with each separator.

use encoding_rs::{
    Encoding as Codec, IBM866, ISO_8859_5, KOI8_R, KOI8_U, UTF_8, WINDOWS_1251, WINDOWS_1252, X_MAC_CYRILLIC,
};
use table::{Encoding, FaultKind, OpenError, Options, Table};

use crate::{Folder, WITH_HEADER, texts};

const RUSSIAN: &str = "allure_id;Название;Шаги\n1;Вход в систему;Открыть страницу\n2;Ёлка;Нажать «Ещё»\n";

fn little(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn big(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

fn encoded(codec: &'static Codec, text: &str) -> Vec<u8> {
    let (bytes, _, unknown) = codec.encode(text);
    assert!(!unknown, "{} has all letters of {text:?}", codec.name());
    bytes.into_owned()
}

#[test]
fn guesses_the_encodings_of_russian_files() {
    let folder = Folder::new();
    let plain = RUSSIAN.replace(['«', '»'], "'");
    for codec in [WINDOWS_1251, KOI8_R, IBM866, ISO_8859_5, X_MAC_CYRILLIC, UTF_8] {
        let table = folder.table("a.csv", encoded(codec, &plain));
        assert_eq!((table.encoding().name(), table.encoding_is_guessed()), (codec.name(), true));
        assert_eq!(table.header(), ["allure_id", "Название", "Шаги"]);
        let rows = table.rows(0, 9, 99).expect("unchanged");
        assert_eq!(texts(&rows)[1], ["2", "Ёлка", "Нажать 'Ещё'"], "{}", codec.name());
        assert!(table.progress().faults.first.is_empty());
    }
}

#[test]
fn guesses_windows_1251_also_where_little_is_russian() {
    let folder = Folder::new();
    for text in ["id,n\n1,я\n", "id,имя\n1,Ёж\n", "ID;НАЗВАНИЕ\n1;ВХОД\n", "id;№\n1;тест — «да»\n"]
    {
        let table = folder.table("a.csv", encoded(WINDOWS_1251, text));
        assert_eq!(table.encoding(), Encoding::WINDOWS_1251, "{text}");
    }
    let ascii = "1;a line of English\n".repeat(100_000);
    let table = folder.table("a.csv", encoded(WINDOWS_1251, &format!("id;name\n{ascii}2;Вход\n")));
    assert_eq!(table.encoding(), Encoding::WINDOWS_1251, "it begins in English");
}

#[test]
fn guesses_western_and_ukrainian_files() {
    let folder = Folder::new();
    let western = "id;Größe\n1;Prüfung der Übersicht\n2;Vérifier l’accès à la page\n";
    assert_eq!(folder.table("a.csv", encoded(WINDOWS_1252, western)).header(), ["id", "Größe"]);
    let ukrainian = "id;назва\n1;Перевірити вхід до системи\n2;Відкрити сторінку\n";
    let table = folder.table("a.csv", encoded(KOI8_U, ukrainian));
    assert_eq!(texts(&table.rows(0, 1, 99).expect("unchanged"))[0][1], "Перевірити вхід до системи");
}

#[test]
fn reads_utf_16_with_and_without_its_mark() {
    let folder = Folder::new();
    let text = "id\tимя\n1\t\"вход 😀\"\n";
    let marked = format!("\u{feff}{text}");
    for (bytes, encoding, guessed) in [
        (little(&marked), Encoding::UTF_16LE, false),
        (big(&marked), Encoding::UTF_16BE, false),
        (little(text), Encoding::UTF_16LE, true),
        (big(text), Encoding::UTF_16BE, true),
    ] {
        let size = bytes.len() as u64;
        let table = folder.table("a.csv", bytes);
        assert_eq!((table.encoding(), table.encoding_is_guessed(), table.size()), (encoding, guessed, size));
        assert_eq!(table.header(), ["id", "имя"]);
        assert_eq!(texts(&table.rows(0, 9, 99).expect("unchanged")), [vec!["1", "вход 😀"]]);
        assert!(table.progress().faults.first.is_empty());
    }
}

#[test]
fn an_encoding_can_be_named_but_a_mark_outranks_it() {
    let folder = Folder::new();
    let open = |name: &str, bytes: Vec<u8>, encoding: &str| {
        let encoding = Encoding::by_name(encoding);
        assert!(encoding.is_some());
        Table::open(&folder.write(name, bytes), Options { encoding, ..WITH_HEADER }).expect("it opens")
    };
    let table = open("a.csv", encoded(KOI8_R, "id;имя\n"), "koi8-r");
    assert_eq!((table.header()[1].as_str(), table.encoding_is_guessed()), ("имя", false));
    let wrong = open("a.csv", encoded(KOI8_R, "id;имя\n"), "cp1251");
    assert_eq!(wrong.header()[1], "ЙНС");
    let marked = open("a.csv", "\u{feff}id;имя\n".into(), "windows-1251");
    assert_eq!((marked.encoding(), marked.header()[1].as_str()), (Encoding::UTF_8, "имя"));
    assert_eq!(open("a.csv", encoded(WINDOWS_1251, "имя\n"), "utf-8").header(), ["\u{fffd}\u{fffd}\u{fffd}"]);
    assert_eq!(Encoding::by_name("no such"), None);
    for encoding in Encoding::ALL {
        assert_eq!(Encoding::by_name(encoding.name()), Some(encoding));
    }
}

#[test]
fn damage_does_not_make_utf_8_another_encoding() {
    let folder = Folder::new();
    let mut bytes = RUSSIAN.repeat(20).into_bytes();
    bytes[700] = 0xff;
    let table = folder.table("a.csv", bytes);
    assert_eq!(table.encoding(), Encoding::UTF_8);
    assert!(table.progress().faults.first.iter().any(|fault| fault.kind == FaultKind::NotUtf8));
    folder.write("utf32.csv", b"\xff\xfe\0\0a\0\0\0");
    let refused = Table::open(&folder.path("utf32.csv"), WITH_HEADER);
    assert!(matches!(refused, Err(OpenError::Encoding("UTF-32"))));
}

#[test]
fn finds_each_separator_out() {
    let folder = Folder::new();
    for separator in [',', ';', '\t', '|'] {
        let text =
            "id S name S note\n1 S \"a,b;c\" S x, y\n2 S b S z\n".replace(" S ", &separator.to_string());
        let table = folder.table("a.csv", text);
        assert_eq!(char::from(table.separator()), separator);
        assert_eq!(table.header().len(), 3);
    }
    assert_eq!(folder.table("one.csv", "id\n1\n").separator(), b',');
}

#[test]
fn finds_the_separator_out_between_others() {
    let folder = Folder::new();
    let separator = |text: &str| char::from(folder.table("a.csv", text).separator());
    assert_eq!(separator("\"id\";\"name, or so\"\n1;a, b, c\n2;d\n"), ';');
    assert_eq!(separator("id,\"steps; and more\"\n1,a;b;c;d\n2,\"x;y\"\n"), ',');
    assert_eq!(separator("id\tname, with; all|signs\n1\ta,b;c|d\n2\te\n"), '\t');
    assert_eq!(separator("\"id\"|\"name\"\n\"1\"|\"one;\ntwo;\nthree;\"\n"), '|');
    assert_eq!(separator("id;name\n"), ';');
    assert_eq!(separator("a sentence, with a comma;and;more\n1;2;3\n4;5;6\n"), ';');
}
