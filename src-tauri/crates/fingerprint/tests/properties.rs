//! Whatever a test reports.

use fingerprint::{Fingerprint, group};
use proptest::prelude::*;

proptest! {
    #[test]
    fn any_text_has_a_fingerprint_and_always_the_same(message in "\\PC{0,400}", trace in "(?s).{0,400}") {
        let one = Fingerprint::of(Some(&message), Some(&trace));
        prop_assert_eq!(&one, &Fingerprint::of(Some(&message), Some(&trace)));
        prop_assert_eq!(&one, &Fingerprint::from_text(one.as_text().to_owned()));
        let _ = one.label();
    }

    #[test]
    fn numbers_never_tell_failures_apart(one in 0_u64..1_000_000_000, other in 0_u64..1_000_000_000) {
        let of = |n: u64| Fingerprint::of(Some(&format!("Parcel {n} lies in the wrong depot")), None);
        prop_assert_eq!(of(one), of(other));
    }

    #[test]
    fn every_failure_is_in_one_group(texts in prop::collection::vec("[a-c]{1,2} [a-z]{1,8} (failed|stopped) here", 0..60)) {
        let all: Vec<_> = texts.iter().map(|text| Fingerprint::of(Some(text), None)).collect();
        let mut members: Vec<_> = group(&all).into_iter().flat_map(|one| one.members).collect();
        members.sort_unstable();
        prop_assert_eq!(members, (0..texts.len()).collect::<Vec<_>>());
    }
}
