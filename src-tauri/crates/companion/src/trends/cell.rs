use serde::{Deserialize, Serialize};
use testops::{MatrixCell, Status};

use crate::view::TestStatus;

/// Where a test was not in a launch.
pub(super) const ABSENT: char = '-';

/// What a test came to in a launch: test, letter of the status, result, milliseconds. As it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Cell(pub(super) i64, pub(super) char, pub(super) Option<i64>, pub(super) Option<i64>);

impl Cell {
    /// `None` where the test was not in the launch. Of several results the worst counts.
    pub(super) fn of(test: i64, told: &MatrixCell) -> Option<Self> {
        let worst = told.results.iter().max_by_key(|result| badness(letter(result.status.as_ref())));
        match worst {
            Some(result) => {
                Some(Self(test, letter(result.status.as_ref()), Some(result.id), result.duration))
            }
            None => told.status.as_ref().map(|status| Self(test, letter(Some(status)), None, None)),
        }
    }

    /// Of two rows of the same test.
    pub(super) fn worse(self, other: Self) -> Self {
        if badness(other.1) > badness(self.1) { other } else { self }
    }
}

fn letter(status: Option<&Status>) -> char {
    match status {
        Some(Status::Passed) => 'p',
        Some(Status::Failed) => 'f',
        Some(Status::Broken) => 'b',
        Some(Status::Skipped) => 's',
        Some(Status::Unknown | Status::Other(_)) => 'u',
        None => 'i',
    }
}

fn badness(letter: char) -> u8 {
    match letter {
        'f' => 5,
        'b' => 4,
        'i' => 3,
        'u' => 2,
        's' => 1,
        _ => 0,
    }
}

pub(super) fn status(letter: char) -> Option<TestStatus> {
    match letter {
        'p' => Some(TestStatus::Passed),
        'f' => Some(TestStatus::Failed),
        'b' => Some(TestStatus::Broken),
        's' => Some(TestStatus::Skipped),
        'u' => Some(TestStatus::Unknown),
        'i' => Some(TestStatus::InProgress),
        _ => None,
    }
}

/// Whether it passed; `None` where that was not decided.
pub(super) fn verdict(letter: char) -> Option<bool> {
    match letter {
        'p' => Some(true),
        'f' | 'b' => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use testops::MatrixResult;

    use super::*;

    fn result(id: i64, status: Option<Status>) -> MatrixResult {
        MatrixResult { id, status, duration: Some(id * 10) }
    }

    #[test]
    fn the_worst_of_several_results_counts() {
        let results = vec![result(1, Some(Status::Passed)), result(2, Some(Status::Broken)), result(3, None)];
        let told = MatrixCell { launch_id: 5, status: None, results };
        assert_eq!(Cell::of(7, &told), Some(Cell(7, 'b', Some(2), Some(20))));
        assert_eq!(Cell::of(7, &MatrixCell::default()), None);
        let bare = MatrixCell { status: Some(Status::Skipped), ..MatrixCell::default() };
        let bare = Cell::of(7, &bare).expect("it was there");
        assert_eq!(bare.clone().worse(Cell(7, 'p', Some(9), None)), bare);
    }

    #[test]
    fn a_cell_is_stored_as_a_short_list() {
        let text = serde_json::to_string(&Cell(7, 'f', Some(2), None)).expect("JSON");
        assert_eq!(text, r#"[7,"f",2,null]"#);
        assert_eq!(serde_json::from_str::<Cell>(&text).expect("a cell"), Cell(7, 'f', Some(2), None));
    }
}
