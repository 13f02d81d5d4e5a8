//! Exported files in a bucket, beside their folders.
//!
//! An export ends when its files are in the folder; that they are in the bucket too is owed from the row of each file,
//! so that no kill in between loses one. One actor, the [`Copier`], pays: it puts one file after the other, newest
//! first, and deletes what was forgotten here. A key is made of the file's day, id and hash and is the same in each try:
//! a file that was put and not noted is found again by its hash. Retention forgets a row; its copy follows. Where files
//! are to stay in the folder for a few days only, they go from there once they are in the bucket, and the row then
//! says where they lie.

mod check;
mod copier;
mod facade;
mod place;
mod work;

use shelf::Shelf;
use tokio::sync::{mpsc, watch};

use crate::view::Failure;

pub(crate) use copier::{Copier, Message};
pub(crate) use place::Kept;
pub(crate) use work::step_aside;

/// The address of a file that lies in the bucket only begins so.
const SCHEME: &str = "s3://";

/// What the keeper and the faces share.
pub(crate) struct Bucket {
    pub(crate) kept: watch::Sender<Option<Kept>>,
    standing: watch::Sender<Standing>,
    /// The copier's inbox.
    wake: mpsc::Sender<Message>,
    /// One change of the settings at a time.
    saving: tokio::sync::Mutex<()>,
}

/// What is known of the bucket since the program started, or since it is another one.
#[derive(Clone, Debug, Default)]
struct Standing {
    /// Made for the place that is kept.
    shelf: Option<Shelf>,
    creates_once: Option<bool>,
    failure: Option<Failure>,
}

impl Bucket {
    pub(crate) fn new() -> (Self, mpsc::Receiver<Message>) {
        let (wake, messages) = mpsc::channel(16);
        let bucket = Self {
            kept: watch::Sender::new(None),
            standing: watch::Sender::new(Standing::default()),
            wake,
            saving: tokio::sync::Mutex::new(()),
        };
        (bucket, messages)
    }

    /// The same for one bucket and prefix; `None` where there is no bucket.
    pub(crate) fn place(&self) -> Option<String> {
        self.kept.borrow().as_ref().map(|kept| place::address(&kept.place))
    }

    /// Files came or went.
    pub(crate) fn look(&self) {
        // A full inbox has a look in it.
        let _ = self.wake.try_send(Message::Look);
    }
}

/// Whether the file of this path lies in a bucket only.
pub(crate) fn is_elsewhere(path: &str) -> bool {
    path.starts_with(SCHEME)
}
