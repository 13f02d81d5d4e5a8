use super::*;
use crate::fixture::Fixture;

fn file(plan_id: i64, chain_id: i64, part_id: Option<i64>) -> ExportFileRow {
    ExportFileRow {
        server: "here".to_owned(),
        plan_id: Some(plan_id),
        plan_name: "Ночной Экспорт".to_owned(),
        chain_id,
        project_id: 1,
        part_id,
        path: format!("/exports/{plan_id}-{chain_id}-{part_id:?}.csv"),
        good: true,
        bytes: 100,
        written_at: chain_id * 1_000,
        ..ExportFileRow::default()
    }
}

#[tokio::test]
async fn a_chain_has_one_good_file_for_each_part() {
    let fixture = Fixture::new().await;
    let plan = fixture.plan().await.id;
    let files = fixture.store.export_files();
    files.insert(&file(plan, 1, Some(7))).await.expect("inserted");
    files.insert(&file(plan, 1, Some(8))).await.expect("another part");
    let twice = ExportFileRow { path: "/exports/other.csv".to_owned(), ..file(plan, 1, Some(7)) };
    assert!(matches!(files.insert(&twice).await, Err(StoreError::Conflict(_))));
    files.insert(&ExportFileRow { good: false, ..twice }).await.expect("kept aside");
}

#[tokio::test]
async fn a_path_is_known_once() {
    let fixture = Fixture::new().await;
    let plan = fixture.plan().await.id;
    let files = fixture.store.export_files();
    let first = file(plan, 1, None);
    files.insert(&first).await.expect("inserted");
    let again = ExportFileRow { path: first.path, ..file(plan, 2, None) };
    let id = files.insert(&again).await.expect("inserted");
    let rows = files.of_plan(plan).await.expect("read");
    assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), [id]);
}

#[tokio::test]
async fn a_file_knows_the_one_before_it_and_outlives_its_plan() {
    let fixture = Fixture::new().await;
    let plan = fixture.plan().await.id;
    let files = fixture.store.export_files();
    let first = files.insert(&file(plan, 1, None)).await.expect("inserted");
    files.insert(&file(plan, 2, Some(7))).await.expect("inserted");
    let third = files.insert(&file(plan, 3, None)).await.expect("inserted");
    files.set_changes(third, "{}").await.expect("written");
    let read = files.get(third).await.expect("read").expect("there");
    assert_eq!((read.previous_id, read.changes.as_deref()), (Some(first), Some("{}")));
    assert_eq!(files.newest(plan, None).await.expect("read").expect("there").id, third);
    files.insert(&ExportFileRow { good: false, ..file(plan, 4, None) }).await.expect("kept aside");
    let of_plan = ExportFileSums { files: 3, bytes: 300, last_at: Some(3_000) };
    assert_eq!(files.sums_by_plan("here").await.expect("read"), [(Some(plan), of_plan)]);
    fixture.store.export_plans().delete(plan).await.expect("deleted");
    assert_eq!(files.sums_by_plan("here").await.expect("read"), [(None, of_plan)]);
    assert_eq!(files.sums_by_plan("elsewhere").await.expect("read"), []);
    let (rows, sums) = files.page("here", &ExportFileFilter::default(), 0, 9).await.expect("read");
    assert_eq!((rows.len(), rows[0].id, rows[0].plan_id), (3, third, None));
    assert_eq!(sums, ExportFileSums { files: 3, bytes: 300, last_at: Some(3_000) });
    files.forget(&[first, third]).await.expect("forgotten");
    let strange = files.strange(std::slice::from_ref(&read.path)).await.expect("read");
    assert_eq!(strange, [(read.path, false)]);
}

#[tokio::test]
async fn a_file_in_a_folder_is_good_kept_aside_or_strange() {
    let fixture = Fixture::new().await;
    let plan = fixture.plan().await.id;
    let files = fixture.store.export_files();
    files.insert(&file(plan, 1, Some(7))).await.expect("inserted");
    let aside = ExportFileRow { good: false, ..file(plan, 2, Some(7)) };
    files.insert(&aside).await.expect("inserted");
    let paths = [file(plan, 1, Some(7)).path, aside.path.clone(), "/exports/mine.csv".to_owned()];
    let strange = files.strange(&paths).await.expect("read");
    assert_eq!(strange, [(paths[1].clone(), true), (paths[2].clone(), false)]);
    assert!(files.knows(&paths[1]).await.expect("read") && !files.knows(&paths[2]).await.expect("read"));
    let of_chain = files.of_chain(plan, 1).await.expect("read");
    assert_eq!(of_chain.iter().map(|row| &row.path).collect::<Vec<_>>(), [&paths[0]]);
    assert_eq!(files.of_chain(plan, 2).await.expect("read"), [], "what was kept aside is not good");
    assert_eq!(files.kept_aside(plan, Some(7)).await.expect("read")[0].path, aside.path);
    assert_eq!(files.kept_aside(plan, None).await.expect("read"), []);
    assert!(files.has_older(plan, 1_001).await.expect("read"));
    assert!(!files.has_older(plan, 1_000).await.expect("read"), "not before the first was written");
}

#[tokio::test]
async fn files_are_found_by_name_whatever_the_case() {
    let fixture = Fixture::new().await;
    let plan = fixture.plan().await.id;
    let files = fixture.store.export_files();
    files.insert(&file(plan, 1, None)).await.expect("inserted");
    let found =
        async |filter: ExportFileFilter| files.page("here", &filter, 0, 9).await.expect("read").1.files;
    let text = |text: &str| ExportFileFilter { text: text.to_owned(), ..ExportFileFilter::default() };
    assert_eq!(found(text(" экспорт")).await, 1);
    assert_eq!(found(text("NONE.CSV")).await, 1);
    assert_eq!(found(text("exports")).await, 0, "the folder is not the name");
    assert_eq!(found(ExportFileFilter { project_id: Some(2), ..text("") }).await, 0);
    assert_eq!(found(ExportFileFilter { plan_id: Some(plan), ..text("") }).await, 1);
}
