//! Files on their way to the server, as the parts of a form: read from the disk piece by piece while they are sent.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use futures::stream::{self, Stream, TryStreamExt as _};
use tokio::sync::mpsc;

/// What is sent at once.
const PIECE: usize = 256 * 1024;

/// So many pieces are read ahead.
const AHEAD: usize = 4;

/// A file that is sent under a name, which need not be that on the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilePart {
    pub name: String,
    pub path: PathBuf,
    /// Bytes. A file of another length breaks the request off.
    pub size: u64,
    /// The media type that it is said to have; `application/octet-stream` without one.
    pub content_type: Option<&'static str>,
}

/// Files in the fields `file` of a form.
pub(crate) struct FileForm {
    files: Vec<FilePart>,
    boundary: String,
    sent: Arc<Sending>,
}

/// How many bytes of a form went out; it can be looked at while they do.
#[derive(Debug, Default)]
pub struct Sending(AtomicU64);

impl Sending {
    pub fn bytes(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

impl FileForm {
    /// `random` in 0..1 makes the boundary, which no file holds.
    pub(crate) fn new(files: Vec<FilePart>, random: [f64; 2], sent: Arc<Sending>) -> Self {
        let [a, b] = random.map(f64::to_bits);
        Self { files, boundary: format!("--testops-{a:016x}{b:016x}"), sent }
    }

    pub(crate) fn content_type(&self) -> String {
        format!("multipart/form-data; boundary={}", self.boundary)
    }

    pub(crate) fn length(&self) -> u64 {
        let parts = self.files.iter().map(|file| self.head(file).len() as u64 + file.size + 2);
        parts.sum::<u64>() + self.end().len() as u64
    }

    pub(crate) fn sent(&self) -> u64 {
        self.sent.bytes()
    }

    /// The body, from its beginning. A thread of its own reads ahead; it ends with the body.
    pub(crate) fn body(&self) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
        let sent = Arc::clone(&self.sent);
        sent.0.store(0, Ordering::Relaxed);
        let parts: Vec<(String, FilePart)> =
            self.files.iter().map(|file| (self.head(file), file.clone())).collect();
        let end = self.end();
        let (pieces, body) = mpsc::channel(AHEAD);
        tokio::task::spawn_blocking(move || {
            if let Err(error) = read(&parts, &end, &pieces) {
                // Whoever wanted the body may be gone.
                let _ = pieces.blocking_send(Err(error));
            }
        });
        let body = stream::unfold(body, async |mut body| Some((body.recv().await?, body)));
        body.inspect_ok(move |piece: &Bytes| {
            sent.0.fetch_add(piece.len() as u64, Ordering::Relaxed);
        })
    }

    fn head(&self, file: &FilePart) -> String {
        format!(
            "--{}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{}\"\r\n\
             Content-Type: {}\r\n\r\n",
            self.boundary,
            quoted(&file.name),
            file.content_type.unwrap_or("application/octet-stream"),
        )
    }

    fn end(&self) -> String {
        format!("--{}--\r\n", self.boundary)
    }
}

impl fmt::Debug for FileForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FileForm").field("files", &self.files.len()).finish_non_exhaustive()
    }
}

/// As browsers write file names.
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

/// Sends the parts in pieces of one size, however small the files are.
fn read(parts: &[(String, FilePart)], end: &str, pieces: &mpsc::Sender<io::Result<Bytes>>) -> io::Result<()> {
    let mut piece = Vec::with_capacity(PIECE);
    let mut fill = |from: &mut dyn Read| -> io::Result<u64> {
        let mut filled = 0;
        loop {
            let room = PIECE - piece.len();
            let read = from.take(room as u64).read_to_end(&mut piece)?;
            filled += read as u64;
            if read < room {
                return Ok(filled);
            }
            let full = std::mem::replace(&mut piece, Vec::with_capacity(PIECE));
            pieces.blocking_send(Ok(full.into())).map_err(io::Error::other)?;
        }
    };
    for (head, part) in parts {
        fill(&mut head.as_bytes())?;
        // One byte more than there should be tells that it grew.
        let filled = fill(&mut File::open(&part.path)?.take(part.size + 1))?;
        if filled != part.size {
            return Err(io::Error::other("the file changed while it was sent"));
        }
        fill(&mut "\r\n".as_bytes())?;
    }
    fill(&mut end.as_bytes())?;
    pieces.blocking_send(Ok(piece.into())).map_err(io::Error::other)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn written(form: &FileForm) -> io::Result<Vec<u8>> {
        let pieces: Vec<Bytes> = form.body().try_collect().await?;
        Ok(pieces.concat())
    }

    #[tokio::test]
    async fn a_form_is_as_long_as_it_says_also_the_second_time() {
        let folder = std::env::temp_dir().join(format!("testops-form-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let file = |name: &str, content: &[u8]| {
            let path = folder.join("file");
            std::fs::write(&path, content).expect("a file");
            FilePart { name: name.to_owned(), path, size: content.len() as u64, content_type: None }
        };
        let big = vec![7; PIECE * 2 + 5];
        let sent = Arc::new(Sending::default());
        let form = FileForm::new(vec![file("a \"b\".txt", &big)], [0.1, 0.2], Arc::clone(&sent));
        for _ in 0..2 {
            let body = written(&form).await.expect("a body");
            assert_eq!((body.len() as u64, sent.bytes()), (form.length(), form.length()));
            assert!(body.windows(26).any(|part| part == b"filename=\"a %22b%22.txt\"\r\n"));
        }
        std::fs::write(folder.join("file"), b"shorter").expect("a file");
        assert!(written(&form).await.is_err());
        std::fs::remove_dir_all(&folder).expect("removed");
    }
}
