//! Groups, their members and their topics.

use serde_json::{Value, json};

use super::{Ask, Whom, people};
use crate::text::Text;
use crate::world::World;
use crate::world::content::Content;
use crate::world::people::Rank;
use crate::world::room::Place;
use crate::world::topic::{GENERAL, Topic};

#[expect(clippy::wildcard_enum_match_arm, reason = "each function answers its part and hands the rest on")]
pub(super) fn answer(world: &mut World, ask: Ask) -> Result<Value, String> {
    match ask {
        Ask::AddGroup { title, members, forum, basic } => {
            let id = add(world, &title, &members, basic)?;
            if let Some(group) = world.group_mut(id).filter(|_| forum) {
                group.topics.push(Topic::general());
            }
            Ok(json!({"id": id, "title": title}))
        }
        Ask::UpgradeGroup { group } => {
            let group = group.group(world)?;
            let id = world.upgrade_group(group).ok_or("The group is a supergroup already")?;
            Ok(json!({"id": id}))
        }
        Ask::Permit { group, only } => {
            let group = group.group(world)?;
            world.group_mut(group).ok_or("The group is gone")?.sendable =
                only.map(|only| only.into_iter().collect());
            Ok(json!({}))
        }
        Ask::AddChannel { title } => {
            let id = world.add_channel(&title);
            Ok(json!({"id": id, "title": title}))
        }
        Ask::PostLinked { channel, group, text } => {
            let group = group.group(world)?;
            let content = Content::text(Text::plain(text).trimmed());
            let id = world.post_linked(channel, group, content).ok_or("There is no such channel")?;
            people::sent(world, Place::Group(group), id)
        }
        Ask::Join { group, member, administrator } => {
            let (group, member) = (group.group(world)?, member.member(world)?);
            let owner = owner(world, group, member);
            world.join(group, member, owner, if administrator { Rank::Administrator } else { Rank::Member });
            Ok(json!({}))
        }
        Ask::Leave { group, member, banned } => {
            let (group, member) = (group.group(world)?, member.member(world)?);
            let is_bot = world.bot(member).is_some();
            let by = if banned || is_bot { owner(world, group, member) } else { member };
            world.leave(group, member, by, banned);
            Ok(json!({}))
        }
        Ask::AddTopic { group, name } => {
            let group = group.group(world)?;
            if !world.group(group).is_some_and(crate::world::people::Group::is_forum) {
                return Err("The group has no topics: make it a forum".to_owned());
            }
            let owner = owner(world, group, 0);
            let id = world.open_topic(group, &name, owner, None, None).ok_or("The group is gone")?;
            Ok(json!({"id": id, "name": name}))
        }
        Ask::ChangeTopic { group, topic, name, closed, deleted } => {
            let group = group.group(world)?;
            if world.topic(group, topic).is_none() {
                return Err(format!("There is no topic {topic}"));
            }
            let owner = owner(world, group, 0);
            if let Some(name) = name {
                world.edit_topic(group, topic, Some(&name), None, owner);
            }
            if let Some(closed) = closed {
                world.close_topic(group, topic, closed, owner);
            }
            if deleted && topic == GENERAL {
                return Err("General cannot be deleted".to_owned());
            }
            if deleted {
                world.delete_topic(group, topic);
            }
            Ok(json!({}))
        }
        of_people => people::answer(world, of_people),
    }
}

fn add(world: &mut World, title: &str, members: &[Whom], basic: bool) -> Result<i64, String> {
    let members = members.iter().map(|member| member.member(world)).collect::<Result<Vec<_>, _>>()?;
    let owner = members.iter().copied().find(|id| world.human(*id).is_some());
    let owner = owner.ok_or("A group is made by a person")?;
    let id = world.add_group(title, basic);
    world.join(id, owner, owner, Rank::Creator);
    for member in members.into_iter().filter(|member| *member != owner) {
        world.join(id, member, owner, Rank::Member);
    }
    Ok(id)
}

fn owner(world: &World, group: i64, otherwise: i64) -> i64 {
    world.group(group).and_then(|group| group.owner).unwrap_or(otherwise)
}
