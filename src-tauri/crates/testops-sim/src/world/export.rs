//! Export requests: what was asked for, when it is ready, and how its download goes. The file itself is never held: a
//! request keeps the stock as it was when it was asked for, and the file is written from that while it is sent.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use serde::Deserialize;

use super::case::{BLOCKS, block_of};
use super::stock::Stock;

/// Simulated milliseconds from the request to the file.
const QUEUE: i64 = 3_000;

/// All export requests on the server, and what the control door wants of the next ones.
#[derive(Debug, Default)]
pub(crate) struct Exports {
    pub(crate) requests: BTreeMap<i64, ExportRequest>,
    ways: VecDeque<(Option<u64>, Way)>,
    last: i64,
}

#[derive(Debug, Clone)]
pub(crate) struct ExportRequest {
    pub(crate) id: i64,
    pub(crate) project: i64,
    pub(crate) name: String,
    pub(crate) shared: bool,
    pub(crate) created: i64,
    pub(crate) sheet: Arc<Sheet>,
    pub(crate) way: Way,
}

/// How an export request and its download go.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Way {
    /// Simulated milliseconds in the queue; 3 000 without it.
    pub queue_ms: Option<i64>,
    /// It fails, with this message.
    pub fail: Option<String>,
    /// The connection is cut after so many bytes.
    pub cut_after: Option<usize>,
    /// In real seconds.
    pub bytes_per_second: Option<usize>,
    /// So many records more or fewer than were counted.
    pub rows_off: i64,
    /// A record in the middle has a cell too few.
    pub ragged: bool,
    /// The first column is called otherwise.
    pub wrong_header: bool,
    /// A web page in place of the file.
    pub garbage: bool,
}

/// What is in the file.
#[derive(Debug)]
pub(crate) struct Sheet {
    pub(crate) seed: u64,
    pub(crate) stock: Stock,
    pub(crate) chosen: Chosen,
    pub(crate) columns: Vec<Column>,
    pub(crate) separator: char,
    pub(crate) with_headers: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub(crate) header: String,
    pub(crate) field: Field,
}

/// What a column shows, with its separators.
#[derive(Debug, Clone)]
pub(crate) enum Field {
    AllureId,
    Name,
    FullName,
    Automated,
    Description,
    Precondition,
    ExpectedResult,
    Status,
    Scenario { steps: String, indent: String },
    Tags(String),
    Links,
    Parameters(String),
    Issues { integration: i64, items: String },
    Role(i64),
    Custom(i64),
    Example { name_value: String, params: String, examples: String },
}

/// Which test cases of a stock are chosen: whole stories, and single ones.
#[derive(Debug, Clone)]
pub(crate) struct Chosen {
    /// Everything but what is left out, instead of what is named.
    pub(crate) inverted: bool,
    pub(crate) within: [bool; BLOCKS],
    pub(crate) blocks: [bool; BLOCKS],
    pub(crate) without_blocks: [bool; BLOCKS],
    /// Places.
    pub(crate) cases: BTreeSet<usize>,
    pub(crate) without_cases: BTreeSet<usize>,
}

impl Exports {
    /// Takes a request; its id.
    pub(crate) fn add(&mut self, mut request: ExportRequest) -> i64 {
        request.way = self.next_way();
        self.last += 1;
        request.id = 600 + self.last;
        self.requests.insert(request.id, request);
        600 + self.last
    }

    pub(crate) fn plan(&mut self, times: Option<u64>, way: Way) {
        if times != Some(0) {
            self.ways.push_back((times, way));
        }
    }

    pub(crate) fn forget_plans(&mut self) {
        self.ways.clear();
    }

    fn next_way(&mut self) -> Way {
        let Some((times, way)) = self.ways.front_mut() else { return Way::default() };
        let way = way.clone();
        if let Some(times) = times {
            *times -= 1;
            if *times == 0 {
                self.ways.pop_front();
            }
        }
        way
    }
}

impl ExportRequest {
    pub(crate) fn status(&self, now: i64) -> &'static str {
        if now < self.created + self.way.queue_ms.unwrap_or(QUEUE) {
            "queued"
        } else if self.way.fail.is_some() {
            "failed"
        } else {
            "ready"
        }
    }
}

impl Chosen {
    pub(crate) fn holds(&self, place: usize) -> bool {
        let block = block_of(place);
        let named = self.inverted || self.blocks[block] || self.cases.contains(&place);
        named && self.within[block] && !self.without_blocks[block] && !self.without_cases.contains(&place)
    }

    /// How many of the stock's: reckoned by stories, and only what is named singly is looked at.
    pub(crate) fn count(&self, stock: &Stock) -> usize {
        let counts = stock.counts();
        let whole = |block: usize| {
            (self.inverted || self.blocks[block]) && self.within[block] && !self.without_blocks[block]
        };
        let in_blocks: usize = (0..BLOCKS).filter(|block| whole(*block)).map(|block| counts[block]).sum();
        let left_out =
            self.without_cases.iter().filter(|place| stock.has(**place) && whole(block_of(**place)));
        let single = self
            .cases
            .iter()
            .filter(|place| stock.has(**place) && !whole(block_of(**place)) && self.holds(**place));
        in_blocks - left_out.count() + single.count()
    }
}
