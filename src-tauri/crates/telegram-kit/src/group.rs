//! A group and its topics, as a test holds them.

use serde::Deserialize;
use serde_json::Value;

use crate::ask::{Ask, Whom};
use crate::door::Door;
use crate::failure::Failure;
use crate::sendable::Sendable;

/// A group: a supergroup, in Telegram's words, unless it was made with [`crate::Kit::basic_group`].
#[derive(Clone, Debug)]
pub struct Group {
    pub(crate) door: Door,
    pub(crate) id: i64,
    pub(crate) title: String,
}

/// A topic of a group that is a forum.
#[derive(Clone, Debug)]
pub struct Topic {
    door: Door,
    group: i64,
    id: i64,
    name: String,
}

#[derive(Deserialize)]
struct Named {
    id: i64,
}

impl Group {
    pub fn id(&self) -> i64 {
        self.id
    }

    pub fn title(&self) -> &str {
        &self.title
    }

    /// Brings in a person or a bot, by id.
    pub async fn add(&self, member: i64) -> Result<(), Failure> {
        self.join(member, false).await
    }

    /// Makes a member an administrator; as one a bot sees everything.
    pub async fn promote(&self, member: i64) -> Result<(), Failure> {
        self.join(member, true).await
    }

    async fn join(&self, member: i64, administrator: bool) -> Result<(), Failure> {
        let (group, member) = (Whom::Id(self.id), Whom::Id(member));
        self.tell(Ask::Join { group, member, administrator }).await
    }

    /// A person leaves, a bot is taken out.
    pub async fn remove(&self, member: i64) -> Result<(), Failure> {
        self.tell(Ask::Leave { group: Whom::Id(self.id), member: Whom::Id(member), banned: false }).await
    }

    /// Opens a topic of a forum, in the name of the group's owner.
    pub async fn topic(&self, name: &str) -> Result<Topic, Failure> {
        let ask = Ask::AddTopic { group: Whom::Id(self.id), name: name.to_owned() };
        let Named { id } = self.door.ask(ask).await?;
        Ok(Topic { door: self.door.clone(), group: self.id, id, name: name.to_owned() })
    }

    /// The topic that every forum has. Messages in it carry no `message_thread_id`.
    pub fn general(&self) -> Topic {
        Topic { door: self.door.clone(), group: self.id, id: Topic::GENERAL, name: "General".to_owned() }
    }

    /// Members who are not administrators, bots too, may send only this from here on: nothing at all with an empty list.
    pub async fn permit_only(&self, kinds: &[Sendable]) -> Result<(), Failure> {
        self.tell(Ask::Permit { group: Whom::Id(self.id), only: Some(kinds.to_vec()) }).await
    }

    pub async fn permit_all(&self) -> Result<(), Failure> {
        self.tell(Ask::Permit { group: Whom::Id(self.id), only: None }).await
    }

    /// A basic group becomes a supergroup with another id; its old id is refused from here on.
    pub async fn upgrade(&self) -> Result<Self, Failure> {
        let Named { id } = self.door.ask(Ask::UpgradeGroup { group: Whom::Id(self.id) }).await?;
        Ok(Self { id, ..self.clone() })
    }

    async fn tell(&self, ask: Ask) -> Result<(), Failure> {
        self.door.ask(ask).await.map(|_: Value| ())
    }
}

impl Topic {
    /// The id of the General topic.
    pub const GENERAL: i64 = 1;

    /// What bots know as `message_thread_id`.
    pub fn id(&self) -> i64 {
        self.id
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// The id of the group that it belongs to.
    pub fn group(&self) -> i64 {
        self.group
    }

    pub async fn rename(&mut self, name: &str) -> Result<(), Failure> {
        self.change(Some(name.to_owned()), None, false).await?;
        name.clone_into(&mut self.name);
        Ok(())
    }

    /// From here on only administrators write in it.
    pub async fn close(&self) -> Result<(), Failure> {
        self.change(None, Some(true), false).await
    }

    pub async fn reopen(&self) -> Result<(), Failure> {
        self.change(None, Some(false), false).await
    }

    /// Deletes the topic with its messages.
    pub async fn delete(&self) -> Result<(), Failure> {
        self.change(None, None, true).await
    }

    async fn change(&self, name: Option<String>, closed: Option<bool>, deleted: bool) -> Result<(), Failure> {
        let ask = Ask::ChangeTopic { group: Whom::Id(self.group), topic: self.id, name, closed, deleted };
        self.door.ask(ask).await.map(|_: Value| ())
    }
}
