use crate::texts::plural::Forms;
use crate::texts::{Texts, say};

/// More times of the clock than this nobody wants to read.
const MOST_TIMES: usize = 6;

const MINUTES: Forms =
    Forms { en: ["minute", "minutes"], ru: ["минута", "минуты", "минут"] };
const HOURS: Forms = Forms { en: ["hour", "hours"], ru: ["час", "часа", "часов"] };

/// The times of one day.
pub(super) struct Times {
    pub(super) said: String,
    /// `07:00 and 19:00`, to be put behind “at”.
    pub(super) of_the_clock: bool,
}

impl Texts {
    pub(super) fn times(self, minutes: &[u16], hours: &[u16]) -> Times {
        if minutes.len() * hours.len() <= MOST_TIMES {
            let clock = |hour: &u16| minutes.iter().map(|minute| clock(*hour, *minute)).collect::<Vec<_>>();
            let all: Vec<_> = hours.iter().flat_map(clock).collect();
            return Times { said: self.in_words(&all), of_the_clock: true };
        }
        Times { said: self.distance(minutes, hours), of_the_clock: false }
    }

    fn distance(self, minutes: &[u16], hours: &[u16]) -> String {
        let (Some(first), Some(last)) = (hours.first(), hours.last()) else { return String::new() };
        let end = clock(*last, minutes.last().copied().unwrap_or_default());
        let together = hours.len() > 1 && usize::from(last - first) + 1 == hours.len();
        let span = match hours.len() {
            24 => Some(String::new()),
            _ if together => {
                let begin = clock(*first, minutes.first().copied().unwrap_or_default());
                Some(say!(self, " from {begin} to {end}", " с {begin} до {end}"))
            }
            _ => None,
        };
        match (minutes, span) {
            ([minute], Some(span)) => {
                let hourly = self.every(1, &HOURS);
                let within = *minute > 0 && span.is_empty();
                let at = if within {
                    say!(self, " at minute {minute}", " на {minute}-й минуте")
                } else {
                    String::new()
                };
                format!("{hourly}{at}{span}")
            }
            ([minute], None) if evenly(hours, 24).is_some() => {
                let every = self.every(evenly(hours, 24).unwrap_or(1), &HOURS);
                let at = if *minute > 0 {
                    say!(self, " at minute {minute}", " на {minute}-й минуте")
                } else {
                    String::new()
                };
                format!("{every}{at}")
            }
            (minutes, Some(span)) if evenly(minutes, 60).is_some() => {
                let every = self.every(evenly(minutes, 60).unwrap_or(1), &MINUTES);
                format!("{every}{span}")
            }
            (minutes, _) => self.read_out(minutes, hours),
        }
    }

    fn read_out(self, minutes: &[u16], hours: &[u16]) -> String {
        let minutes = self.ranges(minutes, |_| self.pick("", "-й"));
        if hours.len() == 24 {
            return say!(self, "at minutes {minutes} of every hour", "на {minutes} минутах каждого часа");
        }
        let hours = self.ranges(hours, |_| "");
        say!(self, "at minutes {minutes} of the hours {hours}", "на {minutes} минутах часов {hours}")
    }

    /// “every hour”, “every 15 minutes”.
    fn every(self, count: u16, unit: &Forms) -> String {
        if count > 1 {
            let counted = self.count(count.into(), unit);
            return say!(self, "every {counted}", "каждые {counted}");
        }
        let word = self.form(1, unit);
        match word {
            "минута" => "каждую минуту".to_owned(),
            _ => say!(self, "every {word}", "каждый {word}"),
        }
    }
}

/// The distance of numbers that go evenly through 0 to `all`, from 0.
fn evenly(numbers: &[u16], all: u16) -> Option<u16> {
    let step =
        all / u16::try_from(numbers.len()).ok().filter(|count| *count > 1 && all.is_multiple_of(*count))?;
    let even = numbers.iter().zip((0..).step_by(step.into())).all(|(number, expected)| *number == expected);
    even.then_some(step)
}

fn clock(hour: u16, minute: u16) -> String {
    format!("{hour:02}:{minute:02}")
}
