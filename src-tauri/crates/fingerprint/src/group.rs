//! Failures with one fingerprint are one group; and fingerprints that differ only in a word that nearly each failure has for
//! itself, a name for example, are one too.

use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};

use hashbrown::HashMap;

use crate::Fingerprint;
use crate::normalize::{CLOSE, OPEN};

/// Failures that went wrong alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// With `…` for what varies.
    pub label: String,
    /// Indexes of the failures, ascending.
    pub members: Vec<usize>,
}

/// A word is a name, and not a reason, when so many failures differ in it alone …
const FEWEST_NAMES: usize = 6;
/// … and each of the fingerprints was met by hardly more than one of them.
const MEMBERS_FOR_A_NAME: usize = 2;
/// Longer ones are whole pages; they are not compared word by word.
const LONGEST: usize = 120;

type Hashing = BuildHasherDefault<DefaultHasher>;

/// The largest first; of equally large ones the one whose first failure comes first.
pub fn group<'a>(failures: impl IntoIterator<Item = &'a Fingerprint>) -> Vec<Group> {
    let mut by_text: HashMap<&Fingerprint, Vec<usize>, Hashing> = HashMap::default();
    for (index, fingerprint) in failures.into_iter().enumerate() {
        by_text.entry(fingerprint).or_default().push(index);
    }
    let mut known: Vec<_> = by_text.into_iter().collect();
    known.sort_unstable_by_key(|(_, members)| members.first().copied());
    let mut groups = merged(&known);
    groups.sort_by_key(|group| std::cmp::Reverse(group.members.len()));
    groups
}

fn merged(known: &[(&Fingerprint, Vec<usize>)]) -> Vec<Group> {
    // The same but for one word: the hash of all the others, and which one is left out.
    let hasher = Hashing::default();
    let mut alike: HashMap<(u64, usize), Vec<usize>, Hashing> = HashMap::default();
    for (index, (fingerprint, members)) in known.iter().enumerate() {
        let words: Vec<&str> = fingerprint.as_text().split(' ').collect();
        if members.len() > MEMBERS_FOR_A_NAME || words.len() > LONGEST || words.len() < 3 {
            continue;
        }
        for left_out in 0..words.len() {
            let others = words.iter().enumerate().filter(|(at, _)| *at != left_out).map(|(_, word)| word);
            let hash = hasher.hash_one(others.collect::<Vec<_>>());
            alike.entry((hash, left_out)).or_default().push(index);
        }
    }
    let mut alike: Vec<_> = alike.into_iter().filter(|(_, found)| found.len() >= FEWEST_NAMES).collect();
    alike.sort_unstable_by_key(|((_, word), found)| {
        (std::cmp::Reverse(found.len()), found.first().copied(), *word)
    });

    let mut taken = vec![false; known.len()];
    let mut groups = Vec::new();
    for ((_, word), found) in alike {
        let free: Vec<usize> =
            found.into_iter().filter(|index| !taken.get(*index).copied().unwrap_or(true)).collect();
        if free.len() < FEWEST_NAMES {
            continue;
        }
        let mut members = Vec::new();
        let mut label = None;
        for index in free {
            let Some((fingerprint, own)) = known.get(index) else { continue };
            members.extend_from_slice(own);
            label.get_or_insert_with(|| without(fingerprint, word).label());
            if let Some(taken) = taken.get_mut(index) {
                *taken = true;
            }
        }
        members.sort_unstable();
        groups.push(Group { label: label.unwrap_or_default(), members });
    }
    for ((fingerprint, members), taken) in known.iter().zip(taken) {
        if !taken {
            groups.push(Group { label: fingerprint.label(), members: members.clone() });
        }
    }
    groups.sort_by_key(|group| group.members.first().copied());
    groups
}

fn without(fingerprint: &Fingerprint, word: usize) -> Fingerprint {
    let name = format!("{OPEN}name{CLOSE}");
    let words = fingerprint.as_text().split(' ').enumerate();
    let words: Vec<&str> = words.map(|(at, one)| if at == word { name.as_str() } else { one }).collect();
    Fingerprint::from_text(words.join(" "))
}
