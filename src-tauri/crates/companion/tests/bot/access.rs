//! Who may use the bot, through the domain's face and over restarts.

use chrono::TimeDelta;
use companion::bot::{AccessAnswer, Asked, Change, Claim, Meeting, NewStanding, Who};
use companion::view::{BotAct, BotRole, BotState, Event, FailureCode, TelegramPage};

use crate::program::{Program, sender};
use crate::runner::Double;

#[tokio::test]
async fn strangers_get_one_line_a_day_also_over_a_restart() {
    let program = Program::fresh().await;
    let stranger = sender(9, Some("anna"));
    assert_eq!(program.companion.bot_know(&stranger).await.expect("an answer"), None);
    assert_eq!(program.meet(&stranger).await, Meeting::Stranger { may_answer: true });
    let program = program.restarted().await;
    assert_eq!(program.meet(&stranger).await, Meeting::Stranger { may_answer: false });
    program.outside.clock.advance(TimeDelta::hours(24));
    assert_eq!(program.meet(&stranger).await, Meeting::Stranger { may_answer: true });
    assert_eq!(program.companion.bot_log(0, 10).await.expect("the log").total, 0);
    program.companion.bot_turned_away(&stranger).await.expect("kept");
    let log = program.companion.bot_log(0, 10).await.expect("the log");
    assert_eq!((log.total, log.items[0].act, log.items[0].telegram_id), (1, BotAct::TurnedAway, Some(9)));
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

#[tokio::test]
async fn the_bot_hears_what_the_window_decides_about_people() {
    let program = Program::fresh().await;
    let companion = &program.companion;
    let mut news = companion.bot_news();
    for id in [8, 9] {
        companion.bot_ask_access(&sender(id, None)).await.expect("an answer");
    }
    companion.bot_answer_request(8, false).await.expect("refused");
    companion.bot_answer_request(9, true).await.expect("allowed");
    companion.bot_answer_request(9, false).await.expect("answered already");
    companion.bot_let_in("@held_name".to_owned(), BotRole::User).await.expect("held");
    companion.bot_let_in("7".to_owned(), BotRole::Admin).await.expect("let in");
    let person = companion.bot_person(9).await.expect("an answer").expect("they are in");
    companion.bot_give_role(person.id, BotRole::Admin).await.expect("raised");
    companion.bot_send_away(person.id).await.expect("sent away");
    let heard = std::iter::from_fn(|| news.try_recv().ok()).map(|news| (news.telegram_id, news.standing));
    let admin = NewStanding::Role(BotRole::Admin);
    let expected = [
        (8, NewStanding::Refused),
        (9, NewStanding::LetIn),
        (7, admin),
        (9, admin),
        (9, NewStanding::SentAway),
    ];
    assert_eq!(heard.collect::<Vec<_>>(), expected);
}

#[tokio::test]
async fn pages_of_telegram_open_once_their_address_is_known() {
    let program = Program::switched_on(Double::default()).await;
    program.until_polling().await;
    let BotState::Polling { username, .. } = program.companion.bot_state() else { panic!("it polls") };
    let none = program.companion.open_telegram(TelegramPage::Claim).await.expect_err("no code is offered");
    assert_eq!(none.code, FailureCode::NotFound);
    let claim = program.companion.bot_owner_code().await.expect("a code");
    for page in [TelegramPage::BotFather, TelegramPage::Bot, TelegramPage::Claim] {
        program.companion.open_telegram(page).await.expect("opened");
    }
    let opened = program.outside.host.told().opened;
    let link = claim.link.expect("a link");
    assert_eq!(opened, ["https://t.me/BotFather", &format!("https://t.me/{username}"), &link]);
    program.companion.switch_bot(false).await.expect("switched");
    program.companion.open_telegram(TelegramPage::Bot).await.expect_err("its name is not known");
}
