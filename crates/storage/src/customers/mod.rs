//! Customers: the records, the grid that is read from, bulk reads and the operations that wrote them.

pub mod bulk;
pub mod detail;
pub mod operation;
pub mod read;
pub mod record;
