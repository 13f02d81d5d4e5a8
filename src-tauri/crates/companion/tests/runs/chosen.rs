//! Launches of chosen tests, on both generations of the server: what is asked, of whom, and what is refused.

use companion::view::{ChosenCase, LaunchAnswer, OtherJob, Outcome, Phase, TestChoice, Tests, TestsOfRun};
use serde_json::json;
use testops_sim::{Generation, Options};

use crate::program::Program;
use crate::server::{Job, Server, options};

struct World {
    server: Server,
    program: Program,
    job: Job,
}

async fn world(generation: Generation) -> World {
    let server = Server::with(Options { generation, ..options() }).await;
    let job = server.job().await;
    let program = Program::connected(&server).await;
    World { server, program, job }
}

fn choice(tests: Tests) -> TestChoice {
    TestChoice { tests, other_jobs: Vec::new() }
}

fn query(aql: &str) -> TestChoice {
    choice(Tests::Query { aql: aql.to_owned() })
}

impl World {
    async fn ask(&self, name: &str, choice: TestChoice) -> LaunchAnswer {
        let request = self.program.request(&self.job, name).await;
        let request = companion::view::LaunchRequest { choice, ..request };
        self.program.companion.launch(request).await.expect("answered")
    }

    async fn launched(&self, name: &str, choice: TestChoice) -> i64 {
        match self.ask(name, choice).await {
            LaunchAnswer::Asked { run_id } => run_id,
            LaunchAnswer::Refused { faults } => panic!("refused: {faults:?}"),
        }
    }

    async fn refused(&self, choice: TestChoice) -> String {
        match self.ask("Refused", choice).await {
            LaunchAnswer::Asked { .. } => panic!("it was asked"),
            LaunchAnswer::Refused { mut faults } => {
                assert_eq!(faults[0].field, "tests");
                faults.swap_remove(0).message
            }
        }
    }

    /// Some automated test cases of the job alone.
    async fn cases(&self) -> Vec<ChosenCase> {
        let companion = &self.program.companion;
        let mut cases = Vec::new();
        for page in 0..20 {
            let found = companion.find_cases(self.job.project_id, String::new(), page).await.expect("found");
            for case in found.items.into_iter().filter(|case| case.automated) {
                let one = ChosenCase { id: case.id, name: case.name, path: Vec::new() };
                let check = companion.check_tests(self.job.project_id, tree(vec![one.clone()])).await;
                let jobs = check.expect("checked").jobs;
                if jobs.len() == 1 && jobs[0].job_id == self.job.id {
                    cases.push(one);
                }
                if cases.len() == 3 {
                    return cases;
                }
            }
        }
        panic!("the job has no tests")
    }
}

fn tree(cases: Vec<ChosenCase>) -> TestChoice {
    choice(Tests::Tree {
        tree_id: 0,
        tree_name: String::new(),
        groups: Vec::new(),
        cases,
        without: Vec::new(),
    })
}

async fn trees_are_whole(generation: Generation) {
    let world = world(generation).await;
    let (companion, project) = (&world.program.companion, world.job.project_id);
    let trees = companion.project_trees(project).await.expect("trees");
    let groups = companion.tree_groups(project, trees[0].id, None).await.expect("groups");
    let mut lowest = groups[0].clone();
    while lowest.has_groups {
        let below = companion.tree_groups(project, trees[0].id, Some(lowest.group.clone())).await;
        lowest = below.expect("groups").swap_remove(0);
    }
    let page = companion.tree_cases(project, trees[0].id, lowest.group.clone(), 0).await.expect("cases");
    assert_eq!(page.items.len() as u64, lowest.count.expect("counted"));
    let path = lowest.group.path.clone();
    let without = vec![ChosenCase { id: page.items[0].id, name: page.items[0].name.clone(), path }];
    let tests = |without| Tests::Tree {
        tree_id: trees[0].id,
        tree_name: trees[0].name.clone(),
        groups: vec![lowest.group.clone()],
        cases: Vec::new(),
        without,
    };
    let all = companion.check_tests(project, choice(tests(Vec::new()))).await.expect("checked");
    let fewer = companion.check_tests(project, choice(tests(without))).await.expect("checked");
    assert_eq!(all.total, lowest.count);
    assert_eq!(fewer.total, all.total.map(|total| total - 1));
    assert_eq!(all.total, Some(all.automated + all.manual + all.without_job));
    assert_eq!(all.automated, all.jobs.iter().map(|job| job.tests).sum::<u64>());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tree_tells_how_many_and_who_runs_them() {
    trees_are_whole(Generation::Current).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tree_of_the_old_generation_tells_the_same() {
    trees_are_whole(Generation::Legacy).await;
}

async fn some_tests_of_a_job(generation: Generation) {
    let world = world(generation).await;
    let cases = world.cases().await;
    let ids: Vec<i64> = cases.iter().map(|case| case.id).collect();
    let run_id = world.launched("Three", tree(cases)).await;
    let run = world.program.until_phase(run_id, Phase::Finished).await;
    assert_eq!(run.counts.passed + run.counts.failed + run.counts.broken + run.counts.skipped, 3);
    let sent = world.server.launch_requests().await.swap_remove(0);
    assert_eq!(sent["selection"]["leafsInclude"], json!(ids));
    let details = world.program.companion.run_details(run_id).await.expect("told");
    assert!(matches!(details.tests, Tests::Tree { cases, .. } if cases.len() == 3));
    assert!(details.comparison.is_none_or(|comparison| comparison.counts.gone == 0));
    // A repetition runs the same tests.
    let again = world.program.companion.repeat("again".to_owned(), run_id).await.expect("answered");
    let LaunchAnswer::Asked { run_id } = again else { panic!("{again:?}") };
    world.program.until_phase(run_id, Phase::Finished).await;
    assert_eq!(world.server.launch_requests().await[1]["selection"]["leafsInclude"], json!(ids));
}

#[tokio::test(flavor = "multi_thread")]
async fn some_tests_of_a_job_run_and_no_others() {
    Box::pin(some_tests_of_a_job(Generation::Current)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn some_tests_of_a_job_run_on_the_old_generation() {
    Box::pin(some_tests_of_a_job(Generation::Legacy)).await;
}

async fn tests_of_several_jobs(generation: Generation) {
    let world = world(generation).await;
    let companion = &world.program.companion;
    let several = query("automation = true");
    let check = companion.check_tests(world.job.project_id, several.clone()).await.expect("checked");
    assert!(check.jobs.len() > 1, "{check:?}");
    let run_id = world.launched("Several", several.clone()).await;
    world.program.until(run_id, "a launch", |run| run.launch_id.is_some()).await;
    // All by another job, in place of their own.
    let to = world.job.id;
    let other_jobs = check.jobs.iter().map(|job| OtherJob { from: Some(job.job_id), to }).collect();
    let moved = TestChoice { other_jobs, ..several };
    let check = companion.check_tests(world.job.project_id, moved).await.expect("checked");
    assert_eq!(check.jobs.iter().map(|job| job.job_id).collect::<Vec<_>>(), [to]);
}

#[tokio::test(flavor = "multi_thread")]
async fn tests_of_several_jobs_run_in_one_launch() {
    tests_of_several_jobs(Generation::Current).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tests_of_several_jobs_run_on_the_old_generation() {
    tests_of_several_jobs(Generation::Legacy).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_choice_of_nothing_asks_nothing_of_the_server() {
    let world = world(Generation::Current).await;
    let empty = world.refused(tree(Vec::new())).await;
    assert!(empty.contains("at least one"), "{empty}");
    for aql in ["", "  ", "id = 0"] {
        world.refused(query(aql)).await;
    }
    let wrong = world.refused(query("tag = ")).await;
    assert!(wrong.contains("a value is missing"), "the server's words: {wrong}");
    let nowhere = ChosenCase { id: 987_654_321, name: "Gone".to_owned(), path: Vec::new() };
    world.refused(tree(vec![nowhere])).await;
    let group = companion::view::ScopeGroup { id: 5, path: vec![5], names: vec!["Gone".to_owned()] };
    let tree_gone = Tests::Tree {
        tree_id: 987_654,
        tree_name: "Gone".to_owned(),
        groups: vec![group],
        cases: Vec::new(),
        without: Vec::new(),
    };
    let gone = world.refused(choice(tree_gone)).await;
    assert!(gone.contains("no longer"), "{gone}");
    let plan = Tests::Plan { plan_id: 987_654, name: "Gone".to_owned() };
    let gone = world.refused(choice(plan)).await;
    assert!(gone.contains("no longer"), "{gone}");
    let run = Tests::Run { run_id: 9_999, name: String::new(), which: TestsOfRun::Failed };
    world.refused(choice(run)).await;
    assert!(world.server.launch_requests().await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_test_plan_is_told_synchronised_and_run() {
    for generation in [Generation::Current, Generation::Legacy] {
        let world = world(generation).await;
        let (companion, project) = (&world.program.companion, world.job.project_id);
        let plan = companion.test_plans(project, String::new()).await.expect("plans").swap_remove(0);
        let difference = companion.plan_difference(plan.id).await.expect("told");
        assert!(difference.added > 0 && difference.gone > 0, "{difference:?}");
        let synced = companion.sync_test_plan(plan.id).await.expect("synchronised");
        assert_eq!(synced.tests, plan.tests + difference.added - difference.gone);
        let difference = companion.plan_difference(plan.id).await.expect("told");
        assert_eq!((difference.added, difference.gone), (0, 0));
        let tests = Tests::Plan { plan_id: plan.id, name: plan.name };
        let check = companion.check_tests(project, choice(tests.clone())).await.expect("checked");
        assert_eq!(check.total, Some(synced.tests));
        let run_id = world.launched("Plan", choice(tests)).await;
        world.program.until(run_id, "a launch", |run| run.launch_id.is_some()).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_failed_in_a_run_is_launched_again() {
    let world = world(Generation::Current).await;
    world.server.script(&world.job, json!({"tests": 12, "failed": 4, "duration_ms": 5_000})).await;
    let run_id = world.program.launch(&world.job, "First").await;
    let first = world.program.until_phase(run_id, Phase::Finished).await;
    let failed = first.counts.failed + first.counts.broken;
    assert!(failed > 0, "{first:?}");
    let of = |which| choice(Tests::Run { run_id, name: "First".to_owned(), which });
    let second = world.launched("Failed only", of(TestsOfRun::Failed)).await;
    let counts = world.program.until_phase(second, Phase::Finished).await.counts;
    assert_eq!(counts.passed + counts.failed + counts.broken + counts.skipped + counts.unknown, failed);
    let all_run = world.ask("Not run", of(TestsOfRun::NotRun)).await;
    if first.counts.skipped == 0 {
        assert!(matches!(all_run, LaunchAnswer::Refused { .. }), "{all_run:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_to_chosen_tests_is_looked_up_and_nothing_is_sent_twice() {
    for (path, tests) in [("/job/*/run", None), ("/v2/test-case/bulk/run/new", Some("automation = true"))] {
        let world = world(Generation::Current).await;
        let chosen = match tests {
            Some(aql) => query(aql),
            None => tree(world.cases().await),
        };
        world
            .server
            .trouble(json!({"kind": "lost_answer", "method": "POST", "path": path, "times": 1}))
            .await;
        let run_id = world.launched("Lost", chosen).await;
        let run = world.program.until(run_id, "adopted", |run| run.launch_id.is_some()).await;
        assert_ne!(run.outcome, Some(Outcome::StartFailed));
        let launches = world.server.get(&format!("launches?project_id={}", world.job.project_id)).await;
        let named = |launch: &&serde_json::Value| launch["name"] == "Lost";
        assert_eq!(launches.as_array().into_iter().flatten().filter(named).count(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn choices_are_saved_under_names() {
    let world = world(Generation::Current).await;
    let (companion, project) = (&world.program.companion, world.job.project_id);
    let smoke = Tests::Query { aql: "tag = \"smoke\"".to_owned() };
    let save = async |name: &str, tests: &Tests| {
        companion.save_tests(project, name.to_owned(), tests.clone()).await.expect("answered")
    };
    assert_eq!(save("Smoke", &smoke).await, companion::view::Saved::Saved);
    assert!(matches!(save(" ", &smoke).await, companion::view::Saved::Refused { .. }));
    assert!(matches!(save("All", &Tests::All).await, companion::view::Saved::Refused { .. }));
    let saved = companion.saved_tests(project).await.expect("read").swap_remove(0);
    assert_eq!((saved.name.as_str(), &saved.tests), ("Smoke", &smoke));
    companion.rename_tests(saved.id, "Daily".to_owned()).await.expect("answered");
    assert_eq!(companion.saved_tests(project).await.expect("read")[0].name, "Daily");
    companion.delete_tests(saved.id).await.expect("deleted");
    assert_eq!(companion.saved_tests(project).await.expect("read"), []);
}
