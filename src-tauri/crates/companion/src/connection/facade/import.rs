use tokio::io::AsyncReadExt as _;

use crate::Companion;
use crate::companion::Imported;
use crate::connection::env_import::parse;
use crate::texts::Trouble;
use crate::view::{EnvImport, Event, Failure};

/// The largest file that is read: an `.env` of people is a thousandth of it.
const MOST_BYTES: u64 = 1024 * 1024;

impl Companion {
    /// What was understood is held until it is saved or discarded; its token stays here.
    #[expect(clippy::unused_async, reason = "every command is one")]
    pub async fn import_env_text(&self, text: String) -> Result<EnvImport, Failure> {
        let imported = parse(&text, self.inner.texts());
        let shown = imported.report.clone();
        self.inner.imported.send_replace(Some(Imported { shown: imported.report, token: imported.token }));
        self.inner.emit(Event::StateChanged);
        Ok(shown)
    }

    /// A file that was chosen in a dialog.
    pub async fn import_env_file(&self, path: String) -> Result<EnvImport, Failure> {
        self.may_read(&path)?;
        self.import_env_named(path).await
    }

    /// A file that was named where only a person can name one, such as the command line.
    pub async fn import_env_named(&self, path: String) -> Result<EnvImport, Failure> {
        let texts = self.inner.texts();
        let unreadable = |error: std::io::Error| {
            texts.failure(Trouble::FileUnreadable { path: &path }, Some(error.to_string()))
        };
        let file = tokio::fs::File::open(&path).await.map_err(unreadable)?;
        let mut bytes = Vec::new();
        file.take(MOST_BYTES + 1).read_to_end(&mut bytes).await.map_err(unreadable)?;
        if bytes.len() as u64 > MOST_BYTES {
            return Err(texts.failure(Trouble::FileTooLarge { path: &path }, None));
        }
        self.import_env_text(String::from_utf8_lossy(&bytes).into_owned()).await
    }

    #[expect(clippy::unused_async, reason = "every command is one")]
    pub async fn discard_import(&self) -> Result<(), Failure> {
        self.inner.imported.send_replace(None);
        self.inner.emit(Event::StateChanged);
        Ok(())
    }
}
