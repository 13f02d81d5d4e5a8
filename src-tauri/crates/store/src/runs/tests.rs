use proptest::prelude::*;

use super::*;
use crate::fixture::{Fixture, run};
use crate::{Alongside, HistoryFilter, Intent, MomentRow};

fn finished(connection_id: i64, n: i64, outcome: &str) -> RunRow {
    RunRow {
        phase: "finished".to_owned(),
        outcome: Some(outcome.to_owned()),
        asked_at: n * 1_000,
        started_at: Some(n * 1_000 + 100),
        finished_at: Some(n * 1_000 + 100 + n * 10),
        ..run(connection_id, &format!("key-{n}"))
    }
}

fn filter(text: &str) -> HistoryFilter {
    HistoryFilter { text: text.to_owned(), ..HistoryFilter::default() }
}

#[tokio::test]
async fn a_key_or_a_launch_is_stored_once() {
    let fixture = Fixture::new().await;
    let connection = fixture.connection().await.id;
    let (runs, nothing) = (fixture.store.runs(), Alongside::default());
    let Intent::New(first) = runs.intend(&run(connection, "key"), &[], None, &nothing).await.expect("stored")
    else {
        panic!("the first is new");
    };
    let again = runs
        .intend(&RunRow { name: "other".to_owned(), ..run(connection, "key") }, &[], None, &nothing)
        .await;
    assert_eq!(again.expect("answered"), Intent::Existing(first.clone()));
    let followed = RunRow { launch_id: Some(7), ..first };
    assert!(runs.write(&followed, &[], &nothing).await.expect("written"));
    let elsewhere = RunRow { launch_id: Some(7), ..run(connection, "follow-7") };
    assert_eq!(
        runs.intend(&elsewhere, &[], None, &nothing).await.expect("answered"),
        Intent::Existing(followed)
    );
    assert_eq!(runs.followed(connection, &[7, 8]).await.expect("read").len(), 1);
    assert_eq!(runs.projects(connection).await.expect("read"), [1]);
    assert_eq!(runs.count(connection).await.expect("read"), 1);
}

#[tokio::test]
async fn a_launch_that_another_run_follows_cannot_be_adopted() {
    let fixture = Fixture::new().await;
    let connection = fixture.connection().await.id;
    fixture.add(&RunRow { launch_id: Some(7), ..run(connection, "one") }).await;
    let two = fixture.add(&run(connection, "two")).await;
    let adopted = RunRow { launch_id: Some(7), ..two };
    let refused = fixture.store.runs().write(&adopted, &[], &Alongside::default()).await;
    assert!(matches!(refused, Err(StoreError::Conflict(_))), "{refused:?}");
}

#[tokio::test]
async fn every_field_comes_back_as_it_was_written() {
    let fixture = Fixture::new().await;
    let connection = fixture.connection().await.id;
    let stored = fixture.add(&run(connection, "key")).await;
    let full = RunRow {
        project_id: 2,
        project_name: "P\u{202e}".to_owned(),
        job_id: None,
        job_name: None,
        ci: None,
        launch_id: Some(-4),
        name: "имя 🙂\n".to_owned(),
        origin: "elsewhere".to_owned(),
        phase: "running".to_owned(),
        outcome: Some("lost".to_owned()),
        stalled: true,
        passed: 1,
        failed: 2,
        broken: 3,
        skipped: 4,
        unknown: 5,
        in_progress: u32::MAX,
        message: Some("why".to_owned()),
        closed: true,
        asked_at: -1,
        started_at: Some(2),
        finished_at: Some(3),
        observed_at: Some(4),
        request: None,
        machine: "{\"a\":1}".to_owned(),
        change: Some("{}".to_owned()),
        ..stored
    };
    assert!(fixture.store.runs().write(&full, &[], &Alongside::default()).await.expect("written"));
    assert_eq!(fixture.store.runs().get(full.id).await.expect("read"), Some(full.clone()));
    assert_eq!(fixture.store.runs().open_runs(connection).await.expect("read"), [full]);
}

#[tokio::test]
async fn writing_many_writes_all_or_none() {
    let fixture = Fixture::new().await;
    let connection = fixture.connection().await.id;
    let one = fixture.add(&run(connection, "one")).await;
    let two = fixture.add(&run(connection, "two")).await;
    let moment = MomentRow { at: 1, kind: "started".to_owned(), detail: None, seen: false };
    let adopted = |run: &RunRow, launch| RunRow { launch_id: Some(launch), ..run.clone() };
    let wrong = [(adopted(&one, 7), vec![moment.clone()]), (adopted(&two, 7), Vec::new())];
    fixture.store.runs().write_all(&wrong, &Alongside::default()).await.expect_err("one launch for two runs");
    assert_eq!(fixture.store.runs().get(one.id).await.expect("read"), Some(one.clone()));
    assert_eq!(fixture.store.moments().list(one.id).await.expect("read"), []);
    let right = [(adopted(&one, 7), vec![moment.clone()]), (adopted(&two, 8), Vec::new())];
    fixture.store.runs().write_all(&right, &Alongside::default()).await.expect("saved");
    assert_eq!(fixture.store.runs().get(two.id).await.expect("read"), Some(adopted(&two, 8)));
    assert_eq!(fixture.store.moments().list(one.id).await.expect("read"), [moment]);
}

#[tokio::test]
async fn a_deleted_run_is_not_brought_back_by_a_late_write() {
    let fixture = Fixture::new().await;
    let connection = fixture.connection().await.id;
    let run = fixture.add(&run(connection, "one")).await;
    let (runs, nothing) = (fixture.store.runs(), Alongside::default());
    runs.delete(run.id).await.expect("deleted");
    let moments = vec![MomentRow { at: 1, kind: "closed".to_owned(), detail: None, seen: false }];
    assert!(!runs.write(&run, &moments, &nothing).await.expect("nothing to write"));
    runs.write_all(&[(run.clone(), moments)], &nothing).await.expect("nothing to write");
    assert_eq!(runs.get(run.id).await.expect("read"), None);
}

#[tokio::test]
async fn history_finds_by_words_outcome_project_and_job() {
    let fixture = Fixture::new().await;
    let connection = fixture.connection().await.id;
    fixture.add(&finished(connection, 1, "passed")).await;
    fixture.add(&RunRow { name: "Ёлка 100%".to_owned(), ..finished(connection, 2, "failed") }).await;
    fixture.add(&RunRow { job_id: Some(12), ..finished(connection, 3, "lost") }).await;
    fixture.add(&run(connection, "open")).await;
    let found = async |filter: HistoryFilter| {
        let (rows, total) = fixture.store.runs().history(connection, &filter, 0, 50).await.expect("read");
        assert_eq!(rows.len() as u64, total);
        rows.into_iter().map(|row| row.asked_at / 1_000).collect::<Vec<_>>()
    };
    assert_eq!(found(filter("")).await, [3, 2, 1]);
    assert_eq!(found(filter("НОЧНОЙ банк")).await, [3, 1]);
    assert_eq!(found(filter("елка %")).await, [2]);
    assert_eq!(found(filter("_")).await, [0; 0]);
    let outcomes = vec!["passed".to_owned(), "lost".to_owned()];
    assert_eq!(found(HistoryFilter { outcomes, ..filter("") }).await, [3, 1]);
    assert_eq!(found(HistoryFilter { job_id: Some(12), ..filter("") }).await, [3]);
    assert_eq!(found(HistoryFilter { project_id: Some(9), ..filter("") }).await, [0; 0]);
    let (page, total) = fixture.store.runs().history(connection, &filter(""), 1, 1).await.expect("read");
    assert_eq!((page[0].asked_at, total), (2_000, 3));
}

#[tokio::test]
async fn a_job_knows_its_runs() {
    let fixture = Fixture::new().await;
    let connection = fixture.connection().await.id;
    let runs = fixture.store.runs();
    let past = async |job, before: Option<&RunRow>| {
        let past = runs.past_of_job(connection, 1, job, before).await.expect("read");
        past.iter().map(|run| run.length_ms).collect::<Vec<_>>()
    };
    assert_eq!(past(11, None).await, [0; 0]);
    for n in 1..=4 {
        fixture.add(&finished(connection, n, if n == 3 { "lost" } else { "passed" })).await;
    }
    let unseen =
        RunRow { started_at: None, origin: "elsewhere".to_owned(), ..finished(connection, 1, "passed") };
    fixture.add(&RunRow { request_key: "unseen".to_owned(), asked_at: 500, ..unseen }).await;
    let other = RunRow { job_id: Some(12), ..finished(connection, 5, "failed") };
    let other = fixture.add(&other).await;
    let fourth = runs.last_of_job(connection, 1, 11).await.expect("read").expect("there");
    assert_eq!(fourth.asked_at, 4_000);
    let previous = runs.previous_finished_of_job(&fourth).await.expect("read").expect("there");
    assert_eq!(previous.asked_at, 2_000, "a lost run has no results to compare with");
    assert_eq!(runs.previous_finished_of_job(&other).await.expect("read"), None);
    assert_eq!(past(11, None).await, [40, 20, 10]);
    let request = Some(r#"{"values":{},"choice":{"tests":{"tests":"query","aql":"true"}}}"#.to_owned());
    fixture.add(&RunRow { request, ..finished(connection, 6, "passed") }).await;
    let request = Some(r#"{"values":{"tags":["choice"]}}"#.to_owned());
    let whole = fixture.add(&RunRow { request, ..finished(connection, 7, "passed") }).await;
    let before = runs.previous_finished_of_job(&whole).await.expect("read").expect("there");
    assert_eq!(before.asked_at, 4_000, "a run of chosen tests is no measure");
    assert_eq!(past(11, None).await, [70, 40, 20, 10]);
    for n in [6, 7] {
        let key = format!("key-{n}");
        let id = runs.of_key(&key).await.expect("read").expect("there").id;
        runs.delete(id).await.expect("deleted");
    }
    assert_eq!(past(11, Some(&fourth)).await, [20, 10], "without the run itself");
    assert_eq!(past(12, Some(&other)).await, [0; 0]);
    let jobs = |rows: Vec<RunRow>| rows.into_iter().map(|row| row.asked_at).collect::<Vec<_>>();
    assert_eq!(jobs(runs.recent_jobs(connection, 5).await.expect("read")), [5_000, 4_000]);
    assert_eq!(jobs(runs.recent_jobs(connection, 1).await.expect("read")), [5_000]);
    assert_eq!(jobs(runs.last_of_each_job(connection, 1).await.expect("read")), [4_000, 5_000]);
    let latest = async |of_each| jobs(runs.latest_of_each_job(connection, 1, of_each).await.expect("read"));
    assert_eq!(latest(2).await, [5_000, 4_000, 3_000]);
    assert_eq!(latest(9).await, [5_000, 4_000, 3_000, 2_000, 1_000, 500]);
}

#[tokio::test]
async fn old_finished_runs_go_and_open_ones_stay() {
    let fixture = Fixture::new().await;
    let connection = fixture.connection().await.id;
    fixture.add(&finished(connection, 1, "passed")).await;
    fixture.add(&finished(connection, 2, "passed")).await;
    fixture.add(&run(connection, "open")).await;
    assert_eq!(fixture.store.runs().delete_finished_before(connection, 2_000).await.expect("deleted"), 1);
    assert_eq!(fixture.store.runs().count(connection).await.expect("read"), 2);
}

proptest! {
    #[test]
    fn folding_is_the_same_for_small_and_capital_letters(text in "[а-яА-ЯёЁa-zA-Z0-9 ]{0,40}") {
        prop_assert_eq!(folded(&text), folded(&text.to_uppercase()));
    }
}
