//! Exported files in a bucket, beside their folder: stored once, found again, kept and removed as the plan says.

use std::fs;
use std::path::Path;

use chrono::TimeDelta;
use companion::view::{
    BucketDraft, BucketKeys, BucketPlace, BucketState, BucketTest, BucketView, CopyView, ExportFileView,
    FailureCode, NoticeKind, PlanDraft, Saved,
};
use shelf::fixture::{BUCKET, KEY, SECRET, Store, Trouble, Ways};

use crate::program::{Program, check_whole};
use crate::server::Server;

fn draft(store: &Store) -> BucketDraft {
    let place = BucketPlace {
        endpoint: Some(store.url.to_string()),
        bucket: BUCKET.to_owned(),
        prefix: "команда А".to_owned(),
        path_style: true,
        keys: BucketKeys::Fixed { id: KEY.to_owned() },
        ..BucketPlace::default()
    };
    BucketDraft { place, secret: Some(SECRET.to_owned()), proxy_password: None }
}

async fn save(program: &Program, draft: BucketDraft) {
    let saved = program.companion.save_bucket(draft).await.expect("an answer");
    assert_eq!(saved, Saved::Saved);
}

/// A plan that runs only when it is told to.
async fn paused(program: &Program, server: &Server, change: impl FnOnce(&mut PlanDraft)) -> i64 {
    let mut draft = program.draft(server).await;
    change(&mut draft);
    let plan = program.save(draft).await;
    program.companion.pause_plan(plan, true).await.expect("paused");
    plan
}

async fn bucket(program: &Program) -> BucketView {
    program.companion.bucket().await.expect("the bucket")
}

fn is_stored(file: &ExportFileView) -> bool {
    matches!(file.copy, Some(CopyView::Stored { .. }))
}

/// Newest first, once all of them are in the bucket.
async fn stored(program: &Program) -> Vec<ExportFileView> {
    program.patiently("all are stored", async || program.files().await.iter().all(is_stored)).await;
    program.files().await
}

/// As objects of the bucket, without what the store keeps of their metadata.
fn objects(store: &Store) -> Vec<String> {
    store.keys().into_iter().filter(|key| key.strip_suffix(".csv").is_some()).collect()
}

/// How often an exported file was sent.
fn sent(store: &Store) -> usize {
    store.asked().iter().filter(|asked| asked.starts_with("PUT") && asked.contains(".csv")).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_is_stored_in_the_bucket_too() {
    let (server, store) = (Server::start().await, Store::start().await);
    let program = Program::connected(&server).await;
    save(&program, draft(&store)).await;
    let plan = paused(&program, &server, |draft| draft.name = "Ночная №7".to_owned()).await;
    program.export(plan).await;
    let files = stored(&program).await;
    check_whole(&files);
    let file = &files[0];
    let key = objects(&store).pop().expect("an object");
    assert!(key.starts_with("команда А/") && key.ends_with(&file.name), "{key}");
    let here = fs::read(&file.path).expect("here");
    assert!(fs::read(store.bucket().join(&key)).expect("there") == here);
    let Some(CopyView::Stored { address, .. }) = &file.copy else { panic!("{file:?}") };
    assert_eq!(*address, format!("s3://{BUCKET}/{key}"));

    let state = bucket(&program).await.state.expect("a bucket");
    assert_eq!((state.stored, state.waiting, state.bytes), (1, 0, file.bytes));
    assert_eq!((state.creates_once, state.failure), (Some(true), None));
    let link = program.companion.file_link(file.id).await.expect("a link");
    assert!(!link.contains(SECRET));
    assert!(reqwest::get(link).await.expect("answered").bytes().await.expect("read") == here);

    program.companion.delete_files(vec![file.id]).await.expect("deleted");
    program.patiently("its copy goes too", async || objects(&store).is_empty()).await;
    assert_eq!(bucket(&program).await.state.expect("a bucket").stored, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_from_before_the_bucket_go_there_and_again_into_another_one() {
    let (server, store, other) = (Server::start().await, Store::start().await, Store::start().await);
    let program = Program::connected(&server).await;
    let plan = paused(&program, &server, |_| {}).await;
    for _ in 0..2 {
        program.export(plan).await;
    }
    assert!(program.files().await.iter().all(|file| file.copy.is_none()));
    save(&program, draft(&store)).await;
    stored(&program).await;
    assert_eq!(objects(&store).len(), 2);
    save(&program, draft(&other)).await;
    stored(&program).await;
    assert_eq!((objects(&store).len(), objects(&other).len()), (2, 2));
    program.companion.forget_bucket().await.expect("forgotten");
    assert_eq!(bucket(&program).await.place, None);
    assert!(program.files().await.iter().all(|file| file.copy.is_none()));
    assert_eq!(objects(&other).len(), 2, "what is there stays");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_in_trouble_is_told_of_and_paid_later() {
    let (server, store) = (Server::start().await, Store::start().await);
    let program = Program::connected(&server).await;
    save(&program, draft(&store)).await;
    let plan = paused(&program, &server, |_| {}).await;
    program.export(plan).await;
    stored(&program).await;
    let told = program.toasts(NoticeKind::ExportFailed);

    store.trouble(Trouble::Refuses(403, "AccessDenied"));
    program.export(plan).await;
    program.until_toasts(NoticeKind::ExportFailed, told + 1).await;
    let state = bucket(&program).await.state.expect("a bucket");
    assert_eq!((state.stored, state.waiting), (1, 1));
    assert_eq!(state.failure.expect("told").code, FailureCode::Forbidden);
    let file = program.files().await.remove(0);
    assert!(matches!(file.copy, Some(CopyView::Failed { again_at: Some(_), .. })), "{:?}", file.copy);
    check_whole(&program.files().await);

    // It is tried again by itself, and not told twice.
    let asked = store.asked().len();
    program.advance(TimeDelta::minutes(2));
    program.patiently("it tries", async || store.asked().len() > asked).await;
    store.calm();
    let is_paid = |state: &BucketState| state.stored == 2 && state.waiting == 0 && state.failure.is_none();
    let paid = async || {
        program.advance(TimeDelta::hours(1));
        is_paid(&bucket(&program).await.state.expect("a bucket"))
    };
    program.patiently("it is stored", paid).await;
    assert_eq!(program.toasts(NoticeKind::ExportFailed), told + 1);
    let notices = async || program.companion.state().await.expect("the state").notices;
    program.patiently("it is told no longer", async || notices().await.is_empty()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_storm_passes_without_a_word() {
    let (server, store) = (Server::start().await, Store::start().await);
    let program = Program::connected(&server).await;
    save(&program, draft(&store)).await;
    let plan = paused(&program, &server, |_| {}).await;
    store.trouble(Trouble::Busy(1_000));
    program.export(plan).await;
    let failing = async || bucket(&program).await.state.expect("a bucket").failure.is_some();
    program.patiently("it waits", failing).await;
    let failure = bucket(&program).await.state.and_then(|state| state.failure).expect("told");
    assert_eq!(failure.code, FailureCode::TooManyRequests);
    store.calm();
    program.companion.store_again().await.expect("asked");
    stored(&program).await;
    assert_eq!(program.toasts(NoticeKind::ExportFailed), 0);
    assert_eq!(objects(&store).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_was_put_and_not_noted_is_found_again() {
    let (server, store) = (Server::start().await, Store::start().await);
    let program = Program::connected(&server).await;
    save(&program, draft(&store)).await;
    let plan = paused(&program, &server, |_| {}).await;
    let database = program.database().await;
    database.refuse("INSERT", "export_copies").await;
    program.export(plan).await;
    program.patiently("it is put", async || !objects(&store).is_empty()).await;
    let dead = program.kill();
    dead.database().await.accept("INSERT", "export_copies").await;
    let program = dead.restarted().await;
    stored(&program).await;
    assert_eq!((objects(&store).len(), sent(&store)), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_is_killed_while_it_puts_goes_on() {
    let (server, store) = (Server::start().await, Store::start().await);
    let program = Program::connected(&server).await;
    save(&program, draft(&store)).await;
    let plan = paused(&program, &server, |_| {}).await;
    program.export(plan).await;
    stored(&program).await;
    let before = store.asked().len();
    store.trouble(Trouble::Silent);
    program.export(plan).await;
    program.patiently("it asks", async || store.asked().len() > before).await;
    let dead = program.kill();
    store.calm();
    let program = dead.restarted().await;
    stored(&program).await;
    assert_eq!(objects(&store).len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_plan_says_how_long_copies_stay_and_the_bucket_how_long_files_do() {
    let (server, store) = (Server::start().await, Store::start().await);
    let program = Program::connected(&server).await;
    let mut wanted = draft(&store);
    wanted.place.keep_here_days = Some(1);
    save(&program, wanted).await;
    let plan = paused(&program, &server, |draft| draft.retention_days = Some(30)).await;
    program.export(plan).await;
    let first = stored(&program).await.remove(0);
    program.advance(TimeDelta::days(3));
    program.export(plan).await;
    program.patiently("it goes from the folder", async || !Path::new(&first.path).exists()).await;
    program
        .patiently("its row says where it is", async || {
            program.files().await.iter().any(|file| file.path.starts_with("s3://"))
        })
        .await;
    let files = stored(&program).await;
    let moved = files.iter().find(|file| file.id == first.id).expect("still ours");
    assert!(!moved.gone && moved.name == first.name, "{moved:?}");
    assert_eq!(objects(&store).len(), 2);

    let back = program.companion.fetch_file(first.id).await.expect("fetched");
    assert_eq!(fs::read(&back).expect("here").len() as u64, first.bytes);
    check_whole(&program.files().await);

    program.advance(TimeDelta::days(40));
    program.export(plan).await;
    program.patiently("the old ones go", async || objects(&store).len() == 1).await;
    let files = stored(&program).await;
    assert_eq!(files.len(), 1);
    check_whole(&files);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_somebody_freed_takes_no_copy_along() {
    let (server, store) = (Server::start().await, Store::start().await);
    let program = Program::connected(&server).await;
    save(&program, draft(&store)).await;
    let plan = paused(&program, &server, |draft| draft.file_name = "cases.csv".to_owned()).await;
    program.export(plan).await;
    let first = stored(&program).await.remove(0);
    fs::remove_file(&first.path).expect("removed by somebody");
    program.advance(TimeDelta::days(1));
    program.export(plan).await;
    let files = stored(&program).await;
    assert_eq!((files.len(), &files[0].path), (2, &first.path));
    assert!(files[1].path.starts_with("s3://") && files[1].id == first.id);
    assert_eq!(objects(&store).len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_is_tried_before_it_is_kept() {
    let (server, store) = (Server::start().await, Store::start().await);
    let program = Program::connected(&server).await;
    let test = async |draft| program.companion.test_bucket(draft).await.expect("an answer");
    let works = BucketTest::Works { creates_once: true, keeps_metadata: true, lists: true };
    assert_eq!(test(draft(&store)).await, works);
    let wrong = BucketDraft { secret: Some("another".to_owned()), ..draft(&store) };
    let BucketTest::Failed { failure } = test(wrong).await else { panic!("it fails") };
    assert_eq!(failure.code, FailureCode::Unauthorized);
    let none = BucketDraft { secret: None, ..draft(&store) };
    let BucketTest::Refused { faults } = test(none).await else { panic!("it is refused") };
    assert_eq!(faults[0].field, "secret");
    assert_eq!(bucket(&program).await.place, None);

    save(&program, draft(&store)).await;
    // The secret that is kept is used, and never shown.
    assert_eq!(test(BucketDraft { secret: None, ..draft(&store) }).await, works);
    let kept = program.store().await.kv().text("bucket").await.expect("read").expect("kept");
    assert!(kept.contains(KEY) && !kept.contains(SECRET), "{kept}");
    let view = bucket(&program).await;
    assert!(view.secret_set && !format!("{view:?}").contains(SECRET));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_overwrites_is_said_to() {
    let server = Server::start().await;
    let store = Store::start_as(Ways { ignores_conditions: true, ..Ways::default() }, None).await;
    let program = Program::connected(&server).await;
    save(&program, draft(&store)).await;
    let plan = paused(&program, &server, |_| {}).await;
    program.export(plan).await;
    stored(&program).await;
    assert_eq!(bucket(&program).await.state.expect("a bucket").creates_once, Some(false));
    assert_eq!(objects(&store).len(), 1);
}
