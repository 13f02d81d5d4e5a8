use store::InboxRow;

use crate::Companion;
use crate::core::encoding::instant;
use crate::notifications::{Worded, Words};
use crate::runs::Message;
use crate::view::{Failure, InboxItem, InboxPage, Language, NoticeKind};

/// The most entries of one page.
const MOST: u32 = 200;

impl Companion {
    pub async fn inbox(&self, offset: u32, limit: u32) -> Result<InboxPage, Failure> {
        let inner = &self.inner;
        let Some(connection_id) = self.connection_id() else {
            return Ok(InboxPage { items: Vec::new(), total: 0, unread: 0 });
        };
        let inbox = inner.store.inbox();
        let (rows, total) =
            inbox.page(connection_id, offset, limit.min(MOST)).await.map_err(|error| inner.stored(&error))?;
        let unread = inbox.unread(connection_id).await.map_err(|error| inner.stored(&error))?;
        let items = rows.into_iter().map(|row| item(row, inner.window_language())).collect();
        Ok(InboxPage { items, total, unread })
    }

    pub async fn mark_read(&self, ids: Vec<i64>) -> Result<(), Failure> {
        let inner = &self.inner;
        let Some(connection_id) = self.connection_id() else { return Ok(()) };
        let inbox = inner.store.inbox();
        inbox.mark_read(connection_id, &ids).await.map_err(|error| inner.stored(&error))?;
        inner.inbox_changed().await;
        inner.tell_runs(Message::ShowTray).await
    }

    /// Marks all up to this entry as read, or all that there are by now.
    pub async fn mark_all_read(&self, up_to: Option<i64>) -> Result<(), Failure> {
        let inner = &self.inner;
        let Some(connection_id) = self.connection_id() else { return Ok(()) };
        let marked = inner.store.inbox().mark_all_read(connection_id, up_to.unwrap_or(i64::MAX)).await;
        marked.map_err(|error| inner.stored(&error))?;
        inner.inbox_changed().await;
        inner.tell_runs(Message::ShowTray).await
    }

    pub(crate) fn connection_id(&self) -> Option<i64> {
        self.inner.session.borrow().as_ref().map(|session| session.connection.id)
    }
}

fn item(row: InboxRow, language: Language) -> InboxItem {
    let worded: Option<Worded> = row.worded.as_deref().and_then(|worded| serde_json::from_str(worded).ok());
    let words = worded.map(|worded| worded.of(language).clone());
    // What an earlier program kept has the words of that time.
    let Words { title, body } = words.unwrap_or(Words { title: row.title, body: row.body });
    InboxItem {
        id: row.id,
        at: instant(row.at),
        kind: row.kind.parse().unwrap_or(NoticeKind::Summary),
        title,
        body,
        place: row.place.as_deref().and_then(|place| serde_json::from_str(place).ok()),
        read: row.read,
        held: row.held,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(worded: Option<&Worded>) -> InboxRow {
        InboxRow {
            id: 1,
            at: 0,
            kind: "failed".to_owned(),
            title: "Failed: Nightly".to_owned(),
            body: "3 failed".to_owned(),
            worded: worded.and_then(|worded| serde_json::to_string(worded).ok()),
            place: None,
            read: false,
            held: false,
        }
    }

    #[test]
    fn an_entry_is_read_in_the_language_of_the_moment() {
        let worded = Worded::by(|texts| Words::new(texts.started_title("Nightly"), ""));
        assert_eq!(item(row(Some(&worded)), Language::En).title, "Started: Nightly");
        assert_eq!(item(row(Some(&worded)), Language::Ru).title, "Запущен: Nightly");
    }

    #[test]
    fn what_an_earlier_program_kept_has_the_words_of_that_time() {
        let item = item(row(None), Language::Ru);
        assert_eq!((item.title.as_str(), item.body.as_str()), ("Failed: Nightly", "3 failed"));
    }
}
