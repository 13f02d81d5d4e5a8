//! What the fuzz target runs; the plain tests run it over the corpus and its mutations.

use crate::aql::{Asked, Row, Value, parse};

/// A query of any text: what is parsed can be asked of a row, and is not changed by that.
pub fn aql(data: &[u8]) {
    let Ok(query) = parse(&String::from_utf8_lossy(data)) else { return };
    let asked = Asked { now: 1_795_176_000_000, user: "anna" };
    assert_eq!(query.holds(&Thing, asked), query.holds(&Thing, asked));
    let _ = (query.check(&[]), query.only_number("id"), query.asks_for_the_time());
}

/// A row that has each kind of value, whatever the field.
struct Thing;

impl Row for Thing {
    fn values(&self, field: &str, _: Option<&str>) -> Vec<Value> {
        match field.len() % 4 {
            0 => Vec::new(),
            1 => vec![5.into(), true.into()],
            2 => vec![1_795_176_000_000.into()],
            _ => vec![field.into(), "Ночной прогон".into()],
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::dice::Dice;

    #[test]
    fn no_query_breaks_the_language() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/aql");
        let mut files: Vec<_> =
            std::fs::read_dir(folder).expect("a corpus").map(|file| file.expect("a file").path()).collect();
        files.sort();
        assert!(!files.is_empty());
        let mut dice = Dice::new(&[9]);
        for file in files {
            let input = std::fs::read(file).expect("an input");
            super::aql(&input);
            for _ in 0..500 {
                let mut mutated = input.clone();
                let at = dice.below(mutated.len() as u64) as usize;
                match dice.below(3) {
                    0 => mutated[at] = dice.next() as u8,
                    1 => mutated.truncate(at),
                    _ => mutated.extend_from_within(at..),
                }
                super::aql(&mutated);
            }
        }
    }
}
