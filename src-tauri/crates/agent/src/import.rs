//! A desktop's database becomes the agent's: plans, runs, people and subscriptions go on here.

use std::fs;
use std::path::{Path, PathBuf};

use companion::ports::Clock as _;
use companion::view::PlanDraft;
use machine::SystemClock;
use serde_json::{Map, Value};
use store::{OpenOutcome, Store};

use crate::agent::lock;
use crate::cli::say;
use crate::configuration::Configuration;
use crate::trouble::Trouble;

const DATABASE: &str = "companion.db";

/// Of the files that SQLite has beside it.
const SUFFIXES: [&str; 3] = ["", "-wal", "-shm"];

/// Where the domain keeps the bot's switch.
const BOT: &str = "bot";

pub(crate) async fn import(configuration: &Configuration, database: &Path) -> Result<(), Trouble> {
    let target = &configuration.data_dir;
    let _ours = lock(target)?;
    if target.join(DATABASE).exists() {
        return Err(Trouble::Said(format!(
            "There is a database in {} already; name an empty data_dir.",
            target.display()
        )));
    }
    let source = std::path::absolute(database).unwrap_or_else(|_| database.to_owned());
    fs::metadata(&source).map_err(|error| Trouble::Unreadable { path: source.clone(), error })?;
    let folder = source.parent().unwrap_or(Path::new("/"));
    // What a program writes meanwhile would be torn.
    let theirs = lock(folder)?;
    let found = match copy(&source, target) {
        Ok(()) => open(configuration, &source).await,
        Err(trouble) => Err(trouble),
    };
    drop(theirs);
    match found {
        Ok(Found { plans, folders }) => {
            say(format_args!("Taken over, with {plans} plans. The tokens stay in that machine's keyring."));
            for (name, folder) in folders {
                let folder = folder.display();
                say(format_args!(
                    "{name}: its folder {folder} is not on this machine; the plan waits for it."
                ));
            }
            Ok(())
        }
        Err(trouble) => {
            // The next try finds an empty folder.
            for suffix in SUFFIXES {
                let _ = fs::remove_file(target.join(format!("{DATABASE}{suffix}")));
            }
            Err(trouble)
        }
    }
}

fn copy(source: &Path, target: &Path) -> Result<(), Trouble> {
    for suffix in ["", "-wal"] {
        let from = PathBuf::from(format!("{}{suffix}", source.display()));
        if suffix == "-wal" && !from.exists() {
            continue;
        }
        let to = target.join(format!("{DATABASE}{suffix}"));
        fs::copy(&from, &to).map_err(|error| Trouble::Unwritable { path: to, error })?;
    }
    Ok(())
}

struct Found {
    plans: usize,
    /// Of plans that name one that is not here.
    folders: Vec<(String, PathBuf)>,
}

async fn open(configuration: &Configuration, source: &Path) -> Result<Found, Trouble> {
    let opened = Store::open(&configuration.data_dir, SystemClock::new().now()).await?;
    let found = match &opened.outcome {
        OpenOutcome::Ready | OpenOutcome::Migrated { .. } => look(&opened.store).await,
        OpenOutcome::RestoredBackup { aside, .. } | OpenOutcome::StartedAfresh { aside } => {
            let _ = fs::remove_file(aside);
            Err(Trouble::Said(format!(
                "{} is damaged, or no database of TestOps Companion.",
                source.display()
            )))
        }
        OpenOutcome::Fresh => Err(Trouble::Said(format!("{} is empty.", source.display()))),
    };
    opened.store.close().await;
    found
}

async fn look(store: &Store) -> Result<Found, Trouble> {
    // The bot begins with what the configuration says of it, and not by itself before that.
    if let Some(text) = store.kv().text(BOT).await? {
        let mut kept: Map<String, Value> = serde_json::from_str(&text).unwrap_or_default();
        kept.insert("on".to_owned(), false.into());
        kept.insert("with_program".to_owned(), false.into());
        store.kv().put(BOT, &kept).await?;
    }
    let Some(connection) = store.connections().real().await? else {
        return Ok(Found { plans: 0, folders: Vec::new() });
    };
    let rows = store.export_plans().of_server(server_of(&connection.url)).await?;
    let plans = rows.len();
    let drafts = rows.iter().filter_map(|row| serde_json::from_str::<PlanDraft>(&row.draft).ok());
    let folders = drafts.filter_map(|draft| Some((draft.name, PathBuf::from(draft.folder?))));
    Ok(Found { plans, folders: folders.filter(|(_, folder)| !folder.is_dir()).collect() })
}

/// As plans are kept: by host and port.
fn server_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or(rest)
}
