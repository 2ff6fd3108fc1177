//! Segments: defining, refreshing, reporting.

pub mod define;
pub mod refresh;
pub mod report;
