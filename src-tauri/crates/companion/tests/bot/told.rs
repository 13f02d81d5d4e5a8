//! What the desktop is told of the bot: notifications, the inbox, the tray.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use companion::Companion;
use companion::bot::{BotEnd, BotTrouble};
use companion::ports::{Clock, Ports, Toast, TrayAction, TrayMark, TrayView};
use companion::view::{
    BotState, FailureCode, Language, LanguageChoice, NoticeKind, NotifyPreset, Place, QuietHours, Saved,
    Settings,
};
use futures::future::BoxFuture;

use crate::outside::{MovedClock, Outside};
use crate::program::{Program, sender};
use crate::runner::{Double, Life};

fn switch_of(tray: &TrayView) -> Option<bool> {
    tray.menu.iter().find_map(|item| match item.action {
        TrayAction::SwitchBot { on } => Some(on),
        TrayAction::Open(_) | TrayAction::Repeat { .. } | TrayAction::Separator | TrayAction::Quit => None,
    })
}

async fn set(program: &Program, change: impl FnOnce(&mut Settings)) {
    let mut settings = program.companion.state().await.expect("the state").settings;
    change(&mut settings);
    assert_eq!(program.companion.save_settings(settings).await.expect("an answer"), Saved::Saved);
}

#[tokio::test]
async fn a_row_of_deaths_is_one_notification_and_one_entry_of_the_inbox() {
    let program = Program::beside_a_server(Double::of([1, 2, 3].map(|_| Life::Panics))).await;
    program.until_notice(true).await;
    for lives in 2..=4 {
        program.outside.clock.advance(TimeDelta::seconds(60));
        program.until_begun(lives).await;
    }
    program.until_polling().await;
    let toast = program.until_toasts(NoticeKind::BotDown, 1).await.remove(0);
    assert_eq!((toast.title.as_str(), &toast.place), ("The Telegram bot stopped", &Some(Place::Telegram)));
    let inbox = program.companion.inbox(0, 10).await.expect("the inbox");
    let [entry] = &inbox.items[..] else { panic!("{inbox:?}") };
    assert_eq!((entry.kind, &entry.place), (NoticeKind::BotDown, &Some(Place::Telegram)));
    assert_eq!(inbox.unread, 1);
}

#[tokio::test]
async fn a_token_that_telegram_forgets_is_told_and_one_that_never_worked_is_not() {
    let program = Program::beside_a_server(Double::of([Life::Ends(BotEnd::BadToken)])).await;
    let is_stuck = |state: &BotState| matches!(state, BotState::Stuck { .. });
    program.until("it is refused", is_stuck).await;
    assert_eq!(program.toasts(NoticeKind::BotDown), []);
    program.bot.stage(|stage| stage.script.push_back(Life::Loses(BotEnd::BadToken)));
    program.save("1:second").await;
    let toast = program.until_toasts(NoticeKind::BotDown, 1).await.remove(0);
    program.until("it is stuck once more", is_stuck).await;
    assert!(toast.body.starts_with("Telegram does not know this token."), "{toast:?}");
    // A token that works mends all of it.
    program.save("1:third").await;
    program.until_polling().await;
    program.until_notice(false).await;
}

#[tokio::test]
async fn ten_minutes_of_silence_are_told_once_and_end_quietly() {
    let conflict = BotTrouble::Conflict { words: "terminated by other getUpdates".to_owned() };
    let program = Program::beside_a_server(Double::of([Life::Troubled(conflict)])).await;
    let tray = program.until_tray("Telegram bot is not polling").await;
    assert_eq!((tray.mark, switch_of(&tray)), (TrayMark::Idle, Some(false)));
    assert_eq!(program.toasts(NoticeKind::BotDown), []);
    program.outside.clock.advance(TimeDelta::minutes(10));
    program.until_notice(true).await;
    let toast = program.until_toasts(NoticeKind::BotDown, 1).await.remove(0);
    assert_eq!(toast.title, "The Telegram bot is not polling");
    assert!(toast.body.starts_with("Another program polls"), "{toast:?}");
    let marked = async || {
        let trays = program.outside.host.told().trays;
        trays.last().is_some_and(|tray| tray.mark == TrayMark::Attention)
    };
    program.waiting("the mark", marked).await;
    // Begun anew, it polls: the notice goes, and nobody hears of it.
    program.save("1:second").await;
    program.until_polling().await;
    program.until_notice(false).await;
    assert_eq!(program.toasts(NoticeKind::BotDown).len(), 1);
}

#[tokio::test]
async fn a_request_is_told_in_the_windows_language_whatever_the_chat_speaks() {
    let program = Program::after_a_run("failed").await;
    program.owner().await;
    let companion = &program.companion;
    let (anna, boris) = (sender(9, Some("anna")), sender(10, None));
    companion.speaking(Language::Ru, companion.bot_ask_access(&anna)).await.expect("an answer");
    set(&program, |settings| settings.language = LanguageChoice::Ru).await;
    companion.speaking(Language::En, companion.bot_ask_access(&boris)).await.expect("an answer");
    // Who asks once more is not told once more.
    companion.bot_ask_access(&boris).await.expect("an answer");
    let told = program.until_toasts(NoticeKind::AccessAsked, 2).await;
    let titles: Vec<_> = told.iter().map(|toast| toast.title.as_str()).collect();
    assert_eq!(
        titles,
        ["Person 9 (@anna) asks to use the Telegram bot", "Person 10 просит доступ к Telegram-боту"]
    );
    let is_whole = |toast: &Toast| toast.place == Some(Place::Telegram) && !toast.body.is_empty();
    assert!(told.iter().all(is_whole) && told[0].tag != told[1].tag, "{told:?}");
    assert_eq!(companion.inbox(0, 10).await.expect("the inbox").total, 2);
    let tray = program.until_tray("2 человека просят доступ").await;
    assert_eq!((tray.mark, switch_of(&tray)), (TrayMark::Attention, None));
    assert_eq!(companion.state().await.expect("the state").bot.requests, 2);
    companion.bot_answer_request(9, true).await.expect("an answer");
    companion.bot_answer_request(10, false).await.expect("an answer");
    let gone = async || {
        let trays = program.outside.host.told().trays;
        trays.last().is_some_and(|tray| tray.mark == TrayMark::Idle)
    };
    program.waiting("nobody asks", gone).await;
}

#[tokio::test]
async fn quiet_hours_hold_it_and_what_is_switched_off_is_not_told() {
    let program = Program::after_a_run("failed").await;
    let all_day = QuietHours { on: true, from: "09:00".to_owned(), to: "09:00".to_owned() };
    set(&program, |settings| settings.quiet_hours = all_day).await;
    program.companion.bot_ask_access(&sender(9, None)).await.expect("an answer");
    assert_eq!(program.toasts(NoticeKind::AccessAsked), []);
    set(&program, |settings| settings.quiet_hours.on = false).await;
    let summary = program.until_toasts(NoticeKind::Summary, 1).await.remove(0);
    assert_eq!(summary.title, "While it was quiet: 1 notification");
    assert!(summary.body.contains("Person 9 asks to use the Telegram bot"), "{summary:?}");
    let switched_off = |settings: &mut Settings| {
        settings.notify.preset = NotifyPreset::Custom;
        settings.notify.switches.access_asked = false;
    };
    set(&program, switched_off).await;
    program.companion.bot_ask_access(&sender(10, None)).await.expect("an answer");
    assert_eq!(program.toasts(NoticeKind::AccessAsked), []);
    let inbox = program.companion.inbox(0, 10).await.expect("the inbox");
    // What is switched off asks nobody to read it.
    assert_eq!((inbox.items[0].kind, inbox.items[0].read), (NoticeKind::AccessAsked, true));
}

#[tokio::test]
async fn without_a_server_the_notification_and_the_tray_tell_it() {
    let program = Program::switched_on(Double::of([Life::Panics])).await;
    program.until_toasts(NoticeKind::BotDown, 1).await;
    program.until_polling().await;
    program.companion.switch_bot(false).await.expect("switched");
    let switched = async || {
        let trays = program.outside.host.told().trays;
        trays.last().is_some_and(|tray| switch_of(tray) == Some(true) && tray.status == "No server is set up")
    };
    program.waiting("the switch", switched).await;
    assert_eq!(program.companion.inbox(0, 10).await.expect("the inbox").total, 0);
}

/// A clock that breaks whoever asks it for the time of day.
struct Fragile {
    clock: Arc<MovedClock>,
    broken: AtomicBool,
}

impl Clock for Fragile {
    fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    fn local(&self, at: DateTime<Utc>) -> NaiveDateTime {
        assert!(!self.broken.load(Ordering::SeqCst), "as the test wants it");
        self.clock.local(at)
    }

    fn sleep_until(&self, at: DateTime<Utc>) -> BoxFuture<'_, ()> {
        self.clock.sleep_until(at)
    }
}

#[tokio::test]
async fn a_part_of_the_program_that_breaks_is_told_and_nobody_waits_for_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let outside = Outside::default();
    let clock = Arc::new(Fragile { clock: outside.clock.clone(), broken: AtomicBool::new(true) });
    let bot = Double::of([Life::Panics]);
    let ports = Ports { clock, bot: Some(Arc::new(bot)), ..outside.ports(folder.path()) };
    let companion = Companion::start(ports).await.expect("it starts");
    let draft = companion::view::BotDraft { token: Some("1:a".to_owned()), ..Default::default() };
    companion.bot_save_settings(draft).await.expect("an answer");
    // The one who sees to the bot's lives breaks over its death.
    companion.switch_bot(true).await.expect("switched");
    let is_told = async || {
        let notices = companion.state().await.expect("the window goes on").notices;
        notices.iter().any(|notice| notice.id == "broken")
    };
    while !is_told().await {
        outside.host.news().await;
    }
    assert!(outside.host.told().toasts.iter().any(|toast| toast.tag == "broken"));
    let failure = companion.switch_bot(false).await.expect_err("nobody is there to do it");
    assert_eq!(failure.code, FailureCode::Internal);
    companion.shutdown().await;
}
