use super::menu::{JOBS, RUNNING};
use super::*;
use crate::core::ports::{TrayAction, TrayItem};
use crate::view::Language::{En, Ru};
use crate::view::{
    Counts, Estimate, EstimatedBy, Failure, FailureCode, Language, Origin, Outcome, Phase, Place, Usual,
};

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_768_000_000 + seconds, 0).expect("in range")
}

/// A run that is likely to be over so many milliseconds after its start.
fn running(length_ms: Option<i64>) -> RunView {
    let estimate = length_ms.map(|ms| Estimate {
        low_ms: ms - 1,
        likely_ms: ms,
        high_ms: ms + 1,
        as_of: at(0),
        how: EstimatedBy::Duration,
    });
    RunView {
        id: 7,
        project_id: 1,
        project_name: "Банк".to_owned(),
        job_id: Some(11),
        job_name: Some("Regression".to_owned()),
        ci: None,
        launch_id: Some(501),
        name: "Nightly\n\u{202e}x".to_owned(),
        origin: Origin::Here,
        phase: Phase::Running,
        outcome: None,
        stalled: false,
        counts: Counts::default(),
        waiting_for: None,
        message: None,
        asked_at: at(0),
        sends_at: None,
        started_at: Some(at(0)),
        finished_at: None,
        observed_at: None,
        usual: None,
        estimate,
        closed: false,
        change: None,
        url: None,
    }
}

fn offline() -> LinkState {
    let failure = Failure {
        code: FailureCode::Unreachable,
        message: String::new(),
        advice: String::new(),
        details: None,
    };
    LinkState::Offline { as_of: Some(at(-720)), since: at(-700), failure }
}

fn shown(active: &[RunView], unread: u32, link: &LinkState, rule: TrayRule, language: Language) -> TrayView {
    let running: Vec<_> = active.iter().map(|run| TrayRun { run: run.clone(), mine: false }).collect();
    let facts = TrayFacts {
        running: &running,
        ended: &[],
        unread_failures: unread,
        failed_exports: 0,
        scheduled: None,
        link,
        rule,
        recent: &[],
        bot: TrayBot::default(),
        texts: Texts(language),
        now: at(60),
    };
    view(&facts)
}

#[test]
fn a_run_is_shown_with_its_remaining_time() {
    let online = LinkState::Online { as_of: at(40) };
    let said = |runs: &[RunView], language| shown(runs, 0, &online, TrayRule::FailuresFirst, language).status;
    assert_eq!(said(&[running(Some(360_000))], En), "Running: Nightly x · about 5 min left");
    assert_eq!(said(&[running(Some(90_000))], Ru), "Идёт: Nightly x · осталось меньше минуты");
    assert_eq!(said(&[running(Some(10_000))], En), "Running: Nightly x · longer than usual");
    let two = [running(Some(360_000)), running(None)];
    assert_eq!(said(&two, Ru), "Идут 2 прогона", "one of them is not known to end");
    assert_eq!(said(&[], Ru), "Ничего не запущено");
    let old = LinkState::Online { as_of: at(-120) };
    let status = shown(&[], 0, &old, TrayRule::FailuresFirst, En).status;
    assert_eq!(status, "Nothing is running · as of 3 min ago");
}

#[test]
fn what_is_said_stays_true_without_a_connection() {
    let view = shown(&[running(None)], 2, &offline(), TrayRule::RunningFirst, En);
    assert_eq!(view.status, "No connection, data from 13 min ago · Running: Nightly x · 2 unread failures");
    assert_eq!(
        shown(&[], 0, &offline(), TrayRule::FailuresFirst, Ru).status,
        "Нет связи, данные получены 13 мин назад"
    );
    assert_eq!(shown(&[], 0, &LinkState::None, TrayRule::FailuresFirst, Ru).status, "Сервер не настроен");
}

#[test]
fn the_rule_decides_what_the_mark_shows_first() {
    use TrayMark::{Attention, Idle, Offline, Running};
    use TrayRule::{FailuresFirst, RunningFirst};
    let online = LinkState::Online { as_of: at(0) };
    let mark = |run: bool, unread, link: &LinkState, rule| {
        let active: &[RunView] = if run { &[running(None)] } else { &[] };
        shown(active, unread, link, rule, En).mark
    };
    assert_eq!(mark(false, 0, &online, FailuresFirst), Idle);
    assert_eq!(mark(true, 0, &online, FailuresFirst), Running);
    assert_eq!(mark(true, 1, &online, FailuresFirst), Attention);
    assert_eq!(mark(true, 1, &online, RunningFirst), Running);
    assert_eq!(mark(false, 1, &online, RunningFirst), Attention);
    assert_eq!(mark(true, 0, &offline(), RunningFirst), Offline);
    assert_eq!(mark(true, 1, &offline(), FailuresFirst), Attention);
    assert_eq!(mark(false, 0, &LinkState::Connecting, FailuresFirst), Idle);
}

#[test]
fn a_failed_export_is_marked_and_counted() {
    let link = LinkState::Online { as_of: at(0) };
    let facts = TrayFacts {
        running: &[],
        ended: &[],
        unread_failures: 0,
        failed_exports: 2,
        scheduled: None,
        link: &link,
        rule: TrayRule::FailuresFirst,
        recent: &[],
        bot: TrayBot::default(),
        texts: Texts(En),
        now: at(0),
    };
    let view = view(&facts);
    assert_eq!(
        (view.mark, view.status.as_str()),
        (TrayMark::Attention, "Nothing is running · 2 failed exports")
    );
}

#[test]
fn the_next_scheduled_launch_is_a_line_of_the_menu() {
    let link = LinkState::Online { as_of: at(0) };
    let morning = chrono::NaiveDate::from_ymd_opt(2026, 12, 1).and_then(|day| day.and_hms_opt(7, 5, 0));
    let first = |language| {
        let facts = TrayFacts {
            running: &[],
            ended: &[],
            unread_failures: 0,
            failed_exports: 0,
            scheduled: morning.map(|at| ("Nightly", at)),
            link: &link,
            rule: TrayRule::FailuresFirst,
            recent: &[],
            bot: TrayBot::default(),
            texts: Texts(language),
            now: at(0),
        };
        view(&facts).menu.remove(0)
    };
    let entry = |label: &str| TrayItem { label: label.to_owned(), action: TrayAction::Open(Place::Runs) };
    assert_eq!(first(En), entry("Next launch: Nightly, Dec 1, 07:05"));
    assert_eq!(first(Ru), entry("Следующий запуск: Nightly, 01.12, 07:05"));
}

#[test]
fn the_menu_reaches_every_place_and_the_last_jobs() {
    let job = |n: i64| RecentJob {
        project_id: 1,
        project_name: "Банк".to_owned(),
        job_id: n,
        job_name: format!("Smoke {n}"),
        ci: "jenkins".to_owned(),
        last_run_id: 100 + n,
        last_run_at: at(0),
    };
    let recent: Vec<_> = (0..9).map(job).collect();
    let link = LinkState::Online { as_of: at(0) };
    let facts = TrayFacts {
        running: &[],
        ended: &[],
        unread_failures: 0,
        failed_exports: 0,
        scheduled: None,
        link: &link,
        rule: TrayRule::FailuresFirst,
        recent: &recent,
        bot: TrayBot::default(),
        texts: Texts(Ru),
        now: at(0),
    };
    let menu = view(&facts).menu;
    let labels: Vec<_> = menu.iter().map(|item| item.label.as_str()).collect();
    assert_eq!(
        labels[..8],
        ["Запуск", "Прогоны", "Экспорт", "Telegram", "Входящие", "Настройки", "", "Повторить: Smoke 0"]
    );
    assert_eq!(menu[7].action, TrayAction::Repeat { run_id: 100 });
    assert_eq!(menu.iter().filter(|item| matches!(item.action, TrayAction::Repeat { .. })).count(), JOBS);
    assert_eq!(menu.last().map(|item| &item.action), Some(&TrayAction::Quit));
}

#[test]
fn the_bot_is_told_as_it_is_and_marked_once_it_needs_somebody() {
    let quiet = TrayBot { known: true, on: true, ..TrayBot::default() };
    let shown = |bot: TrayBot, link: &LinkState, language| {
        let facts = TrayFacts {
            running: &[],
            ended: &[],
            unread_failures: 0,
            failed_exports: 0,
            scheduled: None,
            link,
            rule: TrayRule::FailuresFirst,
            recent: &[],
            bot,
            texts: Texts(language),
            now: at(0),
        };
        let TrayView { mark, status, menu } = view(&facts);
        let switch = menu.into_iter().find(|item| matches!(item.action, TrayAction::SwitchBot { .. }));
        (mark, status, switch)
    };
    let online = LinkState::Online { as_of: at(0) };
    let off = TrayItem {
        label: "Telegram bot: switch off".to_owned(),
        action: TrayAction::SwitchBot { on: false },
    };
    assert_eq!(
        shown(quiet, &online, En),
        (TrayMark::Idle, "Nothing is running".to_owned(), Some(off.clone()))
    );
    // A moment without a network is no news.
    let troubled = TrayBot { troubled: true, ..quiet };
    let line = "Nothing is running · Telegram bot is not polling".to_owned();
    assert_eq!(shown(troubled, &online, En), (TrayMark::Idle, line.clone(), Some(off.clone())));
    let told = TrayBot { told: true, ..troubled };
    assert_eq!(shown(told, &online, En), (TrayMark::Attention, line, Some(off)));
    // It has friends where no server is set up, too.
    let asked = TrayBot { known: true, requests: 2, ..TrayBot::default() };
    let on = TrayItem {
        label: "Telegram-бот: включить".to_owned(),
        action: TrayAction::SwitchBot { on: true },
    };
    let line = "Сервер не настроен · 2 человека просят доступ к Telegram-боту".to_owned();
    assert_eq!(shown(asked, &LinkState::None, Ru), (TrayMark::Attention, line, Some(on)));
    assert_eq!(shown(TrayBot::default(), &online, En).2, None, "nobody has set one up");
}

fn of_runs(running: &[TrayRun], ended: &[RunView], rule: TrayRule, language: Language) -> TrayView {
    let link = LinkState::Online { as_of: at(60) };
    view(&TrayFacts {
        running,
        ended,
        unread_failures: 0,
        failed_exports: 0,
        scheduled: None,
        link: &link,
        rule,
        recent: &[],
        bot: TrayBot::default(),
        texts: Texts(language),
        now: at(60),
    })
}

#[test]
fn the_menu_lists_what_runs_and_how_the_last_runs_ended() {
    let counts = Counts { passed: 44, failed: 1, in_progress: 2, ..Counts::default() };
    let usual = Some(Usual { low_ms: 1, likely_ms: 2, high_ms: 3, results: 60, runs: 4 });
    let smoke = RunView { name: "Smoke".to_owned(), counts, usual, ..running(Some(180_000)) };
    let asks = RunView { id: 8, phase: Phase::Unknown, ..running(None) };
    let shown = [smoke, asks].map(|run| TrayRun { run, mine: true });
    let failed = Counts { passed: 9, failed: 1, broken: 1, ..Counts::default() };
    let ended = [
        RunView {
            id: 6,
            phase: Phase::Finished,
            outcome: Some(Outcome::Failed),
            counts: failed,
            ..running(None)
        },
        RunView { id: 5, phase: Phase::Finished, outcome: Some(Outcome::Cancelled), ..running(None) },
    ];
    let entries = |language| {
        let menu = of_runs(&shown, &ended, TrayRule::FailuresFirst, language).menu;
        menu.into_iter().take(6).map(|item| (item.label, item.action)).collect::<Vec<_>>()
    };
    let open = |id| TrayAction::Open(Place::Run { id });
    let expected = |labels: [&str; 4], launch: &str| {
        vec![
            (labels[0].to_owned(), open(7)),
            (labels[1].to_owned(), open(8)),
            (String::new(), TrayAction::Separator),
            (labels[2].to_owned(), open(6)),
            (labels[3].to_owned(), open(5)),
            (launch.to_owned(), TrayAction::Separator),
        ]
    };
    let english = [
        "Smoke · 45 of 60, 1 failed, ~2 min left",
        "Nightly x · did it start?",
        "Failed: Nightly x · 2 failed",
        "Cancelled: Nightly x",
    ];
    assert_eq!(entries(En), expected(english, ""));
    let russian = [
        "Smoke · 45 из 60, 1 упал, осталось ~2 мин",
        "Nightly x · запустился ли?",
        "Упал: Nightly x · 2 упали",
        "Отменён: Nightly x",
    ];
    assert_eq!(entries(Ru), expected(russian, ""));
}

#[test]
fn a_menu_of_many_runs_leads_to_the_rest() {
    let runs: Vec<_> =
        (0..13).map(|id| TrayRun { run: RunView { id, ..running(None) }, mine: true }).collect();
    let menu = of_runs(&runs, &[], TrayRule::FailuresFirst, En).menu;
    assert_eq!(
        (menu[RUNNING].label.as_str(), &menu[RUNNING].action),
        ("3 more…", &TrayAction::Open(Place::Runs))
    );
    assert_eq!(menu[RUNNING + 1].action, TrayAction::Separator);
}

#[test]
fn only_mine_leaves_the_runs_of_others_to_the_menu() {
    let shown = |mine| of_runs(&[TrayRun { run: running(None), mine }], &[], TrayRule::OnlyMine, En);
    assert_eq!((shown(true).mark, shown(true).status.as_str()), (TrayMark::Running, "Running: Nightly x"));
    assert_eq!((shown(false).mark, shown(false).status.as_str()), (TrayMark::Idle, "Nothing is running"));
    assert_eq!(shown(false).menu, shown(true).menu);
}
