//! What a result left behind: its steps, fixtures, files, attempts and past.

use crate::client::{Call, Client};
use crate::download::Download;
use crate::model::{Attachment, Execution, Fixture, PastResult, ResultStep};
use crate::range::ByteRange;
use crate::{Page, PageRequest, Result};

impl Client {
    /// `GET /testresult/{id}/execution`, from 25 on with `v2=true`: without the flag those answer by an older handler
    /// that may know nothing of manual results. Both shapes are told alike.
    pub async fn result_steps(&self, result_id: i64) -> Result<Vec<ResultStep>> {
        let call = self.typed(Call::get(format!("/testresult/{result_id}/execution"))).await?;
        let execution: Execution = self.read(call).await?;
        Ok(execution.into_steps())
    }

    /// `GET /testresult/{id}/fixture`, from 25 on with `v2=true`.
    pub async fn result_fixtures(&self, result_id: i64) -> Result<Vec<Fixture>> {
        let is_typed = self.has_v2().await?;
        let flag = is_typed.then_some(true);
        self.read_list(|| Call::get(format!("/testresult/{result_id}/fixture")).query_if("v2", flag)).await
    }

    async fn typed(&self, call: Call) -> Result<Call> {
        Ok(call.query_if("v2", self.has_v2().await?.then_some(true)))
    }

    /// `GET /testresult/attachment`: all files of a result, by id; those of its fixtures are not among them.
    pub async fn result_attachments(&self, result_id: i64) -> Result<Vec<Attachment>> {
        let files = || Call::get("/testresult/attachment").query("testResultId", result_id);
        self.read_all(|| files().query("sort", "id,asc")).await
    }

    /// `GET /testresult/{id}/history`: how the same test ended before, with the same parameters and environment; the
    /// newest first.
    pub async fn result_history(&self, result_id: i64, page: PageRequest) -> Result<Page<PastResult>> {
        self.read_page(newest_first(format!("/testresult/{result_id}/history")), page).await
    }

    /// `GET /testcase/{id}/history`: how a test case ended, in all its variants; the newest first.
    pub async fn case_history(&self, case_id: i64, page: PageRequest) -> Result<Page<PastResult>> {
        self.read_page(newest_first(format!("/testcase/{case_id}/history")), page).await
    }

    /// `GET /testresult/{id}/retries`: the attempts that this result replaced, the newest first.
    pub async fn result_attempts(&self, result_id: i64) -> Result<Vec<PastResult>> {
        self.read_all(|| newest_first(format!("/testresult/{result_id}/retries"))).await
    }

    /// `GET /…/attachment/{id}/content`: a file, piece by piece, or the part of it that `range` names.
    ///
    /// Servers may ignore a range and send the whole: [`Download::part`] says what came. One that lies behind the end is
    /// [`ErrorKind::Rejected`](crate::ErrorKind::Rejected) with 416. Content that is gone is
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound). What comes is what a test wrote: neither its type nor its
    /// name is to be trusted. A web page is [`ErrorKind::Html`](crate::ErrorKind::Html) unless the attachment says that
    /// it is one. Like every download it is not among the requests that [`Limits::at_a_time`](crate::Limits) counts.
    pub async fn download_attachment(
        &self,
        attachment: &Attachment,
        range: Option<ByteRange>,
    ) -> Result<Download> {
        let (folder, id) = (attachment.owner.folder(), attachment.id);
        let call = Call::get(format!("/{folder}/attachment/{id}/content"));
        self.download(call.part(range).content(attachment.says_page())).await
    }
}

fn newest_first(path: String) -> Call {
    Call::get(path).query("sort", "createdDate,desc").query("sort", "id,desc")
}
