//! A channel, as a test holds it.

use serde_json::Value;

use crate::ask::{Ask, Whom};
use crate::door::Door;
use crate::failure::Failure;
use crate::group::Group;
use crate::seen::Message;

/// A channel. Bots see of it what it writes in groups.
#[derive(Clone, Debug)]
pub struct Channel {
    pub(crate) door: Door,
    pub(crate) id: i64,
    pub(crate) title: String,
}

impl Channel {
    pub fn id(&self) -> i64 {
        self.id
    }

    pub fn title(&self) -> &str {
        &self.title
    }

    /// Posts in the channel what Telegram forwards into its group by itself; the message in the group is handed back.
    pub async fn post(&self, group: &Group, text: impl Into<String>) -> Result<Message, Failure> {
        let group = Whom::Id(group.id());
        let posted: Value =
            self.door.act(Ask::PostLinked { channel: self.id, group, text: text.into() }).await?;
        serde_json::from_value(posted).map_err(|why| Failure::new(why.to_string()))
    }
}
