use std::sync::Arc;

use crate::{
    ports::Ports,
    view::{Failure, FailureCode},
};

/// The domain, running. Cheap to clone; all clones are one.
#[derive(Clone)]
pub struct Companion {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    #[expect(dead_code, reason = "the bodies that use it follow")]
    pub(crate) ports: Ports,
}

impl Companion {
    /// Opens the database, reads what was open, and goes on with it.
    #[expect(clippy::unused_async, reason = "opening the database waits")]
    pub async fn start(ports: Ports) -> Result<Self, Failure> {
        Ok(Self { inner: Arc::new(Inner { ports }) })
    }

    /// Ends every task; waits for them at most five seconds.
    #[expect(clippy::unused_async, reason = "ending tasks waits")]
    pub async fn shutdown(&self) {
        let _ = &self.inner;
    }
}

pub(crate) fn not_connected() -> Failure {
    Failure {
        code: FailureCode::NotConnected,
        message: "No connection is set up.".to_owned(),
        advice: "Set one up in the settings.".to_owned(),
        details: None,
    }
}
