use crate::client::{Call, Client};
use crate::model::{EnvSchema, EnvVariable, Named};
use crate::{PageRequest, Result};

impl Client {
    /// `GET /ev`: the server's environment variables, which all projects share.
    pub async fn env_variables(&self) -> Result<Vec<EnvVariable>> {
        self.read_list(|| Call::get("/ev")).await
    }

    /// `GET /evschema`: which of them a project uses.
    pub async fn env_schema(&self, project_id: i64) -> Result<Vec<EnvSchema>> {
        self.read_all(|| Call::get("/evschema").query("projectId", project_id)).await
    }

    /// `GET /evv/suggest`: the first values of a variable that hold `text`.
    pub async fn suggest_env_values(
        &self,
        variable_id: i64,
        project_id: i64,
        text: &str,
    ) -> Result<Vec<Named>> {
        let call = Call::get("/evv/suggest")
            .query("envVarId", variable_id)
            .query("projectId", project_id)
            .query("query", text);
        Ok(self.read_page(call, PageRequest::first(20)).await?.items)
    }
}
