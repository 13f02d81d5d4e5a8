//! Quiet hours: when notifications are held, and what the one summary at their end says.
//!
//! All of it is in local time. Hours that run over midnight belong to both days; hours whose end is their beginning
//! last all day, with a summary once a day at that time.

use chrono::{DateTime, NaiveDateTime, NaiveTime, TimeDelta, Utc};

use crate::notifications::{Worded, Words};
use crate::texts::Texts;
use crate::texts::safe::one_line;
use crate::view::{NoticeKind, QuietHours};

/// Whether notifications are held at this moment.
pub(crate) fn inside(quiet: &QuietHours, local: NaiveDateTime) -> bool {
    let Some((from, to)) = hours(quiet) else { return false };
    let time = local.time();
    if from < to { from <= time && time < to } else { from <= time || time < to }
}

/// The next moment at which quiet hours end, later than `local`; `None` while they are switched off.
pub(crate) fn next_end(quiet: &QuietHours, local: NaiveDateTime) -> Option<NaiveDateTime> {
    let (_, to) = hours(quiet)?;
    let today = local.date().and_time(to);
    if today > local { Some(today) } else { today.checked_add_signed(TimeDelta::days(1)) }
}

/// When the wall clock, which tells `local` of an instant, will show `end`.
pub(crate) fn instant_of(
    end: NaiveDateTime,
    now: DateTime<Utc>,
    local: impl Fn(DateTime<Utc>) -> NaiveDateTime,
) -> DateTime<Utc> {
    let guess = now + (end - local(now));
    // Summer time may begin or end before it; a time that it leaves out comes as late as the guess.
    let mended = guess + (end - local(guess));
    if local(mended) == end { mended } else { guess }
}

/// `HH:MM`, as the settings hold it.
pub(crate) fn time_of_day(text: &str) -> Option<NaiveTime> {
    let &[h1 @ b'0'..=b'9', h2 @ b'0'..=b'9', b':', m1 @ b'0'..=b'9', m2 @ b'0'..=b'9'] = text.as_bytes()
    else {
        return None;
    };
    let number = |tens: u8, ones: u8| u32::from(tens - b'0') * 10 + u32::from(ones - b'0');
    NaiveTime::from_hms_opt(number(h1, h2), number(m1, m2), 0)
}

/// What a summary tells, the most urgent first.
const ORDER: [NoticeKind; 22] = [
    NoticeKind::Question,
    NoticeKind::ExportFailed,
    NoticeKind::ExportMissed,
    NoticeKind::RestoreFailed,
    NoticeKind::LaunchMissed,
    NoticeKind::MuteDue,
    NoticeKind::BotDown,
    NoticeKind::AccessAsked,
    NoticeKind::Failed,
    NoticeKind::StillFailing,
    NoticeKind::NotFinished,
    NoticeKind::Stalled,
    NoticeKind::AssignedToMe,
    NoticeKind::Unexplained,
    NoticeKind::DefectBack,
    NoticeKind::PlanDrifted,
    NoticeKind::LaunchLeftOpen,
    NoticeKind::Fixed,
    NoticeKind::Passed,
    NoticeKind::ExportDone,
    NoticeKind::RestoreDone,
    NoticeKind::Started,
];

/// The one notification for all that was held, each given by its kind and title, oldest first; `None` when nothing was.
pub(crate) fn summary(held: &[(NoticeKind, &str)]) -> Option<Worded> {
    let told: Vec<_> = held.iter().copied().filter(|(kind, _)| ORDER.contains(kind)).collect();
    (!told.is_empty()).then(|| Worded::by(|texts| words_of(&told, texts)))
}

fn words_of(told: &[(NoticeKind, &str)], texts: Texts) -> Words {
    const NAMED: usize = 3;
    let of = |wanted: NoticeKind| told.iter().filter(move |(kind, _)| *kind == wanted);
    let counts = ORDER.iter().filter_map(|kind| {
        let number = of(*kind).count() as u64;
        if number == 0 { None } else { texts.summary_count(*kind, number) }
    });
    let mut body = counts.collect::<Vec<_>>().join(", ");
    let bad = ORDER.iter().take(10).flat_map(|kind| of(*kind));
    for (_, title) in bad.take(NAMED) {
        body.push('\n');
        body.push_str(&one_line(title, 100));
    }
    Words::new(texts.summary_title(told.len() as u64), body)
}

fn hours(quiet: &QuietHours) -> Option<(NaiveTime, NaiveTime)> {
    if !quiet.on {
        return None;
    }
    Some((time_of_day(&quiet.from)?, time_of_day(&quiet.to)?))
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;
    use proptest::prelude::*;

    use super::*;
    use crate::view::Language::{En, Ru};

    fn quiet(from: &str, to: &str) -> QuietHours {
        QuietHours { on: true, from: from.to_owned(), to: to.to_owned() }
    }

    fn at(minutes: i64) -> NaiveDateTime {
        let day = NaiveDate::from_ymd_opt(2026, 2, 28).expect("a day").and_time(NaiveTime::MIN);
        day + TimeDelta::minutes(minutes)
    }

    #[test]
    fn hours_over_midnight_hold_on_both_days() {
        let night = quiet("22:30", "08:00");
        assert!(!inside(&night, at(22 * 60 + 29)));
        assert!(inside(&night, at(22 * 60 + 30)));
        assert!(inside(&night, at(24 * 60)));
        assert!(inside(&night, at(7 * 60 + 59)));
        assert!(!inside(&night, at(8 * 60)));
        assert_eq!(next_end(&night, at(23 * 60)), Some(at(32 * 60)));
        assert_eq!(next_end(&night, at(60)), Some(at(8 * 60)));
    }

    #[test]
    fn the_same_time_twice_means_all_day_and_off_means_never() {
        let all_day = quiet("09:00", "09:00");
        assert!((0..24 * 60).all(|minute| inside(&all_day, at(minute))));
        assert_eq!(next_end(&all_day, at(9 * 60)), Some(at(33 * 60)));
        let off = QuietHours { on: false, ..all_day };
        assert!(!inside(&off, at(0)));
        assert_eq!(next_end(&off, at(0)), None);
    }

    #[test]
    fn the_end_comes_by_the_wall_clock_also_in_the_night_of_another_time() {
        let change = at(60).and_utc();
        let moved = |before: i64, after: i64| {
            move |instant: DateTime<Utc>| {
                let hours = if instant < change { before } else { after };
                instant.naive_utc() + TimeDelta::hours(hours)
            }
        };
        let (to_winter, to_summer) = (moved(2, 1), moved(1, 2));
        assert_eq!(instant_of(at(480), at(0).and_utc(), to_winter), at(420).and_utc());
        assert_eq!(instant_of(at(480), at(0).and_utc(), to_summer), at(360).and_utc());
        // From 02:00 to 03:00 there is no time at all that night.
        assert!(instant_of(at(150), at(0).and_utc(), to_summer) > change);
    }

    #[test]
    fn only_times_of_the_day_are_times() {
        for wrong in ["", "8:00", "24:00", "12:60", "+1:00", "12:00 ", "12-00", "١٢:٠٠"] {
            assert_eq!(time_of_day(wrong), None, "{wrong}");
        }
        assert!(time_of_day("00:00").is_some() && time_of_day("23:59").is_some());
    }

    #[test]
    fn one_summary_tells_what_was_held_and_names_the_bad() {
        let held = [
            (NoticeKind::Passed, "Passed: A"),
            (NoticeKind::Failed, "Failed: B"),
            (NoticeKind::Passed, "Passed: C"),
            (NoticeKind::Summary, "old"),
        ];
        let Words { title, body } = summary(&held).expect("something was held").of(En).clone();
        assert_eq!(title, "While it was quiet: 3 notifications");
        assert_eq!(body, "1 failed, 2 passed\nFailed: B");
        let Words { title, body } = summary(&held[..1]).expect("something was held").of(Ru).clone();
        assert_eq!((title.as_str(), body.as_str()), ("За тихие часы: 1 уведомление", "1 прошёл"));
        assert_eq!(summary(&[]), None);
    }

    proptest! {
        #[test]
        fn quiet_hours_last_until_their_next_end(from in 0_i64..1_440, to in 0_i64..1_440, now in 0_i64..2_880) {
            let clock = |minutes: i64| at(minutes).format("%H:%M").to_string();
            let hours = quiet(&clock(from), &clock(to));
            let end = next_end(&hours, at(now)).expect("they are on");
            prop_assert!(end > at(now) && end <= at(now + 1_440));
            if inside(&hours, at(now)) {
                prop_assert!(inside(&hours, end - TimeDelta::minutes(1)));
            }
            prop_assert_eq!(inside(&hours, end), from == to);
        }
    }
}
