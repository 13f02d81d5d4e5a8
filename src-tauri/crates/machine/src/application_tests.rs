use super::*;
use crate::digest;

fn data_of_former(data: &Path) -> PathBuf {
    let former = data.join(FORMER_ID);
    fs::create_dir_all(former.join("demo")).expect("a folder");
    fs::write(former.join("companion.db"), "runs").expect("written");
    former
}

#[test]
fn data_under_the_former_id_moves_with_all_that_is_named_after_its_path() {
    let dir = tempfile::tempdir().expect("a folder");
    let former = data_of_former(dir.path());
    let names = [digest(&former), digest(&former.join("demo"))];

    let found = SystemFolder::within(dir.path());

    assert_eq!(found.path, dir.path().join(ID));
    assert_eq!(fs::read_to_string(found.path.join("companion.db")).expect("moved"), "runs");
    assert_eq!([digest(&found.path), digest(&found.path.join("demo"))], names);
    assert_eq!(under_former_id(&found.path), former);
    #[cfg(unix)]
    assert_eq!(fs::read_to_string(former.join("companion.db")).expect("the former path leads there"), "runs");
    assert_eq!(SystemFolder::within(dir.path()).path, found.path, "a second start finds it moved");
}

#[test]
fn a_start_with_a_folder_of_its_own_leaves_the_system_folder_alone() {
    let dir = tempfile::tempdir().expect("a folder");
    let former = data_of_former(dir.path());
    assert_eq!(SystemFolder::as_it_is_within(dir.path()).path, former);
    assert!(!dir.path().join(ID).exists());
}

#[test]
fn a_folder_that_a_program_has_open_keeps_its_former_name() {
    for open in ["", "demo"] {
        let dir = tempfile::tempdir().expect("a folder");
        let former = data_of_former(dir.path());
        let lock = DataLock::take(&former.join(open)).expect("free");
        assert_eq!(SystemFolder::within(dir.path()).path, former, "{open}");
        drop(lock);
        assert_eq!(SystemFolder::within(dir.path()).path, dir.path().join(ID), "{open}");
    }
}

#[test]
fn a_new_person_has_the_present_name_and_nothing_is_made() {
    let dir = tempfile::tempdir().expect("a folder");
    assert_eq!(SystemFolder::within(dir.path()).path, dir.path().join(ID));
    assert_eq!(fs::read_dir(dir.path()).expect("a folder").count(), 0);
}

#[test]
fn a_present_folder_is_never_replaced() {
    let dir = tempfile::tempdir().expect("a folder");
    data_of_former(dir.path());
    let present = dir.path().join(ID);
    fs::create_dir(&present).expect("a folder");
    let found = SystemFolder::within(dir.path());
    assert_eq!(found.path, present);
    assert!(!present.join("companion.db").exists());
    assert!(dir.path().join(FORMER_ID).join("companion.db").exists());
}

#[test]
fn the_program_is_packed_under_this_id() {
    let conf = include_str!("../../../../tauri.conf.json");
    assert!(conf.contains(&format!("\"identifier\": \"{ID}\"")));
}

#[test]
fn other_paths_have_one_name() {
    assert_eq!(under_former_id(Path::new("/data/of/mine")), Path::new("/data/of/mine"));
}
