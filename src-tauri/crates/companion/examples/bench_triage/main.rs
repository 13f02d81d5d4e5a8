//! `cargo xtask bench triage`, what the domain has of it: grouping the failures of a large launch as they are kept, how well
//! the groups match the known reasons, and how many requests a decision about a thousand results costs. The simulator is a
//! process of its own (its program is named by `TESTOPS_SIM`).

#![expect(clippy::print_stdout, reason = "the figures are what it is for")]

mod deciding;
mod grouping;
#[path = "../bench/outside.rs"]
mod outside;
#[path = "../bench/simulator.rs"]
mod simulator;

use serde_json::{Map, Value, json};

type Trouble = Box<dyn std::error::Error>;

#[tokio::main]
async fn main() -> Result<(), Trouble> {
    let mut figures = Map::new();
    println!("grouping");
    grouping::measure(&mut figures).await?;
    println!("deciding");
    figures.insert("requests_per_bulk".to_owned(), json!(deciding::requests().await?));
    println!("{}", Value::Object(figures));
    Ok(())
}
