//! Who leads: one row, by the server's clock alone.

use std::time::Duration;

use sqlx::postgres::PgPool;

use super::SharedDatabase;
use crate::StoreError;

/// Made before any migration: migrating is for whoever leads.
const TABLE: &str = "CREATE TABLE IF NOT EXISTS lease (
    one    BOOLEAN PRIMARY KEY DEFAULT TRUE CHECK (one),
    holder TEXT NOT NULL,
    epoch  BIGINT NOT NULL,
    until  TIMESTAMPTZ NOT NULL
)";

/// Times are taken after the row is locked, so that waiting for it gives nobody more.
const TAKE: &str = "INSERT INTO lease AS old (holder, epoch, until)
    VALUES ($1, 1, clock_timestamp() + $2 * INTERVAL '1 millisecond')
    ON CONFLICT (one) DO UPDATE SET holder = excluded.holder, epoch = old.epoch + 1,
        until = clock_timestamp() + $2 * INTERVAL '1 millisecond'
    WHERE old.until <= clock_timestamp()
    RETURNING epoch";

const RENEW: &str = "UPDATE lease SET until = clock_timestamp() + $2 * INTERVAL '1 millisecond'
    WHERE epoch = $1 AND until > clock_timestamp()";

const RELEASE: &str =
    "UPDATE lease SET until = clock_timestamp() WHERE epoch = $1 AND until > clock_timestamp()";

/// Every transaction that writes begins with it: whoever wants the lease waits for its end. $1 is the term's epoch.
pub(super) const HOLD: &str =
    "SELECT TRUE FROM lease WHERE epoch = $1 AND until > clock_timestamp() FOR SHARE";

/// Who led last, as the server sees it.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Lease {
    pub holder: String,
    /// Grows with each term.
    pub epoch: i64,
    /// Otherwise it has lapsed or was released.
    pub is_held: bool,
}

impl SharedDatabase {
    /// Takes the lease where nobody has it, for `length` from the moment at which the server notes it, and answers the epoch
    /// of the new term. `holder` tells people who it is.
    pub async fn campaign(&self, holder: &str, length: Duration) -> Result<Option<i64>, StoreError> {
        make_table(&self.pool).await?;
        let taken = sqlx::query_scalar(TAKE).bind(holder).bind(millis(length));
        Ok(taken.fetch_optional(&self.pool).await?)
    }

    /// Makes the term end `length` from now. False where it is over: it is not taken up again.
    pub async fn renew(&self, epoch: i64, length: Duration) -> Result<bool, StoreError> {
        // Behind the writes of this process, which would hold it up one after another.
        let _turn = self.turn.lock().await;
        let renewed = sqlx::query(RENEW).bind(epoch).bind(millis(length)).execute(&self.pool).await?;
        Ok(renewed.rows_affected() > 0)
    }

    /// Ends the term: another replica may take the lease at once.
    pub async fn release(&self, epoch: i64) -> Result<(), StoreError> {
        let _turn = self.turn.lock().await;
        sqlx::query(RELEASE).bind(epoch).execute(&self.pool).await?;
        Ok(())
    }

    /// `None` where nobody ever led.
    pub async fn lease(&self) -> Result<Option<Lease>, StoreError> {
        if !sqlx::query_scalar::<_, bool>("SELECT to_regclass('lease') IS NOT NULL")
            .fetch_one(&self.pool)
            .await?
        {
            return Ok(None);
        }
        let sql = "SELECT holder, epoch, until > clock_timestamp() AS is_held FROM lease";
        Ok(sqlx::query_as(sql).fetch_optional(&self.pool).await?)
    }
}

async fn make_table(pool: &PgPool) -> Result<(), StoreError> {
    let there: bool = sqlx::query_scalar("SELECT to_regclass('lease') IS NOT NULL").fetch_one(pool).await?;
    if !there && let Err(error) = sqlx::query(TABLE).execute(pool).await {
        // Two that make it at once meet in the server's own tables.
        let error = StoreError::from(error);
        if !matches!(error, StoreError::Conflict(_)) {
            return Err(error);
        }
    }
    Ok(())
}

fn millis(length: Duration) -> i64 {
    i64::try_from(length.as_millis()).unwrap_or(i64::MAX)
}
