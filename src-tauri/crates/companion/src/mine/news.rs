//! What a person is told when a look finds something that was not there.

use std::collections::HashSet;

use store::{Alongside, MineRow};

use super::found::Found;
use crate::companion::Inner;
use crate::core::session::Session;
use crate::notifications::announce::PlanNews;
use crate::notifications::{Worded, Words};
use crate::texts::safe::one_line;
use crate::view::{MineKind, NoticeKind, Place};

/// So many are named.
const NAMED: usize = 3;

/// Those that were not there before.
pub(super) fn new_ones<'a>(found: &'a Found, before: &[MineRow]) -> Vec<&'a MineRow> {
    let kind = found.kind.to_string();
    let known: HashSet<i64> = before.iter().filter(|row| row.kind == kind).map(|row| row.subject).collect();
    found.rows.iter().filter(|row| !known.contains(&row.subject)).collect()
}

impl Inner {
    /// What is owed because of what is new; one notification for each kind and look.
    pub(super) async fn owe_mine(
        &self,
        session: &Session,
        (project_id, project_name): (i64, &str),
        found: &[Found],
        before: &[MineRow],
    ) -> Alongside {
        let mut owed = Alongside::default();
        for found in found {
            let new = new_ones(found, before);
            if new.is_empty() {
                continue;
            }
            let mut names: Vec<String> = new.iter().take(NAMED).map(|row| one_line(&row.title, 80)).collect();
            if new.len() > NAMED {
                names.push("\u{2026}".to_owned());
            }
            let news = PlanNews {
                kind: notice(found.kind),
                tag: format!("mine-{}-{project_id}", found.kind),
                worded: Worded::by(|texts| {
                    let body = vec![names.join(", "), one_line(project_name, 80)];
                    Words::of_parts(texts.mine_title(found.kind, new.len() as u64), body)
                }),
                place: Place::Mine,
            };
            let key = format!("mine/{project_id}/{}/{}", found.kind, self.now().timestamp_millis());
            let more = self.owe_plan_news(&session.connection, project_id, &key, news).await;
            owed.inbox.extend(more.inbox);
            owed.deliveries.extend(more.deliveries);
        }
        owed
    }
}

fn notice(kind: MineKind) -> NoticeKind {
    match kind {
        MineKind::Assigned | MineKind::Manual => NoticeKind::AssignedToMe,
        MineKind::Unexplained => NoticeKind::Unexplained,
        MineKind::DefectBack => NoticeKind::DefectBack,
        MineKind::OldMute => NoticeKind::MuteDue,
        MineKind::PlanDrifted => NoticeKind::PlanDrifted,
        MineKind::LeftOpen => NoticeKind::LaunchLeftOpen,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mine::found::row;

    #[test]
    fn news_is_what_was_not_there_of_the_same_kind() {
        let mut found = Found::new(MineKind::PlanDrifted);
        found.add(row(1, "Smoke", None));
        found.add(row(2, "Release", None));
        let before = [
            MineRow { kind: "plan_drifted".to_owned(), ..row(1, "Smoke", None) },
            MineRow { kind: "old_mute".to_owned(), ..row(2, "Pays", None) },
        ];
        let new: Vec<i64> = new_ones(&found, &before).iter().map(|row| row.subject).collect();
        assert_eq!(new, [2]);
    }
}
