//! Stores in trouble: what is told, and what is left.

use std::time::Duration;

use shelf::fixture::{BUCKET, Store, Trouble};
use shelf::{Fault, Keys, Put};

use crate::{many, ours, shelf, shelf_at};

#[tokio::test]
async fn a_short_storm_is_sat_out() {
    let (store, ours) = (Store::start().await, ours(b"one"));
    store.trouble(Trouble::Busy(3));
    assert_eq!(shelf(&store).put_new("a.csv", &ours.source).await, Ok(Put::Sent));
}

#[tokio::test]
async fn a_long_storm_is_told_and_leaves_nothing() {
    for size in [3, (9 << 20) + 1] {
        let (store, ours) = (Store::start().await, ours(&many(size)));
        let shelf = shelf(&store);
        store.trouble(Trouble::Busy(1_000));
        let busy = shelf.put_new("a.csv", &ours.source).await.expect_err("busy");
        assert_eq!(busy.fault, Fault::Busy);
        assert!(busy.is_passing());
        store.calm();
        assert_eq!(shelf.head("a.csv").await, Ok(None));
        assert_eq!(shelf.put_new("a.csv", &ours.source).await, Ok(Put::Sent));
    }
}

#[tokio::test]
async fn a_storm_in_the_middle_of_a_large_file_leaves_no_object() {
    let (store, ours) = (Store::start().await, ours(&many((17 << 20) + 1)));
    let shelf = shelf(&store);
    let put = shelf.put_new("a.csv", &ours.source);
    let trouble = async {
        while !store.asked().iter().any(|asked| asked.contains("partNumber=2")) {
            tokio::task::yield_now().await;
        }
        store.trouble(Trouble::Busy(1_000));
    };
    let (put, ()) = tokio::join!(put, trouble);
    assert_eq!(put.expect_err("busy").fault, Fault::Busy);
    store.calm();
    assert_eq!(shelf.head("a.csv").await, Ok(None));
    assert_eq!(shelf.put_new("a.csv", &ours.source).await, Ok(Put::Sent));
}

#[tokio::test]
async fn a_store_that_says_nothing_is_given_up() {
    let (store, ours) = (Store::start().await, ours(b"one"));
    let mut place = store.place();
    place.patience.answer = Duration::from_millis(50);
    place.patience.repeats = 1;
    store.trouble(Trouble::Silent);
    let slow = shelf_at(&place).put_new("a.csv", &ours.source).await.expect_err("too slow");
    assert_eq!(slow.fault, Fault::Timeout);
    assert!(slow.is_passing());
}

#[tokio::test]
async fn nobody_at_the_address() {
    let place = Store::start().await.place();
    let gone = shelf_at(&place).probe().await.expect_err("nobody");
    assert_eq!(gone.fault, Fault::Unreachable);
    assert!(gone.is_passing());
}

#[tokio::test]
async fn a_wrong_secret_a_wrong_key_and_a_bucket_that_is_gone_are_told_apart() {
    let store = Store::start().await;
    let mut place = store.place();
    place.keys = Keys::Fixed { id: shelf::fixture::KEY.to_owned(), secret: "not-this-one".into() };
    let wrong = shelf_at(&place).probe().await.expect_err("wrong secret");
    assert_eq!(wrong.fault, Fault::WrongSecret, "{wrong}");
    assert!(!wrong.is_passing() && !wrong.to_string().contains("not-this-one"), "{wrong}");
    place.keys = Keys::Fixed { id: "AKIASOMEBODY".to_owned(), secret: "x".into() };
    let unknown = shelf_at(&place).probe().await.expect_err("unknown key");
    assert!(matches!(unknown.fault, Fault::WrongKey | Fault::Denied), "{unknown}");
    let shelf = shelf(&store);
    store.trouble(Trouble::Refuses(404, "NoSuchBucket"));
    let gone = shelf.probe().await.expect_err("no bucket");
    assert_eq!(gone.fault, Fault::NoBucket, "{gone}");
    let ours = ours(b"one");
    assert_eq!(shelf.put_new("a.csv", &ours.source).await.expect_err("no bucket").fault, Fault::NoBucket);
    store.calm();
    assert_eq!(shelf.put_new("a.csv", &ours.source).await, Ok(Put::Sent));
}

#[tokio::test]
async fn refusals_are_told_by_what_to_do() {
    let store = Store::start().await;
    for (status, code, fault) in [
        (403, "InvalidAccessKeyId", Fault::WrongKey),
        (403, "RequestTimeTooSkewed", Fault::Clock),
        (400, "ExpiredToken", Fault::Expired),
        (301, "PermanentRedirect", Fault::WrongRegion(None)),
        (418, "Teapot", Fault::Server(418)),
    ] {
        store.trouble(Trouble::Refuses(status, code));
        let refused = shelf(&store).read_range("a.csv", 0..4).await.expect_err("refused");
        assert_eq!(refused.fault, fault, "{refused}");
    }
    store.trouble(Trouble::Page);
    let page = shelf(&store).probe().await.expect_err("no S3");
    assert!(!page.is_passing() || page.fault == Fault::Damaged, "{page}");
}

#[test]
fn places_that_cannot_be_used_are_refused() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let place = runtime.block_on(async { Store::start().await.place() });
    let with = |change: &dyn Fn(&mut shelf::Place)| {
        let mut place = place.clone();
        change(&mut place);
        shelf::Shelf::new(&place).expect_err("refused").fault
    };
    assert_eq!(with(&|place| place.bucket = String::new()), Fault::Place);
    assert_eq!(with(&|place| place.bucket = format!("{BUCKET}/x")), Fault::Place);
    assert_eq!(with(&|place| place.prefix = "a//b".to_owned()), Fault::Place);
    assert_eq!(with(&|place| place.endpoint = "ftp://localhost".parse().ok()), Fault::Place);
    assert_eq!(with(&|place| place.endpoint = "http://u:p@localhost".parse().ok()), Fault::Place);
    assert_eq!(with(&|place| place.ca_pem = Some(b"no certificate".to_vec())), Fault::CaFile);
    let proxy = |url: &str| Some(shelf::Proxy { url: url.parse().expect("a URL"), password: None });
    assert_eq!(with(&|place| place.proxy = proxy("ftp://proxy:1")), Fault::ProxyAddress);
    assert!(!format!("{place:?}").contains(shelf::fixture::SECRET));
}
