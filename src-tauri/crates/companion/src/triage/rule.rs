//! Whether a rule can be one. The server's expressions are Java's: what only Java knows is left to the server.

use regex::Regex;

use crate::view::Rule;

/// What is wrong with a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RuleFault {
    /// It asks for nothing.
    Empty,
    /// The expression and what is wrong in it.
    NoExpression { expression: String, why: String },
    /// It meets every failure.
    Everything,
}

/// What meets all of these meets everything.
const ANYTHING: [&str; 6] =
    ["x", "42", "(none)", "«Вход» не открылся", "Expected: <1> but was: <2>", "a\n\tat b.C.d(E.java:7)\n"];

pub(crate) fn fault(rule: &Rule) -> Option<RuleFault> {
    let expressions = [rule.message_regex.trim(), rule.trace_regex.trim()];
    let given: Vec<&str> = expressions.into_iter().filter(|text| !text.is_empty()).collect();
    if given.is_empty() {
        return Some(RuleFault::Empty);
    }
    let mut is_everything = true;
    for expression in given {
        match whole(expression) {
            Ok(regex) => is_everything &= ANYTHING.iter().all(|text| regex.is_match(text)),
            Err(_) if is_java(expression) => is_everything = false,
            Err(error) => {
                let why = last_line(&error);
                return Some(RuleFault::NoExpression { expression: expression.to_owned(), why });
            }
        }
    }
    is_everything.then_some(RuleFault::Everything)
}

/// Rules meet whole texts, of several lines too.
fn whole(expression: &str) -> Result<Regex, regex::Error> {
    // On its own first: a bracket too many must not close the group around it.
    Regex::new(expression)?;
    Regex::new(&format!("(?s)\\A(?:{expression})\\z"))
}

/// The parser draws a picture of the place; its last line is the sentence.
fn last_line(error: &regex::Error) -> String {
    let text = error.to_string();
    let line = text.lines().last().unwrap_or_default();
    line.trim().trim_start_matches("error: ").to_owned()
}

/// Whether it has what Java's expressions have and this parser's have not.
fn is_java(expression: &str) -> bool {
    const ONLY_JAVA: [&str; 20] = [
        "(?=", "(?!", "(?<=", "(?<!", "(?>", "*+", "++", "?+", "}+", "\\Q", "\\k<", "\\h", "\\H", "\\R",
        "\\G", "\\Z", "\\X", "\\c", "\\e", "\\p{",
    ];
    let has_reference =
        expression.as_bytes().windows(2).any(|pair| pair[0] == b'\\' && pair[1].is_ascii_digit());
    has_reference || ONLY_JAVA.iter().any(|part| expression.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(message: &str, trace: &str) -> Option<RuleFault> {
        fault(&Rule { message_regex: message.to_owned(), trace_regex: trace.to_owned() })
    }

    #[test]
    fn a_rule_needs_an_expression_that_can_be_read() {
        assert_eq!(of(" ", ""), Some(RuleFault::Empty));
        assert_eq!(of(".*timed out.*", ""), None);
        let Some(RuleFault::NoExpression { expression, why }) = of("", "at (shop") else { panic!("fits") };
        assert_eq!((expression.as_str(), why.as_str()), ("at (shop", "unclosed group"));
        assert!(
            matches!(of("a)|(?:b", ""), Some(RuleFault::NoExpression { .. })),
            "it closes what it did not open"
        );
    }

    #[test]
    fn what_only_java_knows_is_left_to_the_server() {
        for expression in ["(?!Order).*", "(a)\\1", "\\Qa.b\\E", "x*+y", "(?<=a)b"] {
            assert_eq!(of(expression, ""), None, "{expression}");
        }
    }

    #[test]
    fn a_rule_that_meets_everything_is_told() {
        for expression in [".*", "(?s).*", "[\\s\\S]*", "(.|\\n)*", ".+", "|.*"] {
            assert_eq!(of(expression, ""), Some(RuleFault::Everything), "{expression}");
        }
        assert_eq!(of(".*", ".*"), Some(RuleFault::Everything));
        assert_eq!(of(".*", ".*OrderTest.*"), None, "both must meet");
        assert_eq!(of("\\w+.*", ""), None);
    }
}
