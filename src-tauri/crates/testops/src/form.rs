//! Files on their way to the server, as the parts of a form: read from the disk piece by piece while they are sent.

use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use futures::stream::{self, Stream, StreamExt as _, TryStreamExt as _};
use tokio::fs::File;
use tokio::io::AsyncReadExt as _;

/// What is read from the disk at once.
const PIECE: usize = 256 * 1024;

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

    /// The body, from its beginning.
    pub(crate) fn body(&self) -> impl Stream<Item = io::Result<Bytes>> + Send + 'static {
        let sent = Arc::clone(&self.sent);
        sent.0.store(0, Ordering::Relaxed);
        let parts: Vec<(String, FilePart)> =
            self.files.iter().map(|file| (self.head(file), file.clone())).collect();
        let parts = stream::iter(parts).flat_map(|(head, file)| {
            let head = stream::iter([Ok(Bytes::from(head))]);
            head.chain(content(file)).chain(stream::iter([Ok(Bytes::from_static(b"\r\n"))]))
        });
        let end = stream::iter([Ok(Bytes::from(self.end()))]);
        parts.chain(end).inspect_ok(move |piece: &Bytes| {
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

fn content(part: FilePart) -> impl Stream<Item = io::Result<Bytes>> + Send {
    let begin = (None::<File>, part.size, part);
    stream::try_unfold(begin, |(file, left, part)| async move {
        let mut file = match file {
            Some(file) => file,
            None => File::open(&part.path).await?,
        };
        let mut piece = Vec::with_capacity(PIECE.min(usize::try_from(left).unwrap_or(PIECE).max(1)));
        let read = (&mut file).take(PIECE as u64).read_buf(&mut piece).await? as u64;
        if read > left || (read == 0 && left > 0) {
            return Err(io::Error::other("the file changed while it was sent"));
        }
        Ok((read > 0).then(|| (Bytes::from(piece), (Some(file), left - read, part))))
    })
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
