//! Reports: the segments with the state of their data, and the customers of one.

pub mod members;
pub mod report;
mod selection;

pub use members::MembersPage;
pub use report::ReportPage;
