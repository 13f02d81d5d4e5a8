//! The test cases of a project in groups, by what their columns hold: the trees of a project, without its server.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::PathBuf;
use std::sync::{Arc, PoisonError};

use csv::ByteRecord;
use sqlx::Row as _;

use crate::sheet::Sheet;
use crate::{Casebook, Error};

/// Between several values in a cell.
const ITEMS: &str = ", ";

/// Longer cells are texts and no names of groups.
const LONGEST_CELL: usize = 300;

/// With more different cells a column tells test cases apart and does not group them.
const MOST_CELLS: usize = 5_000;

/// Levels of groups, by the heads of columns, and a way down: a value for each level that it passes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Way {
    pub columns: Vec<String>,
    pub values: Vec<String>,
}

/// Test cases that share a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Empty for those without a value.
    pub name: String,
    pub cases: u64,
}

/// What the columns hold that group the test cases of some files.
#[derive(Debug, Default)]
pub(crate) struct Cells {
    files: Vec<i64>,
    ids: Vec<i64>,
    columns: Vec<Column>,
}

#[derive(Debug)]
struct Column {
    name: String,
    /// Every different cell, as values.
    cells: Vec<Vec<String>>,
    /// By test case, in the order of `ids`.
    of_case: Vec<u32>,
}

struct File {
    id: i64,
    path: PathBuf,
    separator: u8,
}

impl Casebook {
    /// The heads of the columns that group the test cases of a project: two values have three test cases
    /// or more, on the average.
    pub async fn grouping_columns(&self, server: &str, project: i64) -> Result<Vec<String>, Error> {
        let cells = self.cells(server, project).await?;
        Ok(cells.columns.iter().map(|column| column.name.clone()).collect())
    }

    /// The groups below the last value of the way, by name; those without a value come last. A test case with several
    /// values is in several groups. None where the way ends or its column does not group.
    pub async fn groups(&self, server: &str, project: i64, way: &Way) -> Result<Vec<Group>, Error> {
        let cells = self.cells(server, project).await?;
        let next = way.columns.get(way.values.len()).and_then(|name| cells.column(name));
        let (Some(column), Some(chosen)) = (next, cells.chosen(way)) else { return Ok(Vec::new()) };
        let mut groups = BTreeMap::<(bool, String, &str), u64>::new();
        for case in chosen {
            for value in column.values(case) {
                *groups.entry((value.is_empty(), value.to_lowercase(), value)).or_default() += 1;
            }
        }
        Ok(groups.into_iter().map(|((_, _, name), cases)| Group { name: name.to_owned(), cases }).collect())
    }

    /// The test cases to which the way leads.
    pub(crate) async fn ids_on(&self, server: &str, project: i64, way: &Way) -> Result<Vec<i64>, Error> {
        let cells = self.cells(server, project).await?;
        let chosen = cells.chosen(way).unwrap_or_default();
        Ok(chosen.into_iter().map(|case| cells.ids[case]).collect())
    }

    /// Reads the newest file of every line of the project, unless that was done for these files last.
    async fn cells(&self, server: &str, project: i64) -> Result<Arc<Cells>, Error> {
        let files = self.newest_files(server, project).await?;
        let ids: Vec<i64> = files.iter().map(|file| file.id).collect();
        let kept = self.cells.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if kept.files == ids {
            return Ok(kept);
        }
        let reading = tokio::task::spawn_blocking(move || read(&files));
        let cells = Arc::new(reading.await.map_err(|_| Error::Broke)??);
        self.cells.lock().unwrap_or_else(PoisonError::into_inner).clone_from(&cells);
        Ok(cells)
    }

    async fn newest_files(&self, server: &str, project: i64) -> Result<Vec<File>, Error> {
        let sql = "SELECT f.id, f.path, f.separator FROM files f JOIN lines l ON l.id = f.line
            WHERE l.server = ? AND l.project = ?
            AND f.taken_at = (SELECT max(o.taken_at) FROM files o WHERE o.line = f.line)
            ORDER BY f.taken_at DESC, f.id DESC";
        let rows = sqlx::query(sql).bind(server).bind(project).fetch_all(&self.pool).await?;
        let file = |row: &sqlx::sqlite::SqliteRow| -> Result<File, sqlx::Error> {
            Ok(File {
                id: row.try_get("id")?,
                path: PathBuf::from(row.try_get::<String, _>("path")?),
                separator: u8::try_from(row.try_get::<i64, _>("separator")?).unwrap_or(b','),
            })
        };
        Ok(rows.iter().map(file).collect::<Result<_, _>>()?)
    }
}

impl Cells {
    fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name.eq_ignore_ascii_case(name))
    }

    /// The places of the test cases to which the way leads; `None` where a column of it does not group.
    fn chosen(&self, way: &Way) -> Option<Vec<usize>> {
        let mut chosen: Vec<usize> = (0..self.ids.len()).collect();
        for (name, value) in way.columns.iter().zip(&way.values) {
            let column = self.column(name)?;
            chosen.retain(|case| column.values(*case).any(|one| one == value));
        }
        Some(chosen)
    }
}

impl Column {
    fn values(&self, case: usize) -> impl Iterator<Item = &str> {
        self.cells[self.of_case[case] as usize].iter().map(String::as_str)
    }
}

/// The columns of several files by name; a test case counts as the first file has it.
fn read(files: &[File]) -> Result<Cells, Error> {
    let (mut ids, mut seen) = (Vec::new(), HashSet::new());
    let mut growing: Vec<Growing> = Vec::new();
    let mut row = ByteRecord::new();
    for file in files {
        let mut sheet = Sheet::open(&file.path, file.separator).map_err(|error| error.of(&file.path))?;
        let columns: Vec<usize> =
            sheet.columns.others().map(|name| growing_named(&mut growing, name)).collect();
        let places: Vec<usize> = sheet.columns.other_places().collect();
        while sheet.next(&mut row)?.is_some() {
            let Some(id) = sheet.columns.id(&row).filter(|id| seen.insert(*id)) else { continue };
            for (column, place) in columns.iter().zip(&places) {
                growing[*column].put(ids.len(), row.get(*place).unwrap_or_default());
            }
            ids.push(id);
        }
    }
    let columns = growing.into_iter().filter_map(|column| column.done(ids.len())).collect();
    Ok(Cells { files: files.iter().map(|file| file.id).collect(), ids, columns })
}

fn growing_named(growing: &mut Vec<Growing>, name: &str) -> usize {
    growing.iter().position(|column| column.name.eq_ignore_ascii_case(name)).unwrap_or_else(|| {
        growing.push(Growing {
            name: name.to_owned(),
            known: HashMap::from([(Vec::new(), 0)]),
            of_case: Some(Vec::new()),
        });
        growing.len() - 1
    })
}

struct Growing {
    name: String,
    known: HashMap<Vec<u8>, u32>,
    /// `None` once it is known that the column does not group.
    of_case: Option<Vec<u32>>,
}

impl Growing {
    fn put(&mut self, case: usize, cell: &[u8]) {
        let Some(of_case) = &mut self.of_case else { return };
        // Of cases that came before from files without this column.
        of_case.resize(case, 0);
        if let Some(known) = self.known.get(cell) {
            of_case.push(*known);
            return;
        }
        let number = u32::try_from(self.known.len()).unwrap_or(u32::MAX);
        if cell.len() > LONGEST_CELL || self.known.len() > MOST_CELLS || cell.contains(&b'\n') {
            (self.of_case, self.known) = (None, HashMap::new());
            return;
        }
        self.known.insert(cell.to_vec(), number);
        of_case.push(number);
    }

    fn done(self, cases: usize) -> Option<Column> {
        let mut of_case = self.of_case?;
        of_case.resize(cases, 0);
        let mut cells = vec![Vec::new(); self.known.len()];
        for (cell, number) in self.known {
            cells[number as usize] = values(&String::from_utf8_lossy(&cell));
        }
        let told = of_case.iter().flat_map(|cell| &cells[*cell as usize]).filter(|value| !value.is_empty());
        let (mut different, mut all) = (HashSet::new(), 0);
        for value in told {
            different.insert(value);
            all += 1;
        }
        let groups = !different.is_empty() && 2 * all >= 3 * different.len();
        groups.then_some(Column { name: self.name, cells, of_case })
    }
}

/// Without doubles; a cell without a value has the empty one.
fn values(cell: &str) -> Vec<String> {
    let mut values: Vec<String> = Vec::new();
    for value in cell.split(ITEMS).map(str::trim).filter(|value| !value.is_empty()) {
        if !values.iter().any(|other| other == value) {
            values.push(value.to_owned());
        }
    }
    if values.is_empty() { vec![String::new()] } else { values }
}
