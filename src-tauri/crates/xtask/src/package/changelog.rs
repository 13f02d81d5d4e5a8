//! Debian's changelog, from ours.

use std::fmt::Write as _;

const NAME: &str = "testops-companion";
/// Debian's tools find lines of more than 80 columns too long.
const COLUMNS: usize = 78;

/// `made` is the time of this package by RFC 2822; a version that has no day of its own is of that time.
pub(super) fn debian(ours: &str, maintainer: &str, made: &str) -> String {
    let mut entries = String::new();
    for section in ours.split("\n## ").skip(1) {
        let (heading, body) = section.split_once('\n').unwrap_or((section, ""));
        let (version, released) = heading.split_once(", ").unwrap_or((heading, ""));
        let suite = if released.starts_with("not ") { "UNRELEASED" } else { "unstable" };
        let _ = writeln!(entries, "{NAME} ({version}) {suite}; urgency=medium\n");
        for item in body.trim().trim_start_matches("- ").split("\n- ") {
            let _ = writeln!(entries, "{}", wrapped(item));
        }
        let day = day(released).unwrap_or_else(|| made.to_owned());
        let _ = writeln!(entries, "\n -- {maintainer}  {day}\n");
    }
    entries.trim_end().to_owned() + "\n"
}

/// A day like `2026-11-30`, as the midnight that begins it.
fn day(released: &str) -> Option<String> {
    let said = crate::process::quietly(&mut crate::process::command("date", ["-u", "-R", "-d", released]))?;
    released.starts_with(|first: char| first.is_ascii_digit()).then(|| said.trim().to_owned())
}

fn wrapped(item: &str) -> String {
    let mut lines = vec![String::from("  *")];
    for word in item.split_whitespace() {
        let fits =
            lines.last().is_some_and(|line| line.chars().count() + 1 + word.chars().count() <= COLUMNS);
        if !fits {
            lines.push(String::from("   "));
        }
        if let Some(line) = lines.last_mut() {
            line.push(' ');
            line.push_str(word);
        }
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_version_is_an_entry_of_narrow_lines() {
        let long = "word ".repeat(40);
        let ours = format!(
            "# Changelog\n\nWords.\n\n## 0.2.0, not released yet\n\n- One\n  more.\n- {long}\n\n## 0.1.0, 2026-11-30\n\n- First.\n"
        );
        let debian = debian(&ours, "Ann <ann@a.example>", "Tue, 01 Dec 2026 10:00:00 +0000");
        assert!(
            debian.starts_with(
                "testops-companion (0.2.0) UNRELEASED; urgency=medium\n\n  * One more.\n  * word"
            )
        );
        assert!(debian.contains("\n\n -- Ann <ann@a.example>  Tue, 01 Dec 2026 10:00:00 +0000\n\n"));
        let last =
            "testops-companion (0.1.0) unstable; urgency=medium\n\n  * First.\n\n -- Ann <ann@a.example>  ";
        assert!(debian.contains(last), "{debian}");
        if cfg!(target_os = "linux") {
            assert!(debian.ends_with("Mon, 30 Nov 2026 00:00:00 +0000\n"), "{debian}");
        }
        assert!(debian.lines().all(|line| line.len() <= 80));
    }
}
