//! Segments: the rules that pick customers, and the report of how many they pick.

pub mod attribute;
pub mod condition;
pub mod reading;
pub mod report;
pub mod segment;
