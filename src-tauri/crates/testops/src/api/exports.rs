use crate::client::{Call, Client};
use crate::download::Download;
use crate::model::{ColumnSpec, ExportOrder, ExportRequest, FieldOfProject, Integration, Named};
use crate::{Page, PageRequest, Result};

impl Client {
    /// `GET /export/testcase/csv/mapping`: the fields that can be columns, in the server's order. The field of linked
    /// issues is always called `issue_integration`, which up to 4.x was `issue`.
    pub async fn export_fields(&self) -> Result<Vec<String>> {
        let fields: Vec<String> = self.read_list(|| Call::get("/export/testcase/csv/mapping")).await?;
        Ok(fields.into_iter().map(ColumnSpec::usual).collect())
    }

    /// The custom fields that a project uses: `GET /project/{id}/cf`, up to 4.x `GET /cf`.
    pub async fn custom_fields(&self, project_id: i64) -> Result<Vec<Named>> {
        let is_v2 = self.has_v2().await?;
        let call = || {
            if is_v2 {
                Call::get(format!("/project/{project_id}/cf"))
            } else {
                Call::get("/cf").query("projectId", project_id)
            }
        };
        let fields: Vec<FieldOfProject> = self.read_all(call).await?;
        Ok(fields.into_iter().map(FieldOfProject::field).collect())
    }

    /// `GET /role`: the roles that people have in test cases.
    pub async fn roles(&self) -> Result<Vec<Named>> {
        self.read_list(|| Call::get("/role")).await
    }

    /// `GET /integration/project/{id}`: what a project is linked with.
    pub async fn integrations(&self, project_id: i64) -> Result<Vec<Integration>> {
        self.read_all(|| Call::get(format!("/integration/project/{project_id}"))).await
    }

    /// Asks for a file: `POST /v2/test-case/bulk/export/csv`, up to 4.x `POST /export/testcase/csv`. The request is
    /// its owner's alone, not shared with the project. Sent exactly once: after an error with
    /// [`Sent::Maybe`](crate::Sent::Maybe) it may exist, and can be found by its name among
    /// [`Client::export_requests`].
    pub async fn request_export(&self, order: &ExportOrder) -> Result<ExportRequest> {
        let is_v2 = self.has_v2().await.map_err(crate::Error::before_sending)?;
        let call = if is_v2 {
            Call::post("/v2/test-case/bulk/export/csv").body(&order.to_v2())?
        } else {
            Call::post("/export/testcase/csv").body(&order.to_v1())?
        };
        self.write(call.query("shared", false)).await
    }

    /// `GET /export/{id}`
    pub async fn export_request(&self, id: i64) -> Result<ExportRequest> {
        self.read(Call::get(format!("/export/{id}"))).await
    }

    /// `GET /export`: what was asked for in a project, the newest first.
    pub async fn export_requests(&self, project_id: i64, page: PageRequest) -> Result<Page<ExportRequest>> {
        self.read_page(Call::get("/export").query("projectId", project_id).query("sort", "id,desc"), page)
            .await
    }

    /// `GET /export/download/{id}`: the file, piece by piece. Repeated like a read until its first piece is here. One
    /// that is not ready is [`ErrorKind::NotFound`](crate::ErrorKind::NotFound), a web page in its place
    /// [`ErrorKind::Html`](crate::ErrorKind::Html).
    ///
    /// The stream is not among the requests that [`Limits::at_a_time`](crate::Limits) counts: whoever reads twenty
    /// files slowly must still be able to ask. How many are read at a time is the caller's to bound.
    pub async fn download_export(&self, id: i64) -> Result<Download> {
        self.download(Call::get(format!("/export/download/{id}"))).await
    }

    /// `DELETE /export/{id}`: the request and its file.
    pub async fn delete_export(&self, id: i64) -> Result<()> {
        self.write_only(Call::delete(format!("/export/{id}"))).await
    }
}
