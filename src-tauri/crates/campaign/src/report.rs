//! One seed in this process, and what it prints.

use serde::{Deserialize, Serialize};

use crate::generator;
use crate::model::Fault;
use crate::pace;
use crate::secrets::Log;
use crate::step::Timed;
use crate::story;
use crate::world::Failed;

#[derive(clap::Args)]
pub(crate) struct One {
    #[arg(long)]
    seed: u64,
    #[arg(long)]
    days: u64,
    /// The processor to stay on.
    #[arg(long, default_value_t = 0)]
    cpu: usize,
    /// The numbers of the steps that happen; all, without it.
    #[arg(long, value_delimiter = ',')]
    keep: Option<Vec<usize>>,
    /// The history as lines, in place of JSON.
    #[arg(long)]
    history: bool,
}

/// What became of a seed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Told {
    pub(crate) faults: Vec<Fault>,
    /// How much people wished to begin.
    pub(crate) asked: usize,
    /// How many steps were drawn.
    pub(crate) steps: usize,
    /// Of all that happened.
    pub(crate) hash: String,
    pub(crate) lines: Vec<String>,
}

#[expect(clippy::print_stdout, reason = "whoever started this process reads it")]
pub(crate) fn one(one: &One) -> Result<(), Failed> {
    pace::stay_on(one.cpu);
    let log = Log::begin()?;
    let drawn = generator::draw(one.seed, one.days);
    let steps = drawn.len();
    let told = story::tell(one.seed, &kept(drawn, one.keep.as_deref()), &log)?;
    let told = Told { steps, ..told };
    if one.history {
        for line in &told.lines {
            println!("{line}");
        }
        for fault in &told.faults {
            println!("{}: {}", fault.figure.name(), fault.what);
        }
        println!("{}", told.hash);
    } else {
        println!("{}", serde_json::to_string(&told)?);
    }
    Ok(())
}

/// The steps of these numbers, at the times at which they were drawn.
fn kept(drawn: Vec<Timed>, keep: Option<&[usize]>) -> Vec<Timed> {
    let mut waited = std::time::Duration::ZERO;
    let mut steps = Vec::new();
    for (number, Timed { after, step }) in drawn.into_iter().enumerate() {
        waited += after;
        if keep.is_none_or(|keep| keep.contains(&number)) {
            steps.push(Timed { after: std::mem::take(&mut waited), step });
        }
    }
    steps
}
