//! Rows in, file bytes out: the file formats a table of customers can be delivered in.
//!
//! Knows `domain` only: no database, no HTTP, no clock. Whoever reads rows hands them over one by one as
//! borrowed cells; whoever sends files supplies a [`std::io::Write`]. Memory stays the same for any number
//! of rows.

#![warn(missing_docs)]

pub mod format;
pub mod table;

pub use format::{Options, Writer, Written, writer};
pub use table::{Cell, Header};
