//! One folder or file per page.

pub mod customers;
pub mod imports;
pub mod not_found;
pub(crate) mod on_demand;
pub mod reports;
pub mod segments;
pub mod sign_in;
