//! Which pieces the cache holds and which of them go. Pure: what is decided here, `cache` does on the disk.

use std::collections::{BTreeMap, HashMap};

/// Pieces by name, within a limit; the one whose use is the longest ago goes first.
pub(super) struct Shelf {
    limit: u64,
    total: u64,
    /// The newest use, so that no two pieces share one.
    last: i64,
    pieces: HashMap<String, Piece>,
    by_use: BTreeMap<i64, String>,
}

struct Piece {
    bytes: u64,
    used: i64,
}

impl Shelf {
    /// What was found: name, bytes and when it was used, in milliseconds. What is too much is answered too.
    pub(super) fn of(limit: u64, mut found: Vec<(String, u64, i64)>) -> (Self, Vec<String>) {
        found.sort_by_key(|(_, _, used)| *used);
        let (pieces, by_use) = (HashMap::new(), BTreeMap::new());
        let mut shelf = Self { limit, total: 0, last: i64::MIN, pieces, by_use };
        let gone = found.into_iter().flat_map(|(name, bytes, used)| shelf.put(&name, bytes, used)).collect();
        (shelf, gone)
    }

    /// Whether a piece of so many bytes has room at all.
    pub(super) fn takes(&self, bytes: u64) -> bool {
        bytes <= self.limit
    }

    pub(super) fn bytes_of(&self, name: &str) -> Option<u64> {
        self.pieces.get(name).map(|piece| piece.bytes)
    }

    /// Notes that a piece was used.
    pub(super) fn touch(&mut self, name: &str, now: i64) {
        let used = self.next_use(now);
        if let Some(piece) = self.pieces.get_mut(name) {
            self.by_use.remove(&piece.used);
            self.by_use.insert(used, name.to_owned());
            piece.used = used;
        }
    }

    /// Notes a piece that is there by now, and answers those that have to go for it.
    pub(super) fn put(&mut self, name: &str, bytes: u64, now: i64) -> Vec<String> {
        self.remove(name);
        let used = self.next_use(now);
        self.pieces.insert(name.to_owned(), Piece { bytes, used });
        self.by_use.insert(used, name.to_owned());
        self.total += bytes;
        self.make_room()
    }

    /// Answers the pieces that have to go for a smaller limit.
    pub(super) fn limit_to(&mut self, limit: u64) -> Vec<String> {
        self.limit = limit;
        self.make_room()
    }

    fn make_room(&mut self) -> Vec<String> {
        let mut gone = Vec::new();
        while self.total > self.limit
            && let Some(oldest) = self.by_use.first_key_value().map(|(_, name)| name.clone())
        {
            self.remove(&oldest);
            gone.push(oldest);
        }
        gone
    }

    pub(super) fn remove(&mut self, name: &str) {
        if let Some(piece) = self.pieces.remove(name) {
            self.by_use.remove(&piece.used);
            self.total -= piece.bytes;
        }
    }

    /// Notes that the pieces whose names begin so are gone, and answers them.
    pub(super) fn remove_all(&mut self, prefix: &str) -> Vec<String> {
        let gone: Vec<String> = self.pieces.keys().filter(|name| name.starts_with(prefix)).cloned().collect();
        for name in &gone {
            self.remove(name);
        }
        gone
    }

    /// The clock may be set back; uses go on.
    fn next_use(&mut self, now: i64) -> i64 {
        self.last = if now > self.last { now } else { self.last.saturating_add(1) };
        self.last
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn the_piece_whose_use_is_the_longest_ago_goes_first() {
        let (mut shelf, gone) = Shelf::of(10, vec![("b".into(), 4, 2), ("a".into(), 4, 1)]);
        assert_eq!(gone, names(&[]));
        shelf.touch("a", 3);
        assert_eq!(shelf.put("c", 4, 4), names(&["b"]));
        assert_eq!((shelf.bytes_of("a"), shelf.bytes_of("b")), (Some(4), None));
        assert_eq!(shelf.put("d", 10, 5), names(&["a", "c"]));
    }

    #[test]
    fn what_is_found_beyond_the_limit_goes() {
        let found = vec![("new".into(), 6, 9), ("old".into(), 6, 1), ("older".into(), 6, 0)];
        assert_eq!(Shelf::of(12, found).1, names(&["older"]));
    }

    #[test]
    fn a_piece_that_comes_again_counts_once() {
        let (mut shelf, _) = Shelf::of(10, Vec::new());
        shelf.put("a", 6, 1);
        assert_eq!(shelf.put("a", 7, 2), names(&[]));
        assert_eq!(shelf.bytes_of("a"), Some(7));
    }

    #[test]
    fn a_clock_that_is_set_back_makes_no_piece_older() {
        let (mut shelf, _) = Shelf::of(10, Vec::new());
        shelf.put("a", 5, 100);
        shelf.put("b", 5, 1);
        assert_eq!(shelf.put("c", 5, 1), names(&["a"]));
    }

    proptest! {
        #[test]
        fn the_limit_holds_whatever_comes(uses in prop::collection::vec((0_u8..8, 0_u64..12, 0_i64..6, any::<bool>()), 0..60)) {
            let (mut shelf, _) = Shelf::of(20, Vec::new());
            for (name, bytes, now, put) in uses {
                let name = name.to_string();
                if put && shelf.takes(bytes) {
                    let gone = shelf.put(&name, bytes, now);
                    prop_assert!(!gone.contains(&name), "what came stays");
                } else {
                    shelf.touch(&name, now);
                }
                let total: u64 = shelf.pieces.values().map(|piece| piece.bytes).sum();
                prop_assert_eq!(total, shelf.total);
                prop_assert!(total <= 20);
                prop_assert_eq!(shelf.by_use.len(), shelf.pieces.len());
            }
        }
    }
}
