use crate::db::{Db, Write};
use crate::sql::{query, query_as};

use crate::{Millis, StoreError};

/// Somebody who asked to use the Telegram bot.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct BotRequestRow {
    pub telegram_id: i64,
    pub username: Option<String>,
    pub name: String,
    pub asked_at: Millis,
    /// `None` while nobody has answered.
    pub answered_at: Option<Millis>,
    pub allowed: Option<bool>,
    /// The name of whoever answered in chat; `None` for the person at the window.
    pub answered_by: Option<String>,
}

pub struct BotRequests<'a>(pub(crate) &'a Db);

impl BotRequests<'_> {
    /// Answered ones too, oldest first.
    pub async fn all(&self) -> Result<Vec<BotRequestRow>, StoreError> {
        let sql = "SELECT * FROM bot_requests ORDER BY asked_at, telegram_id";
        Ok(query_as(sql).fetch_all(self.0).await?)
    }

    /// Forgets the answered ones of before then, and those that nobody answered and that are older still.
    pub async fn prune(&self, answered: Millis, asked: Millis) -> Result<(), StoreError> {
        let sql =
            "DELETE FROM bot_requests WHERE answered_at < $1 OR (answered_at IS NULL AND asked_at < $2)";
        query(sql).bind(answered).bind(asked).execute(self.0).await?;
        Ok(())
    }
}

pub(crate) async fn put(db: &mut Write, row: &BotRequestRow) -> Result<(), StoreError> {
    let sql = "INSERT INTO bot_requests
            (telegram_id, username, name, asked_at, answered_at, allowed, answered_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (telegram_id) DO UPDATE SET username = excluded.username, name = excluded.name,
            asked_at = excluded.asked_at, answered_at = excluded.answered_at, allowed = excluded.allowed,
            answered_by = excluded.answered_by";
    query(sql)
        .bind(row.telegram_id)
        .bind(&row.username)
        .bind(&row.name)
        .bind(row.asked_at)
        .bind(row.answered_at)
        .bind(row.allowed)
        .bind(&row.answered_by)
        .execute(db)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::BotStep;
    use crate::fixture::Fixture;

    #[tokio::test]
    async fn one_request_a_person_and_old_ones_go() {
        let fixture = Fixture::new().await;
        let request = |telegram_id, asked_at, answered_at: Option<Millis>| BotRequestRow {
            telegram_id,
            username: None,
            name: "Пётр".to_owned(),
            asked_at,
            answered_at,
            allowed: answered_at.map(|_| false),
            answered_by: None,
        };
        let steps =
            [request(1, 10, None), request(2, 20, Some(25)), request(3, 30, Some(90)), request(1, 40, None)];
        let people = fixture.store.bot_people();
        people.change(&steps.clone().map(BotStep::Request)).await.expect("written");
        let requests = fixture.store.bot_requests();
        requests.prune(50, 5).await.expect("pruned");
        assert_eq!(requests.all().await.expect("read"), [steps[2].clone(), steps[3].clone()]);
        requests.prune(50, 41).await.expect("pruned");
        assert_eq!(requests.all().await.expect("read"), [steps[2].clone()]);
    }
}
