use super::*;
use crate::exports::Folder;

fn term(epoch: i64) -> Term {
    Term { database: "\"ours\"".to_owned(), epoch }
}

fn take(path: &Path, term: Option<&Term>) -> Result<Turn, Problem> {
    Turn::take(path, term, File::try_lock)
}

/// As a process of its own has it, which this program knows nothing of.
fn take_elsewhere(path: &Path, term: Option<&Term>) -> Turn {
    let turn = take(path, term).expect("it is free");
    OPEN.lock().expect("whole").remove(&turn.real);
    turn
}

fn is_busy(taken: &Result<Turn, Problem>) -> bool {
    matches!(taken, Err(Problem::FolderBusy(_)))
}

#[cfg(unix)]
#[test]
fn a_later_term_takes_the_folder_from_a_leader_that_stands_still() {
    let dir = tempfile::tempdir().expect("a folder");
    let stopped = take_elsewhere(dir.path(), Some(&term(4)));
    assert!(stopped.is_ours());
    for other in [None, Some(term(3)), Some(term(4)), Some(Term { database: "theirs".to_owned(), epoch: 9 })]
    {
        assert!(is_busy(&take(dir.path(), other.as_ref())), "{other:?}");
    }
    let next = take(dir.path(), Some(&term(5))).expect("a term that is over holds nothing");
    assert!(next.is_ours() && next.is_locked() && !stopped.is_ours());
    drop(stopped);
    assert!(next.is_ours(), "whoever wakes lets go of what is not its own");
    drop(next);
    assert!(!take(dir.path(), None).expect("it is free").is_of_term());
}

#[test]
fn a_program_without_a_term_is_never_pushed_aside() {
    let dir = tempfile::tempdir().expect("a folder");
    drop(take(dir.path(), Some(&term(4))).expect("free"));
    fs::write(dir.path().join(LOCK), mark(&term(4))).expect("as a kill leaves it");
    let desktop = take_elsewhere(dir.path(), None);
    assert!(is_busy(&take(dir.path(), Some(&term(5)))));
    assert!(desktop.is_ours());
}

#[test]
fn without_locks_the_later_term_is_known_by_its_mark() {
    let dir = tempfile::tempdir().expect("a folder");
    let take = |epoch| {
        let unsupported = |_: &File| Err(TryLockError::Error(io::ErrorKind::Unsupported.into()));
        let turn = Turn::take(dir.path(), Some(&term(epoch)), unsupported);
        turn.inspect(|turn| assert!(OPEN.lock().expect("whole").remove(&turn.real)))
    };
    let stopped = take(4).expect("free");
    let next = take(5).expect("a term that is over holds nothing");
    assert!(next.is_ours() && !stopped.is_ours());
    assert!(is_busy(&take(4)));
}

#[tokio::test]
async fn what_a_turn_left_half_written_goes_with_it_and_nothing_else() {
    let dir = tempfile::tempdir().expect("a folder");
    let folder = Folder::open(dir.path(), false, None).expect("opens");
    let (half, whole) = (folder.temp(), folder.temp());
    for temp in [&half, &whole] {
        fs::write(temp, "a").expect("written");
    }
    folder.keep(&whole);
    drop(folder);
    assert!(!half.exists() && whole.exists());
}
