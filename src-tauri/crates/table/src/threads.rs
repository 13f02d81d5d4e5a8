//! Work over many rows, cut into parts for every core.

use std::ops::Range;
use std::panic::resume_unwind;
use std::thread;

use crate::error::WorkError;

/// Fewer rows than this are not worth a thread.
pub(crate) const WORTH: usize = 16 * 1024;

/// Splits `0..count` among the cores and answers the parts' results in order.
pub(crate) fn split<T: Send>(
    count: usize,
    part: impl Fn(Range<usize>) -> Result<T, WorkError> + Sync,
) -> Result<Vec<T>, WorkError> {
    let threads = thread::available_parallelism().map_or(1, usize::from).min(8).min(count / WORTH + 1);
    let size = count.div_ceil(threads).max(1);
    let ranges: Vec<Range<usize>> =
        (0..threads).map(|part| (part * size).min(count)..((part + 1) * size).min(count)).collect();
    let part = &part;
    thread::scope(|scope| {
        let others: Vec<_> = ranges[1..].iter().map(|range| scope.spawn(|| part(range.clone()))).collect();
        let first = part(ranges[0].clone());
        let others =
            others.into_iter().map(|thread| thread.join().unwrap_or_else(|panic| resume_unwind(panic)));
        std::iter::once(first).chain(others).collect()
    })
}

/// Hands parts of `rows` to several threads.
pub(crate) fn split_mut<T: Send>(
    rows: &mut [T],
    threads: usize,
    part: impl Fn(&mut [T]) -> Result<(), WorkError> + Copy + Send + Sync,
) -> Result<(), WorkError> {
    if threads < 2 || rows.len() < WORTH {
        return part(rows);
    }
    let half = threads / 2;
    let (one, other) = rows.split_at_mut(rows.len() / threads * half);
    both(|| split_mut(one, half, part), || split_mut(other, threads - half, part))
}

/// Does two things at a time.
pub(crate) fn both<E: Send>(
    one: impl FnOnce() -> Result<(), E> + Send,
    other: impl FnOnce() -> Result<(), E>,
) -> Result<(), E> {
    thread::scope(|scope| {
        let one = scope.spawn(one);
        let other = other();
        one.join().unwrap_or_else(|panic| resume_unwind(panic)).and(other)
    })
}
