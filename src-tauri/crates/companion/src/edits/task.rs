//! An edit from its beginning to its end, as a task.

use std::sync::Arc;

use store::CaseEditRow;

use super::Held;
use super::writing::{Halt, Writer};
use crate::companion::Inner;
use crate::core::failure::{self, Server};
use crate::core::session::Session;
use crate::view::{EditState, Event};

/// Starts an edit whose row is stored, or goes on with it; nothing where it is under way.
pub(super) fn start(inner: &Arc<Inner>, session: &Session, row: CaseEditRow) {
    let stop = inner.cancel.child_token();
    let id = row.id;
    if inner.edits.is_under_way(id) {
        return;
    }
    inner.edits.held().insert(id, Held { state: EditState::Writing });
    inner.emit(Event::CaseEditsChanged);
    let writer = Writer { inner: inner.clone(), session: session.clone(), row, stop };
    inner.spawn(async move {
        let inner = &writer.inner;
        let ended = match writer.write_all(|| inner.emit(Event::CaseEditsChanged)).await {
            Ok(()) => {
                let at = inner.now().timestamp_millis();
                inner.store.case_edits().finished(id, at).await.map_err(Halt::Store)
            }
            halted => halted,
        };
        let state = match ended {
            Ok(()) => EditState::Done,
            Err(halt) => told(inner, &writer.session, halt),
        };
        if let Some(held) = inner.edits.held().get_mut(&id) {
            held.state = state;
        }
        inner.emit(Event::CaseEditsChanged);
    });
}

fn told(inner: &Inner, session: &Session, halt: Halt) -> EditState {
    let failure = match halt {
        Halt::Stopped => return EditState::Interrupted,
        Halt::Store(error) => inner.stored(&error),
        Halt::Server(error) => failure::of_client(inner.texts(), Server::of(&session.connection), &error),
    };
    EditState::Stopped { message: failure.message, advice: failure.advice }
}
