//! What a test did and left behind: its steps, its files, its past.
//!
//! Files come from the server with the token and lie in a cache on the disk, in pieces; the window asks for them by result and
//! key and sees neither token nor address. They were written by tests: what a file is follows from its bytes, and a web page
//! or a drawing in SVG is never given to the window as such.

mod cache;
mod facade;
mod files;
mod handing;
mod kind;
mod past;
mod pieces;
mod saving;
mod serving;
mod shelf;
mod telling;
mod text;

pub(crate) use handing::clear;
pub(crate) use past::{PastOfCase, of_case as past_of_case};
pub use serving::{Served, ServedPart};

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use tokio_util::sync::CancellationToken;

use crate::view::ResultEvidence;
use cache::Cache;

/// How many files are fetched side by side.
const DOORS: usize = 8;

/// What the room keeps while the program runs.
pub(crate) struct Evidence {
    cache: Arc<Cache>,
    /// A file is fetched once, however often it is asked for meanwhile.
    doors: [tokio::sync::Mutex<()>; DOORS],
    /// Files that are being saved, by result and key.
    saving: Mutex<HashMap<(i64, String), CancellationToken>>,
    /// The result that was told last, by its name in the cache: its files are asked for piece by piece.
    told: Mutex<Option<Told>>,
}

type Told = (String, Arc<ResultEvidence>);

impl Evidence {
    /// Keeps so many megabytes on the disk.
    pub(crate) fn new(cache_dir: &Path, kept_mb: u32) -> Self {
        Self {
            cache: Arc::new(Cache::new(cache_dir.join("evidence"), u64::from(kept_mb) << 20)),
            doors: Default::default(),
            saving: Mutex::default(),
            told: Mutex::default(),
        }
    }

    fn told(&self, name: &str) -> Option<Arc<ResultEvidence>> {
        let told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        told.as_ref().filter(|(of, _)| of == name).map(|(_, evidence)| evidence.clone())
    }

    fn retell(&self, told: Option<Told>) {
        *self.told.lock().unwrap_or_else(PoisonError::into_inner) = told;
    }

    fn door(&self, key: &str) -> &tokio::sync::Mutex<()> {
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        &self.doors[usize::try_from(hasher.finish() % DOORS as u64).unwrap_or_default()]
    }
}
