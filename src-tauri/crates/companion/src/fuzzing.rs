//! What the fuzz targets check; the tests run the same functions over the corpus and what comes of it by small changes.

use std::collections::HashSet;

use chrono::{DateTime, TimeDelta, Utc};

use crate::connection::env_import;
use crate::cron::Schedule;
use crate::exports::decide::{self, FolderFaults};
use crate::runs::template;
use crate::texts::Texts;
use crate::view::{ExportScope, Language, PlanDraft, ScopeGroup};

const TEXTS: [Texts; 2] = [Texts(Language::En), Texts(Language::Ru)];

/// Any bytes as a `projects.json` or an `.env`.
pub fn plan_import(data: &[u8]) {
    decide::import::holds(data);
}

/// Any lines above the one with the token: they are reported, and the token is found and stays out of the report.
pub fn env(data: &[u8]) {
    const SECRET: &str = "5f0c9b3e-secret-77";
    let before = String::from_utf8_lossy(data);
    if before.contains(SECRET) {
        return;
    }
    for texts in TEXTS {
        let imported = env_import::parse(&format!("{before}\nUSER_TOKEN={SECRET}\n"), texts);
        let report = serde_json::to_string(&imported.report).expect("a report is JSON");
        assert!(!report.contains(SECRET), "{report}");
        assert!(imported.report.token_found && imported.report.ignored.len() < 1_000);
        let found = env_import::parse(&before, texts);
        assert_eq!(found.token.is_some(), found.report.token_found);
    }
}

/// Four bytes of an instant, one of a zone, and the rest a cron expression: it is refused in words, or names due times
/// that come one after the other and are found again from behind.
pub fn cron(data: &[u8]) {
    const ZONES: [&str; 6] = [
        "UTC",
        "Europe/Moscow",
        "America/New_York",
        "Pacific/Apia",
        "Australia/Lord_Howe",
        "Africa/Casablanca",
    ];
    let Some(([a, b, c, d, zone], cron)) = data.split_first_chunk() else { return };
    let Ok(cron) = std::str::from_utf8(cron) else { return };
    let at = DateTime::<Utc>::UNIX_EPOCH + TimeDelta::seconds(u32::from_le_bytes([*a, *b, *c, *d]).into());
    let zone = ZONES[usize::from(*zone) % ZONES.len()];
    let plan = decide::fresh(17, "Bank".to_owned(), true);
    let plan = PlanDraft { cron: cron.to_owned(), zone: zone.to_owned(), ..plan };
    let faults = TEXTS.map(|texts| decide::check(&plan, &[], FolderFaults::default(), texts, at));
    let Ok(schedule) = Schedule::parse(cron, zone) else {
        assert!(faults.iter().all(|faults| faults.len() == 1 && faults[0].field == "cron"), "{faults:?}");
        return;
    };
    assert!(faults.iter().all(Vec::is_empty), "{faults:?}");
    assert!(TEXTS.iter().all(|texts| !schedule.words(*texts).is_empty()));
    let Some(first) = schedule.next_after(at) else { return };
    let Some(second) = schedule.next_after(first) else { return };
    assert!(at < first && first < second, "{at} {first} {second}");
    assert_eq!(schedule.next_after(second - TimeDelta::seconds(1)), Some(second));
    assert_eq!(schedule.between(at, second, 2), [first, second]);
    assert_eq!(schedule.between(at, second, 1), [second]);
}

/// A template, and after line breaks the names that fill it: a launch's name fits the server, and the files' names are
/// refused in words or safe and told apart.
pub fn template(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let mut lines = text.split('\n');
    let template = lines.next().unwrap_or_default();
    let names: Vec<_> = lines.take(8).collect();
    let name = |place: usize| names.get(place).copied().unwrap_or_default();
    let at = DateTime::<Utc>::UNIX_EPOCH;
    let launch = template::run_name(template, name(0), name(1), at.naive_utc());
    assert!(
        template::length(&launch) <= template::NAME_MAX && !launch.contains(char::is_control),
        "{launch:?}"
    );

    let group = |(name, id): (&&str, i64)| ScopeGroup { id, path: vec![], names: vec![(*name).to_owned()] };
    let groups = names.iter().zip(1..).map(group).collect();
    let scope = ExportScope::Groups { tree_id: 1, tree_name: "Suites".to_owned(), groups };
    let plan = decide::fresh(17, name(1).to_owned(), true);
    let plan = PlanDraft { file_name: template.to_owned(), name: name(0).to_owned(), scope, ..plan };
    let [english, _russian] = TEXTS.map(|texts| decide::file_names(&plan, at, texts));
    let files = match english {
        Ok(files) => files,
        Err(fault) => {
            assert!(fault.field == "file_name" && !fault.message.is_empty(), "{fault:?}");
            return;
        }
    };
    assert_eq!(files.len(), names.len());
    let mut seen = HashSet::new();
    for file in files {
        let name = file.name;
        let is_csv = name.strip_suffix(".csv").is_some_and(|stem| !stem.is_empty());
        assert!(name.len() <= 200 && is_csv && !name.starts_with(['.', ' ']), "{name:?}");
        let unsafe_one = |c: char| c.is_control() || "/\\<>:\"|?*".contains(c);
        assert!(!name.contains(unsafe_one), "{name:?}");
        assert!(seen.insert(name.to_lowercase()), "{name:?} twice");
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    /// Every file of the corpus, whole and with one byte of it changed or the rest left out.
    fn over_corpus(target: &str, check: fn(&[u8])) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
        let files = std::fs::read_dir(&folder).expect("the corpus");
        let mut read = 0;
        for file in files {
            let bytes = std::fs::read(file.expect("a file").path()).expect("it is read");
            check(&bytes);
            for at in 0..bytes.len().min(200) {
                let mut changed = bytes.clone();
                changed[at] ^= 0x11;
                check(&changed);
                check(&bytes[..at]);
            }
            read += 1;
        }
        assert!(read > 5, "{read} files");
    }

    #[test]
    fn no_environment_file_breaks_the_import_of_a_connection() {
        over_corpus("env", super::env);
    }

    #[test]
    fn no_file_breaks_the_import_of_plans() {
        over_corpus("plan_import", super::plan_import);
    }

    #[test]
    fn no_expression_breaks_the_schedule() {
        over_corpus("cron", super::cron);
    }

    #[test]
    fn no_template_breaks_the_names() {
        over_corpus("template", super::template);
    }
}
