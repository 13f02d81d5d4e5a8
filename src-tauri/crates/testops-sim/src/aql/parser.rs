//! Recursive descent: `or` over `and` over `not` over comparisons. Depth is bounded, so that no text can exhaust
//! the stack.

use super::lexer::{Token, tokens};
use super::{Expression, Field, Function, Invalid, Literal, Operator};

const DEEPEST: usize = 100;
/// How many `and` and `or` one query may have: each makes the tree one deeper.
const LONGEST: usize = 1000;

/// Parses a query; blank text is none.
pub(crate) fn parse(text: &str) -> Result<Expression, Invalid> {
    let mut parser = Parser { tokens: tokens(text)?, at: 0, depth: 0, joins: 0 };
    let expression = parser.either()?;
    if parser.at < parser.tokens.len() {
        return Err(Invalid("unexpected text after the query".to_owned()));
    }
    Ok(expression)
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
    joins: usize,
}

impl Parser {
    fn either(&mut self) -> Result<Expression, Invalid> {
        let mut left = self.both()?;
        while self.joins("or")? {
            left = Expression::Or(Box::new(left), Box::new(self.both()?));
        }
        Ok(left)
    }

    fn both(&mut self) -> Result<Expression, Invalid> {
        let mut left = self.negated()?;
        while self.joins("and")? {
            left = Expression::And(Box::new(left), Box::new(self.negated()?));
        }
        Ok(left)
    }

    fn joins(&mut self, word: &str) -> Result<bool, Invalid> {
        let there = self.takes_word(word);
        self.joins += usize::from(there);
        if self.joins > LONGEST { Err(Invalid("too long".to_owned())) } else { Ok(there) }
    }

    fn negated(&mut self) -> Result<Expression, Invalid> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(Invalid("nested too deeply".to_owned()));
        }
        let expression = if self.takes_word("not") {
            Expression::Not(Box::new(self.negated()?))
        } else if self.takes("(") {
            let inner = self.either()?;
            self.needs(")")?;
            inner
        } else {
            self.comparison()?
        };
        self.depth -= 1;
        Ok(expression)
    }

    fn comparison(&mut self) -> Result<Expression, Invalid> {
        let name = self.word()?;
        if name.eq_ignore_ascii_case("true") || name.eq_ignore_ascii_case("false") {
            return Ok(Expression::Constant(name.eq_ignore_ascii_case("true")));
        }
        let field = Field { name, key: self.key()? };
        if self.takes_word("in") {
            return Ok(Expression::In(field, self.list()?));
        }
        if self.takes_word("is") {
            let operator = if self.takes_word("not") { Operator::Unequal } else { Operator::Equal };
            return Ok(Expression::Compare(field, operator, self.literal()?));
        }
        let operator = self.operator()?;
        Ok(Expression::Compare(field, operator, self.literal()?))
    }

    fn key(&mut self) -> Result<Option<String>, Invalid> {
        if !self.takes("[") {
            return Ok(None);
        }
        let Some(Token::Text(key)) = self.next() else {
            return Err(Invalid("a key in brackets is a string".to_owned()));
        };
        self.needs("]")?;
        Ok(Some(key))
    }

    fn list(&mut self) -> Result<Vec<Literal>, Invalid> {
        self.needs("[")?;
        let mut literals = Vec::new();
        if self.takes("]") {
            return Ok(literals);
        }
        loop {
            literals.push(self.literal()?);
            if self.takes("]") {
                return Ok(literals);
            }
            self.needs(",")?;
        }
    }

    fn operator(&mut self) -> Result<Operator, Invalid> {
        let Some(Token::Sign(sign)) = self.next() else {
            return Err(Invalid("an operator is missing".to_owned()));
        };
        match sign {
            "=" => Ok(Operator::Equal),
            "!=" => Ok(Operator::Unequal),
            "~=" => Ok(Operator::Contains),
            ">" => Ok(Operator::Greater),
            ">=" => Ok(Operator::AtLeast),
            "<" => Ok(Operator::Less),
            "<=" => Ok(Operator::AtMost),
            other => Err(Invalid(format!("'{other}' is no operator"))),
        }
    }

    fn literal(&mut self) -> Result<Literal, Invalid> {
        match self.next() {
            Some(Token::Text(text)) => Ok(Literal::Text(text)),
            Some(Token::Number(number)) => Ok(Literal::Number(number)),
            Some(Token::Sign("-")) => match self.next() {
                Some(Token::Number(number)) => Ok(Literal::Number(-number)),
                Some(Token::Word(_) | Token::Text(_) | Token::Sign(_)) | None => {
                    Err(Invalid("a number is missing".to_owned()))
                }
            },
            Some(Token::Word(word)) => self.named(&word),
            Some(Token::Sign(sign)) => Err(Invalid(format!("unexpected '{sign}'"))),
            None => Err(Invalid("a value is missing".to_owned())),
        }
    }

    fn named(&mut self, word: &str) -> Result<Literal, Invalid> {
        let function = match word.to_ascii_lowercase().as_str() {
            "null" | "empty" => return Ok(Literal::Null),
            "true" => return Ok(Literal::Flag(true)),
            "false" => return Ok(Literal::Flag(false)),
            "now" => Function::Now,
            "daystartutc" => Function::DayStartUtc,
            "weekago" => Function::WeekAgo,
            "currentuser" => Function::CurrentUser,
            _ => return Err(Invalid(format!("unexpected '{word}'"))),
        };
        self.needs("(")?;
        self.needs(")")?;
        Ok(Literal::Function(function))
    }

    fn word(&mut self) -> Result<String, Invalid> {
        match self.next() {
            Some(Token::Word(word)) => Ok(word),
            Some(Token::Text(_) | Token::Number(_) | Token::Sign(_)) | None => {
                Err(Invalid("a field is missing".to_owned()))
            }
        }
    }

    fn next(&mut self) -> Option<Token> {
        self.at += 1;
        self.tokens.get(self.at - 1).cloned()
    }

    fn takes(&mut self, sign: &str) -> bool {
        let there = matches!(self.tokens.get(self.at), Some(Token::Sign(own)) if *own == sign);
        self.at += usize::from(there);
        there
    }

    fn takes_word(&mut self, word: &str) -> bool {
        let there =
            matches!(self.tokens.get(self.at), Some(Token::Word(own)) if own.eq_ignore_ascii_case(word));
        self.at += usize::from(there);
        there
    }

    fn needs(&mut self, sign: &str) -> Result<(), Invalid> {
        if self.takes(sign) { Ok(()) } else { Err(Invalid(format!("'{sign}' is missing"))) }
    }
}
