use crate::cron::Fields;
use crate::texts::{Texts, say};

/// As in “on Mondays”, “по понедельникам”; from Sunday.
const WEEKDAYS: [[&str; 2]; 7] = [
    ["Sundays", "воскресеньям"],
    ["Mondays", "понедельникам"],
    ["Tuesdays", "вторникам"],
    ["Wednesdays", "средам"],
    ["Thursdays", "четвергам"],
    ["Fridays", "пятницам"],
    ["Saturdays", "субботам"],
];

/// As in “the 1st of January”, “1-го января”, “in January”, “в январе”.
const MONTHS: [[&str; 3]; 12] = [
    ["January", "января", "январе"],
    ["February", "февраля", "феврале"],
    ["March", "марта", "марте"],
    ["April", "апреля", "апреле"],
    ["May", "мая", "мае"],
    ["June", "июня", "июне"],
    ["July", "июля", "июле"],
    ["August", "августа", "августе"],
    ["September", "сентября", "сентябре"],
    ["October", "октября", "октябре"],
    ["November", "ноября", "ноябре"],
    ["December", "декабря", "декабре"],
];

impl Texts {
    pub(super) fn days(self, fields: &Fields) -> String {
        let months = fields.months.as_deref();
        match (fields.days.as_deref(), fields.weekdays.as_deref()) {
            (None, None) => self.in_months(self.pick("every day", "каждый день").to_owned(), months),
            (None, Some(weekdays)) => self.in_months(self.weekdays(weekdays), months),
            (Some(days), None) => self.of_months(days, months),
            // Cron takes a day that meets one of them.
            (Some(days), Some(weekdays)) => {
                let days = self.of_months(days, months);
                let weekdays = self.in_months(self.weekdays(weekdays), months);
                say!(self, "{days} and also {weekdays}", "{days}, а также {weekdays}")
            }
        }
    }

    /// “a, b and c”.
    pub(super) fn in_words(self, items: &[String]) -> String {
        match items {
            [] => String::new(),
            [one] => one.clone(),
            [first @ .., last] => {
                let first = first.join(", ");
                say!(self, "{first} and {last}", "{first} и {last}")
            }
        }
    }

    /// Three and more numbers that follow one another are a range; each number has an ending.
    pub(super) fn ranges(self, numbers: &[u16], ending: impl Fn(u16) -> &'static str) -> String {
        let runs = numbers.chunk_by(|number, next| number + 1 == *next);
        let said = runs.flat_map(|run| match run {
            [first, .., last] if run.len() > 2 => {
                // In Russian only the last one has its ending: 1–7-го.
                let begin = self.pick(ending(*first), "");
                vec![format!("{first}{begin}–{last}{}", ending(*last))]
            }
            run => run.iter().map(|number| format!("{number}{}", ending(*number))).collect(),
        });
        self.in_words(&said.collect::<Vec<_>>())
    }

    fn weekdays(self, weekdays: &[u16]) -> String {
        match weekdays {
            [1, 2, 3, 4, 5] => self.pick("on weekdays", "по будням").to_owned(),
            [0, 6] => self.pick("at weekends", "по выходным").to_owned(),
            _ => {
                // A Sunday ends the week.
                let (sunday, others) = weekdays.split_at(usize::from(weekdays.first() == Some(&0)));
                let names = others.iter().chain(sunday).filter_map(|day| WEEKDAYS.get(usize::from(*day)));
                let names: Vec<_> = names.map(|[en, ru]| self.pick(en, ru).to_owned()).collect();
                let names = self.in_words(&names);
                say!(self, "on {names}", "по {names}")
            }
        }
    }

    fn of_months(self, days: &[u16], months: Option<&[u16]>) -> String {
        let days = self.ranges(days, |day| self.pick(ordinal(day), "-го"));
        match months {
            None => say!(self, "on the {days} of each month", "{days} числа каждого месяца"),
            Some(months) => {
                let months = self.months(months, 1);
                say!(self, "on the {days} of {months}", "{days} {months}")
            }
        }
    }

    fn in_months(self, days: String, months: Option<&[u16]>) -> String {
        let Some(months) = months else { return days };
        let months = self.months(months, 2);
        say!(self, "{days} in {months}", "{days} в {months}")
    }

    fn months(self, months: &[u16], russian_case: usize) -> String {
        let names = months.iter().filter_map(|month| MONTHS.get(usize::from(*month).checked_sub(1)?));
        let names: Vec<_> = names.map(|names| self.pick(names[0], names[russian_case]).to_owned()).collect();
        self.in_words(&names)
    }
}

fn ordinal(day: u16) -> &'static str {
    match (day % 10, day) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    }
}
