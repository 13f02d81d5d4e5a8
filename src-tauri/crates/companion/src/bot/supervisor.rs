//! The task that begins the bot's lives and sees each of them end. Whatever becomes of a life, the window goes on.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::{mpsc, oneshot};
use tokio::task::{JoinError, JoinHandle};
use tokio_util::sync::CancellationToken;

use super::job::{BotFact, BotReport};
use super::machine::{Act, Down, Input, Machine, Phase, Stuck, Why};
use super::settings::{PROXY_PASSWORD, TOKEN};
use super::{BotEnd, BotJob, upkeep};
use crate::Companion;
use crate::companion::Inner;
use crate::core::ports::BotRunner;
use crate::notifications::{Worded, Words};
use crate::texts::Texts;
use crate::view::{BotState, Failure, Notice, NoticeKind};

/// How long a life may take to finish what it is answering.
const GRACE: TimeDelta = TimeDelta::seconds(5);

/// The longest sleep.
const LONGEST_SLEEP: TimeDelta = TimeDelta::hours(1);

/// The notice in the window and the notification.
pub(crate) const NOTICE: &str = "bot";

#[cfg(panic = "abort")]
compile_error!("a panic of the bot must unwind: it ends a life of the bot, not the program");

pub(crate) enum Order {
    /// Answered once it is begun, or once it has ended.
    Switch(bool, oneshot::Sender<()>),
}

pub(crate) struct Supervisor {
    inner: Arc<Inner>,
    machine: Machine,
    life: Option<Life>,
    upkeep_at: DateTime<Utc>,
}

struct Life {
    task: JoinHandle<LifeEnd>,
    stop: CancellationToken,
    facts: mpsc::UnboundedReceiver<BotFact>,
}

#[derive(Debug)]
enum LifeEnd {
    Bot(BotEnd),
    NoToken,
    /// The token could not be read.
    NoSecrets(String),
}

enum News {
    Order(Option<Order>),
    Fact(BotFact),
    Ended(Result<LifeEnd, JoinError>),
    Due,
}

impl Supervisor {
    pub(crate) fn new(inner: Arc<Inner>) -> Self {
        let upkeep_at = inner.now();
        Self { inner, machine: Machine::default(), life: None, upkeep_at }
    }

    pub(crate) async fn live(mut self, mut orders: mpsc::Receiver<Order>) {
        loop {
            let now = self.inner.now();
            if now >= self.upkeep_at {
                self.upkeep_at = now + upkeep::EVERY;
                upkeep::forget_the_old(&self.inner).await;
            }
            // A clock that was set back must not stop the upkeep, nor the next life.
            self.upkeep_at = self.upkeep_at.min(now + upkeep::EVERY);
            self.machine.notice_clock(now);
            match self.news(&mut orders, now).await {
                News::Order(None) => return,
                News::Order(Some(order)) => self.obey(order).await,
                News::Fact(fact) => self.feed(Input::Fact(fact)).await,
                News::Ended(ended) => self.ended(ended).await,
                News::Due => self.due().await,
            }
        }
    }

    async fn news(&mut self, orders: &mut mpsc::Receiver<Order>, now: DateTime<Utc>) -> News {
        let clock = self.inner.ports.clock.clone();
        let until = [self.machine.due(), Some(self.upkeep_at)];
        let until = until.into_iter().flatten().fold(now + LONGEST_SLEEP, DateTime::min);
        let life = self.life.as_mut();
        let of_life = async {
            match life {
                // In this order: what a life told before it ended was so.
                Some(life) => tokio::select! {
                    biased;
                    Some(fact) = life.facts.recv() => News::Fact(fact),
                    ended = &mut life.task => News::Ended(ended),
                },
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            order = orders.recv() => News::Order(order),
            news = of_life => news,
            () = clock.sleep_until(until) => News::Due,
        }
    }

    async fn obey(&mut self, order: Order) {
        // Whoever asked and has gone away needs no answer.
        match order {
            Order::Switch(true, done) => {
                if matches!(self.machine.phase(), Phase::Off | Phase::Waiting { .. } | Phase::Stuck { .. }) {
                    self.feed(Input::On).await;
                }
                let _ = done.send(());
            }
            Order::Switch(false, done) => {
                self.end().await;
                let _ = done.send(());
            }
        }
    }

    async fn due(&mut self) {
        if self.machine.due().is_some_and(|due| due <= self.inner.now()) {
            self.feed(Input::Due).await;
        }
    }

    async fn feed(&mut self, input: Input) {
        let mut inputs = vec![input];
        while let Some(input) = inputs.pop() {
            for act in self.machine.on(input, self.inner.now()) {
                match act {
                    Act::Begin => inputs.extend(self.begin()),
                    Act::Tell(why) => self.tell(&why).await,
                    Act::TellStuck(why) => self.tell_stuck(why).await,
                    Act::TellSilent(why) => self.tell_silent(why.as_ref()).await,
                    Act::Mended => self.take_back(),
                }
            }
            self.show();
        }
    }

    /// Answers with why it could not be begun.
    fn begin(&mut self) -> Option<Input> {
        let Some(runner) = self.inner.ports.bot.clone() else { return Some(Input::Stuck(Stuck::NoBot)) };
        let (report, facts) = BotReport::new(self.inner.bot.times.clone());
        let stop = self.inner.cancel.child_token();
        // Also the keyring, which may wait for its password, and what the bot does before its first wait are in the
        // task: it can be stopped, and a panic in it is caught.
        let task = self.inner.tasks.spawn(live(self.inner.clone(), runner, report, stop.clone()));
        self.life = Some(Life { task, stop, facts });
        None
    }

    /// Lets the life finish what it is answering.
    async fn end(&mut self) {
        if let Some(mut life) = self.life.take() {
            self.feed(Input::Off).await;
            life.stop.cancel();
            let clock = &self.inner.ports.clock;
            tokio::select! {
                ended = &mut life.task => log_the_end(&ended),
                () = clock.sleep_until(clock.now() + GRACE) => {
                    tracing::warn!("the bot did not end in time");
                    life.task.abort();
                }
            }
        }
        self.take_back();
        self.feed(Input::Stopped).await;
    }

    async fn ended(&mut self, ended: Result<LifeEnd, JoinError>) {
        self.life = None;
        log_the_end(&ended);
        let input = match ended {
            Ok(LifeEnd::Bot(BotEnd::Stopped)) => Input::Down(Down::Ended),
            Ok(LifeEnd::Bot(BotEnd::BadToken)) => Input::Stuck(Stuck::BadToken),
            Ok(LifeEnd::Bot(BotEnd::Trouble(trouble))) => Input::Down(Down::Trouble(trouble)),
            Ok(LifeEnd::NoToken) => Input::Stuck(Stuck::NoToken),
            Ok(LifeEnd::NoSecrets(words)) => Input::Down(Down::Secrets { words }),
            Err(_) => Input::Down(Down::Panicked),
        };
        self.feed(input).await;
    }

    async fn tell(&self, why: &Down) {
        self.notify(Texts::bot_down_title, |texts| texts.bot_down(why)).await;
    }

    async fn tell_stuck(&self, why: Stuck) {
        self.notify(Texts::bot_down_title, |texts| texts.bot_stuck(why)).await;
    }

    async fn tell_silent(&self, why: Option<&Why>) {
        let failure = |texts: Texts| match why {
            Some(Why::Down(why)) => texts.bot_down(why),
            Some(Why::Stuck(why)) => texts.bot_stuck(*why),
            None => texts.bot_does_not_begin(),
        };
        self.notify(Texts::bot_silent_title, failure).await;
    }

    /// A notification, and a notice in the window until it is mended or switched off.
    async fn notify(&self, title: impl Fn(Texts) -> &'static str, failure: impl Fn(Texts) -> Failure) {
        let texts = self.inner.texts();
        let Failure { message, advice, .. } = failure(texts);
        let message = format!("{}. {message}", title(texts));
        self.inner.add_notice(Notice { id: NOTICE.to_owned(), message, advice });
        self.inner.bot_changed();
        let worded = Worded::by(|texts| {
            let Failure { message, advice, .. } = failure(texts);
            Words::new(title(texts), format!("{message} {advice}"))
        });
        self.inner.tell_of_bot(NoticeKind::BotDown, NOTICE, worded).await;
    }

    fn take_back(&self) {
        let taken = self.inner.notices.send_if_modified(|notices| {
            let before = notices.len();
            notices.retain(|notice| notice.id != NOTICE);
            notices.len() < before
        });
        if taken {
            self.inner.bot_changed();
        }
    }

    fn show(&self) {
        let texts = self.inner.texts();
        let state = match self.machine.phase().clone() {
            Phase::Off => BotState::Off,
            Phase::Starting => BotState::Starting,
            Phase::Polling { name, username, since } => {
                BotState::Polling { name, username, since, last_poll_at: None, last_update_at: None }
            }
            Phase::Troubled { trouble, until } => {
                BotState::Waiting { until, failure: texts.bot_trouble(&trouble) }
            }
            Phase::Waiting { why, until } => BotState::Waiting { until, failure: texts.bot_down(&why) },
            Phase::Stuck { why, since } => BotState::Stuck { since, failure: texts.bot_stuck(why) },
            Phase::Stopping => BotState::Stopping,
        };
        let changed = self.inner.bot.state.send_if_modified(|old| {
            let changed = *old != state;
            *old = state;
            changed
        });
        if changed {
            self.inner.bot_changed();
        }
    }
}

async fn live(
    inner: Arc<Inner>,
    runner: Arc<dyn BotRunner>,
    report: BotReport,
    stop: CancellationToken,
) -> LifeEnd {
    let kept = inner.bot.settings.borrow().clone();
    let (route, secrets) = (kept.route, &inner.ports.secrets);
    let password =
        async { if kept.proxy_password_set { secrets.get(PROXY_PASSWORD).await } else { Ok(None) } };
    let secrets = async { tokio::try_join!(secrets.get(TOKEN), password) };
    let (token, proxy_password) = tokio::select! {
        () = stop.cancelled() => return LifeEnd::Bot(BotEnd::Stopped),
        secrets = secrets => match secrets {
            Ok(secrets) => secrets,
            Err(error) => return LifeEnd::NoSecrets(error.to_string()),
        },
    };
    // Other hands may have been at the keyring.
    inner.bot.settings.send_modify(|kept| kept.token_set = token.is_some());
    let Some(token) = token else { return LifeEnd::NoToken };
    let companion = Companion { inner };
    LifeEnd::Bot(runner.run(BotJob { companion, token, route, proxy_password, report, stop }).await)
}

fn log_the_end(ended: &Result<LifeEnd, JoinError>) {
    match ended {
        Ok(end) => tracing::info!(?end, "a life of the bot was over"),
        Err(error) => tracing::error!(%error, "the bot broke"),
    }
}
