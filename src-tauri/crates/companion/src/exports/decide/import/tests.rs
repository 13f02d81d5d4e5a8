use proptest::prelude::*;

use super::*;
use crate::view::Language::En;

const SOURCE: &str = r#"{"projects": [
    {"project_id": 17, "tree_id": 937, "groups": [
        {"group_id": 26961091, "group_name": "API"}, {"group_id": 24545654, "group_name": "UI"}
    ]},
    {"project_id": 23, "tree_id": 938, "groups": [{"group_id": 5}]}
]}"#;

fn import_all(texts: &[&str], beside: Option<&Path>) -> PlanImport {
    let mut found = Found::default();
    for text in texts {
        found.read(text, beside);
    }
    found.finish();
    found.import(Texts(En), |id| format!("Project {id}"))
}

fn import(text: &str) -> PlanImport {
    import_all(&[text], None)
}

fn groups(plan: &PlanDraft) -> Vec<(i64, &str)> {
    let ExportScope::Groups { groups, .. } = &plan.scope else { return Vec::new() };
    groups.iter().map(|group| (group.id, group.names[0].as_str())).collect()
}

#[test]
fn each_project_of_the_source_is_a_plan() {
    let PlanImport { plans, ignored } = import(SOURCE);
    assert_eq!((plans.len(), ignored), (2, vec![]));
    assert_eq!(
        (plans[0].project_id, plans[0].name.as_str(), plans[0].separator.as_str()),
        (17, "Project 17", ";")
    );
    assert!(matches!(&plans[0].scope, ExportScope::Groups { tree_id: 937, .. }));
    assert_eq!(groups(&plans[0]), [(26_961_091, "API"), (24_545_654, "UI")]);
    assert_eq!(groups(&plans[1]), [(5, "#5")]);
    assert!(plans[0].file_name.contains("{project}"), "several plans share a folder");
    assert_eq!(plans[0].cron, "0 7 * * *");
}

#[test]
fn the_env_beside_gives_schedule_and_folder_and_keeps_its_secrets() {
    let env = "TESTOPS_TOKEN=0a1b2c3d-secret\nTESTOPS_BASE_URL=\"https://your-testops.ru\"\nWEB_PORT=9090\n\
        CRON_SCHEDULE=\"30 6 * * 1-5\"\nEXPORT_PATH=./exports\njunk 0a1b2c3d\nOTHER=1\n";
    let PlanImport { plans, ignored } = import_all(&[env, SOURCE], Some(Path::new("/srv/testops-export")));
    assert_eq!(
        (plans[1].cron.as_str(), plans[1].folder.as_deref()),
        ("30 6 * * 1-5", Some("/srv/testops-export/exports"))
    );
    assert_eq!(
        ignored,
        [
            "TESTOPS_TOKEN: belongs to the connection: import it in the settings",
            "TESTOPS_BASE_URL: belongs to the connection: import it in the settings",
            "WEB_PORT: not needed: the program has its own window",
            "line 6: not of the form KEY=value",
            "OTHER: unknown key",
        ]
    );
    let alone = import(env);
    assert_eq!(alone.plans, []);
    assert!(alone.ignored[0].starts_with("There are no projects"), "{:?}", alone.ignored);
    assert!(alone.ignored.iter().any(|line| line.starts_with("EXPORT_PATH: the folder is relative")));
}

#[test]
fn a_schedule_or_folder_that_is_none_is_named() {
    let PlanImport { plans, ignored } = import_all(&["CRON_SCHEDULE=@daily\nEXPORT_PATH=\n", SOURCE], None);
    assert_eq!((plans[0].cron.as_str(), plans[0].folder.as_deref()), ("0 7 * * *", None));
    assert!(ignored[0].starts_with("CRON_SCHEDULE: no schedule of five fields"), "{ignored:?}");
    assert_eq!(ignored[1], "EXPORT_PATH: no path of a folder");
}

#[test]
fn what_is_not_understood_is_named_with_its_place() {
    let text = r#"{"projects": [
        7, {"project_id": "17"}, {"project_id": -1}, {"tree_id": 3},
        {"project_id": 1, "tree_id": 2, "groups": "API"},
        {"project_id": 2, "tree_id": 2, "groups": [
            1, {"group_id": 1.5}, {"group_id": 7, "group_name": 8, "colour": 1}, {"group_id": 7}
        ]},
        {"project_id": 3, "groups": [{"group_id": 1}]},
        {"project_id": 4, "tree_id": 0, "groups": [{}]},
        {"project_id": 5}
    ], "version": 2}"#;
    let PlanImport { plans, ignored } = import(text);
    let found: Vec<_> = plans.iter().map(|plan| (plan.project_id, groups(plan).len())).collect();
    assert_eq!(found, [(1, 0), (2, 1), (5, 0)]);
    let places: Vec<_> = ignored.iter().map(|line| line.split(": ").next().unwrap_or_default()).collect();
    let expected = [
        "projects[0]",
        "projects[1].project_id",
        "projects[2].project_id",
        "projects[3].project_id",
        "projects[4].groups",
        "projects[5].groups[0]",
        "projects[5].groups[1].group_id",
        "projects[5].groups[2].colour",
        "projects[5].groups[2].group_name",
        "projects[5].groups[3]",
        "projects[6].groups",
        "projects[7].tree_id",
        "projects[7].groups[0].group_id",
        "version",
    ];
    assert_eq!(places, expected);
}

#[test]
fn a_project_that_is_given_again_adds_its_groups() {
    let text = r#"[{"project_id": 1, "tree_id": 2, "groups": [{"group_id": 1, "group_name": "a"}]},
        {"project_id": 1, "tree_id": 2, "groups": [{"group_id": 1, "group_name": "b"}, {"group_id": 2, "group_name": "c"}]},
        {"project_id": 1, "tree_id": 3, "groups": [{"group_id": 9, "group_name": "d"}]}]"#;
    let PlanImport { plans, ignored } = import(text);
    assert_eq!((groups(&plans[0]), groups(&plans[1])), (vec![(1, "a"), (2, "c")], vec![(9, "d")]));
    assert!(
        ignored.len() == 1 && ignored[0].starts_with("projects[1]: the project is given again"),
        "{ignored:?}"
    );
}

#[test]
fn hostile_files_are_bounded() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    assert!(import(&deep).ignored.iter().any(|line| line.starts_with("line 1: no JSON")));
    let wrong = format!("[{}]", vec!["1"; 1_000].join(","));
    assert_eq!(import(&wrong).ignored.len(), NAMED + 1);
    let group = |id: usize| format!(r#"{{"group_id": {id}, "group_name": "{}"}}"#, "x".repeat(20));
    let many: Vec<_> = (1..=10_000).map(group).collect();
    let text =
        format!(r#"{{"projects": [{{"project_id": 1, "tree_id": 2, "groups": [{}]}}]}}"#, many.join(","));
    assert!(text.len() < MOST_BYTES);
    assert_eq!(groups(&import(&text).plans[0]).len(), 10_000);
    assert_eq!(import("{\"projects\": [").plans, []);
    let mut found = Found::default();
    found.too_long();
    assert_eq!(
        found.import(Texts(En), |_| String::new()).ignored,
        ["It is longer than 4 MB and was not read."]
    );
}

proptest! {
    #[test]
    fn any_bytes_hold(data in prop::collection::vec(any::<u8>(), 0..200)) {
        holds(&data);
    }

    #[test]
    fn any_near_miss_holds(
        text in "\\{\"projects\": \\[(\\{(\"(project_id|tree_id|groups|x)\": (-?[0-9]{1,20}|\"1\"|null|\\[(\\{\"group_id\": [0-9]{1,3}\\},?){0,3}\\]),?){0,4}\\},?){0,3}\\]\\}",
        env in "((export )?(CRON_SCHEDULE|EXPORT_PATH|TESTOPS_TOKEN|[A-Z]{1,4})=(\"?[0-9*/ .a-z]{0,12}\"?)\n){0,4}",
    ) {
        holds(text.as_bytes());
        holds(env.as_bytes());
    }
}
