//! Background work: putting jobs in, the loop that claims them, how one ends, and following them.

pub mod follow;
pub mod queue;
mod worker;

pub(crate) use worker::{JobLease, Outcome, PAUSES};
pub use worker::{Worker, run_one};
