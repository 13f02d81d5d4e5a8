//! Not a story: the program is killed at random moments of what it does, again and again, and after each start the two
//! outside worlds are compared with what its window and chats say.
//!
//! A round draws from the seed what is going on and when the program dies, kills it, now and then kills it once more
//! while it starts, starts it with a person at its window, and waits until nothing is under way. What was asked for
//! must have happened once, and everybody who is owed the outcome must have been told; told twice only where the kill
//! may have come between the telling and its note.

mod act;
mod books;
mod facts;
mod files;
mod owed;
mod page;
mod round;

use std::cell::Cell;

use rand::SeedableRng as _;
use rand::rngs::StdRng;
use serde_json::{Value, json};

use super::acts::{self, Job};
use super::chatting;
use super::exporting::{self, Plan};
use crate::harness::Outcome;
use crate::harness::window::Window;
use crate::harness::world::World;
use books::Books;
use telegram_kit::Person;

const PLAN: &str = "Unlucky";

/// Who and what is there in every round.
struct Stage<'a> {
    world: &'a World,
    window: Window,
    /// Owns the bot and is owed what she asks it for.
    anna: Person,
    /// Is subscribed to every launch of the project.
    boris: Person,
    job: Job,
    dice: StdRng,
    books: Books,
    /// By how many milliseconds the program's clock and the server's were moved on.
    moved: Cell<i64>,
    server_moved: Cell<i64>,
}

/// Goes on until so many kills are done or something is at fault; one line a round, the figures last.
pub(crate) async fn campaign(world: &World, kills: u32, seed: u64) -> Outcome {
    let mut stage = Stage::set(world, seed).await?;
    let mut number = 0;
    let mut stopped = None;
    while stage.books.kills < kills && stopped.is_none() {
        number += 1;
        let (told, outcome) = stage.round(number).await;
        println!("{told}");
        stopped = outcome.err();
        if let Some(error) = &stopped {
            println!("round {number} of seed {seed}: {error}");
        }
    }
    println!("{}", stage.books.report());
    match stopped {
        Some(error) => Err(error),
        None if stage.books.is_clean() => Ok(()),
        None => Err("the program is at fault".into()),
    }
}

impl<'a> Stage<'a> {
    async fn set(world: &'a World, seed: u64) -> Outcome<Self> {
        // Both clocks go at one speed and are moved together, so that they differ as little as clocks do.
        world.server.post("clock", &json!({"speed": 1})).await?;
        let window = chatting::switched_on(world).await?;
        let anna = chatting::owner(world, &window, "Anna").await?;
        let boris = chatting::user(world, &window, "Boris").await?;
        let job = acts::a_job(world).await?;
        super::bot_subscription::subscribe(&boris, &job, "🔔 All").await?;
        exporting::make(world, &window, &Plan { name: PLAN, ..Plan::default() }).await?;
        // Slow enough to be met in the middle.
        world.server.post("exports", &json!({"queue_ms": 800, "bytes_per_second": 1_500_000})).await?;
        let books = Books { deeds: deeds(world, 0).await?.1, ..Books::default() };
        let (dice, moved, server_moved) = (StdRng::seed_from_u64(seed), Cell::new(0), Cell::new(0));
        Ok(Self { world, window, anna, boris, job, dice, books, moved, server_moved })
    }

    /// Time goes by, here and on the server.
    async fn pass(&self, seconds: i64) -> Outcome {
        self.world.let_pass(seconds)?;
        self.moved.set(self.moved.get() + seconds * 1000);
        self.move_server().await
    }

    /// Brings the server's clock to the program's.
    async fn move_server(&self) -> Outcome {
        let moved = self.moved.get();
        let clock = json!({"advance_ms": moved - self.server_moved.get()});
        self.world.server.post("clock", &clock).await?;
        self.server_moved.set(moved);
        Ok(())
    }
}

/// What happened on the server from there on, and where to go on reading.
async fn deeds(world: &World, since: usize) -> Outcome<(Vec<Value>, usize)> {
    let told = world.server.get(&format!("deeds?since={since}")).await?;
    let next = told["next"].as_u64().ok_or("the server does not count its deeds")?;
    Ok((told["deeds"].as_array().cloned().unwrap_or_default(), usize::try_from(next)?))
}
