//! What a person is told of a restore: an entry of the inbox always, a notification when nothing holds it.

use store::{Alongside, RestoreRow};

use super::drill::Exported;
use super::look::source;
use super::task::{Counts, source_id};
use crate::companion::Inner;
use crate::core::session::Session;
use crate::notifications::announce::PlanNews;
use crate::notifications::{Worded, Words};
use crate::texts::Texts;
use crate::view::{Failure, NoticeKind, Place};

/// What is owed for a restore that ended.
pub(super) async fn news_of_end(
    inner: &Inner,
    session: &Session,
    row: &RestoreRow,
    counts: Counts,
) -> Alongside {
    let kind = if counts.all_restored() { NoticeKind::RestoreDone } else { NoticeKind::RestoreFailed };
    let words = |texts: Texts| {
        let title = texts.restored_title(&row.project_name, row.drill, counts.all_restored());
        Words::new(title, texts.restored(counts.restored, counts.total))
    };
    let key = format!("restore/{}/ended", row.id);
    owed(inner, session, row.project_id, &key, news(kind, &row.source, place(row), words)).await
}

/// A drill that the trouble ends, until somebody goes on with it.
pub(super) async fn news_of_stopped_drill(
    inner: &Inner,
    session: &Session,
    row: &RestoreRow,
    failure: &Failure,
) -> Alongside {
    let words = |texts: Texts| {
        Words::new(texts.restored_title(&row.project_name, true, false), failure.message.clone())
    };
    let key = format!("restore/{}/stopped/{}", row.id, inner.now().timestamp_millis());
    let news = news(NoticeKind::RestoreFailed, &row.source, place(row), words);
    owed(inner, session, row.project_id, &key, news).await
}

/// A drill that did not begin.
pub(super) async fn news_of_lost_drill(inner: &Inner, exported: &Exported, failure: &Failure) -> Alongside {
    let draft = &exported.draft;
    let scratch = draft.drill.as_ref().map(|drill| drill.project_name.as_str()).unwrap_or_default();
    let words =
        |texts: Texts| Words::new(texts.restored_title(scratch, true, false), failure.message.clone());
    let key = format!("drill/{}/lost", exported.attempt_id);
    let place = Place::Restores { project_id: draft.project_id };
    let of = source(&exported.server, draft.project_id);
    let news = news(NoticeKind::RestoreFailed, &of, place, words);
    owed(inner, &exported.session, draft.project_id, &key, news).await
}

fn place(row: &RestoreRow) -> Place {
    Place::Restores { project_id: source_id(row).unwrap_or(row.project_id) }
}

fn news(kind: NoticeKind, source: &str, place: Place, words: impl Fn(Texts) -> Words) -> PlanNews {
    PlanNews { kind, tag: format!("restore-{source}"), worded: Worded::by(words), place }
}

async fn owed(inner: &Inner, session: &Session, project_id: i64, key: &str, news: PlanNews) -> Alongside {
    inner.owe_plan_news(&session.connection, project_id, key, news).await
}
