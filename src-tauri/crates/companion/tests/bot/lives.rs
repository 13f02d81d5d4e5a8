//! The bot's lives: begun, stopped, broken, begun again.

use std::time::Duration;

use chrono::TimeDelta;
use companion::bot::{BotEnd, BotTrouble};
use companion::view::{BotDraft, BotRoute, BotSaved, BotState, FailureCode, Language};

use crate::outside::Outside;
use crate::program::Program;
use crate::runner::{Double, Life};

fn no_route() -> BotTrouble {
    BotTrouble::NoRoute { words: "connection refused".to_owned() }
}

fn code(state: &BotState) -> Option<FailureCode> {
    match state {
        BotState::Waiting { failure, .. } | BotState::Stuck { failure, .. } => Some(failure.code),
        BotState::Off | BotState::Starting | BotState::Polling { .. } | BotState::Stopping => None,
    }
}

#[tokio::test]
async fn the_switch_begins_it_and_ends_it() {
    let program = Program::switched_on(Double::default()).await;
    program.until_polling().await;
    assert!(program.companion.bot().await.expect("the view").on);
    program.companion.switch_bot(true).await.expect("switched");
    program.companion.switch_bot(false).await.expect("switched");
    assert_eq!(program.companion.bot_state(), BotState::Off);
    assert_eq!(program.bot.stage(|stage| (stage.begun.len(), stage.stopped)), (1, 1));
}

#[tokio::test]
async fn one_that_does_not_stop_is_dropped_after_its_grace() {
    let program = Program::switched_on(Double::of([Life::Hangs])).await;
    program.until_polling().await;
    let off = program.companion.switch_bot(false);
    tokio::pin!(off);
    let state = tokio::select! {
        answer = &mut off => panic!("it hangs: {answer:?}"),
        state = program.until("it is being stopped", |state| *state == BotState::Stopping) => state,
    };
    assert_eq!(state, BotState::Stopping);
    program.outside.clock.advance(TimeDelta::seconds(5));
    off.await.expect("switched");
    assert_eq!(program.companion.bot_state(), BotState::Off);
    program.companion.switch_bot(true).await.expect("switched");
    program.until_polling().await;
}

#[tokio::test]
async fn a_panic_is_noticed_told_and_mended_and_the_window_goes_on() {
    let program = Program::switched_on(Double::of([Life::Panics])).await;
    program.until_notice(true).await;
    program.until_begun(2).await;
    program.until_polling().await;
    // Taken back once it has been healthy for a minute.
    program.outside.clock.advance(TimeDelta::seconds(60));
    program.until_notice(false).await;
    assert_eq!(program.bot.begun().len(), 2);
}

#[tokio::test]
async fn a_bot_without_a_way_to_telegram_tries_again_by_itself() {
    let lives = [1, 2, 3, 4].map(|_| Life::Ends(BotEnd::Trouble(no_route())));
    let program = Program::switched_on(Double::of(lives)).await;
    let state = program.until("it waits", |state| matches!(state, BotState::Waiting { .. })).await;
    assert_eq!(code(&state), Some(FailureCode::Unreachable));
    for lives in 2..=5 {
        program.outside.clock.advance(TimeDelta::seconds(60));
        program.until_begun(lives).await;
    }
    program.until_polling().await;
    let notices = program.companion.state().await.expect("the window goes on").notices;
    assert!(notices.iter().all(|notice| notice.id != "bot"), "it did not break: {notices:?}");
}

#[tokio::test]
async fn trouble_that_a_life_deals_with_is_shown_and_does_not_end_it() {
    let conflict = BotTrouble::Conflict { words: "Conflict: terminated by other getUpdates".to_owned() };
    let program = Program::switched_on(Double::of([Life::Troubled(conflict)])).await;
    let state = program.until("it is told", |state| matches!(state, BotState::Waiting { .. })).await;
    assert_eq!(code(&state), Some(FailureCode::Rejected));
    assert_eq!(program.bot.begun().len(), 1);
}

#[tokio::test]
async fn a_bad_token_waits_for_another_one() {
    let program = Program::with(Double::of([Life::Ends(BotEnd::BadToken)])).await;
    program.companion.switch_bot(true).await.expect("switched");
    let state = program.until("no token", |state| matches!(state, BotState::Stuck { .. })).await;
    assert_eq!((code(&state), program.bot.begun().len()), (Some(FailureCode::Input), 0));
    program.save("1:wrong").await;
    let is_refused = |state: &BotState| code(state) == Some(FailureCode::Unauthorized);
    program.until("a bad token", is_refused).await;
    program.save("1:right").await;
    program.until_polling().await;
    assert_eq!(program.bot.begun(), ["1:wrong", "1:right"]);
}

#[tokio::test]
async fn it_starts_with_the_program_unless_that_is_not_wanted() {
    let program = Program::switched_on(Double::default()).await;
    program.until_polling().await;
    let program = program.restarted().await;
    program.until_polling().await;
    assert!(program.companion.bot().await.expect("the view").with_program);
    program.companion.bot_start_with_program(false).await.expect("kept");
    let program = program.restarted().await;
    assert_eq!(program.companion.bot_state(), BotState::Off);
    let view = program.companion.bot().await.expect("the view");
    assert!(!view.on && !view.with_program && view.token_set);
    // The end of the program stopped each of them.
    assert_eq!(program.bot.stage(|stage| (stage.begun.len(), stage.stopped)), (2, 2));
}

#[tokio::test]
async fn secrets_stay_in_the_keyring() {
    let program = Program::fresh().await;
    let route = BotRoute { base_url: None, proxy: Some("socks5://me:hidden@proxy:1080".to_owned()) };
    let draft = BotDraft { token: Some("1:secret".to_owned()), route, proxy_password: None };
    assert_eq!(program.companion.bot_save_settings(draft).await.expect("an answer"), BotSaved::Saved);
    let mut keys = program.outside.secrets.keys();
    keys.sort();
    assert_eq!(keys, ["bot/proxy_password", "bot/token"]);
    let shown = format!("{:?}", program.companion.bot().await.expect("the view"));
    assert!(!shown.contains("secret\"") && !shown.contains("hidden"), "{shown}");
    assert!(shown.contains("token_set: true") && shown.contains("proxy_password_set: true"), "{shown}");
    let draft = BotDraft { token: Some("nonsense".to_owned()), ..BotDraft::default() };
    let saving = program.companion.bot_save_settings(draft);
    let BotSaved::Refused { faults } =
        program.companion.speaking(Language::Ru, saving).await.expect("an answer")
    else {
        panic!("it is no token")
    };
    assert_eq!(faults[0].field, "token");
    assert!(faults[0].message.starts_with("Токен"), "{faults:?}");
}

#[tokio::test]
async fn a_program_without_a_bot_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let outside = Outside::default();
    let companion = companion::Companion::start(outside.ports(folder.path())).await.expect("it starts");
    companion.switch_bot(true).await.expect("switched");
    assert!(matches!(companion.bot_state(), BotState::Stuck { .. }));
    companion.shutdown().await;
}

#[tokio::test]
async fn the_end_of_the_program_waits_for_one_that_hangs_no_longer_than_its_grace() {
    let program = Program::switched_on(Double::of([Life::Hangs])).await;
    program.until_polling().await;
    let end = program.companion.shutdown();
    tokio::pin!(end);
    assert!(futures::poll!(&mut end).is_pending(), "it may finish what it answers");
    program.outside.clock.advance(TimeDelta::seconds(10));
    tokio::time::timeout(Duration::from_mins(1), end).await.expect("its grace is over");
    assert_eq!(program.bot.stage(|stage| stage.stopped), 0, "it never ended");
}
