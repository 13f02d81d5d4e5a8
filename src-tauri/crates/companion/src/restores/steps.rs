//! The scenario of an exported cell as the steps that it is written as. Pure.

use crate::view::CaseStep;

/// Each line is a step, and tabs before it put it into the one above. The file does not tell a single line below a step
/// from what is expected of it: it is taken for that. An empty line belongs to the step before it, so that the cell comes
/// out as it was.
pub(super) fn steps(cell: &str) -> Vec<CaseStep> {
    let mut flat: Vec<(usize, String)> = Vec::new();
    for line in cell.split('\n') {
        match flat.last_mut() {
            Some((_, body)) if line.trim().is_empty() => {
                body.push('\n');
                body.push_str(line);
            }
            _ if line.trim().is_empty() => {}
            last => {
                let deepest = last.map_or(0, |(depth, _)| *depth + 1);
                let depth = line.bytes().take_while(|byte| *byte == b'\t').count().min(deepest);
                flat.push((depth, line[depth..].to_owned()));
            }
        }
    }
    let mut lines = flat.into_iter().peekable();
    siblings(&mut lines, 0)
}

type Lines<'a> = std::iter::Peekable<std::vec::IntoIter<(usize, String)>>;

fn siblings(lines: &mut Lines<'_>, depth: usize) -> Vec<CaseStep> {
    let mut all = Vec::new();
    while let Some((_, text)) = lines.next_if(|(own, _)| *own == depth) {
        let mut below = siblings(lines, depth + 1);
        let is_expected =
            matches!(below.as_slice(), [only] if only.steps.is_empty() && only.expected.is_none());
        let expected = if is_expected { below.pop().map(|only| only.text) } else { None };
        all.push(CaseStep { text, expected, steps: below });
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As the server writes it.
    fn cell(steps: &[CaseStep], depth: usize, lines: &mut Vec<String>) {
        for step in steps {
            lines.push(format!("{}{}", "\t".repeat(depth), step.text));
            if let Some(expected) = &step.expected {
                lines.push(format!("{}{expected}", "\t".repeat(depth + 1)));
            }
            cell(&step.steps, depth + 1, lines);
        }
    }

    fn again(text: &str) -> String {
        let mut lines = Vec::new();
        cell(&steps(text), 0, &mut lines);
        lines.join("\n")
    }

    #[test]
    fn tabs_nest_and_a_single_line_below_is_expected() {
        let told = steps("Open\n\tIt is open\nPay\n\tBy card\n\t\tAccepted\n\tBy cash\nClose");
        assert_eq!(told.len(), 3);
        assert_eq!(told[0].expected.as_deref(), Some("It is open"));
        assert_eq!(told[1].expected, None);
        assert_eq!(told[1].steps.len(), 2);
        assert_eq!(told[1].steps[0].expected.as_deref(), Some("Accepted"));
        assert!(told[2].steps.is_empty());
    }

    #[test]
    fn every_cell_comes_out_as_it_was() {
        for text in [
            "A",
            "A\n\nB",
            "A\n\tx\n\n\ty\nB",
            "A\n\t\t\tdeep\nB",
            "\tno parent\nA",
            "A\nB\n",
            "Шаг\n\tГотово",
        ] {
            let due = text.strip_prefix('\n').unwrap_or(text);
            assert_eq!(again(text), due, "{text:?}");
        }
        assert!(steps("").is_empty() && steps(" \n").is_empty());
    }
}
