//! The domain's half of the Telegram bot: who may use it, what it remembers, and that it lives.
//!
//! What is said in a chat, and Telegram itself, are not here: a [`BotRunner`](crate::core::ports::BotRunner) does that, and
//! asks the methods of [`Companion`](crate::Companion) that begin with `bot_`. People are known by Telegram's numeric
//! id; a username only holds a place until somebody first writes under it. Deciding who may what is pure.

mod claim;
mod decide;
mod desk;
mod facade;
mod follow;
mod job;
mod machine;
mod news;
mod outbox;
mod person;
mod pick;
mod roster;
mod settings;
mod standing;
mod supervisor;
mod tell;
mod upkeep;

#[cfg(test)]
mod decide_properties;
#[cfg(test)]
mod decide_tests;
#[cfg(test)]
mod follow_tests;

pub use follow::{ChatPlace, Follower, Subscription, Threshold, Watch, concerns};
pub use job::{BotEnd, BotJob, BotName, BotReport, BotTrouble, BotTry};
pub use news::{BotNews, NewStanding};
pub use outbox::{ChatDelivery, ChatNews, FailedTest};
pub use person::{AccessAnswer, Asked, Change, Claim, Meeting, Person, Sender, Who};
pub use pick::{PageOf, page_of, search_jobs, search_projects};

pub(crate) use claim::Checked;
pub(crate) use decide::{By, answer, ask, claim, meet};
pub(crate) use desk::Bot;
pub(crate) use facade::server_subscriptions;
pub(crate) use machine::{Down, Stuck};
pub(crate) use outbox::{ended_key, followers_owed, not_rerun_owed, subscribers_owed};
pub(crate) use roster::{Effect, Member, Roster};
pub(crate) use settings::{Kept, PROXY_PASSWORD, Password, Ready, TELEGRAM, TOKEN, check};
pub(crate) use standing::{Decided, allow, disallow, set_role};
pub(crate) use supervisor::{NOTICE, Order, Supervisor};
pub(crate) use upkeep::{CONVERSATION, STRANGER};
