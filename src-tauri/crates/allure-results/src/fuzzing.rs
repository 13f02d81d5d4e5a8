//! What the fuzz targets run: no input stops the reading or makes it go past its limits.

use std::io::Cursor;

use crate::survey::Reading;
use crate::{Limits, files, properties};

const LIMITS: Limits = Limits { files: 100, bytes: 1 << 20, document: 1 << 16 };

pub fn archive(data: &[u8]) {
    let mut reading = Reading::new(LIMITS.document);
    if files::visit_archive(Cursor::new(data), LIMITS, &mut reading).is_ok() {
        assert!(reading.finish().bytes <= LIMITS.bytes);
    }
}

/// A result and a container; what is not broken has been counted.
pub fn document(data: &[u8]) {
    let mut reading = Reading::new(LIMITS.document);
    reading.file("a-result.json", data.len() as u64, &mut &*data);
    reading.file("a-container.json", data.len() as u64, &mut &*data);
    let survey = reading.finish();
    assert_eq!(survey.results + survey.containers + survey.broken.len() as u64, 2);
}

pub fn properties(data: &[u8]) {
    properties::read(&String::from_utf8_lossy(data));
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use proptest::prelude::*;

    fn corpus(target: &str) -> Vec<Vec<u8>> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
        let files = fs::read_dir(folder).expect("the corpus lies beside the target");
        files.map(|file| fs::read(file.expect("its files are listed").path()).expect("and read")).collect()
    }

    fn over(target: &str, run: fn(&[u8])) {
        let corpus = corpus(target);
        assert!(!corpus.is_empty());
        for input in &corpus {
            run(input);
        }
        let changed = (prop::sample::select(corpus), any::<prop::sample::Index>(), any::<u8>());
        proptest!(|((mut input, at, byte) in changed)| {
            let at = at.index(input.len());
            input[at] = byte;
            run(&input);
            run(&input[..at]);
        });
    }

    #[test]
    fn archives() {
        over("archive", super::archive);
    }

    #[test]
    fn documents() {
        over("document", super::document);
    }

    #[test]
    fn properties() {
        over("properties", super::properties);
    }
}
