//! The name that somebody may have meant.

/// The known name that is nearest to this one, where one is near.
pub(crate) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let scored = known.map(|other| (strsim::jaro_winkler(name, other), other));
    scored
        .filter(|(score, _)| *score > 0.8)
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_near_and_another_word_is_not() {
        let known = ["testops.url", "testops.token_file", "http.listen"];
        assert_eq!(nearest("testops.tokn_file", known.into_iter()), Some("testops.token_file"));
        assert_eq!(nearest("hhtp.listen", known.into_iter()), Some("http.listen"));
        assert_eq!(nearest("colour", known.into_iter()), None);
    }
}
