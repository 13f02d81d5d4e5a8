//! Which containers a person stopped. The engine does not tell that from a crash, so it is noted beside the lock, where
//! the window and the command line both find it.

use std::collections::BTreeSet;
use std::fs;
use std::io;

use crate::engine::images::container_error;
use crate::fault::Fault;
use crate::runner::Runner;

const FILE: &str = "bots.stopped";
/// More containers than anybody has: older notes are of containers that are gone.
const MOST: usize = 1_000;

impl Runner {
    pub(crate) fn stopped(&self) -> BTreeSet<String> {
        let text = fs::read_to_string(self.folder.join(FILE)).unwrap_or_default();
        text.lines().map(str::to_owned).collect()
    }

    /// Before it is stopped, so that whoever sees it end knows. Only while the lock is held.
    pub(crate) fn note_stopped(&self, container_id: &str) -> Result<(), Fault> {
        self.change_notes(|notes| notes.push(container_id.to_owned()))
    }

    pub(crate) fn note_started(&self, container_id: &str) -> Result<(), Fault> {
        if !self.stopped().contains(container_id) {
            return Ok(());
        }
        self.change_notes(|notes| notes.retain(|noted| noted != container_id))
    }

    fn change_notes(&self, change: impl FnOnce(&mut Vec<String>)) -> Result<(), Fault> {
        let path = self.folder.join(FILE);
        let write = || -> io::Result<()> {
            let mut notes: Vec<String> =
                fs::read_to_string(&path).unwrap_or_default().lines().map(str::to_owned).collect();
            change(&mut notes);
            let surplus = notes.len().saturating_sub(MOST);
            let text = notes.split_off(surplus).join("\n");
            let mut file = tempfile::NamedTempFile::new_in(&self.folder)?;
            io::Write::write_all(&mut file, text.as_bytes())?;
            file.persist(&path)?;
            Ok(())
        };
        write().map_err(|error| container_error(&error.to_string()))
    }
}
