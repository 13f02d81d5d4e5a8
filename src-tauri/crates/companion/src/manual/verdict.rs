//! What is sent of a decision, and what came of it. Pure.

use std::iter::Peekable;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use testops::{ManualResult, ManualStep, Status, TestResult};

use crate::view::{ManualStepOutcome, ManualVerdict, TestStatus};

/// The longest message, in characters.
pub(crate) const LONGEST: usize = 20_000;
/// So many steps are sent.
const MOST_STEPS: usize = 2_000;

/// A decision as the store has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) project_id: i64,
    pub(super) name: String,
    pub(super) seen: TestStatus,
    pub(super) status: TestStatus,
    pub(super) message: Option<String>,
    pub(super) begun_at: DateTime<Utc>,
    pub(super) ended_at: DateTime<Utc>,
    pub(super) steps: Vec<ManualStepOutcome>,
}

/// A picture beside a decision.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct KeptPicture {
    /// On the disk and on the server, where no other file has it.
    pub(super) name: String,
    pub(super) step: Option<u32>,
    /// The server may have it.
    pub(super) asked: bool,
    /// The server's.
    pub(super) id: Option<i64>,
}

/// Why a decision was not taken, or what of it was not kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub(crate) enum Why {
    /// The result is not on the server any more.
    Gone,
    /// The test was asked for again, under another id.
    Replaced,
    Closed,
    NoRights,
    /// Somebody else said how it ended.
    Theirs {
        status: Option<String>,
        by: Option<String>,
    },
    /// The server said yes, and nothing changed.
    NoEffect,
    /// The server's words.
    Rejected {
        words: Option<String>,
    },
    /// A picture is not on the disk any more.
    NoPicture,
    /// It is there without its message.
    MessageLost,
    /// It is there without its steps.
    StepsLost,
}

/// Why a decision is not even kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unkept {
    /// Not a status that somebody can give.
    NoStatus,
    /// A test that did not pass needs a word why.
    NoMessage,
    MessageTooLong,
    TooManySteps,
    TooManyPictures,
    PictureTooLarge,
    NoPicture,
    NoRoom,
}

/// What to do about a decision, by what the result is like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// The result is as the person saw it.
    Send,
    /// It is there.
    Took,
    NotTaken(Why),
}

pub(super) fn fault(verdict: &ManualVerdict) -> Option<Unkept> {
    let message = verdict.message.as_deref().unwrap_or_default();
    if word(verdict.status).is_none() {
        return Some(Unkept::NoStatus);
    }
    let is_bad = matches!(verdict.status, TestStatus::Failed | TestStatus::Broken);
    if is_bad && message.trim().is_empty() {
        return Some(Unkept::NoMessage);
    }
    if message.chars().count() > LONGEST {
        return Some(Unkept::MessageTooLong);
    }
    (verdict.steps.len() > MOST_STEPS).then_some(Unkept::TooManySteps)
}

pub(super) fn told(status: Option<&Status>) -> TestStatus {
    match status {
        Some(Status::Passed) => TestStatus::Passed,
        Some(Status::Failed) => TestStatus::Failed,
        Some(Status::Broken) => TestStatus::Broken,
        Some(Status::Skipped) => TestStatus::Skipped,
        Some(Status::Unknown | Status::Other(_)) => TestStatus::Unknown,
        None => TestStatus::InProgress,
    }
}

fn word(status: TestStatus) -> Option<Status> {
    match status {
        TestStatus::Passed => Some(Status::Passed),
        TestStatus::Failed => Some(Status::Failed),
        TestStatus::Broken => Some(Status::Broken),
        TestStatus::Skipped => Some(Status::Skipped),
        TestStatus::Unknown | TestStatus::InProgress => None,
    }
}

impl Kept {
    pub(super) fn of(verdict: ManualVerdict) -> Self {
        let message = verdict.message.map(|message| message.trim().to_owned());
        Self {
            project_id: verdict.project_id,
            name: verdict.name,
            seen: verdict.seen,
            status: verdict.status,
            message: message.filter(|message| !message.is_empty()),
            begun_at: verdict.begun_at.min(verdict.ended_at),
            ended_at: verdict.ended_at,
            steps: verdict.steps,
        }
    }

    /// What to do next. `asked` where the server may have heard of it.
    pub(super) fn next(&self, asked: bool, result: &TestResult) -> Next {
        let status = told(result.status.as_ref());
        if asked && status == self.status && self.says(result) {
            return Next::Took;
        }
        if result.hidden {
            return Next::NotTaken(Why::Replaced);
        }
        // Of what was asked the message may be missing, and then nobody else said it.
        if status == self.seen || (asked && status == self.status && result.message.is_none()) {
            return Next::Send;
        }
        let word = result.status.as_ref().map(|status| status.as_str().to_owned());
        Next::NotTaken(Why::Theirs { status: word, by: result.tested_by.clone() })
    }

    /// Whether the result has the message, where there is one.
    fn says(&self, result: &TestResult) -> bool {
        let message = result.message.as_deref().map(str::trim);
        self.message.is_none() || message == self.message.as_deref()
    }

    /// Whether it is there but for its message.
    pub(super) fn took_without_message(&self, result: &TestResult) -> bool {
        told(result.status.as_ref()) == self.status && result.message.is_none()
    }

    /// What is sent, with the pictures where they belong.
    pub(super) fn to_send(&self, pictures: &[KeptPicture]) -> Option<ManualResult> {
        let of_step = |step: Option<u32>| {
            let belongs = |picture: &&KeptPicture| {
                let known = picture.step.filter(|step| (*step as usize) < self.steps.len());
                known == step
            };
            pictures.iter().filter(belongs).filter_map(|picture| picture.id).collect::<Vec<_>>()
        };
        let mut rest = self.steps.iter().zip(0..).peekable();
        Some(ManualResult {
            status: word(self.status)?,
            message: self.message.clone(),
            start: self.begun_at,
            stop: self.ended_at,
            steps: within(&mut rest, 0, &|step| of_step(Some(step))),
            attachments: of_step(None),
        })
    }
}

/// The steps at this depth and deeper, each with those below it.
fn within<'a>(
    rest: &mut Peekable<impl Iterator<Item = (&'a ManualStepOutcome, u32)>>,
    depth: u32,
    pictures: &impl Fn(u32) -> Vec<i64>,
) -> Vec<ManualStep> {
    let mut steps = Vec::new();
    while let Some((step, number)) = rest.next_if(|(step, _)| step.depth >= depth) {
        steps.push(ManualStep {
            text: step.text.clone(),
            expected: step.expected.clone(),
            status: step.status.and_then(word),
            message: None,
            steps: within(rest, step.depth + 1, pictures),
            attachments: pictures(number),
        });
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(status: TestStatus, message: Option<&str>) -> Kept {
        Kept {
            project_id: 1,
            name: "Pays".to_owned(),
            seen: TestStatus::InProgress,
            status,
            message: message.map(str::to_owned),
            begun_at: DateTime::UNIX_EPOCH,
            ended_at: DateTime::UNIX_EPOCH,
            steps: Vec::new(),
        }
    }

    fn result(status: Option<Status>, message: Option<&str>) -> TestResult {
        TestResult { status, message: message.map(str::to_owned), ..TestResult::default() }
    }

    #[test]
    fn what_somebody_else_said_is_not_overwritten() {
        let failed = kept(TestStatus::Failed, Some("no button"));
        assert_eq!(failed.next(false, &result(None, None)), Next::Send);
        let theirs = TestResult { tested_by: Some("oleg".to_owned()), ..result(Some(Status::Passed), None) };
        let told = Why::Theirs { status: Some("passed".to_owned()), by: Some("oleg".to_owned()) };
        for asked in [false, true] {
            assert_eq!(failed.next(asked, &theirs), Next::NotTaken(told.clone()));
        }
        let alike = result(Some(Status::Failed), Some("no button"));
        assert!(
            matches!(failed.next(false, &alike), Next::NotTaken(_)),
            "before it was asked it is not ours"
        );
        assert_eq!(failed.next(true, &alike), Next::Took);
        let hidden = TestResult { hidden: true, ..result(None, None) };
        assert_eq!(failed.next(false, &hidden), Next::NotTaken(Why::Replaced));
    }

    #[test]
    fn a_lost_message_is_not_taken_for_what_was_said() {
        let failed = kept(TestStatus::Failed, Some("no button"));
        let bare = result(Some(Status::Failed), None);
        assert_eq!(failed.next(true, &bare), Next::Send);
        assert!(failed.took_without_message(&bare));
        let other = result(Some(Status::Failed), Some("another"));
        assert!(matches!(failed.next(true, &other), Next::NotTaken(Why::Theirs { .. })));
    }

    #[test]
    fn steps_are_put_below_one_another_with_their_pictures() {
        let step = |depth, text: &str| ManualStepOutcome {
            depth,
            text: text.to_owned(),
            status: Some(TestStatus::Passed),
            ..ManualStepOutcome::default()
        };
        let steps = vec![step(0, "a"), step(1, "a1"), step(3, "deep"), step(1, "a2"), step(0, "b")];
        let kept = Kept { steps, ..kept(TestStatus::Passed, None) };
        let picture = |step, id| KeptPicture { step, id: Some(id), ..KeptPicture::default() };
        let pictures = [picture(Some(3), 8), picture(None, 9), picture(Some(77), 10)];
        let sent = kept.to_send(&pictures).expect("a result");
        let told: Vec<_> = sent.steps.iter().map(|step| (step.text.as_str(), step.steps.len())).collect();
        assert_eq!(told, [("a", 2), ("b", 0)]);
        assert_eq!(sent.steps[0].steps[0].steps[0].text, "deep");
        assert_eq!(sent.steps[0].steps[1].attachments, [8]);
        assert_eq!(sent.attachments, [9, 10], "a picture of a step that is not there is not lost");
    }

    #[test]
    fn a_failure_needs_a_word() {
        let verdict = |status, message: Option<&str>| ManualVerdict {
            project_id: 1,
            launch_id: 2,
            result_id: 3,
            name: String::new(),
            seen: TestStatus::InProgress,
            status,
            message: message.map(str::to_owned),
            begun_at: DateTime::UNIX_EPOCH,
            ended_at: DateTime::UNIX_EPOCH,
            steps: Vec::new(),
            pictures: Vec::new(),
        };
        assert_eq!(fault(&verdict(TestStatus::Passed, None)), None);
        assert_eq!(fault(&verdict(TestStatus::Failed, Some("  "))), Some(Unkept::NoMessage));
        assert_eq!(fault(&verdict(TestStatus::InProgress, None)), Some(Unkept::NoStatus));
        let long = "x".repeat(LONGEST + 1);
        assert_eq!(fault(&verdict(TestStatus::Broken, Some(&long))), Some(Unkept::MessageTooLong));
    }
}
