//! What the bot remembers of those with whom it talks.

use chrono::TimeDelta;
use companion::bot::{Meeting, Who};
use companion::ports::Clock as _;
use companion::view::{Language, QuietHours};
use serde_json::json;

use crate::program::{Program, chat, sender};

#[tokio::test]
async fn a_conversation_survives_a_restart_and_ends_after_a_week() {
    let program = Program::fresh().await;
    let state = json!({"step": "name", "typed": "Ночной_прогон|\"🙂\""});
    program.companion.bot_keep_conversation(chat(-70), 9, &state).await.expect("kept");
    let program = program.restarted().await;
    let companion = &program.companion;
    assert_eq!(companion.bot_conversation(chat(-70), 9).await.expect("read"), Some(state.clone()));
    assert_eq!(companion.bot_conversation(chat(-70), 8).await.expect("read"), None);
    program.outside.clock.advance(TimeDelta::days(7) + TimeDelta::seconds(1));
    assert_eq!(companion.bot_conversation(chat(-70), 9).await.expect("read"), None);
    companion.bot_keep_conversation(chat(-70), 9, &state).await.expect("kept");
    companion.bot_end_conversation(chat(-70), 9).await.expect("ended");
    assert_eq!(companion.bot_conversation(chat(-70), 9).await.expect("read"), None);
}

#[tokio::test]
async fn wishes_of_a_person_survive_a_restart() {
    let program = Program::fresh().await;
    let owner = program.owner().await;
    let until = program.outside.clock.now() + TimeDelta::hours(2);
    let companion = &program.companion;
    companion.bot_set_language(&owner, Language::Ru).await.expect("kept");
    let muted = companion.bot_mute(&owner, Some(until)).await.expect("kept");
    let (now, local) = (until - TimeDelta::hours(1), until.naive_utc());
    assert!(muted.rests(now, local) && !muted.rests(until, local));
    let hours = QuietHours { on: true, from: "20:00".to_owned(), to: "08:00".to_owned() };
    let wrong = QuietHours { to: "late".to_owned(), ..hours.clone() };
    let endless = QuietHours { to: hours.from.clone(), ..hours.clone() };
    for wrong in [wrong, endless] {
        assert_eq!(companion.bot_set_quiet_hours(&owner, wrong).await.expect("an answer"), None);
    }
    companion.bot_set_quiet_hours(&owner, hours.clone()).await.expect("kept");
    let program = program.restarted().await;
    let Meeting::Known(owner) = program.meet(&sender(1, Some("owner"))).await else { panic!("the owner") };
    assert_eq!((owner.language, owner.quiet_hours), (Some(Language::Ru), hours));
    assert_eq!(owner.muted_until.map(|at| at.timestamp_millis()), Some(until.timestamp_millis()));
}

#[tokio::test]
async fn somebody_who_is_sent_away_takes_their_conversation_along() {
    let program = Program::fresh().await;
    let companion = &program.companion;
    companion.bot_allow(None, &Who::Id(9), companion::view::BotRole::User).await.expect("an answer");
    companion.bot_keep_conversation(chat(9), 9, &json!(1)).await.expect("kept");
    companion.bot_disallow(None, &Who::Id(9)).await.expect("an answer");
    assert_eq!(companion.bot_conversation(chat(9), 9).await.expect("read"), None);
}
