//! Requests of the same kinds as the source's, by somebody who means ill or pastes carelessly.

use bot_runner::{Language, validate};
use serde_json::{Map, Value, json};

/// Every field with every wrong type is a fault of that field, and of nothing else.
#[test]
fn a_wrong_type_at_any_field_is_told_of_that_field() {
    let wrong = [json!(7), json!(-1.5), json!(true), json!("x y\n"), json!(["x"]), json!({ "x": [] })];
    for (mode, source, field, code) in [
        ("simple", "code", "files", "INVALID_FILE"),
        ("simple", "code", "entrypoint", "INVALID_ENTRYPOINT"),
        ("simple", "code", "requirements", "INVALID_REQUIREMENTS"),
        ("simple", "code", "base_image", "INVALID_IMAGE_NAME"),
        ("simple", "code", "env_vars", "INVALID_ENV_VARS"),
        ("simple", "code", "resource_limits", "INVALID_RESOURCE_LIMITS"),
        ("custom", "git_repo", "archive", "INVALID_ARCHIVE"),
        ("custom", "git_repo", "archive_url", "INVALID_ARCHIVE_URL"),
        ("custom", "git_repo", "git_repo", "INVALID_GIT_URL"),
        ("custom", "git_repo", "git_branch", "INVALID_GIT_URL"),
        ("custom", "git_repo", "git_subdir", "INVALID_GIT_URL"),
        ("image", "docker_image", "docker_image", "INVALID_IMAGE_NAME"),
        ("image", "docker_image", "registry_auth", "REGISTRY_AUTH"),
    ] {
        for value in wrong.iter().filter(|value| field != "requirements" || !value.is_array()) {
            let mut request = deploy(mode);
            if ["files", "archive", "archive_url"].contains(&field) {
                request.as_object_mut().expect("fields").remove(source);
            }
            request[field] = value.clone();
            let codes = codes(&request);
            assert!(!codes.is_empty(), "{field}: {value} is taken");
            for told in codes {
                assert!(told.contains(code), "{field}: {value} gets {told}");
            }
        }
    }
}

#[test]
fn edge_cases_get_their_codes() {
    for (request, want) in cases() {
        let told = codes(&request);
        let code = told.first().map_or("OK", String::as_str);
        assert_eq!(code, want, "{}", request.to_string().chars().take(300).collect::<String>());
    }
}

fn cases() -> Vec<(Value, &'static str)> {
    let logs = |lines: Value| json!({ "action": "logs", "bot_id": "b", "lines": lines });
    let mut cases = vec![
        (json!("start"), "MISSING_REQUIRED_FIELD"),
        (json!({ "action": {} }), "MISSING_REQUIRED_FIELD"),
        (json!({ "action": -0.0 }), "MISSING_REQUIRED_FIELD"),
        (json!({ "action": "start\u{200b}", "bot_id": "b" }), "INVALID_ACTION"),
        (json!({ "action": "ѕtop", "bot_id": "b" }), "INVALID_ACTION"),
        (json!({ "action": "stop", "bot_id": 1e300 }), "INVALID_BOT_ID"),
        (json!({ "action": "stop", "bot_id": "b " }), "INVALID_BOT_ID"),
        (json!({ "action": "stop", "bot_id": "b\r\n" }), "INVALID_BOT_ID"),
        (json!({ "action": "stop", "bot_id": "bot.1" }), "INVALID_BOT_ID"),
        (json!({ "action": "stop", "bot_id": "ｂ" }), "INVALID_BOT_ID"),
        (json!({ "action": "status", "bot_id": false }), "MISSING_REQUIRED_FIELD"),
        (logs(json!(null)), "OK"),
        (logs(json!(100.0)), "OK"),
        (logs(json!(1_000_001)), "INVALID_LINES"),
        (logs(json!(1e20)), "INVALID_LINES"),
        (logs(json!("100")), "INVALID_LINES"),
        (logs(json!([100])), "INVALID_LINES"),
    ];
    let with = |mode: &str, field: &str, value: Value| {
        let mut request = deploy(mode);
        request[field] = value;
        request
    };
    cases.extend(
        [
            ("simple", "deployment_mode", json!(" simple"), "INVALID_DEPLOYMENT_MODE"),
            ("simple", "deployment_mode", json!([]), "MISSING_REQUIRED_FIELD"),
            ("simple", "code", json!({ "a.py": "x" }), "INVALID_FILE_CONTENT"),
            ("simple", "files", json!({}), "OK"),
            ("simple", "entrypoint", json!(null), "OK"),
            ("simple", "entrypoint", json!("a/../../b.py"), "INVALID_ENTRYPOINT"),
            ("simple", "entrypoint", json!("/etc/passwd"), "INVALID_ENTRYPOINT"),
            ("simple", "entrypoint", json!("C:bot.py"), "INVALID_ENTRYPOINT"),
            ("simple", "entrypoint", json!("bot.py\", \"-c"), "INVALID_ENTRYPOINT"),
            ("simple", "entrypoint", json!("lpt¹.py"), "INVALID_ENTRYPOINT"),
            ("simple", "requirements", json!(["aiogram", null]), "INVALID_REQUIREMENTS"),
            ("simple", "requirements", json!(["aiogram\r\n-r x"]), "INVALID_REQUIREMENTS"),
            (
                "simple",
                "requirements",
                json!(["x @ https://[::ffff:10.0.0.1]/x.whl"]),
                "INVALID_REQUIREMENTS",
            ),
            ("simple", "requirements", json!(["x @ git+ssh://e.org/x"]), "INVALID_REQUIREMENTS"),
            ("simple", "requirements", json!({ "aiogram": "3" }), "INVALID_REQUIREMENTS"),
            ("simple", "base_image", json!("x\nRUN id"), "INVALID_IMAGE_NAME"),
            ("simple", "env_vars", json!({ "A": "1\r\n2" }), "OK"),
            ("simple", "env_vars", json!({ "path": "a", "PATH": "b" }), "OK"),
            ("simple", "env_vars", json!({ "A\r": "1" }), "INVALID_ENV_VARS"),
            ("simple", "env_vars", json!({ "A\u{200b}": "1" }), "INVALID_ENV_VARS"),
            ("simple", "env_vars", json!({ "A": null }), "INVALID_ENV_VARS"),
            ("simple", "env_vars", json!({ "A": { "B": "1" } }), "INVALID_ENV_VARS"),
            ("simple", "resource_limits", json!({ "memory_mb": 128.0 }), "OK"),
            ("simple", "resource_limits", json!({ "memory_mb": null }), "OK"),
            ("simple", "resource_limits", json!({ "memory_mb": 1e308 }), "INVALID_RESOURCE_LIMITS"),
            ("simple", "resource_limits", json!({ "cpu_cores": u64::MAX }), "INVALID_RESOURCE_LIMITS"),
            ("simple", "resource_limits", json!({ "pids_limit": -1 }), "INVALID_RESOURCE_LIMITS"),
            ("simple", "resource_limits", json!({ "timeout_hours": 0 }), "INVALID_RESOURCE_LIMITS"),
            ("simple", "resource_limits", json!({ "MEMORY_MB": 128 }), "INVALID_RESOURCE_LIMITS"),
            ("simple", "resource_limits", json!({ "private_addresses": 1 }), "INVALID_RESOURCE_LIMITS"),
            ("custom", "git_branch", json!("x..y"), "INVALID_GIT_URL"),
            ("custom", "git_branch", json!("x.lock"), "INVALID_GIT_URL"),
            ("custom", "git_branch", json!(""), "INVALID_GIT_URL"),
            ("custom", "git_subdir", json!("bots/first/"), "OK"),
            ("custom", "git_subdir", json!("/etc"), "INVALID_GIT_URL"),
            ("custom", "git_subdir", json!("a\\..\\b"), "INVALID_GIT_URL"),
            ("image", "docker_image", json!("a:b\n"), "INVALID_IMAGE_NAME"),
            ("image", "docker_image", json!("docker://a"), "INVALID_IMAGE_NAME"),
            ("image", "docker_image", json!("a".repeat(100_000)), "INVALID_IMAGE_NAME"),
            ("image", "registry_auth", json!({}), "OK"),
            ("image", "registry_auth", json!({ "username": "", "password": "" }), "INCOMPLETE_REGISTRY_AUTH"),
            (
                "image",
                "registry_auth",
                json!({ "username": "u", "password": ["p"] }),
                "INVALID_REGISTRY_AUTH",
            ),
            ("image", "files", json!({ "Dockerfile": "FROM x" }), "CONFLICTING_FIELDS"),
        ]
        .map(|(mode, field, value, want)| (with(mode, field, value), want)),
    );
    cases
}

#[test]
fn files_that_are_another_file_somewhere_are_refused() {
    let of = |files: Value| {
        let mut request = deploy("simple");
        request["code"] = Value::Null;
        request["files"] = files;
        codes(&request)
    };
    for name in
        ["NUL.txt", "com1", "a /b", "a. /b", "x\u{202e}yp.py", "a:stream", "~/../x", "\\\\host\\x", "a\tb"]
    {
        assert_eq!(of(json!({ "bot.py": "", name: "x" })), ["INVALID_FILE_NAME"], "{name:?}");
    }
    assert_eq!(
        of(json!({ "bot.py": "", "Ｂot.py": "" })),
        Vec::<String>::new(),
        "a wide letter is another letter"
    );
    assert_eq!(of(json!({ "bot.py": "", "é": "", "e\u{301}": "" })), ["INVALID_FILE_NAME"]);
    assert_eq!(of(json!({ "bot.py": "", "a": "", "A/b": "" })), ["INVALID_FILE_NAME"]);
    assert_eq!(of(json!({ "bot.py": "\r\n\0", "данные.json": "{}" })), Vec::<String>::new());
    assert_eq!(of(json!({ "BOT.PY": "" })), ["INVALID_ENTRYPOINT"]);
}

#[test]
fn addresses_that_lead_elsewhere_are_refused() {
    let codes_of = |field: &str, address: &str| {
        let mut request = deploy("custom");
        request.as_object_mut().expect("fields").remove("git_repo");
        request[field] = address.into();
        codes(&request)
    };
    for address in [
        "file:///etc",
        "ssh://git@example.org/x",
        "ext::sh -c id",
        "git://example.org/x",
        "-uhttps://example.org",
        "https://",
        "https:/example.org/x",
        "https://me@example.org/x",
        "https://:hunter2@example.org/x",
        "https://example.org/x\n",
        "https://example.org\\@127.0.0.1/x",
        "https://example.org:99999/x",
        "http://2130706433/x",
        "http://0x7f000001/x",
        "http://017700000001/x",
        "http://127%2e0.0.1/x",
        "http://[::ffff:7f00:1]/x",
        "http://[::ffff:169.254.169.254]/x",
        "http://①②⑦.⓪.⓪.①/x",
        "http://LocalHost./x",
    ] {
        assert_eq!(codes_of("git_repo", address), ["INVALID_GIT_URL"], "{address}");
        assert_eq!(codes_of("archive_url", address), ["INVALID_ARCHIVE_URL"], "{address}");
    }
    for address in [
        "git@2130706433:a/b",
        "git@0x7f.1:a/b",
        "git@localhost:a/b",
        "git@e.org",
        "git@e.org:-x",
        "git@-x:a",
        "git@e.org:a b",
    ] {
        assert_eq!(codes_of("git_repo", address), ["INVALID_GIT_URL"], "{address}");
    }
    for address in
        ["git@example.org:/srv/bots.git", "git@example.org:c++/bot.git", "https://пример.рф/бот.git"]
    {
        assert_eq!(codes_of("git_repo", address), Vec::<String>::new(), "{address}");
    }
    for packed in [" \n", "YQ", "YQ=", "YQ==YQ==", "../x", "data:;base64,YQ=="] {
        assert_eq!(codes_of("archive", packed), ["INVALID_ARCHIVE"], "{packed:?}");
    }
}

#[test]
fn no_password_is_repeated() {
    for (mode, field, value) in [
        ("custom", "git_repo", json!("https://me:hunter2@example.org/x")),
        ("custom", "git_auth", json!({ "username": ["me"], "password": "hunter2" })),
        ("image", "registry_auth", json!({ "user": "me", "password": "hunter2" })),
        ("simple", "requirements", json!(["x @ https://me:hunter2@example.org/x.whl"])),
        ("simple", "env_vars", json!({ "A=": "hunter2", "B": ["hunter2"], "C": "hunter2\0" })),
    ] {
        let mut request = deploy(mode);
        request[field] = value;
        let faults = validate(&request).expect_err(field);
        for language in [Language::En, Language::Ru] {
            let told: Vec<_> =
                faults.iter().map(|fault| fault.problem(language).to_json().to_string()).collect();
            assert!(!told.concat().contains("hunter2"), "{field}: {told:?}");
        }
    }
}

/// A deployment that would be taken.
fn deploy(mode: &str) -> Value {
    let source: Map<String, Value> = match mode {
        "simple" => [("code".to_owned(), json!("x"))].into_iter().collect(),
        "custom" => [("git_repo".to_owned(), json!("https://example.org/x.git"))].into_iter().collect(),
        _ => [("docker_image".to_owned(), json!("x"))].into_iter().collect(),
    };
    let mut request = json!({ "action": "start", "bot_id": "b", "deployment_mode": mode });
    request.as_object_mut().expect("fields").extend(source);
    request
}

/// What is wrong, or nothing; whatever is said is said in both languages.
fn codes(request: &Value) -> Vec<String> {
    let Err(faults) = validate(request) else { return Vec::new() };
    for fault in &faults {
        assert_ne!(fault.problem(Language::En).message, fault.problem(Language::Ru).message);
    }
    faults.iter().map(|fault| fault.code.as_str().to_owned()).collect()
}
