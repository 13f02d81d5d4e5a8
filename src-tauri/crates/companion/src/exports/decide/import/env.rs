use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::{Found, Place};
use crate::connection::env_import::line::{Line, read as read_line, shown_key};
use crate::cron::Schedule;
use crate::texts::ImportFault;

/// Bytes of a path; longer ones no system takes.
const LONGEST: usize = 4_096;

/// The schedule and the folder of an `.env`.
pub(super) fn read(found: &mut Found, text: &str, beside: Option<&Path>) {
    let mut values = HashMap::new();
    for (number, line) in (1_u32..).zip(text.split('\n')) {
        let line_number = usize::try_from(number).unwrap_or(usize::MAX);
        match read_line(number, line, &values) {
            Line::Nothing => {}
            // Its words may be a secret.
            Line::Junk { .. } => found.ignore(Place::Line(line_number), ImportFault::NotAssignment),
            Line::Assignment(assigned) => {
                take(found, &assigned.key, &assigned.value, beside);
                values.insert(assigned.key, assigned.value);
            }
        }
    }
}

fn take(found: &mut Found, key: &str, value: &str, beside: Option<&Path>) {
    let why = match key {
        "CRON_SCHEDULE" if Schedule::parse(value, "UTC").is_ok() => {
            found.cron = Some(value.trim().to_owned());
            return;
        }
        "CRON_SCHEDULE" => ImportFault::NotCron,
        "EXPORT_PATH" => match folder(value, beside) {
            Ok(folder) => {
                found.folder = Some(folder);
                return;
            }
            Err(why) => why,
        },
        "TESTOPS_TOKEN" | "TESTOPS_BASE_URL" => ImportFault::OfConnection,
        "WEB_PORT" => ImportFault::OwnWindow,
        _ => ImportFault::UnknownKey,
    };
    found.ignore(Place::At(shown_key(key)), why);
}

fn folder(value: &str, beside: Option<&Path>) -> Result<String, ImportFault> {
    let value = value.trim();
    if value.is_empty() || value.len() > LONGEST || value.contains('\0') {
        return Err(ImportFault::NotFolder);
    }
    let path = PathBuf::from(value);
    if path.is_absolute() {
        return Ok(value.to_owned());
    }
    let beside = beside.filter(|folder| folder.is_absolute()).ok_or(ImportFault::RelativeFolder)?;
    // Without the `.` of `./exports`.
    let path: PathBuf = beside.join(path).components().collect();
    Ok(path.to_string_lossy().into_owned())
}
