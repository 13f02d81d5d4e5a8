use companion::view::{BotDraft, BotRoute, BotSaved, BotState, FailureCode};
use telegram_kit::{Failure, Trouble};

use crate::stage::Stage;

#[tokio::test(flavor = "multi_thread")]
async fn a_second_poller_is_told_and_outlived() -> Result<(), Failure> {
    let (stage, anna) = Stage::owned().await?;
    stage.kit.trouble(Trouble::conflict().on("getUpdates").times(2)).await?;
    anna.send("/help").await?;
    stage.until_state(|state| matches!(state, BotState::Waiting { .. })).await;
    stage.until_state(|state| matches!(state, BotState::Polling { .. })).await;
    anna.expect("/launch").await?;
    stage.kit.take_problems().await?;
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_telegram_does_not_know_waits_for_a_person() -> Result<(), Failure> {
    let stage = Stage::set().await?;
    let route = BotRoute { base_url: Some(stage.kit.url().to_owned()), proxy: None };
    let token = "7100009999:AAabcdefghijklmnopqrstuvwxyz0123456".to_owned();
    let draft = BotDraft { token: Some(token.clone()), route, proxy_password: None };
    assert_eq!(stage.companion.bot_save_settings(draft).await.expect("saved"), BotSaved::Saved);
    stage.until_state(|state| matches!(state, BotState::Stuck { .. })).await;
    let shown = format!("{:?}", stage.companion.bot().await.expect("the bot").state);
    assert!(!shown.contains(&token), "{shown}");
    stage.kit.take_problems().await?;
    stage.end().await
}

#[tokio::test(flavor = "multi_thread")]
async fn no_route_is_told_and_tried_again() -> Result<(), Failure> {
    let stage = Stage::set().await?;
    let route = BotRoute { base_url: Some("http://127.0.0.1:9".to_owned()), proxy: None };
    stage.go_by(route, None).await;
    let no_route = |state: &BotState| matches!(state, BotState::Waiting { failure, .. } if failure.code != FailureCode::Internal);
    stage.until_state(no_route).await;
    let shown = format!("{:?}", stage.companion.bot().await.expect("the bot").state);
    assert!(!shown.contains(stage.bot.token()), "{shown}");
    stage.end().await
}
