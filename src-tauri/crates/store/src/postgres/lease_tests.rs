//! On a real server: who leads, and that nobody else writes.

use tempfile::TempDir;
use tokio::task::JoinSet;

use super::tests::alone;
use super::*;
use crate::{BotLogRow, NewBotLogRow};

const LONG: Duration = Duration::from_hours(1);

struct Replica {
    shared: SharedDatabase,
    dir: TempDir,
}

impl Replica {
    fn new(url: &str) -> Self {
        let shared = SharedDatabase::connect(url, None).expect("an address");
        Self { shared, dir: TempDir::new().expect("a folder") }
    }

    async fn campaign(&self, length: Duration) -> Option<i64> {
        self.shared.campaign("somebody", length).await.expect("asked")
    }

    async fn open(&self, epoch: i64) -> Store {
        self.shared.open(self.dir.path(), epoch).await.expect("opens").store
    }

    /// Waits until the server says that nobody holds the lease.
    async fn until_free(&self) {
        while self.shared.lease().await.expect("read").is_some_and(|lease| lease.is_held) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
}

async fn refused<T: std::fmt::Debug>(what: impl Future<Output = Result<T, StoreError>>) {
    let answer = what.await;
    assert!(matches!(answer, Err(StoreError::NotLeading)), "{answer:?}");
}

#[tokio::test]
async fn one_leads_at_a_time_and_hands_over_in_order() {
    let Some((_server, url)) = alone() else { return };
    let (one, two) = (Replica::new(&url), Replica::new(&url));
    assert_eq!(one.shared.lease().await.expect("read"), None);
    let (first, second) = tokio::join!(one.campaign(LONG), two.campaign(LONG));
    let (epoch, leader, other) = match (first, second) {
        (Some(epoch), None) => (epoch, one, two),
        (None, Some(epoch)) => (epoch, two, one),
        both => panic!("{both:?}"),
    };
    assert_eq!(other.shared.schema().await.expect("read"), None);
    let store = leader.open(epoch).await;
    assert_eq!(other.shared.schema().await.expect("read"), Some(SharedDatabase::known_schema()));
    store.kv().put("a", &1).await.expect("it leads");
    assert!(leader.shared.renew(epoch, LONG).await.expect("asked"));
    assert_eq!(other.campaign(LONG).await, None);
    let told = other.shared.lease().await.expect("read").expect("there");
    assert_eq!((told.epoch, told.is_held, told.holder.as_str()), (epoch, true, "somebody"));

    leader.shared.release(epoch).await.expect("released");
    assert!(!leader.shared.renew(epoch, LONG).await.expect("asked"), "it is over");
    let next = other.campaign(LONG).await.expect("it is free");
    assert_eq!(next, epoch + 1);
    leader.shared.release(epoch).await.expect("of a term that is over");
    let after = other.open(next).await;
    after.kv().put("b", &2).await.expect("it leads");
    assert_eq!(store.kv().text("b").await.expect("whoever reads").as_deref(), Some("2"));
}

#[tokio::test]
async fn whoever_leads_no_more_writes_nothing() {
    let Some((server, url)) = alone() else { return };
    let leader = Replica::new(&url);
    let epoch = leader.campaign(LONG).await.expect("free");
    let store = leader.open(epoch).await;
    store.kv().put("a", &1).await.expect("it leads");
    // As after a pause that is longer than the lease.
    server.run("own", "UPDATE lease SET until = clock_timestamp()");
    refused(store.kv().put("a", &2)).await;
    refused(store.kv().delete("a")).await;
    refused(store.connections().save(&crate::NewConnection::default())).await;
    refused(store.deliveries().owe(&crate::Alongside::default())).await;
    refused(store.bot_log().append(&entry(1))).await;
    assert_eq!(store.kv().text("a").await.expect("read").as_deref(), Some("1"));
    // Also where nobody else has taken it: what was done outside meanwhile is not known.
    assert!(!leader.shared.renew(epoch, LONG).await.expect("asked"));
    // What looks like reading cannot write.
    let sql = "WITH gone AS (DELETE FROM kv RETURNING key) SELECT count(*) FROM gone";
    let count: Result<i64, StoreError> =
        crate::sql::query_scalar(sql).fetch_one(&store.db).await.map_err(StoreError::from);
    assert!(matches!(count, Err(StoreError::ReadOnly)), "{count:?}");
}

#[tokio::test]
async fn a_write_under_way_is_waited_for() {
    let Some((server, url)) = alone() else { return };
    let (leader, other) = (Replica::new(&url), Replica::new(&url));
    // Long enough for the schema and the transaction to begin; a slow machine tries again.
    let (epoch, write) = loop {
        let Some(epoch) = leader.campaign(Duration::from_secs(1)).await else {
            leader.until_free().await;
            continue;
        };
        let store = leader.open(epoch).await;
        if let Ok(write) = store.db.write().await {
            break (epoch, write);
        }
    };
    leader.until_free().await;
    let mut write = write;
    let mut campaigns = JoinSet::new();
    campaigns.spawn(async move { other.campaign(LONG).await });
    let waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
    while server.run("own", waiting) == "0" {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert!(campaigns.try_join_next().is_none());
    crate::sql::query("INSERT INTO kv (key, json) VALUES ('a', '1')")
        .execute(&mut write)
        .await
        .expect("written");
    write.commit().await.expect("nobody else led meanwhile");
    assert_eq!(campaigns.join_next().await.expect("one").expect("no panic"), Some(epoch + 1));
}

#[tokio::test]
async fn a_leader_that_stands_still_in_a_write_is_cut_off() {
    let Some((_server, url)) = alone() else { return };
    let (leader, other) = (Replica::new(&url), Replica::new(&url));
    let epoch = leader.campaign(LONG).await.expect("free");
    let store = leader.open(epoch).await;
    leader.shared.release(epoch).await.expect("released");
    let epoch = leader.campaign(Duration::from_secs(3)).await.expect("free");
    let store = Store { db: leader.open(epoch).await.db, ..store };
    let write = store.db.write().await.expect("it leads");
    loop {
        match other.shared.campaign("other", LONG).await {
            Ok(Some(next)) => {
                assert_eq!(next, epoch + 1);
                break;
            }
            Ok(None) | Err(StoreError::Busy) => tokio::time::sleep(Duration::from_millis(50)).await,
            Err(error) => panic!("{error}"),
        }
    }
    write.commit().await.expect_err("the server ended it");
    refused(store.kv().put("a", &1)).await;
}

fn entry(epoch: i64) -> NewBotLogRow {
    let (name, act) = ("leader".to_owned(), "wrote".to_owned());
    NewBotLogRow { at: epoch, telegram_id: None, name, act, detail: String::new() }
}

/// Leases so short that they lapse all the time, in the middle of everything. How much is written under them is the
/// machine's affair.
#[tokio::test]
async fn terms_never_mix_whoever_stands_still_and_when() {
    let Some((_server, url)) = alone() else { return };
    let first = Replica::new(&url);
    let epoch = first.campaign(LONG).await.expect("free");
    let store = first.open(epoch).await;
    first.shared.release(epoch).await.expect("released");
    let mut contenders = JoinSet::new();
    for n in 0..5_u64 {
        let url = url.clone();
        contenders.spawn(async move {
            let replica = Replica::new(&url);
            let mut written = 0;
            let mut pauses = (0..40_u64).map(|step| Duration::from_millis((n * 7 + step * 13) % 60));
            while let Some(pause) = pauses.next() {
                tokio::time::sleep(pause).await;
                let Ok(Some(epoch)) = replica.shared.campaign("x", Duration::from_millis(40)).await else {
                    continue;
                };
                let Ok(opened) = replica.shared.open(replica.dir.path(), epoch).await else { continue };
                for pause in pauses.by_ref().take(4) {
                    match opened.store.bot_log().append(&entry(epoch)).await {
                        Ok(()) => written += 1,
                        Err(StoreError::NotLeading) => {}
                        Err(error) => panic!("{error}"),
                    }
                    tokio::time::sleep(pause / 3).await;
                }
                opened.store.close().await;
            }
            written
        });
    }
    let written: u64 = contenders.join_all().await.into_iter().sum();
    first.until_free().await;
    let last = first.campaign(LONG).await.expect("free");
    first.open(last).await.bot_log().append(&entry(last)).await.expect("written");
    let late = store.bot_log().append(&entry(epoch)).await;
    assert!(matches!(late, Err(StoreError::NotLeading)), "{late:?}");
    let (rows, total) = store.bot_log().page(0, 1_000).await.expect("read");
    assert_eq!(total, written + 1);
    let epochs: Vec<_> = rows.iter().rev().map(|BotLogRow { at, .. }| *at).collect();
    assert!(epochs.is_sorted(), "{epochs:?}");
}

#[tokio::test]
async fn a_newer_schema_is_left_alone() {
    let Some((server, url)) = alone() else { return };
    let replica = Replica::new(&url);
    let epoch = replica.campaign(LONG).await.expect("free");
    replica.open(epoch).await.close().await;
    server.run("own", "INSERT INTO _sqlx_migrations VALUES (9999, 'later', now(), TRUE, '', 0)");
    let newer = replica.shared.open(replica.dir.path(), epoch).await.expect_err("newer");
    let known = SharedDatabase::known_schema();
    assert!(matches!(&newer, StoreError::Newer { found: 9999, known: k, .. } if *k == known), "{newer}");
}

#[tokio::test]
async fn a_server_that_went_away_is_busy_until_it_is_back() {
    let Some((mut server, url)) = alone() else { return };
    let replica = Replica::new(&url);
    let epoch = replica.campaign(LONG).await.expect("free");
    let store = replica.open(epoch).await;
    store.kv().put("a", &"\u{0}nul").await.expect("written");
    server.stop();
    let away = store.kv().put("a", &2).await;
    assert!(matches!(away, Err(StoreError::Busy)), "{away:?}");
    let away = replica.shared.renew(epoch, LONG).await;
    assert!(matches!(away, Err(StoreError::Busy)), "{away:?}");
    server.resume();
    assert!(replica.shared.renew(epoch, LONG).await.expect("it is back"));
    store.kv().put("a", &3).await.expect("it is back");
}

#[tokio::test]
async fn what_belongs_to_files_says_so() {
    let Some((_server, url)) = alone() else { return };
    let replica = Replica::new(&url);
    let epoch = replica.campaign(LONG).await.expect("free");
    let store = replica.open(epoch).await;
    let now = crate::fixture::at(0);
    assert_eq!(store.backup(now).await.expect("nothing to do"), None);
    let refused = store.backup_now(now).await;
    assert!(matches!(refused, Err(StoreError::OfFilesOnly(_))), "{refused:?}");
}

/// PostgreSQL has no U+0000.
#[tokio::test]
async fn text_with_a_nul_is_kept_without_it() {
    let Some((_server, url)) = alone() else { return };
    let replica = Replica::new(&url);
    let epoch = replica.campaign(LONG).await.expect("free");
    let store = replica.open(epoch).await;
    let new = crate::NewConnection { url: "https://a\0b".to_owned(), ..crate::NewConnection::default() };
    assert_eq!(store.connections().save(&new).await.expect("saved").url, "https://a\u{fffd}b");
}
