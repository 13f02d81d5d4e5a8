//! The environment of a bot. Its values may be secrets: no fault repeats one.

use std::collections::BTreeMap;

use super::Fields;
use crate::fault::{Code, Fault, Kind, Reason, is_invisible, shown_text};

const MOST: usize = 500;
/// What Linux takes as one `NAME=value`, with the zero at its end.
const MOST_IN_ONE: usize = 128 << 10;
const MOST_BYTES: usize = 1 << 20;

pub(super) fn check(fields: &Fields, faults: &mut Vec<Fault>) -> Option<BTreeMap<String, String>> {
    let Some(given) = fields.get("env_vars") else { return Some(BTreeMap::new()) };
    let fault = || Fault::of_field(Code::InvalidEnvVars, "env_vars");
    let Some(variables) = given.as_object() else {
        let reason = Reason::WrongType { wanted: Kind::Object, got: Kind::of(given) };
        faults.push(fault().with("type", Kind::of(given).as_str()).because(reason));
        return None;
    };
    if variables.len() > MOST {
        faults.push(fault().with("count", variables.len()).because(Reason::TooMany { most: MOST }));
        return None;
    }
    let before = faults.len();
    let mut environment = BTreeMap::new();
    let mut bytes = 0;
    for (name, value) in variables {
        let reason = match (check_name(name), value.as_str()) {
            (Err(reason), _) => reason,
            (Ok(()), None) => Reason::WrongType { wanted: Kind::Text, got: Kind::of(value) },
            (Ok(()), Some(value)) if value.contains('\0') => Reason::ControlCharacter,
            (Ok(()), Some(value)) if name.len() + value.len() + 2 > MOST_IN_ONE => {
                Reason::TooLarge { most_bytes: MOST_IN_ONE }
            }
            (Ok(()), Some(value)) => {
                bytes += name.len() + value.len() + 2;
                environment.insert(name.clone(), value.to_owned());
                continue;
            }
        };
        let fault = Fault::new(Code::InvalidEnvVars, shown_text(name)).with("field", "env_vars");
        faults.push(fault.with("name", name.as_str()).because(reason));
    }
    if bytes > MOST_BYTES {
        faults.push(fault().with("bytes", bytes).because(Reason::TooLarge { most_bytes: MOST_BYTES }));
    }
    (faults.len() == before).then_some(environment)
}

fn check_name(name: &str) -> Result<(), Reason> {
    if name.is_empty() {
        return Err(Reason::Empty);
    }
    if name.contains('=') {
        return Err(Reason::EqualsSign);
    }
    if name.chars().any(|c| is_invisible(c) || c.is_whitespace()) {
        return Err(Reason::ControlCharacter);
    }
    Ok(())
}
