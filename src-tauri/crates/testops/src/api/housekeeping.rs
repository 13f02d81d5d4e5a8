//! Launches kept in order: renamed, copied, merged, deleted.

use serde_json::json;

use crate::Result;
use crate::client::{Call, Client};
use crate::error::Error;
use crate::model::{Launch, LaunchChange, LaunchOrder, Named};

impl Client {
    /// `PATCH /launch/{id}`. The environment of a launch cannot be changed.
    pub async fn change_launch(&self, id: i64, change: &LaunchChange) -> Result<Launch> {
        self.write(Call::patch(format!("/launch/{id}")).body(change)?).await
    }

    /// `POST /launch/{id}/copy`: the same tests in a launch of their own. The answer names none: it has to be looked for by
    /// its name.
    pub async fn copy_launch(&self, id: i64, order: &LaunchOrder) -> Result<()> {
        self.write_only(Call::post(format!("/launch/{id}/copy")).body(order)?).await
    }

    /// `POST /launch/merge`: moves what `from` has into `to`, for good. A launch merged into itself would be deleted, and is
    /// refused here.
    pub async fn merge_launches(&self, from: i64, to: i64) -> Result<Named> {
        if from == to {
            return Err(Error::config("a launch merged into itself is deleted"));
        }
        self.write(Call::post("/launch/merge").body(&json!({"from": from, "to": to}))?).await
    }

    /// `DELETE /launch/{id}`: a success also where there is none. Reading it afterwards is a 404 or, on some servers, a 500.
    pub async fn delete_launch(&self, id: i64) -> Result<()> {
        self.write_only(Call::delete(format!("/launch/{id}"))).await
    }
}
