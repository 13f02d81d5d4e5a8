//! A reader that fails where more is read than was allowed: the reader of tars takes names of any length into memory.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;

/// What may be read before it is set again; clones are the same allowance.
#[derive(Clone, Debug, Default)]
pub struct Allowance(Rc<Cell<u64>>);

impl Allowance {
    pub fn set(&self, bytes: u64) {
        self.0.set(bytes);
    }

    pub fn over<R>(&self, inner: R) -> Bounded<R> {
        Bounded { inner, allowance: self.clone() }
    }
}

#[derive(Debug)]
pub struct Bounded<R> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_is_read_than_was_allowed_until_it_is_allowed_anew() {
        let allowance = Allowance::default();
        allowance.set(3);
        let mut reader = allowance.over(b"abcdef".as_slice());
        let mut read = Vec::new();
        assert!(reader.read_to_end(&mut read).is_err());
        assert_eq!(read, b"abc");
        allowance.set(9);
        reader.read_to_end(&mut read).expect("allowed");
        assert_eq!(read, b"abcdef");
    }
}
