//! What stores can do, found out and lived with.

use shelf::fixture::{Store, Trouble, Ways};
use shelf::{Fault, Probe, Put};

use crate::{ours, shelf};

#[tokio::test]
async fn a_store_that_can_do_it_all_is_left_as_it_was() {
    let store = Store::start().await;
    let probe = shelf(&store).probe().await;
    assert_eq!(probe, Ok(Probe { creates_once: true, keeps_metadata: true, lists: true }));
    assert!(store.keys().iter().all(|key| !key.contains("probe/probe")), "{:?}", store.keys());
}

#[tokio::test]
async fn a_store_that_overwrites_is_known_and_used_with_care() {
    let ways = Ways { ignores_conditions: true, ..Ways::default() };
    let (store, one, two) = (Store::start_as(ways, None).await, ours(b"one"), ours(b"two"));
    let shelf = shelf(&store);
    assert!(!shelf.probe().await.expect("probed").creates_once);
    assert_eq!(shelf.put_new("a.csv", &one.source).await, Ok(Put::Sent));
    let taken = shelf.put_new("a.csv", &two.source).await.expect_err("looked at first");
    assert_eq!(taken.fault, Fault::Taken);
}

#[tokio::test]
async fn a_store_without_conditions_is_written_without_them() {
    let ways = Ways { knows_no_conditions: true, ..Ways::default() };
    let (store, one) = (Store::start_as(ways, None).await, ours(b"one"));
    assert_eq!(shelf(&store).put_new("a.csv", &one.source).await, Ok(Put::Sent));
    let probe = shelf(&store).probe().await.expect("probed");
    assert_eq!((probe.creates_once, probe.lists), (false, true));
}

#[tokio::test]
async fn a_probe_says_what_does_not_work_at_all() {
    let store = Store::start().await;
    store.trouble(Trouble::Refuses(403, "AccessDenied"));
    let denied = shelf(&store).probe().await.expect_err("denied");
    assert_eq!(denied.fault, Fault::Denied);
    assert!(denied.to_string().contains("rights to put, get, list and delete"), "{denied}");
}
