//! Exports: plans, their attempts and the files that they write. What is decided stands in [`decide`].

pub(crate) mod decide;
