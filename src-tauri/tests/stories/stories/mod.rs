//! The stories by name.

mod empty;

use futures::future::BoxFuture;

use crate::harness::Outcome;
use crate::harness::world::{Setting, World};

pub(crate) struct Story {
    pub(crate) name: &'static str,
    pub(crate) setting: Setting,
    pub(crate) tell: fn(&World) -> BoxFuture<'_, Outcome>,
}

macro_rules! story {
    ($module:ident) => {
        story!($module, Setting::default())
    };
    ($module:ident, $setting:expr) => {
        Story { name: stringify!($module), setting: $setting, tell: |world| Box::pin($module::tell(world)) }
    };
}

pub(crate) fn all() -> Vec<Story> {
    vec![story!(empty)]
}

pub(crate) fn pictures() -> Story {
    story!(empty)
}
