use proptest::prelude::*;

use super::*;
use crate::view::{CatchUp, ColumnChoice, Language};

fn at() -> DateTime<Utc> {
    "2026-11-21T07:00:05Z".parse().expect("a time")
}

fn plan(file_name: &str, scope: ExportScope) -> PlanDraft {
    PlanDraft {
        id: Some(3),
        name: "Daily".to_owned(),
        project_id: 17,
        project_name: "Банк".to_owned(),
        scope,
        columns: ColumnChoice::Everything,
        separator: ";".to_owned(),
        headers: true,
        folder: None,
        file_name: file_name.to_owned(),
        retention_days: None,
        retries: vec![],
        cron: String::new(),
        zone: String::new(),
        catch_up: CatchUp::Once,
        paused: false,
        markdown: None,
        drill: None,
    }
}

fn groups(names: &[&str]) -> ExportScope {
    let group = |(name, id): (&&str, i64)| ScopeGroup {
        id,
        path: vec![],
        names: vec!["Root".to_owned(), (*name).to_owned()],
    };
    ExportScope::Groups {
        tree_id: 1,
        tree_name: "Suites".to_owned(),
        groups: names.iter().zip(1..).map(group).collect(),
    }
}

fn named(file_name: &str, scope: ExportScope) -> Vec<String> {
    let names = file_names(&plan(file_name, scope), at(), Texts(Language::En)).expect("names");
    names.into_iter().map(|file| file.name).collect()
}

fn refused(file_name: &str) -> String {
    let fault =
        file_names(&plan(file_name, ExportScope::All), at(), Texts(Language::En)).expect_err(file_name);
    assert_eq!(fault.field, "file_name");
    fault.message
}

#[test]
fn the_default_names_are_those_of_the_source() {
    let template = "testops_export_{group}_{date}_{time}.csv";
    let names = named(template, groups(&["API", "UI"]));
    assert_eq!(
        names,
        ["testops_export_API_2026-11-21_07-00-05.csv", "testops_export_UI_2026-11-21_07-00-05.csv"]
    );
    assert_eq!(named(template, ExportScope::All), ["testops_export_all_2026-11-21_07-00-05.csv"]);
    let query = ExportScope::Query { aql: "x".to_owned() };
    assert_eq!(named(template, query), ["testops_export_query_2026-11-21_07-00-05.csv"]);
    assert_eq!(named("{project} {plan}.CSV", ExportScope::All), ["Банк Daily.csv"]);
}

#[test]
fn each_group_has_its_file() {
    let scope = groups(&["API", "UI"]);
    let files = file_names(&plan("{group}.csv", scope), at(), Texts(Language::En)).expect("names");
    let parts: Vec<_> = files.into_iter().map(|file| file.part.map(|group| group.id)).collect();
    assert_eq!(parts, [Some(1), Some(2)]);
}

#[test]
fn names_that_fall_together_are_told_apart_by_id() {
    assert_eq!(named("{group}.csv", groups(&["API", "UI", "api"])), ["API_1.csv", "UI.csv", "api_3.csv"]);
    assert_eq!(named("{date}.csv", groups(&["API", "UI"])), ["2026-11-21_1.csv", "2026-11-21_2.csv"]);
    // The same letter in two ways, and what looks like another one with its id.
    assert_eq!(named("{group}.csv", groups(&["e\u{301}", "\u{e9}"])), ["e\u{301}_1.csv", "\u{e9}_2.csv"]);
    assert_eq!(named("{group}.csv", groups(&["a", "a", "a_1"])), ["a_1.csv", "a_2.csv", "a_1_3.csv"]);
}

#[test]
fn hostile_names_stay_in_the_folder() {
    let hostile = ["../../etc/passwd", "..", "C:\\x", "a\nb\u{202e}gpj", "CON", "", "x".repeat(900).as_str()]
        .map(str::to_owned);
    let hostile: Vec<_> = hostile.iter().map(String::as_str).collect();
    let names = named("{group}.csv", groups(&hostile));
    assert_eq!(names[..6], ["_.._etc_passwd.csv", "2.csv", "C__x.csv", "a bgpj.csv", "_CON.csv", "6.csv"]);
    assert_eq!(names[6].len(), 104);
    assert_eq!(named("{group}.x.csv", groups(&["nul"])), ["_nul.x.csv"]);
    assert_eq!(named("{group}.csv", groups(&["COM¹"])), ["_COM¹.csv"]);
}

#[test]
fn a_template_without_a_safe_name_is_refused() {
    for (template, why) in [
        ("", "empty"),
        ("{group}/{date}.csv", "without folders"),
        ("..\\x.csv", "without folders"),
        (".{group}.csv", "begin with a dot"),
        (".csv", "begin with a dot"),
        ("{group}.txt", "ends in .csv"),
        ("csv", "ends in .csv"),
        ("{group}é.cs", "ends in .csv"),
        ("a:b.csv", "without < >"),
        ("a\u{202e}b.csv", "without < >"),
        ("{day}.csv", "There is no {day}"),
    ] {
        let message = refused(template);
        assert!(message.contains(why), "{template}: {message}");
    }
    let long = refused(&format!("{}.csv", "x".repeat(200)));
    assert!(long.contains("at most 200 bytes"), "{long}");
}

proptest! {
    #[test]
    fn names_are_safe_and_distinct_whatever_the_groups_are_called(
        names in prop::collection::vec("\\PC{0,40}|[aA./ ]{0,3}|[Cc][Oo][Nn]|a(_[0-9]){0,2}", 1..12),
        template in prop::sample::select(vec!["{group}.csv", "{plan}{group}{project}{time}.csv", "{date} {group}.csv"]),
        project in any::<String>(),
    ) {
        let names: Vec<_> = names.iter().map(String::as_str).collect();
        let mut draft = plan(template, groups(&names));
        draft.project_name = project;
        let files = file_names(&draft, at(), Texts(Language::En)).expect("names");
        prop_assert_eq!(files.len(), names.len());
        let mut seen = HashSet::new();
        for FileName { name, .. } in files {
            prop_assert!(name.len() <= LONGEST && name.ends_with(SUFFIX) && name.len() > 4);
            prop_assert!(!name.starts_with(['.', ' ']) && !name.chars().any(is_unsafe) && !is_device(&name));
            prop_assert!(!name.trim_end_matches(SUFFIX).ends_with(' '));
            let same = name.nfkd().flat_map(char::to_lowercase).nfc().collect::<String>();
            prop_assert!(seen.insert(same), "{}", name);
        }
    }

    #[test]
    fn any_template_is_refused_or_safe(template in "(\\PC|\\{group\\}|\\{|\\}|\\.|/|\\\\){0,20}(\\.csv)?") {
        if let Ok(files) = file_names(&plan(&template, groups(&["API", "api"])), at(), Texts(Language::En)) {
            prop_assert!(files.iter().all(|file| !file.name.contains(['/', '\\']) && !file.name.starts_with('.')));
        }
    }
}
