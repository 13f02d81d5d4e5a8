use crate::client::{Call, Client};
use crate::model::{Permission, Project};
use crate::{Page, PageRequest, Result};

/// Which projects.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProjectQuery {
    /// A part of the name.
    pub query: Option<String>,
    /// Only those that the token's owner takes part in.
    pub my: Option<bool>,
    pub favorite: Option<bool>,
}

impl ProjectQuery {
    fn call(&self) -> Call {
        Call::get("/project")
            .query_if("query", self.query.as_ref())
            .query_if("my", self.my)
            .query_if("favorite", self.favorite)
            .query("sort", "id,asc")
    }
}

impl Client {
    /// `GET /project`, by id.
    pub async fn projects(&self, query: &ProjectQuery, page: PageRequest) -> Result<Page<Project>> {
        self.read_page(query.call(), page).await
    }

    /// All that the token can see.
    pub async fn all_projects(&self) -> Result<Vec<Project>> {
        self.read_all(|| ProjectQuery::default().call()).await
    }

    /// `GET /project/{id}`
    pub async fn project(&self, id: i64) -> Result<Project> {
        self.read(Call::get(format!("/project/{id}"))).await
    }

    /// `GET /permission`: what the token's owner may do in a project.
    pub async fn permissions(&self, project_id: i64) -> Result<Vec<Permission>> {
        self.read_list(|| Call::get("/permission").query("projectId", project_id)).await
    }
}
