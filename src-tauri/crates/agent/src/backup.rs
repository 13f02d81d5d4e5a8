use companion::ports::Clock as _;
use machine::{DataLock, SystemClock};
use store::Store;

use crate::cli::say;
use crate::configuration::Configuration;
use crate::trouble::Trouble;

/// Also while the agent runs.
pub(crate) async fn backup(configuration: &Configuration) -> Result<(), Trouble> {
    if configuration.database.is_some() {
        let what = "The database is a PostgreSQL server's: pg_dump copies it.";
        return Err(Trouble::Said(what.to_owned()));
    }
    let (dir, now) = (&configuration.data_dir, SystemClock::new().now());
    if !dir.join("companion.db").exists() {
        return Err(Trouble::Said(format!("There is no database in {}.", dir.display())));
    }
    let lock = DataLock::take(dir);
    let store = match &lock {
        Ok(_) => Store::open(dir, now).await?.store,
        Err(_) => Store::join(dir).await?,
    };
    let written = store.backup_now(now).await;
    store.close().await;
    say(written?.display());
    Ok(())
}
