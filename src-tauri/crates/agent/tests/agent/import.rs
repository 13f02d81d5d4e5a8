use crate::world::TestOps;

#[tokio::test(flavor = "multi_thread")]
async fn a_desktops_database_goes_on_here() {
    let server = TestOps::start().await;
    let desktop = server.machine("");
    let file = desktop.write(
        "plans.toml",
        &format!("{}folder = '/nowhere/on/this/machine'\n", server.plan("Elsewhere").await),
    );
    let apply = |path: &std::path::Path| ["plan".to_owned(), "apply".to_owned(), path.display().to_string()];
    let words = apply(&file);
    let words: Vec<_> = words.iter().map(String::as_str).collect();
    // Its folder is not here: a plan of a desktop has one that was there.
    assert_eq!(desktop.done(&words).code(), Some(1));
    let folder = desktop.at("kept");
    std::fs::create_dir(&folder).expect("made");
    desktop
        .write("plans.toml", &format!("{}folder = '{}'\n", server.plan("Elsewhere").await, folder.display()));
    desktop.done(&words).well();
    std::fs::remove_dir(&folder).expect("removed");

    let machine = server.machine("");
    let database = desktop.at("data/companion.db");
    let import = ["import", database.to_str().expect("text")];
    // Not while its program runs.
    let running = desktop.run();
    let refused = machine.done(&import);
    assert_eq!(refused.code(), Some(1));
    assert!(refused.said().contains("is in use"), "{}", refused.said());
    running.end();

    let said = machine.done(&import).well();
    assert!(said.contains("1 plans") && said.contains("Elsewhere: its folder"), "{said}");
    let again = machine.done(&import);
    assert_eq!(again.code(), Some(1));
    assert!(again.said().contains("name an empty data_dir"), "{}", again.said());
    let agent = machine.run();
    agent.until("its plan", |state| state["plans"]["all"] == 1).await;
    agent.end();

    // What is no database is refused, and nothing of it stays.
    let fresh = server.machine("");
    let junk = fresh.write("junk.db", "not a database at all");
    assert_eq!(fresh.done(&["import", junk.to_str().expect("text")]).code(), Some(1));
    assert!(!fresh.at("data/companion.db").exists());
}
