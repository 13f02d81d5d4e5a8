//! The name that a launch is offered, from the template of the settings.

use chrono::NaiveDateTime;

use crate::texts::safe::{cut, one_line};

/// The server takes names of at most so many characters, as [`length`] counts them.
pub(crate) const NAME_MAX: usize = 255;

/// How the server, and the page, count characters: most emoji are two.
pub(crate) fn length(name: &str) -> usize {
    name.encode_utf16().count()
}

/// Whether what is saved under this name would share it with another one that is stored. What has it already keeps it.
pub(crate) fn is_name_taken<'a>(
    (id, name): (Option<i64>, &str),
    mut stored: impl Iterator<Item = (Option<i64>, &'a str)> + Clone,
) -> bool {
    let plain = |name: &str| name.trim().to_lowercase();
    let name = plain(name);
    let is_own = |other: Option<i64>| id.is_some() && other == id;
    let has_it = stored.clone().any(|(other, had)| is_own(other) && plain(had) == name);
    !has_it && stored.any(|(other, has)| !is_own(other) && plain(has) == name)
}

/// Fills `{job}`, `{project}`, `{date}` and `{time}`; what else stands in braces stays as it is. A template that comes
/// out empty gives the job's name.
pub(crate) fn run_name(template: &str, job: &str, project: &str, local: NaiveDateTime) -> String {
    let mut name = String::new();
    for piece in pieces(template) {
        match piece {
            Piece::Text(text) => name.push_str(text),
            Piece::Placeholder("job") => name.push_str(job),
            Piece::Placeholder("project") => name.push_str(project),
            Piece::Placeholder("date") => name.push_str(&local.format("%Y-%m-%d").to_string()),
            Piece::Placeholder("time") => name.push_str(&local.format("%H:%M").to_string()),
            Piece::Placeholder(other) => {
                name.push('{');
                name.push_str(other);
                name.push('}');
            }
        }
    }
    let name = one_line(&name, name.len());
    let name = if name.is_empty() { one_line(job, NAME_MAX) } else { name };
    fitting(&name, NAME_MAX).to_owned()
}

/// The name, or one with a number where the job's newest run has it already: `Smoke 14:05 (2)`.
pub(crate) fn unlike(name: String, newest: Option<&str>) -> String {
    let Some(newest) = newest else { return name };
    // Told from the end, so that a name that was cut for its number is known again.
    let numbered = newest.strip_suffix(')').and_then(|rest| rest.rsplit_once(" ("));
    let taken = match numbered.and_then(|(_, number)| number.parse::<u32>().ok()) {
        Some(number) if number > 1 && newest == with_number(&name, number) => number,
        _ if newest == name => 1,
        Some(_) | None => return name,
    };
    with_number(&name, taken.saturating_add(1))
}

fn with_number(name: &str, number: u32) -> String {
    let suffix = format!(" ({number})");
    format!("{}{suffix}", fitting(name, NAME_MAX - length(&suffix)))
}

/// As much of the name as has at most `max` characters.
fn fitting(name: &str, max: usize) -> &str {
    let lengths = (0..=max).rev().map(|most| cut(name, most));
    lengths.into_iter().find(|name| length(name) <= max).unwrap_or_default().trim_end()
}

/// The first placeholder of the template that there is not.
pub(crate) fn unknown_placeholder(template: &str) -> Option<&str> {
    pieces(template).into_iter().find_map(|piece| match piece {
        Piece::Placeholder("job" | "project" | "date" | "time") | Piece::Text(_) => None,
        Piece::Placeholder(other) => Some(other),
    })
}

/// A piece of a template.
pub(crate) enum Piece<'a> {
    Text(&'a str),
    Placeholder(&'a str),
}

/// The pieces of a template in their order; a brace that is not closed is text.
pub(crate) fn pieces(template: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, later)) = after.split_once('}') else { break };
        pieces.push(Piece::Text(before));
        pieces.push(Piece::Placeholder(name));
        rest = later;
    }
    pieces.push(Piece::Text(rest));
    pieces
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use proptest::prelude::*;

    use super::*;

    fn named(template: &str, job: &str) -> String {
        let local = NaiveDate::from_ymd_opt(2026, 11, 20).and_then(|day| day.and_hms_opt(9, 5, 0));
        run_name(template, job, "Банк", local.expect("a time"))
    }

    #[test]
    fn placeholders_are_filled_once() {
        assert_eq!(named("{job} · {project} {date} {time}", "Smoke"), "Smoke · Банк 2026-11-20 09:05");
        assert_eq!(named("{job}", "{date}"), "{date}");
        assert_eq!(named("{build} {job", "Smoke"), "{build} {job");
        assert_eq!(named("  ", "Smoke"), "Smoke");
    }

    #[test]
    fn a_name_of_emoji_is_cut_to_what_the_server_takes() {
        assert_eq!(named("{job}", &"🙂".repeat(255)), "🙂".repeat(127));
    }

    #[test]
    fn a_name_that_the_newest_run_has_gets_a_number() {
        let named = |name: &str, newest: &str| unlike(name.to_owned(), Some(newest));
        assert_eq!(named("Smoke 14:05", "Smoke 14:04"), "Smoke 14:05");
        assert_eq!(named("Smoke 14:05", "Smoke 14:05"), "Smoke 14:05 (2)");
        assert_eq!(named("Smoke 14:05", "Smoke 14:05 (2)"), "Smoke 14:05 (3)");
        assert_eq!(named("Smoke 14:05", "Smoke 14:04 (2)"), "Smoke 14:05");
        assert_eq!(named("Smoke (2)", "Smoke (2)"), "Smoke (2) (2)");
        assert_eq!(named("Smoke", "Smoke (x)"), "Smoke");
        assert_eq!(unlike("Smoke".to_owned(), None), "Smoke");
        let long = "n".repeat(NAME_MAX);
        let second = named(&long, &long);
        assert!(second.ends_with(" (2)") && length(&second) == NAME_MAX, "{second}");
        assert!(named(&long, &second).ends_with(" (3)"));
    }

    #[test]
    fn an_unknown_placeholder_is_named() {
        assert_eq!(unknown_placeholder("{job} {day}"), Some("day"));
        assert_eq!(unknown_placeholder("{job} {date} {time} {project} }{"), None);
    }

    proptest! {
        #[test]
        fn a_name_fits_the_server(template in any::<String>(), job in "\\PC{0,400}") {
            let name = named(&template, &job);
            prop_assert!(length(&name) <= NAME_MAX);
            prop_assert!(!name.contains('\n'));
            let second = unlike(name.clone(), Some(&name));
            prop_assert!(length(&second) <= NAME_MAX && second != name);
        }
    }
}
