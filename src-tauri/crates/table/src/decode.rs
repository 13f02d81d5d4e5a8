//! Text in another encoding, written as UTF-8 into a file without a name: memory is bounded, and the disk goes free by
//! itself.

use std::fs::File;
use std::io::{self, Write};

use encoding_rs::CoderResult;

use crate::error::OpenError;
use crate::source::{Bytes, Source, pieces};

const PIECE: usize = 256 * 1024;

/// The whole of a source's text without its byte order mark.
pub(crate) fn to_utf8(source: &Source) -> Result<File, OpenError> {
    let mut file = tempfile::tempfile()?;
    text_of(source, |text| file.write_all(text))?;
    Ok(file)
}

/// Hands the text over in pieces.
fn text_of(source: &Source, mut take: impl FnMut(&[u8]) -> io::Result<()>) -> Result<(), OpenError> {
    let mut decoder = source.encoding.codec().new_decoder_without_bom_handling();
    let mut text = vec![0; PIECE];
    let mut bytes = vec![0; PIECE];
    for piece in pieces(source.text_start..source.length(), PIECE) {
        let length = usize::try_from(piece.end - piece.start).unwrap_or(PIECE);
        source.fill(piece.start, &mut bytes[..length])?;
        let mut at = 0;
        loop {
            let last = piece.end == source.length();
            let (result, read, written, _) = decoder.decode_to_utf8(&bytes[at..length], &mut text, last);
            take(&text[..written])?;
            at += read;
            if result == CoderResult::InputEmpty {
                break;
            }
        }
    }
    Ok(())
}
