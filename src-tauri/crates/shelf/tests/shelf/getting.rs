//! Reading, listing, deleting and links.

use std::time::Duration;

use futures::TryStreamExt as _;
use shelf::Fault;
use shelf::fixture::Store;

use crate::{many, ours, shelf, shelf_at};

#[tokio::test]
async fn ranges_are_read() {
    let (store, ours) = (Store::start().await, ours(b"0123456789"));
    let shelf = shelf(&store);
    shelf.put_new("a.csv", &ours.source).await.expect("put");
    assert_eq!(shelf.read_range("a.csv", 0..4).await.expect("read"), "0123");
    assert_eq!(shelf.read_range("a.csv", 8..10).await.expect("read"), "89");
    let short = shelf.read_range("a.csv", 8..20).await.expect_err("not as many");
    assert_eq!(short.fault, Fault::Damaged);
    let missing = shelf.read_range("b.csv", 0..4).await.expect_err("nothing");
    assert_eq!(missing.fault, Fault::Missing);
}

#[tokio::test]
async fn a_download_that_is_not_what_it_was_leaves_nothing() {
    let (store, ours) = (Store::start().await, ours(&many((9 << 20) + 7)));
    let shelf = shelf(&store);
    shelf.put_new("a.csv", &ours.source).await.expect("put");
    let mut there = std::fs::read(store.bucket().join("a.csv")).expect("there");
    there[5] ^= 1;
    std::fs::write(store.bucket().join("a.csv"), there).expect("spoilt");
    let to = ours.beside("back.csv");
    let damaged = shelf.download("a.csv", &ours.source.sha256, &to).await.expect_err("damaged");
    assert_eq!(damaged.fault, Fault::Damaged);
    assert!(!to.exists());
    let missing = shelf.download("b.csv", &ours.source.sha256, &to).await.expect_err("nothing");
    assert_eq!(missing.fault, Fault::Missing);
    assert!(!to.exists());
}

#[tokio::test]
async fn nothing_here_is_written_over() {
    let (store, ours) = (Store::start().await, ours(b"one"));
    let shelf = shelf(&store);
    shelf.put_new("a.csv", &ours.source).await.expect("put");
    let to = ours.beside("mine.csv");
    std::fs::write(&to, "mine").expect("written");
    let there = shelf.download("a.csv", &ours.source.sha256, &to).await.expect_err("there");
    assert_eq!(there.fault, Fault::File(std::io::ErrorKind::AlreadyExists));
    assert_eq!(std::fs::read_to_string(&to).expect("there"), "mine");
}

#[tokio::test]
async fn a_list_goes_on_after_a_thousand() {
    let store = Store::start().await;
    let folder = store.bucket().join("team/many");
    std::fs::create_dir_all(&folder).expect("a folder");
    for number in 0..1_205 {
        std::fs::write(folder.join(format!("{number:04}.csv")), "x").expect("written");
    }
    std::fs::write(store.bucket().join("other.csv"), "x").expect("written");
    let mut place = store.place();
    place.prefix = "team".to_owned();
    let shelf = shelf_at(&place);
    for under in ["", "many"] {
        let listed: Vec<_> = shelf.list(under).try_collect().await.expect("listed");
        assert_eq!(listed.len(), 1_205);
        assert_eq!((listed[1_204].name.as_str(), listed[1_204].bytes), ("many/1204.csv", 1));
    }
    let pages = store.asked().iter().filter(|asked| asked.contains("list-type=2")).count();
    assert!(pages > 2, "{pages}");
}

#[tokio::test]
async fn deleting_what_is_gone_is_fine() {
    let (store, ours) = (Store::start().await, ours(b"one"));
    let shelf = shelf(&store);
    shelf.put_new("a.csv", &ours.source).await.expect("put");
    for _ in 0..2 {
        shelf.delete("a.csv").await.expect("deleted");
    }
    assert!(store.keys().is_empty());
}

#[tokio::test]
async fn a_link_opens_its_object_and_no_other() {
    let (store, ours) = (Store::start().await, ours(b"one"));
    let shelf = shelf(&store);
    shelf.put_new("a.csv", &ours.source).await.expect("put");
    shelf.put_new("b.csv", &ours.source).await.expect("put");
    let link = shelf.presign("a.csv", Duration::from_hours(1_000)).await.expect("a link");
    assert!(link.as_str().contains("X-Amz-Expires=604800"), "a week at most: {link}");
    assert!(!link.as_str().contains(shelf::fixture::SECRET));
    let got = reqwest::get(link.clone()).await.expect("answered");
    assert_eq!((got.status().as_u16(), got.bytes().await.expect("read").as_ref()), (200, &b"one"[..]));
    let other = link.as_str().replace("a.csv", "b.csv");
    assert_eq!(reqwest::get(other).await.expect("answered").status().as_u16(), 403);
}
