use std::fs;
use std::path::Path;

use chrono::TimeDelta;
use companion::view::{ColumnChoice, FileQuery, PlanDraft, Saved, Settings};

use crate::program::{Program, check_whole, names};
use crate::server::Server;

#[tokio::test(flavor = "multi_thread")]
async fn files_go_after_their_days_but_never_the_last_good_one() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let draft = PlanDraft {
        retention_days: Some(2),
        catch_up: companion::view::CatchUp::Skip,
        ..program.draft(&server).await
    };
    let plan = program.save(draft).await;
    program.companion.pause_plan(plan, true).await.expect("paused");
    program.export(plan).await;
    fs::write(program.exports_dir().join("mine.csv"), "a;b\n").expect("written");
    program.advance(TimeDelta::days(1));
    program.export(plan).await;
    let first = program.files().await.pop().expect("a file");
    program.advance(TimeDelta::days(30));
    program.until(plan, "the old one goes", |plan| plan.files == 1).await;
    assert!(!Path::new(&first.path).exists());
    let page = program.page().await;
    check_whole(&page.items);
    assert_eq!(page.items.len(), 1, "the last good file stays");
    assert_eq!(page.foreign.iter().map(|file| file.name.as_str()).collect::<Vec<_>>(), ["mine.csv"]);
    assert!(!page.foreign[0].kept_aside);
}

/// A plan without the time in its names takes a name again that somebody freed.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_under_the_name_of_an_old_one_is_as_young_as_it_is() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let draft = PlanDraft {
        retention_days: Some(2),
        file_name: "cases.csv".to_owned(),
        ..program.draft(&server).await
    };
    let plan = program.save(draft).await;
    program.companion.pause_plan(plan, true).await.expect("paused");
    program.export(plan).await;
    let first = program.files().await.remove(0);
    fs::remove_file(&first.path).expect("removed by somebody");
    program.advance(TimeDelta::days(9));
    program.export(plan).await;
    let second = program.files().await.remove(0);
    assert_eq!((&second.path, second.bytes), (&first.path, first.bytes));
    program.advance(TimeDelta::days(1));
    program.export(plan).await;
    program.advance(TimeDelta::hours(1));
    program.export(plan).await;
    check_whole(&program.files().await);
    assert_eq!(names(&program.exports_dir()).len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_person_wrote_over_is_not_ours_to_remove() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let plan = program.save(PlanDraft { retention_days: Some(1), ..program.draft(&server).await }).await;
    program.companion.pause_plan(plan, true).await.expect("paused");
    program.export(plan).await;
    let first = program.files().await.remove(0);
    fs::write(&first.path, "my notes").expect("written");
    program.advance(TimeDelta::days(9));
    program.export(plan).await;
    program.advance(TimeDelta::days(9));
    program.export(plan).await;
    program.until(plan, "the second goes", |plan| plan.files == 2).await;
    assert_eq!(fs::read_to_string(&first.path).expect("there"), "my notes");
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_found_opened_and_deleted() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let scope = program.groups(&server, 2).await;
    let plan = program.save(PlanDraft { scope, ..program.draft(&server).await }).await;
    program.export(plan).await;
    let files = program.files().await;
    let group = files[0].part.clone().expect("a group");
    let query = |text: &str| FileQuery {
        plan_id: Some(plan),
        project_id: Some(files[0].project_id),
        text: text.to_owned(),
        offset: 0,
        limit: 10,
    };
    let found = program.companion.export_files(query(&group.to_uppercase())).await.expect("found");
    assert_eq!((found.total, found.bytes), (1, files[0].bytes));
    let found = program.companion.export_files(query("no such name")).await.expect("found");
    assert_eq!((found.total, found.items.len()), (0, 0));
    assert_eq!(program.companion.export_file(files[1].id).await.expect("there"), files[1]);

    program.companion.open_file(files[0].id).await.expect("opened");
    program.companion.show_in_folder(files[0].path.clone()).await.expect("shown");
    fs::remove_file(&files[0].path).expect("removed by somebody");
    assert!(program.companion.export_file(files[0].id).await.expect("there").gone);
    program.companion.open_file(files[0].id).await.expect_err("gone");
    let ids = files.iter().map(|file| file.id).collect();
    let deleted = program.companion.delete_files(ids).await.expect("deleted");
    assert_eq!((deleted.deleted, deleted.in_bin, deleted.kept.len()), (2, false, 0));
    assert_eq!(names(&program.exports_dir()), [""; 0]);
    program.companion.export_file(files[1].id).await.expect_err("forgotten");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_begins_with_what_suits_most_and_finds_its_server_again() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let project = server.project().await;
    let draft = program.companion.plan_draft(None, project).await.expect("a draft");
    assert_eq!((draft.separator.as_str(), draft.headers, draft.cron.as_str()), (";", true, "0 7 * * *"));
    assert_eq!((draft.retention_days, draft.retries.clone()), (Some(30), vec![5, 10, 15]));
    assert_eq!(draft.columns, ColumnChoice::Everything);
    let plan = program.save(draft).await;
    let stored = program.companion.plan_draft(Some(plan), project).await.expect("the plan");
    assert_eq!(stored.id, Some(plan));
    let choices = program.companion.plan_choices(project).await.expect("choices");
    assert_eq!(choices.count, Some(300));
    let several = choices.columns.iter().filter(|column| column.field == "custom_field").count();
    assert!(several > 1, "{:?}", choices.columns);

    program.companion.try_demo().await.expect("the demo starts");
    let plans = program.companion.exports().await.expect("the exports").plans;
    assert!(plans.iter().all(|shown| shown.id != plan), "{plans:?}");
    program.companion.leave_demo().await.expect("it ends");
    assert_eq!(program.companion.exports().await.expect("the exports").plans.len(), 1);
    assert!(!program.outside.secrets.keys().is_empty());
}

/// More than are looked up at a time, beside a file of the plan, and what changes between two looks.
#[tokio::test(flavor = "multi_thread")]
async fn whatever_somebody_puts_beside_the_files_is_listed_and_the_files_of_plans_are_not() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let draft = PlanDraft { file_name: "m.csv".to_owned(), ..program.draft(&server).await };
    let plan = program.save(draft).await;
    program.export(plan).await;
    let folder = program.exports_dir();
    let mut expected: Vec<_> = (0..499).map(|number| format!("{number:03}.csv")).collect();
    expected.push("z.CSV".to_owned());
    for name in expected.iter().map(String::as_str).chain(["notes.txt", "csv"]) {
        fs::write(folder.join(name), "a;b\n").expect("written");
    }
    fs::create_dir(folder.join("y.csv")).expect("made");
    let listed = async || -> Vec<_> {
        let page = program.page().await;
        assert_eq!(page.items.len(), 1);
        page.foreign.into_iter().map(|file| file.name).collect()
    };
    assert_eq!(listed().await, expected);
    fs::rename(folder.join("000.csv"), folder.join("n.csv")).expect("renamed");
    expected.remove(0);
    expected.insert(498, "n.csv".to_owned());
    assert_eq!(listed().await, expected);
}

/// A folder that has been still for long is remembered, until it or a row of its files changes.
#[tokio::test(flavor = "multi_thread")]
async fn what_comes_into_a_folder_that_was_still_is_listed() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let plan = program.save(program.draft(&server).await).await;
    program.export(plan).await;
    let folder = program.exports_dir();
    fs::write(folder.join("mine.csv"), "a;b\n").expect("written");
    let still = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
    let keep_still = || fs::File::open(&folder).and_then(|folder| folder.set_modified(still)).expect("set");
    let listed = async || -> Vec<_> {
        program.page().await.foreign.into_iter().map(|file| (file.name, file.bytes)).collect()
    };
    keep_still();
    assert_eq!(listed().await, [("mine.csv".to_owned(), 4)]);
    fs::write(folder.join("mine.csv"), "a;b;c\n").expect("written");
    assert_eq!(listed().await, [("mine.csv".to_owned(), 6)], "the folder is as it was, the file is not");
    fs::write(folder.join("more.csv"), "a;b\n").expect("written");
    assert_eq!(listed().await.len(), 2);
    keep_still();
    assert_eq!(listed().await.len(), 2);
    let ours = program.files().await.remove(0);
    program.companion.delete_files(vec![ours.id]).await.expect("deleted");
    fs::write(&ours.path, "not ours any more").expect("written");
    keep_still();
    assert_eq!(listed().await.len(), 3, "its row is gone");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_demo_s_exports_stay_among_its_own_data_and_its_own_plan_is_no_news() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let elsewhere = program.exports_dir().with_file_name("mine");
    fs::create_dir(&elsewhere).expect("made");
    let settings = Settings {
        export_folder: Some(elsewhere.to_string_lossy().into_owned()),
        ..program.companion.state().await.expect("the state").settings
    };
    assert!(matches!(program.companion.save_settings(settings).await, Ok(Saved::Saved)));

    program.companion.try_demo().await.expect("the demo starts");
    let demo = program.exports_dir().with_file_name("demo").join("exports");
    let exported = async || program.companion.exports().await.expect("the exports");
    program.patiently("the demo's first file", async || exported().await.files == 1).await;
    let shown = exported().await;
    assert_eq!((Path::new(&shown.folder), Path::new(&shown.plans[0].folder)), (&*demo, &*demo));
    assert_eq!(names(&demo).len(), 1);
    assert!(!program.exports_dir().exists() && names(&elsewhere).is_empty());
    assert_eq!(program.companion.state().await.expect("the state").unread, 0, "nobody asked for it");
    assert!(program.outside.host.told().toasts.is_empty());

    program.companion.leave_demo().await.expect("it ends");
    assert_eq!(Path::new(&exported().await.folder), elsewhere);
}
