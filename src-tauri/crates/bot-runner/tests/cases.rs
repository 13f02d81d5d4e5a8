//! Requests and what is said of them. `validation.json` holds the source's cases: the code that each has to get, and
//! whether a hint and an example come with it.

use bot_runner::{Language, validate};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

#[test]
fn every_case_of_the_source_gets_its_code_with_hint_and_example() {
    let cases: Vec<Value> = serde_json::from_str(include_str!("validation.json")).expect("JSON");
    assert_eq!(cases.len(), 65);
    let mut wrong = Vec::new();
    for case in &cases {
        let problems = match validate(&case["request"]) {
            Ok(_) => Vec::new(),
            Err(faults) => faults.iter().map(|fault| fault.problem(Language::En)).collect(),
        };
        let first = problems.first();
        let code = first.map_or("OK", |problem| problem.code);
        let hint = case.get("hint").is_none_or(|hint| hint == first.is_some_and(|p| p.hint.is_some()));
        let example =
            case.get("example").is_none_or(|example| example == first.is_some_and(|p| p.example.is_some()));
        if case["want"] != code || problems.len() > 2 || !hint || !example {
            wrong.push(format!("{} wants {}, got {problems:#?}", case["name"], case["want"]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn all_problems_of_a_request_are_told_at_once() {
    let request = json!({
        "action": "start", "bot_id": "my bot", "deployment_mode": "simple",
        "files": { "../x": "a", "b.py": 1 }, "entrypoint": "../y", "requirements": ["-r x", 2],
        "env_vars": { "A=B": "x", "C": 3 }, "resource_limits": { "memory_mb": 0, "cpus": 1 }, "docker_image": "a",
    });
    let codes: Vec<_> =
        validate(&request).expect_err("wrong").iter().map(|fault| fault.code.as_str()).collect();
    assert_eq!(
        codes,
        [
            "INVALID_BOT_ID",
            "INVALID_ENTRYPOINT",
            "INVALID_FILE_NAME",
            "INVALID_FILE_CONTENT",
            "INVALID_REQUIREMENTS",
            "INVALID_REQUIREMENTS",
            "CONFLICTING_FIELDS",
            "INVALID_ENV_VARS",
            "INVALID_ENV_VARS",
            "INVALID_RESOURCE_LIMITS",
            "INVALID_RESOURCE_LIMITS",
        ]
    );
}

#[test]
fn further_requests_get_their_codes() {
    let start = |more: Value| {
        let mut request =
            json!({ "action": "start", "bot_id": "b", "deployment_mode": "simple", "code": "x" });
        for (name, value) in more.as_object().expect("fields") {
            request[name] = value.clone();
        }
        request
    };
    let many: Map<String, Value> = (0..1001).map(|n| (format!("f{n}.py"), json!("x"))).collect();
    let secret = "https://me:hunter2@example.org/b.git";
    for (request, want) in [
        (json!(null), "MISSING_REQUIRED_FIELD"),
        (json!([1]), "MISSING_REQUIRED_FIELD"),
        (json!({ "action": ["start"] }), "INVALID_ACTION"),
        (json!({ "action": "Start", "bot_id": "b" }), "INVALID_ACTION"),
        (json!({ "action": "stop", "bot_id": "a".repeat(65) }), "INVALID_BOT_ID"),
        (json!({ "action": "stop", "bot_id": "а" }), "INVALID_BOT_ID"),
        (json!({ "action": "stop", "bot_id": true }), "INVALID_BOT_ID"),
        (json!({ "action": "logs", "bot_id": "b", "lines": 0 }), "INVALID_LINES"),
        (json!({ "action": "logs", "bot_id": "b", "lines": -1 }), "INVALID_LINES"),
        (json!({ "action": "logs", "bot_id": "b", "lines": 1.5 }), "INVALID_LINES"),
        (json!({ "action": "logs", "bot_id": "b", "lines": true }), "INVALID_LINES"),
        (
            json!({ "action": "logs", "bot_id": "b", "lines": 18_446_744_073_709_551_615_u64 }),
            "INVALID_LINES",
        ),
        (json!({ "action": "restart" }), "MISSING_REQUIRED_FIELD"),
        (json!({ "action": "remove", "bot_id": "b" }), "OK"),
        (start(json!({ "code": 5 })), "INVALID_FILE_CONTENT"),
        (start(json!({ "code": "" })), "MISSING_CODE"),
        (start(json!({ "code": null, "files": many })), "INVALID_FILES_FORMAT"),
        (start(json!({ "code": null, "files": { "Bot.py": "x", "bot.py": "y" } })), "INVALID_FILE_NAME"),
        (start(json!({ "code": null, "files": { "bot.py": "x", "bot.py/y": "y" } })), "INVALID_FILE_NAME"),
        (start(json!({ "code": null, "files": { "bot.py": "x", "nul": "y" } })), "INVALID_FILE_NAME"),
        (start(json!({ "code": "x".repeat(17 << 20) })), "INVALID_FILE_CONTENT"),
        (start(json!({ "entrypoint": "" })), "INVALID_ENTRYPOINT"),
        (start(json!({ "entrypoint": "-c" })), "INVALID_ENTRYPOINT"),
        (start(json!({ "entrypoint": 7 })), "INVALID_ENTRYPOINT"),
        (start(json!({ "entrypoint": "a\"b.py" })), "INVALID_ENTRYPOINT"),
        (start(json!({ "requirements": ["a\nb"] })), "INVALID_REQUIREMENTS"),
        (
            start(
                json!({ "code": null, "files": { "bot.py": "", "requirements.txt": "a" }, "requirements": ["b"] }),
            ),
            "CONFLICTING_FIELDS",
        ),
        (start(json!({ "env_vars": { "A": 1 } })), "INVALID_ENV_VARS"),
        (start(json!({ "env_vars": { "A": "x\0" } })), "INVALID_ENV_VARS"),
        (start(json!({ "env_vars": { "A B": "x" } })), "INVALID_ENV_VARS"),
        (start(json!({ "env_vars": { "A": "x".repeat(200_000) } })), "INVALID_ENV_VARS"),
        (start(json!({ "resource_limits": [] })), "INVALID_RESOURCE_LIMITS"),
        (start(json!({ "resource_limits": { "memory_mb": "256" } })), "INVALID_RESOURCE_LIMITS"),
        (start(json!({ "resource_limits": { "memory_mb": 20.5 } })), "INVALID_RESOURCE_LIMITS"),
        (start(json!({ "resource_limits": { "cpu": 1 } })), "INVALID_RESOURCE_LIMITS"),
        (start(json!({ "resource_limits": { "private_addresses": "yes" } })), "INVALID_RESOURCE_LIMITS"),
        (start(json!({ "base_image": "A B" })), "INVALID_IMAGE_NAME"),
        (start(json!({ "git_repo": "https://example.org/x" })), "CONFLICTING_FIELDS"),
        (start(json!({ "code": null, "deployment_mode": "custom", "git_repo": secret })), "INVALID_GIT_URL"),
        (
            start(json!({ "code": null, "deployment_mode": "custom", "git_repo": "git@10.0.0.1:a/b" })),
            "INVALID_GIT_URL",
        ),
        (
            start(
                json!({ "code": null, "deployment_mode": "custom", "git_repo": "https://e.org/x", "git_branch": "a b" }),
            ),
            "INVALID_GIT_URL",
        ),
        (
            start(json!({ "code": null, "deployment_mode": "custom", "archive_url": "http://[::1]/x" })),
            "INVALID_ARCHIVE_URL",
        ),
        (start(json!({ "code": null, "deployment_mode": "custom", "archive_url": "HTTPS://e.org/x" })), "OK"),
        (start(json!({ "code": null, "deployment_mode": "custom", "archive": 5 })), "INVALID_ARCHIVE"),
        (
            start(json!({ "code": null, "deployment_mode": "image", "docker_image": "" })),
            "MISSING_DOCKER_IMAGE",
        ),
        (
            start(
                json!({ "code": null, "deployment_mode": "image", "docker_image": "a", "registry_auth": "me" }),
            ),
            "INVALID_REGISTRY_AUTH",
        ),
        (
            start(json!({ "code": null, "deployment_mode": "image", "docker_image": "a",
                "registry_auth": { "username": 1, "password": "p" } })),
            "INVALID_REGISTRY_AUTH",
        ),
    ] {
        let faults = validate(&request).err().unwrap_or_default();
        let code = faults.first().map_or("OK", |fault| fault.code.as_str());
        assert_eq!(code, want, "{}", request.to_string().chars().take(300).collect::<String>());
        for language in [Language::En, Language::Ru] {
            let told =
                faults.iter().map(|fault| fault.problem(language).to_json().to_string()).collect::<String>();
            assert!(!told.contains("hunter2"), "a password is repeated: {told}");
        }
    }
}

#[test]
fn a_source_comes_from_a_private_address_only_where_a_person_allows_them() {
    let sources = [
        ("archive_url", "http://[::1]/x"),
        ("git_repo", "http://10.0.0.1/a"),
        ("git_repo", "git@git.local:a/b"),
    ];
    for (field, address) in sources {
        for (allowed, is_taken) in [(json!(true), true), (json!(false), false), (json!("yes"), false)] {
            let mut request = json!({ "action": "start", "bot_id": "b", "deployment_mode": "custom",
                "resource_limits": { "private_addresses": allowed } });
            request[field] = address.into();
            let faults = validate(&request).err().unwrap_or_default();
            assert_eq!(faults.is_empty(), is_taken, "{address}: {faults:?}");
            let hint = faults.first().and_then(|fault| fault.problem(Language::En).hint);
            assert!(is_taken || hint.is_some_and(|hint| hint.contains("--allow-private")), "{address}");
        }
    }
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}|[-_./:@=\\\\ a-z\u{0}\n]{0,12}".prop_map(Value::from),
        prop::sample::select(vec!["start", "update", "simple", "custom", "image", "bot.py", "b"])
            .prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("\\PC{0,8}", inner, 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    /// Fields with anything in them: no panic, and whatever is refused is said in both languages.
    #[test]
    fn no_request_crashes_anything(
        action in prop::sample::select(vec!["start", "update", "stop", "logs", "status"]),
        mode in prop::sample::select(vec!["simple", "custom", "image"]),
        fields in prop::collection::btree_map(
            prop::sample::select(vec![
                "bot_id", "lines", "code", "files", "entrypoint", "requirements", "base_image", "env_vars",
                "resource_limits", "archive", "archive_url", "git_repo", "git_branch", "git_subdir", "docker_image",
                "registry_auth", "deployment_mode", "action",
            ]),
            any_json(),
            0..8,
        ),
    ) {
        let mut request = json!({ "action": action, "bot_id": "b", "deployment_mode": mode });
        for (name, value) in fields {
            request[name] = value;
        }
        if let Err(faults) = validate(&request) {
            prop_assert!(!faults.is_empty());
            for fault in faults {
                let (en, ru) = (fault.problem(Language::En), fault.problem(Language::Ru));
                prop_assert_eq!(en.code, ru.code);
                prop_assert_eq!(en.hint.is_some(), ru.hint.is_some());
                prop_assert!(!en.message.chars().any(char::is_control), "{:?}", en.message);
                prop_assert!(en.message != ru.message);
            }
        }
    }
}
