use serde::{Deserialize, Serialize};

use super::{LaunchName, Link, TagRef};
use crate::lenient;

/// A launch that no job runs: results are sent into it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NewLaunch {
    pub name: LaunchName,
    pub project_id: i64,
    /// Whether the server closes it by itself once its job runs have ended.
    pub autoclose: bool,
    pub external: bool,
    pub tags: Vec<TagRef>,
    pub links: Vec<Link>,
}

/// Where files are sent to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct UploadSession {
    #[serde(deserialize_with = "lenient::id")]
    pub id: i64,
    #[serde(default, deserialize_with = "lenient::int")]
    pub launch_id: Option<i64>,
}
