//! A store as so much use leaves it. Every store has the same connection, subscription, plans and open run: what differs
//! is the past. Only the dates depend on the day on which it is made.

use std::path::Path;

use companion::view::{CatchUp, ColumnChoice, ExportScope, PlanDraft};
use store::{
    Alongside, BotStep, BotSubscriptionRow, ExportFileRow, ExportPlanRow, Intent, MomentRow, NewBotLogRow,
    NewConnection, NewDelivery, NewInboxRow, Recipient, ResultRow, RunRow, Store,
};

use crate::measure::now;
use crate::{Trouble, multiply};

pub(crate) const SERVER: &str = "127.0.0.1:1";

pub(crate) struct Use {
    runs: i64,
    results_a_run: i64,
    files: i64,
    deliveries: i64,
    log: i64,
}

pub(crate) const EMPTY: Use = Use { runs: 0, results_a_run: 0, files: 0, deliveries: 0, log: 0 };

pub(crate) const YEAR: Use =
    Use { runs: 100_000, results_a_run: 20, files: 10_000, deliveries: 50_000, log: 50_000 };

/// Within what is kept of the past.
pub(crate) const APART_MS: i64 = 20_000;
const INBOX: i64 = 1_000;
const PLANS: i64 = 20;
const BATCH: i64 = 1_000;
const CONTENT: &str = "\"id\",\"name\"\n\"1\",\"Корзина\"\n";

pub(crate) async fn store(folder: &Path, used: &Use) -> Result<(), Trouble> {
    let store = Store::open(folder, now()).await?.store;
    let new = NewConnection { url: format!("http://{SERVER}"), ..NewConnection::default() };
    let connection = store.connections().save(&new).await?.id;
    let end = now().timestamp_millis();
    if used.runs > 0 {
        let first = run(connection, 0, end - used.runs * APART_MS);
        let intent = store.runs().intend(&first, &timeline(&first), None, &Alongside::default()).await?;
        let (Intent::New(first) | Intent::Existing(first)) = intent;
        let results: Vec<_> = (0..used.results_a_run).map(result).collect();
        store.results().replace_all(first.id, &results, &[], 5).await?;
        multiply::runs(folder, first.id, used.runs).await?;
    }
    let open = RunRow {
        phase: "running".to_owned(),
        outcome: None,
        closed: false,
        finished_at: None,
        ..run(connection, used.runs, end)
    };
    store.runs().intend(&open, &[], None, &Alongside::default()).await?;
    subscriptions(&store, end).await?;
    exports(&store, folder, used, end).await?;
    told(&store, connection, used, end).await?;
    // None is due at the start.
    store.backup(now()).await?;
    store.close().await;
    Ok(())
}

fn run(connection_id: i64, number: i64, asked_at: i64) -> RunRow {
    RunRow {
        id: 0,
        connection_id,
        request_key: format!("key-{number}"),
        project_id: 0,
        project_name: "Проект 0".to_owned(),
        job_id: Some(0),
        job_name: Some("Regression 0".to_owned()),
        ci: Some("jenkins".to_owned()),
        launch_id: Some(number + 1),
        name: format!("Ночной прогон {number}"),
        origin: "here".to_owned(),
        phase: "finished".to_owned(),
        outcome: Some("failed".to_owned()),
        stalled: false,
        passed: 19,
        failed: 1,
        broken: 0,
        skipped: 0,
        unknown: 0,
        in_progress: 0,
        message: None,
        closed: true,
        asked_at,
        started_at: Some(asked_at + 1_000),
        finished_at: Some(asked_at + 10_000),
        observed_at: Some(asked_at + 10_000),
        request: Some("{\"values\":{}}".to_owned()),
        machine: "{\"memory\":{},\"job_runs\":[]}".to_owned(),
        change: None,
    }
}

fn timeline(run: &RunRow) -> Vec<MomentRow> {
    let moments = [("asked", Some(run.asked_at)), ("started", run.started_at), ("finished", run.finished_at)];
    let moment = |(kind, at): (&str, Option<i64>)| {
        Some(MomentRow { at: at?, kind: kind.to_owned(), detail: None, seen: false })
    };
    moments.into_iter().filter_map(moment).collect()
}

fn result(place: i64) -> ResultRow {
    ResultRow {
        test_key: format!("com.example.shop.CartTest.{place}"),
        test_result_id: place,
        name: format!("Корзина {place}"),
        status: if place == 0 { "failed" } else { "passed" }.to_owned(),
        duration_ms: Some(1_000 + place),
    }
}

async fn subscriptions(store: &Store, since: i64) -> Result<(), Trouble> {
    let row = BotSubscriptionRow {
        id: 0,
        server: SERVER.to_owned(),
        chat_id: -100,
        thread_id: 0,
        user_id: 7,
        project_id: None,
        threshold: "\"failed\"".to_owned(),
        since,
    };
    store.bot_subscriptions().put(&row).await?;
    Ok(())
}

/// Plans that never run by themselves, with files that lie in their folders.
async fn exports(store: &Store, folder: &Path, used: &Use, end: i64) -> Result<(), Trouble> {
    for plan in 1..=PLANS {
        let folder = folder.join("exports").join(plan.to_string());
        std::fs::create_dir_all(&folder)?;
        let row = ExportPlanRow {
            id: 0,
            server: SERVER.to_owned(),
            draft: serde_json::to_string(&draft(plan, &folder))?,
            handled_until: end,
            skips_at: None,
            pending: None,
            asking: None,
            failed: false,
        };
        store.export_plans().create(&row, &Alongside::default()).await?;
    }
    for number in 0..used.files {
        let plan = number % PLANS + 1;
        let path = folder.join(format!("exports/{plan}/testops_export_{number}.csv"));
        std::fs::write(&path, CONTENT)?;
        let file = ExportFileRow {
            server: SERVER.to_owned(),
            plan_id: Some(plan),
            plan_name: format!("Ночной экспорт {plan}"),
            chain_id: number + 1,
            project_id: plan,
            project_name: format!("Проект {plan}"),
            path: path.to_string_lossy().into_owned(),
            good: true,
            bytes: i64::try_from(CONTENT.len())?,
            rows: 1_000,
            sha256: "ab".repeat(32),
            took_ms: 900,
            written_at: end - number * APART_MS,
            ..ExportFileRow::default()
        };
        store.export_files().insert(&file).await?;
    }
    Ok(())
}

fn draft(plan: i64, folder: &Path) -> PlanDraft {
    PlanDraft {
        id: None,
        name: format!("Ночной экспорт {plan}"),
        project_id: plan,
        project_name: format!("Проект {plan}"),
        scope: ExportScope::All,
        columns: ColumnChoice::Everything,
        separator: ",".to_owned(),
        headers: true,
        folder: Some(folder.to_string_lossy().into_owned()),
        file_name: "testops_export_{date}_{time}".to_owned(),
        retention_days: Some(90),
        retries: Vec::new(),
        cron: "0 3 * * *".to_owned(),
        zone: "UTC".to_owned(),
        catch_up: CatchUp::Skip,
        paused: true,
        markdown: None,
        drill: None,
    }
}

async fn told(store: &Store, connection: i64, used: &Use, end: i64) -> Result<(), Trouble> {
    for batch in 0..used.deliveries / BATCH {
        let (first, last) = (batch * BATCH, (batch + 1) * BATCH);
        let deliveries = (first..last).map(|number| delivery(connection, number, end)).collect();
        let kept = (used.deliveries - INBOX).max(0);
        let inbox = (first.max(kept)..last).map(|number| (connection, entry(number, end))).collect();
        let alongside = Alongside { inbox, deliveries, ..Alongside::default() };
        store.deliveries().owe(&alongside).await?;
        for recipient in [Recipient::Desktop, Recipient::Chat] {
            let due = store.deliveries().due(recipient, None, end, u32::MAX).await?;
            let ids: Vec<_> = due.iter().map(|row| row.id).collect();
            store.deliveries().told(&ids, end).await?;
        }
    }
    for batch in 0..used.log / BATCH {
        let rows: Vec<_> = (0..BATCH).map(|place| BotStep::Log(log(batch * BATCH + place, end))).collect();
        store.bot_people().change(&rows).await?;
    }
    Ok(())
}

fn delivery(connection: i64, number: i64, end: i64) -> NewDelivery {
    let chat = number % 2 == 0;
    NewDelivery {
        key: format!("run/{}/finished/{number}", number + 1),
        recipient: if chat { Recipient::Chat } else { Recipient::Desktop },
        connection_id: Some(connection),
        run_id: Some(number + 1),
        chat_id: chat.then_some(-100),
        thread_id: 0,
        user_id: chat.then_some(7),
        what: "{\"kind\":\"outcome\"}".to_owned(),
        held: false,
        created_at: end - 1,
        due_at: end - 1,
        expires_at: end + 1,
    }
}

fn entry(number: i64, end: i64) -> NewInboxRow {
    NewInboxRow {
        at: end,
        kind: "failed".to_owned(),
        title: format!("Упал: Ночной прогон {number}"),
        body: "1 failed".to_owned(),
        worded: None,
        place: Some(format!("{{\"place\":\"run\",\"id\":{}}}", number + 1)),
        read: number % 10 != 0,
        held: false,
    }
}

fn log(number: i64, end: i64) -> NewBotLogRow {
    NewBotLogRow {
        at: end - number,
        telegram_id: Some(7),
        name: "Анна".to_owned(),
        act: "launched".to_owned(),
        detail: format!("{number}"),
    }
}
