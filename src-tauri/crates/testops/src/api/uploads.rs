//! Results that were made elsewhere, sent into a launch.
//!
//! A session is opened by hand in an open launch; files go into it in as many requests as it takes. The server answers
//! when they are stored: [`Client::launch_progress`] tells when they are parsed. Files that were sent twice are retries.

use std::sync::Arc;

use serde_json::json;

use crate::client::{Call, Client};
use crate::form::{FileForm, FilePart, Sending};
use crate::model::{Launch, NewLaunch, UploadSession};
use crate::{Error, Result};

impl Client {
    /// `POST /launch`: a launch of no job.
    pub async fn create_launch(&self, new: &NewLaunch) -> Result<Launch> {
        self.write(Call::post("/launch").body(new)?).await
    }

    /// `POST /upload/session` with `manual=true`. Of the environment, pairs of key and value, the server heeds the keys
    /// that are mapped to variables. `Rejected` with 423 where the launch is closed.
    pub async fn open_upload(&self, launch: i64, environment: &[(String, String)]) -> Result<UploadSession> {
        let pairs = environment.iter().map(|(key, value)| json!({"key": key, "value": value}));
        let body = json!({"launchId": launch, "environment": pairs.collect::<Vec<_>>()});
        self.write(Call::post("/upload/session").query("manual", true).body(&body)?).await
    }

    /// `POST /upload/file`: files as the tests left them, streamed from the disk. `NotFound` where the server forgot the
    /// session, `Rejected` with 423 where its launch is closed, with 413 where it is too much at once. Nothing to send
    /// is refused here.
    pub async fn upload_files(&self, session: i64, files: Vec<FilePart>, sent: Arc<Sending>) -> Result<()> {
        self.upload("/upload/file", session, files, sent).await
    }

    /// `POST /upload/archive`: the same for archives of files (zip, tar.gz), which the server unpacks.
    pub async fn upload_archives(
        &self,
        session: i64,
        archives: Vec<FilePart>,
        sent: Arc<Sending>,
    ) -> Result<()> {
        self.upload("/upload/archive", session, archives, sent).await
    }

    async fn upload(&self, path: &str, session: i64, files: Vec<FilePart>, sent: Arc<Sending>) -> Result<()> {
        if files.is_empty() {
            return Err(Error::config("there is nothing to upload"));
        }
        let random = || (self.config().outside.random)();
        let form = FileForm::new(files, [random(), random()], sent);
        self.write_only(Call::post(path).query("id", session).form(form)).await
    }
}
