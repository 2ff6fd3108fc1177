//! The customers grid: pages, edits and a customer's own page.

pub mod address;
pub(crate) mod asked;
pub mod detail;
pub mod edit;
pub mod page;
pub mod views;
