//! Test cases: 2 000 a project unless the options or the control door say otherwise. None is held; each is worked out
//! from its place whenever somebody asks. Places are ordered by feature, then story, so that a slice of them is a
//! sensible suite; after 2 000 places the features begin again.
//!
//! An [`Outline`] is a test case before its texts are written. [`Case`] has them as strings, for answers; an export
//! writes them one after the other into its buffer.

use std::borrow::Cow;
use std::sync::Arc;

use super::case_texts::text;
use super::sent::Sent;
use super::words::{COMPONENTS, PEOPLE, TAGS, THEMES, Theme};
use super::written::Written;
use crate::dice::{Dice, mix};

pub(crate) const PER_PROJECT: usize = 2_000;
/// Of each story's fifty cases the first 36 are automated.
pub(crate) const STORY: usize = 50;
const AUTOMATED: usize = 36;
/// Stories of a project: feature by feature, each with the same five.
pub(crate) const BLOCKS: usize = PER_PROJECT / STORY;
const FIRST_ID: i64 = 10_001;
const DAY: i64 = 86_400_000;
/// 2024-01-15T00:00:00Z: when the first test case of the world was written.
const FIRST_WRITTEN: i64 = 1_705_276_800_000;
pub(crate) const STATUSES: [(i64, &str, &str); 4] = [
    (-1, "Draft", "#abb8c3"),
    (-2, "Active", "#00d084"),
    (-3, "Review", "#fcb900"),
    (-4, "Outdated", "#999999"),
];
pub(crate) const LAYERS: [(i64, &str); 4] =
    [(-1, "UI Tests"), (-2, "E2E Tests"), (-3, "API Tests"), (-4, "Unit Tests")];
/// The issue tracker's projects, by theme.
const TRACKED: [&str; 6] = ["BANK", "MC", "EST", "PAY", "WMS", "DSW"];
/// Custom fields beside those of the trees: id, name, values.
pub(super) const MORE_FIELDS: [(i64, &str, &[&str]); 5] = [
    (111, "Severity", &["blocker", "critical", "normal", "minor", "trivial"]),
    (112, "Priority", &["P1", "P2", "P3", "P4"]),
    (113, "Platform", &["Web", "iOS", "Android", "API"]),
    (114, "Release", &["2026.1", "2026.2", "2026.3", "2026.4"]),
    (115, "Команда", &["Ядро", "Платформа", "Антифрод", "Growth"]),
];
/// Custom field id and name.
pub(crate) const FIELDS: [(i64, &str); 10] = [
    (-1, "Epic"),
    (-2, "Feature"),
    (-3, "Story"),
    (-4, "Component"),
    (-5, "Suite"),
    (MORE_FIELDS[0].0, MORE_FIELDS[0].1),
    (MORE_FIELDS[1].0, MORE_FIELDS[1].1),
    (MORE_FIELDS[2].0, MORE_FIELDS[2].1),
    (MORE_FIELDS[3].0, MORE_FIELDS[3].1),
    (MORE_FIELDS[4].0, MORE_FIELDS[4].1),
];

/// A test case, worked out but for its texts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Outline {
    pub(crate) theme: usize,
    pub(crate) place: usize,
    pub(crate) words: &'static Theme,
    pub(crate) hash: u64,
    pub(crate) automated: bool,
    pub(crate) status: (i64, &'static str, &'static str),
    pub(crate) layer: (i64, &'static str),
    pub(crate) created: i64,
    pub(crate) modified: i64,
    pub(crate) muted: bool,
    tags: [usize; 3],
    tag_count: usize,
    /// How often its name and its scenario were changed.
    pub(super) renamed: u64,
    pub(super) extended: u64,
}

/// A test case, worked out.
#[derive(Debug, Clone)]
pub(crate) struct Case {
    pub(crate) id: i64,
    pub(crate) project: i64,
    pub(crate) outline: Outline,
    pub(crate) name: String,
    pub(crate) full_name: String,
    pub(crate) automated: bool,
    pub(crate) feature: &'static str,
    pub(crate) story: &'static str,
    pub(crate) owner: &'static str,
    pub(crate) layer: (i64, &'static str),
    pub(crate) status: (i64, &'static str, &'static str),
    pub(crate) tags: Vec<(i64, Cow<'static, str>)>,
    pub(crate) created: i64,
    pub(crate) modified: i64,
    pub(crate) russian: bool,
    pub(crate) muted: bool,
    pub(crate) hash: u64,
    /// What people wrote in place of what the seed says.
    pub(crate) written: Option<Arc<Written>>,
    /// The result that a client sent in, which this stands for.
    pub(crate) sent: Option<Arc<Sent>>,
}

/// The place of the `k`-th automated test case of a project.
pub(crate) fn automated(k: usize) -> usize {
    let k = k % AUTOMATED_PER_PROJECT;
    k / AUTOMATED * STORY + k % AUTOMATED
}

/// Which of the automated test cases that the world begins with a place is.
pub(crate) fn automated_number(place: usize) -> Option<usize> {
    let within = place % STORY;
    (place < PER_PROJECT && within < AUTOMATED).then_some(place / STORY * AUTOMATED + within)
}

pub(crate) const AUTOMATED_PER_PROJECT: usize = BLOCKS * AUTOMATED;

/// How many of the first `places` are automated.
pub(crate) fn automated_among(places: usize) -> usize {
    places / STORY * AUTOMATED + (places % STORY).min(AUTOMATED)
}

/// The id of the case at `place` of the seed's project with number `theme`.
pub(crate) fn id_of(theme: usize, place: usize) -> i64 {
    FIRST_ID + (theme * PER_PROJECT + place) as i64
}

/// Works out the case at `place` of one of the seed's projects, as it was when the world began.
pub(crate) fn case(seed: u64, theme: usize, place: usize) -> Case {
    Outline::new(seed, theme, place).case(id_of(theme, place), THEMES[theme % THEMES.len()].id)
}

/// A test tag by its place in the vocabulary.
pub(crate) fn tag(place: usize) -> (i64, &'static str) {
    (place as i64 + 501, TAGS[place])
}

impl Outline {
    pub(crate) fn new(seed: u64, theme: usize, place: usize) -> Self {
        let words: &Theme = &THEMES[theme % THEMES.len()];
        let hash = mix(&[seed, 0xCA5E, theme as u64, place as u64]);
        let mut dice = Dice::new(&[hash]);
        let created = FIRST_WRITTEN + (place as i64 % 500) * DAY + dice.between(0, DAY);
        let status = match dice.below(20) {
            0..=1 => STATUSES[0],
            2 => STATUSES[2],
            3 => STATUSES[3],
            _ => STATUSES[1],
        };
        let layer = *dice.pick(&[LAYERS[0], LAYERS[0], LAYERS[2], LAYERS[1], LAYERS[3]]);
        let first = dice.below(TAGS.len() as u64) as usize;
        let tag_count = dice.below(3) as usize;
        Self {
            theme,
            place,
            words,
            hash,
            automated: place % STORY < AUTOMATED,
            status,
            layer,
            created,
            modified: created + dice.between(0, 90 * DAY),
            muted: dice.chance(15),
            tags: [first, (first + 5) % TAGS.len(), 0],
            tag_count,
            renamed: 0,
            extended: 0,
        }
    }

    /// What it has become after so many changes, the last of them at `at`. Each changes one thing that an export
    /// shows: its name, its tags, its status or its scenario, in turn.
    pub(crate) fn changed(mut self, changes: u64, at: i64) -> Self {
        for n in 0..changes {
            match (self.hash.wrapping_add(n)) % 4 {
                0 => self.renamed += 1,
                1 => {
                    // Never one of the first two, and never the one of the change before.
                    let own = (self.tags[0] + 1 + (n / 4 % 4) as usize) % TAGS.len();
                    self.tag_count = self.tag_count.min(2);
                    self.tags[self.tag_count] = own;
                    self.tag_count += 1;
                }
                2 => {
                    let next = STATUSES.iter().position(|own| own.0 == self.status.0).map_or(0, |n| n + 1);
                    self.status = STATUSES[next % STATUSES.len()];
                }
                _ => self.extended += 1,
            }
        }
        Self { modified: at, ..self }
    }

    pub(crate) fn written(self, at: i64) -> Self {
        Self { created: at, modified: at, ..self }
    }

    /// The number of its story among all stories of its project.
    pub(crate) fn block(&self) -> usize {
        block_of(self.place)
    }

    pub(crate) fn feature(&self) -> usize {
        self.block() / 5
    }

    pub(crate) fn story(&self) -> usize {
        self.block() % 5
    }

    pub(crate) fn russian(&self) -> bool {
        self.words.russian
    }

    pub(crate) fn owner(&self) -> &'static str {
        PEOPLE[(self.hash >> 11) as usize % 5].0
    }

    pub(crate) fn lead(&self) -> &'static str {
        PEOPLE[(self.hash >> 17) as usize % 5].0
    }

    pub(crate) fn tags(&self) -> impl Iterator<Item = (i64, &'static str)> {
        self.tags.into_iter().take(self.tag_count).map(tag)
    }

    /// Keys of linked issues: the tracker's project and a number.
    pub(crate) fn issues(&self) -> impl Iterator<Item = (&'static str, u64)> {
        let (hash, project) = (self.hash, TRACKED[self.theme % TRACKED.len()]);
        (0..hash >> 23 & 0b1).map(move |n| (project, (hash >> 29) % 9000 + n + 1))
    }

    pub(crate) fn has_link(&self) -> bool {
        self.hash >> 33 & 1 == 1
    }

    /// Parameters with their values, an example for each pair of values; few test cases have any.
    pub(crate) fn parameters(&self) -> &'static [(&'static str, [&'static str; 2])] {
        if self.place.is_multiple_of(5) {
            &[("browser", ["chrome", "firefox"]), ("locale", ["ru", "en"])]
        } else {
            &[]
        }
    }

    /// The place of its value among the values of one of [`MORE_FIELDS`].
    pub(super) fn choice(&self, field: usize) -> usize {
        (self.hash >> (37 + field * 4)) as usize % MORE_FIELDS[field].2.len()
    }

    /// The number of the value that it has in `field`, below 100 and different for every value of all fields.
    pub(crate) fn value_number(&self, field: i64) -> usize {
        match field {
            -1 => self.feature() / 4,
            -2 => 10 + self.feature(),
            -3 => 20 + self.story(),
            -4 => 30 + (self.hash >> 7) as usize % COMPONENTS.len(),
            -5 => 40 + self.feature(),
            _ => more_field(field).map_or(99, |n| 50 + n * 10 + self.choice(n)),
        }
    }

    /// The id of the value that it has in `field`.
    pub(crate) fn value_id(&self, field: i64) -> i64 {
        20_001 + (self.theme * 100 + self.value_number(field)) as i64
    }

    pub(crate) fn case(self, id: i64, project: i64) -> Case {
        Case {
            id,
            project,
            name: text(|out| self.write_name(out)),
            full_name: text(|out| self.write_full_name(out)),
            automated: self.automated,
            feature: self.words.features[self.feature()],
            story: self.words.stories[self.story()],
            owner: self.owner(),
            layer: self.layer,
            status: self.status,
            tags: self.tags().map(|(id, name)| (id, name.into())).collect(),
            created: self.created,
            modified: self.modified,
            russian: self.russian(),
            muted: self.muted,
            hash: self.hash,
            written: None,
            sent: None,
            outline: self,
        }
    }
}

/// The number of the story that a place belongs to, below [`BLOCKS`].
pub(crate) fn block_of(place: usize) -> usize {
    place / STORY % BLOCKS
}

pub(super) fn more_field(id: i64) -> Option<usize> {
    MORE_FIELDS.iter().position(|(own, ..)| *own == id)
}

impl Case {
    /// What people wrote, in place of what the seed says.
    pub(crate) fn rewritten(self, written: &Arc<Written>) -> Self {
        Self {
            name: written.name.clone(),
            full_name: written.full_name.clone(),
            automated: written.automated,
            owner: written.created_by,
            layer: written.layer,
            status: written.status,
            tags: written.tags.iter().map(|(id, name)| (*id, name.clone().into())).collect(),
            created: written.created,
            modified: written.modified,
            written: Some(Arc::clone(written)),
            ..self
        }
    }
}
