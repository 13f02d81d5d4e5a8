use chrono::{Datelike as _, NaiveDate, NaiveTime, Timelike as _};
use proptest::prelude::*;

use super::*;

/// A zone, and the first of ten years of it in which its clocks did something odd.
const ZONES: [(&str, i32); 7] = [
    ("Europe/Moscow", 2008),
    ("Europe/Berlin", 2020),
    ("America/New_York", 2020),
    ("Asia/Kathmandu", 1980),
    ("Australia/Lord_Howe", 2015),
    ("America/Sao_Paulo", 2010),
    ("Pacific/Apia", 2005),
];

fn at(text: &str) -> DateTime<Utc> {
    format!("{text}:00Z").parse().expect(text)
}

fn schedule(cron: &str, zone: &str) -> Schedule {
    Schedule::parse(cron, zone).expect(cron)
}

fn next(cron: &str, zone: &str, after: &str) -> DateTime<Utc> {
    schedule(cron, zone).next_after(at(after)).expect("a due time")
}

#[test]
fn the_default_is_due_every_day_at_seven() {
    assert_eq!(next("0 7 * * *", "UTC", "2026-11-21T06:59"), at("2026-11-21T07:00"));
    assert_eq!(next("0 7 * * *", "UTC", "2026-11-21T07:00"), at("2026-11-22T07:00"));
    assert_eq!(next("0 7 * * *", "Europe/Moscow", "2026-11-21T03:00"), at("2026-11-21T04:00"));
}

#[test]
fn seconds_of_the_clock_do_not_matter() {
    let late = at("2026-11-21T07:00") + TimeDelta::milliseconds(1);
    assert_eq!(schedule("0 7 * * *", "UTC").next_after(late), Some(at("2026-11-22T07:00")));
    let early = at("2026-11-21T07:00") - TimeDelta::milliseconds(1);
    assert_eq!(schedule("0 7 * * *", "UTC").next_after(early), Some(at("2026-11-21T07:00")));
}

#[test]
fn parts_of_a_second_hold_nothing_up_where_the_clocks_change() {
    // At 15:00 the clock is put back from 02:00 to 01:30.
    let every_two_hours = schedule("0 */2 * * *", "Australia/Lord_Howe");
    for milliseconds in [1, 500, 999] {
        let before = at("2026-04-04T13:06") + TimeDelta::milliseconds(milliseconds);
        assert_eq!(every_two_hours.next_after(before), Some(at("2026-04-04T15:30")));
    }
}

#[test]
fn a_gap_of_summer_time_runs_once_right_after_it() {
    // In Berlin 02:00 to 03:00 is left out on 2026-03-29, at 01:00 UTC.
    assert_eq!(next("30 2 * * *", "Europe/Berlin", "2026-03-29T00:00"), at("2026-03-29T01:00"));
    assert_eq!(next("30 2 * * *", "Europe/Berlin", "2026-03-29T01:00"), at("2026-03-30T00:30"));
    let every_ten = schedule("*/10 * * * *", "Europe/Berlin");
    let due = every_ten.between(at("2026-03-29T00:45"), at("2026-03-29T01:10"), 9);
    assert_eq!(due, [at("2026-03-29T00:50"), at("2026-03-29T01:00"), at("2026-03-29T01:10")]);
}

#[test]
fn an_overlap_runs_once_at_its_first_passing() {
    // In Berlin 02:00 to 03:00 comes twice on 2026-10-25, at 00:00 and 01:00 UTC.
    assert_eq!(next("30 2 * * *", "Europe/Berlin", "2026-10-25T00:00"), at("2026-10-25T00:30"));
    assert_eq!(next("30 2 * * *", "Europe/Berlin", "2026-10-25T00:30"), at("2026-10-26T01:30"));
}

#[test]
fn a_distance_is_kept_through_the_hour_that_comes_twice() {
    let due =
        |cron| schedule(cron, "Europe/Berlin").between(at("2026-10-25T00:00"), at("2026-10-25T02:00"), 9);
    let halves = ["2026-10-25T00:30", "2026-10-25T01:00", "2026-10-25T01:30", "2026-10-25T02:00"].map(at);
    assert_eq!(due("*/30 * * * *"), halves);
    assert_eq!(due("0,30 * * * *"), halves);
    assert_eq!(due("0 * * * *"), ["2026-10-25T01:00", "2026-10-25T02:00"].map(at));
    assert_eq!(due("*/30 2 * * *"), halves[..3]);
}

#[test]
fn a_distance_makes_nothing_of_the_hour_that_is_left_out() {
    let due =
        schedule("15,45 * * * *", "Europe/Berlin").between(at("2026-03-29T00:30"), at("2026-03-29T01:30"), 9);
    assert_eq!(due, ["2026-03-29T00:45", "2026-03-29T01:15"].map(at));
    assert_eq!(next("*/30 2 * * *", "Europe/Berlin", "2026-03-29T00:30"), at("2026-03-30T00:00"));
}

#[test]
fn a_rare_hour_is_found_at_its_first_showing() {
    let due = schedule("30 * 25 10 *", "Europe/Berlin");
    assert_eq!(due.next_after(at("2025-10-26T00:00")), Some(at("2026-10-24T22:30")));
    assert_eq!(due.next_after(at("2026-10-25T00:30")), Some(at("2026-10-25T01:30")));
}

#[test]
fn a_day_that_was_left_out_runs_once_when_the_next_begins() {
    // Samoa had no 30 December 2011.
    assert_eq!(next("0 7 30 12 *", "Pacific/Apia", "2011-12-01T00:00"), at("2011-12-30T10:00"));
    let each_day =
        schedule("0 7 * * *", "Pacific/Apia").between(at("2011-12-28T00:00"), at("2012-01-01T00:00"), 9);
    let due =
        ["2011-12-28T17:00", "2011-12-29T17:00", "2011-12-30T10:00", "2011-12-30T17:00", "2011-12-31T17:00"];
    assert_eq!(each_day, due.map(at));
}

#[test]
fn rare_days_are_found() {
    assert_eq!(next("0 0 29 2 *", "UTC", "2096-03-01T00:00"), at("2104-02-29T00:00"));
    assert_eq!(next("0 0 13 * FRI", "UTC", "2026-11-07T00:00"), at("2026-11-13T00:00"));
}

#[test]
fn of_many_due_times_the_latest_are_told() {
    let due = schedule("* * * * *", "UTC").between(at("2020-01-01T00:00"), at("2026-11-21T12:00"), 3);
    assert_eq!(due, ["2026-11-21T11:58", "2026-11-21T11:59", "2026-11-21T12:00"].map(at));
    let rare = schedule("0 0 1 1 *", "UTC");
    let due = rare.between(at("2024-01-01T00:00"), at("2026-11-21T12:00"), 9);
    assert_eq!(due, [at("2025-01-01T00:00"), at("2026-01-01T00:00")]);
    assert!(rare.between(at("2026-02-01T00:00"), at("2026-01-01T00:00"), 9).is_empty());
}

#[test]
fn a_zone_has_a_name_of_the_iana() {
    assert_eq!(Schedule::parse("0 7 * * *", "Moscow").expect_err("no zone"), ScheduleFault::Zone);
    assert_eq!(Schedule::parse("0 7 * * *", "+03:00").expect_err("no zone"), ScheduleFault::Zone);
    let wrong = Schedule::parse("0 7 * *", "UTC").expect_err("four fields");
    assert_eq!(wrong, ScheduleFault::Cron(CronFault::Count { is: 4 }));
}

/// An expression as sets of numbers; an open field is `None`.
#[derive(Clone, Debug)]
struct Sets {
    minutes: Option<Vec<u32>>,
    hours: Option<Vec<u32>>,
    days: Option<Vec<u32>>,
    months: Option<Vec<u32>>,
    weekdays: Option<Vec<u32>>,
}

impl Sets {
    fn cron(&self) -> String {
        let list = |set: &[u32]| set.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        let open = |set: &Option<Vec<u32>>| set.as_deref().map_or("*".to_owned(), list);
        let Self { minutes, hours, days, months, weekdays } = self;
        format!("{} {} {} {} {}", open(minutes), open(hours), open(days), open(months), open(weekdays))
    }

    fn is_interval(&self) -> bool {
        self.minutes.is_none() || self.hours.is_none()
    }

    fn has_time(&self, time: NaiveTime) -> bool {
        let has = |set: &Option<Vec<u32>>, value| set.as_ref().is_none_or(|set| set.contains(&value));
        has(&self.minutes, time.minute()) && has(&self.hours, time.hour())
    }

    fn has_day(&self, day: NaiveDate) -> bool {
        let weekday = day.weekday().num_days_from_sunday();
        let has = |set: &Option<Vec<u32>>, value| set.as_ref().map(|set| set.contains(&value));
        let of_days = match (has(&self.days, day.day()), has(&self.weekdays, weekday)) {
            (Some(by_number), Some(by_name)) => by_number || by_name,
            (by_number, by_name) => by_number.or(by_name).unwrap_or(true),
        };
        of_days && has(&self.months, day.month()).unwrap_or(true)
    }
}

/// Goes from minute to minute and looks at the clock of the zone, as slowly as that sounds.
fn slowly(sets: &[Sets], zone: &str, from: DateTime<Utc>, until: DateTime<Utc>) -> Vec<Vec<DateTime<Utc>>> {
    let zone: Tz = zone.parse().expect("a zone");
    let mut due = vec![Vec::new(); sets.len()];
    let mut passed = from.with_timezone(&zone).naive_local();
    let mut today = (NaiveDate::MIN, vec![false; sets.len()]);
    let mut at = from;
    while at < until {
        at += TimeDelta::minutes(1);
        let shown = at.with_timezone(&zone).naive_local();
        if today.0 != shown.date() {
            today = (shown.date(), sets.iter().map(|sets| sets.has_day(shown.date())).collect());
        }
        let time = shown.time();
        for (place, sets) in sets.iter().enumerate().filter(|(place, _)| today.1[*place]) {
            if sets.is_interval() && sets.has_time(time) {
                due[place].push(at);
            }
        }
        // What the clock shows for the first time, or jumps over.
        while passed < shown {
            passed += TimeDelta::minutes(1);
            let time = passed.time();
            for (place, sets) in sets.iter().enumerate().filter(|(_, sets)| !sets.is_interval()) {
                let is_day =
                    if passed.date() == today.0 { today.1[place] } else { sets.has_day(passed.date()) };
                if is_day && sets.has_time(time) && due[place].last() != Some(&at) {
                    due[place].push(at);
                }
            }
        }
    }
    due
}

fn quickly(sets: &Sets, zone: &str, from: DateTime<Utc>, until: DateTime<Utc>) -> Vec<DateTime<Utc>> {
    let schedule = schedule(&sets.cron(), zone);
    let next = |at: &DateTime<Utc>| schedule.next_after(*at).filter(|next| *next <= until);
    std::iter::successors(next(&from), next).collect()
}

fn new_year(year: i32) -> DateTime<Utc> {
    NaiveDate::from_ymd_opt(year, 1, 1).expect("a day").and_time(NaiveTime::MIN).and_utc()
}

fn some_sets() -> [Sets; 8] {
    let all = |count: u32| Some((0..count).collect::<Vec<_>>());
    let plain =
        Sets { minutes: Some(vec![0]), hours: Some(vec![7]), days: None, months: None, weekdays: None };
    [
        Sets { minutes: Some(vec![30]), hours: Some(vec![2]), ..plain.clone() },
        Sets { minutes: Some(vec![0, 10, 59]), hours: Some(vec![0, 1, 3, 23]), ..plain.clone() },
        Sets { minutes: Some(vec![5]), hours: all(24), weekdays: Some(vec![0, 1]), ..plain.clone() },
        Sets { days: Some(vec![29, 30, 31]), weekdays: Some(vec![5]), ..plain.clone() },
        Sets { minutes: Some(vec![0, 30]), hours: None, ..plain.clone() },
        Sets { minutes: None, hours: Some(vec![2]), months: Some(vec![3, 10, 11]), ..plain.clone() },
        Sets { minutes: Some(vec![45]), hours: None, days: Some(vec![29, 30, 31]), ..plain.clone() },
        Sets {
            minutes: Some(vec![0, 15, 30, 45]),
            hours: all(24),
            months: Some(vec![3, 4, 10, 11, 12]),
            ..plain
        },
    ]
}

macro_rules! ten_years {
    ($($name:ident: $place:literal,)*) => {$(
        #[test]
        fn $name() {
            let (zone, year) = ZONES[$place];
            let (from, until) = (new_year(year), new_year(year + 10));
            for (sets, slow) in some_sets().iter().zip(slowly(&some_sets(), zone, from, until)) {
                assert_eq!(quickly(sets, zone, from, until), slow, "{} {zone}", sets.cron());
            }
        }
    )*};
}

ten_years! {
    ten_years_of_moscow_neither_repeat_nor_skip: 0,
    ten_years_of_berlin_neither_repeat_nor_skip: 1,
    ten_years_of_new_york_neither_repeat_nor_skip: 2,
    ten_years_of_kathmandu_neither_repeat_nor_skip: 3,
    ten_years_of_lord_howe_neither_repeat_nor_skip: 4,
    ten_years_of_sao_paulo_neither_repeat_nor_skip: 5,
    ten_years_of_apia_neither_repeat_nor_skip: 6,
}

fn numbers(from: u32, to: u32) -> impl Strategy<Value = Vec<u32>> {
    prop::collection::btree_set(from..=to, 1..5).prop_map(|set| set.into_iter().collect())
}

fn any_sets() -> impl Strategy<Value = Sets> {
    let days =
        (prop::option::of(numbers(1, 28)), prop::option::of(numbers(1, 12)), prop::option::of(numbers(0, 6)));
    (prop::option::weighted(0.7, numbers(0, 59)), prop::option::weighted(0.7, numbers(0, 23)), days).prop_map(
        |(minutes, hours, (days, months, weekdays))| Sets { minutes, hours, days, months, weekdays },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn any_expression_is_due_as_the_clock_shows(sets in any_sets(), zone in 0..ZONES.len(), day in 0_i64..3_600) {
        let (zone, year) = ZONES[zone];
        let from = new_year(year) + TimeDelta::days(day);
        let until = from + TimeDelta::days(60);
        let slow = slowly(std::slice::from_ref(&sets), zone, from, until).remove(0);
        prop_assert_eq!(quickly(&sets, zone, from, until), slow);
    }

    #[test]
    fn no_text_is_too_odd_to_be_read(cron in "[0-9*/,\\-A-Za-z?#@ ]{0,30}|\\PC{0,20}", zone in "\\PC{0,12}") {
        if let Ok(schedule) = Schedule::parse(&cron, "UTC") {
            prop_assert!(schedule.next_after(at("2026-01-01T00:00")).is_some());
        }
        let _ = Schedule::parse("0 7 * * *", &zone);
    }
}
