//! The query language of the product, as far as clients use it: comparisons of named fields, `in`, `is`, `and`,
//! `or`, `not`, brackets, and a few functions. Text is parsed once, checked against the fields of what is
//! searched, and then asked of every row.

mod eval;
mod lexer;
mod parser;

pub(crate) use eval::{Asked, Row, Value};
pub(crate) use parser::parse;

/// A parsed query.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Expression {
    Constant(bool),
    Not(Box<Expression>),
    And(Box<Expression>, Box<Expression>),
    Or(Box<Expression>, Box<Expression>),
    Compare(Field, Operator, Literal),
    In(Field, Vec<Literal>),
}

/// `name`, or `name["key"]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) key: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Equal,
    Unequal,
    Contains,
    Greater,
    AtLeast,
    Less,
    AtMost,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Literal {
    Null,
    Text(String),
    Number(f64),
    Flag(bool),
    Function(Function),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Function {
    Now,
    DayStartUtc,
    WeekAgo,
    CurrentUser,
}

/// What may be compared with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Number,
    Text,
    Flag,
    /// Text, by a key in brackets.
    Keyed,
}

/// Why a text is no query, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Invalid(pub(crate) String);

impl Expression {
    /// Refuses fields that are not in `known`, and literals of another kind than the field's.
    pub(crate) fn check(&self, known: &[(&str, Kind)]) -> Result<(), Invalid> {
        match self {
            Self::Constant(_) => Ok(()),
            Self::Not(inner) => inner.check(known),
            Self::And(left, right) | Self::Or(left, right) => {
                left.check(known).and_then(|()| right.check(known))
            }
            Self::Compare(field, operator, literal) => {
                let kind = field.kind(known)?;
                let ordered = matches!(
                    operator,
                    Operator::Greater | Operator::AtLeast | Operator::Less | Operator::AtMost
                );
                if ordered && kind != Kind::Number {
                    return Err(Invalid(format!("field '{}' cannot be ordered", field.name)));
                }
                if *operator == Operator::Contains && kind == Kind::Flag {
                    return Err(Invalid(format!("operator ~= does not fit field '{}'", field.name)));
                }
                literal.check(field, kind)
            }
            Self::In(field, literals) => {
                let kind = field.kind(known)?;
                literals.iter().try_for_each(|literal| literal.check(field, kind))
            }
        }
    }
}

impl Field {
    fn kind(&self, known: &[(&str, Kind)]) -> Result<Kind, Invalid> {
        let fits =
            |(name, kind): &&(&str, Kind)| *name == self.name && (*kind == Kind::Keyed) == self.key.is_some();
        let found = known.iter().find(fits).map(|(_, kind)| *kind);
        found.ok_or_else(|| Invalid(format!("unknown field '{}'", self.name)))
    }
}

impl Literal {
    fn check(&self, field: &Field, kind: Kind) -> Result<(), Invalid> {
        let fits = match self {
            Self::Null => true,
            Self::Number(_) | Self::Function(Function::Now | Function::DayStartUtc | Function::WeekAgo) => {
                kind == Kind::Number
            }
            Self::Text(_) | Self::Function(Function::CurrentUser) => matches!(kind, Kind::Text | Kind::Keyed),
            Self::Flag(_) => kind == Kind::Flag,
        };
        if fits { Ok(()) } else { Err(Invalid(format!("value does not fit field '{}'", field.name))) }
    }
}
