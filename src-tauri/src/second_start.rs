//! A start for a data folder that another program has.
//!
//! Where the session bus connects the two, the single-instance plugin hands this one's wishes over and ends it. Where
//! it does not, this one says who has the folder, and ends.

use std::path::Path;
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use tauri::AppHandle;
use tauri_plugin_dialog::{DialogExt as _, MessageDialogKind};

use crate::{desktop, words};
use machine::{DataLock, Taken};

/// How long the first program may take to take the wishes over.
const HANDING_OVER: Duration = Duration::from_secs(15);

/// How often, and how far apart, the folder is tried again: the first program may be about to end.
const TRIES: u32 = 30;
const BETWEEN: Duration = Duration::from_millis(100);

/// A deadline for the plugin, which waits for the first program without one.
pub(crate) struct HandingOver {
    /// Dropped when it is over.
    _over: Sender<()>,
}

impl HandingOver {
    /// Past the deadline the program says `words` and ends.
    pub(crate) fn begin(words: String) -> Self {
        let (over, wait) = mpsc::channel();
        thread::spawn(move || {
            if wait.recv_timeout(HANDING_OVER) == Err(RecvTimeoutError::Timeout) {
                tracing::error!("{words}");
                std::process::exit(1);
            }
        });
        Self { _over: over }
    }
}

pub(crate) fn say(data_dir: &Path, taken: &Taken) -> String {
    words::taken(desktop::language(), data_dir, taken)
}

pub(crate) fn wait_for(data_dir: &Path) -> Result<DataLock, Taken> {
    let mut tries = 0;
    loop {
        let taken = match DataLock::take(data_dir) {
            Ok(lock) => return Ok(lock),
            Err(taken) => taken,
        };
        tries += 1;
        if tries == TRIES {
            return Err(taken);
        }
        thread::sleep(BETWEEN);
    }
}

/// Says why in the terminal and, unless nobody looks, on the screen.
pub(crate) fn end(app: &AppHandle, words: String, hidden: bool) {
    tracing::error!("{words}");
    if hidden {
        return app.exit(1);
    }
    let app_to_end = app.clone();
    app.dialog()
        .message(words)
        .title("TestOps Companion")
        .kind(MessageDialogKind::Error)
        .show(move |_| app_to_end.exit(1));
}
