//! Files: what a browser downloads and the command line writes.

pub mod download;
pub mod spool;
