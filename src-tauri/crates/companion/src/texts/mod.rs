//! Everything that the domain says to a person, in English and in Russian.
//!
//! Messages are typed: a caller hands over what happened, never a sentence. Words that come from outside (names, the
//! server's and the CI's words) pass through [`safe::one_line`] before they are put into a sentence.

mod advice;
mod announcement;
mod bot;
mod check;
mod decision;
mod deployment;
mod edit;
mod env;
mod export;
mod failure;
mod field;
mod grid;
mod launches;
mod manual;
mod mine;
mod notice;
mod plan;
mod plan_import;
mod plural;
mod query;
mod reason;
mod restore;
pub(crate) mod safe;
mod schedule;
mod schedules;
mod selection;
mod time;
mod tray;
mod trouble;
mod upload;

pub(crate) use check::Found;
pub(crate) use decision::Undecided;
pub(crate) use env::{Ignored, Meaning};
pub(crate) use export::ExportTrouble;
pub(crate) use field::Fault;
pub(crate) use grid::{GridTrouble, NotSaved};
pub(crate) use launches::{LaunchRefusal, Unaffected};
pub(crate) use notice::StartNotice;
pub(crate) use plan::PlanFault;
pub(crate) use plan_import::ImportFault;
pub(crate) use reason::{Blocked, NotPossible};
pub(crate) use selection::Unchosen;
pub(crate) use trouble::Trouble;

use crate::view::Language;

/// The words of one language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Texts(pub(crate) Language);

impl Texts {
    fn pick(self, english: &'static str, russian: &'static str) -> &'static str {
        match self.0 {
            Language::En => english,
            Language::Ru => russian,
        }
    }
}

/// `say!(texts, "english {x}", "русский {x}")`.
macro_rules! say {
    ($texts:expr, $english:literal, $russian:literal) => {
        match $texts.0 {
            crate::view::Language::En => format!($english),
            crate::view::Language::Ru => format!($russian),
        }
    };
}
use say;
