//! The customers grid: pages, edits and a customer's own page.

pub mod detail;
pub mod edit;
pub mod page;
