//! What is kept of the failures of a run, so that they can be read and grouped without the server.

use std::collections::HashMap;

use fingerprint::Fingerprint;
use store::FailureRow;
use testops::TestResult;

use crate::runs::is_bad;

/// Longer messages hold a page's source or a log.
const MESSAGE_BYTES: usize = 4_096;
const TRACE_BYTES: usize = 8_192;
/// Of failures that are alike, so many keep their trace.
const TRACES: u32 = 20;

/// Of the results that count, as the server told them.
pub(crate) fn failures<'a>(results: impl IntoIterator<Item = &'a TestResult>) -> Vec<FailureRow> {
    let mut traces: HashMap<Fingerprint, u32> = HashMap::new();
    let bad = results.into_iter().filter(|result| !result.hidden && is_bad(result));
    bad.map(|result| {
        let fingerprint = Fingerprint::of(result.message.as_deref(), result.trace.as_deref());
        let kept = traces.entry(fingerprint.clone()).or_default();
        *kept += 1;
        let trace = result.trace.as_deref().filter(|_| *kept <= TRACES);
        FailureRow {
            test_result_id: result.id,
            fingerprint: fingerprint.as_text().to_owned(),
            full_name: result.full_name.clone(),
            message: result.message.as_deref().map(|text| cut(text, MESSAGE_BYTES)),
            trace: trace.map(|text| cut(text, TRACE_BYTES)),
        }
    })
    .collect()
}

fn cut(text: &str, bytes: usize) -> String {
    if text.len() <= bytes {
        return text.to_owned();
    }
    let end = text.floor_char_boundary(bytes);
    format!("{}\u{2026}", text.get(..end).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use testops::Status;

    use super::*;

    fn result(id: i64, status: Status, message: &str) -> TestResult {
        TestResult {
            id,
            status: Some(status),
            message: Some(message.to_owned()),
            trace: Some("at a.B.c(B.java:1)".to_owned()),
            ..TestResult::default()
        }
    }

    #[test]
    fn only_the_last_tries_of_what_failed_are_kept() {
        let hidden = TestResult { hidden: true, ..result(3, Status::Failed, "Order 3 is lost") };
        let results = [
            result(1, Status::Failed, "Order 1 is lost"),
            result(2, Status::Passed, ""),
            hidden,
            result(4, Status::Broken, "Order 4 is lost"),
        ];
        let kept = failures(&results);
        assert_eq!(kept.iter().map(|row| row.test_result_id).collect::<Vec<_>>(), [1, 4]);
        assert_eq!(kept[0].fingerprint, kept[1].fingerprint);
    }

    #[test]
    fn of_many_that_are_alike_a_few_keep_the_trace_and_long_words_are_cut() {
        let long = "ы".repeat(MESSAGE_BYTES);
        let results: Vec<_> = (0..30).map(|id| result(id, Status::Failed, &long)).collect();
        let kept = failures(&results);
        assert_eq!(kept.iter().filter(|row| row.trace.is_some()).count(), 20);
        assert!(
            kept.iter().all(|row| row.message.as_ref().is_some_and(|text| text.len() <= MESSAGE_BYTES + 3))
        );
    }
}
