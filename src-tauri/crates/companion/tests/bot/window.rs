//! What the window asks, beside the switch.

use companion::bot::{BotEnd, BotTrouble, Meeting};
use companion::view::{
    BotDraft, BotRole, BotRoute, BotSaved, BotState, BotTest, Done, Event, FailureCode, Saved,
};

use crate::program::{Program, sender};
use crate::runner::{Double, Life};

fn draft(token: &str, base_url: &str, proxy: &str) -> BotDraft {
    let some = |text: &str| Some(text.to_owned());
    let route = BotRoute { base_url: some(base_url), proxy: some(proxy) };
    BotDraft { token: some(token), route, proxy_password: None }
}

fn fields(answer: BotTest) -> Vec<String> {
    let BotTest::Refused { faults } = answer else { panic!("{answer:?}") };
    faults.into_iter().map(|fault| fault.field).collect()
}

#[tokio::test]
async fn a_trial_uses_what_was_typed_before_what_is_kept_and_keeps_nothing() {
    let program = Program::fresh().await;
    let test = async |typed| program.companion.test_bot(typed).await.expect("an answer");
    assert_eq!(fields(test(draft("", "", "")).await), ["token"], "there is none");
    assert_eq!(fields(test(draft("x", "ftp://x", "nonsense://")).await), ["base_url", "proxy", "token"]);
    let BotTest::Works { username, took_ms, .. } = test(draft("1:typed", "", "")).await else {
        panic!("typed")
    };
    assert_eq!((username.as_str(), took_ms >= 0), ("tester_bot", true));
    assert!(program.outside.secrets.keys().is_empty());
    let kept =
        BotDraft { proxy_password: Some("pw".to_owned()), ..draft("1:kept", "", "socks5://me@proxy:1080") };
    assert_eq!(program.companion.bot_save_settings(kept).await.expect("an answer"), BotSaved::Saved);
    assert!(matches!(test(draft("", "", "socks5://me@proxy:1080")).await, BotTest::Works { .. }));
    assert!(matches!(test(draft("", "", "socks5://other:1080")).await, BotTest::Works { .. }));
    // A token that is kept is not shown to another server, in a trial neither.
    assert_eq!(fields(test(draft("", "http://elsewhere:81", "")).await), ["token"]);
    assert!(matches!(test(draft("2:typed", "http://elsewhere:81", "")).await, BotTest::Works { .. }));
    let tried = program.bot.stage(|stage| std::mem::take(&mut stage.tried));
    let tried: Vec<_> = tried.iter().map(|(token, password)| (token.as_str(), password.as_deref())).collect();
    assert_eq!(tried, [("1:typed", None), ("1:kept", Some("pw")), ("1:kept", None), ("2:typed", None)]);
    assert_eq!(program.companion.bot_state(), BotState::Off);
}

#[tokio::test]
async fn a_trial_says_exactly_why_not() {
    let program = Program::fresh().await;
    let words = || "details".to_owned();
    let ends = [
        (BotEnd::BadToken, FailureCode::Unauthorized),
        (BotEnd::Trouble(BotTrouble::NoRoute { words: words() }), FailureCode::Unreachable),
        (BotEnd::Trouble(BotTrouble::Proxy { words: words() }), FailureCode::Proxy),
        (BotEnd::Trouble(BotTrouble::Conflict { words: words() }), FailureCode::Rejected),
        (BotEnd::Trouble(BotTrouble::Other { words: words() }), FailureCode::Unreachable),
    ];
    for (end, code) in ends {
        program.bot.stage(|stage| stage.trials.push_back(end));
        let answer = program.companion.test_bot(draft("1:a", "", "")).await.expect("an answer");
        let BotTest::Failed { failure } = answer else { panic!("{answer:?}") };
        assert_eq!(failure.code, code);
    }
}

#[tokio::test]
async fn a_bot_that_polls_goes_on_while_another_token_is_tried() {
    let program = Program::switched_on(Double::default()).await;
    program.until_polling().await;
    program.companion.test_bot(draft("2:other", "", "")).await.expect("an answer");
    assert!(matches!(program.companion.bot_state(), BotState::Polling { .. }));
    assert_eq!(program.bot.begun(), ["1:first"]);
}

#[tokio::test]
async fn people_are_let_in_by_username_or_id_and_sent_away() {
    let program = Program::fresh().await;
    let let_in = async |who: &str, role| match program
        .companion
        .bot_let_in(who.to_owned(), role)
        .await
        .expect("an answer")
    {
        Saved::Saved => None,
        Saved::Refused { faults } => Some((faults[0].field.clone(), faults[0].message.clone())),
    };
    for rubbish in ["", "  ", "no one", "@", "-100500", "0", "99999999999999999999", "t.me/anna"] {
        let (field, message) = let_in(rubbish, BotRole::User).await.unwrap_or_else(|| panic!("{rubbish:?}"));
        assert_eq!(field, "who");
        assert!(message.contains("@anna_k"), "{rubbish}: {message}");
    }
    assert_eq!(let_in(" @anna_k ", BotRole::User).await, None);
    assert_eq!(let_in("Anna_K", BotRole::User).await, None, "she is in");
    assert_eq!(let_in("77", BotRole::Admin).await, None);
    let (_, message) = let_in("@boris_k", BotRole::Admin).await.expect("refused");
    assert!(message.contains("once they have written"), "{message}");
    let (_, message) = let_in("78", BotRole::Owner).await.expect("refused");
    assert!(message.contains("one-time code"), "{message}");
    let people = program.companion.bot().await.expect("the view").people;
    let known: Vec<_> =
        people.iter().map(|person| (person.telegram_id, person.username.as_deref())).collect();
    assert_eq!(known, [(Some(77), None), (None, Some("anna_k"))]);
    // A username that is held can be let go of before anybody wrote under it.
    for person in &people {
        program.companion.bot_send_away(person.id).await.expect("an answer");
        program.companion.bot_send_away(person.id).await.expect("gone already");
    }
    assert!(program.companion.bot().await.expect("the view").people.is_empty());
    assert!(matches!(program.meet(&sender(9, Some("anna_k"))).await, Meeting::Stranger { .. }));
}

#[tokio::test]
async fn a_role_is_given_where_that_can_be() {
    let program = Program::fresh().await;
    let owner = program.owner().await;
    for who in ["77", "@anna_k"] {
        program.companion.bot_let_in(who.to_owned(), BotRole::User).await.expect("an answer");
    }
    let people = program.companion.bot_people().await.expect("people");
    let id_of = |known: Option<i64>| people.iter().find(|one| one.telegram_id == known).expect("in").id;
    let give = async |id, role| match program.companion.bot_give_role(id, role).await.expect("an answer") {
        Done::NotPossible { why } => Some(why),
        Done::Done => None,
        Done::Asked => panic!("no server is asked"),
    };
    assert_eq!(give(id_of(Some(77)), BotRole::Admin).await, None);
    assert_eq!(give(id_of(Some(77)), BotRole::Admin).await, None, "they are already");
    assert_eq!(give(id_of(Some(77)), BotRole::User).await, None);
    assert!(give(id_of(None), BotRole::Admin).await.expect("refused").contains("change hands"));
    assert!(give(id_of(Some(77)), BotRole::Owner).await.expect("refused").contains("one-time code"));
    assert!(give(404, BotRole::Admin).await.expect("refused").contains("sent away"));
    let roles = program.companion.bot().await.expect("the view");
    assert_eq!(roles.owner.map(|one| one.telegram_id), Some(Some(owner.telegram_id)));
}

#[tokio::test]
async fn a_forgotten_token_switches_it_off_and_people_stay() {
    let program = Program::switched_on(Double::default()).await;
    program.owner().await;
    program.until_polling().await;
    program.companion.forget_bot_token().await.expect("forgotten");
    let view = program.companion.bot().await.expect("the view");
    assert!(!view.on && !view.token_set && view.owner.is_some());
    assert_eq!(view.state, BotState::Off);
    assert!(program.outside.secrets.keys().is_empty());
    let program = program.restarted().await;
    assert!(!program.companion.bot().await.expect("the view").token_set);
    program.companion.switch_bot(true).await.expect("switched");
    program.until("there is none", |state| matches!(state, BotState::Stuck { .. })).await;
}

#[tokio::test]
async fn a_token_that_went_by_other_hands_is_missed_when_it_begins() {
    let program = Program::fresh().await;
    program.save("1:first").await;
    assert!(program.companion.bot().await.expect("the view").token_set);
    companion::ports::SecretStore::delete(&*program.outside.secrets, "bot/token").await.expect("deleted");
    program.companion.switch_bot(true).await.expect("switched");
    program.until("there is none", |state| matches!(state, BotState::Stuck { .. })).await;
    assert!(!program.companion.bot().await.expect("the view").token_set);
}

#[tokio::test]
async fn the_glance_tells_the_switch_the_trouble_and_who_asks() {
    let program = Program::switched_on(Double::of([Life::Ends(BotEnd::BadToken)])).await;
    program.until("it is refused", |state| matches!(state, BotState::Stuck { .. })).await;
    program.companion.bot_ask_access(&sender(9, None)).await.expect("an answer");
    let glance = program.companion.state().await.expect("the state").bot;
    assert_eq!((glance.on, glance.troubled, glance.requests), (true, true, 1));
    program.companion.bot_answer_request(9, false).await.expect("an answer");
    program.companion.switch_bot(false).await.expect("switched");
    let glance = program.companion.state().await.expect("the state").bot;
    assert_eq!((glance.on, glance.troubled, glance.requests), (false, false, 0));
}

#[tokio::test]
async fn a_code_has_its_link_while_the_bot_polls_and_the_page_hears_who_claimed_it() {
    let program = Program::switched_on(Double::default()).await;
    program.until_polling().await;
    let claim = program.companion.bot_owner_code().await.expect("a code");
    let link = format!("https://t.me/tester_bot?start={}", claim.code);
    assert_eq!(claim.link.as_deref(), Some(link.as_str()));
    let mut events = program.companion.events();
    program.companion.bot_claim(&sender(1, None), &claim.code).await.expect("an answer");
    assert!(matches!(events.try_recv(), Ok(Event::BotChanged)));
    let view = program.companion.bot().await.expect("the view");
    assert!(view.owner.is_some() && view.claim.is_none());
    program.companion.switch_bot(false).await.expect("switched");
    assert_eq!(program.companion.bot_owner_code().await.expect("a code").link, None);
}

#[tokio::test]
async fn diagnostics_tell_how_the_bot_is_and_no_secret() {
    let program = Program::switched_on(Double::default()).await;
    let route = draft("3:hidden", "https://bots.example:81/path", "socks5://me:secret@proxy:1080");
    assert_eq!(program.companion.bot_save_settings(route).await.expect("an answer"), BotSaved::Saved);
    program.until_polling().await;
    let told = program.companion.diagnostics().await.expect("told");
    let line = told.lines().find(|line| line.starts_with("telegram: ")).expect("a line of the bot");
    assert!(line.contains("polling since") && line.contains("bots.example:81, proxy proxy:1080"), "{line}");
    for hidden in ["hidden", "secret", "me@", "tester"] {
        assert!(!line.contains(hidden), "{hidden}: {line}");
    }
}
