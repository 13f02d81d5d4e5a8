//! Exported files taken in day by day, on a real disk.

use std::path::{Path, PathBuf};

use casebook::{
    Casebook, Copy, Error, Field, Group, Line, LineChange, Loose, Query, Taken, Way, changed_fields,
};
use tempfile::TempDir;

const SERVER: &str = "https://testops.example";
const DAY: i64 = 86_400_000;

struct Fixture {
    folder: TempDir,
    book: Casebook,
}

impl Fixture {
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let book = Casebook::open(&folder.path().join("index/cases.db")).await.expect("an index");
        Self { folder, book }
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, text).expect("written");
        path
    }

    async fn day(&self, number: i64, text: &str) -> Taken {
        let path = self.write(&format!("day-{number}.csv"), text);
        self.book.take_in(&copy(&path, "daily", number)).await.expect("taken in")
    }

    async fn found(&self, words: &str) -> Vec<i64> {
        let query = Query { limit: 50, ..query(words) };
        self.book.search(&query).await.expect("found").hits.iter().map(|hit| hit.id).collect()
    }
}

fn copy(path: &Path, key: &str, day: i64) -> Copy {
    let line = Line { server: SERVER.to_owned(), project: 1, key: key.to_owned() };
    Copy { line, path: path.to_owned(), separator: b';', taken_at: day * DAY }
}

fn query(words: &str) -> Query {
    Query { server: SERVER.to_owned(), words: words.to_owned(), limit: 50, ..Query::default() }
}

const FIRST: &str = "allure_id;name;scenario;tag\n\
    7;Login;\"Open the form\nType the password\nThe profile is shown\";smoke\n\
    8;Перевод между счетами;\"Открыть переводы\nВыбрать счёт\";деньги\n\
    9;Logout;Press Logout;\n";
const SECOND: &str = "allure_id;name;scenario;tag\n\
    7;Login;\"Open the form\nType the code\nThe profile is shown\";smoke\n\
    8;Перевод между счетами;\"Открыть переводы\nВыбрать счёт\";деньги\n\
    10;Sign up;Fill the form;smoke\n";

#[tokio::test]
async fn each_day_is_compared_with_the_one_before() {
    let fixture = Fixture::new().await;
    let first = fixture.day(1, FIRST).await;
    assert_eq!(first, Taken { cases: 3, appeared: 3, ..Taken::default() });
    let second = fixture.day(2, SECOND).await;
    assert_eq!(second, Taken { cases: 3, appeared: 1, changed: 1, vanished: 1, left_out: 0 });

    let told = fixture.book.difference(SERVER, 1, DAY, 2 * DAY).await.expect("the difference");
    let told: Vec<_> = told.iter().map(|one| (one.id, one.before, one.after)).collect();
    assert_eq!(told, [(7, true, true), (9, true, false), (10, false, true)]);
    assert_eq!(fixture.book.days(SERVER, 1).await.expect("days"), [2 * DAY, DAY]);
    assert_eq!(fixture.book.projects(SERVER).await.expect("projects"), [(1, 2 * DAY, 3)]);
}

#[tokio::test]
async fn words_are_found_in_any_form_in_both_languages() {
    let fixture = Fixture::new().await;
    fixture.day(1, FIRST).await;
    for words in ["переводы", "ПЕРЕВОДАМИ", "перево", "счет", "счёта деньги", "8", "#8"]
    {
        assert_eq!(fixture.found(words).await, [8], "{words}");
    }
    for words in ["forms", "passw", "smoke login"] {
        assert_eq!(fixture.found(words).await, [7], "{words}");
    }
    assert_eq!(fixture.found("login перевод").await, [0; 0]);
    assert_eq!(fixture.found("\" OR *").await, [0; 0]);
    assert_eq!(fixture.found("").await.len(), 3);
}

#[tokio::test]
async fn what_is_found_says_where() {
    let fixture = Fixture::new().await;
    fixture.day(1, FIRST).await;
    let found = fixture.book.search(&query("password")).await.expect("found");
    let place = Field { name: "scenario".to_owned(), value: "Type the password".to_owned() };
    assert_eq!(found.hits[0].place, Some(place));
}

#[tokio::test]
async fn only_what_the_newest_file_has_is_found() {
    let fixture = Fixture::new().await;
    fixture.day(1, FIRST).await;
    fixture.day(2, SECOND).await;
    assert_eq!(fixture.found("password").await, [0; 0]);
    assert_eq!(fixture.found("logout").await, [0; 0]);
    assert_eq!(fixture.found("code").await, [7]);
}

#[tokio::test]
async fn the_past_of_a_test_case_is_read_from_the_files_that_have_it() {
    let fixture = Fixture::new().await;
    fixture.day(1, FIRST).await;
    fixture.day(2, FIRST).await;
    fixture.day(3, SECOND).await;
    let versions = fixture.book.versions(SERVER, 1, 7).await.expect("versions");
    let times: Vec<_> = versions.iter().map(|one| (one.from, one.last_seen, one.until)).collect();
    assert_eq!(times, [(3 * DAY, 3 * DAY, None), (DAY, 2 * DAY, Some(3 * DAY))]);
    // The second day has the same, so the first file is not needed any more.
    std::fs::remove_file(fixture.folder.path().join("day-1.csv")).expect("removed");
    let new = fixture.book.fields(&versions[0]).await.expect("the new version");
    let old = fixture.book.fields(&versions[1]).await.expect("the old version");
    let changes = changed_fields(&old, &new);
    assert_eq!(changes.len(), 1);
    let lines = [
        LineChange::Same("Open the form".to_owned()),
        LineChange::Removed("Type the password".to_owned()),
        LineChange::Added("Type the code".to_owned()),
        LineChange::Same("The profile is shown".to_owned()),
    ];
    assert_eq!((changes[0].name.as_str(), &changes[0].lines[..]), ("scenario", &lines[..]));
}

#[tokio::test]
async fn a_file_that_was_written_to_or_is_gone_is_said() {
    let fixture = Fixture::new().await;
    fixture.day(1, FIRST).await;
    let version = fixture.book.versions(SERVER, 1, 7).await.expect("versions").remove(0);
    fixture.write("day-1.csv", &FIRST.replace("Open", "Shut"));
    assert!(matches!(fixture.book.fields(&version).await, Err(Error::Changed(_))));
    std::fs::remove_file(fixture.folder.path().join("day-1.csv")).expect("removed");
    assert!(matches!(fixture.book.fields(&version).await, Err(Error::Gone(_))));
}

#[tokio::test]
async fn a_test_case_of_several_exports_is_found_once_as_the_newest_has_it() {
    let fixture = Fixture::new().await;
    fixture.day(1, FIRST).await;
    let path = fixture.write("other.csv", SECOND);
    fixture.book.take_in(&copy(&path, "weekly", 2)).await.expect("taken in");
    let found = fixture.book.search(&query("login")).await.expect("found");
    assert_eq!((found.total, found.hits.len(), found.hits[0].as_of), (1, 1, 2 * DAY));
}

#[tokio::test]
async fn bad_files_leave_nothing_behind() {
    let fixture = Fixture::new().await;
    let no_key = fixture.write("no-key.csv", "id;name\n1;a\n");
    assert!(matches!(fixture.book.take_in(&copy(&no_key, "daily", 1)).await, Err(Error::NoKey)));
    let missing = fixture.folder.path().join("missing.csv");
    assert!(fixture.book.take_in(&copy(&missing, "daily", 1)).await.is_err());
    assert!(fixture.book.projects(SERVER).await.expect("projects").is_empty());
    // Rows without a number, twice the same number, too few and too many cells.
    let odd = fixture.day(2, "\u{feff}allure_id;name\nx;a\n1;One\n1;Again\n2\n3;Three;more\n").await;
    assert_eq!(odd, Taken { cases: 3, appeared: 3, left_out: 2, ..Taken::default() });
    assert_eq!(fixture.found("three").await, [3]);
    let again = copy(&fixture.folder.path().join("day-2.csv"), "daily", 2);
    assert!(matches!(fixture.book.take_in(&again).await, Err(Error::Older)));
}

#[tokio::test]
async fn an_index_that_is_broken_is_made_anew() {
    let fixture = Fixture::new().await;
    fixture.day(1, FIRST).await;
    let path = fixture.folder.path().join("other/cases.db");
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    std::fs::write(&path, "this is no database, and long enough to be looked at by one").expect("written");
    let book = Casebook::open(&path).await.expect("an index");
    assert_eq!(book.projects(SERVER).await.expect("projects"), []);
    fixture.book.forget(SERVER).await.expect("forgotten");
    assert!(fixture.found("login").await.is_empty());
}

#[tokio::test]
async fn a_copy_of_a_day_is_held_against_another_file() {
    let fixture = Fixture::new().await;
    fixture.day(1, FIRST).await;
    fixture.day(2, SECOND).await;
    let copy = fixture.book.copy_of(SERVER, 1, DAY).await.expect("read").expect("there");
    assert_eq!((copy.key.as_str(), copy.columns.len()), ("daily", 4));
    let now = Loose::read(&fixture.write("now.csv", SECOND), b';').expect("read");
    let told: Vec<_> = copy.cases.iter().map(|kept| (kept.id, now.says_the_same(kept))).collect();
    assert_eq!(told, [(7, Some(false)), (9, None), (8, Some(true))]);
    let was = fixture.book.kept_fields(&copy.cases[0]).await.expect("read");
    let is = now.fields(7).expect("read").expect("there");
    assert_eq!(
        changed_fields(&is, &was).iter().map(|one| one.name.as_str()).collect::<Vec<_>>(),
        ["scenario"]
    );
    assert!(now.fields(9).expect("read").is_none());
    assert_eq!(fixture.book.copy_of(SERVER, 1, 3 * DAY).await.expect("read"), None);
}

const TREE: &str = "allure_id;name;Feature;Story;tag;scenario;created\n\
    1;Login;Auth;Password;smoke, fast;Open;2026-01-01\n\
    2;Login by code;Auth;Code;smoke;Open;2026-01-02\n\
    3;Logout;auth;;;Leave;2026-01-03\n\
    4;Pay;Payments;Card;fast;Pay;2026-01-04\n\
    5;Pay back;Payments;Card;;\"Pay\nback\";2026-01-05\n\
    6;About;;;;Read;2026-01-06\n";

fn way(columns: &[&str], values: &[&str]) -> Way {
    let owned = |all: &[&str]| all.iter().map(ToString::to_string).collect();
    Way { columns: owned(columns), values: owned(values) }
}

impl Fixture {
    async fn groups(&self, columns: &[&str], values: &[&str]) -> Vec<(String, u64)> {
        let groups = self.book.groups(SERVER, 1, &way(columns, values)).await.expect("groups");
        groups.into_iter().map(|Group { name, cases }| (name, cases)).collect()
    }

    async fn within(&self, columns: &[&str], values: &[&str], words: &str) -> Vec<i64> {
        let query = Query { project: Some(1), within: Some(way(columns, values)), ..query(words) };
        self.book.search(&query).await.expect("found").hits.iter().map(|hit| hit.id).collect()
    }
}

fn named<const N: usize>(groups: [(&str, u64); N]) -> Vec<(String, u64)> {
    groups.map(|(name, cases)| (name.to_owned(), cases)).into()
}

#[tokio::test]
async fn columns_with_shared_values_make_trees() {
    let fixture = Fixture::new().await;
    fixture.day(1, TREE).await;
    let columns = fixture.book.grouping_columns(SERVER, 1).await.expect("columns");
    assert_eq!(columns, ["Feature", "tag"], "a date or a text of its own groups nothing");

    let levels = ["feature", "tag"];
    let top = fixture.groups(&levels, &[]).await;
    assert_eq!(top, named([("Auth", 2), ("auth", 1), ("Payments", 2), ("", 1)]));
    assert_eq!(fixture.groups(&levels, &["Auth"]).await, named([("fast", 1), ("smoke", 2)]));
    assert_eq!(fixture.groups(&levels, &["Payments"]).await, named([("fast", 1), ("", 1)]));
    assert_eq!(fixture.groups(&levels, &["Auth", "fast"]).await, []);
    assert_eq!(fixture.groups(&["created"], &[]).await, []);

    assert_eq!(fixture.within(&levels, &["Auth"], "").await, [1, 2]);
    assert_eq!(fixture.within(&levels, &["Payments", ""], "").await, [5]);
    assert_eq!(fixture.within(&levels, &[""], "").await, [6]);
    assert_eq!(fixture.within(&levels, &["Auth"], "code").await, [2]);
    assert!(fixture.within(&levels, &["Gone"], "").await.is_empty());
}

#[tokio::test]
async fn groups_follow_the_newest_file_and_count_a_test_case_once() {
    let fixture = Fixture::new().await;
    fixture.day(1, TREE).await;
    assert_eq!(fixture.groups(&["tag"], &[]).await, named([("fast", 2), ("smoke", 2), ("", 3)]));
    fixture.day(2, &TREE.replace("4;Pay;Payments;Card;fast", "4;Pay;Payments;Card;smoke")).await;
    assert_eq!(fixture.groups(&["tag"], &[]).await, named([("fast", 1), ("smoke", 3), ("", 3)]));
    // Another export of the project, older, with two test cases that the first has as well.
    let other = fixture
        .write("other.csv", "allure_id;name;tag\n5;Pay back;slow\n6;About;slow\n7;Help;slow\n8;Terms;slow\n");
    fixture.book.take_in(&copy(&other, "other", 1)).await.expect("taken in");
    let groups = fixture.groups(&["tag"], &[]).await;
    assert_eq!(groups, named([("fast", 1), ("slow", 2), ("smoke", 3), ("", 3)]));
}

#[tokio::test]
async fn groups_of_a_file_that_is_gone_are_an_error() {
    let fixture = Fixture::new().await;
    fixture.day(1, TREE).await;
    std::fs::remove_file(fixture.folder.path().join("day-1.csv")).expect("removed");
    let groups = fixture.book.groups(SERVER, 1, &way(&["tag"], &[])).await;
    assert!(matches!(groups, Err(Error::Gone(_))), "{groups:?}");
}

#[tokio::test]
async fn a_letter_is_the_beginning_of_a_word_in_the_name() {
    let fixture = Fixture::new().await;
    fixture.day(1, FIRST).await;
    for (letter, wanted) in [("l", vec![7, 9]), ("п", vec![8]), ("q", vec![])] {
        let mut found = fixture.found(letter).await;
        found.sort_unstable();
        assert_eq!(found, wanted, "{letter}");
    }
}

#[tokio::test]
async fn names_with_all_words_come_first_and_pages_follow_each_other() {
    let fixture = Fixture::new().await;
    let mut text = "allure_id;name;scenario\n".to_owned();
    for id in 1..=30 {
        let (name, scenario) = match id % 3 {
            0 => ("Pay a card", "Wait"),
            1 => ("Something", "Pay the card"),
            _ => ("Pay later", "Take a card"),
        };
        text.extend([&id.to_string(), ";", name, ";", scenario, "\n"]);
    }
    fixture.day(1, &text).await;
    let page = async |offset: u32, limit: u32| {
        let query = Query { offset, limit, ..query("pay card") };
        let found = fixture.book.search(&query).await.expect("found");
        assert_eq!(found.total, 30);
        found.hits.iter().map(|hit| (hit.id, hit.place.is_some())).collect::<Vec<_>>()
    };
    let all = page(0, 30).await;
    let tier = |place: usize| all[place].0 % 3;
    assert!((0..10).all(|place| tier(place) == 0 && !all[place].1));
    assert!((10..20).all(|place| tier(place) == 2 && all[place].1));
    assert!((20..30).all(|place| tier(place) == 1 && all[place].1));
    for (offset, limit) in [(0, 7), (5, 10), (8, 15), (12, 3), (19, 11), (25, 30), (30, 5)] {
        let wanted: Vec<_> = all.iter().skip(offset as usize).take(limit as usize).copied().collect();
        assert_eq!(page(offset, limit).await, wanted, "{offset} {limit}");
    }
}
