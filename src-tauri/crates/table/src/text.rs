//! Whether bytes are text: UTF-8 without zero bytes, checked in pieces of any size.

use memchr::memchr;

/// Finds the first zero byte and the first bytes that are no UTF-8.
#[derive(Clone, Debug, Default)]
pub(crate) struct TextCheck {
    /// Bytes that went in.
    at: u64,
    /// The beginning of a character whose rest is in the next piece.
    cut: Vec<u8>,
    /// Where the first zero byte stands.
    pub(crate) nul: Option<u64>,
    /// Where the first byte stands that belongs to no character.
    pub(crate) broken: Option<u64>,
}

impl TextCheck {
    /// `at` is the place of the first byte that will come in.
    pub(crate) fn new(at: u64) -> Self {
        Self { at, ..Self::default() }
    }

    pub(crate) fn at(&self) -> u64 {
        self.at
    }

    pub(crate) fn push(&mut self, piece: &[u8]) {
        if self.nul.is_none() {
            self.nul = memchr(0, piece).map(|found| self.at + found as u64);
        }
        if self.broken.is_none() {
            self.utf8(piece);
        }
        self.at += piece.len() as u64;
    }

    /// The end of all bytes: a character that was begun is broken.
    pub(crate) fn finish(&mut self) {
        if self.broken.is_none() && !self.cut.is_empty() {
            self.broken = Some(self.at - self.cut.len() as u64);
        }
    }

    fn utf8(&mut self, piece: &[u8]) {
        let mut from = 0;
        while !self.cut.is_empty() && from < piece.len() {
            self.cut.push(piece[from]);
            from += 1;
            match std::str::from_utf8(&self.cut) {
                Ok(_) => self.cut.clear(),
                Err(error) if error.error_len().is_some() => {
                    self.broken = Some(self.at + from as u64 - self.cut.len() as u64);
                    return;
                }
                Err(_) => {}
            }
        }
        if let Err(error) = simdutf8::compat::from_utf8(&piece[from..]) {
            let good = from + error.valid_up_to();
            if error.error_len().is_some() {
                self.broken = Some(self.at + good as u64);
            } else {
                self.cut.extend_from_slice(&piece[good..]);
            }
        }
    }
}
