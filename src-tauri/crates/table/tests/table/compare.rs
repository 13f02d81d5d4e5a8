//! Two files by a key.

use std::collections::HashMap;

use proptest::prelude::*;
use table::{Cancel, Cancelled, Change, Comparison, Table, WorkError, compare};

use crate::Folder;

fn compared(folder: &Folder, old: &str, new: &str) -> (Table, Table, Comparison) {
    let (old, new) = (folder.table("old.csv", old), folder.table("new.csv", new));
    let comparison = compare(&old, &new, "id", &Cancel::new()).expect("both have the key");
    (old, new, comparison)
}

#[test]
fn tells_what_appeared_vanished_and_changed() {
    let folder = Folder::new();
    let (old, new, comparison) = compared(
        &folder,
        "id,name,status\n1,a,x\n2,b,x\n3,c,x\n4,d,x\n",
        "id,name,status\n5,e,x\n4,d,y\n3,c,x\n1,\"a\",x\n",
    );
    assert_eq!((&comparison.appeared[..], &comparison.vanished[..]), (&[0][..], &[1][..]));
    assert_eq!(comparison.changed, [Change { old_record: 3, new_record: 1 }]);
    assert_eq!(comparison.cells(&old, &new, comparison.changed[0]).expect("unchanged"), [(2, 2)]);
    assert!(comparison.columns_appeared.is_empty() && comparison.columns_vanished.is_empty());
}

#[test]
fn matches_columns_by_their_names() {
    let folder = Folder::new();
    let (old, new, comparison) = compared(
        &folder,
        "id,name,tag,gone,tag\n1,a,t,x,u\n2,b,t,x,u\n",
        "came;tag;id;tag;name\ny;t;1;u;a\ny;t;2;v;b\n",
    );
    assert_eq!(comparison.columns, [(0, 2), (1, 4), (2, 1), (4, 3)]);
    assert_eq!((&comparison.columns_appeared[..], &comparison.columns_vanished[..]), (&[0][..], &[3][..]));
    assert_eq!(comparison.changed, [Change { old_record: 1, new_record: 1 }]);
    assert_eq!(comparison.cells(&old, &new, comparison.changed[0]).expect("unchanged"), [(4, 3)]);
    assert_eq!(comparison.key, (0, 2));
}

#[test]
fn sets_repeated_keys_aside() {
    let folder = Folder::new();
    let (_, _, comparison) = compared(&folder, "id,a\n1,x\n1,y\n2,z\n", "id,a\n1,x\n2,z\n2,w\n3,v\n3,u\n");
    assert_eq!((&comparison.duplicates_old[..], &comparison.duplicates_new[..]), (&[1][..], &[2, 4][..]));
    assert_eq!(
        (&comparison.appeared[..], comparison.vanished.len(), comparison.changed.len()),
        (&[3][..], 0, 0)
    );
}

#[test]
fn says_which_file_has_no_key() {
    let folder = Folder::new();
    let (with, without) = (folder.table("a.csv", "id\n1\n"), folder.table("b.csv", "name\na\n"));
    let error = compare(&with, &without, "id", &Cancel::new()).expect_err("there is no key");
    assert_eq!(error, WorkError::NoKey { key: "id".into(), old: false });
    let cancel = Cancel::new();
    cancel.cancel();
    assert_eq!(compare(&with, &with, "id", &cancel), Err(WorkError::Cancelled(Cancelled)));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn agrees_with_a_slow_comparison(
        old in prop::collection::btree_map(0_u8..40, "[ab]", 0..30),
        new in prop::collection::btree_map(0_u8..40, "[ab]", 0..30),
    ) {
        let file = |cells: Vec<(&u8, &String)>| {
            let rows = cells.into_iter().map(|(id, name)| format!("{id},{name}"));
            [String::from("id,name")].into_iter().chain(rows).collect::<Vec<_>>().join("\n")
        };
        let backwards = new.iter().rev().collect::<Vec<_>>();
        let folder = Folder::new();
        let (_, _, comparison) = compared(&folder, &file(old.iter().collect()), &file(backwards.clone()));
        let place: HashMap<u8, u32> = (0..).zip(&old).map(|(record, (id, _))| (*id, record)).collect();
        let new_rows = || (0_u32..).zip(&backwards);
        let appeared: Vec<u32> =
            new_rows().filter(|(_, (id, _))| !old.contains_key(id)).map(|(record, _)| record).collect();
        let vanished: Vec<u32> =
            (0..).zip(&old).filter(|(_, (id, _))| !new.contains_key(id)).map(|(record, _)| record).collect();
        let changed: Vec<Change> = new_rows()
            .filter(|(_, (id, name))| old.get(id).is_some_and(|old| old != *name))
            .map(|(new_record, (id, _))| Change { old_record: place[id], new_record })
            .collect();
        prop_assert_eq!((comparison.appeared, comparison.vanished, comparison.changed), (appeared, vanished, changed));
    }
}
