//! Logs of bots: followed while somebody looks, searched, and saved whole.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};

use bot_runner::Runner;
use chrono::TimeDelta;
use futures::StreamExt as _;

use super::keeper::TELLING;
use super::shared::Followed;
use crate::Companion;
use crate::companion::Inner;
use crate::view::{Event, Failure, FileSaved, LogPage, LogQuery, PathKind};

/// A log is followed for so long after somebody asked for it.
const FOLLOWED: TimeDelta = TimeDelta::seconds(30);
const MOST_LOG_LINES: u32 = 5_000;
/// A bot that writes quickly is not taken in line by line.
const MOST_AT_ONCE: usize = 1_000;

impl Companion {
    pub async fn deployment_log(&self, query: LogQuery) -> Result<LogPage, Failure> {
        self.inner.follow(&query.name);
        let inner = self.inner.clone();
        self.blocking(move || {
            let query = LogQuery { count: query.count.min(MOST_LOG_LINES), ..query };
            // A search takes a while: it holds up nobody but this log.
            let log = inner.shared_deployments.kept().logs.get(&query.name).map(|kept| kept.log.clone());
            let log = log.unwrap_or_default();
            log.lock().unwrap_or_else(PoisonError::into_inner).page(&query)
        })
        .await
    }

    /// All of the log that the engine keeps, under a path that a person chose.
    pub async fn save_log(&self, name: String, path: String, replace: bool) -> Result<FileSaved, Failure> {
        let (inner, texts) = (&self.inner, self.inner.texts());
        let target = PathBuf::from(&path);
        if !inner.chosen.holds(PathKind::Save, &target) {
            return Ok(FileSaved::Refused { message: texts.path_not_chosen(&path).message });
        }
        let container = inner.shared_deployments.kept().containers.get(&name).cloned();
        let (Some(runner), Some(container)) = (inner.shared_deployments.runner(), container) else {
            return Ok(FileSaved::Refused { message: texts.no_such_bot(&name).message });
        };
        let saved = save(&runner, &container, &target, replace).await;
        Ok(match saved {
            Ok(rows) => {
                inner.chosen.saved(Path::new(&path));
                FileSaved::Saved { path, rows }
            }
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => FileSaved::Exists { path },
            Err(error) => FileSaved::Refused { message: texts.log_not_saved(&error.to_string()) },
        })
    }
}

impl Inner {
    /// Follows the bot's log from its beginning, unless it is followed already.
    fn follow(self: &Arc<Self>, name: &str) {
        let now = self.now();
        let mut kept = self.shared_deployments.kept();
        let (Some(runner), Some(container)) = (kept.runner.clone(), kept.containers.get(name).cloned())
        else {
            return;
        };
        if let Some(followed) = kept.logs.get_mut(name)
            && followed.container == container
            && !followed.ended
        {
            followed.asked_at = now;
            return;
        }
        let epoch = self.next_epoch();
        let followed = Followed {
            container: container.clone(),
            log: Arc::default(),
            asked_at: now,
            ended: false,
            epoch,
        };
        kept.logs.insert(name.to_owned(), followed);
        drop(kept);
        self.spawn(read_on(self.clone(), runner, name.to_owned(), container, epoch));
    }
}

async fn read_on(inner: Arc<Inner>, runner: Arc<Runner>, name: String, container: String, epoch: u64) {
    let mut log = runner.whole_log(&container, true).ready_chunks(MOST_AT_ONCE);
    let clock = inner.ports.clock.clone();
    let (mut told_at, mut is_news) = (clock.now() - TELLING, false);
    loop {
        let tell_at = if is_news { told_at + TELLING } else { clock.now() + FOLLOWED };
        let more = tokio::select! {
            chunk = log.next() => Some(chunk.unwrap_or_default()),
            () = clock.sleep_until(tell_at) => None,
        };
        let ended = more.as_ref().is_some_and(|chunk| chunk.last().is_none_or(Result::is_err));
        let now = clock.now();
        {
            let mut kept = inner.shared_deployments.kept();
            let Some(followed) = kept.logs.get_mut(&name).filter(|followed| followed.epoch == epoch) else {
                return;
            };
            let pieces: Vec<_> = more.into_iter().flatten().filter_map(Result::ok).flatten().collect();
            is_news |= !pieces.is_empty();
            followed.log.lock().unwrap_or_else(PoisonError::into_inner).add(pieces);
            followed.ended = ended || now - followed.asked_at > FOLLOWED;
            if followed.ended && !is_news {
                return;
            }
        }
        if is_news && (ended || now - told_at >= TELLING) {
            (told_at, is_news) = (now, false);
            inner.emit(Event::LogGrew { name: name.clone() });
        }
        if ended {
            return;
        }
    }
}

async fn save(runner: &Runner, container: &str, target: &Path, replace: bool) -> std::io::Result<u64> {
    if !replace && target.exists() {
        return Err(std::io::ErrorKind::AlreadyExists.into());
    }
    let folder = target.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    let mut log = runner.whole_log(container, false);
    let mut rows = 0;
    while let Some(pieces) = log.next().await {
        for piece in pieces.map_err(|fault| std::io::Error::other(format!("{:?}", fault.code)))? {
            let at = piece.at.map(|at| at.to_rfc3339()).unwrap_or_default();
            writeln!(file, "{at} {}", piece.text)?;
            rows += 1;
        }
    }
    file.as_file().sync_all()?;
    if replace {
        file.persist(target)?
    } else {
        file.persist_noclobber(target)?
    };
    Ok(rows)
}
