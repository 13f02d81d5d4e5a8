use companion::ports::Clock as _;
use machine::SystemClock;
use store::{OpenOutcome, Store};

use crate::agent::lock;
use crate::cli::say;
use crate::configuration::Configuration;
use crate::replica::Held;
use crate::trouble::Trouble;

pub(crate) async fn migrate(configuration: &Configuration) -> Result<(), Trouble> {
    if let Some(database) = &configuration.database {
        let held = Held::take(database).await?;
        let opened = held.open(configuration).await;
        if let Ok(opened) = &opened {
            opened.store.close().await;
        }
        held.release().await;
        let outcome = opened?.outcome;
        say(if let OpenOutcome::Migrated { from } = outcome {
            format!("The database was brought up to date from schema {from}.")
        } else {
            what_was_done(&outcome)
        });
        return Ok(());
    }
    let _lock = lock(&configuration.data_dir)?;
    let opened = Store::open(&configuration.data_dir, SystemClock::new().now()).await?;
    opened.store.close().await;
    say(what_was_done(&opened.outcome));
    Ok(())
}

pub(crate) fn what_was_done(outcome: &OpenOutcome) -> String {
    match outcome {
        OpenOutcome::Fresh => "A new database was made.".to_owned(),
        OpenOutcome::Ready => "The database is up to date.".to_owned(),
        OpenOutcome::Migrated { from } => {
            format!(
                "The database was brought up to date from schema {from}; a backup of it lies in backups/."
            )
        }
        OpenOutcome::RestoredBackup { aside, backup_from } => format!(
            "The database was damaged and lies in {}; the backup of {backup_from} took its place.",
            aside.display()
        ),
        OpenOutcome::StartedAfresh { aside } => {
            format!(
                "The database was damaged and lies in {}; there was no backup, and a new one was made.",
                aside.display()
            )
        }
    }
}
