//! Whether a schedule may be saved, and whether its job is still the one that was saved.

use crate::cron::{Schedule, ScheduleFault};
use crate::runs::template::{NAME_MAX, is_name_taken, length};
use crate::texts::{PlanFault, Texts};
use crate::view::{CatchUp, FieldFault, FormValues, ScheduleDraft, Trigger};

/// How a job's parameters differ from those that were saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ParameterChange {
    /// Saved, and no longer there.
    pub(crate) gone: Vec<String>,
    /// There, and not saved.
    pub(crate) new: Vec<String>,
}

/// `None` where the job has exactly the parameters that were saved.
pub(super) fn changed(saved: &FormValues, has: &[String]) -> Option<ParameterChange> {
    let is_saved = |name: &str| saved.parameters.iter().any(|given| given.name == name);
    let names = saved.parameters.iter().map(|given| &given.name);
    let gone: Vec<_> = names.filter(|name| !has.contains(name)).cloned().collect();
    let new: Vec<_> = has.iter().filter(|name| !is_saved(name)).cloned().collect();
    (!gone.is_empty() || !new.is_empty()).then_some(ParameterChange { gone, new })
}

/// Each wrong field with what would be right. `others` are the schedules of the same server.
pub(super) fn check(draft: &ScheduleDraft, others: &[ScheduleDraft], texts: Texts) -> Vec<FieldFault> {
    let mut faults = Vec::new();
    let mut plan_fault = |field: &str, fault: Option<PlanFault<'_>>| {
        faults.extend(fault.map(|fault| (field.to_owned(), texts.plan_fault(fault))));
    };
    let is = length(draft.name.trim());
    plan_fault(
        "name",
        match is {
            0 => Some(PlanFault::Empty),
            _ if is > NAME_MAX => Some(PlanFault::TooLong { max: NAME_MAX, is }),
            _ => {
                let named = others.iter().map(|other| (other.id, other.name.as_str()));
                is_name_taken((draft.id, &draft.name), named).then_some(PlanFault::NameTaken)
            }
        },
    );
    match &draft.trigger {
        Trigger::Times { cron, zone } => {
            plan_fault("cron", schedule_fault(cron, "UTC"));
            plan_fault("zone", schedule_fault("0 7 * * *", zone));
            if let CatchUp::Within { hours } = draft.catch_up {
                let (min, max) = (1, 168);
                let wrong = !(min..=max).contains(&hours);
                plan_fault("catch_up", wrong.then_some(PlanFault::OutOfRange { min, max }));
            }
        }
        Trigger::After { job_id, .. } if goes_round(draft, *job_id, others) => {
            faults.push(("after".to_owned(), texts.goes_round().to_owned()));
        }
        Trigger::After { .. } => {}
    }
    faults.into_iter().map(|(field, message)| FieldFault { field, message }).collect()
}

fn schedule_fault(cron: &str, zone: &str) -> Option<PlanFault<'static>> {
    Schedule::parse(cron, zone).err().map(|fault| match fault {
        ScheduleFault::Cron(fault) => PlanFault::Cron(fault),
        ScheduleFault::Zone => PlanFault::Zone,
    })
}

/// Whether the job would, by way of others, launch itself again and again.
fn goes_round(draft: &ScheduleDraft, after: i64, others: &[ScheduleDraft]) -> bool {
    let launched_after = |job: i64| {
        others.iter().filter(|other| other.id.is_none() || other.id != draft.id).filter_map(move |other| {
            match other.trigger {
                Trigger::After { job_id, .. } if job_id == job => Some(other.job_id),
                Trigger::After { .. } | Trigger::Times { .. } => None,
            }
        })
    };
    let (mut next, mut seen) = (vec![draft.job_id], Vec::new());
    while let Some(job) = next.pop() {
        if job == after {
            return true;
        }
        if !seen.contains(&job) {
            seen.push(job);
            next.extend(launched_after(job));
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::{Language, NamedValue};

    fn draft(id: i64, job_id: i64, trigger: Trigger) -> ScheduleDraft {
        ScheduleDraft {
            id: Some(id),
            name: format!("Nightly {id}"),
            project_id: 1,
            project_name: "P".to_owned(),
            job_id,
            job_name: "J".to_owned(),
            values: FormValues::default(),
            trigger,
            catch_up: CatchUp::Once,
            only_new: false,
            paused: false,
        }
    }

    fn after(id: i64, job: i64, launched: i64) -> ScheduleDraft {
        draft(id, launched, Trigger::After { job_id: job, job_name: "Other".to_owned() })
    }

    fn fields(draft: &ScheduleDraft, others: &[ScheduleDraft]) -> Vec<String> {
        check(draft, others, Texts(Language::En)).into_iter().map(|fault| fault.field).collect()
    }

    #[test]
    fn what_is_wrong_stands_at_its_field() {
        let times = Trigger::Times { cron: "0 7 * *".to_owned(), zone: "Nowhere".to_owned() };
        let wrong = ScheduleDraft {
            name: "  ".to_owned(),
            catch_up: CatchUp::Within { hours: 0 },
            ..draft(1, 5, times)
        };
        assert_eq!(fields(&wrong, &[]), ["name", "cron", "zone", "catch_up"]);
        let right = Trigger::Times { cron: "0 7 * * 1-5".to_owned(), zone: "Europe/Moscow".to_owned() };
        assert_eq!(fields(&draft(1, 5, right), &[]), [""; 0]);
    }

    #[test]
    fn a_name_belongs_to_one_schedule() {
        let times = || Trigger::Times { cron: "0 7 * * *".to_owned(), zone: "UTC".to_owned() };
        let called =
            |id: Option<i64>, name: &str| ScheduleDraft { id, name: name.to_owned(), ..draft(1, 5, times()) };
        let stored = [called(Some(1), "Nightly"), called(Some(2), "Nightly")];
        assert_eq!(fields(&called(None, " nightly "), &stored), ["name"]);
        assert_eq!(fields(&called(Some(3), "Nightly"), &stored), ["name"], "one that was called otherwise");
        assert_eq!(fields(&called(Some(2), "Nightly"), &stored), [""; 0], "one that has the name already");
    }

    #[test]
    fn jobs_that_would_launch_one_another_for_ever_are_refused() {
        assert_eq!(fields(&after(1, 5, 5), &[]), ["after"], "itself");
        let others = [after(2, 6, 7), after(3, 7, 8)];
        assert_eq!(fields(&after(1, 8, 6), &others), ["after"], "by way of two others");
        assert_eq!(fields(&after(1, 5, 6), &others), [""; 0]);
        // What it was before it is changed does not count.
        assert_eq!(fields(&after(2, 9, 6), &others), [""; 0]);
    }

    #[test]
    fn a_parameter_that_came_or_went_is_named() {
        let named = |name: &str| NamedValue { name: name.to_owned(), value: "x".to_owned() };
        let saved = FormValues { parameters: vec![named("A"), named("B")], ..FormValues::default() };
        let has = |names: &[&str]| {
            changed(&saved, &names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>())
        };
        assert_eq!(has(&["B", "A"]), None);
        let change = has(&["A", "C"]).expect("changed");
        assert_eq!((change.gone, change.new), (vec!["B".to_owned()], vec!["C".to_owned()]));
    }
}
