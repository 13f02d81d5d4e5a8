use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use companion::bot::Who;
use companion::view::BucketKeys;
use secrecy::ExposeSecret as _;

use super::Configuration;
use super::read::{Sources, read};

const SMALL: &str = "[testops]\nurl = 'https://testops.example.com'\ntoken_file = '/secrets/token'\n";

fn secret_file(path: &Path) -> io::Result<String> {
    match path.to_str() {
        Some("/secrets/token") => Ok("from a file\n".to_owned()),
        Some("/secrets/address") => Ok("https://hooks.example.com/capability\n".to_owned()),
        Some("/secrets/empty") => Ok("\n".to_owned()),
        Some("/secrets/letter") => Ok("dear\nreader".to_owned()),
        _ => Err(io::Error::from(io::ErrorKind::NotFound)),
    }
}

fn sources(file: &str, variables: &[(&str, &str)]) -> Sources {
    let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Sources {
        file: Some(("agent.toml".to_owned(), file.to_owned())),
        env_file: None,
        variables: variables.collect::<BTreeMap<_, _>>(),
    }
}

fn right(sources: &Sources) -> Configuration {
    read(sources, secret_file).unwrap_or_else(|faults| panic!("{faults:?}"))
}

fn faults(file: &str, variables: &[(&str, &str)]) -> Vec<String> {
    let faults = read(&sources(file, variables), secret_file).err().unwrap_or_default();
    let mut faults: Vec<_> = faults.iter().map(ToString::to_string).collect();
    faults.sort();
    faults
}

#[test]
fn the_example_can_be_used() {
    let mut example = include_str!("../../agent.example.toml").to_owned();
    for name in [
        "testops-token",
        "telegram-token",
        "page-token",
        "proxy-password",
        "webhook-secret",
        "database-password",
        "s3-secret",
    ] {
        example = example.replace(&format!("/run/secrets/{name}"), "/secrets/token");
    }
    example = example.replace("/run/secrets/webhook-url", "/secrets/address");
    let all_on: String = example
        .lines()
        .map(|line| line.strip_prefix("#: ").unwrap_or(line))
        .fold(String::new(), |text, line| text + line + "\n");
    for text in [example, all_on] {
        let configuration = right(&sources(&text, &[]));
        assert_eq!(configuration.testops.token.expose_secret(), "from a file");
        assert!(configuration.telegram.is_some());
    }
}

#[test]
fn a_bucket_has_a_key_or_a_role() {
    let s3 = |more: &str, variables: &[(&str, &str)]| {
        right(&sources(&format!("{SMALL}[s3]\nbucket = 'b'\n{more}"), variables)).s3.expect("a bucket")
    };
    let fixed = s3("key_id = 'k'\nsecret_file = '/secrets/token'\nendpoint = 'http://minio:9000/'\n", &[]);
    assert_eq!(fixed.place.keys, BucketKeys::Fixed { id: "k".to_owned() });
    assert_eq!(fixed.place.endpoint.as_deref(), Some("http://minio:9000"));
    assert!(fixed.place.path_style && fixed.secret.is_some());
    let told = [("AWS_ROLE_ARN", "arn:aws:iam::1:role/r"), ("AWS_WEB_IDENTITY_TOKEN_FILE", "/token")];
    let role = s3("", &told);
    assert!(matches!(role.place.keys, BucketKeys::WebIdentity { .. }) && !role.place.path_style);
    assert!(role.secret.is_none());
    let both = s3("key_id = 'k'\nsecret_file = '/secrets/token'\nstyle = 'path'\n", &told);
    assert!(matches!(both.place.keys, BucketKeys::Fixed { .. }) && both.place.path_style);
    // What the machine tells every program asks for no bucket.
    assert!(right(&sources(SMALL, &told)).s3.is_none());
    assert_eq!(
        faults(&format!("{SMALL}[s3]\nstyle = 'virtual'\n"), &[]),
        ["s3.bucket: missing", "s3.key_id: missing", "s3.secret: missing", "s3.style: must be path or host",]
    );
}

#[test]
fn the_example_names_every_key() {
    let example = include_str!("../../agent.example.toml");
    for key in &super::keys::KEYS {
        let (_, name) = key.name.rsplit_once('.').unwrap_or(("", key.name));
        let is_named =
            example.lines().any(|line| line.trim_start_matches("#: ").starts_with(&format!("{name} = ")));
        assert!(is_named || key.kind == super::keys::Kind::Secret, "{}", key.name);
    }
}

#[test]
fn a_variable_goes_before_the_file() {
    let text = format!("language = 'en'\n{SMALL}[watch]\nseconds = 30\n");
    let configuration = right(&sources(
        &text,
        &[
            ("TESTOPS_AGENT_LANGUAGE", "ru"),
            ("TESTOPS_AGENT_WATCH_SECONDS", "10"),
            ("TESTOPS_AGENT_CONFIG", "/etc/agent.toml"),
            ("TESTOPS_URL", "https://before.example.com"),
            ("LANG", "C"),
        ],
    ));
    assert_eq!(configuration.language, companion::view::Language::Ru);
    assert_eq!(configuration.watch.seconds, Some(10));
    assert_eq!(configuration.testops.url.as_str(), "https://testops.example.com/");
}

#[test]
fn an_unknown_key_is_named_with_the_nearest_one() {
    let text = format!("zome = 'UTC'\nhttp.lisen = '[::1]:1'\n{SMALL}tokn_file = 'x'\n[colours]\nred = 1\n");
    assert_eq!(
        faults(&text, &[("TESTOPS_AGENT_TELEGRAM_TOKN", "1:a")]),
        [
            "TESTOPS_AGENT_TELEGRAM_TOKN: unknown; did you mean TESTOPS_AGENT_TELEGRAM_TOKEN?",
            "colours: unknown",
            "http.lisen: unknown; did you mean http.listen?",
            "testops.tokn_file: unknown; did you mean testops.token_file?",
            "zome: unknown; did you mean zone?",
        ]
    );
}

#[test]
fn a_secret_in_the_wrong_place_is_refused_and_not_repeated() {
    let token = "123456789:AAF-abcdefghijklmnopqrstuvwxyz12345";
    let cases = [
        format!("{SMALL}token = 'sssh'\n"),
        format!("{SMALL}proxy = 'http://me:sssh@proxy:3128'\n"),
        format!("{SMALL}[telegram]\nbase_url = 'https://proxy.example.com/bot{token}'\n"),
        format!("{SMALL}[telegram]\nusers = ['{token}']\n"),
    ];
    for text in cases {
        let said = faults(&text, &[]);
        assert!(said.iter().any(|fault| fault.contains("secret")), "{said:?}");
        assert!(said.iter().all(|fault| !fault.contains("sssh") && !fault.contains("AAF-")), "{said:?}");
    }
    let said = faults("[testops]\ntoken = \"sssh\nurl = 1", &[]);
    assert!(said[0].starts_with("agent.toml: line "), "{said:?}");
    assert!(said.iter().all(|fault| !fault.contains("sssh")), "{said:?}");
}

#[test]
fn every_fault_is_told_at_once() {
    let text = "data_dir = 'here'\nlanguage = 'de'\nzone = 'Moskau'\n[testops]\nurl = 'testops'\ntoken_file = \
                '/nowhere'\n[telegram]\nadmins = ['@anna', -1]\ntoken_file = '/secrets/letter'\n[http]\nlisten = \
                '8087'\n[watch]\nseconds = 'often'\n";
    let keys: Vec<_> =
        faults(text, &[]).into_iter().filter_map(|fault| Some(fault.split_once(':')?.0.to_owned())).collect();
    let expected = [
        "watch.seconds",
        "data_dir",
        "language",
        "zone",
        "testops.url",
        "testops.token_file",
        "telegram.token_file",
        "telegram.admins",
        "telegram.admins",
        "http.listen",
    ];
    let sorted = |mut keys: Vec<String>| {
        keys.sort();
        keys
    };
    assert_eq!(sorted(keys), sorted(expected.map(str::to_owned).to_vec()));
    assert_eq!(faults("", &[]), ["testops.token: missing", "testops.url: missing"]);
}

#[test]
fn a_page_that_others_can_reach_wants_a_token_or_a_proxy() {
    let open = format!("{SMALL}[http]\nlisten = '0.0.0.0:8087'\n");
    assert_eq!(faults(&open, &[]).len(), 1);
    for closed in ["token_file = '/secrets/token'\n", "user_header = 'X-Forwarded-User'\n"] {
        assert_eq!(faults(&format!("{open}{closed}"), &[]), [""; 0]);
    }
    assert_eq!(faults(&format!("{open}token_file = '/secrets/empty'\n"), &[]), ["http.token_file: is empty"]);
}

#[test]
fn the_env_of_the_exporter_and_of_the_bot_is_enough() {
    let env = "# copied\nexport TESTOPS_BASE_URL=https://testops.example.com\nTESTOPS_TOKEN='abc'\n\
               TELEGRAM_BOT_TOKEN=\"1:a\"\nOWNER_USERNAME=anna\nEXPORT_PATH=/srv/exports\nCRON_SCHEDULE=0 7 * * *\n";
    let sources = Sources {
        file: None,
        env_file: Some((".env".to_owned(), env.to_owned())),
        variables: BTreeMap::new(),
    };
    let configuration = right(&sources);
    assert_eq!(configuration.testops.token.expose_secret(), "abc");
    assert_eq!(configuration.exports_dir, Path::new("/srv/exports"));
    let telegram = configuration.telegram.expect("a bot");
    assert_eq!(telegram.users, [Who::Username("anna".to_owned())]);
    let shown: Vec<_> = configuration.shown.iter().map(|shown| shown.value.as_str()).collect();
    assert!(!shown.contains(&"abc") && !shown.contains(&"1:a"), "{shown:?}");
}

#[test]
fn a_webhook_wants_an_address_that_nobody_is_shown() {
    let with = |section: &str| format!("{SMALL}[webhook]\n{section}\n");
    let found = faults(&with("secret_file = '/secrets/token'"), &[]);
    assert_eq!(found, ["webhook.url: missing"]);
    let found = faults(&with("url_file = '/secrets/token'"), &[]);
    assert_eq!(found, ["webhook.url: must be an address that begins with https:// or http://"]);
    let found = faults(&with("url = 'https://hooks.example.com/capability'"), &[]);
    assert!(found.len() == 1 && !found[0].contains("capability"), "{found:?}");
    let configuration = right(&sources(&with("url_file = '/secrets/address'"), &[]));
    assert!(configuration.webhook.is_some_and(|webhook| webhook.secret.is_none()));
}

#[test]
fn a_shared_database_has_an_address_without_a_password_and_a_lease_that_can_be_kept() {
    let with = |section: &str| format!("{SMALL}[database]\n{section}\n");
    assert_eq!(faults(&with("lease_seconds = 20"), &[]), ["database.url: missing"]);
    assert_eq!(
        faults(&with("url = 'mysql://db/companion'\nlease_seconds = 2"), &[]),
        [
            "database.lease_seconds: must be 3 or more",
            "database.url: must be an address such as postgres://user@host/database",
        ]
    );
    let said = faults(&with("url = 'postgres://me:sssh@db/companion'"), &[]);
    assert!(said[0].contains("secret") && !said[0].contains("sssh"), "{said:?}");
    let url = "url = 'postgres://me@db/companion'";
    assert!(right(&sources(SMALL, &[])).database.is_none());
    let database = right(&sources(&with(&format!("{url}\npassword_file = '/secrets/token'")), &[])).database;
    let database = database.expect("a database");
    assert_eq!(database.lease.as_secs(), 15);
    assert_eq!(database.password.expect("a password").expose_secret(), "from a file");
}
