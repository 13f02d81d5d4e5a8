//! AQL, the query language of TestOps, as far as a caller has to write it: literals that cannot break out.

/// A text literal: in double quotes, with `\` and `"` escaped.
pub fn text(value: &str) -> String {
    format!("\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\""))
}

/// A list literal, as in `status in ["failed","broken"]`.
pub fn list<'a>(values: impl IntoIterator<Item = &'a str>) -> String {
    let items: Vec<String> = values.into_iter().map(text).collect();
    format!("[{}]", items.join(","))
}

#[cfg(test)]
mod tests {
    #[test]
    fn quotes_and_backslashes_are_escaped() {
        assert_eq!(super::text(r#"a"b\c"#), r#""a\"b\\c""#);
        assert_eq!(super::list(["failed", "broken"]), r#"["failed","broken"]"#);
    }
}
