use telegram_kit::Failure;

use crate::world::{TestOps, section, telegram};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_configured_is_tried_and_no_secret_is_shown() -> Result<(), Failure> {
    let server = TestOps::start().await;
    let (kit, bot) = telegram().await?;
    let mut machine = server.machine("");
    let token = machine.write("bot-token", bot.token());
    machine.configure(&section(&kit, &token.display().to_string(), &[]));

    let said = machine.done(&["check"]).well();
    for line in
        ["testops reach: ok", "testops token: ok", "testops projects: ok", "telegram: ok", "exports_dir: ok"]
    {
        assert!(said.contains(line), "{line}: {said}");
    }
    assert!(said.contains(&format!("testops.url = {}", server.running.url)), "{said}");
    assert!(!said.contains(&server.running.token) && !said.contains(bot.token()), "{said}");

    // A token that nobody knows, by a variable that goes before nothing: the file must then go.
    machine.write("token", "of-another-time");
    machine.write("bot-token", "123456:of-another-time");
    let refused = machine.done(&["check"]);
    assert_eq!(refused.code(), Some(1));
    let said = refused.said();
    assert!(said.contains("testops token: FAILED") && said.contains("telegram: FAILED"), "{said}");
    assert!(said.contains("testops rights: not tried"), "{said}");
    assert!(!said.contains("of-another-time"), "{said}");
    kit.finish().await
}

#[tokio::test]
async fn what_is_wrong_with_the_configuration_is_told_at_once() {
    let server = TestOps::start().await;
    let mut machine = server.machine("");
    machine.configure("tokn = 'x'\n[watch]\nseconds = 'often'\n");
    for command in ["run", "check", "migrate", "status", "backup"] {
        let refused = machine.done(&[command]);
        assert_eq!(refused.code(), Some(2), "{}", refused.said());
        let said = refused.said();
        assert!(said.contains("testops.tokn: unknown; did you mean testops.token?"), "{said}");
        assert!(said.contains("watch.seconds: must be a whole number"), "{said}");
    }
}
