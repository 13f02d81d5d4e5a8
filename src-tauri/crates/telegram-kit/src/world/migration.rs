//! A basic group becomes a supergroup: the chat gets another id, and the old one is dead.

use serde_json::json;

use super::World;
use super::content::Content;
use super::post::Draft;
use super::room::Place;

impl World {
    /// The id of the supergroup; `None` when the group is one already.
    pub(crate) fn upgrade_group(&mut self, old: i64) -> Option<i64> {
        let group = self.group(old).filter(|group| group.basic && group.migrated_to.is_none())?;
        let (title, owner) = (group.title.clone(), group.owner);
        let (members, banned) = (group.members.clone(), group.banned.clone());
        let new = self.add_group(&title, false);
        if let Some(group) = self.group_mut(new) {
            (group.owner, group.members, group.banned) = (owner, members, banned);
        }
        let from = owner.unwrap_or_default();
        let mut tell = |group: i64, field: &'static str, id: i64| {
            let content = Content::service(field, json!(id));
            self.post(Place::Group(group), Draft { from, content, ..Draft::default() });
        };
        tell(old, "migrate_to_chat_id", new);
        tell(new, "migrate_from_chat_id", old);
        self.group_mut(old)?.migrated_to = Some(new);
        Some(new)
    }
}
