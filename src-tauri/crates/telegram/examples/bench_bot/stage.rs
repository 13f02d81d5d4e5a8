//! A kit of its own for each turn, so that none pays for what was said in an earlier one, and one bot before it.

use std::path::Path;
use std::time::Duration;

use futures::future::try_join_all;
use serde_json::{Value, json};
use telegram_kit::{Bot, Failure, Kit, Manner, Options, Person};

use crate::Trouble;
use crate::bot::{Programs, Running, Which};
use crate::crowd::{Gauge, Talked};
use crate::script::Step;
use crate::simulator::Simulator;
use crate::used::{self, Used};

/// Far more than an answer takes.
const PATIENCE: Duration = Duration::from_mins(2);

pub(crate) struct Stage {
    pub(crate) kit: Kit,
    pub(crate) bot: Bot,
    pub(crate) people: Vec<Person>,
    running: Running,
    /// What ours says of the server.
    pub(crate) catalogue: Value,
    /// Of the program with its bot off; of ours only.
    memory_off_mb: Option<f64>,
}

/// What a turn came to.
pub(crate) struct Turn {
    pub(crate) talked: Talked,
    pub(crate) used: Used,
    pub(crate) kit_cpu_ms: f64,
    pub(crate) memory_off_mb: Option<f64>,
}

impl Stage {
    /// `known` is what the bot is to know besides: the catalogue, the menu, recorded answers.
    pub(crate) async fn set(
        programs: &Programs,
        which: Which,
        simulator: &Simulator,
        folder: &Path,
        known: &Value,
        people: usize,
    ) -> Result<Self, Trouble> {
        std::fs::create_dir_all(folder)?;
        let manner = Manner { patience: PATIENCE, ..Manner::default() };
        let kit = Kit::start_with(Options { manner, ..Options::default() }).await?;
        let bot = kit.bot("Bench").await?;
        let names: Vec<_> = (1..=people).map(|number| format!("Person {number}")).collect();
        let people = try_join_all(names.iter().map(|name| kit.person(name))).await?;
        let mut about = json!({
            "folder": folder,
            "testops_url": simulator.url,
            "testops_token": simulator.token,
            "bot_api": kit.url(),
            "bot_token": bot.token(),
            "people": people.iter().map(Person::id).collect::<Vec<_>>(),
        });
        if let (Some(about), Some(known)) = (about.as_object_mut(), known.as_object()) {
            about.extend(known.clone());
        }
        let mut running = programs.start(which, &about)?;
        let (mut catalogue, mut memory_off_mb) = (Value::Null, None);
        if which == Which::Ours {
            catalogue = running.said()?;
            memory_off_mb = Some(used::settled_memory_mb(running.pid()).await?);
            running.switch_on()?;
        }
        bot.ready().await?;
        Ok(Self { kit, bot, people, running, catalogue, memory_off_mb })
    }

    /// Everybody talks at once.
    pub(crate) async fn turn(self, script: &[Step], warm_up: usize, counted: usize) -> Result<Turn, Trouble> {
        let gauge = Gauge::new(warm_up, counted);
        let talking = async { gauge.everybody(&self.people, script).await.map_err(Trouble::from) };
        let (talked, used, ours) = futures::try_join!(
            talking,
            used::while_counting(self.running.pid(), &gauge),
            used::while_counting(std::process::id(), &gauge)
        )?;
        let refused = self.kit.problems().await?.refused;
        if let Some(refused) = refused.first() {
            return Err(format!("a call of the bot was refused: {refused}").into());
        }
        Ok(Turn { talked, used, kit_cpu_ms: ours.cpu_ms, memory_off_mb: self.memory_off_mb })
    }

    pub(crate) async fn end(self) -> Result<(), Failure> {
        drop(self.running);
        self.kit.finish().await
    }
}
