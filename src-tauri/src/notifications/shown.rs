//! Which notification stands for which place.

use std::collections::HashSet;

use companion::view::Place;

/// How many notifications are remembered with their place; older ones open the window only.
const REMEMBERED: usize = 200;

/// Which service gave an id: its bus and its unique name there. Another one counts from the start again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Source {
    pub(super) bus: String,
    pub(super) name: String,
}

/// What this program has put on the desktop.
#[derive(Default)]
pub(super) struct Shown {
    source: Option<Source>,
    /// Newest last.
    entries: Vec<Entry>,
    older: HashSet<u32>,
}

struct Entry {
    id: u32,
    tag: String,
    place: Option<Place>,
}

impl Shown {
    /// The notification that a new one with this tag is to replace; 0 for none.
    pub(super) fn replaced_by(&self, tag: &str, source: Option<&Source>) -> u32 {
        let entry = self.entries.iter().find(|entry| entry.tag == tag && self.source.as_ref() == source);
        entry.map_or(0, |entry| entry.id)
    }

    pub(super) fn note(&mut self, id: u32, tag: &str, place: Option<&Place>, source: Source) {
        if self.source.as_ref() != Some(&source) {
            *self = Self { source: Some(source), ..Self::default() };
        }
        self.entries.retain(|entry| entry.id != id && entry.tag != tag);
        self.entries.push(Entry { id, tag: tag.to_owned(), place: place.cloned() });
        if self.entries.len() > REMEMBERED {
            self.older.insert(self.entries.remove(0).id);
        }
    }

    /// Where a click on it leads, if anywhere; `None` when it is not one of ours: every program is told of all clicks.
    #[expect(clippy::option_option, reason = "a click on one of ours may lead nowhere but to the window")]
    pub(super) fn clicked(&self, id: u32, source: &Source) -> Option<Option<Place>> {
        if self.source.as_ref() != Some(source) {
            return None;
        }
        let entry = self.entries.iter().find(|entry| entry.id == id);
        let place = entry.map(|entry| entry.place.clone());
        place.or_else(|| self.older.contains(&id).then_some(None))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(name: &str) -> Source {
        Source { bus: "guid".to_owned(), name: name.to_owned() }
    }

    fn run(id: i64) -> Place {
        Place::Run { id }
    }

    #[test]
    fn every_click_on_ours_does_something_however_old_it_is() {
        let mut shown = Shown::default();
        for id in 1..=1_000 {
            shown.note(id, &format!("run/{id}"), Some(&run(id.into())), source(":1.5"));
        }
        assert_eq!(shown.clicked(1_000, &source(":1.5")), Some(Some(run(1_000))));
        assert_eq!(shown.clicked(1, &source(":1.5")), Some(None));
        assert_eq!(shown.clicked(1_001, &source(":1.5")), None, "another program's");
    }

    #[test]
    fn the_same_tag_takes_the_place_of_the_earlier_one() {
        let mut shown = Shown::default();
        shown.note(4, "run/1", Some(&run(1)), source(":1.5"));
        assert_eq!(shown.replaced_by("run/1", Some(&source(":1.5"))), 4);
        assert_eq!(shown.replaced_by("run/2", Some(&source(":1.5"))), 0);
        shown.note(4, "run/1", Some(&Place::Inbox), source(":1.5"));
        assert_eq!(shown.clicked(4, &source(":1.5")), Some(Some(Place::Inbox)));
    }

    #[test]
    fn the_ids_of_a_service_that_is_gone_mean_nothing() {
        let mut shown = Shown::default();
        shown.note(4, "run/1", Some(&run(1)), source(":1.5"));
        assert_eq!(shown.replaced_by("run/1", Some(&source(":1.9"))), 0);
        assert_eq!(shown.replaced_by("run/1", None), 0);
        assert_eq!(shown.clicked(4, &source(":1.9")), None);
        shown.note(1, "run/2", Some(&run(2)), source(":1.9"));
        assert_eq!(shown.clicked(4, &source(":1.9")), None);
        assert_eq!(shown.clicked(1, &source(":1.9")), Some(Some(run(2))));
    }
}
