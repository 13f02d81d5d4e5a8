//! The form of a file: how it looks, that it reads back as what it was, and what people may write.

use case_files::{Case, Column, Layout, Misfit, Shape, Wrong, parse, render};
use proptest::prelude::*;

fn layout(columns: &[(&str, Shape)]) -> Layout {
    let columns = columns.iter().map(|(name, shape)| Column { name: (*name).to_owned(), shape: *shape });
    Layout::new(columns.collect(), "allure_id", "name").expect("a layout")
}

fn usual() -> Layout {
    layout(&[
        ("name", Shape::Line),
        ("allure_id", Shape::Line),
        ("description", Shape::Text),
        ("status", Shape::Line),
        ("automated", Shape::Line),
        ("tag", Shape::Items),
        ("precondition", Shape::Text),
        ("scenario", Shape::Steps),
        ("link", Shape::Line),
        ("comment", Shape::Text),
    ])
}

fn cell(case: &Result<Case, Misfit>, column: &str) -> String {
    let at = usual().columns.iter().position(|other| other.name == column).expect("the column");
    case.as_ref().expect("a case").cells[at].clone()
}

fn wrong(text: &str) -> (usize, Wrong) {
    let misfit = parse(&usual(), text).expect_err("a misfit");
    (misfit.line, misfit.wrong)
}

#[test]
fn a_typical_case_reads_well() {
    let scenario = "Open the cart\n\tThe cart shows its sum\nPay\n\tChoose the card\n\
        \t\tThe card's last four digits are shown\n\tConfirm\nOpen the orders\n\tThe order is paid";
    let description = "Pays for **one** item with a saved card.\n\n    curl https://shop.example/cart\n\n\
        ## Not a section\n# Nor this one";
    let cells = [
        "Оплата картой: успешная",
        "4211",
        description,
        "Active",
        "true",
        "smoke, payments, 2024",
        "",
        scenario,
        "https://shop.example/cart?id=1#top",
        "1 May: agreed with \"support\"",
    ]
    .map(str::to_owned);
    let text = render(&usual(), &cells);
    assert_eq!(text, include_str!("golden/4211.md").replace("\r\n", "\n"));
    assert_eq!(parse(&usual(), &text), Ok(Case { cells: cells.to_vec() }));
}

#[test]
fn people_write_in_other_ways() {
    let text = "---\nname: 'Pay: by card' # a comment\nallure_id: \"4211\"\ntag: [smoke, \"on\"]\nprecondition: |-\n  A block\n  of lines\nstatus: null\n---\n\
        ## scenario\n2) Open\n    * It is open\n\n\n## description\nOne\n## comment\n";
    let case = parse(&usual(), text);
    assert_eq!(cell(&case, "name"), "Pay: by card");
    assert_eq!(cell(&case, "allure_id"), "4211");
    assert_eq!(cell(&case, "tag"), "smoke, on");
    assert_eq!(cell(&case, "precondition"), "A block\nof lines");
    assert_eq!(cell(&case, "status"), "null");
    assert_eq!(cell(&case, "scenario"), "Open\n\tIt is open");
    assert_eq!(cell(&case, "description"), "One");
    assert_eq!(cell(&case, "comment"), "");
}

#[test]
fn an_editor_on_windows_changes_nothing() {
    let text = include_str!("golden/4211.md").replace("\r\n", "\n");
    let other = format!("\u{feff}{}", text.replace('\n', "\r\n"));
    assert_eq!(parse(&usual(), &other), parse(&usual(), &text));
    assert!(parse(&usual(), other.trim_end()).is_ok());
}

#[test]
fn what_is_wrong_is_told_with_its_line() {
    let key = |name: &str, nearest: Option<&str>| Wrong::UnknownKey {
        name: name.to_owned(),
        nearest: nearest.map(str::to_owned),
    };
    assert_eq!(wrong(""), (1, Wrong::NoFrontMatter));
    assert_eq!(wrong("# Pay\n"), (1, Wrong::NoFrontMatter));
    assert_eq!(wrong("---\nname: Pay\n"), (2, Wrong::OpenFrontMatter));
    assert_eq!(wrong("---\nname: Pay\nstatsu: Active\n---\n"), (3, key("statsu", Some("status"))));
    assert_eq!(wrong("---\n我: x\n---\n"), (2, key("我", None)));
    assert_eq!(wrong("---\nname: a\nname: b\n---\n"), (3, Wrong::Twice("name".to_owned())));
    assert_eq!(wrong("---\nname: [a]\n---\n"), (2, Wrong::List("name".to_owned())));
    assert_eq!(wrong("---\ntag: [[a]]\n---\n"), (2, Wrong::Nested("tag".to_owned())));
    assert_eq!(wrong("---\ntag: {a: b}\n---\n"), (2, Wrong::Nested("tag".to_owned())));
    assert_eq!(wrong("---\nname: &x a\n---\n"), (2, Wrong::Alias));
    assert_eq!(wrong("---\nname: !!str a\n---\n"), (2, Wrong::Tag));
    assert_eq!(wrong("---\n- name\n---\n"), (2, Wrong::NotKeys));
    assert!(matches!(wrong("---\nstatus: x\nname: \"a\n---\n"), (2..=4, Wrong::Yaml(_))));
    assert_eq!(wrong("---\nname: a\n---\nText\n"), (4, Wrong::Outside));
    assert_eq!(wrong("---\nname: a\n---\n# a\n\n## status\n"), (6, Wrong::NoSection("status".to_owned())));
    assert_eq!(wrong("---\nname: a\n---\n## comment\n## comment\n"), (5, Wrong::Twice("comment".to_owned())));
    assert_eq!(wrong("---\ncomment: a\n---\n## comment\n"), (4, Wrong::Twice("comment".to_owned())));
    assert_eq!(wrong("---\n---\n\n## scenario\n\n1. Open\n\nNote\n"), (8, Wrong::NoStep));
    let misfit = parse(&usual(), "---\n---\n\n## Scenarios\n").expect_err("a misfit");
    assert_eq!(misfit.to_string(), "line 4: no column has sections `Scenarios`; did you mean `scenario`?");
}

#[test]
fn hostile_yaml_ends_soon() {
    let deep = "[".repeat(1 << 18);
    let keys = (0..200_000).map(|key| format!("k{key}: v")).collect::<Vec<_>>().join("\n");
    for front in [deep.as_str(), &keys, &"? ".repeat(1 << 18), &"- ".repeat(1 << 18), &"{a: ".repeat(1 << 16)]
    {
        assert!(parse(&usual(), &format!("---\n{front}\n---\n")).is_err());
        assert!(parse(&usual(), &format!("---\nname: {front}\n---\n")).is_err());
    }
}

#[test]
fn a_layout_has_its_id_and_its_name() {
    let columns = |names: &[&str]| {
        names.iter().map(|name| Column { name: (*name).to_owned(), shape: Shape::Line }).collect::<Vec<_>>()
    };
    for (names, id, name) in [
        (&["id"][..], "id", "name"),
        (&["name"], "id", "name"),
        (&["id", "name", "id"], "id", "name"),
        (&["id", "name", ""], "id", "name"),
        (&["id", "name", &"x".repeat(201)], "id", "name"),
    ] {
        assert!(Layout::new(columns(names), id, name).is_err(), "{names:?}");
    }
    assert!(Layout::new(columns(&["id", "name"]), "id", "name").is_ok());
    assert_eq!(parse(&usual(), &render(&usual(), &[])).expect("a case").cells, vec![""; 10]);
}

#[test]
fn a_list_has_ten_thousand_items() {
    let mut cells = vec![String::new(); 10];
    for items in [10_000, 10_001] {
        cells[5] = vec!["smoke"; items].join(", ");
        let text = render(&usual(), &cells);
        assert_eq!(text.contains("\n  - smoke\n"), items == 10_000);
        assert_eq!(parse(&usual(), &text), Ok(Case { cells: cells.clone() }));
    }
    let text = format!("---\ntag: [{}]\n---\n", "a,".repeat(10_001));
    assert_eq!(wrong(&text), (2, Wrong::Items("tag".to_owned())));
}

/// Texts in which what has a meaning in YAML, in Markdown or here is frequent.
fn evil() -> impl Strategy<Value = String> {
    let signs = vec![
        "## ", "##", "\\", "# ", "---", "...", "\n", "\n\n", "\r\n", "\r", "\t", "\t\t", " ", "    ", "1. ",
        "- ", "* ", "2) ", ": ", " #", ", ", ",", "\"", "'", "|", ">", "[", "]", "{", "}", "&a", "*a", "!t",
        "%", "@", "`", "?", "~", "null", "true", "no", "12", "-1", "0x1f", ".5", "1e3", "name", "a", "тест",
        "😀", "\u{85}", "\u{a0}", "\u{2028}", "\u{feff}", "\u{202e}", "\u{0}", "\u{1b}", "\u{7f}",
        "\u{fffe}", "<<", "=", "Open", "\nOpen", "\n\tPay",
    ];
    let sign = prop_oneof![8 => prop::sample::select(signs).prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)];
    prop::collection::vec(sign, 0..12).prop_map(|signs| signs.concat())
}

fn shape() -> impl Strategy<Value = Shape> {
    prop::sample::select(vec![Shape::Line, Shape::Items, Shape::Text, Shape::Steps])
}

/// A layout and the cells of a case.
fn cases() -> impl Strategy<Value = (Layout, Vec<String>)> {
    let column = (prop_oneof![evil(), "[a-z ]{1,8}"], shape(), evil());
    let columns = prop::collection::vec(column, 2..8);
    (columns, any::<prop::sample::Index>(), any::<prop::sample::Index>()).prop_filter_map(
        "columns have names",
        |(columns, id, name)| {
            let (id, name) =
                (columns[id.index(columns.len())].0.clone(), columns[name.index(columns.len())].0.clone());
            let cells = columns.iter().map(|(_, _, cell)| cell.clone()).collect();
            let columns = columns.into_iter().map(|(name, shape, _)| Column { name, shape }).collect();
            Some((Layout::new(columns, &id, &name).ok()?, cells))
        },
    )
}

/// Steps as an export has them, blank lines and too deep ones included.
fn steps() -> impl Strategy<Value = String> {
    let line =
        (0_usize..4, prop_oneof![Just(String::new()), Just("Open".to_owned()), "[a-z .1-]{1,6}", evil()]);
    prop::collection::vec(line, 0..8).prop_map(|lines| {
        let lines: Vec<_> = lines.into_iter().map(|(depth, text)| "\t".repeat(depth) + &text).collect();
        lines.join("\n")
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_case_reads_back_as_it_was((layout, cells) in cases()) {
        let text = render(&layout, &cells);
        prop_assert_eq!(parse(&layout, &text), Ok(Case { cells }), "{}", text);
    }

    #[test]
    fn any_steps_read_back_as_they_were(scenario in steps()) {
        let layout = layout(&[("allure_id", Shape::Line), ("name", Shape::Line), ("scenario", Shape::Steps)]);
        let cells = vec!["7".to_owned(), "Pay".to_owned(), scenario];
        let text = render(&layout, &cells);
        prop_assert_eq!(parse(&layout, &text), Ok(Case { cells: cells.clone() }), "{}", text);
        let other = format!("\u{feff}{}", text.replace('\n', "\r\n"));
        prop_assert_eq!(parse(&layout, &other), Ok(Case { cells }), "{}", other);
    }

    #[test]
    fn any_text_is_a_case_or_a_misfit(text in evil()) {
        let layout = usual();
        for text in [text.clone(), format!("---\n{text}\n---\n"), format!("---\nname: {text}\n---\n{text}"), format!("---\n---\n## scenario\n{text}")] {
            if let Ok(case) = parse(&layout, &text) {
                let written = render(&layout, &case.cells);
                prop_assert_eq!(parse(&layout, &written), Ok(case), "{}", written);
            }
        }
    }
}
