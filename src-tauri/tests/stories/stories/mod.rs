//! The stories by name, in the order in which they are told.

mod accessibility;
mod acts;
mod demo;
mod first_run;
mod hidden;
mod import_env;
mod keyring;
mod launch;
mod lost_answer;
mod never_closed;
mod no_database;
mod no_keyring;
mod pictures;
mod preset;
mod quiet_hours;
mod repeat;
mod restart;
mod russian;
mod second_instance;
mod start_failed;
mod timed_out;
mod trouble;

pub(crate) use acts::connected;
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
    vec![
        story!(first_run, Setting { tls: true, ..Setting::default() }),
        story!(launch),
        story!(restart),
        story!(lost_answer),
        story!(trouble),
        story!(never_closed),
        story!(start_failed),
        story!(timed_out),
        story!(repeat),
        story!(preset),
        story!(quiet_hours),
        story!(russian, Setting { locale: "ru_RU.UTF-8", ..Setting::default() }),
        story!(second_instance),
        story!(demo),
        story!(import_env),
        story!(hidden),
        story!(keyring),
        story!(no_keyring, Setting { keyring: false, ..Setting::default() }),
        story!(no_database),
        story!(accessibility),
    ]
}

/// Not stories: they make the README's pictures.
pub(crate) fn pictures() -> Vec<Story> {
    let setting = Setting::default();
    vec![
        Story { name: "pictures_en", setting, tell: |world| Box::pin(pictures::english(world)) },
        Story { name: "pictures_ru", setting, tell: |world| Box::pin(pictures::russian(world)) },
    ]
}
