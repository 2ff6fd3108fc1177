//! The rules of Cohort: what a customer, a segment, a filter and an edit are, shared by browser and server.
//!
//! Pure: no input or output, no clock, no randomness, no async. Whatever needs the present moment takes it
//! as an argument, in microseconds since 1970 UTC.

#![warn(missing_docs)]

pub mod access;
pub mod customers;
pub mod error;
pub mod exports;
pub mod fold;
pub mod ids;
pub mod imports;
pub mod jobs;
pub mod segments;
pub mod text;
pub mod time;
pub mod value;
