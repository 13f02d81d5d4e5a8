//! A reader that fails where more is read than was allowed: the reader of tars takes names of any length into memory.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

/// What may be read before it is set again; clones are the same allowance.
#[derive(Clone, Default)]
pub(crate) struct Allowance(Rc<Cell<u64>>);

impl Allowance {
    pub(crate) fn set(&self, bytes: u64) {
        self.0.set(bytes);
    }

    pub(crate) fn over<R>(&self, inner: R) -> Bounded<R> {
        Bounded { inner, allowance: self.clone() }
    }
}

pub(crate) struct Bounded<R> {
    inner: R,
    allowance: Allowance,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.allowance.0.get();
        if left == 0 {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "a header that does not end"));
        }
        let most = buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
        let read = self.inner.read(&mut buffer[..most])?;
        self.allowance.set(left - read as u64);
        Ok(read)
    }
}
