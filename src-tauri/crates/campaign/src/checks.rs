//! What must be true: after each step, and at the end.

use std::collections::{BTreeMap, BTreeSet};

use companion::view::{InboxItem, NoticeKind, Origin, Outcome, Phase, Place, RunView};
use testops_sim::{By, What};

use crate::model::{Figure, Wish};
use crate::schedules;
use crate::world::World;

impl World {
    /// After each step: notes what happened outside, and looks whether anything was asked for twice.
    pub(crate) fn watch(&self) {
        let since = self.model().deeds;
        let deeds = self.testops.control.deeds(since);
        self.model().deeds += deeds.len();
        for deed in &deeds {
            self.history.note(format!("  TestOps: {:?}", deed.what));
            if let What::Launched { job, by: By::Request, .. } = deed.what
                && !schedules::may_be_scheduled(self, job)
            {
                self.model().launched += 1;
            }
        }
        let toasts = self.desktop.toasts();
        let shown = self.model().toasts;
        for (_, shown) in &toasts[shown..] {
            self.history.note(format!("  desktop: {:?} {}", shown.kind, shown.title));
        }
        self.model().toasts = toasts.len();
        self.posted_once();
    }

    fn posted_once(&self) {
        let posted = self.testops.control.posted();
        let mut model = self.model();
        for (name, times) in &posted {
            let is_own = name.starts_with("w-");
            if is_own && *times > 1 {
                model.find(Figure::PostedTwice, format!("{name} was launched {times} times"));
            }
            if is_own && model.taken_back.contains(name) {
                model.find(Figure::PostedTwice, format!("{name} was taken back and launched"));
            }
        }
        let (launched, wished) = (model.launched, model.wished(Wish::Launch));
        if launched > wished {
            model.find(
                Figure::PostedTwice,
                format!("{wished} launches were wished and {launched} were asked for"),
            );
        }
        let mut reran: BTreeMap<i64, BTreeMap<i64, usize>> = BTreeMap::new();
        for deed in self.testops.control.deeds(0) {
            if let What::Reran { launch, run } = deed.what {
                *reran.entry(launch).or_default().entry(run).or_insert(0) += 1;
            }
        }
        for (launch, runs) in reran {
            let (most, wished) = (runs.values().max().copied().unwrap_or(0), model.reruns(launch));
            if most > wished {
                model.find(
                    Figure::PostedTwice,
                    format!("launch {launch}: {wished} reruns wished, {most} asked for"),
                );
            }
        }
    }

    /// Each run asks the server at most once, and one that was taken back never.
    pub(crate) fn each_posted_once(&self, runs: &[RunView]) {
        for (name, times) in self.testops.control.posted() {
            let may = runs.iter().filter(|run| run.name == name && !is_taken_back(run)).count();
            if times > may {
                let what = format!("{name} was launched {times} times, for {may} runs");
                self.model().find(Figure::PostedTwice, what);
            }
        }
    }

    /// How often its launch was wished to run again. A run whose launch the server lost has no launch any more, and is
    /// known by its name.
    pub(crate) fn reruns_of(&self, run: &RunView) -> usize {
        let mut launches: BTreeSet<i64> = run.launch_id.into_iter().collect();
        if launches.is_empty() {
            for deed in self.testops.control.deeds(0) {
                if let What::Launched { launch, name, .. } = deed.what
                    && name == run.name
                {
                    launches.insert(launch);
                }
            }
        }
        let model = self.model();
        launches.into_iter().map(|launch| model.reruns(launch)).sum()
    }

    /// Every run that ended is told once: in the inbox, and on the desktop unless it was held there.
    pub(crate) fn told_once(&self, runs: &[RunView], inbox: &[InboxItem]) {
        let toasts = self.desktop.toasts();
        let mut entries: BTreeMap<i64, Vec<&InboxItem>> = BTreeMap::new();
        for item in inbox {
            if let (Some(Place::Run { id }), true) = (&item.place, is_outcome(item.kind)) {
                entries.entry(*id).or_default().push(item);
            }
        }
        let ended =
            runs.iter().filter(|run| run.phase == Phase::Finished && run.origin != Origin::Subscribed);
        for run in ended {
            let told = entries.get(&run.id).map(Vec::as_slice).unwrap_or_default();
            let reopened = self.reruns_of(run);
            let mut model = self.model();
            let knows = is_taken_back(run) || model.followed_late.contains(&run.id);
            let ends: Vec<_> = told.iter().filter(|item| !is_refused_rerun(item)).collect();
            if ends.is_empty() && !knows {
                model.find(
                    Figure::Lost,
                    format!("run {} {} ended as {:?} and was not told", run.id, run.name, run.outcome),
                );
            } else if ends.len() > 1 + reopened {
                let ends: Vec<_> = ends.iter().map(|item| format!("{} {}", item.at, item.title)).collect();
                model.find(
                    Figure::ToldTwiceWithoutCause,
                    format!(
                        "run {} {} was told {} times, launch {:?} was run again {reopened} times: {}",
                        run.id,
                        run.name,
                        ends.len(),
                        run.launch_id,
                        ends.join(", ")
                    ),
                );
            }
            let tag = format!("run-{}", run.id);
            let shown = toasts.iter().filter(|(_, shown)| shown.tag == tag && is_outcome(shown.kind));
            let doubtful = shown.clone().filter(|(at, _)| self.doubts.on_desktop(*at)).count();
            let (shown, owed) = (shown.count(), told.iter().filter(|item| !item.held).count());
            if shown < owed {
                model.find(
                    Figure::Lost,
                    format!("run {} {}: {owed} notifications were due and {shown} shown", run.id, run.name),
                );
            } else if shown > owed + doubtful {
                model.find(
                    Figure::ToldTwiceWithoutCause,
                    format!("run {} {}: {owed} notifications were due and {shown} shown", run.id, run.name),
                );
            }
        }
    }

    /// Nothing that ended on the server stands open here.
    pub(crate) fn nothing_open(&self, runs: &[RunView]) {
        let launches = self.testops.control.launches();
        for run in runs.iter().filter(|run| run.phase != Phase::Finished) {
            if run.phase == Phase::Unknown {
                // A person is asked.
                continue;
            }
            let launch = launches.iter().find(|launch| Some(launch.id) == run.launch_id);
            let ended = launch.is_none_or(|launch| launch.closed);
            if ended {
                let what = format!(
                    "run {} {} is {:?} and waits for {:?}",
                    run.id, run.name, run.phase, run.waiting_for
                );
                self.model().find(Figure::Stuck, what);
            }
        }
    }

    /// Every launch that was asked for from here is known here, once, or its fate is asked about.
    pub(crate) fn launches_known(&self, runs: &[RunView]) {
        let known: BTreeSet<i64> = runs.iter().filter_map(|run| run.launch_id).collect();
        let asks = |name: &str| {
            runs.iter().any(|run| run.name == name && run.launch_id.is_none() && !is_taken_back(run))
        };
        for deed in self.testops.control.deeds(0) {
            if let What::Launched { launch, name, by: By::Request, .. } = deed.what
                && !known.contains(&launch)
                && !asks(&name)
            {
                self.model()
                    .find(Figure::Lost, format!("launch {launch} {name} was asked for and is not known"));
            }
        }
        let named = self.model().named.clone();
        for name in named {
            if !runs.iter().any(|run| run.name == name) {
                self.model().find(Figure::Lost, format!("{name} was said to be asked and is not known"));
            }
        }
    }
}

/// Whoever takes a launch back knows, so the desktop tells nothing.
fn is_taken_back(run: &RunView) -> bool {
    run.outcome == Some(Outcome::Cancelled) && run.launch_id.is_none()
}

/// What says that a rerun did not begin has the kind of an outcome, and comes for each press that was refused.
fn is_refused_rerun(item: &InboxItem) -> bool {
    item.title.starts_with("The rerun did not start: ")
}

pub(crate) fn is_outcome(kind: NoticeKind) -> bool {
    matches!(
        kind,
        NoticeKind::Passed
            | NoticeKind::Failed
            | NoticeKind::Fixed
            | NoticeKind::StillFailing
            | NoticeKind::NotFinished
    )
}
