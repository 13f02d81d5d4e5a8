//! The ways to Telegram, with all that may stand in them, and that none of it tells a secret.

use std::time::Duration;

use companion::view::{BotRoute, BotState};
use telegram_kit::{Failure, Trouble};

use crate::log::watch_for;
use crate::proxy::{PASSWORD, Proxy, USER};
use crate::stage::Stage;

fn by(stage: &Stage, proxy: String) -> BotRoute {
    BotRoute { base_url: Some(stage.kit.url().to_owned()), proxy: Some(proxy) }
}

#[tokio::test(flavor = "multi_thread")]
async fn proxies_that_want_a_password_are_gone_through() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    watch_for(PASSWORD);
    for (scheme, proxy) in [("http", Proxy::http().await), ("socks5", Proxy::socks5().await)] {
        let route = by(&stage, format!("{scheme}://{USER}@{}", proxy.address));
        stage.go_by(route.clone(), Some("wrong")).await;
        stage.until_state(|state| matches!(state, BotState::Waiting { .. })).await;
        assert!(proxy.refused() > 0 && proxy.passed() == 0, "{scheme}");
        stage.go_by(route, Some(PASSWORD)).await;
        stage.until_state(|state| matches!(state, BotState::Polling { .. })).await;
        anna.send("/status").await?;
        anna.expect("What runs now").await?;
        assert!(proxy.passed() > 0, "{scheme}");
        let shown = format!("{:?}", stage.companion.bot().await.expect("the bot"));
        assert!(!shown.contains(PASSWORD), "{shown}");
    }
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn no_trouble_tells_the_token() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    let polls = |state: &BotState| matches!(state, BotState::Polling { .. });
    let waits = |state: &BotState| matches!(state, BotState::Waiting { .. });
    let mut told = Vec::new();
    let nowhere = "http://127.0.0.1:9".to_owned();
    let routes = [
        BotRoute { base_url: Some(nowhere.clone()), proxy: None },
        by(&stage, nowhere),
        by(&stage, "socks5://127.0.0.1:9".to_owned()),
    ];
    for route in routes {
        stage.go_by(route, None).await;
        stage.until_state(waits).await;
        told.push(format!("{:?}", stage.companion.bot().await.expect("the bot")));
    }
    stage.go_by(BotRoute { base_url: Some(stage.kit.url().to_owned()), proxy: None }, None).await;
    stage.until_state(polls).await;
    let troubles = [
        Trouble::refuse(403, "Forbidden: bot was blocked by the user"),
        Trouble::refuse(400, "Bad Request: something nobody knows"),
        Trouble::lost_answer(),
        Trouble::flood(Duration::from_secs(1)),
    ];
    for trouble in troubles {
        stage.kit.trouble(trouble.on("sendMessage").times(1)).await?;
        anna.send("/status").await?;
    }
    for trouble in [Trouble::conflict(), Trouble::lost_answer(), Trouble::refuse(400, "Bad Request: no")] {
        stage.kit.trouble(trouble.on("getUpdates").times(1)).await?;
        stage.until_state(waits).await;
        told.push(format!("{:?}", stage.companion.bot().await.expect("the bot")));
        stage.until_state(polls).await;
    }
    anna.send("/help").await?;
    anna.expect("/launch").await?;
    told.push(format!("{:?}", stage.companion.bot_log(0, 200).await.expect("the log")));
    assert!(told.iter().all(|told| !told.contains(stage.bot.token())), "{told:?}");
    stage.kit.take_problems().await?;
    stage.end().await
}
