//! A project's test cases: how many there are, which ids they have, and what became of them. The test cases
//! themselves are worked out from their places; only what the control door changed is held.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::case::{self, BLOCKS, Case, Outline, PER_PROJECT, STORY};
use super::words::THEMES;
use super::written::Written;
use crate::dice::Dice;

/// Room for the ids of one project.
pub(crate) const MOST: usize = 10_000_000;
/// Ids of what goes beyond the first 2 000 test cases of the seed's projects.
const FAR: i64 = 10_000_001;

#[derive(Debug, Clone)]
pub(crate) struct Stock {
    project: i64,
    theme: usize,
    /// Places below this are taken, but for the vanished ones.
    places: usize,
    /// The id of the first place, and of the first one beyond the 2 000.
    ids: (i64, i64),
    /// First place of a lot that appeared → when.
    appeared: BTreeMap<usize, i64>,
    vanished: BTreeSet<usize>,
    /// Place → how often it was changed, and when last.
    changed: BTreeMap<usize, (u64, i64)>,
    /// What people wrote into test cases.
    written: BTreeMap<usize, Arc<Written>>,
    /// The ids of those that came from other projects, by their places, and the places by the ids.
    adopted: (BTreeMap<usize, i64>, BTreeMap<i64, usize>),
    /// Vanished ones that people deleted, and can restore.
    deleted: BTreeSet<usize>,
    /// Paths of deleted groups.
    pub(crate) gone: BTreeSet<Vec<i64>>,
    edits: u64,
}

/// Ids of what a change of the stock was about.
#[derive(Debug, Default, serde::Serialize)]
pub(crate) struct Edited {
    appeared: Vec<i64>,
    vanished: Vec<i64>,
    changed: Vec<i64>,
}

impl Stock {
    /// Of the seed's project number `theme`, which may hold more or fewer than the usual 2 000.
    pub(crate) fn of_theme(theme: usize, count: usize) -> Self {
        let ids = (case::id_of(theme, 0), FAR + (theme * MOST) as i64);
        Self::new(THEMES[theme].id, theme, count, ids)
    }

    /// Of a project that was added: with ids of its own when it has a count of its own, and otherwise those of the
    /// first project.
    pub(crate) fn of_added(project: i64, number: usize, count: Option<usize>) -> Self {
        let Some(count) = count else { return Self { project, ..Self::of_theme(0, PER_PROJECT) } };
        let first = FAR + ((THEMES.len() + number) * MOST) as i64;
        Self::new(project, 0, count, (first, first + PER_PROJECT as i64))
    }

    fn new(project: i64, theme: usize, count: usize, ids: (i64, i64)) -> Self {
        Self {
            project,
            theme,
            places: count.min(MOST),
            ids,
            appeared: BTreeMap::new(),
            vanished: BTreeSet::new(),
            changed: BTreeMap::new(),
            written: BTreeMap::new(),
            adopted: (BTreeMap::new(), BTreeMap::new()),
            deleted: BTreeSet::new(),
            gone: BTreeSet::new(),
            edits: 0,
        }
    }

    /// The project, and how often its test cases were changed.
    pub(crate) fn version(&self) -> (i64, u64) {
        (self.project, self.edits)
    }

    pub(crate) fn len(&self) -> usize {
        self.places - self.vanished.len()
    }

    /// What belongs to a place beyond all that are taken, as well.
    pub(crate) fn end(&self) -> usize {
        self.places
    }

    pub(crate) fn theme(&self) -> usize {
        self.theme
    }

    pub(crate) fn automated(&self) -> usize {
        let vanished = self
            .vanished
            .iter()
            .filter(|place| case::automated_among(**place + 1) > case::automated_among(**place));
        let reckoned = case::automated_among(self.places) - vanished.count();
        let differs = |place: usize, automated: bool| {
            let by_place = case::automated_among(place + 1) > case::automated_among(place);
            isize::from(automated) - isize::from(by_place)
        };
        let present = self.written.iter().filter(|(place, _)| self.has(**place));
        let written: isize = present.map(|(place, written)| differs(*place, written.automated)).sum();
        reckoned.saturating_add_signed(written)
    }

    pub(crate) fn has(&self, place: usize) -> bool {
        place < self.places && !self.vanished.contains(&place)
    }

    /// Whether the order of places is that of ids.
    pub(crate) fn is_in_order(&self) -> bool {
        self.adopted.0.is_empty()
    }

    /// The places that are taken.
    pub(crate) fn places(&self) -> impl DoubleEndedIterator<Item = usize> {
        (0..self.places).filter(|place| !self.vanished.contains(place))
    }

    pub(crate) fn id_of(&self, place: usize) -> i64 {
        if let Some(id) = self.adopted.0.get(&place) {
            return *id;
        }
        match place.checked_sub(PER_PROJECT) {
            None => self.ids.0 + place as i64,
            Some(beyond) => self.ids.1 + beyond as i64,
        }
    }

    /// The place of a test case that is there.
    pub(crate) fn place_of(&self, id: i64) -> Option<usize> {
        if let Some(place) = self.adopted.1.get(&id) {
            return Some(*place).filter(|place| self.has(*place));
        }
        let since = |first: i64| usize::try_from(id.checked_sub(first)?).ok();
        let near = since(self.ids.0).filter(|place| *place < PER_PROJECT);
        let far = || since(self.ids.1)?.checked_add(PER_PROJECT);
        near.or_else(far).filter(|place| self.has(*place) && !self.adopted.0.contains_key(place))
    }

    /// The place of a deleted test case.
    pub(crate) fn place_of_deleted(&self, id: i64) -> Option<usize> {
        self.deleted().find(|place| self.id_of(*place) == id)
    }

    /// How many there are of each story.
    pub(crate) fn counts(&self) -> [usize; BLOCKS] {
        let (full, rest) = (self.places / PER_PROJECT, self.places % PER_PROJECT);
        let mut counts =
            std::array::from_fn(|block| full * STORY + rest.saturating_sub(block * STORY).min(STORY));
        for place in &self.vanished {
            counts[case::block_of(*place)] -= 1;
        }
        counts
    }

    pub(crate) fn outline(&self, seed: u64, place: usize) -> Outline {
        let mut outline = Outline::new(seed, self.theme, place);
        if let Some((_, at)) = self.appeared.range(..=place).next_back() {
            outline = outline.written(*at);
        }
        match self.changed.get(&place) {
            Some((changes, at)) => outline.changed(*changes, *at),
            None => outline,
        }
    }

    pub(crate) fn case(&self, seed: u64, place: usize) -> Case {
        let case = self.outline(seed, place).case(self.id_of(place), self.project);
        match self.written.get(&place) {
            Some(written) => case.rewritten(written),
            None => case,
        }
    }

    pub(crate) fn written(&self, place: usize) -> Option<&Arc<Written>> {
        self.written.get(&place)
    }

    /// The places of test cases that are there and into which people wrote.
    pub(crate) fn rewritten(&self) -> impl Iterator<Item = usize> {
        self.written.keys().copied().filter(|place| self.has(*place))
    }

    /// What people wrote into the test case at `place`.
    pub(crate) fn write(&mut self, place: usize, written: Written) {
        self.edits += 1;
        self.written.insert(place, Arc::new(written));
    }

    /// The place for one test case more; `None` when there is no room.
    pub(crate) fn create(&mut self, now: i64) -> Option<usize> {
        if self.places >= MOST {
            return None;
        }
        self.edits += 1;
        self.appeared.insert(self.places, now);
        self.places += 1;
        Some(self.places - 1)
    }

    /// Takes in a test case of another project, which keeps its id; its place. `None` when there is no room.
    pub(crate) fn adopt(&mut self, id: i64, written: Written, now: i64) -> Option<usize> {
        let place = self.create(now)?;
        self.adopted.0.insert(place, id);
        self.adopted.1.insert(id, place);
        self.write(place, written);
        Some(place)
    }

    /// Lets go of a test case that another project took in.
    pub(crate) fn release(&mut self, id: i64) {
        if let Some(place) = self.place_of(id) {
            self.edits += 1;
            self.vanished.insert(place);
            self.written.remove(&place);
            self.adopted.1.remove(&id);
        }
    }

    /// Deletes a test case; it can be restored.
    pub(crate) fn delete(&mut self, place: usize) {
        self.edits += 1;
        self.vanished.insert(place);
        self.deleted.insert(place);
    }

    /// Brings a deleted test case back.
    pub(crate) fn restore(&mut self, place: usize) {
        self.edits += 1;
        self.vanished.remove(&place);
        self.deleted.remove(&place);
    }

    /// Forgets a deleted test case for good.
    pub(crate) fn purge(&mut self, place: usize) {
        self.deleted.remove(&place);
    }

    /// The places of deleted test cases.
    pub(crate) fn deleted(&self) -> impl Iterator<Item = usize> {
        self.deleted.iter().copied()
    }

    /// Lets test cases vanish, change and appear; `None` when there are not that many. As long as there are any, it
    /// takes such as were never touched before, so that what several calls do adds up.
    pub(crate) fn edit(
        &mut self,
        seed: u64,
        now: i64,
        vanish: usize,
        change: usize,
        appear: usize,
    ) -> Option<Edited> {
        if vanish.checked_add(change)? > self.len() || self.places.checked_add(appear)? > MOST {
            return None;
        }
        self.edits += 1;
        let mut dice = Dice::new(&[seed, 0xED17, self.project as u64, self.edits]);
        let old = self.appeared.keys().next().copied().unwrap_or(self.places);
        let touched = self.vanished.range(..old).count() + self.changed.range(..old).count();
        let fresh_are_enough = vanish + change <= old - touched;
        let mut picked = BTreeSet::new();
        let mut pick = |own: &Self| {
            let range = if fresh_are_enough { old } else { own.places };
            let start = dice.below(range as u64) as usize;
            let good = |place: &usize| {
                let is_touched = fresh_are_enough && own.changed.contains_key(place);
                own.has(*place) && !(picked.contains(place) || own.written.contains_key(place) || is_touched)
            };
            let place = (start..range).chain(0..start).find(good)?;
            picked.insert(place);
            Some(place)
        };
        let mut edited = Edited::default();
        for _ in 0..vanish {
            let place = pick(self)?;
            self.vanished.insert(place);
            self.changed.remove(&place);
            edited.vanished.push(self.id_of(place));
        }
        for _ in 0..change {
            let place = pick(self)?;
            let change = self.changed.entry(place).or_default();
            *change = (change.0 + 1, now);
            edited.changed.push(self.id_of(place));
        }
        if appear > 0 {
            self.appeared.insert(self.places, now);
            edited.appeared = (self.places..self.places + appear).map(|place| self.id_of(place)).collect();
            self.places += appear;
        }
        Some(edited)
    }

    /// What people do to the test cases in an hour that ends `at`: a few are changed, now and then one appears or
    /// vanishes.
    pub(crate) fn drift(&mut self, seed: u64, at: i64) {
        let mut dice = Dice::new(&[seed, 0xD21F, self.project as u64, at as u64]);
        let (change, appear, vanish) = (1 + dice.below(3), dice.chance(300), dice.chance(200));
        // Where there are too few left, nothing happens.
        let _ = self.edit(seed, at, usize::from(vanish), change as usize, usize::from(appear));
    }
}
