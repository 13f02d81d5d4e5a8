//! Hits and their places.

use table::{Cancel, Cancelled, Query, Sort, View, WorkError};

use crate::Folder;

const TEXT: &str = "id,name,note\n1,вход,вход и выход\n2,нет,\n3,\"ВХОД \"\"сюда\"\"\",a\n4,b,перевход\n";

#[test]
fn counts_cells_and_rows_and_walks_over_them() {
    let folder = Folder::new();
    let table = folder.table("a.csv", TEXT);
    let hits = table.search(&View::whole(&table), "Вход", &Cancel::new()).expect("a good text");
    assert_eq!((hits.cells(), hits.rows()), (4, 3));
    assert_eq!(
        [hits.next(None), hits.next(Some(0)), hits.next(Some(2)), hits.next(Some(3))].map(position),
        [0, 2, 3, 9]
    );
    let before =
        [hits.previous(None), hits.previous(Some(3)), hits.previous(Some(1)), hits.previous(Some(0))];
    assert_eq!(before.map(position), [3, 2, 0, 9]);
    assert_eq!((hits.ordinal(0), hits.ordinal(3)), (0, 2));
    assert_eq!(hits.columns(&table, 0).expect("unchanged"), [1, 2]);
    assert_eq!(hits.columns(&table, 3).expect("unchanged"), [2]);
}

fn position(position: Option<u64>) -> u64 {
    position.unwrap_or(9)
}

#[test]
fn finds_quotes_and_nothing_across_cells() {
    let folder = Folder::new();
    let table = folder.table("a.csv", TEXT);
    let rows =
        |text: &str| table.search(&View::whole(&table), text, &Cancel::new()).expect("a good text").rows();
    assert_eq!([rows("\"сюда\""), rows("нет,"), rows("a\n4"), rows("\"\""), rows("")], [1, 0, 0, 0, 0]);
    let stray = folder.table("stray.csv", "id,name\n1,\"вх\"од\n2,\"вход\"\n");
    let hits = stray.search(&View::whole(&stray), "вход", &Cancel::new()).expect("a good text");
    assert_eq!((hits.cells(), hits.rows()), (2, 2));
}

#[test]
fn gives_positions_in_the_view_s_order() {
    let folder = Folder::new();
    let table = folder.table("a.csv", TEXT);
    let sort = Some(Sort { column: 0, descending: true, natural: true });
    let view = table.view(&Query { sort, ..Query::default() }, None, &Cancel::new()).expect("a good query");
    let hits = table.search(&view, "вход", &Cancel::new()).expect("a good text");
    assert_eq!([hits.next(None), hits.next(Some(0)), hits.next(Some(1))].map(position), [0, 1, 3]);
}

#[test]
fn stops_when_cancelled() {
    let folder = Folder::new();
    let table = folder.table("a.csv", TEXT);
    let cancel = Cancel::new();
    cancel.cancel();
    let searched = table.search(&View::whole(&table), "a", &cancel);
    assert_eq!(searched.map(|hits| hits.rows()), Err(WorkError::Cancelled(Cancelled)));
}
