//! The program that `cargo xtask bench bot` measures: the whole domain, connected to the simulator, with its real bot.
//!
//! It is told on its standard input, in one JSON line, where everything is, and says in one line what it knows of the
//! server. The bot is off until a second line comes; that it is on is said with the next line. It ends with its input.

#![expect(clippy::print_stdout, reason = "this is how it talks to the bench")]

#[path = "../../../companion/examples/bench/outside.rs"]
mod outside;

use std::collections::BTreeMap;
use std::io::BufRead as _;
use std::path::PathBuf;
use std::sync::Arc;

use companion::Companion;
use companion::bot::{Change, Who};
use companion::view::{
    BotDraft, BotRole, BotRoute, BotSaved, BotState, ConnectionDraft, ConnectionSaved, Failure,
};
use serde::Deserialize;
use serde_json::json;
use telegram::TelegramBot;

type Trouble = Box<dyn std::error::Error>;

#[derive(Deserialize)]
struct About {
    folder: PathBuf,
    testops_url: String,
    testops_token: String,
    bot_api: String,
    bot_token: String,
    /// Telegram's ids of those who may use the bot.
    people: Vec<i64>,
}

#[tokio::main]
async fn main() -> Result<(), Trouble> {
    let mut lines = std::io::stdin().lock().lines();
    let about: About = serde_json::from_str(&lines.next().ok_or("nothing was told")??)?;
    let mut ports = outside::ports(&about.folder, |_| {});
    ports.bot = Some(Arc::new(TelegramBot::new(ports.clock.clone())));
    let companion = Companion::start(ports).await.map_err(said)?;
    connect(&companion, &about).await?;
    let catalogue = catalogue(&companion).await?;
    println!("{catalogue}");

    // Whoever started it measures the program without its bot until this comes.
    if lines.next().transpose()?.is_some() {
        companion.switch_bot(true).await.map_err(said)?;
        companion.bot_states().wait_for(|state| matches!(state, BotState::Polling { .. })).await?;
        println!("{}", json!({"on": true}));
        lines.next().transpose()?;
    }
    companion.shutdown().await;
    Ok(())
}

async fn connect(companion: &Companion, about: &About) -> Result<(), Trouble> {
    let draft = ConnectionDraft {
        url: about.testops_url.clone(),
        token: Some(about.testops_token.clone()),
        ..ConnectionDraft::default()
    };
    if let ConnectionSaved::Refused { faults } = companion.save_connection(draft).await.map_err(said)? {
        return Err(format!("{faults:?}").into());
    }
    let draft = BotDraft {
        token: Some(about.bot_token.clone()),
        route: BotRoute { base_url: Some(about.bot_api.clone()), proxy: None },
        proxy_password: None,
    };
    if let BotSaved::Refused { faults } = companion.bot_save_settings(draft).await.map_err(said)? {
        return Err(format!("{faults:?}").into());
    }
    for id in &about.people {
        let change = companion.bot_allow(None, &Who::Id(*id), BotRole::User).await.map_err(said)?;
        if !matches!(change, Change::Done(_)) {
            return Err(format!("{id} was not let in: {change:?}").into());
        }
    }
    Ok(())
}

/// What the server has to offer, as every bot of the bench is to know it.
async fn catalogue(companion: &Companion) -> Result<serde_json::Value, Trouble> {
    let projects = companion.projects(true).await.map_err(said)?.items;
    let mut jobs = BTreeMap::new();
    for project in &projects {
        let list = companion.jobs(project.id, true).await.map_err(said)?.items;
        let list: Vec<_> = list.into_iter().map(|job| json!({"id": job.id, "name": job.name})).collect();
        jobs.insert(project.id.to_string(), list);
    }
    let projects: Vec<_> =
        projects.into_iter().map(|project| json!({"id": project.id, "name": project.name})).collect();
    Ok(json!({"projects": projects, "jobs": jobs}))
}

fn said(failure: Failure) -> Trouble {
    format!("{} {}", failure.message, failure.details.unwrap_or_default()).into()
}
