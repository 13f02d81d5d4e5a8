//! What a test did, from the client's words to those of the window.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use testops::{
    Attachment, AttachmentOwner, Fixture, FixtureKind, ResultParameter, ResultStep, StepKind, TestResult,
};

use crate::view::{EvidenceFile, EvidenceStep, EvidenceStepKind, NamedValue, ResultEvidence, TestStatus};

/// The deepest step that is told; the client bounds its answers, this bounds what is drawn.
const DEEPEST: usize = 40;

/// All that was read of a result.
pub(super) struct Read {
    pub(super) result: TestResult,
    pub(super) steps: Vec<ResultStep>,
    pub(super) fixtures: Vec<Fixture>,
    pub(super) files: Vec<Attachment>,
}

/// `ahead` is how far the server's clock is ahead of ours.
pub(super) fn told(read: Read, ahead: TimeDelta, now: DateTime<Utc>) -> ResultEvidence {
    let Read { result, steps, fixtures, files } = read;
    let known: HashMap<i64, Attachment> = files.iter().map(|file| (file.id, file.clone())).collect();
    let mut teller = Teller { start: result.start, known, seen: HashSet::new() };
    let steps = teller.steps(steps, DEEPEST);
    let (after, before): (Vec<Fixture>, Vec<Fixture>) =
        fixtures.into_iter().partition(|fixture| fixture.kind == Some(FixtureKind::After));
    let before = before.into_iter().map(|fixture| teller.fixture(fixture)).collect();
    let after = after.into_iter().map(|fixture| teller.fixture(fixture)).collect();
    let of_no_step = files.into_iter().filter(|file| !teller.seen.contains(&key_of(file)));
    let mut files: Vec<EvidenceFile> = of_no_step.map(|file| view(&file)).collect();
    let (steps, loose) = apart(steps);
    files.extend(loose);
    ResultEvidence {
        id: result.id,
        status: status(result.status.as_ref()),
        started_at: result.start.and_then(|at| at.checked_sub_signed(ahead)),
        duration_ms: result.duration,
        launch_id: result.launch_id,
        case_id: result.test_case_id,
        parameters: parameters(result.parameters),
        category: result.category.map(|category| category.name).filter(|name| !name.is_empty()),
        flaky: result.flaky,
        muted: result.muted,
        name: result.name,
        full_name: result.full_name,
        message: result.message,
        trace: result.trace,
        before,
        steps,
        after,
        files,
        as_of: now,
    }
}

/// Files at the top belong to the whole test.
fn apart(steps: Steps) -> (Vec<EvidenceStep>, Vec<EvidenceFile>) {
    (steps.steps, steps.files)
}

#[derive(Default)]
struct Steps {
    steps: Vec<EvidenceStep>,
    files: Vec<EvidenceFile>,
}

struct Teller {
    start: Option<DateTime<Utc>>,
    /// The list of files says more than a step does.
    known: HashMap<i64, Attachment>,
    seen: HashSet<String>,
}

impl Teller {
    fn steps(&mut self, steps: Vec<ResultStep>, depth: usize) -> Steps {
        let mut told = Steps::default();
        for step in steps {
            if let Some(file) = step.attachment {
                told.files.push(self.file(file));
            } else if step.kind != StepKind::Attachment {
                told.steps.push(self.step(step, depth));
            }
        }
        told
    }

    fn step(&mut self, step: ResultStep, depth: usize) -> EvidenceStep {
        let within = if depth == 0 { Steps::default() } else { self.steps(step.steps, depth - 1) };
        let kind = match step.kind {
            StepKind::Expected => EvidenceStepKind::Expected,
            StepKind::Step | StepKind::Attachment | StepKind::Other(_) => EvidenceStepKind::Step,
        };
        EvidenceStep {
            kind,
            text: step.text,
            status: step.status.as_ref().map(|one| status(Some(one))),
            start_ms: self.since_start(step.start),
            duration_ms: step.duration,
            parameters: parameters(step.parameters),
            message: step.message,
            trace: step.trace,
            files: within.files,
            steps: within.steps,
        }
    }

    fn fixture(&mut self, fixture: Fixture) -> EvidenceStep {
        let within = self.steps(fixture.steps, DEEPEST);
        EvidenceStep {
            kind: EvidenceStepKind::Fixture,
            text: fixture.name,
            status: fixture.status.as_ref().map(|one| status(Some(one))),
            start_ms: self.since_start(fixture.start),
            duration_ms: fixture.duration,
            parameters: Vec::new(),
            message: fixture.message,
            trace: fixture.trace,
            files: within.files,
            steps: within.steps,
        }
    }

    fn file(&mut self, file: Attachment) -> EvidenceFile {
        let file = match self.known.get(&file.id) {
            Some(known) if file.name.is_empty() => known.clone(),
            _ => file,
        };
        self.seen.insert(key_of(&file));
        view(&file)
    }

    fn since_start(&self, at: Option<DateTime<Utc>>) -> Option<i64> {
        Some((at? - self.start?).num_milliseconds())
    }
}

pub(super) fn parameters(parameters: Vec<ResultParameter>) -> Vec<NamedValue> {
    let shown = parameters.into_iter().filter(|one| !one.hidden);
    shown.map(|one| NamedValue { name: one.name, value: one.value.unwrap_or_default() }).collect()
}

/// A result without a status is still in progress.
pub(super) fn status(status: Option<&testops::Status>) -> TestStatus {
    match status {
        None => TestStatus::InProgress,
        Some(status) => status.as_str().parse().unwrap_or(TestStatus::Unknown),
    }
}

fn view(file: &Attachment) -> EvidenceFile {
    EvidenceFile {
        key: key_of(file),
        name: if file.name.is_empty() { format!("#{}", file.id) } else { file.name.clone() },
        content_type: file.content_type.clone(),
        bytes: file.content_length,
        missing: file.missed,
    }
}

/// What names a file among those of its result, such as `result-7`.
fn key_of(file: &Attachment) -> String {
    format!("{}-{}", owner_word(&file.owner), file.id)
}

pub(super) fn owner_word(owner: &AttachmentOwner) -> &'static str {
    match owner {
        AttachmentOwner::TestResult | AttachmentOwner::Other(_) => "result",
        AttachmentOwner::TestCase => "case",
        AttachmentOwner::FixtureResult => "fixture",
        AttachmentOwner::SharedStep => "shared",
        AttachmentOwner::Launch => "launch",
    }
}

/// The file as the client asks for it.
pub(super) fn attachment(file: &EvidenceFile) -> Option<Attachment> {
    let (owner, id) = file.key.split_once('-')?;
    let owner = match owner {
        "result" => AttachmentOwner::TestResult,
        "case" => AttachmentOwner::TestCase,
        "fixture" => AttachmentOwner::FixtureResult,
        "shared" => AttachmentOwner::SharedStep,
        "launch" => AttachmentOwner::Launch,
        _ => return None,
    };
    Some(Attachment {
        id: id.parse().ok()?,
        owner,
        name: file.name.clone(),
        content_type: file.content_type.clone(),
        content_length: file.bytes,
        missed: file.missing,
    })
}

/// The file of this key, wherever it hangs.
pub(super) fn find<'a>(evidence: &'a ResultEvidence, key: &str) -> Option<&'a EvidenceFile> {
    let of_steps = [&evidence.before, &evidence.steps, &evidence.after];
    let in_steps = of_steps.into_iter().flatten().find_map(|step| in_step(step, key));
    in_steps.or_else(|| evidence.files.iter().find(|file| file.key == key))
}

fn in_step<'a>(step: &'a EvidenceStep, key: &str) -> Option<&'a EvidenceFile> {
    let own = step.files.iter().find(|file| file.key == key);
    own.or_else(|| step.steps.iter().find_map(|step| in_step(step, key)))
}

#[cfg(test)]
mod tests {
    use testops::Status;

    use super::*;

    fn file(id: i64, owner: AttachmentOwner) -> Attachment {
        Attachment { id, owner, name: format!("{id}.png"), ..Attachment::default() }
    }

    fn step(text: &str, steps: Vec<ResultStep>) -> ResultStep {
        ResultStep { text: text.to_owned(), steps, ..ResultStep::default() }
    }

    fn attached(attachment: Attachment) -> ResultStep {
        ResultStep { kind: StepKind::Attachment, attachment: Some(attachment), ..ResultStep::default() }
    }

    #[test]
    fn files_hang_on_their_steps_and_the_rest_on_the_test() {
        let start = DateTime::from_timestamp_millis(1_000_000);
        let bare = Attachment { id: 7, ..Attachment::default() };
        let open = ResultStep {
            start: DateTime::from_timestamp_millis(1_002_500),
            status: Some(Status::Failed),
            ..step("Open", vec![attached(bare), step("Type", Vec::new())])
        };
        let fixture = Fixture {
            id: Some(1),
            name: "db".to_owned(),
            kind: Some(FixtureKind::After),
            status: None,
            start: None,
            stop: None,
            duration: None,
            message: None,
            trace: None,
            steps: vec![step("close", vec![attached(file(7, AttachmentOwner::FixtureResult))])],
        };
        let read = Read {
            result: TestResult { id: 70, start, ..TestResult::default() },
            steps: vec![open, attached(file(9, AttachmentOwner::TestResult))],
            fixtures: vec![fixture],
            files: vec![file(7, AttachmentOwner::TestResult), file(8, AttachmentOwner::TestResult)],
        };
        let told = told(read, TimeDelta::seconds(10), DateTime::UNIX_EPOCH);
        let keys = |files: &[EvidenceFile]| files.iter().map(|file| file.key.clone()).collect::<Vec<_>>();
        assert_eq!(keys(&told.files), ["result-8", "result-9"]);
        assert_eq!(keys(&told.steps[0].files), ["result-7"]);
        assert_eq!(told.steps[0].files[0].name, "7.png", "the list knows its name");
        assert_eq!((told.steps[0].start_ms, told.steps[0].steps.len()), (Some(2_500), 1));
        assert_eq!(told.started_at, DateTime::from_timestamp_millis(990_000));
        let of_fixture = find(&told, "fixture-7").and_then(attachment).expect("a file");
        assert_eq!((of_fixture.id, of_fixture.owner), (7, AttachmentOwner::FixtureResult));
        assert!(find(&told, "result-99").is_none());
    }

    #[test]
    fn hidden_parameters_are_not_told_and_endless_depth_ends() {
        let hidden = ResultParameter { name: "password".into(), value: Some("x".into()), hidden: true };
        let deep = (0..200).fold(step("end", Vec::new()), |within, _| step("deep", vec![within]));
        let read = Read {
            result: TestResult { parameters: vec![hidden], ..TestResult::default() },
            steps: vec![deep],
            fixtures: Vec::new(),
            files: Vec::new(),
        };
        let told = told(read, TimeDelta::zero(), DateTime::UNIX_EPOCH);
        assert!(told.parameters.is_empty());
        let mut depth = 0;
        let mut here = told.steps.first();
        while let Some(step) = here {
            (depth, here) = (depth + 1, step.steps.first());
        }
        assert_eq!(depth, DEEPEST + 1);
    }
}
