//! Filters and orders.

use proptest::prelude::*;
use table::{Cancel, Cancelled, Case, Filter, Kind, Query, Sort, Table, View, WorkError};

use crate::{Folder, records, texts};

fn filter(column: usize, kind: Kind, text: &str) -> Filter {
    Filter { column, kind, text: text.into(), case: Case::Ignored }
}

fn filtered(filters: &[Filter]) -> Query {
    Query { filters: filters.to_vec(), ..Query::default() }
}

fn by(column: usize, descending: bool, natural: bool) -> Query {
    Query { sort: Some(Sort { column, descending, natural }), ..Query::default() }
}

fn view(table: &Table, query: &Query) -> View {
    table.view(query, None, &Cancel::new()).expect("a good query")
}

fn people() -> (Folder, Table) {
    let folder = Folder::new();
    let text = "id,name,note\n1,Пётр,\"say \"\"hi\"\"\"\n2,петр Первый,\n3,Anna,\" \t\"\n4,anna B,x+y\n5\n";
    let table = folder.table("people.csv", text);
    (folder, table)
}

#[test]
fn each_kind_of_filter_lets_its_rows_through() {
    let (_folder, table) = people();
    let found = |kind, column, text: &str| records(&view(&table, &filtered(&[filter(column, kind, text)])));
    assert_eq!(found(Kind::Contains, 1, "ПЕТР"), [0, 1]);
    assert_eq!(found(Kind::Contains, 1, ""), [0, 1, 2, 3, 4]);
    assert_eq!(found(Kind::Contains, 2, "\"HI\""), [0]);
    assert_eq!(found(Kind::Contains, 2, "x+Y"), [3]);
    assert_eq!(found(Kind::NotContains, 1, "anna"), [0, 1, 4]);
    assert_eq!(found(Kind::Equals, 1, "петр"), [0]);
    assert_eq!(found(Kind::Equals, 1, "anna"), [2]);
    assert_eq!(found(Kind::Regex, 1, "^a.*b$"), [3]);
    assert_eq!(found(Kind::Empty, 2, ""), [1, 2, 4]);
    assert_eq!(found(Kind::NotEmpty, 2, ""), [0, 3]);
    let kept = Filter { case: Case::Kept, ..filter(1, Kind::Contains, "Петр") };
    assert!(view(&table, &filtered(&[kept])).is_empty());
}

#[test]
fn all_filters_and_the_search_must_agree() {
    let (_folder, table) = people();
    let query = filtered(&[filter(2, Kind::NotEmpty, ""), filter(1, Kind::Contains, "а")]);
    assert!(view(&table, &query).is_empty(), "that is a Cyrillic letter");
    let query = filtered(&[filter(2, Kind::NotEmpty, ""), filter(1, Kind::Contains, "a")]);
    assert_eq!(records(&view(&table, &query)), [3]);
    let query = Query { search: Some("Х".into()), ..Query::default() };
    assert!(view(&table, &query).is_empty());
    let query = Query { search: Some("X".into()), filters: vec![filter(0, Kind::Equals, "4")], sort: None };
    let view = view(&table, &query);
    assert_eq!((records(&view), view.of()), (vec![3], 5));
    assert_eq!(texts(&view.rows(&table, 0, 9, 9).expect("unchanged")), [vec!["4", "anna B", "x+y"]]);
    assert_eq!((view.position(3), view.position(0)), (Some(0), None));
}

#[test]
fn orders_as_readers_expect() {
    let names = ["яблоко", "Ель", "ёж", "Zoo", "apple", "едва", "", "10 b", "9 b", "009 a", "Ёлка", " "];
    let rows: Vec<String> = names.iter().map(|name| format!("x,{name}\n")).collect();
    let table = Folder::new().table("a.csv", format!("id,name\n{}", rows.concat()));
    let order = |descending, natural| -> Vec<&str> {
        let view = view(&table, &by(1, descending, natural));
        records(&view).into_iter().map(|record| names[usize::try_from(record).expect("small")]).collect()
    };
    let letters = ["apple", "Zoo", "едва", "ёж", "Ёлка", "Ель", "яблоко"];
    assert_eq!(order(false, false), [&[" ", "009 a", "10 b", "9 b"][..], &letters, &[""]].concat());
    assert_eq!(order(false, true), [&[" ", "009 a", "9 b", "10 b"][..], &letters, &[""]].concat());
    let backwards: Vec<&str> = letters.iter().rev().copied().collect();
    assert_eq!(order(true, true), [&backwards[..], &["10 b", "9 b", "009 a", " ", ""]].concat());
}

#[test]
fn keeps_the_file_s_order_among_equals() {
    let table = Folder::new().table("a.csv", "id,name\n1,b\n2,A\n3,a\n4,B\n5,\n6,a\n7,\n");
    assert_eq!(records(&view(&table, &by(1, false, false))), [1, 2, 5, 0, 3, 4, 6]);
    assert_eq!(records(&view(&table, &by(1, true, false))), [0, 3, 1, 2, 5, 4, 6]);
}

#[test]
fn says_what_is_wrong_with_a_regular_expression() {
    let (_folder, table) = people();
    let query = filtered(&[filter(0, Kind::Contains, "1"), filter(1, Kind::Regex, "имя(")]);
    match table.view(&query, None, &Cancel::new()) {
        Err(WorkError::Regex { filter: 1, at: 3, message }) => assert!(message.contains("unclosed group")),
        other => panic!("{other:?}"),
    }
    let query = filtered(&[filter(1, Kind::Regex, r"\w{500}{500}")]);
    assert!(matches!(table.view(&query, None, &Cancel::new()), Err(WorkError::Regex { filter: 0, .. })));
    let query = filtered(&[filter(3, Kind::Contains, "1")]);
    assert_eq!(table.view(&query, None, &Cancel::new()).map(|_| ()), Err(WorkError::NoColumn(3)));
}

#[test]
fn stops_when_cancelled() {
    let (_folder, table) = people();
    let cancel = Cancel::new();
    cancel.cancel();
    for query in [filtered(&[filter(1, Kind::Contains, "a")]), by(1, false, true)] {
        assert_eq!(table.view(&query, None, &cancel).map(|_| ()), Err(WorkError::Cancelled(Cancelled)));
    }
}

/// Enough rows that several threads share the work, and that many are alike in their first weights.
#[test]
fn orders_and_finds_as_well_among_many_rows() {
    let name = |row: u64| match row * 7919 % 50_021 {
        number if number % 97 == 0 => String::new(),
        number if number % 3 == 0 => format!("Проверка очень длинного названия {}", number / 30),
        number if number % 3 == 1 => format!("Проверка очень длинного названия, часть {}", number / 3),
        number => format!("Case {}", number / 40_000),
    };
    let names: Vec<String> = (0..50_000).map(name).collect();
    let rows: Vec<String> = names.iter().zip(0..).map(|(name, id)| format!("{id},\"{name}\"\n")).collect();
    let folder = Folder::new();
    let table = folder.table("a.csv", format!("id,name\n{}", rows.concat()));
    let name = |record: &u64| &names[usize::try_from(*record).expect("small")];
    let number = |name: &String| name.split(' ').next_back().and_then(|number| number.parse::<u64>().ok());
    let words = |name: &String| folded(name.trim_end_matches(|letter: char| letter.is_ascii_digit()));
    for natural in [false, true] {
        let mut expected: Vec<u64> = (0..50_000).filter(|record| !name(record).is_empty()).collect();
        if natural {
            expected.sort_by_key(|record| (words(name(record)).replace(',', "!"), number(name(record))));
        } else {
            expected.sort_by_key(|record| folded(name(record)).replace(',', "!"));
        }
        let empty: Vec<u64> = (0..50_000).filter(|record| name(record).is_empty()).collect();
        let found = records(&view(&table, &by(1, false, natural)));
        let different =
            found.iter().zip(expected.iter().chain(&empty)).find(|(found, expected)| found != expected);
        assert_eq!(
            different.map(|(found, expected)| (name(found), name(expected))),
            None,
            "natural: {natural}"
        );
        assert_eq!(found.len(), 50_000);
    }
    let found = view(&table, &filtered(&[filter(1, Kind::Contains, "ЧАСТЬ 16")]));
    let expected: Vec<u64> = (0..50_000).filter(|record| name(record).contains("часть 16")).collect();
    assert_eq!(records(&found), expected);
    let hits =
        table.search(&view(&table, &by(1, true, false)), "часть 16", &Cancel::new()).expect("a good text");
    assert_eq!(hits.rows(), expected.len() as u64);
}

#[test]
fn empty_cells_come_last_also_after_a_text_that_all_others_begin_with() {
    let folder = Folder::new();
    let table = folder.table("alike.csv", "id,name\n1,\n2,a\n3,ab\n4,\n5,a\n");
    assert_eq!(records(&view(&table, &by(1, true, false))), [2, 1, 4, 0, 3]);
    assert_eq!(records(&view(&table, &by(1, false, false))), [1, 4, 2, 0, 3]);
    let table = folder.table("one.csv", "id,name\n1,\n2,a\n");
    assert_eq!(records(&view(&table, &by(1, true, true))), [1, 0]);
}

/// Texts that begin alike, with numbers, both scripts and quotes.
fn cell() -> impl Strategy<Value = String> {
    let part = prop::sample::select(vec![
        "a",
        "B",
        "е",
        "Ё",
        "тест ",
        "0",
        "7",
        "12",
        "\"",
        ",",
        "\n",
        " ",
        "é",
        "x",
    ]);
    (any::<bool>(), prop::collection::vec(part, 0..5)).prop_map(|(long, parts)| {
        let begin = if long { "тест номер такой-то " } else { "" };
        format!("{begin}{}", parts.concat())
    })
}

fn file(rows: &[(String, String)]) -> Vec<u8> {
    let mut out = csv::Writer::from_writer(Vec::new());
    for row in [("one".into(), "other".into())].iter().chain(rows) {
        out.write_record([&row.0, &row.1]).expect("memory");
    }
    out.into_inner().expect("memory")
}

fn folded(text: &str) -> String {
    text.to_lowercase().replace('ё', "е")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_view_is_what_looking_at_every_row_gives(
        rows in prop::collection::vec((cell(), cell()), 0..60),
        text in cell(), more in cell(), descending: bool, natural: bool,
    ) {
        let folder = Folder::new();
        let table = folder.table("a.csv", file(&rows));
        let contains = |text: &str| filtered(&[filter(0, Kind::Contains, text)]);
        let expected: Vec<u64> = (0..).zip(&rows)
            .filter(|(_, row)| folded(&row.0).contains(&folded(&text))).map(|(record, _)| record).collect();
        let found = view(&table, &contains(&text));
        prop_assert_eq!(records(&found), expected);

        let searched = Query { search: Some(text.clone()), ..Query::default() };
        let expected: Vec<u64> = (0..).zip(&rows)
            .filter(|(_, row)| [&row.0, &row.1].iter().any(|cell| folded(cell).contains(&folded(&text))))
            .map(|(record, _)| record).collect();
        prop_assert_eq!(records(&view(&table, &searched)), expected);

        // Whatever is given to build upon, the answer is the same.
        let sort = Some(Sort { column: 1, descending, natural });
        let stricter = contains(&format!("{text}{more}"));
        let queries = [stricter.clone(), Query { sort, ..stricter }, Query { sort, ..contains(&text) }, contains("")];
        for query in &queries {
            let fresh = view(&table, query);
            for base in queries.iter().map(|base| view(&table, base)).chain([found.clone(), View::whole(&table)]) {
                let built = table.view(query, Some(&base), &Cancel::new()).expect("a good query");
                prop_assert_eq!(records(&built), records(&fresh));
            }
        }
    }
}
