//! Files: their formats, and what goes into one.

pub mod format;
pub mod guard;
