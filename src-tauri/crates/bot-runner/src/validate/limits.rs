//! What a bot may use at most, when a request asks for other limits than the usual ones.

use serde_json::Value;

use super::Fields;
use super::present;
use super::request::Limits;
use crate::fault::{Code, Fault, Kind, Reason};

enum Limit {
    Whole { least: u32, most: u32, set: fn(&mut Limits, u32) },
    Number { least: f64, most: f64, set: fn(&mut Limits, f64) },
    YesOrNo { set: fn(&mut Limits, bool) },
}

const PRIVATE_ADDRESSES: &str = "private_addresses";

const KNOWN: [(&str, Limit); 5] = [
    ("memory_mb", Limit::Whole { least: 16, most: 65_536, set: |limits, mb| limits.memory_mb = mb }),
    ("cpu_cores", Limit::Number { least: 0.01, most: 64.0, set: |limits, cores| limits.cpu_cores = cores }),
    ("pids_limit", Limit::Whole { least: 1, most: 10_000, set: |limits, number| limits.processes = number }),
    (
        "timeout_hours",
        Limit::Number { least: 0.01, most: 8_760.0, set: |limits, hours| limits.lifetime_hours = hours },
    ),
    (PRIVATE_ADDRESSES, Limit::YesOrNo { set: |limits, allowed| limits.private_addresses = allowed }),
];

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
        if let Err(reason) = take(&mut limits, name, value) {
            let fault = Fault::new(Code::InvalidResourceLimits, name.as_str()).with("field", name.as_str());
            faults.push(fault.with("value", value.clone()).because(reason));
        }
    }
    (faults.len() == before).then_some(limits)
}

/// Whether the bot, and what it is made from, may come from and reach private addresses. What is no answer is a fault of the
/// limits.
pub(super) fn private_addresses(fields: &Fields) -> bool {
    present(fields, "resource_limits").and_then(|limits| limits.get(PRIVATE_ADDRESSES))
        == Some(&Value::Bool(true))
}

/// `null` leaves the usual limit in force.
fn take(limits: &mut Limits, name: &str, value: &Value) -> Result<(), Reason> {
    let (_, limit) = KNOWN.iter().find(|known| known.0 == name).ok_or(Reason::UnknownField)?;
    if value.is_null() {
        return Ok(());
    }
    match limit {
        Limit::Whole { least, most, set } => set(limits, whole(value, *least, *most)?),
        Limit::Number { least, most, set } => set(limits, within(value, *least, *most)?),
        Limit::YesOrNo { set } => {
            let allowed = value.as_bool();
            set(
                limits,
                allowed.ok_or_else(|| Reason::WrongType { wanted: Kind::Boolean, got: Kind::of(value) })?,
            );
        }
    }
    Ok(())
}

/// As JSON has it, `100.0` is whole as well.
pub(super) fn whole(value: &Value, least: u32, most: u32) -> Result<u32, Reason> {
    let number = within(value, least.into(), most.into())?;
    if number.fract() != 0.0 {
        return Err(Reason::NotWhole);
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and in range")]
    Ok(number as u32)
}

fn within(value: &Value, least: f64, most: f64) -> Result<f64, Reason> {
    let number = value.as_f64();
    let number = number.ok_or_else(|| Reason::WrongType { wanted: Kind::Number, got: Kind::of(value) })?;
    if (least..=most).contains(&number) { Ok(number) } else { Err(Reason::OutOfRange { least, most }) }
}
