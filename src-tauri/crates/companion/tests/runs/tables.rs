//! Plans and tables of the page, without a server: the real disk, the real store.

use std::fmt::Write as _;
use std::path::PathBuf;

use companion::view::{
    CatchUp, ColumnChoice, Event, ExportScope, FailureCode, FileSaved, GridAnswer, GridInfo, GridProgress,
    GridQuery, GridSave, GridSource, PathKind, PlanDraft, ReadAs, Settings,
};

use crate::program::Program;

/// Bytes that opening indexes at once.
const FIRST: usize = 4 << 20;

fn plan() -> PlanDraft {
    PlanDraft {
        id: None,
        name: "Daily".to_owned(),
        project_id: 17,
        project_name: "Bank".to_owned(),
        scope: ExportScope::All,
        columns: ColumnChoice::Everything,
        separator: ";".to_owned(),
        headers: true,
        folder: None,
        file_name: "{project}_{date}_{time}.csv".to_owned(),
        retention_days: Some(30),
        retries: vec![5],
        cron: "30 9 * * 1-5".to_owned(),
        zone: "Europe/Moscow".to_owned(),
        catch_up: CatchUp::Once,
        paused: false,
        markdown: None,
        drill: None,
    }
}

/// A table of so many rows, about forty bytes each.
fn rows(count: usize) -> String {
    let mut text = "allure_id,name,description\n".to_owned();
    for id in 1..=count {
        writeln!(text, "{id},Case {id},\"steps\nof {id}\"").expect("in memory");
    }
    text
}

/// A place in the folder of the exports.
fn exported(program: &Program, name: &str) -> PathBuf {
    let folder = program.path("exports");
    std::fs::create_dir_all(&folder).expect("made");
    folder.join(name)
}

/// The path, as the window names it after the person chose it in a dialog.
async fn chosen(program: &Program, kind: PathKind, name: &str) -> String {
    let path = program.path(name).to_string_lossy().into_owned();
    program.companion.choose_path(kind, path).await.expect("a dialog").expect("a choice")
}

async fn opened(program: &Program, name: &str, text: &str) -> (PathBuf, GridInfo) {
    let path = exported(program, name);
    std::fs::write(&path, text).expect("written");
    let source = GridSource::Path { path: path.to_string_lossy().into_owned() };
    (path, program.companion.grid_open(source, ReadAs::default()).await.expect("it opens"))
}

fn last_progress(program: &Program, grid: u32) -> Option<GridProgress> {
    let progress = |event| {
        let Event::GridProgressed { id, progress } = event else { return None };
        (id == grid).then_some(progress)
    };
    program.outside.host.told().events.into_iter().rev().find_map(progress)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_plan_is_checked_beside_its_form() {
    let program = Program::fresh().await;
    let check = program.companion.check_plan(plan()).await.expect("a check");
    assert_eq!(check.faults, []);
    assert_eq!(check.words.as_deref(), Some("on weekdays at 09:30 Europe/Moscow"));
    assert_eq!(check.next.len(), 5);
    let name = format!("Bank_{}.csv", check.next[0].format("%Y-%m-%d_%H-%M-%S"));
    assert_eq!(check.file_names, [name]);
    assert!(
        check.folder.ends_with("exports"),
        "the default folder, made when it is needed: {}",
        check.folder
    );

    let gone = program.path("gone").to_string_lossy().into_owned();
    let settings = Settings { export_folder: Some(gone.clone()), ..Settings::default() };
    program.companion.save_settings(settings).await.expect("saved");
    let check = program.companion.check_plan(plan()).await.expect("a check");
    assert_eq!((check.folder.as_str(), check.faults[0].field.as_str()), (gone.as_str(), "folder"));
}

#[tokio::test(flavor = "multi_thread")]
async fn plans_are_imported_from_the_files_of_the_source() {
    let program = Program::fresh().await;
    let projects = r#"{"projects":[{"project_id":17,"tree_id":937,"groups":[{"group_id":26961091,"group_name":"API"}]}]}"#;
    std::fs::write(program.path("projects.json"), projects).expect("written");
    std::fs::write(program.path(".env"), "CRON_SCHEDULE=\"0 8 * * 1-5\"\nEXPORT_PATH=./exports\n")
        .expect("written");
    for file in ["projects.json", ".env"] {
        let path = chosen(&program, PathKind::File, file).await;
        let import = program.companion.import_plans_file(path).await.expect("an import");
        assert_eq!((import.plans.len(), import.ignored), (1, vec![]), "{file}");
        let plan = &import.plans[0];
        assert_eq!((plan.project_name.as_str(), plan.cron.as_str()), ("Project 17", "0 8 * * 1-5"));
        assert_eq!(plan.folder.as_deref(), program.path("exports").to_str());
    }
    let text = program.companion.import_plans_text("[]".to_owned()).await.expect("an import");
    assert!(text.plans.is_empty() && text.ignored.len() == 1);
    let endless = " ".repeat(5 << 20);
    let text = program.companion.import_plans_text(endless.clone()).await.expect("an import");
    assert!(text.ignored.iter().any(|line| line.contains("longer than 4 MB")), "{:?}", text.ignored);
    std::fs::write(program.path("endless.json"), endless).expect("written");
    let path = chosen(&program, PathKind::File, "endless.json").await;
    assert_eq!(
        program.companion.import_plans_file(path).await.expect_err("too long").code,
        FailureCode::Input
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_large_file_shows_rows_at_once_and_its_index_is_told() {
    let program = Program::fresh().await;
    let (_, info) = opened(&program, "large.csv", &rows(300_000)).await;
    assert_eq!((info.rows.len(), info.progress.done), (100, false));
    assert!(info.progress.of_bytes > FIRST as u64);
    program
        .waiting("the index is done", || last_progress(&program, info.id).is_some_and(|told| told.done))
        .await;
    assert_eq!(last_progress(&program, info.id).map(|told| told.rows), Some(300_000));

    let rows = program.companion.grid_rows(info.id, None, 299_999, 10).await.expect("the last row");
    assert_eq!((rows.len(), rows[0].cells[2].text.as_str()), (1, "steps\nof 300000"));
    let search = GridQuery { search: "Case 29999".to_owned(), ..GridQuery::default() };
    let (first, second) = tokio::join!(
        program.companion.grid_query(info.id, search.clone()),
        program.companion.grid_query(info.id, search)
    );
    let answers = [first.expect("an answer"), second.expect("an answer")];
    let whole = answers.iter().filter(|answer| {
        matches!(answer, GridAnswer::Found { hits: Some(hits), rows: 300_000, .. } if hits.rows == 11)
    });
    assert!(whole.count() >= 1, "{answers:?}");

    program.companion.grid_close(info.id).await.expect("it closes");
    let closed = program.companion.grid_rows(info.id, None, 0, 1).await.expect_err("it is closed");
    assert_eq!(
        (closed.code, closed.message.as_str()),
        (FailureCode::NotFound, "This file is no longer open.")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn all_rows_are_saved_also_while_the_index_goes_on() {
    let program = Program::fresh().await;
    let (_, info) = opened(&program, "large.csv", &rows(200_000)).await;
    let path = exported(&program, "copy.csv");
    let save = GridSave {
        id: info.id,
        view: None,
        columns: vec![0],
        path: path.to_string_lossy().into_owned(),
        for_excel: false,
        separator: None,
        replace: false,
    };
    let saved = program.companion.grid_save(save.clone()).await.expect("an answer");
    assert!(matches!(saved, FileSaved::Saved { rows: 200_000, .. }), "{saved:?}");
    assert!(std::fs::read_to_string(path).expect("readable").ends_with("200000\r\n"));
    assert!(matches!(program.companion.grid_save(save).await, Ok(FileSaved::Exists { .. })));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_index_that_cannot_go_on_says_why() {
    let program = Program::fresh().await;
    // The index begins at the opening and does not know of the change before it reads the next stretch.
    let path = exported(&program, "cut.csv");
    std::fs::write(&path, rows(300_000)).expect("written");
    let source = GridSource::Path { path: path.to_string_lossy().into_owned() };
    let info = program.companion.grid_open(source, ReadAs::default()).await.expect("it opens");
    std::fs::write(&path, "allure_id,name,steps\n").expect("cut");
    let stopped = || last_progress(&program, info.id).is_some_and(|told| told.failure.is_some() || told.done);
    program.waiting("the end of the index", stopped).await;
    // Quick machines may have read all of it before it was cut; then the rows tell it.
    let told = last_progress(&program, info.id).and_then(|told| told.failure);
    let read = program.companion.grid_rows(info.id, None, 0, 1).await.expect_err("it is cut");
    assert_eq!(told.unwrap_or_else(|| read.clone()).message, read.message);
    assert!(read.message.ends_with("changed on disk."), "{}", read.message);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_told() {
    let program = Program::fresh().await;
    let gone = GridSource::Path { path: exported(&program, "gone.csv").to_string_lossy().into_owned() };
    assert_eq!(
        program.companion.grid_open(gone, ReadAs::default()).await.expect_err("gone").code,
        FailureCode::NotFound
    );
    let unknown = GridSource::Export { file_id: 7 };
    assert_eq!(
        program.companion.grid_open(unknown, ReadAs::default()).await.expect_err("unknown").code,
        FailureCode::NotFound
    );
    assert_eq!(program.companion.compare_files(1, 2).await.expect_err("unknown").code, FailureCode::NotFound);
    assert_eq!(
        program.companion.excel_copy(1, None, None, false).await.expect_err("unknown").code,
        FailureCode::NotFound
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_window_uses_only_paths_that_a_person_chose_and_tables_among_the_exports() {
    let program = Program::fresh().await;
    let companion = &program.companion;
    let (_, info) = opened(&program, "a.csv", &rows(3)).await;
    let outside = program.path("home");
    std::fs::create_dir(&outside).expect("made");
    let save = |path: PathBuf| GridSave {
        id: info.id,
        view: None,
        columns: vec![0],
        path: path.to_string_lossy().into_owned(),
        for_excel: false,
        separator: None,
        replace: true,
    };
    let refused = [
        outside.join("b.csv"),
        exported(&program, ".bashrc"),
        exported(&program, "b.sh"),
        exported(&program, "../home/b.csv"),
        PathBuf::from("b.csv"),
    ];
    for path in refused {
        let failure = companion.grid_save(save(path.clone())).await.expect_err("nobody chose it");
        assert_eq!(failure.code, FailureCode::Input, "{path:?}");
        assert!(!path.exists(), "{path:?}");
    }
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(&outside, exported(&program, "link")).expect("made");
        let failure =
            companion.grid_save(save(exported(&program, "link/b.csv"))).await.expect_err("elsewhere");
        assert_eq!(failure.code, FailureCode::Input);
    }

    let place = chosen(&program, PathKind::Save, "home/b.csv").await;
    let show = companion.show_in_folder(place.clone()).await.expect_err("it is no file of ours yet");
    assert_eq!(show.code, FailureCode::Input);
    let saved = companion.grid_save(save(place.clone().into())).await.expect("the person chose it");
    assert!(matches!(saved, FileSaved::Saved { rows: 3, .. }), "{saved:?}");
    companion.show_in_folder(place.clone()).await.expect("it was saved here");
    companion
        .grid_open(GridSource::Path { path: place.clone() }, ReadAs::default())
        .await
        .expect("it was saved here");
    let again = companion.grid_save(save(place.into())).await.expect_err("chosen once, saved once");
    assert_eq!(again.code, FailureCode::Input);

    std::fs::write(outside.join("secret.env"), "USER_TOKEN=x\n").expect("written");
    let secret = outside.join("secret.env").to_string_lossy().into_owned();
    for failure in [
        companion.import_env_file(secret.clone()).await.expect_err("nobody chose it").code,
        companion.import_plans_file(secret.clone()).await.expect_err("nobody chose it").code,
        companion.show_in_folder(secret.clone()).await.expect_err("nobody chose it").code,
        companion
            .grid_open(GridSource::Path { path: secret.clone() }, ReadAs::default())
            .await
            .expect_err("nobody chose it")
            .code,
    ] {
        assert_eq!(failure, FailureCode::Input);
    }
    let secret = companion.choose_path(PathKind::File, secret).await.expect("a dialog").expect("a choice");
    companion.import_env_file(secret.clone()).await.expect("read");
    companion.import_env_file(secret).await.expect("read again after a change");
}
