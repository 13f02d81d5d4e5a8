//! A desktop's database becomes the agent's: plans, runs, people and subscriptions go on here.

use std::fs;
use std::path::{Path, PathBuf};

use companion::ports::Clock as _;
use companion::view::PlanDraft;
use machine::SystemClock;
use serde_json::{Map, Value};
use store::{OpenOutcome, Store, StoreError};

use crate::agent::lock;
use crate::cli::say;
use crate::configuration::{Configuration, Database};
use crate::replica::Held;
use crate::trouble::Trouble;

const DATABASE: &str = "companion.db";

/// Of the files that SQLite has beside it.
const SUFFIXES: [&str; 3] = ["", "-wal", "-shm"];

/// Where the domain keeps the bot's switch.
const BOT: &str = "bot";

pub(crate) async fn import(configuration: &Configuration, database: &Path) -> Result<(), Trouble> {
    if let Some(server) = &configuration.database {
        say_found(import_into(server, configuration, database).await?);
        return Ok(());
    }
    let target = &configuration.data_dir;
    let _ours = lock(target)?;
    if target.join(DATABASE).exists() {
        return Err(Trouble::Said(format!(
            "There is a database in {} already; name an empty data_dir.",
            target.display()
        )));
    }
    match open_copy(database, target).await {
        Ok((store, found)) => {
            store.close().await;
            say_found(found);
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

/// Every row goes over into the empty database of the server.
async fn import_into(
    server: &Database,
    configuration: &Configuration,
    database: &Path,
) -> Result<Found, Trouble> {
    let scratch =
        tempfile::tempdir().map_err(|error| Trouble::Unwritable { path: std::env::temp_dir(), error })?;
    let (source, found) = open_copy(database, scratch.path()).await?;
    let held = Held::take(server).await?;
    let taken = async {
        let target = held.open(configuration).await?.store;
        let taken = held.database().import(&source, &target).await;
        target.close().await;
        taken
    };
    let taken = taken.await;
    held.release().await;
    source.close().await;
    match taken {
        Ok(_) => Ok(found),
        Err(StoreError::Conflict(_)) => {
            Err(Trouble::Said("The database of the server is not empty; name an empty one.".to_owned()))
        }
        Err(error) => Err(error.into()),
    }
}

fn say_found(found: Found) {
    let Found { plans, folders } = found;
    say(format_args!("Taken over, with {plans} plans. The tokens stay in that machine's keyring."));
    for (name, folder) in folders {
        let folder = folder.display();
        say(format_args!("{name}: its folder {folder} is not on this machine; the plan waits for it."));
    }
}

/// Copies the desktop's database into a folder and opens it there.
async fn open_copy(database: &Path, folder: &Path) -> Result<(Store, Found), Trouble> {
    let source = std::path::absolute(database).unwrap_or_else(|_| database.to_owned());
    fs::metadata(&source).map_err(|error| Trouble::Unreadable { path: source.clone(), error })?;
    // What a program writes meanwhile would be torn.
    let _theirs = lock(source.parent().unwrap_or(Path::new("/")))?;
    copy(&source, folder)?;
    open(folder, &source).await
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

async fn open(folder: &Path, source: &Path) -> Result<(Store, Found), Trouble> {
    let opened = Store::open(folder, SystemClock::new().now()).await?;
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
    match found {
        Ok(found) => Ok((opened.store, found)),
        Err(trouble) => {
            opened.store.close().await;
            Err(trouble)
        }
    }
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
