use std::io;

use super::*;

fn holder(process: u32, machine: &str) -> Holder {
    Holder { process, machine: machine.to_owned() }
}

fn no_locks(_: &File) -> Result<(), TryLockError> {
    Err(TryLockError::Error(io::Error::from(io::ErrorKind::Unsupported)))
}

#[test]
fn the_second_is_told_who_the_first_is() {
    let dir = tempfile::tempdir().expect("a folder");
    let data = dir.path().join("data");
    let take = |me| DataLock::take_as(&me, &data, dir.path(), File::try_lock);
    let first = take(holder(7, "desk")).expect("free");
    let taken = take(holder(8, "desk")).expect_err("taken");
    assert_eq!(taken, Taken { by: Some(holder(7, "desk")), note: None });
    drop(first);
    take(holder(8, "desk")).expect("free again");
}

#[test]
fn two_names_of_one_folder_are_one_folder() {
    let dir = tempfile::tempdir().expect("a folder");
    let (data, roundabout) = (dir.path().join("data"), dir.path().join("data/../data"));
    let _first = DataLock::take(&data).expect("free");
    DataLock::take(&roundabout).expect_err("taken");
    assert_eq!(digest(&data), digest(&roundabout));
}

#[test]
fn without_locks_a_second_program_of_this_machine_stays_out() {
    let dir = tempfile::tempdir().expect("a folder");
    let (data, local) = (dir.path().join("data"), dir.path().join("run"));
    let take = |me| DataLock::take_as(&me, &data, &local, no_locks);
    let first = take(holder(7, "desk")).expect("free");
    assert_eq!(take(holder(8, "desk")).expect_err("taken").by, Some(holder(7, "desk")));
    drop(first);
    take(holder(8, "desk")).expect("free again");
}

#[test]
fn without_locks_a_program_of_another_machine_stays_out_and_learns_of_the_note() {
    let dir = tempfile::tempdir().expect("a folder");
    let data = dir.path().join("data");
    let take = |me, local: &str| DataLock::take_as(&me, &data, &dir.path().join(local), no_locks);
    let first = take(holder(7, "desk"), "desk").expect("free");
    let taken = take(holder(7, "laptop"), "laptop").expect_err("taken");
    assert_eq!(taken, Taken { by: Some(holder(7, "desk")), note: Some(data.join(NAME)) });
    drop(first);
    take(holder(7, "laptop"), "laptop").expect("free again");
}

#[test]
fn without_locks_the_note_of_a_killed_program_of_this_machine_keeps_nobody_out() {
    let dir = tempfile::tempdir().expect("a folder");
    let data = dir.path().join("data");
    fs::create_dir(&data).expect("made");
    fs::write(data.join(NAME), "7 desk").expect("written");
    DataLock::take_as(&holder(8, "desk"), &data, dir.path(), no_locks).expect("free");
}
