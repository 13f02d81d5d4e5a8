//! A cron expression of five fields, held to what every cron understands.
//!
//! Fields are numbers, ranges, lists and steps; months and days of the week also have their English names, and a week
//! may end in 7 as well as begin with 0. What some dialects add (`@daily`, seconds, years, `?`, `L`, `W`, `#`, `+`) is
//! refused. When both the day of month and the day of week are limited, a day needs to meet one of them.

use chrono::{NaiveDate, NaiveDateTime};
use croner::parser::{CronParser, Seconds, Year};
use croner::{Cron, CronPattern};

/// Longer ones are no expression of a person.
const LONGEST: usize = 200;

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const WEEKDAYS: [&str; 7] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/// The local times that an expression names, without any time zone.
#[derive(Clone, Debug)]
pub(super) struct Expression {
    cron: Cron,
    is_interval: bool,
}

/// What an expression says, field by field. A day field that was left open is `None`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fields {
    pub(crate) minutes: Vec<u16>,
    pub(crate) hours: Vec<u16>,
    pub(crate) days: Option<Vec<u16>>,
    pub(crate) months: Option<Vec<u16>>,
    /// From 0, a Sunday.
    pub(crate) weekdays: Option<Vec<u16>>,
}

/// Why an expression is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CronFault {
    /// Not five fields.
    Count {
        is: usize,
    },
    Field(CronField),
    /// No year has such a day, for example a 30th of February.
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CronField {
    Minute,
    Hour,
    Day,
    Month,
    Weekday,
}

const FIELDS: [CronField; 5] =
    [CronField::Minute, CronField::Hour, CronField::Day, CronField::Month, CronField::Weekday];

impl Expression {
    pub(super) fn parse(text: &str) -> Result<Self, CronFault> {
        let texts: Vec<_> = text.split_whitespace().collect();
        if texts.len() != FIELDS.len() || text.len() > LONGEST {
            return Err(CronFault::Count { is: texts.len() });
        }
        let mut numbers = Vec::new();
        for (field, text) in FIELDS.into_iter().zip(texts) {
            let text = in_numbers(text, names(field)).ok_or(CronFault::Field(field))?;
            // Each alone first, so that the one that is wrong can be named.
            let alone = FIELDS.map(|other| if other == field { text.as_str() } else { "*" });
            parsed(&alone.join(" ")).ok_or(CronFault::Field(field))?;
            numbers.push(text);
        }
        let cron = parsed(&numbers.join(" ")).ok_or(CronFault::Field(CronField::Minute))?;
        let is_interval = numbers.iter().take(2).any(|field| field.contains('*'));
        let expression = Self { cron, is_interval };
        if expression.ever() { Ok(expression) } else { Err(CronFault::Never) }
    }

    /// The first local time of the expression after `local`.
    pub(super) fn next_after(&self, local: NaiveDateTime) -> Option<NaiveDateTime> {
        self.cron.find_next_occurrence(&local, false).ok()
    }

    /// Whether it is meant as a distance between due times, for example `*/30` or every hour: the minute or the hour is
    /// written with a star. Otherwise it names times of the day.
    pub(super) fn is_interval(&self) -> bool {
        self.is_interval
    }

    pub(super) fn fields(&self) -> Fields {
        let CronPattern { minutes, hours, days, months, days_of_week, .. } = &self.cron.pattern;
        let limited = |values: Vec<u16>, all: usize| Some(values).filter(|values| values.len() < all);
        let mut days = (!self.cron.pattern.is_dom_wildcard()).then(|| days.values());
        let mut weekdays = (!self.cron.pattern.is_dow_wildcard()).then(|| days_of_week.values());
        let full = |values: &Option<Vec<u16>>, all: usize| values.as_ref().is_some_and(|it| it.len() == all);
        if full(&days, 31) || full(&weekdays, 7) {
            (days, weekdays) = (None, None);
        }
        let months = limited(months.values(), 12);
        Fields { minutes: minutes.values(), hours: hours.values(), days, months, weekdays }
    }

    /// Whether some day of the calendar meets it. A month that is too short for all of its days is too short in each
    /// year, leap years counted.
    fn ever(&self) -> bool {
        let Fields { days: Some(days), months, weekdays: None, .. } = self.fields() else { return true };
        let months = months.unwrap_or_else(|| (1..=12).collect());
        let exists = |month: u16, day: u16| NaiveDate::from_ymd_opt(2000, month.into(), day.into()).is_some();
        months.iter().any(|month| days.iter().any(|day| exists(*month, *day)))
    }
}

fn parsed(numbers: &str) -> Option<Cron> {
    let parser = CronParser::builder().seconds(Seconds::Disallowed).year(Year::Disallowed).build();
    parser.parse(numbers).ok()
}

fn names(field: CronField) -> &'static [&'static str] {
    match field {
        CronField::Month => &MONTHS,
        CronField::Weekday => &WEEKDAYS,
        CronField::Minute | CronField::Hour | CronField::Day => &[],
    }
}

/// A field with numbers in the place of names; `None` for what no field may hold.
fn in_numbers(field: &str, names: &[&str]) -> Option<String> {
    let items: Option<Vec<_>> = field.split(',').map(|item| item_in_numbers(item, names)).collect();
    Some(items?.join(","))
}

fn item_in_numbers(item: &str, names: &[&str]) -> Option<String> {
    let (range, step) = item.split_once('/').map_or((item, None), |(range, step)| (range, Some(step)));
    let range = match range.split_once('-') {
        _ if range == "*" => "*".to_owned(),
        Some((from, to)) => {
            let (from, to) = (number(from, names)?, number(to, names)?);
            // A week that ends in a Sunday.
            let to = if names.len() == WEEKDAYS.len() && to == 0 && from > 0 { 7 } else { to };
            format!("{from}-{to}")
        }
        None => number(range, names)?.to_string(),
    };
    match step {
        None => Some(range),
        Some(step) => Some(format!("{range}/{}", number(step, &[])?)),
    }
}

/// A number of one or two digits, or the number of a name.
fn number(text: &str, names: &[&str]) -> Option<u16> {
    if matches!(text.len(), 1 | 2) && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok();
    }
    let place = names.iter().position(|name| name.eq_ignore_ascii_case(text))?;
    let number = if names.len() == MONTHS.len() { place + 1 } else { place };
    u16::try_from(number).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(text: &str) -> Fields {
        Expression::parse(text).expect(text).fields()
    }

    fn fault(text: &str) -> CronFault {
        Expression::parse(text).expect_err(text)
    }

    #[test]
    fn numbers_ranges_lists_steps_and_names_are_read() {
        let read = fields("*/20 8-10,18 1-7 JAN,mar-May Mon-FRI");
        assert_eq!(read.minutes, [0, 20, 40]);
        assert_eq!(read.hours, [8, 9, 10, 18]);
        assert_eq!(read.days, Some((1..=7).collect()));
        assert_eq!(read.months, Some(vec![1, 3, 4, 5]));
        assert_eq!(read.weekdays, Some((1..=5).collect()));
        assert_eq!(fields("0 7 * * *").weekdays, None);
        assert_eq!(fields(" 10-30/10\t7  * * * ").minutes, [10, 20, 30]);
    }

    #[test]
    fn a_star_at_the_clock_makes_an_interval() {
        for text in ["* * * * *", "*/30 * * * *", "0 * * * *", "0 */2 1 1 *", "*/5 2 * * *", "7,*/15 2 * * *"]
        {
            assert!(Expression::parse(text).expect(text).is_interval(), "{text}");
        }
        for text in ["0 7 * * *", "0,30 0-23 * * *", "10-30/10 7 * * MON"] {
            assert!(!Expression::parse(text).expect(text).is_interval(), "{text}");
        }
    }

    #[test]
    fn a_sunday_is_0_7_or_a_name_also_at_the_end_of_a_week() {
        for text in ["0 7 * * 0", "0 7 * * 7", "0 7 * * SUN"] {
            assert_eq!(fields(text).weekdays, Some(vec![0]), "{text}");
        }
        assert_eq!(fields("0 7 * * sat-sun").weekdays, Some(vec![0, 6]));
        assert_eq!(fields("0 7 * * 5-0").weekdays, Some(vec![0, 5, 6]));
        assert_eq!(fields("0 7 * * 1-7").weekdays, None);
    }

    #[test]
    fn a_day_field_that_holds_all_days_makes_every_day() {
        let read = fields("0 7 13 * 0-6");
        assert_eq!((read.days, read.weekdays), (None, None));
        assert_eq!(fields("0 7 1-31 1-12 *").months, None);
    }

    #[test]
    fn the_wrong_field_is_named() {
        for (text, field) in [
            ("60 7 * * *", CronField::Minute),
            ("MON 7 * * *", CronField::Minute),
            ("5/10 7 * * *", CronField::Minute),
            ("*/0 7 * * *", CronField::Minute),
            ("1,,2 7 * * *", CronField::Minute),
            ("-1 7 * * *", CronField::Minute),
            ("0 24 * * *", CronField::Hour),
            ("0 9-7 * * *", CronField::Hour),
            ("0 7 0 * *", CronField::Day),
            ("0 7 L * *", CronField::Day),
            ("0 7 15W * *", CronField::Day),
            ("0 7 ? * *", CronField::Day),
            ("0 7 * 13 *", CronField::Month),
            ("0 7 * MONDAY *", CronField::Month),
            ("0 7 * * 8", CronField::Weekday),
            ("0 7 * * MON#2", CronField::Weekday),
            ("0 7 * * 5L", CronField::Weekday),
            ("0 7 1 * +MON", CronField::Weekday),
        ] {
            assert_eq!(fault(text), CronFault::Field(field), "{text}");
        }
    }

    #[test]
    fn other_than_five_fields_are_counted() {
        for (text, is) in [("", 0), ("@daily", 1), ("0 7 * *", 4), ("0 0 7 * * *", 6)] {
            assert_eq!(fault(text), CronFault::Count { is }, "{text}");
        }
        let endless = format!("{} 7 * * *", "1,".repeat(200));
        assert_eq!(fault(&endless), CronFault::Count { is: 5 });
    }

    #[test]
    fn what_never_comes_is_refused() {
        for text in ["0 0 30 2 *", "0 0 30,31 FEB *", "0 0 31 4,6,9,11 *"] {
            assert_eq!(fault(text), CronFault::Never, "{text}");
        }
        for text in ["0 0 29 2 *", "0 0 30 2 MON", "0 0 31 4,5 *"] {
            assert!(Expression::parse(text).is_ok(), "{text}");
        }
    }
}
