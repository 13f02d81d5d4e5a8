//! How the server says no, in Telegram's words.

use serde_json::{Value, json};

/// A refusal in the Bot API's envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) code: u16,
    pub(crate) description: String,
    retry_after: Option<u64>,
    migrate_to: Option<i64>,
}

impl Refusal {
    pub(crate) fn new(code: u16, description: impl Into<String>) -> Self {
        Self { code, description: description.into(), retry_after: None, migrate_to: None }
    }

    pub(crate) fn bad(what: impl std::fmt::Display) -> Self {
        Self::new(400, format!("Bad Request: {what}"))
    }

    pub(crate) fn forbidden(what: impl std::fmt::Display) -> Self {
        Self::new(403, format!("Forbidden: {what}"))
    }

    pub(crate) fn not_found() -> Self {
        Self::new(404, "Not Found")
    }

    pub(crate) fn unauthorized() -> Self {
        Self::new(401, "Unauthorized")
    }

    pub(crate) fn too_large() -> Self {
        Self::new(413, "Request Entity Too Large")
    }

    /// Another poll with the same token has begun.
    pub(crate) fn overtaken() -> Self {
        let why = "terminated by other getUpdates request; make sure that only one bot instance is running";
        Self::new(409, format!("Conflict: {why}"))
    }

    pub(crate) fn too_many(retry_after: u64) -> Self {
        let description = format!("Too Many Requests: retry after {retry_after}");
        Self { retry_after: Some(retry_after), ..Self::new(429, description) }
    }

    /// The group has become the supergroup with this id.
    pub(crate) fn migrated(to: i64) -> Self {
        Self { migrate_to: Some(to), ..Self::bad("group chat was upgraded to a supergroup chat") }
    }

    pub(crate) fn json(&self) -> Value {
        let mut envelope = json!({"ok": false, "error_code": self.code, "description": self.description});
        if let Some(retry_after) = self.retry_after {
            envelope["parameters"] = json!({"retry_after": retry_after});
        }
        if let Some(chat) = self.migrate_to {
            envelope["parameters"] = json!({"migrate_to_chat_id": chat});
        }
        envelope
    }
}

/// What a method gives back.
pub(crate) type Outcome = Result<Value, Refusal>;
