//! When whoever holds the lease asks for it again, and until when it may trust to have it. Pure; its clock is the caller's.
//!
//! The holder counts from before it asked, the server from when it heard: what the holder trusts is always over first.

use std::time::Duration;

use tokio::time::Instant;

/// A few small questions to the server.
const LONGEST_LOOK: Duration = Duration::from_millis(300);

/// How long things take around a lease.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lengths {
    pub(crate) lease: Duration,
}

impl Lengths {
    /// What is left of the lease after it is for ending in order.
    pub(crate) fn trusted(self) -> Duration {
        self.lease * 2 / 3
    }

    /// Between a lease that was granted and the next request for it.
    fn renewing(self) -> Duration {
        self.lease / 5
    }

    /// Between a request that was not answered and the next one.
    fn retrying(self) -> Duration {
        self.lease / 10
    }

    /// Between the looks of whoever stands by: a lease that is released is soon taken.
    pub(crate) fn looking(self) -> Duration {
        self.retrying().min(LONGEST_LOOK)
    }
}

/// A term as its holder knows it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Term {
    lengths: Lengths,
    /// When the last request that was granted went out.
    granted: Instant,
    ask_at: Instant,
}

impl Term {
    pub(crate) fn new(lengths: Lengths, asked: Instant) -> Self {
        Self { lengths, granted: asked, ask_at: asked + lengths.renewing() }
    }

    /// A request of then was granted.
    pub(crate) fn grant(&mut self, asked: Instant) {
        self.granted = self.granted.max(asked);
        self.ask_at = asked + self.lengths.renewing();
    }

    /// A request was not answered, as was found then.
    pub(crate) fn miss(&mut self, found: Instant) {
        self.ask_at = found + self.lengths.retrying();
    }

    /// When it asks again.
    pub(crate) fn ask_at(&self) -> Instant {
        self.ask_at
    }

    /// From then on another one may lead.
    pub(crate) fn over_at(&self) -> Instant {
        self.granted + self.lengths.trusted()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LEASE: u64 = 15_000;

    fn at(start: Instant, millis: u64) -> Instant {
        start + Duration::from_millis(millis)
    }

    #[test]
    fn it_asks_in_time_to_be_missed_a_few_times() {
        let lengths = Lengths { lease: Duration::from_millis(LEASE) };
        let start = Instant::now();
        let mut term = Term::new(lengths, start);
        assert_eq!((term.ask_at(), term.over_at()), (at(start, 3_000), at(start, 10_000)));
        term.miss(at(start, 3_000));
        assert_eq!((term.ask_at(), term.over_at()), (at(start, 4_500), at(start, 10_000)));
        term.grant(at(start, 4_500));
        assert_eq!((term.ask_at(), term.over_at()), (at(start, 7_500), at(start, 14_500)));
        // An answer that was long under way takes nothing back.
        term.grant(at(start, 3_000));
        assert_eq!(term.over_at(), at(start, 14_500));
    }

    /// What happens to a request: how long it takes to the server, and back; without a way back it is not answered.
    type Way = (u64, Option<u64>);

    fn way() -> impl Strategy<Value = Way> {
        (0..4_000_u64, prop::option::weighted(0.7, 0..4_000_u64))
    }

    /// What of the time a holder trusts, and until when it has the lease at the server.
    fn lived(begun: u64, to_server: u64, ways: &[Way]) -> Vec<(u64, u64, u64)> {
        let start = Instant::now();
        let lengths = Lengths { lease: Duration::from_millis(LEASE) };
        let millis = |at: Instant| u64::try_from((at - start).as_millis()).expect("small");
        let mut term = Term::new(lengths, at(start, begun));
        let mut until = begun + to_server + LEASE;
        // From when, until when it trusts, and what the server thinks at that time.
        let mut trusted = vec![(begun, millis(term.over_at()), until)];
        for (there, back) in ways {
            let asked = millis(term.ask_at());
            if asked >= millis(term.over_at()) {
                break;
            }
            let heard = asked + there;
            // The server grants nothing once the lease is over.
            let is_granted = heard < until;
            if is_granted {
                until = heard + LEASE;
            }
            match back {
                Some(back) if is_granted && heard + back < millis(term.over_at()) => {
                    term.grant(at(start, asked));
                    trusted.push((heard + back, millis(term.over_at()), until));
                }
                _ => term.miss(at(start, (heard + back.unwrap_or(0)).min(millis(term.over_at())))),
            }
        }
        trusted
    }

    proptest! {
        #[test]
        fn no_two_ever_trust_to_lead_at_once(
            there in 0..4_000_u64,
            ways in prop::collection::vec(way(), 0..40),
            later in 0..20_000_u64,
        ) {
            let first = lived(0, there, &ways);
            for (from, over, until) in &first {
                prop_assert!(from < over && over < until, "{first:?}");
            }
            let (_, _, free_at) = *first.last().expect("the beginning");
            // The next one is granted it only from then on, and trusts from when it hears of that.
            let second = lived(free_at + later, 0, &[]);
            let last_trusted = first.iter().map(|(_, over, _)| *over).max().expect("one");
            prop_assert!(second[0].0 > last_trusted, "{first:?} {second:?}");
        }
    }
}
