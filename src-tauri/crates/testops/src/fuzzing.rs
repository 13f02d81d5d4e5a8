//! What the fuzz targets run; the plain tests run it over the corpus and its mutations. Nothing here may panic, hang or
//! take more memory than its input allows.

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::lenient;
use crate::model;
use crate::page::{Page, PageRequest};
use crate::transport::{Due, Gunzip, judged};

/// So much may a body unpack to here.
const MOST: usize = 16 * 1024 * 1024;

/// The first byte chooses the model type, the rest is the body of an answer: read as the type, as a list and as a page
/// of it, as the client does.
pub fn decode(data: &[u8]) {
    let Some((which, body)) = data.split_first() else { return };
    let Ok(value) = judged(200, body, Due::Json) else {
        let _ = judged(u16::from(*which) + 300, body, Due::Json).map_err(|error| error.to_string());
        return;
    };
    READERS[usize::from(*which) % READERS.len()](value);
}

const READERS: [fn(Value); 20] = [
    read::<model::Account>,
    read::<model::CaseCount>,
    read::<model::CaseId>,
    read::<model::Defect>,
    read::<model::EnvSchema>,
    read::<model::EnvVariable>,
    read::<model::ExportRequest>,
    read::<model::GroupRow>,
    read::<model::Integration>,
    read::<model::Job>,
    read::<model::JobInfo>,
    read::<model::JobRun>,
    read::<model::Launch>,
    read::<model::LaunchPreview>,
    read::<model::Named>,
    read::<model::Project>,
    read::<model::Validity>,
    read::<model::Retry>,
    read::<model::TestResult>,
    read::<model::Tree>,
];

fn read<T: DeserializeOwned>(value: Value) {
    let page = Page::<T>::read(value.clone(), PageRequest::first(2));
    assert!(page.is_none_or(|page| page.items.len() <= MOST));
    drop(lenient::elements::<T>(value.clone()));
    drop(lenient::shaped::<T>(value));
}

/// The first byte is the size of the pieces, the rest a packed body. Where the whole unpacks, so does it in pieces, to
/// the same.
pub fn gunzip(data: &[u8]) {
    let Some((size, body)) = data.split_first() else { return };
    let whole = unpacked(body, body.len());
    let pieces = unpacked(body, usize::from(*size) + 1);
    assert_eq!(whole, pieces, "the pieces make no difference");
}

fn unpacked(body: &[u8], size: usize) -> Option<Vec<u8>> {
    let mut gunzip = Gunzip::default();
    let mut bytes = Vec::new();
    for mut piece in body.chunks(size.max(1)) {
        while !piece.is_empty() {
            bytes.extend(gunzip.take(&mut piece).ok()?);
            if bytes.len() > MOST {
                return None;
            }
        }
    }
    bytes.extend(gunzip.end().ok()?);
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use rand::rngs::StdRng;
    use rand::{Rng as _, SeedableRng as _};

    /// Every input of the corpus, and a few hundred seeded mutations of each.
    fn over_the_corpus(target: &str, run: fn(&[u8])) {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
        let mut files: Vec<_> =
            fs::read_dir(folder).expect("a corpus").map(|file| file.expect("a file").path()).collect();
        files.sort();
        assert!(!files.is_empty());
        let mut dice = StdRng::seed_from_u64(9);
        for file in files {
            let input = fs::read(file).expect("an input");
            run(&input);
            for _ in 0..200 {
                let mut mutated = input.clone();
                for _ in 0..dice.random_range(1..4) {
                    let at = dice.random_range(0..mutated.len().max(1));
                    match dice.random_range(0..3) {
                        0 if at < mutated.len() => mutated[at] = dice.random(),
                        1 => mutated.truncate(at),
                        _ => mutated.insert(at.min(mutated.len()), dice.random()),
                    }
                }
                run(&mutated);
            }
        }
    }

    #[test]
    fn no_answer_breaks_the_reading() {
        over_the_corpus("decode", super::decode);
    }

    #[test]
    fn no_packing_breaks_the_unpacking() {
        over_the_corpus("gunzip", super::gunzip);
    }
}
