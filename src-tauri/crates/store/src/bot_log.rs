use crate::db::{Db, Write};
use crate::sql::{query, query_as, query_scalar};

use crate::{Millis, StoreError};

/// An act of somebody who uses the Telegram bot, or about somebody.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct BotLogRow {
    pub id: i64,
    pub at: Millis,
    /// Who did it; `None` for the person at the window.
    pub telegram_id: Option<i64>,
    pub name: String,
    pub act: String,
    pub detail: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewBotLogRow {
    pub at: Millis,
    pub telegram_id: Option<i64>,
    pub name: String,
    pub act: String,
    pub detail: String,
}

pub struct BotLog<'a>(pub(crate) &'a Db);

impl BotLog<'_> {
    pub async fn append(&self, row: &NewBotLogRow) -> Result<(), StoreError> {
        let mut tx = self.0.write().await?;
        append(&mut tx, row).await?;
        tx.commit().await
    }

    /// Newest first, with the number of all.
    pub async fn page(&self, offset: u32, limit: u32) -> Result<(Vec<BotLogRow>, u64), StoreError> {
        let sql = "SELECT * FROM bot_log ORDER BY id DESC LIMIT $1 OFFSET $2";
        let rows = query_as(sql).bind(limit).bind(offset).fetch_all(self.0).await?;
        let total: i64 = query_scalar("SELECT count(*) FROM bot_log").fetch_one(self.0).await?;
        Ok((rows, total.unsigned_abs()))
    }

    /// Keeps what is not older than `from`, and of that the newest `kept`.
    pub async fn prune(&self, from: Millis, kept: u32) -> Result<(), StoreError> {
        let sql = "DELETE FROM bot_log WHERE at < $1
            OR id <= (SELECT id FROM bot_log ORDER BY id DESC LIMIT 1 OFFSET $2)";
        query(sql).bind(from).bind(kept).execute(self.0).await?;
        Ok(())
    }
}

pub(crate) async fn append(db: &mut Write, row: &NewBotLogRow) -> Result<(), StoreError> {
    query("INSERT INTO bot_log (at, telegram_id, name, act, detail) VALUES ($1, $2, $3, $4, $5)")
        .bind(row.at)
        .bind(row.telegram_id)
        .bind(&row.name)
        .bind(&row.act)
        .bind(&row.detail)
        .execute(db)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Fixture;

    #[tokio::test]
    async fn the_newest_are_kept_and_told_first() {
        let fixture = Fixture::new().await;
        let log = fixture.store.bot_log();
        for at in 0..10 {
            let row = NewBotLogRow {
                at,
                telegram_id: Some(7),
                name: "Анна".to_owned(),
                act: "launched".to_owned(),
                detail: format!("run {at}"),
            };
            log.append(&row).await.expect("appended");
        }
        log.prune(2, 100).await.expect("pruned");
        assert_eq!(log.page(0, 9).await.expect("read").1, 8);
        log.prune(0, 3).await.expect("pruned");
        let (rows, total) = log.page(1, 9).await.expect("read");
        assert_eq!((total, rows.iter().map(|row| row.at).collect::<Vec<_>>()), (3, vec![8, 7]));
    }
}
