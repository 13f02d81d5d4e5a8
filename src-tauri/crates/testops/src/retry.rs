//! When a read is tried again, and after what wait.
//!
//! Only trouble that looks passing is worth another try. Waits double and are spread by a quarter either way, so
//! that each is longer than the one before and many clients do not come back together. What the server asks for in
//! `Retry-After` is obeyed; when it asks for more than a call accepts to wait, the call stops.

use std::time::Duration;

use backon::ExponentialBuilder;
use chrono::{DateTime, Utc};

use crate::clock::http_date;
use crate::config::Limits;
use crate::error::ErrorKind;

/// The wait after each failed try but the last.
pub(crate) fn waits(limits: &Limits) -> ExponentialBuilder {
    ExponentialBuilder::new()
        .with_min_delay(limits.first_wait.min(limits.longest_wait))
        .with_max_delay(limits.longest_wait)
        .with_max_times(limits.tries.saturating_sub(1) as usize)
}

/// The usual wait, spread, or what the server asks for. `None` ends the tries; `random` in 0..1.
pub(crate) fn wait(limits: &Limits, usual: Duration, kind: &ErrorKind, random: f64) -> Option<Duration> {
    let own = usual.mul_f64(0.75 + 0.5 * random.clamp(0.0, 1.0));
    match asked_wait(kind) {
        Some(asked) if asked > limits.longest_wait => None,
        Some(asked) => Some(asked.max(own)),
        None => Some(own),
    }
}

pub(crate) fn is_passing(kind: &ErrorKind) -> bool {
    match kind {
        ErrorKind::Unreachable { .. }
        | ErrorKind::Timeout { .. }
        | ErrorKind::TooManyRequests { .. }
        | ErrorKind::Server { .. }
        | ErrorKind::Cut => true,
        // A gateway's page comes with 200 or 5xx; one with 4xx answers a wrong path.
        ErrorKind::Html { status } => !(400..500).contains(status),
        ErrorKind::Config
        | ErrorKind::Certificate { .. }
        | ErrorKind::Proxy { .. }
        | ErrorKind::Unauthorized { .. }
        | ErrorKind::Forbidden { .. }
        | ErrorKind::NotFound { .. }
        | ErrorKind::Conflict { .. }
        | ErrorKind::Rejected { .. }
        | ErrorKind::Redirected { .. }
        | ErrorKind::EmptyAnswer { .. }
        | ErrorKind::Encoding { .. }
        | ErrorKind::Shape { .. }
        | ErrorKind::TooLarge { .. }
        | ErrorKind::EndlessPages { .. } => false,
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "only these two kinds carry a wait")]
fn asked_wait(kind: &ErrorKind) -> Option<Duration> {
    match kind {
        ErrorKind::TooManyRequests { retry_after } | ErrorKind::Server { retry_after, .. } => *retry_after,
        _ => None,
    }
}

/// `Retry-After`: seconds, or a date that is held against the server's own clock.
pub(crate) fn retry_after(header: &str, server_now: DateTime<Utc>) -> Option<Duration> {
    let header = header.trim();
    if let Ok(seconds) = header.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let at = http_date(header)?;
    Some((at - server_now).to_std().unwrap_or(Duration::ZERO))
}

#[cfg(test)]
mod tests {
    use backon::BackoffBuilder as _;
    use proptest::prelude::*;

    use super::*;

    fn server_trouble() -> ErrorKind {
        ErrorKind::Server { status: 503, message: None, retry_after: None }
    }

    #[test]
    fn a_read_is_tried_four_times_in_all() {
        let waits: Vec<Duration> = waits(&Limits::default()).build().collect();
        assert_eq!(waits, [500, 1000, 2000].map(Duration::from_millis));
    }

    #[test]
    fn what_will_not_pass_is_not_repeated() {
        assert!(!is_passing(&ErrorKind::Forbidden { message: None }));
        assert!(!is_passing(&ErrorKind::Html { status: 404 }));
        assert!(is_passing(&ErrorKind::Html { status: 200 }));
    }

    #[test]
    fn the_server_s_wish_is_obeyed_up_to_the_longest_wait() {
        let after = |seconds| {
            let kind = ErrorKind::TooManyRequests { retry_after: Some(Duration::from_secs(seconds)) };
            wait(&Limits::default(), Duration::from_millis(500), &kind, 0.5)
        };
        assert_eq!(after(7), Some(Duration::from_secs(7)));
        assert_eq!(after(3600), None);
    }

    #[test]
    fn retry_after_is_read_in_both_forms() {
        let now = http_date("Wed, 21 Oct 2015 07:28:00 GMT").expect("a date");
        assert_eq!(retry_after(" 12 ", now), Some(Duration::from_secs(12)));
        assert_eq!(retry_after("Wed, 21 Oct 2015 07:28:30 GMT", now), Some(Duration::from_secs(30)));
        assert_eq!(retry_after("Wed, 21 Oct 2015 07:00:00 GMT", now), Some(Duration::ZERO));
        assert_eq!(retry_after("soon", now), None);
    }

    proptest! {
        #[test]
        fn waits_grow_and_stay_in_bounds(random in prop::collection::vec(0.0..=1.0_f64, 30)) {
            let limits = Limits { tries: 30, ..Limits::default() };
            let spread: Vec<Duration> = waits(&limits)
                .build()
                .zip(random)
                .filter_map(|(usual, random)| wait(&limits, usual, &server_trouble(), random))
                .collect();
            prop_assert_eq!(spread.len(), 29);
            prop_assert!(spread[..7].is_sorted());
            prop_assert!(spread.iter().all(|wait| *wait <= limits.longest_wait.mul_f64(1.25)));
        }

        #[test]
        fn no_header_breaks_it(header in ".*") {
            let _ = retry_after(&header, DateTime::UNIX_EPOCH);
        }

        #[test]
        fn no_limits_break_it(tries in 0_u32..200, first in 0_u64..u64::MAX / 2000, random in any::<f64>()) {
            let limits = Limits { tries, first_wait: Duration::from_millis(first), ..Limits::default() };
            for usual in waits(&limits).build() {
                let _ = wait(&limits, usual, &server_trouble(), random);
            }
        }
    }
}
