//! A schedule as a person says it: “on weekdays at 09:30 Europe/Moscow”, “every 15 minutes”.

mod days;
mod times;

use super::{Texts, say};
use crate::cron::Fields;

impl Texts {
    /// `zone` is a name of the IANA's.
    pub(crate) fn schedule(self, fields: &Fields, zone: &str) -> String {
        let every_day = fields.days.is_none() && fields.weekdays.is_none() && fields.months.is_none();
        let times = self.times(&fields.minutes, &fields.hours);
        if times.of_the_clock {
            let (days, said) = (self.days(fields), times.said);
            return say!(self, "{days} at {said} {zone}", "{days} в {said} {zone}");
        }
        // Through the whole day; then nobody asks for the zone.
        if every_day && fields.hours.len() == 24 {
            return times.said;
        }
        let said = times.said;
        if every_day {
            return format!("{said} ({zone})");
        }
        let days = self.days(fields);
        format!("{said}, {days} ({zone})")
    }
}

#[cfg(test)]
mod tests {
    use crate::cron::Schedule;
    use crate::texts::Texts;
    use crate::view::Language::{En, Ru};

    fn said(cron: &str, zone: &str) -> [String; 2] {
        let schedule = Schedule::parse(cron, zone).expect(cron);
        [schedule.words(Texts(En)), schedule.words(Texts(Ru))]
    }

    fn says(cron: &str, english: &str, russian: &str) {
        assert_eq!(said(cron, "UTC"), [english, russian], "{cron}");
    }

    #[test]
    fn days_and_times_are_said_with_their_zone() {
        says("0 7 * * *", "every day at 07:00 UTC", "каждый день в 07:00 UTC");
        let weekdays = said("30 9 * * 1-5", "Europe/Moscow");
        assert_eq!(weekdays, ["on weekdays at 09:30 Europe/Moscow", "по будням в 09:30 Europe/Moscow"]);
        says(
            "0 9,12,18 * * *",
            "every day at 09:00, 12:00 and 18:00 UTC",
            "каждый день в 09:00, 12:00 и 18:00 UTC",
        );
        says("0,30 9 * * *", "every day at 09:00 and 09:30 UTC", "каждый день в 09:00 и 09:30 UTC");
    }

    #[test]
    fn days_of_the_week_are_named() {
        says("0 7 * * 0,6", "at weekends at 07:00 UTC", "по выходным в 07:00 UTC");
        says("0 7 * * MON", "on Mondays at 07:00 UTC", "по понедельникам в 07:00 UTC");
        says(
            "0 7 * * 1,3,0",
            "on Mondays, Wednesdays and Sundays at 07:00 UTC",
            "по понедельникам, средам и воскресеньям в 07:00 UTC",
        );
    }

    #[test]
    fn days_of_the_month_are_counted() {
        says("0 7 1 * *", "on the 1st of each month at 07:00 UTC", "1-го числа каждого месяца в 07:00 UTC");
        says(
            "0 7 2,22,31 * *",
            "on the 2nd, 22nd and 31st of each month at 07:00 UTC",
            "2-го, 22-го и 31-го числа каждого месяца в 07:00 UTC",
        );
        says(
            "0 7 1-7,15 * *",
            "on the 1st–7th and 15th of each month at 07:00 UTC",
            "1–7-го и 15-го числа каждого месяца в 07:00 UTC",
        );
        says(
            "0 7 11,12,23 JAN,JUN *",
            "on the 11th, 12th and 23rd of January and June at 07:00 UTC",
            "11-го, 12-го и 23-го января и июня в 07:00 UTC",
        );
        says(
            "0 7 13 * FRI",
            "on the 13th of each month and also on Fridays at 07:00 UTC",
            "13-го числа каждого месяца, а также по пятницам в 07:00 UTC",
        );
    }

    #[test]
    fn months_are_said_beside_other_days() {
        says(
            "0 7 * 6-8 *",
            "every day in June, July and August at 07:00 UTC",
            "каждый день в июне, июле и августе в 07:00 UTC",
        );
        says("0 7 * 12 1-5", "on weekdays in December at 07:00 UTC", "по будням в декабре в 07:00 UTC");
        says(
            "0 7 1 5 MON",
            "on the 1st of May and also on Mondays in May at 07:00 UTC",
            "1-го мая, а также по понедельникам в мае в 07:00 UTC",
        );
    }

    #[test]
    fn even_times_are_said_as_a_distance() {
        says("* * * * *", "every minute", "каждую минуту");
        says("*/15 * * * *", "every 15 minutes", "каждые 15 минут");
        says("*/2 * * * *", "every 2 minutes", "каждые 2 минуты");
        says("0 * * * *", "every hour", "каждый час");
        says("5 * * * *", "every hour at minute 5", "каждый час на 5-й минуте");
        says("0 */2 * * *", "every 2 hours (UTC)", "каждые 2 часа (UTC)");
        says(
            "0 */6 * * *",
            "every day at 00:00, 06:00, 12:00 and 18:00 UTC",
            "каждый день в 00:00, 06:00, 12:00 и 18:00 UTC",
        );
        says("0 */2 * * 1-5", "every 2 hours, on weekdays (UTC)", "каждые 2 часа, по будням (UTC)");
        says(
            "*/20 * 1 * *",
            "every 20 minutes, on the 1st of each month (UTC)",
            "каждые 20 минут, 1-го числа каждого месяца (UTC)",
        );
        says("0 9-18 * * *", "every hour from 09:00 to 18:00 (UTC)", "каждый час с 09:00 до 18:00 (UTC)");
        says(
            "*/30 9-17 * * 1-5",
            "every 30 minutes from 09:00 to 17:30, on weekdays (UTC)",
            "каждые 30 минут с 09:00 до 17:30, по будням (UTC)",
        );
    }

    #[test]
    fn odd_ones_are_read_out() {
        says(
            "7,9,50 * * * *",
            "at minutes 7, 9 and 50 of every hour",
            "на 7-й, 9-й и 50-й минутах каждого часа",
        );
        says(
            "1-40 2,3,5 * * *",
            "at minutes 1–40 of the hours 2, 3 and 5 (UTC)",
            "на 1–40-й минутах часов 2, 3 и 5 (UTC)",
        );
        says(
            "*/7 * * * *",
            "at minutes 0, 7, 14, 21, 28, 35, 42, 49 and 56 of every hour",
            "на 0-й, 7-й, 14-й, 21-й, 28-й, 35-й, 42-й, 49-й и 56-й минутах каждого часа",
        );
    }
}
