//! What happened on the server, in order: what was started, closed, exported and deleted, and by whom. Requests that
//! were refused or never carried out are not here; those whose answer was lost are.

use std::collections::BTreeMap;

use serde::Serialize;

use super::World;

/// Something that was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Deed {
    /// Counts from 0.
    pub n: usize,
    /// Simulated epoch milliseconds.
    pub at: i64,
    #[serde(flatten)]
    pub what: What,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum What {
    /// A launch began; without a job it was made by hand.
    Launched {
        launch: i64,
        job: Option<i64>,
        name: String,
        by: By,
    },
    /// Tests of a launch were asked for again, in a job run of their own.
    Reran {
        launch: i64,
        run: i64,
    },
    /// Somebody asked for a launch to be closed; it follows a little later.
    Closed {
        launch: i64,
    },
    Reopened {
        launch: i64,
    },
    LaunchDeleted {
        launch: i64,
    },
    ExportAsked {
        export: i64,
        project: i64,
        name: String,
    },
    /// A download was begun.
    ExportDownloaded {
        export: i64,
    },
    ExportDeleted {
        export: i64,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// A request to the API.
    Request,
    /// The control door: somebody else.
    Elsewhere,
}

impl World {
    pub(crate) fn did(&mut self, at: i64, what: What) {
        self.deeds.push(Deed { n: self.deeds.len(), at, what });
    }

    /// Whether there was such a launch.
    pub(crate) fn delete_launch(&mut self, at: i64, launch: i64) -> bool {
        let was_there = self.launches.remove(&launch).is_some();
        if was_there {
            self.deleted_launches.insert(launch);
            self.did(at, What::LaunchDeleted { launch });
        }
        was_there
    }

    /// How often a launch of each name was started by a request.
    pub(crate) fn posted(&self) -> BTreeMap<String, usize> {
        let mut posted = BTreeMap::new();
        for deed in &self.deeds {
            if let What::Launched { name, by: By::Request, .. } = &deed.what {
                *posted.entry(name.clone()).or_insert(0) += 1;
            }
        }
        posted
    }
}
