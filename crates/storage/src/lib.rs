//! Everything Cohort keeps: the only crate that knows SQL, over SQLite and PostgreSQL alike.
//!
//! Use cases open a [`Store`], read through it, and write through a [`Tx`]. Nothing here asks who may do
//! what, reads a clock or rolls dice: the caller passes the present moment in. What is absent is `Ok(None)`;
//! an [`Error`] means that something is in the way or broken.

#![warn(missing_docs)]

mod aside;
pub mod audit;
pub mod customers;
mod engine;
mod error;
mod insert;
pub mod jobs;
pub mod reference;
pub mod requests;
mod row;
pub mod segments;
pub mod sessions;
mod sql;
#[cfg(feature = "testing")]
pub mod testing;
pub mod users;

pub use aside::{Panicked, aside};
pub use engine::{Health, Store, Tx};
pub use error::{Error, Unique};

/// What most functions of this crate return.
pub type Result<T> = std::result::Result<T, Error>;
