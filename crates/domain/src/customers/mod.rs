//! Customers: the column catalogue, what a grid shows, what may be edited and how a selection is meant.

pub mod address;
pub mod choice;
pub mod column;
pub mod country;
pub mod detail;
pub mod edit;
pub mod filter;
pub mod page;
pub mod postcode;
pub mod present;
pub mod query;
pub mod selection;
pub mod sight;
pub mod view;
