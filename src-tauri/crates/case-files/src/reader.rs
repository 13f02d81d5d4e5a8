use std::path::Path;

use crate::error::Error;
use crate::folder::{Found, file_name, look, names};
use crate::layout::{Case, Layout, id};
use crate::manifest::layout_of;
use crate::misfit::{Misfit, Wrong, cut};
use crate::parse::parse;

const MOST_MISFITS: usize = 1_000;

/// What was in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    pub layout: Layout,
    pub cases: u64,
    /// Names of files that are no cases though named like ones, and why; a thousand at most.
    pub misfits: Vec<(String, Misfit)>,
    /// How many more there are.
    pub more_misfits: u64,
}

/// Hands each case to `each`, by their ids, with its cells in the order of the folder's layout. What is wrong with a
/// single file stands in the answer; files that are not named like cases are ignored. An error of `each` ends it.
pub fn read_folder(folder: &Path, each: &mut dyn FnMut(Case) -> Result<(), Error>) -> Result<Read, Error> {
    let layout = layout_of(folder)?;
    let names = names(folder)?;
    let mut read = Read { layout, cases: 0, misfits: Vec::new(), more_misfits: 0 };
    for name in names.odd {
        read.misfit(name, Wrong::Spelling.at(0));
    }
    for id in names.ids {
        let name = file_name(id);
        match case(&folder.join(&name), id, &read.layout) {
            // It went while the folder was read.
            Ok(None) => {}
            Ok(Some(case)) => {
                each(case)?;
                read.cases += 1;
            }
            Err(misfit) => read.misfit(name, misfit),
        }
    }
    Ok(read)
}

impl Read {
    fn misfit(&mut self, name: String, misfit: Misfit) {
        if self.misfits.len() < MOST_MISFITS {
            self.misfits.push((name, misfit));
        } else {
            self.more_misfits += 1;
        }
    }
}

fn case(path: &Path, named: u64, layout: &Layout) -> Result<Option<Case>, Misfit> {
    let bytes = match look(path).map_err(|error| Wrong::Unreadable(error.to_string()).at(0))? {
        Found::Nothing => return Ok(None),
        Found::NotAFile => return Err(Wrong::NotAFile.at(0)),
        Found::TooLarge => return Err(Wrong::TooLarge.at(0)),
        Found::File(bytes) => bytes,
    };
    let text = std::str::from_utf8(&bytes).map_err(|error| {
        let line = bytes[..error.valid_up_to()].split(|byte| *byte == b'\n').count();
        Wrong::NotUtf8.at(line)
    })?;
    let case = parse(layout, text)?;
    let said = layout.at(&layout.id).map_or("", |column| case.cells[column].as_str());
    if id(said) == Some(named) { Ok(Some(case)) } else { Err(Wrong::OtherId(cut(said)).at(0)) }
}
