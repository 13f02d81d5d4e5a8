//! What a store costs: the start of the domain, its memory, its pages, one tick's queries and one telling.

use std::path::Path;
use std::time::{Duration, Instant};

use chrono::Utc;
use companion::Companion;
use companion::ports::Ports;
use companion::view::{FileQuery, HistoryQuery};
use secrecy::SecretString;
use serde_json::{Value, json};
use store::{Alongside, NewDelivery, Recipient, RunRow, Store};

use crate::fill::SERVER;
use crate::{Trouble, memory, outside};

/// By their figures' names.
pub(crate) const PAGES: [&str; 6] = ["history", "history_search", "inbox", "files", "exports", "log"];

/// The daily upkeep that begins at the start is over by then.
const SETTLED: Duration = Duration::from_secs(3);
const REPEATED: usize = 101;
const PAGE: u32 = 50;

pub(crate) async fn all(folder: &Path) -> Result<Value, Trouble> {
    let ports = outside::ports(folder, |_| {});
    ports
        .secrets
        .set("connection/1/token", SecretString::from("token"))
        .await
        .map_err(|error| error.to_string())?;
    let (companion, start_ms) = started(ports).await?;
    tokio::time::sleep(SETTLED).await;
    let mut figures = json!({ "start_ms": start_ms });
    for page in PAGES {
        figures[page] = json!(page_ms(&companion, page).await?);
    }
    // After all that a person looks at.
    figures["memory_mb"] = json!(memory::memory_mb()?);
    companion.shutdown().await;
    let store = Store::open(folder, now()).await?.store;
    figures["tick_us"] = json!(tick_us(&store).await?);
    figures["telling_us"] = json!(telling_us(&store).await?);
    store.close().await;
    Ok(figures)
}

async fn started(ports: Ports) -> Result<(Companion, f64), Trouble> {
    let began = Instant::now();
    let companion = Companion::start(ports).await.map_err(|failure| failure.message)?;
    Ok((companion, ms(began)))
}

async fn page_ms(companion: &Companion, page: &str) -> Result<f64, Trouble> {
    let mut took = Vec::new();
    for _ in 0..9 {
        let began = Instant::now();
        let shown = match page {
            "history" => companion.history(history("")).await.map(|page| page.items.len()),
            "history_search" => companion.history(history("ночной 7")).await.map(|page| page.items.len()),
            "inbox" => companion.inbox(0, PAGE).await.map(|page| page.items.len()),
            "files" => companion.export_files(files()).await.map(|page| page.items.len()),
            "exports" => companion.exports().await.map(|view| view.plans.len()),
            _ => companion.bot_log(0, PAGE).await.map(|page| page.items.len()),
        };
        shown.map_err(|failure| failure.message)?;
        took.push(ms(began));
    }
    Ok(middle(took))
}

fn history(text: &str) -> HistoryQuery {
    HistoryQuery {
        text: text.to_owned(),
        outcomes: Vec::new(),
        project_id: None,
        job_id: None,
        offset: 0,
        limit: PAGE,
    }
}

fn files() -> FileQuery {
    FileQuery { plan_id: None, project_id: None, text: String::new(), offset: 0, limit: PAGE }
}

/// What the domain reads and writes in a tick that saw a change of a run.
async fn tick_us(store: &Store) -> Result<f64, Trouble> {
    let connection = store.connections().current().await?.ok_or("no connection")?.id;
    let mut took = Vec::new();
    for _ in 0..REPEATED {
        let now = now().timestamp_millis();
        let began = Instant::now();
        for run in store.runs().open_runs(connection).await? {
            let changed = RunRow { passed: run.passed + 1, observed_at: Some(now), ..run };
            let (project, job) = (changed.project_id, changed.job_id.unwrap_or_default());
            store.runs().past_of_job(connection, project, job, Some(&changed)).await?;
            store.runs().previous_finished_of_job(&changed).await?;
            store.runs().write(&changed, &[], &Alongside::default()).await?;
        }
        store.runs().followed(connection, &[1, 2, 3]).await?;
        store.project_flags().list(connection).await?;
        store.bot_watches().of_connection(connection).await?;
        store.bot_subscriptions().of_server(SERVER).await?;
        for recipient in [Recipient::Desktop, Recipient::Chat] {
            store.deliveries().due(recipient, None, now, PAGE).await?;
            store.deliveries().next_due(recipient, None).await?;
        }
        store.runs().recent_jobs(connection, 5).await?;
        store.inbox().unread(connection).await?;
        store.inbox().unread_of(connection, &["failed", "stalled"]).await?;
        store.export_plans().failed(SERVER).await?;
        took.push(ms(began) * 1_000.0);
    }
    Ok(middle(took))
}

/// From the debt to its end.
async fn telling_us(store: &Store) -> Result<f64, Trouble> {
    let deliveries = store.deliveries();
    let mut took = Vec::new();
    for number in 0..REPEATED {
        let now = now().timestamp_millis();
        let owed = NewDelivery {
            key: format!("bench/{now}/{number}"),
            recipient: Recipient::Desktop,
            connection_id: None,
            run_id: None,
            chat_id: None,
            thread_id: 0,
            user_id: None,
            what: "{}".to_owned(),
            held: false,
            created_at: now,
            due_at: now,
            expires_at: now + 1_000,
        };
        let began = Instant::now();
        deliveries.owe(&Alongside { deliveries: vec![owed], ..Alongside::default() }).await?;
        for row in deliveries.due(Recipient::Desktop, None, now, PAGE).await? {
            deliveries.begin(row.id, now).await?;
            deliveries.told(&[row.id], now).await?;
        }
        took.push(ms(began) * 1_000.0);
    }
    Ok(middle(took))
}

#[expect(clippy::disallowed_methods, reason = "a bench lives by the machine's clock")]
pub(crate) fn now() -> chrono::DateTime<Utc> {
    Utc::now()
}

fn ms(since: Instant) -> f64 {
    since.elapsed().as_secs_f64() * 1_000.0
}

fn middle(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
