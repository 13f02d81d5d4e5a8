//! How the same test ended before: its variants, since when it fails, and whether it is flaky. Pure.

use chrono::{DateTime, TimeDelta, Utc};
use testops::PastResult;

use super::telling::{parameters, status};
use crate::view::{FailingSince, FlakyVerdict, NamedValue, PastVariant, PastView, ResultPast, TestStatus};

/// So many results of a variant are told.
pub(super) const SHOWN: usize = 20;
/// So many results the server looks at to call a test flaky, and so many changes among them make it so.
const FLAKY_OF: usize = 10;
const FLAKY_CHANGES: u32 = 3;

/// All that was read of a test's past, the newest first as the server tells it.
pub(super) struct Read {
    /// With the same parameters and environment; the result itself may be among them.
    pub(super) same: Vec<PastResult>,
    /// In all variants.
    pub(super) all: Vec<PastResult>,
    pub(super) attempts: Vec<PastResult>,
}

/// `ahead` is how far the server's clock is ahead of ours.
pub(super) fn told(result_id: i64, read: Read, ahead: TimeDelta, now: DateTime<Utc>) -> ResultPast {
    let Read { same, all, attempts } = read;
    let view = |past: &PastResult| view(past, ahead);
    let mut own: Vec<PastView> = same.iter().take(SHOWN).map(view).collect();
    own.reverse();
    let mut attempts: Vec<PastView> = attempts.iter().map(view).collect();
    attempts.reverse();
    let (parameters, environment) = variant_of(same.first());
    let first = PastVariant { parameters, environment, results: own };
    let flaky = flaky(&with_retries(&first.results, &attempts, result_id));
    let failing_since = failing_since(&first.results, result_id);
    let mut variants = vec![first];
    for past in &all {
        let (parameters, environment) = variant_of(Some(past));
        let known = variants
            .iter_mut()
            .enumerate()
            .find(|(_, one)| one.parameters == parameters && one.environment == environment);
        match known {
            // It was asked for by itself.
            Some((0, _)) if !same.is_empty() => {}
            Some((_, variant)) if variant.results.len() < SHOWN => variant.results.insert(0, view(past)),
            Some(_) => {}
            None => variants.push(PastVariant { parameters, environment, results: vec![view(past)] }),
        }
    }
    variants.retain(|variant| !variant.results.is_empty());
    ResultPast { attempts, variants, failing_since, flaky, as_of: now }
}

/// How a test case ended before, in all its variants.
pub(crate) struct PastOfCase {
    pub(crate) variants: Vec<PastVariant>,
    /// Of all results together, as the server judges a test case.
    pub(crate) flaky: FlakyVerdict,
}

/// `all` is the newest first, as the server tells it.
pub(crate) fn of_case(all: Vec<PastResult>, ahead: TimeDelta, now: DateTime<Utc>) -> PastOfCase {
    let mut statuses: Vec<TestStatus> = all.iter().map(|past| status(past.status.as_ref())).collect();
    statuses.reverse();
    let read = Read { same: Vec::new(), all, attempts: Vec::new() };
    PastOfCase { variants: told(0, read, ahead, now).variants, flaky: flaky(&statuses) }
}

fn view(past: &PastResult, ahead: TimeDelta) -> PastView {
    let at = past.start.or(past.created_date).or(past.stop);
    PastView {
        id: past.id,
        status: status(past.status.as_ref()),
        at: at.and_then(|at| at.checked_sub_signed(ahead)),
        duration_ms: past.duration,
        message: past.message.clone(),
        trace: past.trace.clone(),
        launch_id: past.launch.as_ref().map(|launch| launch.id),
        launch_name: past.launch.as_ref().map(|launch| launch.name.clone()),
        tested_by: past.tested_by.clone(),
    }
}

/// In an order of its own, so that two servers' orders make no two variants.
fn variant_of(past: Option<&PastResult>) -> (Vec<NamedValue>, Vec<String>) {
    let Some(past) = past else { return (Vec::new(), Vec::new()) };
    let mut parameters = parameters(past.parameters.clone());
    parameters.sort_by(|a, b| a.name.cmp(&b.name));
    let mut environment: Vec<String> = past.environment.iter().map(|value| value.name.clone()).collect();
    environment.sort();
    (parameters, environment)
}

/// The attempts of a result stand before it.
fn with_retries(results: &[PastView], attempts: &[PastView], result_id: i64) -> Vec<TestStatus> {
    let mut all: Vec<TestStatus> = Vec::new();
    for past in results {
        if past.id == result_id {
            all.extend(attempts.iter().map(|attempt| attempt.status));
        }
        all.push(past.status);
    }
    all
}

/// `None` for what says neither that the test passed nor that it did not.
fn verdict(status: TestStatus) -> Option<bool> {
    match status {
        TestStatus::Passed => Some(true),
        TestStatus::Failed | TestStatus::Broken => Some(false),
        TestStatus::Skipped | TestStatus::Unknown | TestStatus::InProgress => None,
    }
}

fn flaky(statuses: &[TestStatus]) -> FlakyVerdict {
    let verdicts: Vec<bool> = statuses.iter().filter_map(|status| verdict(*status)).collect();
    let last = &verdicts[verdicts.len().saturating_sub(FLAKY_OF)..];
    let changes = last.windows(2).filter(|pair| pair[0] != pair[1]).count();
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let changes = count(changes);
    FlakyVerdict { flaky: changes >= FLAKY_CHANGES, changes, results: count(last.len()) }
}

/// What neither passed nor failed in between breaks no row.
fn failing_since(results: &[PastView], result_id: i64) -> Option<FailingSince> {
    let here = results.iter().position(|past| past.id == result_id)?;
    if verdict(results[here].status) != Some(false) {
        return None;
    }
    let before = &results[..=here];
    let row = before.iter().rev().take_while(|past| verdict(past.status) != Some(true));
    let failed: Vec<&PastView> = row.filter(|past| verdict(past.status) == Some(false)).collect();
    let may_be_older = before.iter().all(|past| verdict(past.status) != Some(true));
    let first = (*failed.last()?).clone();
    Some(FailingSince { first, results: u32::try_from(failed.len()).unwrap_or(u32::MAX), may_be_older })
}

#[cfg(test)]
mod tests {
    use testops::{EnvValue, Named, ResultParameter, Status};

    use super::*;

    fn past(id: i64, status: Status, browser: &str) -> PastResult {
        PastResult {
            id,
            status: Some(status),
            launch: Some(Named { id: id * 10, name: format!("Launch {id}") }),
            environment: vec![EnvValue { name: browser.to_owned(), ..EnvValue::default() }],
            parameters: vec![ResultParameter {
                name: "user".into(),
                value: Some("ann".into()),
                hidden: false,
            }],
            ..PastResult::default()
        }
    }

    /// The newest first: `f` failed, `p` passed, `s` skipped; ids count down from 20.
    fn row(letters: &str) -> Vec<PastResult> {
        let status = |letter| match letter {
            'p' => Status::Passed,
            'f' => Status::Failed,
            _ => Status::Skipped,
        };
        letters.chars().zip((0..=20).rev()).map(|(letter, id)| past(id, status(letter), "chrome")).collect()
    }

    fn of(same: Vec<PastResult>, all: Vec<PastResult>, attempts: Vec<PastResult>) -> ResultPast {
        told(20, Read { same, all, attempts }, TimeDelta::zero(), DateTime::UNIX_EPOCH)
    }

    #[test]
    fn variants_are_told_apart_and_the_own_one_comes_first() {
        let all = vec![
            past(21, Status::Passed, "firefox"),
            past(20, Status::Failed, "chrome"),
            past(19, Status::Broken, "firefox"),
        ];
        let told = of(row("fp"), all, Vec::new());
        let ids: Vec<Vec<i64>> =
            told.variants.iter().map(|one| one.results.iter().map(|past| past.id).collect()).collect();
        assert_eq!(ids, [vec![19, 20], vec![19, 21]]);
        assert_eq!(told.variants[1].environment, ["firefox"]);
        assert_eq!(told.variants[0].parameters[0].value, "ann");
    }

    #[test]
    fn the_first_bad_launch_is_the_oldest_of_the_last_row() {
        let since = |letters| of(row(letters), Vec::new(), Vec::new()).failing_since;
        let told = since("ffsfpf").expect("it fails");
        assert_eq!((told.first.launch_id, told.results, told.may_be_older), (Some(170), 3, false));
        assert!(since("fff").expect("it fails").may_be_older);
        assert_eq!(since("pff"), None);
        assert_eq!(since("sff"), None);
        assert_eq!(since(""), None);
    }

    #[test]
    fn three_changes_in_ten_results_are_flaky_and_attempts_count() {
        let verdict = |letters| of(row(letters), Vec::new(), Vec::new()).flaky;
        assert_eq!(verdict("pfpf"), FlakyVerdict { flaky: true, changes: 3, results: 4 });
        assert!(!verdict("pfp").flaky);
        assert!(!verdict("ffffffffffpfpf").flaky, "older changes are forgotten");
        let retried = of(
            row("pf"),
            Vec::new(),
            vec![past(5, Status::Failed, "chrome"), past(4, Status::Passed, "chrome")],
        );
        assert_eq!(retried.flaky, FlakyVerdict { flaky: true, changes: 3, results: 4 });
        assert_eq!(retried.attempts.iter().map(|one| one.id).collect::<Vec<_>>(), [4, 5]);
    }
}
