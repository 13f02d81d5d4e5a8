//! Test cases as the exported files have them: read, found and followed through the days without asking the server.
//!
//! The index (`casebook`) lies beside the cache and can be made anew from the files at any time. It is brought up to the
//! newest file whenever somebody asks for test cases.

mod comments;
mod facade;
mod groups;
mod on_server;
mod scenario;
mod taking;

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use casebook::{Casebook, Error};
use tokio::sync::{Mutex, OnceCell};

use crate::companion::Inner;
use crate::texts::{ExportTrouble, Trouble};
use crate::view::Failure;

pub(crate) use facade::field_changes;
pub(crate) use scenario::add_steps;

/// The file of the index, in the cache's folder.
const INDEX: &str = "cases.db";

/// What the room keeps while the program runs.
#[derive(Default)]
pub(crate) struct Cases {
    book: OnceCell<Casebook>,
    /// Held while files are taken in.
    taking: Arc<Mutex<Taking>>,
}

#[derive(Default)]
struct Taking {
    /// The newest file by the last look.
    newest: Option<i64>,
    /// Files that are no copies of test cases, or are gone.
    refused: HashSet<i64>,
}

impl Inner {
    async fn casebook(&self) -> Result<&Casebook, Failure> {
        let path = self.ports.cache_dir.join(INDEX);
        let opened = self.cases.book.get_or_try_init(|| Casebook::open(&path)).await;
        opened.map_err(|error| self.not_read(&error))
    }

    pub(crate) fn not_read(&self, error: &Error) -> Failure {
        tracing::warn!(%error, "test cases could not be read");
        let texts = self.texts();
        let told = |path: &Path, trouble: fn(&str) -> Trouble<'_>| {
            texts.failure(trouble(&path.to_string_lossy()), None)
        };
        if let Error::Gone(path) = error {
            told(path, |path| Trouble::Export(ExportTrouble::FileGone { path }))
        } else if let Error::Changed(path) = error {
            told(path, |path| Trouble::FileUnreadable { path })
        } else {
            texts.failure(Trouble::Storage, Some(error.to_string()))
        }
    }
}
