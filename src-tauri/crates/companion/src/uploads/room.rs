//! The uploads of the window, while the program runs.

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use store::UploadRow;
use tokio_util::sync::CancellationToken;

use crate::Companion;
use crate::companion::Inner;
use crate::core::failure;
use crate::core::session::Session;
use crate::uploads::end::{Halt, Report};
use crate::uploads::order::{Target, UploadOrder, Wish, look};
use crate::uploads::reading::named;
use crate::uploads::sending::{Progress, Stage, Uploader};
use crate::view::{Event, LaunchAnswer, NamedFile, UploadState, UploadView};

#[derive(Default)]
pub(crate) struct Uploads {
    held: Mutex<BTreeMap<i64, Held>>,
    /// Uploads by the keys that began them.
    pub(super) begun: tokio::sync::Mutex<HashMap<String, i64>>,
}

/// One that is under way, or was.
#[derive(Clone)]
pub(super) struct Held {
    pub(super) view: UploadView,
    pub(super) server: String,
    pub(super) stop: CancellationToken,
    pub(super) finish: CancellationToken,
    /// The launch is followed, or was asked to be.
    pub(super) following: bool,
}

impl Uploads {
    pub(super) fn held(&self) -> MutexGuard<'_, BTreeMap<i64, Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, id: i64, change: impl FnOnce(&mut Held)) {
        if let Some(held) = self.held().get_mut(&id) {
            change(held);
        }
    }
}

pub(super) fn is_under_way(state: &UploadState) -> bool {
    match state {
        UploadState::Reading
        | UploadState::Sending
        | UploadState::Watching
        | UploadState::Counting
        | UploadState::Pausing => true,
        UploadState::Paused | UploadState::Stopped { .. } | UploadState::Done { .. } => false,
    }
}

/// Starts an upload whose row is stored, or goes on with it; nothing where it is under way.
pub(super) fn start(inner: &Arc<Inner>, session: &Session, row: &UploadRow, view: UploadView) {
    let held = Held {
        view: UploadView { state: UploadState::Reading, ..view },
        server: row.server.clone(),
        stop: inner.cancel.child_token(),
        finish: CancellationToken::new(),
        following: false,
    };
    {
        let mut all = inner.uploads.held();
        if all.get(&row.id).is_some_and(|known| is_under_way(&known.view.state)) {
            return;
        }
        all.insert(row.id, held.clone());
    }
    inner.emit(Event::UploadsChanged);
    let (task, session, row) = (inner.clone(), session.clone(), row.clone());
    inner.spawn(async move {
        let (report, outcome) = send(&task, &session, &row, held).await;
        let state = state(&task, &session, &report, outcome);
        task.uploads.change(row.id, |Held { view, .. }| {
            view.launch_id = report.launch_id.or(view.launch_id);
            view.results = report.results.max(view.results);
            view.state = state;
        });
        task.emit(Event::UploadsChanged);
    });
}

async fn send(
    inner: &Arc<Inner>,
    session: &Session,
    row: &UploadRow,
    held: Held,
) -> (Report, Result<(), Result<Halt, String>>) {
    let (path, data_dir) = (PathBuf::from(&row.folder), inner.ports.data_dir.clone());
    let texts = inner.texts();
    let looked = inner.tasks.spawn_blocking(move || look(&path, Some(&data_dir))).await;
    let contents = match looked {
        Ok(Ok(contents)) => contents,
        Ok(Err(why)) => return (Report::default(), Err(Err(texts.unreadable_results(&why)))),
        Err(error) => return (Report::default(), Err(Ok(Halt::Broke(error.to_string())))),
    };
    let wish = Wish::read(row.wish.as_deref());
    let target = match (&row.launch_name, row.launch_id) {
        (Some(name), _) => {
            Target::New { name: name.clone(), tags: wish.tags.clone(), links: wish.links.clone() }
        }
        (None, launch_id) => Target::Existing { launch_id: launch_id.unwrap_or_default() },
    };
    let order = UploadOrder {
        project_id: row.project_id,
        target,
        environment: wish.environment,
        upload: Some(row.id),
        anew: false,
        close: wish.close,
        watch: wish.watch.then_some(held.finish),
    };
    let (teller, project_id, id) = (inner.clone(), row.project_id, row.id);
    let uploader = Uploader {
        client: session.client.clone(),
        server: row.server.clone(),
        store: inner.store.clone(),
        clock: inner.ports.clock.clone(),
        data_dir: inner.ports.data_dir.clone(),
        stop: held.stop,
        tell: Box::new(move |progress| tell(&teller, project_id, id, progress)),
    };
    let (report, outcome) = uploader.run(&contents, &order).await;
    (report, outcome.map_err(Ok))
}

/// The launch is followed as soon as it is there.
fn tell(inner: &Arc<Inner>, project_id: i64, id: i64, progress: &Progress) {
    let mut is_new = false;
    inner.uploads.change(id, |Held { view, following, .. }| {
        is_new = progress.launch_id.is_some() && !std::mem::replace(following, true);
        view.launch_id = progress.launch_id.or(view.launch_id);
        (view.results, view.of_results) = (progress.results, Some(progress.of_results));
        (view.bytes, view.of_bytes) = (progress.bytes, Some(progress.of_bytes));
        if view.state != UploadState::Pausing {
            view.state = match progress.stage {
                Stage::Sending => UploadState::Sending,
                Stage::Watching => UploadState::Watching,
                Stage::Counting => UploadState::Counting,
            };
        }
    });
    inner.emit(Event::UploadsChanged);
    let Some(launch_id) = progress.launch_id.filter(|_| is_new) else { return };
    let companion = Companion { inner: inner.clone() };
    inner.spawn(async move {
        let followed = companion.follow(project_id, launch_id).await;
        companion.inner.uploads.change(id, |held| match followed {
            Ok(LaunchAnswer::Asked { run_id }) => held.view.run_id = Some(run_id),
            // The next batch tries again.
            Ok(LaunchAnswer::Refused { .. }) | Err(_) => held.following = false,
        });
        companion.inner.emit(Event::UploadsChanged);
    });
}

fn state(
    inner: &Inner,
    session: &Session,
    report: &Report,
    outcome: Result<(), Result<Halt, String>>,
) -> UploadState {
    let texts = inner.texts();
    match outcome {
        Ok(()) => {
            let missed = report.missed.iter().map(|(name, why)| NamedFile {
                name: name.clone(),
                why: Some(texts.file_not_sent(*why).to_owned()),
            });
            UploadState::Done { others: report.others, closed: report.closed, missed: named(missed) }
        }
        Err(Ok(Halt::Paused)) => UploadState::Paused,
        Err(Ok(Halt::Server { error, .. })) => {
            let told = failure::of_client(texts, failure::Server::of(&session.connection), &error);
            UploadState::Stopped { message: told.message, advice: told.advice }
        }
        Err(Ok(halt)) => {
            let (message, advice) = texts.upload_halted(&halt);
            UploadState::Stopped { message, advice: advice.to_owned() }
        }
        Err(Err(message)) => UploadState::Stopped { message, advice: String::new() },
    }
}
