//! A file as a server exports it: 26 columns, about a kilobyte a row, steps over several lines.

use std::fmt::Write;
use std::fs::File;
use std::path::Path;

use crate::Outcome;

const COLUMNS: [&str; 26] = [
    "allure_id",
    "name",
    "full_name",
    "status",
    "description",
    "precondition",
    "expected_result",
    "scenario",
    "layer",
    "automated",
    "created_by",
    "created_date",
    "last_modified_by",
    "last_modified_date",
    "tag",
    "link",
    "issue",
    "epic",
    "feature",
    "story",
    "component",
    "owner",
    "lead",
    "priority",
    "suite",
    "parameter",
];
const WORDS: [&str; 24] = [
    "вход",
    "кнопка",
    "пользователь",
    "оплата",
    "корзина",
    "ошибка",
    "страница",
    "открыть",
    "нажать",
    "проверить",
    "заказ",
    "отчёт",
    "login",
    "button",
    "checkout",
    "profile",
    "API",
    "token",
    "session",
    "экран",
    "поле",
    "список",
    "Москва",
    "ёлка",
];
const STATUSES: [&str; 4] = ["Draft", "Active", "Review", "Outdated"];

/// Numbers that are the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }

    fn pick<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        let place = self.below(choices.len() as u64);
        choices[usize::try_from(place).unwrap_or(0)]
    }

    fn words(&mut self, count: u64) -> String {
        let words: Vec<&str> = (0..count).map(|_| self.pick(&WORDS)).collect();
        words.join(" ")
    }
}

/// `newer`: of every 100 000 rows, 12 more, 3 less, 40 changed.
pub(crate) fn file(path: &Path, rows: u64, newer: bool) -> Outcome<()> {
    let mut out =
        csv::WriterBuilder::new().delimiter(b';').from_writer(std::io::BufWriter::new(File::create(path)?));
    out.write_record(COLUMNS)?;
    for id in 1..=rows {
        let place = id % 100_000;
        if newer && place < 3 {
            continue;
        }
        let mut row = row(id);
        if newer && (1000..1040).contains(&place) {
            row[3] = String::from("Changed");
        }
        out.write_record(&row)?;
    }
    for id in rows + 1..=rows + if newer { 12 * (rows / 100_000) } else { 0 } {
        out.write_record(row(id))?;
    }
    Ok(out.flush()?)
}

fn row(id: u64) -> Vec<String> {
    let mut dice = Dice(id.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let mut scenario = String::new();
    for step in 1..=9 {
        let _ = writeln!(scenario, "{step}. {}", dice.words(4));
    }
    let mut row = vec![
        id.to_string(),
        format!("Тест {}: {}", dice.below(10_000_000), dice.words(3)),
        format!("com.example.{}.{}Test#{id}", dice.pick(&["ui", "api", "e2e"]), dice.below(1000)),
        dice.pick(&STATUSES).to_owned(),
        dice.words(6),
        dice.words(4),
        dice.words(5),
        scenario,
    ];
    for (number, name) in COLUMNS.iter().enumerate().skip(row.len()) {
        row.push(if number % 3 == 0 { dice.words(2) } else { format!("{name}-{}", dice.below(1000)) });
    }
    row
}
