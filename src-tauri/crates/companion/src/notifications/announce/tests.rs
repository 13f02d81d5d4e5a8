use chrono::{DateTime, NaiveDate, Utc};
use proptest::prelude::*;

use super::*;
use crate::view::Language::{En, Ru};
use crate::view::{ChangeCounts, Counts, Language, Origin, Phase, QuietHours, Usual};

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_768_000_000 + seconds, 0).expect("in range")
}

fn finished(outcome: Outcome) -> RunView {
    RunView {
        id: 7,
        project_id: 1,
        project_name: "Мобильный банк".to_owned(),
        job_id: Some(11),
        job_name: Some("Regression".to_owned()),
        ci: None,
        launch_id: Some(501),
        name: "Nightly".to_owned(),
        origin: Origin::Here,
        phase: Phase::Finished,
        outcome: Some(outcome),
        stalled: false,
        counts: Counts { passed: 118, failed: 3, broken: 1, ..Counts::default() },
        waiting_for: None,
        message: None,
        asked_at: at(0),
        sends_at: None,
        started_at: Some(at(5)),
        finished_at: Some(at(725)),
        observed_at: Some(at(726)),
        usual: Some(Usual { low_ms: 540_000, likely_ms: 600_000, high_ms: 700_000, results: 122, runs: 5 }),
        estimate: None,
        closed: true,
        change: Some(ChangeCounts { newly_failed: 2, fixed: 1, still_failing: 1, ..ChangeCounts::default() }),
        url: None,
    }
}

fn tell(run: &RunView, happening: Happening<'_>, change: impl FnOnce(&mut Settings, &mut Told)) -> Telling {
    let mut settings = Settings::default();
    let mut told = Told { language: En, previous: None, project: ProjectRules::default(), hour: 12 };
    change(&mut settings, &mut told);
    let local = NaiveDate::from_ymd_opt(2026, 11, 20).and_then(|day| day.and_hms_opt(told.hour, 0, 0));
    let occasion = Occasion {
        happening,
        run,
        previous: told.previous,
        settings: &settings,
        project: told.project,
        mine: true,
        local: local.expect("a time"),
    };
    let announcement = announce(&occasion).expect("it is told");
    let Words { title, body } = announcement.worded.of(told.language).clone();
    Telling { kind: announcement.kind, title, body, held: announcement.held, announcement }
}

/// An announcement, read in one language.
struct Telling {
    kind: NoticeKind,
    title: String,
    body: String,
    held: Option<Held>,
    announcement: Announcement,
}

struct Told {
    language: Language,
    previous: Option<Outcome>,
    project: ProjectRules,
    hour: u32,
}

#[test]
fn no_length_is_told_of_a_run_that_was_over_when_first_seen() {
    let run = RunView { started_at: None, finished_at: Some(at(0)), ..finished(Outcome::Passed) };
    let told = tell(&run, Happening::Finished, |_, _| ());
    assert!(!told.body.contains("0 s"), "{}", told.body);
    let followed = RunView { origin: Origin::Elsewhere, started_at: None, ..finished(Outcome::Passed) };
    let told = tell(&followed, Happening::Finished, |_, _| ());
    assert!(!told.body.contains("min"), "made long before it was followed: {}", told.body);
}

#[test]
fn a_failed_run_is_told_with_its_numbers() {
    let told = tell(&finished(Outcome::Failed), Happening::Finished, |_, _| {});
    assert_eq!(told.title, "Failed: Nightly");
    assert_eq!(told.body, "118 passed, 3 failed, 1 broken · 2 newly failed, 1 fixed · 12 min");
    let toast = told.announcement.toast(En);
    assert_eq!((toast.tag.as_str(), toast.place), ("run-7", Some(Place::Run { id: 7 })));
    let told = tell(&finished(Outcome::Failed), Happening::Finished, |_, told| told.language = Ru);
    assert_eq!(told.title, "Упал: Nightly");
    assert_eq!(told.body, "118 прошло, 3 упали, 1 сломан · 2 новых падения, 1 исправлен · 12 мин");
}

#[test]
fn the_previous_run_decides_between_passed_and_fixed() {
    let kind = |outcome, previous| {
        tell(&finished(outcome), Happening::Finished, |_, told| told.previous = previous).kind
    };
    assert_eq!(kind(Outcome::Passed, None), NoticeKind::Passed);
    assert_eq!(kind(Outcome::Passed, Some(Outcome::Passed)), NoticeKind::Passed);
    assert_eq!(kind(Outcome::Passed, Some(Outcome::Failed)), NoticeKind::Fixed);
    assert_eq!(kind(Outcome::Failed, Some(Outcome::Passed)), NoticeKind::Failed);
    assert_eq!(kind(Outcome::Failed, Some(Outcome::Failed)), NoticeKind::StillFailing);
    assert_eq!(kind(Outcome::Cancelled, Some(Outcome::Failed)), NoticeKind::NotFinished);
}

fn quiet(settings: &mut Settings, told: &mut Told) {
    settings.quiet_hours = QuietHours { on: true, ..QuietHours::default() };
    told.hour = 23;
}

#[test]
fn what_holds_a_notification_back() {
    let held = |change: fn(&mut Settings, &mut Told)| {
        let told = tell(&finished(Outcome::Failed), Happening::Finished, change);
        told.held
    };
    assert_eq!(held(|_, _| {}), None);
    assert_eq!(held(quiet), Some(Held::QuietHours));
    assert_eq!(held(|_, told| told.project.muted = true), Some(Held::Muted));
    let both = held(|settings, told| {
        quiet(settings, told);
        settings.notify.preset = NotifyPreset::Custom;
        settings.notify.switches.failed = false;
    });
    assert_eq!(both, Some(Held::SwitchedOff), "a summary does not tell what is switched off");
}

#[test]
fn runs_that_did_not_finish_say_why() {
    let run =
        RunView { message: Some("No agent\n\u{202e}online".to_owned()), ..finished(Outcome::StartFailed) };
    let told = tell(&run, Happening::Finished, |_, _| {});
    assert_eq!((told.title.as_str(), told.body.as_str()), ("Did not start: Nightly", "No agent online"));
    let told = tell(&finished(Outcome::TimedOut), Happening::Finished, |_, told| told.language = Ru);
    assert_eq!(told.body, "не закончился за 12 ч · 118 прошло, 3 упали, 1 сломан");
    let told = tell(&finished(Outcome::Lost), Happening::Finished, |_, _| {});
    assert!(told.body.starts_with("The launch is no longer on the server."), "{}", told.body);
}

#[test]
fn a_start_a_stall_and_a_question_are_told() {
    let run = RunView { outcome: None, phase: Phase::Running, ..finished(Outcome::Passed) };
    let told = tell(&run, Happening::Started, |_, _| {});
    assert_eq!(told.body, "Regression · Мобильный банк · usually 9–11 min");
    assert_eq!(told.held, Some(Held::SwitchedOff), "starts are not shown unless they are switched on");
    let entry = told.announcement.row(En, DateTime::UNIX_EPOCH);
    assert!(entry.read && !entry.held, "what nobody wants is not held back");
    let told = tell(&run, Happening::Stalled, |_, _| {});
    assert_eq!(told.body, "no new result for 30 min · 118 passed, 3 failed, 1 broken");
    let told = tell(&run, Happening::Question, |_, told| told.language = Ru);
    assert_eq!((told.kind, told.title.as_str()), (NoticeKind::Question, "Запустился ли? Nightly"));
}

proptest! {
    #[test]
    fn no_name_breaks_a_notification(name in any::<String>(), words in any::<String>(), russian: bool) {
        let run = RunView { name, message: Some(words), ..finished(Outcome::StartFailed) };
        let told = tell(&run, Happening::Finished, |_, told| told.language = if russian { Ru } else { En });
        for text in [&told.title, &told.body] {
            let hostile = text.chars().any(|c| c.is_control() || ('\u{202a}'..='\u{202e}').contains(&c));
            prop_assert!(!hostile);
        }
        prop_assert!(told.title.chars().count() <= 110 && told.body.chars().count() <= 300);
    }
}

#[test]
fn only_what_was_switched_off_asks_nobody_to_read_it() {
    let started = tell(&finished(Outcome::Passed), Happening::Started, |_, _| {});
    assert!(started.announcement.is_unwanted());
    let muted = tell(&finished(Outcome::Failed), Happening::Finished, |_, told| told.project.muted = true);
    assert!(!muted.announcement.is_unwanted());
}

#[test]
fn a_project_has_rules_of_its_own() {
    let held = |usual: NotifyPreset, own: Option<NotifyPreset>| {
        let told = tell(&finished(Outcome::Passed), Happening::Finished, |settings, told| {
            settings.notify.preset = usual;
            told.project.preset = own;
        });
        told.held
    };
    assert_eq!(held(NotifyPreset::OnlyFailures, None), Some(Held::SwitchedOff));
    assert_eq!(held(NotifyPreset::OnlyFailures, Some(NotifyPreset::Everything)), None);
    assert_eq!(held(NotifyPreset::Everything, Some(NotifyPreset::OnlyNew)), Some(Held::SwitchedOff));
}
