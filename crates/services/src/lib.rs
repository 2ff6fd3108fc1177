//! Use cases: what a person or the command line can ask of Cohort. Each asks the policy table first, applies
//! the domain's rules, and writes in one transaction.

#![warn(missing_docs)]

pub mod access;
pub mod audit;
pub mod carry;
pub mod context;
pub mod customers;
pub mod demo;
pub mod error;
pub mod exports;
pub mod imports;
pub mod jobs;
mod kept;
pub mod passwords;
pub mod places;
mod repeats;
pub mod segments;
pub mod sessions;
pub mod users;
mod zone;
