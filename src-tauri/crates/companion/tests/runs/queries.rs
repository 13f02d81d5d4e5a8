//! Test results by AQL.

use companion::view::{FileSaved, PathKind, QuerySubject, Saved, TestStatus};
use testops_sim::{Generation, Options};

use crate::program::Program;
use crate::server::{Server, options};

const RED: &str = "status in [\"failed\",\"broken\"]";

#[tokio::test(flavor = "multi_thread")]
async fn a_query_is_checked_counted_and_read_a_page_at_a_time() {
    for generation in [Generation::Current, Generation::Legacy] {
        let server = Server::with(Options { generation, ..options() }).await;
        let program = Program::connected(&server).await;
        let project = server.job().await.project_id;
        let companion = &program.companion;
        let check = async |query: &str| {
            companion.check_query(project, QuerySubject::Results, query.to_owned()).await.expect("told")
        };
        let count = check(RED).await.count.expect("counted");
        assert!(count > 10);
        let fault = check("status in [\"failed\"").await.fault.expect("wrong");
        assert_eq!(fault.place, Some((19, 19)));
        assert_eq!(check("имя = \"я\"").await.fault.expect("no such field").place, Some((0, 3)));
        let page =
            async |page| companion.query_results(project, RED.to_owned(), page, 10).await.expect("told");
        let (first, second) = (page(0).await, page(1).await);
        assert_eq!((first.total, first.items.len()), (count, 10));
        assert!(first.items.iter().all(|one| matches!(one.status, TestStatus::Failed | TestStatus::Broken)));
        let ids: Vec<i64> = first.items.iter().chain(&second.items).map(|one| one.id).collect();
        assert!(ids.is_sorted_by(|one, next| one > next), "the newest first: {ids:?}");
        let ids = first.items.iter().map(|one| one.id).chain([987_654_321]).collect();
        let details = companion.queried_details(project, ids).await.expect("told");
        assert_eq!((details.items.len(), details.again_at), (10, None));
        // Nobody has opened Trends: the names of the launches are asked for.
        assert!(
            details
                .items
                .iter()
                .all(|one| one.message.is_some() && one.launch_name.is_some() && one.at.is_some())
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_more_details_are_asked_for_than_the_request_budget_holds() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let project = server.job().await.project_id;
    let companion = &program.companion;
    let budget = companion.state().await.expect("told").settings.request_budget as usize;
    let found = companion.query_results(project, String::new(), 0, 100).await.expect("told");
    let ids: Vec<i64> = found.items.iter().map(|one| one.id).collect();
    assert!(ids.len() > budget);
    let details = companion.queried_details(project, ids.clone()).await.expect("told");
    assert_eq!(details.items.iter().map(|one| one.id).collect::<Vec<_>>(), ids[..budget]);
    assert!(details.again_at.is_some());
    let later = companion.queried_details(project, ids[budget..].to_vec()).await.expect("told");
    assert!(later.items.is_empty() && later.again_at == details.again_at);
}

#[tokio::test(flavor = "multi_thread")]
async fn queries_are_remembered_and_saved_by_name() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let project = server.job().await.project_id;
    let companion = &program.companion;
    for query in [RED, "muted = true", RED] {
        companion.query_results(project, query.to_owned(), 0, 10).await.expect("told");
    }
    let refused = companion.save_query(project, " ".to_owned(), RED.to_owned()).await.expect("told");
    assert!(matches!(refused, Saved::Refused { .. }));
    assert_eq!(
        companion.save_query(project, "Red".to_owned(), RED.to_owned()).await.expect("told"),
        Saved::Saved
    );
    let program = program.restarted().await;
    let queries = program.companion.result_queries(project).await.expect("told");
    assert_eq!(queries.recent, [RED, "muted = true"]);
    assert_eq!((queries.saved.len(), queries.saved[0].name.as_str()), (1, "Red"));
    program.companion.delete_query(queries.saved[0].id).await.expect("deleted");
    assert!(program.companion.result_queries(project).await.expect("told").saved.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_go_into_a_file_that_a_person_chose_and_into_no_other() {
    let server = Server::start().await;
    let program = Program::connected(&server).await;
    let project = server.job().await.project_id;
    let companion = &program.companion;
    let launches = match companion.list_launches(project, "closed = true".to_owned(), 0).await.expect("told")
    {
        companion::view::LaunchList::Found { items, .. } => items,
        companion::view::LaunchList::Refused { fault } => panic!("{fault:?}"),
    };
    let query = format!("launch = {} and {RED}", launches[0].launch_id);
    let path = program.path("red.csv").to_string_lossy().into_owned();
    companion.export_results(project, query.clone(), path.clone(), false).await.expect_err("nobody chose it");
    let chosen = companion.choose_path(PathKind::Save, path).await.expect("a dialog").expect("a choice");
    let total = companion.query_results(project, query.clone(), 0, 10).await.expect("told").total;
    let saved = companion.export_results(project, query.clone(), chosen.clone(), false).await.expect("told");
    assert_eq!(saved, FileSaved::Saved { path: chosen.clone(), rows: u64::from(total) });
    let text = std::fs::read_to_string(&chosen).expect("written");
    assert!(text.starts_with("id,name,status,message,launch_id,launch,duration_ms,date\n"), "{text}");
    assert!(text.contains(",failed,") || text.contains(",broken,"), "{text}");
    companion.choose_path(PathKind::Save, chosen.clone()).await.expect("a dialog").expect("a choice");
    let again = companion.export_results(project, query.clone(), chosen.clone(), false).await.expect("told");
    assert_eq!(again, FileSaved::Exists { path: chosen.clone() });
    let over = companion.export_results(project, query, chosen, true).await.expect("told");
    assert!(matches!(over, FileSaved::Saved { .. }));
}
