//! Tests that people run: how they ended, and the files beside them.

use std::sync::Arc;

use crate::client::{Call, Client};
use crate::form::{FileForm, FilePart, Sending};
use crate::model::{Attachment, ManualResult};
use crate::{Error, Result};

impl Client {
    /// `POST /testresult/{id}/resolve`, from 25 on with `v2=true`: without the flag those keep only the status. Files that it
    /// names are the result's own.
    pub async fn resolve_result(&self, result_id: i64, result: &ManualResult) -> Result<()> {
        let is_typed = self.has_v2().await.map_err(Error::before_sending)?;
        let call = Call::post(format!("/testresult/{result_id}/resolve"));
        let call = call.query_if("v2", is_typed.then_some(true));
        self.write_only(call.body(&result.body(is_typed))?).await
    }

    /// `POST /testresult/attachment`: files for a result of an open launch; answers as the server has them. After an error
    /// with [`Sent::Maybe`](crate::Sent::Maybe) they may be there.
    pub async fn attach_to_result(&self, result_id: i64, files: Vec<FilePart>) -> Result<Vec<Attachment>> {
        if files.is_empty() {
            return Err(Error::config("there is nothing to attach"));
        }
        let random = || (self.config().outside.random)();
        let form = FileForm::new(files, [random(), random()], Arc::new(Sending::default()));
        let call = Call::post("/testresult/attachment").query("testResultId", result_id);
        self.write_list(call.form(form)).await
    }
}
