//! Customers: the grid, and the page of one.

pub mod first;
pub mod list;
pub mod one;

pub use list::CustomersPage;
pub use one::CustomerPage;
