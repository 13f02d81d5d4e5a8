use std::path::{Path, PathBuf};

use table::Cancel;
use tempfile::TempDir;

use super::*;
use crate::texts::Texts;
use crate::view::Language::En;
use crate::view::{
    DifferenceKind, DifferenceQuery, FailureCode, FileSaved, GridAnswer, GridFilter, GridFilterKind,
    GridQuery, GridSave, GridSort, ReadAs,
};

const EN: Texts = Texts(En);

const SMALL: &str = "allure_id;name;tags\r\n1;Вход;smoke\r\n2;\"Выход; быстрый\";\r\n10;Поиск;smoke,ui\r\n";

struct Files(TempDir);

impl Files {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) -> Opening {
        let path = self.0.path().join(name);
        std::fs::write(&path, text).expect("written");
        Opening { path, headers: true, read_as: ReadAs::default() }
    }

    fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.0.path()).expect("readable").flatten();
        let mut names: Vec<_> =
            entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }
}

fn grid_of(opening: &Opening) -> Grid {
    let table = open_table(opening, EN).expect("it opens");
    Grid::new(1, opening.path.clone(), table, opening.headers)
}

fn found(grid: &Grid, query: &GridQuery) -> (u32, u64) {
    let answer = grid.find(query, &grid.ask(), EN).expect("an answer");
    let GridAnswer::Found { view, rows, .. } = answer else { panic!("{answer:?}") };
    (view, rows)
}

fn filter(column: u32, kind: GridFilterKind, text: &str) -> GridQuery {
    let filters = vec![GridFilter { column, kind, text: text.to_owned() }];
    GridQuery { filters, ..GridQuery::default() }
}

fn ids(grid: &Grid, view: u32) -> Vec<String> {
    let rows = grid.rows(Some(view), 0, 100, EN).expect("rows");
    rows.into_iter().map(|row| row.cells[0].text.clone()).collect()
}

#[test]
fn an_open_file_tells_its_columns_and_first_rows() {
    let files = Files::new();
    let info = grid_of(&files.write("a.csv", SMALL)).info(EN);
    assert_eq!(
        (info.name.as_str(), info.separator.as_str(), info.encoding.as_str()),
        ("a.csv", ";", "UTF-8")
    );
    assert_eq!(
        (info.columns, info.key_column),
        (["allure_id", "name", "tags"].map(str::to_owned).to_vec(), Some(0))
    );
    assert!(info.progress.done && info.progress.rows == 3 && info.progress.faults.is_empty());
    assert_eq!((info.rows.len(), info.rows[1].cells[1].text.as_str()), (3, "Выход; быстрый"));
}

#[test]
fn a_file_without_headers_has_numbers_for_names() {
    let files = Files::new();
    let opening = Opening { headers: false, ..files.write("a.csv", "7;x\n8;y\n") };
    let info = grid_of(&opening).info(EN);
    assert_eq!((info.columns, info.progress.rows), (vec!["1".to_owned(), "2".to_owned()], 2));
}

#[test]
fn faults_are_told_with_their_lines_and_counted() {
    let files = Files::new();
    let progress = grid_of(&files.write("a.csv", "a,b\n1\n2\n3,\0\n")).progress(EN);
    assert_eq!(progress.faults_total, 3);
    assert!(progress.faults[0].starts_with("Line 2: 1 cells instead of 2."), "{:?}", progress.faults);
    assert!(progress.faults[1].starts_with("Line 4: a zero byte"), "{:?}", progress.faults);
}

#[test]
fn filters_sorts_and_searches_make_views() {
    let files = Files::new();
    let grid = grid_of(&files.write("a.csv", SMALL));
    let (view, rows) = found(&grid, &filter(2, GridFilterKind::Contains, "SMOKE"));
    assert_eq!((rows, ids(&grid, view)), (2, vec!["1".to_owned(), "10".to_owned()]));
    let (empty, _) = found(&grid, &filter(2, GridFilterKind::Empty, ""));
    assert_eq!(ids(&grid, empty), ["2"]);
    let sort = Some(GridSort { column: 0, descending: true, natural: true });
    let (sorted, _) = found(&grid, &GridQuery { sort, ..GridQuery::default() });
    assert_eq!(ids(&grid, sorted), ["10", "2", "1"]);
    // Rows of the view before are still there.
    assert_eq!(ids(&grid, view), ["1", "10"]);

    let search = GridQuery { search: "smoke".to_owned(), ..GridQuery::default() };
    let GridAnswer::Found { rows, hits: Some(hits), .. } = grid.find(&search, &grid.ask(), EN).expect("hits")
    else {
        panic!("hits are counted")
    };
    assert_eq!((rows, hits.cells, hits.rows, hits.places), (3, 2, 2, vec![0, 2]));
}

#[test]
fn a_later_query_overtakes_and_a_wrong_expression_is_refused() {
    let files = Files::new();
    let grid = grid_of(&files.write("a.csv", SMALL));
    let first = grid.ask();
    let second = grid.ask();
    let query = filter(1, GridFilterKind::Regex, "В.*");
    assert_eq!(grid.find(&query, &first, EN), Ok(GridAnswer::Overtaken));
    assert!(matches!(grid.find(&query, &second, EN), Ok(GridAnswer::Found { rows: 2, .. })));
    let wrong = filter(1, GridFilterKind::Regex, "(");
    let refused = grid.find(&wrong, &grid.ask(), EN).expect("an answer");
    assert!(matches!(refused, GridAnswer::Refused { column: 1, .. }), "{refused:?}");
}

#[test]
fn a_cell_is_cut_at_a_megabyte_and_its_size_told() {
    let files = Files::new();
    let long = "é".repeat(600_000);
    let grid = grid_of(&files.write("a.csv", format!("allure_id,text\n1,{long}\n2\n")));
    let cell = grid.cell(0, 1, EN).expect("a cell");
    assert_eq!((cell.text.len(), cell.bytes, cell.cut), (1 << 20, 1_200_000, true));
    let shown = grid.rows(None, 0, 1, EN).expect("rows");
    assert!(shown[0].cells[1].cut && shown[0].cells[1].text.chars().count() == 400);
    let short = grid.cell(1, 1, EN).expect("no cell");
    assert_eq!((short.text.as_str(), short.bytes, short.cut), ("", 0, false));
    assert_eq!(grid.cell(0, u32::MAX, EN).expect("no cell").bytes, 0);
}

#[test]
fn of_too_many_open_files_the_oldest_is_closed() {
    let files = Files::new();
    let opening = files.write("a.csv", SMALL);
    let table = open_table(&opening, EN).expect("it opens");
    let grids = Grids::default();
    let add = || grids.add(|id| Grid::new(id, opening.path.clone(), table.clone(), true));
    let first = add();
    let query = first.ask();
    let others: Vec<_> = (0..8).map(|_| add().id).collect();
    assert!(grids.get(first.id).is_none() && others.iter().all(|id| grids.get(*id).is_some()));
    assert!(query.is_cancelled() && first.indexing().is_cancelled());
    grids.close(others[0]);
    assert!(grids.get(others[0]).is_none());
}

#[test]
fn what_is_no_table_is_told_in_plain_words() {
    let files = Files::new();
    let code = |path: PathBuf| {
        let opening = Opening { path, headers: true, read_as: ReadAs::default() };
        open_table(&opening, EN).map(|_| ()).expect_err("no table").code
    };
    assert_eq!(code(files.0.path().join("gone.csv")), FailureCode::NotFound);
    assert_eq!(code(files.0.path().to_owned()), FailureCode::Input);
    let utf_32 = files.write("a.csv", [0xff, 0xfe, 0, 0, b'a', 0, 0, 0]);
    assert_eq!(code(utf_32.path), FailureCode::Input);
}

#[test]
fn odd_files_are_opened_as_far_as_they_go() {
    let files = Files::new();
    for (bytes, rows) in
        [(&b""[..], 0), (b"\"", 0), (b"\0\0\n\0", 1), (b"a\n\"b", 1), (&[0xff, 0xff, b'\n'], 0)]
    {
        let grid = grid_of(&files.write("a.csv", bytes));
        let info = grid.info(EN);
        assert_eq!(info.progress.rows, rows, "{bytes:?}");
        found(&grid, &GridQuery::default());
    }
}

fn save_of(view: Option<u32>, path: &Path) -> GridSave {
    GridSave {
        id: 1,
        view,
        columns: vec![1, 0],
        path: path.to_string_lossy().into_owned(),
        for_excel: false,
        separator: None,
        replace: false,
    }
}

fn saved(grid: &Grid, save_: GridSave) -> FileSaved {
    let cancel = Cancel::new();
    save(&Saving::of_grid(grid, save_, &cancel, EN).expect("it can be"), &cancel, EN)
}

#[test]
fn what_is_filtered_is_saved_as_it_is_shown() {
    let files = Files::new();
    let grid = grid_of(&files.write("a.csv", SMALL));
    let (view, _) = found(&grid, &filter(2, GridFilterKind::NotEmpty, ""));
    let out = files.0.path().join("b.csv");
    let rows = saved(&grid, save_of(Some(view), &out));
    assert!(matches!(rows, FileSaved::Saved { rows: 2, .. }), "{rows:?}");
    let text = std::fs::read_to_string(&out).expect("readable");
    assert_eq!(text, "name;allure_id\r\nВход;1\r\nПоиск;10\r\n");

    assert!(matches!(saved(&grid, save_of(None, &out)), FileSaved::Exists { .. }));
    assert_eq!(std::fs::read_to_string(&out).expect("readable"), text);
    let replaced = saved(&grid, GridSave { replace: true, for_excel: true, ..save_of(None, &out) });
    assert!(matches!(replaced, FileSaved::Saved { rows: 3, .. }));
    assert!(std::fs::read(&out).expect("readable").starts_with("\u{feff}name,".as_bytes()));
    assert_eq!(files.names(), ["a.csv", "b.csv"]);
}

#[test]
fn a_file_is_not_saved_where_it_cannot_be() {
    let files = Files::new();
    let grid = grid_of(&files.write("a.csv", SMALL));
    let folder = files.0.path();
    let refused = |save: GridSave| {
        let answer = saved(&grid, save);
        let FileSaved::Refused { message } = answer else { panic!("{answer:?}") };
        message
    };
    let itself = folder.join(".").join("a.csv");
    assert!(refused(GridSave { replace: true, ..save_of(None, &itself) }).contains("itself"));
    assert!(refused(save_of(None, &folder.join("gone/b.csv"))).contains("folder is not there"));
    assert!(refused(GridSave { replace: true, ..save_of(None, folder) }).contains("a folder of this name"));
    assert!(refused(save_of(None, Path::new("b.csv"))).contains("Choose a folder"));
    assert!(refused(GridSave { columns: vec![], ..save_of(None, &folder.join("b.csv")) }).contains("column"));
    assert_eq!(files.names(), ["a.csv"]);
}

#[test]
fn a_copy_for_excel_lies_beside_and_runs_no_formula() {
    let files = Files::new();
    let opening = files.write("a.csv", "allure_id,name\n1,=1+1\n2,-5\n");
    let saving = Saving::for_excel(opening, None, None, false, &Cancel::new(), EN).expect("it can be");
    let FileSaved::Saved { path, rows } = save(&saving, &Cancel::new(), EN) else { panic!("it is saved") };
    assert!(path.ends_with("a_excel.csv"), "{path}");
    assert_eq!(rows, 2);
    let text = std::fs::read_to_string(path).expect("readable");
    assert_eq!(text, "\u{feff}allure_id,name\r\n1,'=1+1\r\n2,-5\r\n");
}

#[test]
fn a_save_that_is_given_up_leaves_nothing() {
    let files = Files::new();
    let grid = grid_of(&files.write("a.csv", SMALL));
    let cancel = Cancel::new();
    let saving =
        Saving::of_grid(&grid, save_of(None, &files.0.path().join("b.csv")), &cancel, EN).expect("it can be");
    cancel.cancel();
    assert!(matches!(save(&saving, &cancel, EN), FileSaved::Refused { .. }));
    assert_eq!(files.names(), ["a.csv"]);
}

const OLD: &str = "allure_id,name,tags,gone\n1,Login,a,x\n2,Logout,b,x\n3,Search,c,x\n3,Again,c,x\n";
const NEW: &str = "tags,allure_id,name,fresh\na,1,Sign in,\nbb,2,Log out,\n,4,\"Pay\",y\n";

fn pair(files: &Files) -> Pair {
    let (old, new) = (files.write("old.csv", OLD), files.write("new.csv", NEW));
    Pair::compare((5, 6), (&old, &new), &Cancel::new(), EN).expect("they are compared")
}

fn page(
    pair: &Pair,
    kind: DifferenceKind,
    column: Option<&str>,
    offset: u32,
) -> (u64, Vec<(String, String, usize)>) {
    let column = column.map(str::to_owned);
    let query = DifferenceQuery { old_id: 5, new_id: 6, kind, column, offset, limit: 1 };
    let page = pair.page(&query, &Cancel::new(), EN).expect("a page");
    (page.total, page.items.into_iter().map(|item| (item.key, item.name, item.cells.len())).collect())
}

#[test]
fn two_files_are_compared_by_the_key() {
    let files = Files::new();
    let pair = pair(&files);
    let found = &pair.summary;
    assert_eq!((found.appeared, found.vanished, found.changed, found.unchanged), (1, 1, 2, 0));
    assert_eq!(
        (found.columns_appeared.as_slice(), found.columns_vanished.as_slice()),
        (&["fresh".to_owned()][..], &["gone".to_owned()][..])
    );
    let columns: Vec<_> =
        found.changed_columns.iter().map(|change| (change.column.as_str(), change.cells)).collect();
    assert_eq!(columns, [("name", 2), ("tags", 1)]);
    assert_eq!((found.repeated.as_slice(), found.old_name.as_str()), (&["3".to_owned()][..], "old.csv"));
}

#[test]
fn differences_come_in_pages() {
    let files = Files::new();
    let pair = pair(&files);
    let row = |key: &str, name: &str, cells| (key.to_owned(), name.to_owned(), cells);
    assert_eq!(page(&pair, DifferenceKind::Changed, None, 0), (2, vec![row("1", "Sign in", 1)]));
    assert_eq!(page(&pair, DifferenceKind::Changed, None, 1), (2, vec![row("2", "Log out", 2)]));
    assert_eq!(page(&pair, DifferenceKind::Changed, Some("tags"), 0), (1, vec![row("2", "Log out", 2)]));
    assert_eq!(page(&pair, DifferenceKind::Changed, Some("gone"), 0), (0, vec![]));
    assert_eq!(page(&pair, DifferenceKind::Appeared, None, 0), (1, vec![row("4", "Pay", 3)]));
    assert_eq!(page(&pair, DifferenceKind::Vanished, None, 0), (1, vec![row("3", "Search", 4)]));
    assert_eq!(page(&pair, DifferenceKind::Vanished, None, 9), (1, vec![]));
}

#[test]
fn long_texts_of_a_difference_are_cut() {
    let files = Files::new();
    let text = |end: &str| format!("allure_id,name\n1,{}{end}\n", "ж".repeat(3_000));
    let (old, new) = (files.write("old.csv", text("a")), files.write("new.csv", text("b")));
    let pair = Pair::compare((1, 2), (&old, &new), &Cancel::new(), EN).expect("they are compared");
    let query = DifferenceQuery {
        old_id: 1,
        new_id: 2,
        kind: DifferenceKind::Changed,
        column: None,
        offset: 0,
        limit: 9,
    };
    let page = pair.page(&query, &Cancel::new(), EN).expect("a page");
    let cell = &page.items[0].cells[0];
    let old = cell.old.as_deref().expect("an old text");
    assert_eq!((old.chars().count(), old.ends_with('…')), (2_001, true));
}

#[test]
fn a_file_without_the_key_is_named() {
    let files = Files::new();
    let (old, new) = (files.write("old.csv", OLD), files.write("new.csv", "id,name\n1,x\n"));
    let failure = Pair::compare((1, 2), (&old, &new), &Cancel::new(), EN).map(|_| ()).expect_err("no key");
    assert_eq!(failure.code, FailureCode::Input);
    assert!(failure.message.contains("new.csv has no column allure_id"), "{}", failure.message);
}

#[test]
fn the_last_few_comparisons_are_kept_while_their_files_are_the_same() {
    let files = Files::new();
    let grids = Grids::default();
    let kept = grids.keep(pair(&files));
    assert!(grids.pair(5, 6).is_some_and(|pair| pair.is_current()) && grids.pair(6, 5).is_none());
    std::fs::write(files.0.path().join("new.csv"), "allure_id\n").expect("written");
    assert!(!kept.is_current());
}
