//! Where a query is wrong: the server only says that it is.

/// The deepest nesting; the server bounds it too.
const DEEPEST: usize = 100;

pub(crate) const LAUNCH_FIELDS: [&str; 13] = [
    "id",
    "name",
    "tag",
    "issue",
    "job",
    "ev",
    "evv",
    "closed",
    "createdDate",
    "createdBy",
    "lastModifiedDate",
    "lastModifiedBy",
    "external",
];

pub(crate) const RESULT_FIELDS: [&str; 23] = [
    "id",
    "name",
    "fullName",
    "testCase",
    "status",
    "category",
    "tag",
    "issue",
    "role",
    "member",
    "testedBy",
    "cf",
    "cfv",
    "ev",
    "evv",
    "layer",
    "muted",
    "hidden",
    "launch",
    "createdDate",
    "createdBy",
    "lastModifiedDate",
    "lastModifiedBy",
];

/// What is wrong, and the bytes of the text at which it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Misplaced {
    pub(crate) fault: AqlFault,
    pub(crate) from: usize,
    pub(crate) to: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AqlFault {
    /// A text in quotes has no end.
    OpenText,
    UnknownSign,
    /// The name of a field is due.
    NoField,
    NoOperator,
    NoValue,
    /// A bracket is not closed.
    OpenBracket,
    /// `and` or `or` is due.
    NoJoin,
    TooDeep,
    /// Not a field that servers are known to have; told only of a query that the server refused.
    UnknownField,
    /// The server refused it, and nothing here is known to be wrong.
    Refused,
}

/// What is wrong with the form of a query; blank text is none.
pub(super) fn check(text: &str) -> Result<(), Misplaced> {
    if text.trim().is_empty() {
        return Ok(());
    }
    let mut parser = Parser { text: text.trim_end(), tokens: tokens(text)?, at: 0, depth: 0 };
    parser.either()?;
    if parser.at < parser.tokens.len() { Err(parser.wrong(AqlFault::NoJoin)) } else { Ok(()) }
}

/// The first field that is not one of these.
pub(super) fn unknown_field(text: &str, known: &[&str]) -> Option<Misplaced> {
    let tokens = tokens(text).ok()?;
    let words = tokens.iter().enumerate().filter(|(_, token)| token.kind == Kind::Word);
    let is_field = |at: usize| {
        let next = tokens.get(at + 1).map(|token| &text[token.from..token.to]);
        next.is_some_and(|next| {
            is_operator(next)
                || next == "["
                || ["in", "is"].iter().any(|word| next.eq_ignore_ascii_case(word))
        })
    };
    let unknown = |token: &Token| !known.contains(&&text[token.from..token.to]);
    let mut fields = words.filter(|(at, token)| is_field(*at) && unknown(token));
    let (_, token) = fields.next()?;
    Some(Misplaced { fault: AqlFault::UnknownField, from: token.from, to: token.to })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Word,
    Text,
    Number,
    Sign(&'static str),
}

#[derive(Clone, Copy, Debug)]
struct Token {
    kind: Kind,
    from: usize,
    to: usize,
    /// `and`, `or`, `not`, `in` and `is`.
    keyword: Option<&'static str>,
}

/// Longest first.
const SIGNS: [&str; 13] = ["!=", "~=", ">=", "<=", "=", ">", "<", "(", ")", "[", "]", ",", "-"];
const KEYWORDS: [&str; 5] = ["and", "or", "not", "in", "is"];

fn is_operator(sign: &str) -> bool {
    matches!(sign, "!=" | "~=" | ">=" | "<=" | "=" | ">" | "<")
}

fn tokens(text: &str) -> Result<Vec<Token>, Misplaced> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        let until = |stays: fn(char) -> bool| rest.find(|letter| !stays(letter)).unwrap_or(rest.len());
        let (kind, length) = if first == '"' || first == '\'' {
            let length = quoted(rest, first).ok_or(Misplaced {
                fault: AqlFault::OpenText,
                from: at,
                to: text.len(),
            })?;
            (Kind::Text, length)
        } else if first.is_alphabetic() || first == '_' {
            (Kind::Word, until(|letter| letter.is_alphanumeric() || letter == '_'))
        } else if first.is_ascii_digit() {
            (Kind::Number, until(|letter| letter.is_ascii_alphanumeric() || letter == '.'))
        } else {
            let Some(sign) = SIGNS.into_iter().find(|sign| rest.starts_with(sign)) else {
                let to = at + first.len_utf8();
                return Err(Misplaced { fault: AqlFault::UnknownSign, from: at, to });
            };
            (Kind::Sign(sign), sign.len())
        };
        let word = &rest[..length];
        let keyword = match kind {
            Kind::Word => KEYWORDS.into_iter().find(|keyword| word.eq_ignore_ascii_case(keyword)),
            Kind::Text | Kind::Number | Kind::Sign(_) => None,
        };
        tokens.push(Token { kind, from: at, to: at + length, keyword });
        at += length;
    }
    Ok(tokens)
}

/// How many bytes a text takes with its quotes; `None` where it has no end.
fn quoted(text: &str, quote: char) -> Option<usize> {
    let mut letters = text.char_indices().skip(1);
    while let Some((at, letter)) = letters.next() {
        if letter == '\\' {
            letters.next();
        } else if letter == quote {
            return Some(at + 1);
        }
    }
    None
}

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    at: usize,
    depth: usize,
}

impl Parser<'_> {
    fn either(&mut self) -> Result<(), Misplaced> {
        self.negated()?;
        while self.takes_word("and") || self.takes_word("or") {
            self.negated()?;
        }
        Ok(())
    }

    fn negated(&mut self) -> Result<(), Misplaced> {
        while self.takes_word("not") {}
        if !self.takes("(") {
            return self.comparison();
        }
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(self.wrong(AqlFault::TooDeep));
        }
        self.either()?;
        self.depth -= 1;
        self.needs(")", AqlFault::OpenBracket)
    }

    fn comparison(&mut self) -> Result<(), Misplaced> {
        let Some(word @ Token { kind: Kind::Word, keyword: None, .. }) = self.here() else {
            return Err(self.wrong(AqlFault::NoField));
        };
        self.at += 1;
        let constant = |word: &str| ["true", "false"].iter().any(|one| word.eq_ignore_ascii_case(one));
        if constant(&self.text[word.from..word.to]) {
            return Ok(());
        }
        if self.takes("[") {
            if !self.takes_kind(Kind::Text) {
                return Err(self.wrong(AqlFault::NoValue));
            }
            self.needs("]", AqlFault::OpenBracket)?;
        }
        if self.takes_word("in") {
            return self.list();
        }
        if self.takes_word("is") {
            self.takes_word("not");
            return self.value();
        }
        match self.here().map(|token| token.kind) {
            Some(Kind::Sign(sign)) if is_operator(sign) => {
                self.at += 1;
                self.value()
            }
            Some(_) | None => Err(self.wrong(AqlFault::NoOperator)),
        }
    }

    fn list(&mut self) -> Result<(), Misplaced> {
        self.needs("[", AqlFault::NoValue)?;
        if self.takes("]") {
            return Ok(());
        }
        loop {
            self.value()?;
            if self.takes("]") {
                return Ok(());
            }
            self.needs(",", AqlFault::OpenBracket)?;
        }
    }

    fn value(&mut self) -> Result<(), Misplaced> {
        if self.takes_kind(Kind::Text) || self.takes_kind(Kind::Number) {
            return Ok(());
        }
        if self.takes("-") {
            return if self.takes_kind(Kind::Number) { Ok(()) } else { Err(self.wrong(AqlFault::NoValue)) };
        }
        let Some(Token { kind: Kind::Word, keyword: None, .. }) = self.here() else {
            return Err(self.wrong(AqlFault::NoValue));
        };
        self.at += 1;
        if self.takes("(") { self.needs(")", AqlFault::OpenBracket) } else { Ok(()) }
    }

    fn here(&self) -> Option<Token> {
        self.tokens.get(self.at).copied()
    }

    fn takes(&mut self, sign: &'static str) -> bool {
        self.takes_kind(Kind::Sign(sign))
    }

    fn takes_kind(&mut self, kind: Kind) -> bool {
        let there = self.here().is_some_and(|token| token.kind == kind);
        self.at += usize::from(there);
        there
    }

    fn takes_word(&mut self, keyword: &'static str) -> bool {
        let there = self.here().is_some_and(|token| token.keyword == Some(keyword));
        self.at += usize::from(there);
        there
    }

    fn needs(&mut self, sign: &'static str, fault: AqlFault) -> Result<(), Misplaced> {
        if self.takes(sign) { Ok(()) } else { Err(self.wrong(fault)) }
    }

    /// At the token that is due, or at the end of the text.
    fn wrong(&self, fault: AqlFault) -> Misplaced {
        let (from, to) =
            self.here().map_or((self.text.len(), self.text.len()), |token| (token.from, token.to));
        Misplaced { fault, from, to }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_servers_take_has_no_fault() {
        for query in [
            "",
            "true",
            "launch = 123 and status in [\"failed\",\"broken\"]",
            "not (tag = null or muted = true) AND createdDate > weekAgo()",
            "ev[\"Browser\"] = 'Chrome'",
            "name ~= \"a \\\" b\" or id != -1",
            "category is not empty",
        ] {
            assert_eq!(check(query), Ok(()), "{query}");
        }
    }

    #[test]
    fn a_fault_is_told_with_its_place() {
        for (query, fault, from, to) in [
            ("status = \"failed", AqlFault::OpenText, 9, 16),
            ("status # 1", AqlFault::UnknownSign, 7, 8),
            ("status", AqlFault::NoOperator, 6, 6),
            ("status \"x\"", AqlFault::NoOperator, 7, 10),
            ("status =", AqlFault::NoValue, 8, 8),
            ("status = and muted = true", AqlFault::NoValue, 9, 12),
            ("(muted = true", AqlFault::OpenBracket, 13, 13),
            ("status in [1 2]", AqlFault::OpenBracket, 13, 14),
            ("status in 1", AqlFault::NoValue, 10, 11),
            ("muted = true muted = false", AqlFault::NoJoin, 13, 18),
            ("and muted = true", AqlFault::NoField, 0, 3),
            ("имя = ", AqlFault::NoValue, 8, 8),
        ] {
            assert_eq!(check(query), Err(Misplaced { fault, from, to }), "{query}");
        }
        assert_eq!(check(&"(".repeat(500)).expect_err("too deep").fault, AqlFault::TooDeep);
    }

    #[test]
    fn a_field_that_no_server_has_is_found() {
        let found = unknown_field("muted = true and colour in [\"red\"]", &RESULT_FIELDS);
        assert_eq!(found, Some(Misplaced { fault: AqlFault::UnknownField, from: 17, to: 23 }));
        assert_eq!(
            unknown_field("cf[\"Colour\"] = \"red\" or createdBy = currentUser()", &RESULT_FIELDS),
            None
        );
    }

    proptest! {
        #[test]
        fn no_text_breaks_it_and_every_place_lies_within(query in "\\PC{0,40}") {
            if let Err(wrong) = check(&query) {
                prop_assert!(wrong.from <= wrong.to && query.get(wrong.from..wrong.to).is_some());
            }
            unknown_field(&query, &RESULT_FIELDS);
        }
    }
}
