use crate::db::{Db, Write};
use crate::sql::{query, query_as};

use crate::bot_log::{self, NewBotLogRow};
use crate::bot_requests::{self, BotRequestRow};
use crate::deliveries::OPEN;
use crate::{Millis, StoreError};

/// Somebody who may use the Telegram bot, or a username that is held for them.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct BotPersonRow {
    /// 0 for one that is to be inserted.
    pub id: i64,
    pub telegram_id: Option<i64>,
    /// Without the `@`. Two rows never have the same one, in whatever case.
    pub username: Option<String>,
    pub name: String,
    /// `user`, `admin` or `owner`; there is one owner at most.
    pub role: String,
    pub language: Option<String>,
    pub muted_until: Option<Millis>,
    /// As JSON.
    pub quiet_hours: Option<String>,
    pub allowed_at: Millis,
    pub last_seen_at: Option<Millis>,
}

/// One step of a change of who may use the bot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BotStep {
    /// Inserts the row when its id is 0, or writes it over.
    Put(BotPersonRow),
    /// The person, with all that is kept of them.
    Remove(i64),
    /// Takes the place of an earlier request of the same person.
    Request(BotRequestRow),
    Log(NewBotLogRow),
}

pub struct BotPeople<'a>(pub(crate) &'a Db);

impl BotPeople<'_> {
    /// In the order in which they were let in.
    pub async fn all(&self) -> Result<Vec<BotPersonRow>, StoreError> {
        Ok(query_as("SELECT * FROM bot_people ORDER BY id").fetch_all(self.0).await?)
    }

    /// All steps, in order, or none.
    pub async fn change(&self, steps: &[BotStep]) -> Result<(), StoreError> {
        let mut tx = self.0.write().await?;
        for step in steps {
            match step {
                BotStep::Put(row) => put(&mut tx, row).await?,
                BotStep::Remove(id) => remove(&mut tx, *id).await?,
                BotStep::Request(row) => bot_requests::put(&mut tx, row).await?,
                BotStep::Log(row) => bot_log::append(&mut tx, row).await?,
            }
        }
        tx.commit().await
    }

    /// Whether the stranger may be answered: not once more within `every`. Answering true marks them as answered.
    pub async fn may_answer(&self, telegram_id: i64, now: Millis, every: Millis) -> Result<bool, StoreError> {
        // A clock that was set back must not silence the bot for longer.
        let sql = "INSERT INTO bot_strangers (telegram_id, answered_at) VALUES ($1, $2)
            ON CONFLICT (telegram_id) DO UPDATE SET answered_at = excluded.answered_at
            WHERE bot_strangers.answered_at <= $2 - $3 OR bot_strangers.answered_at > $2";
        let done = query(sql).bind(telegram_id).bind(now).bind(every).execute(self.0).await?;
        Ok(done.rows_affected() > 0)
    }

    /// Forgets the strangers that were answered before then.
    pub async fn prune_strangers(&self, before: Millis) -> Result<(), StoreError> {
        query("DELETE FROM bot_strangers WHERE answered_at < $1").bind(before).execute(self.0).await?;
        Ok(())
    }
}

async fn put(db: &mut Write, row: &BotPersonRow) -> Result<(), StoreError> {
    let insert =
        "INSERT INTO bot_people (telegram_id, username, name, role, language, muted_until, quiet_hours,
            allowed_at, last_seen_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let put = "INSERT INTO bot_people (telegram_id, username, name, role, language, muted_until, quiet_hours,
            allowed_at, last_seen_at, id)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        ON CONFLICT (id) DO UPDATE SET telegram_id = excluded.telegram_id, username = excluded.username,
            name = excluded.name, role = excluded.role, language = excluded.language,
            muted_until = excluded.muted_until, quiet_hours = excluded.quiet_hours,
            allowed_at = excluded.allowed_at, last_seen_at = excluded.last_seen_at";
    let query = query(if row.id == 0 { insert } else { put })
        .bind(row.telegram_id)
        .bind(&row.username)
        .bind(&row.name)
        .bind(&row.role)
        .bind(&row.language)
        .bind(row.muted_until)
        .bind(&row.quiet_hours)
        .bind(row.allowed_at)
        .bind(row.last_seen_at);
    let query = if row.id == 0 { query } else { query.bind(row.id) };
    query.execute(db).await?;
    Ok(())
}

async fn remove(db: &mut Write, id: i64) -> Result<(), StoreError> {
    for table in ["bot_conversations", "bot_watches", "bot_subscriptions"] {
        let sql =
            format!("DELETE FROM {table} WHERE user_id = (SELECT telegram_id FROM bot_people WHERE id = $1)");
        query(sqlx::AssertSqlSafe(sql)).bind(id).execute(&mut *db).await?;
    }
    let sql = format!(
        "DELETE FROM deliveries WHERE recipient = 'chat' AND {OPEN}
            AND user_id = (SELECT telegram_id FROM bot_people WHERE id = $1)"
    );
    query(sqlx::AssertSqlSafe(sql)).bind(id).execute(&mut *db).await?;
    query("DELETE FROM bot_people WHERE id = $1").bind(id).execute(db).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::{Fixture, delivery};
    use crate::{Alongside, NewDelivery, Recipient, Talk};

    fn person(telegram_id: Option<i64>, username: Option<&str>, role: &str) -> BotPersonRow {
        BotPersonRow {
            id: 0,
            telegram_id,
            username: username.map(str::to_owned),
            name: "Анна".to_owned(),
            role: role.to_owned(),
            language: None,
            muted_until: None,
            quiet_hours: None,
            allowed_at: 1,
            last_seen_at: None,
        }
    }

    #[tokio::test]
    async fn a_username_an_id_and_the_owner_are_there_once() {
        let fixture = Fixture::new().await;
        let people = fixture.store.bot_people();
        let first = [
            BotStep::Put(person(Some(7), Some("Anna"), "owner")),
            BotStep::Put(person(None, Some("held"), "user")),
        ];
        people.change(&first).await.expect("written");
        for twice in [
            person(Some(7), None, "user"),
            person(Some(8), Some("aNNa"), "user"),
            person(None, Some("HELD"), "user"),
            person(Some(9), None, "owner"),
        ] {
            // The step before it goes with it.
            let steps = [BotStep::Put(person(Some(5), None, "user")), BotStep::Put(twice)];
            let refused = people.change(&steps).await.expect_err("it is there already");
            assert!(matches!(refused, StoreError::Conflict(_)), "{refused}");
        }
        let all = people.all().await.expect("read");
        assert_eq!(all.iter().map(|row| row.telegram_id).collect::<Vec<_>>(), [Some(7), None]);
    }

    #[tokio::test]
    async fn an_id_of_ours_is_never_given_again_and_what_was_kept_of_somebody_goes_with_them() {
        let fixture = Fixture::new().await;
        let people = fixture.store.bot_people();
        people.change(&[BotStep::Put(person(Some(7), None, "user"))]).await.expect("written");
        let old = people.all().await.expect("read").remove(0);
        let talks = fixture.store.bot_conversations();
        let talk = |user_id| Talk { chat_id: 70, thread_id: 0, user_id };
        talks.put(talk(7), "{}", 1).await.expect("kept");
        talks.put(talk(8), "{}", 1).await.expect("kept");
        let owed = |user_id: i64| NewDelivery {
            recipient: Recipient::Chat,
            user_id: Some(user_id),
            ..delivery(&user_id.to_string(), 1)
        };
        let alongside = Alongside { deliveries: vec![owed(7), owed(8)], ..Alongside::default() };
        fixture.store.deliveries().owe(&alongside).await.expect("owed");
        people.change(&[BotStep::Remove(old.id)]).await.expect("removed");
        assert_eq!(talks.state(talk(7), 0).await.expect("read"), None);
        assert!(talks.state(talk(8), 0).await.expect("read").is_some());
        let owed = fixture.store.deliveries().due(Recipient::Chat, None, 9, 9).await.expect("read");
        assert_eq!(owed.iter().map(|row| row.user_id).collect::<Vec<_>>(), [Some(8)]);
        people.change(&[BotStep::Put(person(Some(7), None, "user"))]).await.expect("written");
        assert!(people.all().await.expect("read")[0].id > old.id);
    }

    #[tokio::test]
    async fn a_stranger_is_answered_once_in_a_while_also_where_the_clock_went_back() {
        let fixture = Fixture::new().await;
        let people = fixture.store.bot_people();
        for (at, may) in
            [(1_000, true), (1_001, false), (1_099, false), (1_100, true), (50, true), (60, false)]
        {
            assert_eq!(people.may_answer(3, at, 100).await.expect("asked"), may, "{at}");
        }
        assert!(people.may_answer(4, 60, 100).await.expect("asked"));
        people.prune_strangers(61).await.expect("pruned");
        assert!(people.may_answer(3, 61, 100).await.expect("asked"));
    }
}
