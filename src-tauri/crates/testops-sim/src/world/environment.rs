//! Environment variables of the server and their values.

use super::job::Job;

/// Variable id, name, and the CI's key for it.
pub(crate) const VARIABLES: [(i64, &str, &str); 4] =
    [(1, "Browser", "BROWSER"), (2, "Stand", "STAND"), (3, "Device", "DEVICE"), (4, "Язык", "LANGUAGE")];

/// Value id, variable id, value.
pub(crate) const VALUES: [(i64, i64, &str); 14] = [
    (11, 1, "chrome"),
    (12, 1, "firefox"),
    (13, 1, "safari"),
    (14, 1, "edge"),
    (21, 2, "stage-1"),
    (22, 2, "stage-2"),
    (23, 2, "preprod"),
    (24, 2, "Стенд №2 (интеграция)"),
    (31, 3, "Pixel 8"),
    (32, 3, "iPhone 15"),
    (33, 3, "Galaxy S24"),
    (41, 4, "русский"),
    (42, 4, "English"),
    (43, 4, "Қазақша"),
];

/// A value in a launch's environment; values that the server did not know are made as they are named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EnvValue {
    pub(crate) id: i64,
    pub(crate) variable: i64,
    pub(crate) name: String,
}

/// The environment that a job's parameters stand for, with the values that this run overrides.
pub(crate) fn of_job(job: &Job, overrides: &[(i64, String)]) -> Vec<EnvValue> {
    let value = |parameter: &super::job::Parameter| {
        let given =
            overrides.iter().find(|(id, _)| *id == parameter.id).map_or(&parameter.value, |(_, value)| value);
        let bare = parameter.name.trim_start_matches("env.");
        let (variable, _, _) = VARIABLES.iter().find(|(_, _, key)| key.eq_ignore_ascii_case(bare))?;
        (!given.is_empty()).then(|| named(*variable, given))
    };
    job.parameters.iter().filter_map(value).collect()
}

/// The value of this name.
pub(crate) fn named(variable: i64, name: &str) -> EnvValue {
    let known = VALUES.iter().find(|(_, own, value)| *own == variable && *value == name);
    let id = known.map_or_else(
        || 1_000 + (crate::dice::mix(&[variable as u64, name.len() as u64]) % 9_000) as i64,
        |(id, _, _)| *id,
    );
    EnvValue { id, variable, name: name.to_owned() }
}

/// The value with this id.
pub(crate) fn by_id(id: i64) -> Option<EnvValue> {
    let known = VALUES.iter().find(|(own, _, _)| *own == id);
    known.map(|(id, variable, name)| EnvValue { id: *id, variable: *variable, name: (*name).to_owned() })
}

pub(crate) fn variable_name(id: i64) -> Option<&'static str> {
    VARIABLES.iter().find(|(own, _, _)| *own == id).map(|(_, name, _)| *name)
}
