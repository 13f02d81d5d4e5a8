//! When a read is tried again, and after what wait. Pure: `(try, kind, random) → wait or stop`.
//!
//! Only trouble that looks passing is worth another try. Waits double and are spread by a quarter either way, so
//! that each is longer than the one before and many clients do not come back together. What the server asks for in
//! `Retry-After` is obeyed; when it asks for more than a call accepts to wait, the call stops.

use std::time::Duration;

use chrono::{DateTime, Utc};

use crate::clock::http_date;
use crate::config::Limits;
use crate::error::ErrorKind;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    Wait(Duration),
    Stop,
}

/// `failed_tries` from 1; `random` in 0..1.
pub(crate) fn after(limits: &Limits, failed_tries: u32, kind: &ErrorKind, random: f64) -> Decision {
    if failed_tries >= limits.tries || !is_passing(kind) {
        return Decision::Stop;
    }
    let doubled = limits.first_wait.saturating_mul(2_u32.saturating_pow(failed_tries.saturating_sub(1)));
    let own = doubled.min(limits.longest_wait).mul_f64(0.75 + 0.5 * random.clamp(0.0, 1.0));
    match asked_wait(kind) {
        Some(asked) if asked > limits.longest_wait => Decision::Stop,
        Some(asked) => Decision::Wait(asked.max(own)),
        None => Decision::Wait(own),
    }
}

fn is_passing(kind: &ErrorKind) -> bool {
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
    use proptest::prelude::*;

    use super::*;

    fn server_trouble() -> ErrorKind {
        ErrorKind::Server { status: 503, message: None, retry_after: None }
    }

    #[test]
    fn a_read_is_tried_four_times_in_all() {
        let limits = Limits::default();
        for failed in 1..4 {
            assert!(matches!(after(&limits, failed, &server_trouble(), 0.5), Decision::Wait(_)), "{failed}");
        }
        assert_eq!(after(&limits, 4, &server_trouble(), 0.5), Decision::Stop);
    }

    #[test]
    fn what_will_not_pass_is_not_repeated() {
        let refused = ErrorKind::Forbidden { message: None };
        assert_eq!(after(&Limits::default(), 1, &refused, 0.5), Decision::Stop);
        assert_eq!(after(&Limits::default(), 1, &ErrorKind::Html { status: 404 }, 0.5), Decision::Stop);
        assert!(matches!(
            after(&Limits::default(), 1, &ErrorKind::Html { status: 200 }, 0.5),
            Decision::Wait(_)
        ));
    }

    #[test]
    fn the_server_s_wish_is_obeyed_up_to_the_longest_wait() {
        let limits = Limits::default();
        let asks = |seconds| ErrorKind::TooManyRequests { retry_after: Some(Duration::from_secs(seconds)) };
        assert_eq!(after(&limits, 1, &asks(7), 0.5), Decision::Wait(Duration::from_secs(7)));
        assert_eq!(after(&limits, 1, &asks(3600), 0.5), Decision::Stop);
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
        fn waits_grow_and_stay_in_bounds(random in 0.0..=1.0_f64, other in 0.0..=1.0_f64, failed in 1_u32..3) {
            let limits = Limits::default();
            let (Decision::Wait(first), Decision::Wait(second)) = (
                after(&limits, failed, &server_trouble(), random),
                after(&limits, failed + 1, &server_trouble(), other),
            ) else { panic!("both tries are followed by another") };
            prop_assert!(first < second);
            prop_assert!(second <= limits.longest_wait.mul_f64(1.25));
        }

        #[test]
        fn no_header_breaks_it(header in ".*") {
            let _ = retry_after(&header, DateTime::UNIX_EPOCH);
        }

        #[test]
        fn no_limits_break_it(tries in 0_u32..200, failed in 0_u32..200, wait in 0_u64..u64::MAX / 2000, random in any::<f64>()) {
            let limits = Limits { tries, first_wait: Duration::from_millis(wait), ..Limits::default() };
            let _ = after(&limits, failed, &server_trouble(), random);
        }
    }
}
