//! An edit taken back: each value becomes what it was. Pure.

use store::EditedCaseRow;

/// What of an edit can be taken back, as an edit of its own. What was not begun is left out.
pub(super) fn undoing(cases: Vec<EditedCaseRow>) -> Vec<EditedCaseRow> {
    let touched = cases.into_iter().filter(|case| is_touched(&case.state));
    (0_i64..).zip(touched).map(|(position, case)| taken_back(position, case)).collect()
}

pub(super) fn is_touched(state: &str) -> bool {
    matches!(state, "written" | "differs" | "writing")
}

fn taken_back(position: i64, case: EditedCaseRow) -> EditedCaseRow {
    // Of one that was being written nobody knows how far that came.
    let is_known = case.state != "writing";
    EditedCaseRow {
        position,
        case_id: case.case_id,
        name: case.name,
        act: if case.act == "add" { "remove".to_owned() } else { case.act },
        was: case.became.filter(|_| is_known).unwrap_or(case.wanted),
        wanted: case.was,
        seen_at: case.left_at.filter(|_| is_known),
        twins: case.twins,
        version_id: case.version_id,
        state: if is_known { "waiting".to_owned() } else { "writing".to_owned() },
        ..EditedCaseRow::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_becomes_what_it_was() {
        let case = |state: &str| EditedCaseRow {
            case_id: Some(7),
            act: "change".to_owned(),
            was: "old".to_owned(),
            wanted: "new".to_owned(),
            became: Some("read".to_owned()),
            left_at: Some(5),
            version_id: Some(3),
            state: state.to_owned(),
            ..EditedCaseRow::default()
        };
        let states = ["waiting", "keeping", "written", "conflict", "failed", "writing"];
        let told = undoing(states.map(case).to_vec());
        let written = EditedCaseRow {
            was: "read".to_owned(),
            wanted: "old".to_owned(),
            became: None,
            left_at: None,
            seen_at: Some(5),
            state: "waiting".to_owned(),
            ..case("")
        };
        let interrupted = EditedCaseRow {
            position: 1,
            was: "new".to_owned(),
            seen_at: None,
            state: "writing".to_owned(),
            ..written.clone()
        };
        assert_eq!(told, [written, interrupted]);
    }
}
