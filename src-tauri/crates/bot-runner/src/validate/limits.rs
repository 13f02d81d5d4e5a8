//! What a bot may use at most, when a request asks for other limits than the usual ones.

use serde_json::Value;

use super::Fields;
use super::present;
use super::request::Limits;
use crate::fault::{Code, Fault, Kind, Reason};

/// Name, least, most, and whether it counts in whole ones.
const KNOWN: [(&str, f64, f64, bool); 4] = [
    ("memory_mb", 16.0, 65_536.0, true),
    ("cpu_cores", 0.01, 64.0, false),
    ("pids_limit", 1.0, 10_000.0, true),
    ("timeout_hours", 0.01, 8_760.0, false),
];

const PRIVATE_ADDRESSES: &str = "private_addresses";

pub(super) fn check(fields: &Fields, faults: &mut Vec<Fault>) -> Option<Limits> {
    let mut limits = Limits::default();
    let Some(given) = present(fields, "resource_limits") else { return Some(limits) };
    let Some(given) = given.as_object() else {
        let reason = Reason::WrongType { wanted: Kind::Object, got: Kind::of(given) };
        let fault = Fault::of_field(Code::InvalidResourceLimits, "resource_limits");
        faults.push(fault.with("type", Kind::of(given).as_str()).because(reason));
        return None;
    };
    let before = faults.len();
    for (name, value) in given {
        let taken = if name == PRIVATE_ADDRESSES {
            boolean(value).map(|allowed| limits.private_addresses = allowed)
        } else {
            number(name, value).map(|number| number.map_or((), |number| set(&mut limits, name, number)))
        };
        match taken {
            Ok(()) => {}
            Err(reason) => {
                let fault =
                    Fault::new(Code::InvalidResourceLimits, name.as_str()).with("field", name.as_str());
                faults.push(fault.with("value", value.clone()).because(reason));
            }
        }
    }
    (faults.len() == before).then_some(limits)
}

fn boolean(value: &Value) -> Result<bool, Reason> {
    if value.is_null() {
        return Ok(false);
    }
    value.as_bool().ok_or_else(|| Reason::WrongType { wanted: Kind::Boolean, got: Kind::of(value) })
}

/// `None` where the usual limit is left in force.
fn number(name: &str, value: &Value) -> Result<Option<f64>, Reason> {
    let Some((_, least, most, whole)) = KNOWN.into_iter().find(|known| known.0 == name) else {
        return Err(Reason::UnknownField);
    };
    if value.is_null() {
        return Ok(None);
    }
    let Some(number) = value.as_f64() else {
        return Err(Reason::WrongType { wanted: Kind::Number, got: Kind::of(value) });
    };
    if !(least..=most).contains(&number) {
        return Err(Reason::OutOfRange { least, most });
    }
    if whole && number.fract() != 0.0 { Err(Reason::NotWhole) } else { Ok(Some(number)) }
}

fn set(limits: &mut Limits, name: &str, number: f64) {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and in range by now")]
    let whole = number as u32;
    match name {
        "memory_mb" => limits.memory_mb = whole,
        "cpu_cores" => limits.cpu_cores = number,
        "pids_limit" => limits.processes = whole,
        _ => limits.lifetime_hours = number,
    }
}
