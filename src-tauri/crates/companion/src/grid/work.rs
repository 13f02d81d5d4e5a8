use table::Cancel;

use crate::companion::Inner;
use crate::texts::Trouble;
use crate::view::Failure;

/// Runs work on a thread of its own. It is cancelled when the program ends and when nobody waits for it any more.
pub(crate) async fn run<T: Send + 'static>(
    inner: &Inner,
    cancel: Cancel,
    work: impl FnOnce(&Cancel) -> T + Send + 'static,
) -> Result<T, Failure> {
    let stop = StopOnDrop(cancel.clone());
    let working = inner.tasks.spawn_blocking(move || work(&cancel));
    let done = tokio::select! {
        done = working => done.ok(),
        () = inner.cancel.cancelled() => None,
    };
    drop(stop);
    done.ok_or_else(|| inner.trouble(Trouble::Internal))
}

/// Raises the wish to stop when it goes.
pub(crate) struct StopOnDrop(pub(crate) Cancel);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.cancel();
    }
}
