//! What the stories are told with: a private world for each, a person at the window, and eyes on every wire.

pub(crate) mod browser;
mod clipboard;
pub(crate) mod display;
pub(crate) mod drag;
pub(crate) mod driver;
pub(crate) mod engine;
pub(crate) mod group;
mod no_engine;
pub(crate) mod notifications;
pub(crate) mod search;
pub(crate) mod server;
pub(crate) mod telegram;
pub(crate) mod tray;
pub(crate) mod window;
pub(crate) mod world;

use std::fmt::Display;
use std::future::Future;
use std::time::{Duration, Instant};

pub(crate) type Error = Box<dyn std::error::Error + Send + Sync>;
pub(crate) type Outcome<T = ()> = Result<T, Error>;

/// How long anything may take that is waited for. Generous: a slow machine is no failure.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

const SOONEST: Duration = Duration::from_millis(60);
const SELDOMEST: Duration = Duration::from_millis(400);

/// Looks again and again until there is something; `what` names it when patience ends.
pub(crate) async fn eventually<T, F>(what: impl Display, look: impl FnMut() -> F) -> Outcome<T>
where
    F: Future<Output = Outcome<Option<T>>>,
{
    within(PATIENCE, what, look).await
}

pub(crate) async fn within<T, F>(
    limit: Duration,
    what: impl Display,
    mut look: impl FnMut() -> F,
) -> Outcome<T>
where
    F: Future<Output = Outcome<Option<T>>>,
{
    let started = Instant::now();
    loop {
        let seen = look().await;
        match seen {
            Ok(Some(found)) => return Ok(found),
            Ok(None) | Err(_) if started.elapsed() < limit => {
                // What takes long is looked at less often: looking costs the window its time.
                tokio::time::sleep((started.elapsed() / 4).clamp(SOONEST, SELDOMEST)).await;
            }
            Ok(None) => return Err(format!("waited {} s in vain for {what}", limit.as_secs()).into()),
            Err(error) => {
                return Err(format!("waited {} s for {what}; last: {error}", limit.as_secs()).into());
            }
        }
    }
}

/// Fails the story with these words unless it holds.
macro_rules! ensure {
    ($holds:expr, $($words:tt)+) => {
        let holds: bool = $holds;
        if !holds {
            return Err(format!($($words)+).into());
        }
    };
}
pub(crate) use ensure;
