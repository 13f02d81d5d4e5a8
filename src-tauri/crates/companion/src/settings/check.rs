//! Whether settings may be saved: each wrong field with what would be right.

use crate::notifications::quiet::time_of_day;
use crate::runs::decide::pending::LONGEST_UNDO;
use crate::runs::template::{NAME_MAX, length, unknown_placeholder};
use crate::texts::{Fault, Texts};
use crate::view::{FieldFault, Settings};

/// Empty when all is right.
pub(crate) fn check(settings: &Settings, texts: Texts) -> Vec<FieldFault> {
    let ranges = [
        ("watch_seconds", settings.watch_seconds, 5, 600),
        ("idle_seconds", settings.idle_seconds, 30, 3_600),
        ("request_budget", settings.request_budget, 6, 600),
        ("timeout_hours", settings.timeout_hours, 1, 168),
        ("stalled_minutes", settings.stalled_minutes, 1, 1_440),
        ("undo_seconds", settings.undo_seconds, 0, LONGEST_UNDO),
        ("keep_runs_days", settings.keep_runs_days, 1, 3_650),
        ("evidence_mb", settings.evidence_mb, 16, 65_536),
    ];
    let outside = ranges.into_iter().filter(|(_, value, min, max)| value < min || value > max);
    let mut faults: Vec<_> =
        outside.map(|(field, _, min, max)| (field, Fault::OutOfRange { min, max })).collect();
    if let Some(fault) = template_fault(&settings.name_template) {
        faults.push(("name_template", fault));
    }
    let times =
        [("quiet_hours.from", &settings.quiet_hours.from), ("quiet_hours.to", &settings.quiet_hours.to)];
    faults.extend(
        times
            .into_iter()
            .filter(|(_, time)| time_of_day(time).is_none())
            .map(|(field, _)| (field, Fault::NotTime)),
    );
    faults
        .into_iter()
        .map(|(field, fault)| FieldFault { field: field.to_owned(), message: texts.fault(fault) })
        .collect()
}

fn template_fault(template: &str) -> Option<Fault<'_>> {
    if template.trim().is_empty() {
        return Some(Fault::Empty);
    }
    let is = length(template);
    if is > NAME_MAX {
        return Some(Fault::TooLong { max: NAME_MAX, is });
    }
    unknown_placeholder(template).map(|name| Fault::UnknownPlaceholder { name })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::{Language, QuietHours};

    fn faulty(settings: &Settings) -> Vec<String> {
        check(settings, Texts(Language::En)).into_iter().map(|fault| fault.field).collect()
    }

    #[test]
    fn the_defaults_are_right() {
        assert_eq!(faulty(&Settings::default()), [""; 0]);
    }

    #[test]
    fn every_wrong_field_is_named() {
        let wrong = Settings {
            watch_seconds: 4,
            idle_seconds: 3_601,
            request_budget: 0,
            timeout_hours: 169,
            stalled_minutes: u32::MAX,
            keep_runs_days: 0,
            evidence_mb: 15,
            name_template: "{day}".to_owned(),
            quiet_hours: QuietHours { on: false, from: "25:00".to_owned(), to: String::new() },
            ..Settings::default()
        };
        let fields = [
            "watch_seconds",
            "idle_seconds",
            "request_budget",
            "timeout_hours",
            "stalled_minutes",
            "keep_runs_days",
            "evidence_mb",
            "name_template",
            "quiet_hours.from",
            "quiet_hours.to",
        ];
        assert_eq!(faulty(&wrong), fields);
    }

    #[test]
    fn a_template_is_neither_empty_nor_endless() {
        for template in [" ".to_owned(), "x".repeat(256)] {
            assert_eq!(
                faulty(&Settings { name_template: template, ..Settings::default() }),
                ["name_template"]
            );
        }
    }
}
