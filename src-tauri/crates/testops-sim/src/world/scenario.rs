//! The steps of a test case that people may edit: a tree, in which an expected result is a step of its own that is not
//! among the children.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::case::Case;
use super::case_texts;

/// Ids of a test case's steps begin with its own.
pub(crate) const PER_CASE: i64 = 10_000;

#[derive(Debug, Clone, Default)]
pub(crate) struct Step {
    pub(crate) body: String,
    /// The body with its markup, where it was sent with one.
    pub(crate) markup: Option<Value>,
    pub(crate) attachment: Option<i64>,
    pub(crate) shared: Option<i64>,
    pub(crate) children: Vec<i64>,
    /// The step whose children are what is expected of this one; its own body means nothing.
    pub(crate) expected: Option<i64>,
    /// `None` for those at the top.
    pub(crate) parent: Option<i64>,
}

#[derive(Debug, Clone)]
pub(crate) struct Scenario {
    pub(crate) root: i64,
    pub(crate) children: Vec<i64>,
    pub(crate) steps: BTreeMap<i64, Step>,
    last: i64,
}

/// Where among its siblings a step goes.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Position {
    End,
    Before(i64),
    After(i64),
}

impl Step {
    pub(crate) fn text(body: impl Into<String>) -> Self {
        Self { body: body.into(), ..Self::default() }
    }

    /// The markup that it was sent with, or that of a plain text.
    pub(crate) fn document(&self) -> Value {
        let plain = || {
            let lines = self
                .body
                .lines()
                .map(|line| json!({"type": "paragraph", "content": [{"type": "text", "text": line}]}));
            json!({"type": "doc", "content": lines.collect::<Vec<_>>()})
        };
        self.markup.clone().unwrap_or_else(plain)
    }
}

/// The text of a document, without its markup.
pub(crate) fn plain(document: &Value) -> String {
    let blocks = document["content"].as_array().into_iter().flatten();
    let text = |block: &Value| {
        let parts = block["content"].as_array().into_iter().flatten();
        parts.map(|part| part["text"].as_str().unwrap_or("\n")).collect::<String>()
    };
    blocks.map(text).collect::<Vec<_>>().join("\n")
}

impl Scenario {
    pub(crate) fn empty(case: i64) -> Self {
        let root = case * PER_CASE;
        Self { root, children: Vec::new(), steps: BTreeMap::new(), last: root }
    }

    /// As the seed has it.
    pub(crate) fn of(case: &Case) -> Self {
        let mut scenario = Self::empty(case.id);
        for (body, expected) in case_texts::steps(case) {
            let id = scenario.push(None, Step::text(body));
            if let Some(expected) = expected {
                scenario.expect(id, Some(expected));
            }
        }
        scenario
    }

    fn siblings(&mut self, parent: Option<i64>) -> Option<&mut Vec<i64>> {
        match parent {
            None => Some(&mut self.children),
            Some(id) => self.steps.get_mut(&id).map(|step| &mut step.children),
        }
    }

    fn push(&mut self, parent: Option<i64>, step: Step) -> i64 {
        self.last += 1;
        let id = self.last;
        self.steps.insert(id, Step { parent, ..step });
        if let Some(siblings) = self.siblings(parent) {
            siblings.push(id);
        }
        id
    }

    /// A neighbour decides whose child the step becomes; `None` where it or the parent is not there.
    fn place(&mut self, parent: Option<i64>, position: Position, id: i64) -> Option<()> {
        let parent = parent.filter(|parent| *parent != self.root);
        let neighbour = match position {
            Position::End => None,
            Position::Before(neighbour) => Some((neighbour, 0)),
            Position::After(neighbour) => Some((neighbour, 1)),
        };
        let parent = match neighbour {
            None => parent,
            Some((neighbour, _)) => self.steps.get(&neighbour)?.parent,
        };
        let siblings = self.siblings(parent)?;
        let at = match neighbour {
            None => siblings.len(),
            Some((neighbour, offset)) => siblings.iter().position(|own| *own == neighbour)? + offset,
        };
        siblings.insert(at, id);
        self.steps.get_mut(&id)?.parent = parent;
        Some(())
    }

    /// The id of the new step.
    pub(crate) fn add(&mut self, parent: Option<i64>, position: Position, step: Step) -> Option<i64> {
        let id = self.last + 1;
        self.steps.insert(id, step);
        if self.place(parent, position, id).is_none() {
            self.steps.remove(&id);
            return None;
        }
        self.last = id;
        Some(id)
    }

    /// Gives a step an expected result, with a first text in it or none yet.
    pub(crate) fn expect(&mut self, step: i64, text: Option<String>) {
        self.last += 1;
        let container = self.last;
        self.steps.insert(container, Step { parent: Some(step), ..Step::text("Expected Result") });
        if let Some(step) = self.steps.get_mut(&step) {
            step.expected = Some(container);
        }
        if let Some(text) = text {
            self.push(Some(container), Step::text(text));
        }
    }

    /// Takes the expected result from a step.
    pub(crate) fn unexpect(&mut self, step: i64) {
        if let Some(container) = self.steps.get_mut(&step).and_then(|step| step.expected.take()) {
            self.forget(container);
        }
    }

    /// What is expected of a step, a line for each text.
    pub(crate) fn expected(&self, step: &Step) -> Option<String> {
        let container = self.steps.get(&step.expected?)?;
        let texts = container.children.iter().filter_map(|id| Some(self.steps.get(id)?.body.as_str()));
        Some(texts.collect::<Vec<_>>().join("\n"))
    }

    fn forget(&mut self, id: i64) {
        if let Some(step) = self.steps.remove(&id) {
            step.children.into_iter().chain(step.expected).for_each(|id| self.forget(id));
        }
    }

    fn unlink(&mut self, id: i64) {
        let parent = self.steps.get(&id).and_then(|step| step.parent);
        if let Some(siblings) = self.siblings(parent) {
            siblings.retain(|own| *own != id);
        }
        let container = parent.and_then(|parent| self.steps.get_mut(&parent));
        if let Some(step) = container.filter(|step| step.expected == Some(id)) {
            step.expected = None;
        }
    }

    /// Removes a step and all that is in it.
    pub(crate) fn remove(&mut self, id: i64) {
        self.unlink(id);
        self.forget(id);
    }

    fn is_within(&self, id: i64, whole: i64) -> bool {
        let parent = self.steps.get(&id).and_then(|step| step.parent);
        id == whole || parent.is_some_and(|parent| self.is_within(parent, whole))
    }

    /// Moves a step. Without a parent and a neighbour it goes to the end of the top. `None`, and nothing moved, where the
    /// place is not there or is within the step itself.
    pub(crate) fn shift(&mut self, id: i64, parent: Option<i64>, position: Position) -> Option<()> {
        let neighbour = match position {
            Position::End => None,
            Position::Before(other) | Position::After(other) => Some(other),
        };
        let places = parent.filter(|parent| *parent != self.root).into_iter().chain(neighbour);
        for place in places {
            if !self.steps.contains_key(&place) || self.is_within(place, id) {
                return None;
            }
        }
        self.unlink(id);
        self.place(parent, position, id)
    }

    /// Copies a step with all that is in it; the copy's id.
    pub(crate) fn copy(&mut self, id: i64, parent: Option<i64>, position: Position) -> Option<i64> {
        let original = self.steps.get(&id)?.clone();
        let (children, expected) = (original.children.clone(), original.expected);
        let copy = self.add(parent, position, Step { children: Vec::new(), expected: None, ..original })?;
        for child in children {
            self.copy(child, Some(copy), Position::End)?;
        }
        if let Some(container) = expected {
            self.expect(copy, None);
            let own = self.steps.get(&copy)?.expected?;
            for child in self.steps.get(&container)?.children.clone() {
                self.copy(child, Some(own), Position::End)?;
            }
        }
        Some(copy)
    }

    /// The same steps, as those of another test case.
    pub(crate) fn renumbered(&self, case: i64) -> Self {
        let (old, new) = (self.root, case * PER_CASE);
        let moved = |id: i64| id - old + new;
        let all = |ids: &[i64]| ids.iter().map(|id| moved(*id)).collect::<Vec<_>>();
        let step = |step: &Step| Step {
            children: all(&step.children),
            expected: step.expected.map(moved),
            parent: step.parent.map(moved),
            ..step.clone()
        };
        Self {
            root: new,
            children: all(&self.children),
            steps: self.steps.iter().map(|(id, own)| (moved(*id), step(own))).collect(),
            last: moved(self.last),
        }
    }

    /// Steps that are added from here on take no id that one of `other`'s has had.
    pub(crate) fn number_after(&mut self, other: &Self) {
        self.last = self.last.max(other.last);
    }

    /// The files that steps show.
    pub(crate) fn files(&self) -> impl Iterator<Item = i64> {
        self.steps.values().filter_map(|step| step.attachment)
    }

    pub(crate) fn shows(&self, file: i64) -> bool {
        self.files().any(|own| own == file)
    }

    fn remove_where(&mut self, goes: impl Fn(&Step) -> bool) {
        let steps = self.steps.iter().filter(|(_, step)| goes(step));
        for id in steps.map(|(id, _)| *id).collect::<Vec<_>>() {
            self.remove(id);
        }
    }

    /// Removes the steps that show a file.
    pub(crate) fn hide(&mut self, file: i64) {
        self.remove_where(|step| step.attachment == Some(file));
    }

    /// Removes the steps that use a shared one.
    pub(crate) fn unuse(&mut self, shared: i64) {
        self.remove_where(|step| step.shared == Some(shared));
    }

    pub(crate) fn uses(&self, shared: i64) -> bool {
        self.steps.values().any(|step| step.shared == Some(shared))
    }
}
