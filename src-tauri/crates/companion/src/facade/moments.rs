use store::MomentRow;

use crate::Companion;
use crate::run::record::word;
use crate::view::{Failure, MomentKind};

impl Companion {
    /// Adds a moment to a run's timeline that no state machine knows of.
    pub(crate) async fn note(&self, run_id: i64, kind: MomentKind) -> Result<(), Failure> {
        let inner = &self.inner;
        let moment = MomentRow { at: inner.now().timestamp_millis(), kind: word(&kind), detail: None };
        inner.store.moments().append(run_id, &[moment]).await.map_err(|error| inner.stored(&error))
    }
}
