//! `environment.properties`, as Java writes it: escapes, comments, `=` or `:` between key and value.

use crate::document::unit;

/// Pairs in the order of the file. A line without a key is left out.
pub(crate) fn read(text: &str) -> Vec<(String, String)> {
    let text = text.trim_start_matches('\u{feff}');
    text.lines().map(str::trim).filter(|line| !line.starts_with(['#', '!'])).filter_map(pair).collect()
}

fn pair(line: &str) -> Option<(String, String)> {
    let mut escaped = false;
    let end = line.find(|c| {
        let ends = !escaped && matches!(c, '=' | ':');
        escaped = !escaped && c == '\\';
        ends
    });
    let (key, value) = end.map_or((line, ""), |end| (&line[..end], &line[end + 1..]));
    let key = plain(key.trim());
    (!key.is_empty()).then(|| (key, plain(value.trim())))
}

fn plain(escaped: &str) -> String {
    let mut units: Vec<u16> = Vec::with_capacity(escaped.len());
    let mut rest = escaped;
    while let Some(c) = rest.chars().next() {
        if let Some(unit) = unit(rest) {
            units.push(unit);
            rest = &rest[6..];
            continue;
        }
        rest = &rest[c.len_utf8()..];
        let meant = match (c, rest.chars().next()) {
            ('\\', Some(next)) => {
                rest = &rest[next.len_utf8()..];
                match next {
                    't' => '\t',
                    'n' => '\n',
                    'r' => '\r',
                    'f' => '\u{c}',
                    other => other,
                }
            }
            _ => c,
        };
        units.extend_from_slice(meant.encode_utf16(&mut [0; 2]));
    }
    String::from_utf16_lossy(&units)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::read;

    #[test]
    fn pairs_are_read_as_java_writes_them() {
        let text = "\u{feff}#Sat\n! no\nBrowser = Chrome\\: 126\nurl=https://x/?a=b\n\\u0421\\u0442=\\u0434\\u0430\n\n=x\nempty\nа\\=б:в\n";
        let pairs = [
            ("Browser", "Chrome: 126"),
            ("url", "https://x/?a=b"),
            ("Ст", "да"),
            ("empty", ""),
            ("а=б", "в"),
        ];
        assert_eq!(read(text), pairs.map(|(key, value)| (key.to_owned(), value.to_owned())));
    }

    proptest! {
        #[test]
        fn no_text_stops_it(text in any::<String>()) {
            for (key, _) in read(&text) {
                prop_assert!(!key.is_empty());
            }
        }
    }
}
