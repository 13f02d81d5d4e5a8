//! The fuzz targets' functions on generated inputs, and on each target's corpus with seeded changes of it.

use std::path::Path;

use proptest::prelude::*;
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};

use super::{decode, index, save, verify};

/// Bytes in which the signs of a CSV file are frequent.
fn like_csv() -> impl Strategy<Value = Vec<u8>> {
    let sign = prop_oneof![
        6 => prop::sample::select(b",;\t|\"\"\"\"\r\n\n".to_vec()).prop_map(|byte| vec![byte]),
        3 => prop::sample::select(vec!["a", "ё", "тест", "\"\"", "\",\"", "\r\n", "\u{feff}", "😀", "=1"])
            .prop_map(|text| text.as_bytes().to_vec()),
        2 => prop::sample::select(vec!["=", "-", "+", "@", "＝", "'", "-5", " ", "\u{200b}", ";=1+1,"])
            .prop_map(|text| text.as_bytes().to_vec()),
        1 => any::<u8>().prop_map(|byte| vec![byte]),
    ];
    (0_u8..5, any::<u8>(), prop::bool::ANY, prop::collection::vec(sign, 0..80)).prop_map(
        |(separator, how, bom, signs)| {
            let mut data = vec![separator, how];
            if bom {
                data.extend_from_slice(b"\xef\xbb\xbf");
            }
            data.extend(signs.concat());
            data
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_give_the_cells_of_the_csv_crate(data in prop::collection::vec(any::<u8>(), 0..200)) {
        index(&data);
        verify(&data);
    }

    #[test]
    fn what_looks_like_csv_gives_the_cells_of_the_csv_crate(data in like_csv()) {
        index(&data);
    }

    #[test]
    fn the_verifier_accepts_what_reads_as_records_of_one_width(data in like_csv()) {
        verify(&data);
    }

    #[test]
    fn what_is_saved_reads_as_the_same_cells_and_runs_nothing(data in like_csv()) {
        save(&data);
    }

    #[test]
    fn any_bytes_are_decoded_as_a_whole(how: u8, data in prop_oneof![like_csv(), prop::collection::vec(any::<u8>(), 0..200)]) {
        decode(&[&[how % 32][..], &data].concat());
    }
}

type Target = fn(&[u8]);

#[test]
fn the_corpus_of_each_target_and_changes_of_it_pass() {
    let targets: [(&str, Target); 4] =
        [("index", index), ("verify", verify), ("decode", decode), ("save", save)];
    for (name, target) in targets {
        let seeds = corpus(name);
        assert!(!seeds.is_empty(), "{name} has a corpus");
        for seed in &seeds {
            target(seed);
        }
        let mut dice = SmallRng::seed_from_u64(7);
        for round in 0..1000 {
            target(&changed(&seeds[round % seeds.len()], &seeds, &mut dice));
        }
    }
}

/// The files of a target's corpus, in the order of their names.
fn corpus(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let entries = std::fs::read_dir(&folder).expect("the corpus is there").flatten();
    let mut paths: Vec<_> = entries.map(|entry| entry.path()).collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read(path).expect("readable")).collect()
}

/// A few changes: a byte replaced, left out or doubled, a sign put in, a part of another input put in.
fn changed(seed: &[u8], seeds: &[Vec<u8>], dice: &mut SmallRng) -> Vec<u8> {
    const SIGNS: &[u8] = b",;\t|\"\r\n=+-@'\0\xff\xef\xbb\xbf 5";
    let mut input = seed.to_vec();
    for _ in 0..=dice.random_range(0..6_usize) {
        let at = dice.random_range(0..=input.len());
        match dice.random_range(0..5_u8) {
            0 if at < input.len() => input[at] = dice.random(),
            1 if at < input.len() => drop(input.remove(at)),
            2 if at < input.len() => input.insert(at, input[at]),
            3 => {
                let other = &seeds[dice.random_range(0..seeds.len())];
                let end = at.min(other.len());
                let part = other[end / 2..end].to_vec();
                input.splice(at..at, part);
            }
            _ => input.insert(at, SIGNS[dice.random_range(0..SIGNS.len())]),
        }
    }
    input
}
