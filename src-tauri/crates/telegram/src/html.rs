//! Telegram's HTML: escaped, and cut where it may be cut. Telegram counts UTF-16 units after the entities were read.

pub(crate) use teloxide::utils::html::escape;

/// The most of a message.
pub(crate) const MESSAGE: usize = 4_096;
/// The most of a caption under a picture.
pub(crate) const CAPTION: usize = 1_024;

/// Escaped, on one line, and of at most so many UTF-16 units.
pub(crate) fn short(text: &str, most: usize) -> String {
    escape(&cut(&text.split_whitespace().collect::<Vec<_>>().join(" "), most))
}

/// A text without entities of at most so many UTF-16 units; never inside a character, an ellipsis in place of the rest.
pub(crate) fn cut(text: &str, most: usize) -> String {
    if units(text) <= most {
        return text.to_owned();
    }
    let mut left = most.saturating_sub(1);
    let mut kept = String::new();
    for character in text.chars() {
        if character.len_utf16() > left {
            break;
        }
        left -= character.len_utf16();
        kept.push(character);
    }
    // A joiner or a modifier without what follows it would show as a box.
    let trimmed = kept.trim_end_matches(['\u{200d}', '\u{fe0f}']).len();
    kept.truncate(trimmed);
    kept.push('…');
    kept
}

/// Whole lines, as many as fit; each must be whole HTML in itself.
pub(crate) fn lines(lines: impl IntoIterator<Item = String>, most: usize) -> String {
    let mut text = String::new();
    let mut left = most.saturating_sub(2);
    for line in lines {
        // Tags and escapes are counted too, which is never too little.
        let needed = units(&line) + 1;
        if needed > left {
            text.push('…');
            break;
        }
        left -= needed;
        text.push_str(&line);
        text.push('\n');
    }
    text.trim_end().to_owned()
}

pub(crate) fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cut_keeps_characters_whole() {
        assert_eq!(cut("abc", 3), "abc");
        assert_eq!(cut("абвг", 3), "аб…");
        assert_eq!(cut(&"😀".repeat(60), 8), "😀😀😀…");
        assert_eq!(short("a\n <b>", 20), "a &lt;b&gt;");
    }

    #[test]
    fn lines_are_left_out_whole() {
        let all = lines((0..1_000).map(|number| format!("<b>{number}</b> &amp;")), CAPTION);
        assert!(units(&all) <= CAPTION);
        assert!(all.ends_with("&amp;\n…"));
    }
}
