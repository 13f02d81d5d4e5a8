//! Parts of files, in the words of HTTP.

use std::fmt;

/// Which bytes of a file: from `first` on, to `last` and with it, or to the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ByteRange {
    pub first: u64,
    pub last: Option<u64>,
}

impl fmt::Display for ByteRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "bytes={}-", self.first)?;
        self.last.map_or(Ok(()), |last| write!(f, "{last}"))
    }
}

/// Which bytes came: `first` to `last`, both with it, of `total` where the server tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    pub first: u64,
    pub last: u64,
    pub total: Option<u64>,
}

impl Part {
    /// Reads `bytes 0-99/1000`; `None` for anything that is no sensible part.
    pub(crate) fn read(header: &str) -> Option<Self> {
        let (range, total) = header.trim().strip_prefix("bytes ")?.split_once('/')?;
        let (first, last) = range.split_once('-')?;
        let (first, last) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
        let total = if total.trim() == "*" { None } else { Some(total.trim().parse().ok()?) };
        (first <= last && total.is_none_or(|total| last < total)).then_some(Self { first, last, total })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_asked_for_and_parts_are_read() {
        assert_eq!(ByteRange { first: 5, last: None }.to_string(), "bytes=5-");
        assert_eq!(ByteRange { first: 5, last: Some(9) }.to_string(), "bytes=5-9");
        assert_eq!(Part::read("bytes 5-9/10"), Some(Part { first: 5, last: 9, total: Some(10) }));
        assert_eq!(Part::read("bytes 5-9/*"), Some(Part { first: 5, last: 9, total: None }));
        for nonsense in ["", "bytes 9-5/10", "bytes 5-10/10", "bytes */10", "items 0-1/2", "bytes 0-1"] {
            assert_eq!(Part::read(nonsense), None, "{nonsense}");
        }
    }
}
