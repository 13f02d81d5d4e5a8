//! A file is put once, and known again.

use shelf::fixture::{Store, Trouble};
use shelf::{Fault, Put};

use crate::{many, ours, shelf, shelf_at};

#[tokio::test]
async fn a_file_is_put_with_its_hash() {
    let (store, ours) = (Store::start().await, ours(b"id,name\n1,a\n"));
    let shelf = shelf(&store);
    assert_eq!(shelf.put_new("2026/a.csv", &ours.source).await, Ok(Put::Sent));
    let held = shelf.head("2026/a.csv").await.expect("answered").expect("there");
    assert_eq!((held.bytes, held.sha256), (12, Some(ours.source.sha256.clone())));
    assert_eq!(std::fs::read(store.bucket().join("2026/a.csv")).expect("there"), b"id,name\n1,a\n");
}

#[tokio::test]
async fn the_same_file_is_found_again_and_not_sent() {
    let (store, ours) = (Store::start().await, ours(b"one"));
    let shelf = shelf(&store);
    shelf.put_new("a.csv", &ours.source).await.expect("put");
    let before = puts(&store);
    assert_eq!(shelf.put_new("a.csv", &ours.source).await, Ok(Put::Found));
    assert_eq!(puts(&store), before);
}

#[tokio::test]
async fn another_file_is_never_put_over_one() {
    let (store, one, two, three) = (Store::start().await, ours(b"one"), ours(b"two"), ours(b"three"));
    let shelf = shelf(&store);
    shelf.put_new("a.csv", &one.source).await.expect("put");
    for other in [&two, &three] {
        let taken = shelf.put_new("a.csv", &other.source).await.expect_err("taken");
        assert_eq!(taken.fault, Fault::Taken);
    }
    assert_eq!(std::fs::read(store.bucket().join("a.csv")).expect("there"), b"one");
}

#[tokio::test]
async fn of_many_who_put_at_once_one_wins() {
    let store = Store::start().await;
    let all: Vec<_> = (0_u8..8).map(|number| ours(&[b'a' + number])).collect();
    let shelf = shelf(&store);
    let tried = futures::future::join_all(all.iter().map(|ours| shelf.put_new("a.csv", &ours.source))).await;
    assert_eq!(tried.iter().filter(|tried| tried.is_ok()).count(), 1, "{tried:?}");
    let won = tried.iter().position(Result::is_ok).expect("one");
    let there = std::fs::read(store.bucket().join("a.csv")).expect("there");
    assert_eq!(there, std::fs::read(&all[won].source.path).expect("ours"));
}

#[tokio::test]
async fn a_large_file_goes_in_parts_and_comes_back_whole() {
    let content = many((20 << 20) + 5);
    let (store, ours) = (Store::start().await, ours(&content));
    let shelf = shelf(&store);
    assert_eq!(shelf.put_new("large.csv", &ours.source).await, Ok(Put::Sent));
    let parts = store.asked().iter().filter(|asked| asked.contains("partNumber=")).count();
    assert_eq!(parts, 3);
    let held = shelf.head("large.csv").await.expect("answered").expect("there");
    assert_eq!((held.bytes, held.sha256.as_ref()), (ours.source.bytes, Some(&ours.source.sha256)));
    let to = ours.beside("back.csv");
    shelf.download("large.csv", &ours.source.sha256, &to).await.expect("downloaded");
    assert!(std::fs::read(&to).expect("there") == content);
    assert_eq!(shelf.put_new("large.csv", &ours.source).await, Ok(Put::Found));
}

#[tokio::test]
async fn a_file_that_changed_meanwhile_is_not_put() {
    for size in [3, (9 << 20) + 1] {
        let (store, ours) = (Store::start().await, ours(&many(size)));
        let shelf = shelf(&store);
        let mut other = many(size);
        other[1] ^= 1;
        std::fs::write(&ours.source.path, &other).expect("written");
        let changed = shelf.put_new("a.csv", &ours.source).await.expect_err("changed");
        assert_eq!(changed.fault, Fault::Changed);
        std::fs::write(&ours.source.path, &other[1..]).expect("written");
        let shorter = shelf.put_new("a.csv", &ours.source).await.expect_err("shorter");
        assert_eq!(shorter.fault, Fault::Changed);
        assert_eq!(store.keys().iter().filter(|key| key.ends_with("a.csv")).count(), 0);
    }
}

#[tokio::test]
async fn a_put_whose_answer_was_lost_is_known_as_ours() {
    let (store, ours) = (Store::start().await, ours(b"one"));
    store.trouble(Trouble::LosesAnswers("PUT", 1));
    let put = shelf(&store).put_new("a.csv", &ours.source).await;
    assert_eq!(put, Ok(Put::Found));
    assert_eq!(store.keys().len(), 1);
}

#[tokio::test]
async fn keys_are_what_people_read() {
    let store = Store::start().await;
    let mut place = store.place();
    place.prefix = "/выгрузки/команда А/".to_owned();
    let shelf = shelf_at(&place);
    let names = [
        "Ночная №7 + план.csv",
        "50% of a&b=c?.csv",
        "a'b(1)!~*.csv",
        "#1 [x] {y} <z>|^`.csv",
        "日本 😀.csv",
    ];
    for name in names {
        let ours = ours(name.as_bytes());
        assert_eq!(shelf.put_new(name, &ours.source).await, Ok(Put::Sent), "{name}");
        let lies = store.bucket().join("выгрузки/команда А").join(name);
        assert_eq!(std::fs::read(lies).expect("under its own name"), name.as_bytes());
        assert_eq!(shelf.head(name).await.expect("answered").expect("there").bytes, name.len() as u64);
        let link = shelf.presign(name, std::time::Duration::from_mins(1)).await.expect("a link");
        let got = reqwest::get(link).await.expect("answered").error_for_status().expect("given");
        assert_eq!(got.bytes().await.expect("read"), name.as_bytes());
        shelf.delete(name).await.expect("deleted");
        assert_eq!(shelf.head(name).await, Ok(None));
    }
}

#[tokio::test]
async fn names_that_are_no_keys_are_refused() {
    let (store, ours) = (Store::start().await, ours(b"one"));
    for name in ["../a.csv", "a//b.csv", "a\n.csv", "./a"] {
        let refused = shelf(&store).put_new(name, &ours.source).await.expect_err("refused");
        assert_eq!(refused.fault, Fault::Place, "{name}");
    }
    assert!(store.asked().is_empty());
}

fn puts(store: &Store) -> usize {
    store.asked().iter().filter(|asked| asked.starts_with("PUT")).count()
}
