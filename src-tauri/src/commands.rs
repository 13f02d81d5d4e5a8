//! The one door of the page's questions: the domain knows its commands by name.

use companion::view::Failure;
use serde_json::{Map, Value};
use tauri::State;
use tauri::ipc::Response;

use crate::domain::Domain;

/// Answers a command of the domain.
#[tauri::command]
pub(crate) async fn command(
    domain: State<'_, Domain>,
    name: String,
    arguments: Map<String, Value>,
) -> Result<Response, Failure> {
    domain.companion().await?.command(&name, arguments).await.map(Response::new)
}
