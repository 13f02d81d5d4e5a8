//! What is going on when the program dies.

use chrono::TimeDelta;
use rand::Rng as _;
use serde_json::json;
use telegram_kit::{Message, Want};

use super::super::{acts, chatting, exporting};
use super::{PLAN, Stage};
use crate::harness::Outcome;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Act {
    Launch,
    LaunchInChat,
    RepeatInWindow,
    RepeatInChat,
    /// A run that is watched, and whose message is edited, goes on.
    Results,
    /// A run that is watched ends.
    End,
    Export,
    ExportInChat,
    ExportDue,
}

/// All is prepared; this sets it off.
#[derive(Debug)]
pub(super) enum Trigger {
    Click(&'static str),
    Press(Box<Message>, &'static str),
    Results(i64),
    End(i64),
    Due,
}

impl Act {
    pub(super) fn launches(self) -> bool {
        matches!(self, Self::Launch | Self::LaunchInChat | Self::RepeatInWindow | Self::RepeatInChat)
    }

    pub(super) fn exports(self) -> bool {
        matches!(self, Self::Export | Self::ExportInChat | Self::ExportDue)
    }

    pub(super) fn is_in_chat(self) -> bool {
        matches!(self, Self::LaunchInChat | Self::RepeatInChat)
    }
}

const ACTS: [(Act, u32); 9] = [
    (Act::Launch, 20),
    (Act::LaunchInChat, 10),
    (Act::RepeatInWindow, 8),
    (Act::RepeatInChat, 16),
    (Act::Results, 8),
    (Act::End, 16),
    (Act::Export, 10),
    (Act::ExportInChat, 6),
    (Act::ExportDue, 6),
];

impl Stage<'_> {
    /// What there is something to do with.
    pub(super) fn draw(&mut self) -> Act {
        let held = !self.books.held().is_empty();
        let any = !self.books.launches.is_empty();
        let possible = |act: Act| match act {
            Act::Results | Act::End => held,
            Act::RepeatInWindow => any,
            Act::RepeatInChat => {
                let told = self.books.launches.values().filter(|launch| launch.in_chat && launch.settled);
                told.count() > self.books.pressed.len()
            }
            Act::Launch | Act::LaunchInChat | Act::Export | Act::ExportInChat | Act::ExportDue => true,
        };
        let acts: Vec<_> = ACTS.into_iter().filter(|(act, _)| possible(*act)).collect();
        let mut left = self.dice.random_range(0..acts.iter().map(|(_, weight)| weight).sum());
        for (act, weight) in acts {
            if left < weight {
                return act;
            }
            left -= weight;
        }
        Act::Launch
    }

    /// Brings window or chat to where one press is left to do.
    pub(super) async fn prepare(&mut self, act: Act, number: u32) -> Outcome<Trigger> {
        let name = format!("Kill {number:04}");
        if act.launches() {
            acts::hold_next(self.world, 8, 1).await?;
        }
        let held = self.books.held().first().copied().unwrap_or_default();
        Ok(match act {
            Act::Launch => {
                acts::open_form(&self.window, &self.job).await?;
                self.window.fill("Launch name", &name).await?;
                Trigger::Click("Launch")
            }
            Act::LaunchInChat => {
                chatting::choose_job(&self.anna, &self.job).await?;
                Trigger::Press(Box::new(chatting::confirm(&self.anna, &name).await?), "🚀 Launch")
            }
            Act::RepeatInWindow => {
                self.window.click("link", "Launch").await?;
                self.window.sees("Repeat the last one").await?;
                Trigger::Click("Repeat the last one")
            }
            Act::RepeatInChat => Trigger::Press(Box::new(self.repeatable().await?), "↻ Repeat"),
            Act::Results => Trigger::Results(held),
            Act::End => Trigger::End(held),
            Act::Export => {
                exporting::plans(&self.window).await?;
                Trigger::Click("Run now")
            }
            Act::ExportInChat => {
                self.anna.send("/exports").await?;
                self.anna.expect(Want::button(PLAN)).await?;
                self.anna.press(PLAN).await?;
                let card = self.anna.expect_edit(Want::button("▶ Run now")).await?;
                Trigger::Press(Box::new(card), "▶ Run now")
            }
            Act::ExportDue => Trigger::Due,
        })
    }

    /// Sets it off; may die in the middle.
    pub(super) async fn fire(&self, trigger: &Trigger) -> Outcome {
        let server = &self.world.server;
        match trigger {
            Trigger::Click(name) => self.window.click("button", name).await,
            Trigger::Press(message, label) => Ok(self.anna.press_on(message, label).await.map(drop)?),
            Trigger::Results(launch) => server.advance(*launch, &json!({"results": 3})).await,
            Trigger::End(launch) => server.advance(*launch, &json!({"finish": true})).await,
            Trigger::Due => {
                let before = self.world.now()?;
                exporting::pass_the_due_time(self.world, 0, TimeDelta::seconds(5))?;
                let passed = (self.world.now()? - before).num_milliseconds();
                self.moved.set(self.moved.get() + passed);
                self.move_server().await
            }
        }
    }

    /// The newest outcome whose button was not pressed yet: each repeats once.
    async fn repeatable(&mut self) -> Outcome<Message> {
        let messages = self.anna.messages().await?;
        let is_fresh = |message: &&Message| {
            message.media.is_some()
                && message.button("↻ Repeat").is_some()
                && !self.books.pressed.contains(&message.id)
        };
        let found = messages.iter().rev().find(is_fresh).cloned();
        let found = found.ok_or("no outcome is left that could be repeated")?;
        self.books.pressed.insert(found.id);
        Ok(found)
    }
}
