//! One life of the bot, from the first word with Telegram to the last answer.

use std::sync::Arc;
use std::time::Duration;

use companion::bot::{BotEnd, BotJob, BotName, BotTrouble, BotTry};
use companion::ports::Clock;
use teloxide::prelude::*;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::deliver::Deliverer;
use crate::desk::Desk;
use crate::leadership::Leadership;
use crate::poll::Ear;
use crate::progress::Progress;
use crate::route::RouteError;
use crate::trouble::{is_bad_token, why_not_polling};
use crate::turns::Turns;
use crate::{news, route, tree};

/// What is being answered may take so long after the stop, which with the second for confirming it is less than the
/// domain waits.
const LAST_WORDS: Duration = Duration::from_millis(3_500);

pub(crate) async fn live(job: BotJob, clock: Arc<dyn Clock>, leadership: Option<Leadership>) -> BotEnd {
    let bot = match route::client(&job.token, &job.route, job.proxy_password.as_ref()) {
        Ok(bot) => bot,
        Err(error) => return no_way(&error),
    };
    let by_proxy = job.route.proxy.is_some();
    let mut ear = Ear::new(bot.clone(), job.report, clock.clone(), by_proxy, job.stop.clone());
    ear.leadership.clone_from(&leadership);
    let unknown = ear.unknown.clone();
    let Some(me) = ear.greet().await else { return end(&unknown) };

    let tasks = TaskTracker::new();
    // What is spawned ends with this life, however that ends.
    let living = CancellationToken::new();
    let _ended = living.clone().drop_guard();
    let leaving = job.stop.child_token();
    let desk = Arc::new(Desk::new(bot.clone(), job.companion, clock, me, tasks.clone(), living.clone()));
    desk.set_general_menus();
    tasks.spawn(living.clone().run_until_cancelled_owned(Deliverer::new(desk.clone()).live(leaving.clone())));
    tasks.spawn(living.clone().run_until_cancelled_owned(Progress::new(desk.clone()).live(leaving.clone())));
    tasks.spawn(living.clone().run_until_cancelled_owned(news::live(desk.clone(), leaving.clone())));

    let turns = Turns::new(tree::tree(), desk, leadership);
    let hearing = async {
        while let Some((update, answering)) = ear.next().await {
            turns.take(update, answering).await;
        }
    };
    let late = past(&job.stop);
    tokio::pin!(late);
    tokio::select! {
        () = hearing => {}
        () = &mut late => {}
    }
    leaving.cancel();
    tasks.close();
    tokio::select! {
        () = tasks.wait() => {}
        () = &mut late => {}
        () = tokio::time::sleep(LAST_WORDS) => {}
    }
    if !unknown.is_cancelled() {
        ear.confirm().await;
    }
    end(&unknown)
}

/// Asks who the bot is, once.
pub(crate) async fn try_out(wish: BotTry) -> Result<BotName, BotEnd> {
    let bot = route::client(&wish.token, &wish.route, wish.proxy_password.as_ref())
        .map_err(|error| no_way(&error))?;
    let me = bot.get_me().send().await.map_err(|error| {
        if is_bad_token(&error) {
            BotEnd::BadToken
        } else {
            BotEnd::Trouble(why_not_polling(&error, wish.route.proxy.is_some()))
        }
    })?;
    Ok(BotName { name: me.user.first_name.clone(), username: me.username().to_owned() })
}

fn no_way(error: &RouteError) -> BotEnd {
    let words = error.to_string();
    BotEnd::Trouble(match error {
        RouteError::Readable | RouteError::Proxy => BotTrouble::Proxy { words },
        RouteError::BaseUrl | RouteError::Client => BotTrouble::Other { words },
    })
}

fn end(unknown: &CancellationToken) -> BotEnd {
    if unknown.is_cancelled() { BotEnd::BadToken } else { BotEnd::Stopped }
}

async fn past(stop: &CancellationToken) {
    stop.cancelled().await;
    tokio::time::sleep(LAST_WORDS).await;
}
