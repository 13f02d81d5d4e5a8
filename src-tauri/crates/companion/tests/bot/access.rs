//! Who may use the bot, through the domain's face and over restarts.

use chrono::TimeDelta;
use companion::bot::{AccessAnswer, Asked, Change, Claim, Meeting, Who};
use companion::view::{BotAct, BotRole, Event};

use crate::program::{Program, sender};

#[tokio::test]
async fn strangers_get_one_line_a_day_also_over_a_restart() {
    let program = Program::fresh().await;
    let stranger = sender(9, Some("anna"));
    assert_eq!(program.meet(&stranger).await, Meeting::Stranger { may_answer: true });
    let program = program.restarted().await;
    assert_eq!(program.meet(&stranger).await, Meeting::Stranger { may_answer: false });
    program.outside.clock.advance(TimeDelta::hours(24));
    assert_eq!(program.meet(&stranger).await, Meeting::Stranger { may_answer: true });
    let log = program.companion.bot_log(0, 10).await.expect("the log");
    assert_eq!((log.total, log.items[0].act, log.items[0].telegram_id), (2, BotAct::TurnedAway, Some(9)));
}

#[tokio::test]
async fn a_request_is_told_answered_once_and_logged() {
    let program = Program::fresh().await;
    let owner = program.owner().await;
    let mut events = program.companion.events();
    let stranger = sender(9, Some("anna"));
    let asked = program.companion.bot_ask_access(&stranger).await.expect("an answer");
    assert_eq!(asked, Asked::Told { admins: vec![owner.clone()] });
    assert!(matches!(events.try_recv(), Ok(Event::BotChanged)));
    // The page hears the same.
    assert!(matches!(program.outside.host.told().events.last(), Some(Event::BotChanged)));
    let program = program.restarted().await;
    assert_eq!(program.companion.bot_requests().await.expect("requests")[0].telegram_id, 9);
    let again = program.companion.bot_ask_access(&stranger).await.expect("an answer");
    assert_eq!(again, Asked::AskedAlready);
    let answer = program.companion.bot_answer_access(Some(&owner), 9, true).await.expect("an answer");
    let AccessAnswer::Allowed(anna) = answer else { panic!("{answer:?}") };
    assert_eq!((anna.role, anna.username.as_deref()), (BotRole::User, Some("anna")));
    let late = program.companion.bot_answer_access(None, 9, false).await.expect("an answer");
    let by_name = Some("Person 1 (@owner)".to_owned());
    assert_eq!(late, AccessAnswer::AnsweredAlready { by_name, allowed: true });
    assert_eq!(program.meet(&stranger).await, Meeting::Known(anna));
    let log = program.companion.bot_log(0, 10).await.expect("the log").items;
    let acts: Vec<_> = log.iter().map(|item| item.act).collect();
    assert_eq!(acts, [BotAct::Allowed, BotAct::Asked, BotAct::Claimed]);
    assert_eq!(log[0].detail, "Person 9 (@anna)");
}

#[tokio::test]
async fn a_held_username_lets_one_in_and_no_second_one() {
    let program = Program::fresh().await;
    let held = Who::Username("@Anna".to_owned());
    let change = program.companion.bot_allow(None, &held, BotRole::User).await.expect("an answer");
    let Change::Done(view) = change else { panic!("{change:?}") };
    assert_eq!(view.telegram_id, None);
    let program = program.restarted().await;
    let Meeting::Known(anna) = program.meet(&sender(9, Some("anna"))).await else { panic!("held") };
    assert_eq!(anna.id, view.id);
    assert!(matches!(program.meet(&sender(10, Some("anna"))).await, Meeting::Stranger { .. }));
    let gone = program.companion.bot_disallow(None, &Who::Id(9)).await.expect("an answer");
    assert!(matches!(gone, Change::Done(_)));
    assert!(matches!(program.meet(&sender(9, Some("anna"))).await, Meeting::Stranger { .. }));
}

#[tokio::test]
async fn the_owner_is_bound_by_the_windows_code_alone() {
    let program = Program::fresh().await;
    let companion = &program.companion;
    let claim = async |id, code: &str| companion.bot_claim(&sender(id, None), code).await.expect("an answer");
    assert_eq!(claim(1, "ABCDEFGHJKLM").await, Claim::Wrong);
    let offered = companion.bot_new_owner_code();
    assert_eq!(companion.bot().await.expect("the view").claim, Some(offered.clone()));
    assert!(matches!(claim(2, &offered.code.to_lowercase()).await, Claim::Bound(_)));
    assert_eq!(companion.bot().await.expect("the view").claim, None);
    assert_eq!(claim(3, &offered.code).await, Claim::Wrong);
    let offered = companion.bot_new_owner_code();
    program.outside.clock.advance(TimeDelta::minutes(15));
    assert_eq!(claim(3, &offered.code).await, Claim::Expired);
    let code = companion.bot_new_owner_code().code;
    assert!(matches!(claim(3, &code).await, Claim::Bound(_)));
    let people = companion.bot_people().await.expect("people");
    let roles: Vec<_> = people.iter().map(|person| (person.telegram_id, person.role)).collect();
    assert_eq!(roles, [(Some(3), BotRole::Owner), (Some(2), BotRole::Admin)]);
    for _ in 0..5 {
        claim(4, "guess").await;
    }
    assert_eq!(claim(4, &companion.bot_new_owner_code().code).await, Claim::TooOften);
}
