//! Test results by AQL: the query checked while it is typed, with the place of what is wrong; rows a page at a time, the queries
//! that were asked and saved, and the rows as a file.

mod aql;
mod export;
mod facade;
mod verdict;

pub(crate) use aql::AqlFault;
