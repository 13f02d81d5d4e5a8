//! What people say of a test case on the server.

use std::collections::HashSet;

use store::{Alongside, NewCommand};
use testops::{PageRequest, Sent};

use crate::Companion;
use crate::core::session::Session;
use crate::view::{CaseComment, CaseComments, Failure};

/// So many are read, the newest.
const READ: u32 = 100;

impl Companion {
    /// The newest comments on a test case, the newest first; asks the server.
    pub async fn case_comments(&self, case_id: i64) -> Result<CaseComments, Failure> {
        let session = self.inner.session()?;
        let page = session.client.case_comments(case_id, PageRequest::first(READ)).await;
        let page = page.map_err(|error| self.inner.asked(&session, &error))?;
        let total = page.total.unwrap_or(page.items.len() as u64);
        Ok(CaseComments { total, items: page.items.into_iter().map(shown).collect() })
    }

    /// Says something of a test case; once for each key. Where the answer is lost, the comments tell whether it is there.
    pub async fn comment_on_case(&self, key: String, case_id: i64, text: String) -> Result<(), Failure> {
        let inner = &self.inner;
        let session = inner.session()?;
        let before = self.comment_ids(&session, case_id, None).await?;
        let now = inner.now().timestamp_millis();
        let command =
            NewCommand { key: key.clone(), kind: "comment".to_owned(), subject: None, reply: None, at: now };
        let recorded = Alongside { command: Some(command), ..Alongside::default() };
        match inner.store.deliveries().owe(&recorded).await {
            Ok(()) => {}
            Err(error) if error.is_known_command() => return Ok(()),
            Err(error) => return Err(inner.stored(&error)),
        }
        let Err(error) = session.client.comment_on_case(case_id, &text).await else { return Ok(()) };
        if error.sent() == Sent::Maybe {
            let after = self.comment_ids(&session, case_id, Some(&text)).await?;
            if after.difference(&before).next().is_some() {
                return Ok(());
            }
        }
        if let Err(error) = inner.store.commands().forget(&key).await {
            tracing::warn!(%error, "a comment that was refused cannot be sent under its key again");
        }
        Err(inner.asked(&session, &error))
    }

    /// Of those with this text, or of all.
    async fn comment_ids(
        &self,
        session: &Session,
        case_id: i64,
        text: Option<&str>,
    ) -> Result<HashSet<i64>, Failure> {
        let page = session.client.case_comments(case_id, PageRequest::first(READ)).await;
        let page = page.map_err(|error| self.inner.asked(session, &error))?;
        let says =
            |comment: &testops::CaseComment| text.is_none_or(|text| comment.body.trim() == text.trim());
        Ok(page.items.into_iter().filter(says).map(|comment| comment.id).collect())
    }
}

fn shown(comment: testops::CaseComment) -> CaseComment {
    let names = [comment.first_name, comment.last_name];
    let name = names.into_iter().flatten().collect::<Vec<_>>().join(" ");
    CaseComment {
        id: comment.id,
        text: comment.body,
        by: if name.trim().is_empty() { comment.created_by } else { Some(name) },
        at: comment.created_date,
        changed: comment.last_modified_date > comment.created_date,
    }
}
