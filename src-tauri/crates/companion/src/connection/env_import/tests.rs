use proptest::prelude::*;
use secrecy::ExposeSecret;

use super::*;
use crate::view::Language::{En, Ru};

fn read(text: &str) -> Imported {
    parse(text, Texts(En))
}

fn token(imported: &Imported) -> Option<&str> {
    imported.token.as_ref().map(ExposeSecret::expose_secret)
}

fn understood(imported: &Imported) -> Vec<(&str, &str)> {
    imported.report.understood.iter().map(|key| (key.key.as_str(), key.shown.as_str())).collect()
}

fn ignored(imported: &Imported) -> Vec<(u32, &str, &str)> {
    imported.report.ignored.iter().map(|line| (line.line, line.key.as_str(), line.reason.as_str())).collect()
}

#[test]
fn the_bots_file_gives_server_and_token_and_names_the_rest() {
    let text = "# Настройки\nTESTOPS_URL=https://allure.bank.ru\nTESTOPS_API_BASE=https://allure.bank.ru/api\n\
        USER_TOKEN=0a1b-2c\n\nTELEGRAM_BOT_TOKEN=123:ABC\nMONGO_URI=mongodb://u:p@h\nMONGO_DB=x\nLOG_LEVEL=INFO\n";
    let imported = read(text);
    assert_eq!(imported.report.url.as_deref(), Some("https://allure.bank.ru"));
    assert_eq!(token(&imported), Some("0a1b-2c"));
    assert_eq!(
        understood(&imported),
        [
            ("TESTOPS_URL", "https://allure.bank.ru"),
            ("TESTOPS_API_BASE", "https://allure.bank.ru"),
            ("USER_TOKEN", "••••••••")
        ]
    );
    assert_eq!(
        ignored(&imported),
        [
            (6, "TELEGRAM_BOT_TOKEN", "understood; this version has no Telegram bot"),
            (7, "MONGO_URI", "not needed: the program has its own database"),
            (8, "MONGO_DB", "not needed: the program has its own database"),
            (9, "LOG_LEVEL", "not needed: the program keeps its own log")
        ]
    );
}

#[test]
fn the_exporters_file_is_read_as_dotenv_reads_it() {
    let text = "\u{feff}export TESTOPS_TOKEN = 'a#b \"c'  # mine\r\nTESTOPS_BASE_URL=\"https://x.ru:8443/base/project/7?q=1#f\"\r\n\
        CRON_SCHEDULE=\"0 7 * * *\"\r\nexported=1\r\n";
    let imported = read(text);
    assert_eq!(token(&imported), Some("a#b \"c"));
    assert_eq!(imported.report.url.as_deref(), Some("https://x.ru:8443/base"));
    let told = [(3, "CRON_SCHEDULE", "understood: import it in Exports"), (4, "exported", "unknown key")];
    assert_eq!(ignored(&imported), told);
}

#[test]
fn an_address_without_a_scheme_leaves_it_open_and_one_with_a_password_is_refused() {
    let imported = read(
        "TESTOPS_URL= Allure.bank.ru:8443/project/3\nTESTOPS_BASE_URL=https://u:p@x.ru\nALLURE_ENDPOINT=word",
    );
    assert_eq!(imported.report.url.as_deref(), Some("allure.bank.ru:8443"));
    let told = [
        (2, "TESTOPS_BASE_URL", "the address holds a name or a password before the @; enter it without them"),
        (3, "ALLURE_ENDPOINT", "not an http:// or https:// address"),
    ];
    assert_eq!(ignored(&imported), told);
}

#[test]
fn values_are_unquoted_and_filled_in() {
    let text = "TESTOPS_URL=https://x.ru # the server\nTESTOPS_API_BASE=${TESTOPS_URL}/api/rs/\nUSER_TOKEN=\"a\\\"b\\$c${NO}\"";
    let imported = read(text);
    assert_eq!(understood(&imported)[1], ("TESTOPS_API_BASE", "https://x.ru"));
    assert_eq!(token(&imported), Some("a\"b$c${NO}"));
}

#[test]
fn junk_is_named_without_giving_a_secret_away() {
    let secret = "c2VjcmV0dG9rZW4xMjM0NTY3ODkw";
    let text = format!(
        "{secret}\n{secret}==\nmy token is {secret}\nMY KEY={secret}\n=x\nUSER_TOKEN='{secret}\nTESTOPS_URL=no address\n\0{}",
        '\u{202e}'
    );
    let imported = read(&text);
    let report = serde_json::to_string(&imported.report).expect("JSON");
    assert!(!report.contains("c2Vj"), "{report}");
    assert!(!imported.report.token_found && imported.report.url.is_none());
    let lines: Vec<_> = ignored(&imported).into_iter().map(|(line, key, _)| (line, key)).collect();
    let start = [(1, "…"), (2, "…"), (3, "my token is…"), (4, "MY KEY"), (5, ""), (6, "USER_TOKEN")];
    assert_eq!(lines[..6], start);
    assert_eq!(ignored(&imported)[6], (7, "TESTOPS_URL", "not an http:// or https:// address"));
}

#[test]
fn of_several_the_last_line_and_the_most_telling_key_count() {
    let text = "USER_TOKEN=one\nUSER_TOKEN=two\nTESTOPS_TOKEN=three\nTESTOPS_API_BASE=https://b\nTESTOPS_URL=https://a";
    let imported = read(text);
    assert_eq!((token(&imported), imported.report.url.as_deref()), (Some("three"), Some("https://a")));
    let told = [
        (1, "USER_TOKEN", "given again in line 2, which counts"),
        (2, "USER_TOKEN", "not needed: TESTOPS_TOKEN is used"),
        (4, "TESTOPS_API_BASE", "not needed: TESTOPS_URL is used"),
    ];
    assert_eq!(ignored(&imported), told);
}

#[test]
fn what_the_example_says_is_no_value() {
    let imported = parse(
        "TESTOPS_URL=https://your.testops.url\nUSER_TOKEN=your_testops_api_token\nTESTOPS_TOKEN=",
        Texts(Ru),
    );
    assert!(imported.report.url.is_none() && imported.token.is_none());
    let reasons: Vec<_> = ignored(&imported).into_iter().map(|(_, _, reason)| reason).collect();
    assert_eq!(reasons, ["осталось значение из примера", "осталось значение из примера", "нет значения"]);
}

#[test]
fn a_huge_file_gives_a_short_report() {
    let long = format!("USER_TOKEN={}\n{}", "x".repeat(1 << 20), "junk\n".repeat(10_000));
    let imported = read(&long);
    assert_eq!(token(&imported).map(str::len), Some(1 << 20));
    assert_eq!(imported.report.ignored.len(), NAMED + 1);
    assert_eq!(ignored(&imported)[NAMED].2, "and 9800 more that were not used");
    let nested: Vec<_> = (1..60).map(|n| format!("A{n}=${{A{}}}${{A{}}}", n - 1, n - 1)).collect();
    assert!(read(&format!("A0=xxxxxxxx\n{}", nested.join("\n"))).token.is_none());
}

proptest! {
    #[test]
    fn any_text_is_read_and_keeps_its_token_to_itself(before in any::<String>(), after in any::<String>()) {
        let secret = "5f0c9b3e-secret-77";
        let text = format!("{before}\nUSER_TOKEN={secret}\n{after}");
        let imported = read(&text);
        let report = serde_json::to_string(&imported.report).expect("JSON");
        prop_assert!(!report.contains(secret));
        prop_assert_eq!(token(&imported), Some(secret));
    }

    #[test]
    fn a_quoted_value_comes_back(value in "[a-zA-Z0-9 #$=/:.-]{1,40}") {
        let text = format!("USER_TOKEN='{value}'");
        let imported = read(&text);
        if !is_example(&value) {
            prop_assert_eq!(token(&imported), Some(value.as_str()));
        }
    }
}
