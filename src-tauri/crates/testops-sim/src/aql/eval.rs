//! A query asked of a row. A field may have several values (tags): one that fits is enough, and `!=` means none.

use super::{Expression, Field, Function, Literal, Operator};

/// Who asks, and when: for the functions.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    /// Epoch milliseconds.
    pub(crate) now: i64,
    pub(crate) user: &'a str,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Text(String),
    Number(i64),
    Flag(bool),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

/// What can be searched.
pub(crate) trait Row {
    /// The values of a field; none means that it is not set.
    fn values(&self, field: &str, key: Option<&str>) -> Vec<Value>;
}

impl Expression {
    pub(crate) fn holds(&self, row: &impl Row, asked: Asked<'_>) -> bool {
        match self {
            Self::Constant(value) => *value,
            Self::Not(inner) => !inner.holds(row, asked),
            Self::And(left, right) => left.holds(row, asked) && right.holds(row, asked),
            Self::Or(left, right) => left.holds(row, asked) || right.holds(row, asked),
            Self::Compare(field, operator, literal) => {
                compare(&values(row, field), *operator, literal, asked)
            }
            Self::In(field, literals) => {
                let values = values(row, field);
                literals.iter().any(|literal| compare(&values, Operator::Equal, literal, asked))
            }
        }
    }
}

fn values(row: &impl Row, field: &Field) -> Vec<Value> {
    row.values(&field.name, field.key.as_deref())
}

fn compare(values: &[Value], operator: Operator, literal: &Literal, asked: Asked<'_>) -> bool {
    if *literal == Literal::Null {
        return values.is_empty() == (operator == Operator::Equal);
    }
    match operator {
        Operator::Unequal => !compare(values, Operator::Equal, literal, asked),
        Operator::Equal
        | Operator::Contains
        | Operator::Greater
        | Operator::AtLeast
        | Operator::Less
        | Operator::AtMost => values.iter().any(|value| fits(value, operator, literal, asked)),
    }
}

fn fits(value: &Value, operator: Operator, literal: &Literal, asked: Asked<'_>) -> bool {
    match (value, literal) {
        (Value::Text(text), Literal::Text(wanted)) => text_fits(text, operator, wanted),
        (Value::Text(text), Literal::Function(Function::CurrentUser)) => {
            text_fits(text, operator, asked.user)
        }
        (Value::Flag(flag), Literal::Flag(wanted)) => operator == Operator::Equal && flag == wanted,
        (Value::Number(number), _) => {
            number_of(literal, asked).is_some_and(|wanted| number_fits(*number as f64, operator, wanted))
        }
        (Value::Text(_) | Value::Flag(_), _) => false,
    }
}

fn text_fits(text: &str, operator: Operator, wanted: &str) -> bool {
    match operator {
        Operator::Contains => text.to_lowercase().contains(&wanted.to_lowercase()),
        Operator::Equal => text == wanted,
        Operator::Unequal | Operator::Greater | Operator::AtLeast | Operator::Less | Operator::AtMost => {
            false
        }
    }
}

fn number_of(literal: &Literal, asked: Asked<'_>) -> Option<f64> {
    const DAY: i64 = 86_400_000;
    match literal {
        Literal::Number(number) => Some(*number),
        Literal::Function(Function::Now) => Some(asked.now as f64),
        Literal::Function(Function::DayStartUtc) => Some((asked.now - asked.now.rem_euclid(DAY)) as f64),
        Literal::Function(Function::WeekAgo) => Some((asked.now - 7 * DAY) as f64),
        Literal::Function(Function::CurrentUser) | Literal::Null | Literal::Text(_) | Literal::Flag(_) => {
            None
        }
    }
}

fn number_fits(number: f64, operator: Operator, wanted: f64) -> bool {
    match operator {
        Operator::Equal => (number - wanted).abs() < f64::EPSILON,
        Operator::Contains => number.to_string().contains(&wanted.to_string()),
        Operator::Greater => number > wanted,
        Operator::AtLeast => number >= wanted,
        Operator::Less => number < wanted,
        Operator::AtMost => number <= wanted,
        Operator::Unequal => false,
    }
}

impl Expression {
    /// The number that `field` has to equal for the query to hold, when the query says so outright.
    pub(crate) fn only_number(&self, field: &str) -> Option<i64> {
        match self {
            Self::Compare(own, Operator::Equal, Literal::Number(number)) if own.name == field => {
                Some(*number as i64)
            }
            Self::And(left, right) => left.only_number(field).or_else(|| right.only_number(field)),
            Self::Constant(_) | Self::Not(_) | Self::Or(..) | Self::Compare(..) | Self::In(..) => None,
        }
    }

    /// Whether the same row may be judged otherwise at another time.
    pub(crate) fn asks_for_the_time(&self) -> bool {
        let timed = |literal: &Literal| {
            matches!(literal, Literal::Function(Function::Now | Function::DayStartUtc | Function::WeekAgo))
        };
        match self {
            Self::Constant(_) => false,
            Self::Not(inner) => inner.asks_for_the_time(),
            Self::And(left, right) | Self::Or(left, right) => {
                left.asks_for_the_time() || right.asks_for_the_time()
            }
            Self::Compare(_, _, literal) => timed(literal),
            Self::In(_, literals) => literals.iter().any(timed),
        }
    }
}
