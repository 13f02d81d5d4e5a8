//! The body of an export's download: written while it is sent, a piece at a time, so that a file of any length takes the
//! room of one piece. Its length is not known before its end, and is not told.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use futures::stream;
use tokio::time::sleep;

use crate::world::export::{Sheet, Way};
use crate::world::sheet::SheetWriter;

const PIECE: usize = 256 * 1024;
/// A slow file comes in at most so many pieces a second, of at least so many bytes.
const PIECES_PER_SECOND: usize = 10;
const SMALLEST: usize = 1_000;

pub(crate) fn body(sheet: Arc<Sheet>, way: Way) -> Body {
    let writer = SheetWriter::new(sheet, way.clone());
    let state = Some(Sending { writer, way, sent: 0, rest: Bytes::new() });
    Body::from_stream(stream::unfold(state, |state| async move {
        let mut sending = state?;
        match sending.piece().await {
            Ok(piece) if piece.is_empty() => None,
            Ok(piece) => Some((Ok(piece), Some(sending))),
            Err(cut) => Some((Err(cut), None)),
        }
    }))
}

struct Sending {
    writer: SheetWriter,
    way: Way,
    sent: usize,
    /// Written and not sent.
    rest: Bytes,
}

impl Sending {
    /// The next piece; empty after the last, an error where the connection is to be cut.
    async fn piece(&mut self) -> io::Result<Bytes> {
        let mut most = PIECE;
        if let Some(rate) = self.way.bytes_per_second {
            most = (rate / PIECES_PER_SECOND).clamp(SMALLEST, PIECE);
            if self.sent > 0 {
                sleep(Duration::from_secs_f64(most as f64 / rate.max(1) as f64)).await;
            }
        }
        if let Some(end) = self.way.cut_after {
            if self.sent >= end {
                // What was written before has time to reach the wire.
                sleep(Duration::from_millis(30)).await;
                return Err(io::ErrorKind::ConnectionAborted.into());
            }
            most = most.min(end - self.sent);
        }
        if self.rest.is_empty() {
            self.rest = Bytes::from(self.writer.next(most));
        }
        let whole = most == PIECE;
        let piece = self.rest.split_to(if whole { self.rest.len() } else { most.min(self.rest.len()) });
        self.sent += piece.len();
        Ok(piece)
    }
}
