//! Files: what a browser downloads and the command line writes.

mod altered;
mod cells;
pub mod download;
mod labels;
pub mod pipe;
mod rows;
pub mod spool;
#[cfg(test)]
mod tests;
pub mod turns;
