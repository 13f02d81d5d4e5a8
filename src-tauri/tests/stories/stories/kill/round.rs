//! One round: something is set off, the program dies and is started again, and all is compared once it is at rest.

use std::cell::Cell;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

use rand::Rng as _;
use serde_json::json;
use tokio::time::sleep;

use super::act::{Act, Trigger};
use super::books::Launched;
use super::facts::Facts;
use super::owed::{Asked, owed};
use super::{Stage, page};
use crate::harness::Outcome;

/// How long the program may take to come to rest after a start.
const REST: Duration = Duration::from_mins(2);

impl Stage<'_> {
    /// Plays it; what it was in one line, and how it went.
    pub(super) async fn round(&mut self, number: u32) -> (String, Outcome) {
        let started = Instant::now();
        let act = self.draw();
        let mut told = format!("{number:>4} {act:?}");
        let outcome = self.play(act, number, &mut told).await;
        (format!("{told} · {:.1} s", started.elapsed().as_secs_f64()), outcome)
    }

    async fn play(&mut self, act: Act, number: u32, told: &mut String) -> Outcome {
        if act == Act::ExportDue {
            // A day goes by: runs would time out meanwhile.
            self.end_all().await?;
        }
        let trigger = self.prepare(act, number).await?;
        // A run may end at the same time.
        let also = self.books.held().first().copied().filter(|_| self.dice.random_bool(0.3));
        let delay = self.moment();
        let before = self.world.now()?;
        let fired = self.die(&trigger, also, delay).await?;
        write!(told, " · killed after {} ms", delay.as_millis())?;
        let mut kills = 1;
        while kills < 3 && self.dice.random_bool(0.35) {
            let delay = Duration::from_millis(self.dice.random_range(0..3_000));
            self.world.start_unseen(&[])?;
            sleep(delay).await;
            self.world.kill().await?;
            kills += 1;
            write!(told, ", after {} ms of the start", delay.as_millis())?;
        }
        self.books.kills += kills;
        if self.books.held().len() > 2 || self.dice.random_bool(0.4) {
            self.end_all().await?;
        }
        // What the bot has confirmed, it does not hear again.
        let is_heard_again = self.world.telegram()?.bot.state().await?.pending > 0;
        let certain = fired && (act == Act::ExportDue || is_heard_again);
        self.window = self.world.open(&[]).await?;
        let mut asked = Asked { act, fired, certain, kills, due: 0 };
        let facts = self.rest(&asked).await?;
        if act != Act::ExportDue {
            let due = |at: chrono::DateTime<chrono::Utc>| (at - chrono::TimeDelta::hours(7)).date_naive();
            asked.due = usize::try_from((due(self.world.now()?) - due(before)).num_days())?;
        }
        self.compare_files(&facts, &asked)?;
        self.books.close(&facts, &asked);
        self.in_the_window(&facts).await?;
        if self.books.is_clean() { Ok(()) } else { Err(self.books.faults().into()) }
    }

    /// Soon after the press, or later.
    fn moment(&mut self) -> Duration {
        let milliseconds = match self.dice.random_range(0..10) {
            0..3 => self.dice.random_range(0..80),
            3..7 => self.dice.random_range(80..600),
            _ => self.dice.random_range(600..3_000),
        };
        Duration::from_millis(milliseconds)
    }

    /// Sets it off and kills the program so much later; whether it was set off before.
    async fn die(&mut self, trigger: &Trigger, also: Option<i64>, delay: Duration) -> Outcome<bool> {
        let fired = Cell::new(false);
        let killed = async {
            sleep(delay).await;
            self.world.kill().await
        };
        let killed = tokio::select! {
            failed = self.go_on(trigger, also, &fired) => failed,
            killed = killed => killed,
        };
        killed?;
        self.world.end_drivers();
        let ended = match trigger {
            Trigger::End(launch) => Some(*launch),
            Trigger::Click(_) | Trigger::Press(..) | Trigger::Results(_) | Trigger::Due => None,
        };
        for launch in also.into_iter().chain(ended) {
            // The kill may have come before the server was told.
            self.end(launch).await?;
        }
        Ok(fired.get())
    }

    /// Sets it off and lets time go by; ends only where it fails.
    async fn go_on(&self, trigger: &Trigger, also: Option<i64>, fired: &Cell<bool>) -> Outcome {
        if let Some(launch) = also {
            self.world.server.advance(launch, &json!({"finish": true})).await?;
        }
        self.fire(trigger).await?;
        fired.set(true);
        loop {
            self.pass(10).await?;
            sleep(Duration::from_millis(200)).await;
        }
    }

    async fn end(&mut self, launch: i64) -> Outcome {
        self.world.server.advance(launch, &json!({"finish": true})).await?;
        if let Some(launch) = self.books.launches.get_mut(&launch) {
            launch.ended = true;
        }
        Ok(())
    }

    async fn end_all(&mut self) -> Outcome {
        for launch in self.books.held() {
            self.end(launch).await?;
        }
        Ok(())
    }

    /// Lets time go by until nothing is under way and nothing is owed.
    async fn rest(&mut self, asked: &Asked) -> Outcome<Facts> {
        let started = Instant::now();
        loop {
            self.pass(20).await?;
            let facts = match self.look().await {
                Ok(facts) => facts,
                Err(_) if started.elapsed() < REST => continue,
                Err(error) => return Err(error),
            };
            self.enter(&facts, asked);
            self.answer(&facts).await?;
            let owed = owed(&facts, &self.books, asked);
            if owed.is_empty() {
                return Ok(facts);
            }
            if started.elapsed() > REST {
                self.books.lost.extend(owed);
                return Err(self.books.faults().into());
            }
        }
    }

    fn enter(&mut self, facts: &Facts, asked: &Asked) {
        for (id, name) in &facts.launched {
            let fresh = Launched {
                name: name.clone(),
                in_chat: asked.act.is_in_chat(),
                in_its_card: asked.act == Act::LaunchInChat,
                ended: false,
                settled: false,
            };
            self.books.launches.entry(*id).or_insert(fresh);
        }
    }

    /// A person knows of each launch that the program cannot find whether it is there.
    async fn answer(&mut self, facts: &Facts) -> Outcome {
        for run in facts.runs.iter().filter(|run| run.is("unknown")) {
            let is_it = |(id, name): &&(i64, String)| *name == run.name && facts.runs_of(*id).is_empty();
            if facts.launched.iter().any(|launched| is_it(&launched)) {
                // It is not known though it is there: that is owed until patience ends.
                continue;
            }
            if facts.titles.iter().any(|title| title.contains(&run.name)) {
                page::never_started(&self.window, run.id).await?;
                self.books.never_started.insert(run.id);
            }
        }
        Ok(())
    }

    /// What is new stands among the runs that the window shows.
    async fn in_the_window(&self, facts: &Facts) -> Outcome {
        if facts.launched.is_empty() {
            return Ok(());
        }
        self.window.run("location.hash = '#/runs'").await?;
        for (_, name) in &facts.launched {
            self.window.sees(name).await?;
        }
        Ok(())
    }
}
