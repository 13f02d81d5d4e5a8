//! Everything that the program logs, at its finest, looked through for what must never be told.
//!
//! The program's own log is a subscriber of `tracing` and hears nothing else, so this hears all that could be written.

use std::fmt::{Debug, Write as _};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError, RwLock};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

static SECRETS: RwLock<Vec<String>> = RwLock::new(Vec::new());
static TOLD: Mutex<Vec<String>> = Mutex::new(Vec::new());
static HEARD: AtomicBool = AtomicBool::new(false);
static LISTENING: LazyLock<()> = LazyLock::new(|| {
    tracing::subscriber::set_global_default(Listener::default()).expect("the only one");
});

/// From here on nobody may log this.
pub(crate) fn watch_for(secret: &str) {
    LazyLock::force(&LISTENING);
    SECRETS.write().unwrap_or_else(PoisonError::into_inner).push(secret.to_owned());
}

/// Holds that no secret was logged, and that the bot's own words were heard at all.
pub(crate) fn nothing_told() {
    assert!(HEARD.load(Ordering::Relaxed), "nothing was heard");
    assert_eq!(*told(), [""; 0]);
}

fn told() -> MutexGuard<'static, Vec<String>> {
    TOLD.lock().unwrap_or_else(PoisonError::into_inner)
}

#[derive(Default)]
struct Listener(AtomicU64);

struct Line(String);

impl Line {
    fn of(metadata: &Metadata<'_>) -> Self {
        Self(format!("{} {}:", metadata.target(), metadata.name()))
    }

    fn look(self) {
        let secrets = SECRETS.read().unwrap_or_else(PoisonError::into_inner);
        if secrets.iter().any(|secret| self.0.contains(secret)) {
            told().push(self.0);
        }
    }
}

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = write!(self.0, " {}={value:?}", field.name());
    }
}

impl Subscriber for Listener {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        let mut line = Line::of(span.metadata());
        span.record(&mut line);
        line.look();
        Id::from_u64(self.0.fetch_add(1, Ordering::Relaxed) + 1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        let mut line = Line(String::new());
        values.record(&mut line);
        line.look();
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        if event.metadata().target().starts_with("companion") {
            HEARD.store(true, Ordering::Relaxed);
        }
        let mut line = Line::of(event.metadata());
        event.record(&mut line);
        line.look();
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}
