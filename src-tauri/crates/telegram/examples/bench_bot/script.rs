//! What everybody says, over and over: the steps of a real talk up to the list of jobs, and a few questions beside it.
//!
//! Nothing in it asks the TestOps server: both bots answer from what they know of it already.

use std::time::{Duration, Instant};

use telegram_kit::{Failure, Person};

pub(crate) struct Step {
    says: Says,
    /// What the answer holds.
    answer: String,
}

enum Says {
    /// Answered with a message.
    Text(String),
    /// Answered with a note and a changed message.
    Press(String),
}

/// `project` is found by its name and has jobs.
pub(crate) fn script(project: &str) -> Vec<Step> {
    let text =
        |text: &str, answer: &str| Step { says: Says::Text(text.to_owned()), answer: answer.to_owned() };
    let press =
        |label: &str, answer: &str| Step { says: Says::Press(label.to_owned()), answer: answer.to_owned() };
    vec![
        text("/help", "Hello, "),
        text("/launch", "Choose a project"),
        text(project, "Choose a project"),
        press(project, "choose a job"),
        press("◀ Back", "Choose a project"),
        press("✖ Cancel", "Nothing was launched"),
        text("/mute", "For how long"),
        press("8 hours", "Subscriptions are quiet"),
        text("What is new?", "I did not understand"),
    ]
}

impl Step {
    /// From the moment in which the person writes or presses to the arrival of the answer.
    pub(crate) async fn play(&self, person: &Person) -> Result<Duration, Failure> {
        let asked = Instant::now();
        match &self.says {
            Says::Text(text) => {
                person.send(text.as_str()).await?;
                person.expect(self.answer.as_str()).await?;
            }
            Says::Press(label) => {
                person.press(label).await?;
                person.expect_edit(self.answer.as_str()).await?;
            }
        }
        Ok(asked.elapsed())
    }
}

impl std::fmt::Display for Step {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.says {
            Says::Text(text) => write!(f, "{text}"),
            Says::Press(label) => write!(f, "[{label}]"),
        }
    }
}
