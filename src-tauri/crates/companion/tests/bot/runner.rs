//! A bot that lives as the test wants, one life after another.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use companion::bot::{BotEnd, BotJob, BotName, BotTrouble, BotTry};
use companion::ports::BotRunner;
use futures::future::BoxFuture;
use secrecy::ExposeSecret;

#[derive(Clone, Debug)]
pub(crate) enum Life {
    /// Polls until it is stopped.
    Polls,
    /// Polls, and does not hear that it is to stop.
    Hangs,
    /// Polls, and panics.
    Panics,
    /// Ends before it polls.
    Ends(BotEnd),
    /// Polls, and ends.
    Loses(BotEnd),
    /// Polls, then lives on without.
    Troubled(BotTrouble),
}

/// Once its script is over, every life polls.
#[derive(Clone, Default)]
pub(crate) struct Double(Arc<Mutex<Stage>>);

#[derive(Default)]
pub(crate) struct Stage {
    pub(crate) script: VecDeque<Life>,
    /// The tokens of the lives that were begun.
    pub(crate) begun: Vec<String>,
    /// What comes of trials, one after another; once it is over, each works.
    pub(crate) trials: VecDeque<BotEnd>,
    /// The tokens and the proxy's passwords that were tried out.
    pub(crate) tried: Vec<(String, Option<String>)>,
    /// How many lives ended because they were stopped.
    pub(crate) stopped: usize,
}

impl Double {
    pub(crate) fn of(script: impl IntoIterator<Item = Life>) -> Self {
        let double = Self::default();
        double.stage(|stage| stage.script.extend(script));
        double
    }

    pub(crate) fn stage<T>(&self, with: impl FnOnce(&mut Stage) -> T) -> T {
        with(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn begun(&self) -> Vec<String> {
        self.stage(|stage| stage.begun.clone())
    }
}

impl BotRunner for Double {
    fn run(&self, job: BotJob) -> BoxFuture<'static, BotEnd> {
        let life = self.stage(|stage| {
            stage.begun.push(job.token.expose_secret().to_owned());
            stage.script.pop_front().unwrap_or(Life::Polls)
        });
        let double = self.clone();
        Box::pin(async move {
            let polls = || job.report.polling("Tester".to_owned(), "tester_bot".to_owned());
            match life {
                Life::Polls => polls(),
                Life::Hangs => {
                    polls();
                    std::future::pending::<()>().await;
                }
                Life::Panics => {
                    polls();
                    panic!("as the test wants it");
                }
                Life::Ends(end) => return end,
                Life::Loses(end) => {
                    polls();
                    return end;
                }
                Life::Troubled(trouble) => {
                    let until = chrono::DateTime::from_timestamp(4_000_000_000, 0).expect("a valid instant");
                    polls();
                    job.report.trouble(trouble, until);
                }
            }
            job.stop.cancelled().await;
            double.stage(|stage| stage.stopped += 1);
            BotEnd::Stopped
        })
    }

    fn try_out(&self, wish: BotTry) -> BoxFuture<'static, Result<BotName, BotEnd>> {
        let end = self.stage(|stage| {
            let password = wish.proxy_password.map(|password| password.expose_secret().to_owned());
            stage.tried.push((wish.token.expose_secret().to_owned(), password));
            stage.trials.pop_front()
        });
        let name = BotName { name: "Tester".to_owned(), username: "tester_bot".to_owned() };
        Box::pin(async move { end.map_or(Ok(name), Err) })
    }
}
