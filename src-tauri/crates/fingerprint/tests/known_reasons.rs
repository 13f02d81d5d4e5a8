//! Ten thousand failures for three hundred known reasons: how well the groups match them.

use fingerprint::{Fingerprint, fixture, group};

#[test]
fn groups_match_the_known_reasons() {
    let failures = fixture::failures(300, 10_000, 7);
    let fingerprints: Vec<_> =
        failures.iter().map(|one| Fingerprint::of(Some(&one.message), one.trace.as_deref())).collect();
    let groups: Vec<Vec<usize>> = group(&fingerprints).into_iter().map(|group| group.members).collect();
    let (precision, recall) = fixture::quality(&failures, &groups);
    assert!(precision >= 0.95, "precision {precision}");
    assert!(recall >= 0.95, "recall {recall}");
}
