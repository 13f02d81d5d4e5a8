//! A restore from its beginning to its end, as a task.

use std::path::PathBuf;
use std::sync::Arc;

use store::RestoreRow;
use tokio_util::sync::CancellationToken;

use super::notice::{news_of_end, news_of_stopped_drill};
use super::room::{Held, is_under_way, tell};
use super::writing::{Halt, Writer, read};
use crate::companion::Inner;
use crate::core::encoding::instant;
use crate::core::failure::{self, Server};
use crate::core::session::Session;
use crate::view::{Event, Failure, RestoreState, RestoreView};

/// Where projects as they are at the moment are written to, in the cache's folder.
const FOLDER: &str = "restores";

pub(super) fn file(inner: &Inner, name: &str) -> PathBuf {
    inner.ports.cache_dir.join(FOLDER).join(name)
}

/// Starts a restore whose row is stored, or goes on with it; nothing where it is under way.
pub(super) fn start(inner: &Arc<Inner>, session: &Session, row: RestoreRow, view: RestoreView) {
    let stop = inner.cancel.child_token();
    let id = row.id;
    {
        let mut all = inner.restores.held();
        if all.get(&id).is_some_and(|held| is_under_way(&held.view.state)) {
            return;
        }
        let view = RestoreView { state: RestoreState::Writing, ..view };
        all.insert(id, Held::new(row.server.clone(), view, stop.clone()));
    }
    inner.emit(Event::RestoresChanged);
    let writer = writer(inner, session, row, stop);
    inner.spawn(async move {
        let ended = carry_out(&writer).await;
        let inner = &writer.inner;
        let counts = counted(inner, id).await;
        let state = match ended {
            Ok(()) => RestoreState::Done,
            Err(Halt::Paused) => RestoreState::Paused,
            Err(halt) => stopped(&writer, halt).await,
        };
        tell(inner, id, true, |view| {
            if let Some(counts) = counts {
                counts.into_view(view);
            }
            view.state = state;
        });
    });
}

/// Nobody looks at a drill that a schedule began: it says that it goes no further.
async fn stopped(writer: &Writer, halt: Halt) -> RestoreState {
    let inner = &writer.inner;
    let failure = told(inner, &writer.session, halt);
    if writer.row.drill {
        let owed = news_of_stopped_drill(inner, &writer.session, &writer.row, &failure).await;
        match inner.store.deliveries().owe(&owed).await {
            Ok(()) => inner.owed_is_stored(&owed).await,
            Err(error) => tracing::error!(%error, "that a drill stopped could not be stored"),
        }
    }
    RestoreState::Stopped { message: failure.message, advice: failure.advice }
}

/// What the page sees of a restore that is not under way.
pub(super) async fn view(inner: &Inner, row: &RestoreRow) -> RestoreView {
    let mut view = RestoreView {
        id: row.id,
        project_id: row.project_id,
        project_name: row.project_name.clone(),
        source_id: source_id(row),
        drill: row.drill,
        copy_at: instant(row.copy_at),
        begun_at: instant(row.begun_at),
        state: if row.finished_at.is_some() { RestoreState::Done } else { RestoreState::Paused },
        total: 0,
        written: 0,
        restored: 0,
        differing: 0,
        conflicts: 0,
        failed: 0,
    };
    if let Some(counts) = counted(inner, row.id).await {
        counts.into_view(&mut view);
    }
    view
}

/// The project that the copy is of, where that is on the same server.
pub(super) fn source_id(row: &RestoreRow) -> Option<i64> {
    row.source.strip_prefix(&row.server)?.strip_prefix('/')?.parse().ok()
}

fn writer(inner: &Arc<Inner>, session: &Session, row: RestoreRow, stop: CancellationToken) -> Writer {
    let columns = read(Some(&row.columns));
    Writer { inner: inner.clone(), session: session.clone(), row, columns, stop }
}

/// Takes what is half made from the server, and all that a drill made: nobody will go on with it.
pub(super) async fn leave(inner: &Arc<Inner>, session: &Session, row: RestoreRow) -> Result<(), Failure> {
    let writer = writer(inner, session, row, inner.cancel.child_token());
    let left = async {
        writer.sweep().await?;
        writer.purge().await
    };
    left.await.map_err(|halt| told(inner, session, halt))
}

async fn carry_out(writer: &Writer) -> Result<(), Halt> {
    let (inner, id) = (&writer.inner, writer.row.id);
    writer.write_all(|| tell(inner, id, false, |view| view.written += 1)).await?;
    if writer.stop.is_cancelled() {
        return Err(Halt::Paused);
    }
    tell(inner, id, true, |view| view.state = RestoreState::Checking);
    let file = file(inner, &format!("check-{id}.csv"));
    let checked = writer.check(&file, || tell(inner, id, false, |_| {})).await;
    // It lies in the cache: one that stays is written over.
    let _ = tokio::fs::remove_file(&file).await;
    checked?;
    writer.purge().await?;
    let counts = counted(inner, id).await.unwrap_or_default();
    let owed = news_of_end(inner, &writer.session, &writer.row, counts).await;
    inner.store.restores().finished(id, inner.now().timestamp_millis(), &owed).await?;
    inner.owed_is_stored(&owed).await;
    Ok(())
}

fn told(inner: &Inner, session: &Session, halt: Halt) -> Failure {
    let (texts, server) = (inner.texts(), Server::of(&session.connection));
    match halt {
        Halt::Paused => inner.trouble(crate::texts::Trouble::Internal),
        Halt::Store(error) => inner.stored(&error),
        Halt::Server(error) => failure::of_client(texts, server, &error),
        Halt::Unread(problem) => problem.failure(texts, server),
    }
}

/// How many came to which end.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counts {
    pub(super) total: u64,
    waiting: u64,
    pub(super) restored: u64,
    differing: u64,
    conflicts: u64,
    failed: u64,
}

impl Counts {
    pub(super) fn all_restored(self) -> bool {
        self.restored == self.total
    }

    pub(super) fn into_view(self, view: &mut RestoreView) {
        view.total = self.total;
        view.written = self.total - self.waiting;
        view.restored = self.restored;
        view.differing = self.differing;
        view.conflicts = self.conflicts;
        view.failed = self.failed;
    }
}

/// `None` where the store does not say.
pub(super) async fn counted(inner: &Inner, id: i64) -> Option<Counts> {
    let mut counts = Counts::default();
    for (state, number) in inner.store.restores().counts(id).await.ok()? {
        let number = number.unsigned_abs();
        counts.total += number;
        match state.as_str() {
            "waiting" | "asked" | "made" => counts.waiting += number,
            "restored" => counts.restored += number,
            "differs" => counts.differing += number,
            "conflict" => counts.conflicts += number,
            "failed" => counts.failed += number,
            _ => {}
        }
    }
    Some(counts)
}
