//! The first byte of a connection tells TLS from plain text, so that one port can serve the API over TLS and the
//! control door without it.

use std::io;
use std::time::Duration;

use tokio::net::TcpStream;

/// How a TLS handshake begins.
const HANDSHAKE: u8 = 0x16;
const PATIENCE: Duration = Duration::from_mins(1);
/// Longest method, a blank, and the path to look for.
const LINE: usize = 24;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Opening {
    Tls,
    /// Plain text for the control door.
    Control,
    Plain,
}

/// Looks at what a client says first, without taking it.
pub(crate) async fn opening(stream: &TcpStream) -> io::Result<Opening> {
    let mut buffer = [0; LINE];
    let look = async {
        loop {
            let read = stream.peek(&mut buffer).await?;
            match buffer[..read].first() {
                None => return Err(io::ErrorKind::UnexpectedEof.into()),
                Some(&HANDSHAKE) => return Ok(Opening::Tls),
                Some(_) => {}
            }
            if let Some(path) = path(&buffer[..read]) {
                return Ok(if path.starts_with(b"/__sim") { Opening::Control } else { Opening::Plain });
            }
            if read == LINE {
                return Ok(Opening::Plain);
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    tokio::time::timeout(PATIENCE, look).await.map_err(|_| io::Error::from(io::ErrorKind::TimedOut))?
}

/// The path, as soon as enough of it is there to tell.
fn path(line: &[u8]) -> Option<&[u8]> {
    let blank = line.iter().position(|byte| *byte == b' ')?;
    let path = &line[blank + 1..];
    (path.len() >= b"/__sim".len() || path.contains(&b' ')).then_some(path)
}
