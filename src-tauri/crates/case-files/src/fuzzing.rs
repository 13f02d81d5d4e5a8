//! What the fuzz target runs; the tests run it over the corpus and small changes of it.

use crate::{Column, Error, Layout, Shape};

/// Any text: what is read as a case is read the same once it was written.
pub fn parse(data: &[u8]) {
    let (Ok(text), Ok(layout)) = (std::str::from_utf8(data), layout()) else { return };
    if let Ok(case) = crate::parse(&layout, text) {
        let again = crate::parse(&layout, &crate::render(&layout, &case.cells));
        assert_eq!(again, Ok(case));
    }
}

fn layout() -> Result<Layout, Error> {
    let columns = [
        ("allure_id", Shape::Line),
        ("name", Shape::Line),
        ("status", Shape::Line),
        ("tag", Shape::Items),
        ("precondition", Shape::Text),
        ("scenario", Shape::Steps),
    ];
    let columns = columns.map(|(name, shape)| Column { name: name.to_owned(), shape });
    Layout::new(columns.into(), "allure_id", "name")
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use proptest::prelude::*;

    #[test]
    fn what_is_read_is_read_the_same_again() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus/parse");
        let files = fs::read_dir(folder).expect("the corpus lies beside the target");
        let corpus: Vec<Vec<u8>> = files
            .map(|file| fs::read(file.expect("its files are listed").path()).expect("and read"))
            .collect();
        assert!(corpus.iter().any(|input| {
            crate::parse(&super::layout().expect("a layout"), std::str::from_utf8(input).unwrap_or_default())
                .is_ok()
        }));
        for input in &corpus {
            super::parse(input);
        }
        let changed = (prop::sample::select(corpus), any::<prop::sample::Index>(), any::<u8>());
        proptest!(|((mut input, at, byte) in changed)| {
            let at = at.index(input.len());
            input[at] = byte & 0x7f;
            super::parse(&input);
            super::parse(&input[..at]);
        });
    }
}
