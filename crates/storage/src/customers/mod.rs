//! Customers: the records, the grid that is read from, bulk reads and the operations that wrote them.

pub mod bulk;
mod columns;
pub mod detail;
pub mod erase;
mod far;
mod filter;
mod load;
pub mod loading;
pub mod milestones;
pub mod operation;
pub(crate) mod projection;
pub mod read;
pub mod record;
mod save;
pub mod search;
mod tables;
pub mod views;
