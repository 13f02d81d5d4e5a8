//! Words from outside, made fit for one line of a notification, a menu or a sentence.

/// Puts the text on one line: control characters and what turns the direction of writing go, line breaks become
/// spaces, and what is longer than `max` characters ends in an ellipsis.
pub(crate) fn one_line(text: &str, max: usize) -> String {
    let shown = text.chars().map(spaced).filter(|c| !is_hidden(*c));
    // Bounded, because a hostile name may be megabytes long.
    let line: String = shown.take(max.saturating_mul(4).saturating_add(64)).collect();
    let words = line.split_whitespace().collect::<Vec<_>>().join(" ");
    if words.chars().nth(max).is_none() {
        return words;
    }
    let mut short = cut(&words, max.saturating_sub(1)).trim_end().to_owned();
    short.push('…');
    short
}

/// The first `max` characters at most, never a half of an emoji or a letter without its accent.
pub(crate) fn cut(text: &str, max: usize) -> &str {
    let Some((mut end, mut next)) = text.char_indices().nth(max) else { return text };
    while joins(&text[..end], next) {
        let Some((previous, c)) = text[..end].char_indices().next_back() else { break };
        (end, next) = (previous, c);
    }
    &text[..end]
}

/// Whether `next` belongs to the character that `before` ends in.
fn joins(before: &str, next: char) -> bool {
    const JOINER: char = '\u{200d}';
    let extends = matches!(next, JOINER | '\u{300}'..='\u{36f}' | '\u{20d0}'..='\u{20ff}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0020}'..='\u{e007f}');
    let flags = before.chars().rev().take_while(|c| is_flag_half(*c)).count();
    extends || before.ends_with(JOINER) || (is_flag_half(next) && flags % 2 == 1)
}

fn is_flag_half(c: char) -> bool {
    matches!(c, '\u{1f1e6}'..='\u{1f1ff}')
}

fn spaced(c: char) -> char {
    if matches!(c, '\n' | '\r' | '\t' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}') {
        ' '
    } else {
        c
    }
}

fn is_hidden(c: char) -> bool {
    let turns =
        matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let invisible = matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}');
    c.is_control() || turns || invisible
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn hostile_names_are_made_safe() {
        assert_eq!(one_line("ok\u{202e}gpj.exe\u{0}\u{1b}[31m", 80), "okgpj.exe[31m");
        assert_eq!(one_line("  a\r\n\tb \u{2028} c  ", 80), "a b c");
        assert_eq!(one_line("\u{feff}\u{200b}", 80), "");
        let emoji = one_line(&"🙂".repeat(255), 80);
        assert_eq!((emoji.chars().count(), emoji.ends_with("🙂…")), (80, true));
    }

    #[test]
    fn an_emoji_or_an_accent_is_not_cut_in_two() {
        assert_eq!(cut("ab👩\u{200d}👩\u{200d}👧", 4), "ab");
        assert_eq!(cut("a🇩🇪🇫🇷", 4), "a🇩🇪");
        assert_eq!(cut("abe\u{301}", 3), "ab");
        assert_eq!(cut("👍🏽", 1), "");
    }

    proptest! {
        #[test]
        fn a_line_is_one_line_of_at_most_so_many_characters(text in any::<String>(), max in 1_usize..60) {
            let line = one_line(&text, max);
            prop_assert!(line.chars().count() <= max);
            prop_assert!(!line.chars().any(|c| c.is_control() || is_hidden(c)));
            prop_assert_eq!(one_line(&line, max), line);
        }

        #[test]
        fn a_cut_is_a_beginning(text in any::<String>(), max in 0_usize..60) {
            let short = cut(&text, max);
            prop_assert!(text.starts_with(short) && short.chars().count() <= max);
        }
    }
}
