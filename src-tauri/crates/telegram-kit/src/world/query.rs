//! A press that waits for its answer.

use super::room::Place;

#[derive(Debug)]
pub(crate) struct Query {
    pub(super) id: String,
    pub(super) person: i64,
    pub(super) place: Place,
    pub(super) topic: Option<i64>,
    pub(super) at: i64,
    pub(super) answered: bool,
}
