//! Background work: the loop that claims jobs, how one ends, and following them.

pub mod follow;
mod worker;

pub(crate) use worker::{JobLease, Outcome, PAUSES};
pub use worker::{Worker, run_one};
