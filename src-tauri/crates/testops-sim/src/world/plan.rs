//! How a launch shall go: given by a script of the control door, or worked out from the seed.

use serde::Deserialize;

use super::case;
use super::job::Job;
use super::run::{Fate, Pace, Slot, Verdict};
use crate::dice::{Dice, mix};

/// What a script may fix; everything absent is worked out from the seed. Times are simulated milliseconds.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Plan {
    pub tests: Option<usize>,
    pub failed: Option<usize>,
    pub broken: Option<usize>,
    pub skipped: Option<usize>,
    pub duration_ms: Option<i64>,
    pub queue_ms: Option<i64>,
    /// The CI server refuses to start, with this message.
    pub start_failed: Option<String>,
    pub cancelled: bool,
    pub never_closed: bool,
    /// No further result arrives after so many, and the job run does not end by itself.
    pub stall_after: Option<usize>,
    /// Nothing happens but by `advance`.
    pub hold: bool,
}

impl Plan {
    pub(crate) fn fate(&self) -> Fate {
        match (&self.start_failed, self.cancelled) {
            (Some(message), _) => Fate::StartFails(message.clone()),
            (None, true) => Fate::Cancelled,
            (None, false) => Fate::Runs,
        }
    }

    /// `brisk` for what is launched where people only want to look.
    pub(crate) fn pace(&self, seed: u64, job: u64, run: i64, brisk: bool) -> Pace {
        let usual = mix(&[seed, 0xD0, job]);
        let usual = if brisk { 11_000 + usual % 4_000 } else { 120_000 + usual % 780_000 } as i64;
        let queue = if brisk { (1_000, 2_500) } else { (10_000, 40_000) };
        let mut dice = Dice::new(&[seed, 0xD1, job, run as u64]);
        Pace {
            queue: self.queue_ms.unwrap_or_else(|| dice.between(queue.0, queue.1)),
            duration: self.duration_ms.unwrap_or_else(|| usual * dice.between(90, 112) / 100).max(0),
            held: self.hold,
            stall_after: self.stall_after,
        }
    }

    fn counts_given(&self) -> bool {
        self.failed.is_some() || self.broken.is_some() || self.skipped.is_some()
    }
}

/// The tests of one run of a job with their verdicts: by the script's counts, else by each test's temper.
/// With counts, the same tests fail every time, so that a comparison of runs means something.
pub(crate) fn slots(plan: &Plan, seed: u64, theme: usize, job: &Job, run: i64) -> Vec<Slot> {
    let tests = plan.tests.unwrap_or(job.tests);
    let place =
        |n: usize| (case::automated(job.first_test + n) as u16, (n / case::AUTOMATED_PER_PROJECT) as u16);
    slots_of(plan, seed, theme, job.id, run, (0..tests).map(place))
}

/// The same for these places and laps.
pub(crate) fn slots_of(
    plan: &Plan,
    seed: u64,
    theme: usize,
    job: i64,
    run: i64,
    places: impl Iterator<Item = (u16, u16)>,
) -> Vec<Slot> {
    let slot = |(place, lap)| Slot { place, lap, verdict: Verdict::Passed, retried: false };
    let mut slots: Vec<Slot> = places.map(slot).collect();
    if plan.counts_given() {
        give_counts(plan, seed, &mut slots);
        return slots;
    }
    let mood = Mood {
        bad_day: Dice::new(&[seed, 0xBAD, job as u64, run as u64]).chance(40),
        calm: mix(&[seed, 0xCA1, job as u64]) % 5 < 2,
    };
    for slot in &mut slots {
        give_temper(seed, theme, run, mood, slot);
    }
    slots
}

#[derive(Clone, Copy)]
struct Mood {
    /// Something that many tests need is down.
    bad_day: bool,
    /// The tests of the job are well kept.
    calm: bool,
}

/// For how many runs of all jobs a fault of a test stays, or stays away.
const SPELL: u64 = 240;

/// Whether what a test meets is at fault just then: faults come, are mended, and come back.
fn is_faulty(seed: u64, theme: usize, run: i64, mood: Mood, place: u16) -> bool {
    let spell = run.unsigned_abs() / SPELL;
    mix(&[seed, 0x5E11, theme as u64, u64::from(place), spell]) % 100 < if mood.calm { 4 } else { 60 }
}

/// The verdict of a test that is run again by hand: most failures fail again.
pub(crate) fn rerun_verdict(seed: u64, run: i64, slot: Slot) -> Verdict {
    let mut dice = Dice::new(&[seed, 0x4E, run as u64, u64::from(slot.place)]);
    if dice.chance(400) { Verdict::Passed } else { slot.verdict }
}

fn give_counts(plan: &Plan, seed: u64, slots: &mut [Slot]) {
    let mut order: Vec<usize> = (0..slots.len()).collect();
    order.sort_by_key(|&n| mix(&[seed, 0x0D, u64::from(slots[n].place), u64::from(slots[n].lap)]));
    let verdicts = std::iter::repeat_n(Verdict::Failed, plan.failed.unwrap_or(0))
        .chain(std::iter::repeat_n(Verdict::Broken, plan.broken.unwrap_or(0)))
        .chain(std::iter::repeat_n(Verdict::Skipped, plan.skipped.unwrap_or(0)));
    for (n, verdict) in order.into_iter().zip(verdicts) {
        slots[n].verdict = verdict;
    }
}

fn give_temper(seed: u64, theme: usize, run: i64, mood: Mood, slot: &mut Slot) {
    let temper = mix(&[seed, 0x7E, theme as u64, u64::from(slot.place)]) % 1000;
    let mut dice = Dice::new(&[seed, 0x7F, run as u64, u64::from(slot.place)]);
    let faulty = is_faulty(seed, theme, run, mood, slot.place);
    let (verdict, retried) = match temper {
        0..45 if !faulty => (Verdict::Passed, false),
        0..30 if dice.chance(880) => (Verdict::Failed, dice.chance(500)),
        30..45 if dice.chance(800) => (Verdict::Broken, false),
        45..65 => (Verdict::Skipped, false),
        65..120 if dice.chance(300) => {
            (if dice.chance(250) { Verdict::Failed } else { Verdict::Passed }, true)
        }
        120..125 => (Verdict::Unknown, false),
        _ if mood.bad_day && dice.chance(300) => (Verdict::Broken, false),
        _ if dice.chance(if mood.calm { 1 } else { 3 }) => (Verdict::Failed, false),
        _ => (Verdict::Passed, false),
    };
    (slot.verdict, slot.retried) = (verdict, retried);
}
