use chrono::TimeDelta;

use super::{Texts, say};

impl Texts {
    /// `45 s`, `3 min`, `1 h 05 min`, `2 d 03 h`; what is below zero is zero.
    pub(crate) fn duration(self, length: TimeDelta) -> String {
        let seconds = length.num_seconds().max(0);
        let (minutes, hours, days) = (seconds / 60, seconds / 3_600, seconds / 86_400);
        if days > 0 {
            let hours = hours % 24;
            return say!(self, "{days} d {hours:02} h", "{days} д {hours:02} ч");
        }
        if hours > 0 {
            let minutes = minutes % 60;
            return say!(self, "{hours} h {minutes:02} min", "{hours} ч {minutes:02} мин");
        }
        if minutes > 0 {
            return say!(self, "{minutes} min", "{minutes} мин");
        }
        say!(self, "{seconds} s", "{seconds} с")
    }

    /// `7–9 min`; one length where both are said alike.
    pub(crate) fn duration_range(self, low: TimeDelta, high: TimeDelta) -> String {
        let (from, to) = (self.duration(low), self.duration(high));
        if from == to {
            return to;
        }
        let hour = TimeDelta::hours(1);
        let minutes = |length: TimeDelta| length >= TimeDelta::minutes(1) && length < hour;
        let short = minutes(low) && minutes(high) || high < TimeDelta::minutes(1);
        let from = if short { from.split(' ').next().unwrap_or_default() } else { from.as_str() };
        format!("{from}–{to}")
    }

    /// How long ago something was.
    pub(crate) fn age(self, age: TimeDelta) -> String {
        if age < TimeDelta::seconds(10) {
            return self.pick("just now", "только что").to_owned();
        }
        let length = self.duration(age);
        say!(self, "{length} ago", "{length} назад")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::Language::{En, Ru};

    #[test]
    fn durations_are_said_as_people_say_them() {
        let said = |seconds| {
            let length = TimeDelta::seconds(seconds);
            [Texts(En).duration(length), Texts(Ru).duration(length)]
        };
        assert_eq!(said(-5), ["0 s", "0 с"]);
        assert_eq!(said(59), ["59 s", "59 с"]);
        assert_eq!(said(60), ["1 min", "1 мин"]);
        assert_eq!(said(3_599), ["59 min", "59 мин"]);
        assert_eq!(said(3_900), ["1 h 05 min", "1 ч 05 мин"]);
        assert_eq!(said(2 * 86_400 + 3 * 3_600), ["2 d 03 h", "2 д 03 ч"]);
    }

    #[test]
    fn a_range_names_its_unit_once_where_it_is_one() {
        let said = |low, high| Texts(En).duration_range(TimeDelta::seconds(low), TimeDelta::seconds(high));
        assert_eq!([said(420, 545), said(425, 430), said(5, 9)], ["7–9 min", "7 min", "5–9 s"]);
        assert_eq!([said(45, 125), said(3_000, 3_900)], ["45 s–2 min", "50 min–1 h 05 min"]);
    }

    #[test]
    fn ages_begin_with_just_now() {
        assert_eq!(Texts(En).age(TimeDelta::seconds(-90_000)), "just now");
        assert_eq!(Texts(Ru).age(TimeDelta::seconds(9)), "только что");
        assert_eq!(Texts(Ru).age(TimeDelta::seconds(180)), "3 мин назад");
        assert_eq!(Texts(En).age(TimeDelta::seconds(12)), "12 s ago");
    }
}
