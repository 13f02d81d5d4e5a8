//! A project that lost its test cases gets them back.

use std::collections::HashMap;
use std::path::Path;
use std::time::{Duration, Instant};

use companion::view::{CaseQuery, LookState, RestoreAnswer, RestoreChoice, RestoreState};
use serde_json::{Map, Value, json};

use crate::program::{Program, said};
use crate::simulator::Simulator;
use crate::{Trouble, count, put};

const LOOK: Duration = Duration::from_millis(20);

pub(crate) async fn measure(
    cases: u64,
    folder: &Path,
    figures: &mut Map<String, Value>,
) -> Result<(), Trouble> {
    std::fs::create_dir_all(folder)?;
    println!("{cases} lost cases");
    let simulator = Simulator::start(&["--cases", &cases.to_string()]).await?;
    simulator.post("exports", &json!({"queue_ms": 0})).await?;
    let program = Program::start(&simulator, &folder.join("data")).await?;
    let project = program.first_project().await?;
    let plan = program.save_plan(project).await?;
    let before = program.export(plan).await?;
    simulator.post("cases", &json!({"project_id": project, "vanish": cases})).await?;

    let companion = &program.companion;
    let query = CaseQuery { limit: 1, ..CaseQuery::default() };
    while companion.cases(query.clone()).await.map_err(said)?.reading {
        tokio::time::sleep(LOOK).await;
    }
    let day = companion.case_days(project).await.map_err(said)?.remove(0);
    companion.look_before_restore(project, day, None).await.map_err(said)?;
    let missing = loop {
        let look = companion.restore_look(project).await.map_err(said)?.ok_or("no look")?;
        match look.state {
            LookState::Ready => break look.missing,
            LookState::Failed { message, .. } => return Err(message.into()),
            LookState::Asking | LookState::Comparing { .. } => tokio::time::sleep(LOOK).await,
        }
    };
    let choice = RestoreChoice { missing: true, changed: false, turned: Vec::new() };
    let begun = Instant::now();
    match companion.begin_restore("bench-restore".to_owned(), project, choice).await.map_err(said)? {
        RestoreAnswer::Begun { .. } => {}
        RestoreAnswer::NotPossible { why } => return Err(why.into()),
    }
    loop {
        match &companion.restores().await.map_err(said)?[0].state {
            RestoreState::Done => break,
            RestoreState::Stopped { message, .. } => return Err(message.clone().into()),
            RestoreState::Writing | RestoreState::Checking | RestoreState::Pausing | RestoreState::Paused => {
                tokio::time::sleep(LOOK).await;
            }
        }
    }
    put(figures, "restored", count(missing));
    put(figures, "restore_per_second", count(missing) / begun.elapsed().as_secs_f64());
    let after = program.export(plan).await?;
    put(figures, "restore_lost", count(lost(Path::new(&before.path), Path::new(&after.path))?));
    Ok(())
}

/// Cells of the copy that the new export does not have, by what identifies a test case but its number.
fn lost(before: &Path, after: &Path) -> Result<u64, Trouble> {
    let (was, is) = (rows(before)?, rows(after)?);
    let mut lost = 0;
    for (name, cells) in &was {
        let other = is.get(name);
        let differing =
            cells.iter().enumerate().filter(|(at, cell)| other.and_then(|own| own.get(*at)) != Some(*cell));
        lost += differing.count() as u64;
    }
    Ok(lost + is.len().abs_diff(was.len()) as u64)
}

fn rows(file: &Path) -> Result<HashMap<String, Vec<String>>, Trouble> {
    let mut reader = csv::ReaderBuilder::new().delimiter(b';').from_path(file)?;
    let header = reader.headers()?.clone();
    let at = |name: &str| header.iter().position(|own| own == name);
    let (number, name) = (at("allure_id").ok_or("no numbers")?, at("full_name").ok_or("no names")?);
    let mut rows = HashMap::new();
    for row in reader.records() {
        let mut cells: Vec<String> = row?.iter().map(str::to_owned).collect();
        let key = cells[name].clone();
        cells.remove(number);
        rows.insert(key, cells);
    }
    Ok(rows)
}
