//! Background work: the loop that claims jobs, and the two ways one ends.

mod worker;

pub(crate) use worker::{JobLease, Outcome};
pub use worker::{Worker, run_one};
