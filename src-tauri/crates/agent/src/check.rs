//! Everything that the configuration names, tried with the code that the agent uses; nothing is kept.

use companion::Companion;
use companion::ports::Clock as _;
use companion::view::{BotTest, ConnectionStepKind, StepResult};
use machine::SystemClock;
use store::SharedDatabase;

use crate::agent::{bot_draft, draft, trial};
use crate::bucket;
use crate::cli::say;
use crate::configuration::Configuration;
use crate::replica::connect;
use crate::trouble::{Trouble, fields, said};
use crate::webhook::Webhook;

pub(crate) async fn check(configuration: &Configuration) -> Result<(), Trouble> {
    for shown in &configuration.shown {
        say(format_args!("{} = {}  ({})", shown.key, shown.value, shown.by));
    }
    // In a folder of its own: the agent may be running, and a check changes nothing.
    let scratch =
        tempfile::tempdir().map_err(|error| Trouble::Unwritable { path: std::env::temp_dir(), error })?;
    let companion = trial(configuration, scratch.path()).await?;
    let testops = try_testops(&companion, configuration).await;
    let telegram = try_telegram(&companion, configuration).await;
    let s3 = bucket::check(&companion, configuration.s3.as_ref()).await;
    companion.shutdown().await;
    let webhook = try_webhook(configuration).await?;
    let folder = try_folder(configuration);
    let database = try_database(configuration).await?;
    let failed = [testops?, telegram?, s3?, webhook, folder, database].into_iter().filter(|ok| !ok).count();
    if failed > 0 {
        return Err(Trouble::Said("The agent would not work as it is configured.".to_owned()));
    }
    say("Everything answers.");
    Ok(())
}

async fn try_testops(companion: &Companion, configuration: &Configuration) -> Result<bool, Trouble> {
    let report = companion.test_connection(draft(configuration)).await?;
    for step in &report.steps {
        let name = match step.step {
            ConnectionStepKind::Reach => "reach",
            ConnectionStepKind::Certificate => "certificate",
            ConnectionStepKind::Prefix => "API",
            ConnectionStepKind::Token => "token",
            ConnectionStepKind::Rights => "rights",
            ConnectionStepKind::Projects => "projects",
        };
        match &step.result {
            StepResult::Ok { found } => say(format_args!("testops {name}: ok, {found}")),
            StepResult::Failed { failure } => say(format_args!("testops {name}: FAILED, {}", said(failure))),
            StepResult::Skipped => say(format_args!("testops {name}: not tried")),
        }
    }
    Ok(report.ok)
}

async fn try_telegram(companion: &Companion, configuration: &Configuration) -> Result<bool, Trouble> {
    let Some(telegram) = &configuration.telegram else {
        say("telegram: no bot is configured");
        return Ok(true);
    };
    let why = match companion.test_bot(bot_draft(telegram)).await? {
        BotTest::Works { username, .. } => {
            say(format_args!("telegram: ok, @{username}"));
            return Ok(true);
        }
        BotTest::Failed { failure } => said(&failure),
        BotTest::Refused { faults } => fields(&faults),
    };
    say(format_args!("telegram: FAILED, {why}"));
    Ok(false)
}

/// Whether it lets us in, and who leads.
async fn try_database(configuration: &Configuration) -> Result<bool, Trouble> {
    let Some(database) = &configuration.database else { return Ok(true) };
    let shared = connect(database)?;
    let known = SharedDatabase::known_schema();
    let (schema, lease) = match (shared.schema().await, shared.lease().await) {
        (Ok(schema), Ok(lease)) => (schema, lease),
        (Err(error), _) | (_, Err(error)) => {
            say(format_args!("database: FAILED, {error}"));
            return Ok(false);
        }
    };
    match schema {
        None => say("database: ok, empty"),
        Some(found) if found > known => {
            say(format_args!("database: FAILED, its schema is {found}, and this program knows {known}"));
            return Ok(false);
        }
        Some(found) => say(format_args!("database: ok, schema {found} of {known}")),
    }
    if let Some(lease) = lease.filter(|lease| lease.is_held) {
        say(format_args!("database: {} leads", lease.holder));
    }
    Ok(true)
}

/// What it gets says that it is a test.
async fn try_webhook(configuration: &Configuration) -> Result<bool, Trouble> {
    let Some(webhook) = &configuration.webhook else {
        say("webhook: none is configured");
        return Ok(true);
    };
    match Webhook::new(webhook)?.test(SystemClock::new().now()).await {
        Ok(()) => say("webhook: ok, it took a test"),
        Err(why) => {
            say(format_args!("webhook: FAILED, {why}"));
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether files can be written where they are to land.
fn try_folder(configuration: &Configuration) -> bool {
    let folders = [("data_dir", &configuration.data_dir), ("exports_dir", &configuration.exports_dir)];
    let tried = folders.map(|(key, folder)| {
        let written = std::fs::create_dir_all(folder).and_then(|()| {
            let file = folder.join(format!(".testops-companion-agent-check-{}", std::process::id()));
            std::fs::write(&file, "")?;
            std::fs::remove_file(&file)
        });
        match &written {
            Ok(()) => say(format_args!("{key}: ok, {} can be written", folder.display())),
            Err(error) => say(format_args!("{key}: FAILED, {}: {error}", folder.display())),
        }
        written.is_ok()
    });
    tried.into_iter().all(|ok| ok)
}
